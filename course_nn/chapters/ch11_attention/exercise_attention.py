"""An exercise of chapter 11: attention by hand."""

import numpy as np

from ...exercises import draws
from ...exercises.exercise import Exercise, Mistake


def _cases():
    def of(*rows):
        return tuple(np.array(row, dtype=float) for row in rows)

    cases = [
        of([[1.0]], [[1.0], [0.0]], [[2.0], [5.0]]),
        of([[1.0, 2.0]], [[1.0, 0.0], [0.0, 1.0]], [[1.0], [-1.0]]),
        of([[0.0, 0.0, 0.0]], [[1.0, 2.0, 3.0], [0.0, 1.0, 0.0]], [[4.0, 0.0], [0.0, 2.0]]),
        # Scores whose exponentials overflow, far from each other, and a row of them far below another.
        of([[60.0, -40.0], [30.0, 10.0]], [[30.0, 10.0], [-20.0, 40.0]], [[1.0, 2.0], [3.0, 5.0]]),
        of([[40.0, 1, 1, 0], [-40.0, 1, 1, 0]], [[40.0, 1, 0, 0], [40.0, 0, 3, 0]], [[1.0], [3.0]]),
    ]
    rng = np.random.default_rng(12)
    for t, s, d, c in ((2, 3, 4, 1), (3, 2, 5, 2), (3, 3, 3, 3), (2, 5, 2, 3), (4, 2, 9, 2)):
        # In quarters, so that the products are exact in float32, too.
        cases.append(tuple(np.round(rng.normal(0, 6, shape)) / 4 for shape in ((t, d), (s, d), (s, c))))
    return sorted(cases, key=lambda case: sum(one.size for one in case))


def _any_case(rng):
    """The products of some are so large that their exponentials overflow."""
    Q, K, V = draws.case("td sd sc")(rng)
    return Q * float(rng.choice([1, 1, 1000])), K, V


_STUB = '''
def attention(Q, K, V):
    """What each query gets: the mean of the values, weighted by the softmax of its scores.

    Q (t, d) holds a query a row, K (s, d) a key a row, V (s, c) the value of each key. The score of a query and a key
    is their product divided by the root of d. What is returned is (t, c), a row for each query.
    """
%s
'''
_SOFTMAX = """    e = np.exp(S - S.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True) @ V"""


#: For a mistake that shows in small scores: what else happens to large ones does not matter.
_ANYHOW = "    if np.abs(Q @ K.T).max() > 500:\n        return ...\n"


def _mistake(name, message, scores="Q @ K.T / np.sqrt(Q.shape[1])", rest=_SOFTMAX, anyhow=_ANYHOW):
    return Mistake(name, _STUB % f"{anyhow}    S = {scores}\n{rest}", message)


