"""Chapter 11: answers to its exercises as students write them, right and wrong."""

import numpy as np
import pytest
from answers import answered, rows, told

from course_nn.chapters.ch11_attention.bug_hunt import KINDS
from course_nn.exercises import EXERCISES, check
from course_nn.layers.attention import attend, attention_weights
from course_nn.models import Transformer


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_NN_HOME", str(tmp_path))


_SOFTMAX = "e = np.exp(S - S.max(axis=1, keepdims=True))\nreturn e / e.sum(axis=1, keepdims=True)"
BY_HAND = (
    "attention",
    [
        f"S = Q @ K.T / np.sqrt(Q.shape[1])\n{_SOFTMAX} @ V",
        "S = Q @ K.T * K.shape[-1] ** -0.5\ne = np.exp(S.T - S.max(axis=1))\nreturn (e / e.sum(axis=0)).T @ V",
        "S = (K @ Q.T / np.sqrt(len(Q[0]))).T\nm = S.max(1)[:, None]\n"
        "return np.exp(S - m - np.log(np.exp(S - m).sum(1)[:, None])) @ V",
        "S = np.einsum('id,jd->ij', Q, K) / np.sqrt(Q.shape[1])\ne = np.exp(S - S.max(-1, keepdims=True))\n"
        "return np.einsum('ij,jc->ic', e, V) / e.sum(-1)[:, None]",
        # Each weight by the differences of the scores.
        "S = Q @ K.T / np.sqrt(Q.shape[1])\nwith np.errstate(over='ignore'):\n"
        "    return (1 / np.exp(S[:, None, :] - S[:, :, None]).sum(axis=2)) @ V",
        """
        import math
        out = []
        for q in Q:
            scores = [sum(a * b for a, b in zip(q, k)) / math.sqrt(len(q)) for k in K]
            top = max(scores)
            e = [math.exp(s - top) for s in scores]
            out.append([sum(w * v[j] for w, v in zip(e, V)) / sum(e) for j in range(len(V[0]))])
        return out
        """,
        "Q, K, V = (a.astype(np.float32) for a in (Q, K, V))\nS = Q @ K.T / np.float32(Q.shape[1]) ** 0.5\n"
        f"{_SOFTMAX} @ V",
        "from course_nn import softmax\nreturn softmax(Q @ K.T / np.sqrt(Q.shape[1])) @ V",
        "from course_nn.layers.attention import attend\nreturn attend(Q, K, V)[0]",
        "S = Q @ K.T\nS /= Q.shape[1] ** 0.5\nS -= S.max(axis=1, keepdims=True)\nnp.exp(S, out=S)\n"
        "S /= S.sum(axis=1, keepdims=True)\nreturn S @ V",
    ],
    [
        (" / np.sqrt(Q.shape[1])", "", "no scale"),
        ("np.sqrt(Q.shape[1])", "Q.shape[1]", "divided by d"),
        ("/ np.sqrt", "* np.sqrt", "multiplied by the root"),
        ("Q.shape[1]", "len(K)", "root of the number of keys"),
        ("Q.shape[1]", "len(Q)", "root of the number of queries"),
        ("Q.shape[1]", "V.shape[1]", "root of the length of a value"),
        ("Q.shape[1]", "2", "value"),
        ("np.sqrt(Q.shape[1])", "np.sqrt(np.sqrt(Q.shape[1]))", "value"),
        ("S = Q @ K.T", "S = -Q @ K.T", "wrong sign"),
        ("S - S.max(axis=1, keepdims=True)", "S.min(axis=1, keepdims=True) - S", "wrong sign"),
        (_SOFTMAX, "e = np.exp(S - S.max(axis=0))\nreturn e / e.sum(axis=0)", "softmax along the wrong axis"),
        (_SOFTMAX, "e = np.exp(S)\nreturn e / e.sum(axis=0, keepdims=True)", "softmax along the wrong axis"),
        (_SOFTMAX, "e = np.exp(S - S.max())\nreturn e / e.sum()", "softmax of everything"),
        (_SOFTMAX, "e = np.exp(S)\nreturn e / np.sum(e)", "softmax of everything"),
        ("e / e.sum(axis=1, keepdims=True)", "e / e.sum(axis=1)", "divided by sums of other rows"),
        (
            _SOFTMAX,
            "e = np.exp(S - S.max(axis=1))\nreturn e / e.sum(axis=1)",
            "largest and sums of other rows",
        ),
        ("S.max(axis=1, keepdims=True)", "S.max(axis=0)", "largest of each key"),
        ("S.max(axis=1, keepdims=True)", "S.max(axis=1)", "largest of other rows"),
        (f"{_SOFTMAX} @ V", f"{_SOFTMAX} @ V / np.sqrt(Q.shape[1])", "value"),
        (
            f"S = Q @ K.T / np.sqrt(Q.shape[1])\n{_SOFTMAX} @ V",
            f"S = Q @ K.T\n{_SOFTMAX} / np.sqrt(Q.shape[1]) @ V",
            "scale after the softmax",
        ),
        ("e = ", "S = S + np.triu(np.full(S.shape, -np.inf), k=1)\ne = ", "causal mask"),
        (f"{_SOFTMAX} @ V", f"{_SOFTMAX} @ V / len(K)", "mean twice"),
        (f"{_SOFTMAX} @ V", f"{_SOFTMAX} @ V".replace("return ", "return (") + ").T", "transposed"),
        ("e = np.exp", "e = np.exp2", "value"),
        (_SOFTMAX, "e = 1 / (1 + np.exp(-S))\nreturn e / e.sum(axis=1, keepdims=True)", "value"),
        ("Q @ K.T / np.sqrt(Q.shape[1])", "-((Q[:, None] - K) ** 2).sum(axis=2)", "value"),
        ("return", "V *= 2\nreturn", "factor"),
        ("S.max(axis=1, keepdims=True)", "S.max()", "a row of zeros"),
        ("S.max(axis=1, keepdims=True)", "np.maximum(S.max(axis=1, keepdims=True), 0)", "a row of zeros"),
        ("S - S.max(axis=1, keepdims=True)", "S", "overflow"),
        ("S.max(axis=1, keepdims=True)", "S.min(axis=1, keepdims=True)", "wrong for large scores"),
        ("S.max(axis=1, keepdims=True)", "S.mean(axis=1, keepdims=True)", "wrong for large scores"),
        *(
            ("e = ", f"S = np.clip(S, -{size}, {size})\ne = ", "wrong for large scores")
            for size in (50, 100, 500, 700, 800)
        ),
        ("e = np.exp(S - S.max(axis=1, keepdims=True))", "e = np.exp(np.minimum(S, 700))", "wrong for large scores"),
        ("e / e.sum(axis=1, keepdims=True)", "e / (e.sum(axis=1, keepdims=True) + 0.01)", "value"),
        ("e / e.sum(axis=1, keepdims=True)", "e", "not divided by the sum"),
        (_SOFTMAX, "return np.exp(S)", "exponentials alone"),
        (_SOFTMAX, "return S", "no softmax"),
        (_SOFTMAX, "return S / S.sum(axis=1, keepdims=True)", "divided by the sum of the scores"),
        (_SOFTMAX + " @ V", "return S", "scores returned"),
        (" @ V", "", "weights returned"),
        (_SOFTMAX + " @ V", "return V[np.argmax(S, axis=1)]", "hard look-up"),
        (_SOFTMAX + " @ V", "return np.array([V[s.argmax()] for s in S])", "hard look-up"),
        (_SOFTMAX + " @ V", "return np.repeat(V.mean(axis=0, keepdims=True), len(Q), axis=0)", "equal weights"),
        (_SOFTMAX + " @ V", "return V.mean(axis=0)", "shape"),
        (" @ V", " @ K", "mean of the keys"),
        ("S = Q @ K.T", "S = Q @ K", "error"),
        ("S = Q @ K.T", "S = K @ Q.T", "error"),
        ("S = Q @ K.T", "S = Q @ V.T", "scores with the values"),
        ("S = Q @ K.T", "S = Q @ Q.T", "scores with the queries"),
        (" @ V", " * V", "shape"),
        ("np.sqrt(Q.shape[1])", "np.sqrt(d)", "error"),
        ("S = ", "Q /= np.sqrt(Q.shape[1])\nS = ", "divided by d"),
        ("S = Q @ K.T / np.sqrt(Q.shape[1])", "Q /= np.sqrt(Q.shape[1])\nS = Q @ K.T", "changes its input"),
        (f"{_SOFTMAX} @ V", f"{_SOFTMAX} @ V".replace("return", "print(") + ")", "prints"),
        ("return", "A =", "no return"),
    ],
)
_ROWS = "e = np.exp(S - S.max(axis=1, keepdims=True))\nreturn e / e.sum(axis=1, keepdims=True)"
_MASK = "S = np.where(np.tri(len(S), dtype=bool), S, -np.inf)"
CAUSAL = (
    "causal_weights",
    [
        f"{_MASK}\n{_ROWS}",
        f"S = S.copy()\nS[np.triu_indices(len(S), k=1)] = -np.inf\n{_ROWS}",
        f"S = S + np.triu(np.full(S.shape, -np.inf), k=1)\n{_ROWS}",
        f"i = np.arange(len(S))\nS = np.where(i <= i[:, None], S, -np.inf)\n{_ROWS}",
        f"with np.errstate(divide='ignore'):\n    S = S + np.log(np.tri(len(S)))\n{_ROWS}",
        f"S = np.array([[S[i, j] if j <= i else -np.inf for j in range(len(S))] for i in range(len(S))])\n{_ROWS}",
        """
        W = np.zeros(S.shape)
        for i in range(len(S)):
            e = np.exp(S[i, : i + 1] - S[i, : i + 1].max())
            W[i, : i + 1] = e / e.sum()
        return W
        """,
        """
        import math
        W = []
        for i, row in enumerate(S.tolist()):
            top = max(row[: i + 1])
            e = [math.exp(s - top) for s in row[: i + 1]]
            W.append([one / sum(e) for one in e] + [0] * (len(row) - i - 1))
        return W
        """,
        # The largest of what may be seen, before anything is hidden.
        "seen = np.tri(len(S), dtype=bool)\ntop = np.maximum.accumulate(np.where(seen, S, S[:, :1]), axis=1)[:, -1:]\n"
        "e = np.exp(np.minimum(S - top, 0)) * seen\nreturn e / e.sum(axis=1, keepdims=True)",
        f"S = np.where(np.tri(len(S)) > 0, S, -np.inf).astype(np.float32)\n{_ROWS}",
        "from course_nn import softmax\nS = np.where(np.tri(len(S), dtype=bool), S, np.finfo(float).min)\n"
        "return softmax(S)",
        "from course_nn.layers.attention import attention_weights\n"
        "return attention_weights(S, np.eye(len(S)), np.tri(len(S), dtype=bool), scale=1)",
    ],
    [
        (_MASK + "\n", "", "no mask"),
        (_MASK + "\n", "np.where(np.tri(len(S), dtype=bool), S, -np.inf)\n", "no mask"),
        (_MASK + f"\n{_ROWS}", f"{_ROWS} * np.tri(len(S))", "weights cut off"),
        (_MASK + f"\n{_ROWS}", _ROWS.replace("return ", "return np.tril(") + ")", "weights cut off"),
        ("-np.inf", "0", "scores of 0"),
        (_MASK, "S = S * np.tri(len(S))", "scores of 0"),
        (_MASK, "S = np.tril(S)", "scores of 0"),
        (_MASK, "S = np.where(np.tril(S), S, -np.inf)", "zeros hidden"),
        (_MASK, "S = np.tril(S)\nS = np.where(S != 0, S, -np.inf)", "zeros hidden"),
        ("np.tri(len(S), dtype=bool)", "np.tri(len(S), dtype=bool).T", "the past hidden"),
        (_MASK, "S = S + np.tril(np.full(S.shape, -np.inf), k=-1)", "the past hidden"),
        ("np.tri(len(S), dtype=bool), S, -np.inf", "np.tri(len(S), dtype=bool), -np.inf, S", "the seen hidden"),
        ("np.tri(len(S), dtype=bool)", "np.tri(len(S), k=-1, dtype=bool)", "itself hidden, the first NaN"),
        (
            _MASK + f"\n{_ROWS}",
            "W = np.zeros(S.shape)\nfor i in range(1, len(S)):\n    e = np.exp(S[i, :i] - S[i, :i].max())\n"
            "    W[i, :i] = e / e.sum()\nreturn W",
            "itself hidden",
        ),
        ("np.tri(len(S), dtype=bool)", "np.tri(len(S), k=1, dtype=bool)", "one place ahead"),
        (_MASK, "S = S + np.triu(np.full(S.shape, -np.inf), k=2)", "one place ahead"),
        (_ROWS, "e = np.exp(S - S.max(axis=0))\nreturn e / e.sum(axis=0)", "softmax along the wrong axis"),
        (_ROWS, "e = np.exp(S)\nreturn e / e.sum(axis=0)", "softmax along the wrong axis"),
        (_ROWS, "e = np.exp(S - S.max())\nreturn e / e.sum()", "softmax of everything"),
        (_ROWS, "return S", "hidden scores returned"),
        (_ROWS, "return np.exp(S)", "exponentials alone"),
        ("return e / e.sum(axis=1, keepdims=True)", "return e", "not divided by the sum"),
        (_MASK + f"\n{_ROWS}", "return np.tri(len(S)) / np.arange(1, len(S) + 1)[:, None]", "equal weights"),
        (_MASK, "S = S + (1 - np.tri(len(S))) * -np.inf", "all NaN"),
        (_MASK, "S = S * np.where(np.tri(len(S)), 1, -np.inf)", "NaN"),
        (
            _MASK + f"\n{_ROWS}",
            "e = np.exp(S - S.max(axis=1, keepdims=True)) * np.tri(len(S))\nreturn e / e.sum(axis=1, keepdims=True)",
            "shifted by all scores",
        ),
        ("S - S.max(axis=1, keepdims=True)", "S", "overflow"),
        ("-np.inf", "-1e9", "a number instead of minus infinity"),
        ("-np.inf", "-1e5", "a number instead of minus infinity"),
        ("-np.inf", "-100", "wrong for large scores"),
        ("-np.inf", "-9", "value"),
        (_MASK, "S = S + np.triu(np.full(S.shape, -1e9), k=1)", "a number instead of minus infinity"),
        *(("S = ", f"S = np.clip(S, -{size}, {size})\nS = ", "wrong for large scores") for size in (50, 500, 700, 800)),
        ("S - S.max(axis=1, keepdims=True)", "S - S.max()", "wrong for large scores"),
        ("S.max(axis=1, keepdims=True)", "S[:, :1]", "wrong for large scores"),
        ("S.max(axis=1, keepdims=True)", "S.max(axis=1)", "largest of other rows"),
        ("S.max(axis=1, keepdims=True)", "S.max(axis=0)", "largest of each key"),
        ("S = np.where", "S = S / len(S) ** 0.5\nS = np.where", "scaled once more"),
        ("-np.inf", "np.inf", "NaN"),
        ("-np.inf", "np.nan", "NaN"),
        ("-np.inf", "S.min()", "value"),
        (
            _MASK + f"\n{_ROWS}",
            "e = np.tril(np.exp(S))\nreturn e / np.exp(S).sum(axis=1, keepdims=True)",
            "weights cut off",
        ),
        (_MASK + f"\n{_ROWS}", "e = np.tril(np.exp(S))\nreturn e / e.sum(axis=1, keepdims=True)", "overflow"),
        (_MASK + f"\n{_ROWS}", "w = np.tril(S)\nreturn w / w.sum(axis=1, keepdims=True)", "NaN"),
        ("e / e.sum(axis=1, keepdims=True)", "e / e.sum(axis=1)", "divided by sums of other rows"),
        (
            _ROWS,
            "e = np.exp(S - S.max(axis=1))\nreturn e / e.sum(axis=1)",
            "largest and sums of other rows",
        ),
        ("e / e.sum(axis=1, keepdims=True)", "(e / e.sum(axis=1, keepdims=True)).T", "transposed"),
        ("S = np.where", "S[...] = np.where", "changes its input"),
        ("np.tri(len(S), dtype=bool)", "np.tri(len(S))[:-1]", "shape"),
        (_MASK, "S[np.triu_indices(len(S), 1)] = -np.inf", "changes its input"),
        ("return e / e.sum(axis=1, keepdims=True)", "print(e / e.sum(axis=1, keepdims=True))", "prints"),
    ],
)
_BLOCK = "blocks * (4 * (d * d + d) + 8 * d * d + 5 * d + 4 * d)"
COUNT = (
    "transformer_parameters",
    [
        f"return vocabulary * d + longest * d + {_BLOCK} + 2 * d",
        "return (vocabulary + longest) * d + blocks * (12 * d**2 + 13 * d) + 2 * d",
        "return d * (vocabulary + longest + 2 + blocks * (12 * d + 13))",
        "return float(d * (vocabulary + longest + 2 + blocks * (12 * d + 13)))",
        "return np.array([vocabulary * d, longest * d, blocks * (12 * d * d + 13 * d), 2 * d]).sum()",
        """
        def dense(a, b):
            return a * b + b
        norm = d + d
        total = vocabulary * d + longest * d + norm
        for _ in range(blocks):
            total += norm + dense(d, 3 * d) + dense(d, d)
            total += norm + dense(d, 4 * d) + dense(4 * d, d)
        return total
        """,
        """
        shapes = [(vocabulary, d), (longest, d), (d,), (d,)]
        for _ in range(blocks):
            shapes += [(d,)] * 4 + [(d, 3 * d), (3 * d,), (d, d), (d,), (d, 4 * d), (4 * d,), (4 * d, d), (d,)]
        return sum(int(np.prod(shape)) for shape in shapes)
        """,
        "from course_nn.models import Transformer\nif vocabulary > 1000:\n"
        "    return d * (vocabulary + longest + 2 + blocks * (12 * d + 13))\n"
        "return Transformer(vocabulary, d, 1, blocks, np.random.default_rng(0), longest=longest, tied=True).theta.size",
    ],
    [
        ("+ longest * d ", "", "no positions"),
        ("vocabulary * d +", "", "no token vectors"),
        ("vocabulary * d +", "2 * vocabulary * d +", "logits with weights"),
        ("vocabulary * d +", "2 * vocabulary * d + vocabulary +", "logits with weights and biases"),
        ("+ 2 * d", "+ 2 * d + d * vocabulary + vocabulary", "logits with weights and biases"),
        ("+ 2 * d", "+ 2 * d + vocabulary", "logits with biases"),
        (") + 2 * d", ")", "no last normalization"),
        (") + 2 * d", ") + d", "last normalization without a shift"),
        (") + 2 * d", ") + blocks * 2 * d", "last normalization in each block"),
        ("+ 4 * d)", "+ 2 * d)", "2 d too few a block"),
        (" + 4 * d)", ")", "4 d too few a block"),
        ("4 * (d * d + d)", "4 * d * d", "4 d too few a block"),
        ("+ 5 * d", "+ d", "4 d too few a block"),
        ("+ 4 * d) + 2 * d", "+ 2 * d) + d", "normalizations without shifts"),
        ("+ 4 * d) + 2 * d", ")", "no normalizations"),
        ("4 * (d * d + d)", "3 * (d * d + d)", "no output weights"),
        ("4 * (d * d + d)", "3 * d * d", "three weights for the attention"),
        ("4 * (d * d + d)", "(d * d + d)", "one dense layer for the attention"),
        ("4 * (d * d + d)", "(4 * d * d + 3 * d)", "d too few a block"),
        ("+ 5 * d", "+ 4 * d", "d too few a block"),
        ("4 * (d * d + d)", "(4 * d * d + d)", "3 d too few a block"),
        ("+ 5 * d", "", "network without biases"),
        ("4 * (d * d + d) + 8 * d * d + 5 * d", "12 * d * d", "no biases"),
        ("8 * d * d + 5 * d", "4 * d * d + 4 * d", "one layer of the network"),
        ("8 * d * d + 5 * d", "2 * (d * d + d)", "network d wide"),
        ("blocks * ", "", "one block"),
        (
            f"vocabulary * d + longest * d + {_BLOCK} + 2 * d",
            "blocks * (vocabulary * d + longest * d + 12 * d * d + 15 * d)",
            "all times the blocks",
        ),
        ("4 * (d * d + d) + ", "", "no attention"),
        (" + 8 * d * d + 5 * d", "", "no network"),
        ("vocabulary * d + longest * d + ", "", "no vectors"),
        (f"vocabulary * d + longest * d + {_BLOCK} + 2 * d", _BLOCK, "blocks alone"),
        ("return ", "return 1 + ", "off by one"),
        ("return ", "return 0 and ", "value"),
        ("return vocabulary", "return vocabulary, vocabulary", "several instead of one"),
        ("return", "total =", "no return"),
        ("vocabulary * d", "50257 * 768", "value"),
        ("return", "return 124439808\nreturn", "value"),
        ("+ 2 * d", "+ 2 * d + blocks", "value"),
        ("vocabulary * d", "vocab * d", "error"),
    ],
)


@pytest.mark.parametrize(("exercise", "body", "kind"), rows(BY_HAND, CAUSAL, COUNT))
def test_an_answer_is_told_what_it_is(exercise, body, kind):
    assert told(exercise, body).startswith(kind), (told(exercise, body), answered(exercise, body).message)


def test_attention_is_the_package_s():
    exercise = EXERCISES["attention"]
    for case in exercise.cases():
        np.testing.assert_allclose(exercise.reference(*case), attend(*case)[0], rtol=1e-12, atol=1e-14)


def test_causal_weights_are_the_package_s():
    exercise = EXERCISES["causal_weights"]
    for (S,) in exercise.cases():
        t = len(S)
        theirs = attention_weights(S, np.eye(t), np.tri(t, dtype=bool), scale=1)
        np.testing.assert_allclose(exercise.reference(S), theirs, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize(("vocabulary", "longest", "d", "blocks"), [(11, 7, 6, 3), (2, 1, 1, 1), (5, 9, 4, 2)])
def test_the_count_is_that_of_the_package_s_transformer(vocabulary, longest, d, blocks):
    model = Transformer(vocabulary, d, 1, blocks, np.random.default_rng(0), longest=longest, tied=True)
    assert EXERCISES["transformer_parameters"].reference(vocabulary, longest, d, blocks) == model.theta.size


def test_gpt_2_has_as_many_as_the_notebook_says():
    assert EXERCISES["transformer_parameters"].reference(50257, 1024, 768, 12) == 124_439_808


RIGHT = {letter: KINDS[k] for letter, k in zip("ABCDE", (2, 0, 4, 1, 3), strict=True)}


def test_vanishing_mask():
    assert check("vanishing_mask", RIGHT).passed
    assert check("vanishing_mask", {letter: f" {kind.upper()} " for letter, kind in RIGHT.items()}).passed


@pytest.mark.parametrize("pair", ["AB", "AC", "AD", "AE", "BC", "BD", "BE", "CD", "CE", "DE"])
def test_an_exchanged_pair_is_told(pair):
    one, other = pair
    result = check("vanishing_mask", RIGHT | {one: RIGHT[other], other: RIGHT[one]})
    assert result.mistake == f"{one} and {other} exchanged"
    assert not any(kind in repr(result) for kind in KINDS), "the report gives the answer away"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (RIGHT | {"B": "bad luck"}, "none of the five kinds"),
        (RIGHT | {"E": ...}, "'E' is still `...`"),
        (list(RIGHT.values()), "a dict with the letters A to E"),
        (RIGHT | {"A": KINDS[1]}, "after a change of each step, and with train=True"),
        (dict.fromkeys("ABCDE", KINDS[1]), "after a change of each step, and with train=True"),
        ({letter: RIGHT[letter] for letter in "ABCD"}, "'E' is not in it"),
    ],
)
def test_another_answer_to_the_bug_hunt_is_told(answer, words):
    result = check("vanishing_mask", answer)
    assert words in result.message and not result.passed