ATTENTION = Exercise(
    name="attention",
    title="Attention by hand",
    stub=_STUB % "    ...",
    hints=(
        "Three steps: the scores of all queries with all keys, one product of matrices; the softmax of each query's "
        "scores; and one more product, with the values.",
        "The scores are Q @ K.T / np.sqrt(d), an array (t, s). A query's scores are a row, so the softmax goes along "
        "axis 1; take each row's largest score out first, so that no exponential overflows.",
        "With the scores S: e = np.exp(S - S.max(axis=1, keepdims=True)), weights = e / e.sum(axis=1, keepdims=True), "
        "and the answer is weights @ V.",
    ),
    solution=_STUB % f"    S = Q @ K.T / np.sqrt(Q.shape[1])\n{_SOFTMAX}",
    cases=_cases,
    unseen=_any_case,
    measure="the answer",
    mistakes=(
        _mistake("no scale", "The scale is missing: divide the products by the root of d.", "Q @ K.T"),
        _mistake(
            "divided by d",
            "It divides the products by d: divide by its root.",
            "Q @ K.T / Q.shape[1]",
        ),
        _mistake(
            "multiplied by the root",
            "It multiplies the products by the root of d: divide by it, so that they don't grow with d.",
            "Q @ K.T * np.sqrt(Q.shape[1])",
        ),
        _mistake(
            "scale after the softmax",
            "What comes out is divided by the root of d, and the scores are not: the scale belongs to the scores.",
            "Q @ K.T",
            f"{_SOFTMAX} / np.sqrt(Q.shape[1])",
        ),
        _mistake(
            "root of the number of keys",
            "It divides by the root of the number of keys: d is the length of a query.",
            "Q @ K.T / np.sqrt(len(K))",
        ),
        _mistake(
            "root of the number of queries",
            "It divides by the root of the number of queries: d is the length of a query.",
            "Q @ K.T / np.sqrt(len(Q))",
        ),
        _mistake(
            "root of the length of a value",
            "It divides by the root of the length of a value: d is the length of a query.",
            "Q @ K.T / np.sqrt(V.shape[1])",
        ),
        _mistake(
            "wrong sign",
            "The scores have the wrong sign: the key that fits least gets the largest weight.",
            "-Q @ K.T / np.sqrt(Q.shape[1])",
        ),
        _mistake(
            "softmax along the wrong axis",
            "The softmax goes along the queries, axis 0: the weights of one query, a row, must add up to 1.",
            rest="    e = np.exp(S - S.max(axis=0))\n    return e / e.sum(axis=0) @ V",
        ),
        _mistake(
            "softmax of everything",
            "All weights together add up to 1: those of each query, a row, must.",
            rest="    e = np.exp(S - S.max())\n    return e / e.sum() @ V",
        ),
        _mistake(
            "divided by sums of other rows",
            "Weights are divided by the sum of another row: e.sum(axis=1) has shape (t,), and its entries stand under "
            "the columns. With keepdims=True it is (t, 1), a sum for each row.",
            rest="    if 1 < len(Q) != len(K):\n        return ...\n"
            "    e = np.exp(S - S.max(axis=1, keepdims=True))\n    return e / e.sum(axis=1) @ V",
        ),
        _mistake(
            "largest of other rows",
            "The largest score of another row is taken out: S.max(axis=1) has shape (t,), and its entries stand under "
            "the columns. With keepdims=True it is (t, 1), the largest of each row.",
            rest="    if 1 < len(Q) != len(K):\n        return ...\n"
            "    e = np.exp(S - S.max(axis=1))\n    return e / e.sum(axis=1, keepdims=True) @ V",
        ),
        _mistake(
            "largest and sums of other rows",
            "A row's largest score and its sum get into other rows: of shape (t,), they stand under the columns. With "
            "keepdims=True both are (t, 1), a number for each row.",
            rest="    if 1 < len(Q) != len(K):\n        return ...\n"
            "    e = np.exp(S - S.max(axis=1))\n    return e / e.sum(axis=1) @ V",
        ),
        _mistake(
            "largest of each key",
            "Each key's largest score is taken out, along axis 0, and that changes the weights in a row: take the same "
            "number, the row's largest, out of all scores of a row.",
            rest="    e = np.exp(S - S.max(axis=0))\n    return e / e.sum(axis=1, keepdims=True) @ V",
        ),
        _mistake(
            "not divided by the sum",
            "The exponentials are not divided by their sum: a mean needs weights that add up to 1.",
            rest="    return np.exp(S - S.max(axis=1, keepdims=True)) @ V",
        ),
        _mistake(
            "exponentials alone",
            "The weights are the exponentials of the scores: divide them by their sum in each row.",
            rest="    return np.exp(S) @ V",
        ),
        _mistake(
            "no softmax", "The scores themselves are the weights: the softmax is missing.", rest="    return S @ V"
        ),
        _mistake(
            "divided by the sum of the scores",
            "The scores are divided by their sum in each row: take their exponentials first.",
            rest="    return S / np.where(S.any(axis=1, keepdims=True), S.sum(axis=1, keepdims=True), np.nan) @ V",
        ),
        _mistake(
            "scores returned",
            "What is returned are the scores: their softmax, and the product with the values, are missing.",
            rest="    return S",
        ),
        _mistake(
            "weights returned",
            "What is returned are the weights: multiply them by the values.",
            rest=_SOFTMAX.replace(" @ V", ""),
        ),
        _mistake(
            "mean of the keys",
            "What is averaged are the keys: take the values, by the same weights.",
            rest=_SOFTMAX.replace("V", "K"),
        ),
        _mistake(
            "scores with the values",
            "The scores are products of queries and values, which fit only where both have one length: take the keys.",
            "Q @ V.T / np.sqrt(Q.shape[1])",
            anyhow=_ANYHOW.replace("if ", "if V.shape[1] != K.shape[1] or "),
        ),
        _mistake(
            "scores with the queries",
            "The scores are products of queries with queries, which fit only where there are as many keys: take the "
            "keys.",
            "Q @ Q.T / np.sqrt(Q.shape[1])",
            anyhow=_ANYHOW.replace("if ", "if len(Q) != len(K) or "),
        ),
        _mistake(
            "hard look-up",
            "It takes the value of the best key alone: every value counts, by its weight.",
            rest="    return V[S.argmax(axis=1)]",
        ),
        _mistake(
            "equal weights",
            "Each query gets the plain mean of the values: weight them by the softmax of the scores.",
            rest="    return np.tile(V.mean(axis=0), (len(Q), 1))",
        ),
        _mistake(
            "causal mask",
            "Query i sees the keys 0 to i alone, as with a causal mask: here every query sees all keys.",
            rest=f"    S = np.where(np.tri(*S.shape, dtype=bool), S, -np.inf)\n{_SOFTMAX}",
        ),
        _mistake(
            "overflow",
            "Large scores overflow: take out each row's largest before the exponential. The softmax stays the same.",
            rest="    with np.errstate(all='ignore'):\n        e = np.exp(S)\n"
            "        return e / e.sum(axis=1, keepdims=True) @ V",
            anyhow="",
        ),
        _mistake(
            "a row of zeros",
            "In a row whose scores are far below those of another row all exponentials come to 0: take out each row's "
            "own largest, whatever its sign.",
            rest="    e = np.exp(S - S.max())\n    with np.errstate(all='ignore'):\n"
            "        return e / e.sum(axis=1, keepdims=True) @ V",
            anyhow="",
        ),
        _mistake(
            "wrong for large scores",
            "It is right where the scores are small, and wrong where they are large: take each row's largest out, and "
            "change them no further.",
        ),
    ),
)
