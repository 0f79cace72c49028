"""Chapter 13: answers to its exercises as students write them, right and wrong."""

import numpy as np
import pytest
from answers import rows, told

from course_nn.chapters.ch13_energy_models.bug_hunt import KINDS
from course_nn.exercises import EXERCISES, check
from course_nn.models.hopfield import Hopfield


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_NN_HOME", str(tmp_path))


HEBB = (
    "hebb_rule",
    [
        "W = patterns.T @ patterns / patterns.shape[1]\nnp.fill_diagonal(W, 0)\nreturn W",
        "p, n = patterns.shape\nreturn (patterns.T @ patterns - p * np.eye(n)) / n",
        "n = patterns.shape[1]\nW = np.zeros((n, n))\nfor x in patterns:\n    W += np.outer(x, x) / n\n"
        "return W * (1 - np.eye(n))",
        "W = np.einsum('pi,pj->ij', patterns, patterns) / patterns.shape[1]\nreturn W - np.diag(np.diag(W))",
        "X = np.asarray(patterns, dtype=np.float32)\nW = X.T.dot(X) / X.shape[1]\nW[np.diag_indices(len(W))] = "
        "0\nreturn W",
        """
        n = len(patterns[0])
        W = [[0.0] * n for _ in range(n)]
        for i in range(n):
            for j in range(n):
                if i != j:
                    W[i][j] = sum(x[i] * x[j] for x in patterns) / n
        return W
        """,
        "from course_nn.models.hopfield import Hopfield\nreturn Hopfield(patterns, warn=False).W",
        "W = np.mean([np.outer(x, x) for x in patterns], axis=0) * len(patterns) / patterns.shape[1]\n"
        "np.fill_diagonal(W, 0)\nreturn W",
    ],
    [
        ("np.fill_diagonal(W, 0)\n", "", "diagonal left in"),
        ("return W", "return np.fill_diagonal(W, 0)", "no return"),
        (" / patterns.shape[1]", " * 1.0", "not divided"),
        (" / patterns.shape[1]\nnp.fill_diagonal(W, 0)", " * 1.0", "neither divided nor without a diagonal"),
        ("patterns.shape[1]", "patterns.shape[0]", "divided by the patterns"),
        ("patterns.shape[1]", "len(patterns)", "divided by the patterns"),
        ("patterns.shape[1]", "patterns.size", "divided by both"),
        ("patterns.shape[1]", "(patterns.shape[1] - 1)", "divided by n - 1"),
        ("np.fill_diagonal(W, 0)", "W = W - np.eye(len(W))", "1 taken from the diagonal"),
        ("np.fill_diagonal(W, 0)", "np.fill_diagonal(W, 1)", "1 on the diagonal"),
        ("patterns.T @ patterns", "patterns @ patterns.T", "patterns with patterns, no diagonal"),
        ("W = patterns.T", "W = -patterns.T", "wrong sign"),
        (
            "W = patterns.T @ patterns",
            "W = np.outer(patterns.sum(axis=0), patterns.sum(axis=0))",
            "patterns added up first",
        ),
        ("W = patterns.T @ patterns", "W = np.outer(patterns[0], patterns[0])", "first pattern only"),
        (
            "",
            "for x in patterns:\n    W = np.outer(x, x) / len(x)\nnp.fill_diagonal(W, 0)\nreturn W",
            "last pattern only",
        ),
        ("return W", "return np.triu(W)", "upper triangle only"),
        ("return W", "return np.tril(W)", "lower triangle only"),
        ("W = patterns.T @ patterns / patterns.shape[1]", "W = np.linalg.pinv(patterns) @ patterns", "pseudo-inverse"),
        ("W = patterns", "patterns = patterns - patterns.mean(axis=0)\nW = patterns", "mean subtracted"),
        ("return W", "return W * 0.5", "factor"),
        ("return W", "return W[0]", "shape"),
        ("return W", "print(W)", "prints"),
        ("", "return patterns", "shape"),
    ],
)

ENERGY = (
    "hopfield_energy",
    [
        "return -0.5 * s @ W @ s + theta @ s",
        "return -(W * np.outer(s, s)).sum() / 2 + (theta * s).sum()",
        "n = len(s)\nE = 0.0\nfor i in range(n):\n    E += theta[i] * s[i]\n    for j in range(i):\n"
        "        E -= W[i, j] * s[i] * s[j]\nreturn E",
        "return -s @ np.triu(W, 1) @ s + theta.dot(s)",
        "return float(np.dot(s, theta - 0.5 * np.dot(W, s)))",
        "return np.einsum('i,ij,j', -0.5 * s, W, s) + np.inner(theta, s)",
        "from course_nn.models.hopfield import Hopfield\nreturn Hopfield.from_weights(W, theta).energy(s)",
    ],
    [
        ("-0.5 * ", "-", "each pair twice"),
        ("-0.5 * ", "0.5 * ", "pairs with the wrong sign"),
        ("-0.5 * ", "", "each pair twice, wrong sign"),
        ("+ theta", "- theta", "thresholds subtracted"),
        ("return -0.5 * s @ W @ s +", "return 0.5 * s @ W @ s -", "wrong sign"),
        ("theta @ s", "0.5 * theta @ s", "thresholds halved"),
        ("-0.5 * s @ W @ s + theta @ s", "-0.5 * (s @ W @ s + theta @ s)", "thresholds halved and subtracted"),
        (" + theta @ s", "", "no thresholds"),
        ("-0.5 * s @ W @ s + ", "", "no pairs"),
        ("theta @ s", "theta.sum()", "sum of the thresholds"),
        ("-0.5 * s @ W @ s", "-0.5 * W.sum()", "sum of the weights"),
        ("-0.5 * s @ W @ s", "-0.5 * (W @ s).sum()", "one unit instead of two"),
        ("-0.5 * s @ W @ s + theta @ s", "W @ s - theta", "fields"),
        ("-0.5 * s @ W @ s + theta @ s", "-0.5 * s * (W @ s) + theta * s", "by unit"),
        ("-0.5 * s @ W @ s + theta @ s", "-0.5 * W * np.outer(s, s)", "by pair"),
        ("-0.5 * s @ W @ s + theta @ s", "(-0.5 * s @ W @ s + theta @ s) / len(s)", "mean"),
        ("-0.5 * s @ W @ s + theta @ s", "abs(-0.5 * s @ W @ s + theta @ s)", "value"),
        ("return ", "E = ", "no return"),
        ("return -0.5 * s @ W @ s + theta @ s", "print(-0.5 * s @ W @ s + theta @ s)", "prints"),
        ("-0.5 * s @ W @ s", "-0.5 * s * W * s", "shape"),
        ("theta @ s", "theta", "shape"),
    ],
)


@pytest.mark.parametrize(("name", "body", "kind"), rows(HEBB, ENERGY))
def test_an_answer_is_told_what_it_is(name, body, kind):
    assert told(name, body) == kind


def test_the_reference_is_the_library():
    rng = np.random.default_rng(0)
    X, s = rng.choice([-1, 1], size=(3, 30)), rng.choice([-1, 1], size=30)
    W, theta = EXERCISES["hebb_rule"].reference(X), rng.normal(size=30)
    np.testing.assert_allclose(W, Hopfield(X).W, atol=1e-15)
    assert EXERCISES["hopfield_energy"].reference(W, theta, s) == pytest.approx(Hopfield(X, thresholds=theta).energy(s))


FIVE = {letter: KINDS[k] for letter, k in zip("ABCDE", (1, 4, 0, 2, 3), strict=True)}


def test_five_rules():
    assert check("five_rules", FIVE).passed
    assert check("five_rules", {letter: f" {kind.upper()} " for letter, kind in FIVE.items()}).passed


@pytest.mark.parametrize("pair", ["AB", "AC", "AD", "AE", "BC", "BD", "BE", "CD", "CE", "DE"])
def test_an_exchanged_pair_of_rules_is_told(pair):
    one, other = pair
    result = check("five_rules", FIVE | {one: FIVE[other], other: FIVE[one]})
    assert result.mistake == f"{one} and {other} exchanged"
    assert not any(kind in repr(result) for kind in KINDS), "the report gives the answer away"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (FIVE | {"B": "bad luck"}, "none of the five kinds"),
        (FIVE | {"E": ...}, "'E' is still `...`"),
        (FIVE | {"A": KINDS[0]}, "ask which of them rest"),
        (dict.fromkeys("ABCDE", KINDS[2]), "ask which of them rest"),
        ({letter: FIVE[letter] for letter in "ABCD"}, "'E' is not in it"),
    ],
)
def test_another_answer_to_the_rules_is_told(answer, words):
    result = check("five_rules", answer)
    assert words in result.message and not result.passed


DIVERGENCE = (
    "contrastive_divergence_step",
    [
        "sigmoid = lambda z: 1 / (1 + np.exp(-z))\nn = len(X)\np = sigmoid(c + X @ W)\nh = 1.0 * (u_h < p)\n"
        "v = 1.0 * (u_v < sigmoid(b + h @ W.T))\nq = sigmoid(c + v @ W)\n"
        "return (X.T @ p - v.T @ q) / n, (X - v).mean(axis=0), (p - q).mean(axis=0)",
        """
        def sigmoid(z):
            return np.exp(-np.logaddexp(0, -z))
        p = sigmoid(X @ W + c)
        v = (u_v < sigmoid((u_h < p) @ W.T + b)).astype(float)
        q = sigmoid(v @ W + c)
        return np.einsum("ni,nk->ik", X, p) / len(X) - np.einsum("ni,nk->ik", v, q) / len(X), X.mean(0) - v.mean(0), \
p.mean(0) - q.mean(0)
        """,
        """
        import math
        (n, d), k = X.shape, len(c)
        dW, db, dc = np.zeros((d, k)), np.zeros(d), np.zeros(k)
        for e in range(n):
            p = [1 / (1 + math.exp(-c[j] - sum(X[e, i] * W[i, j] for i in range(d)))) for j in range(k)]
            h = [1 if u_h[e, j] < p[j] else 0 for j in range(k)]
            v = [1 if u_v[e, i] < 1 / (1 + math.exp(-b[i] - sum(h[j] * W[i, j] for j in range(k)))) else 0
                 for i in range(d)]
            q = [1 / (1 + math.exp(-c[j] - sum(v[i] * W[i, j] for i in range(d)))) for j in range(k)]
            for i in range(d):
                db[i] += (X[e, i] - v[i]) / n
                for j in range(k):
                    dW[i, j] += (X[e, i] * p[j] - v[i] * q[j]) / n
            for j in range(k):
                dc[j] += (p[j] - q[j]) / n
        return dW, db, dc
        """,
    ],
    [
        ("(X.T @ p - v.T @ q) / n", "X.T @ p - v.T @ q", "dW is a sum"),
        ("(X.T @ p - v.T @ q) / n", "(v.T @ q - X.T @ p) / n", "dW the wrong way"),
        ("X.T @ p - v.T @ q", "X.T @ h - v.T @ q", "states in dW"),
        ("X.T @ p - v.T @ q", "X.T @ p - v.T @ p", "the old probabilities"),
        ("X.T @ p - v.T @ q", "X.T @ p - v.T @ h", "the old states"),
        ("X.T @ p - v.T @ q", "(X - v).T @ (p - q)", "products of differences"),
        ("(X.T @ p - v.T @ q) / n", "X.T @ p / n", "the data alone"),
        ("u_h < p", "u_h > p", "hidden units drawn the other way around"),
        ("u_v < sig", "u_v > sig", "visible units drawn the other way around"),
        ("1.0 * (u_h < p)", "1.0 * (p > 0.5)", None),
        ("1.0 * (u_h < p)", "p", "probabilities passed on"),
        ("1.0 * (u_v < sigmoid(b + h @ W.T))", "sigmoid(b + h @ W.T)", "probabilities of the visible units"),
        ("sigmoid(b + h @ W.T)", "sigmoid(h @ W.T)", "without the visible biases"),
        ("(X - v).mean(axis=0)", "0 * b", "no visible biases"),
        ("(p - q).mean(axis=0)", "0 * c", "no hidden biases"),
        ("(p - q).mean(axis=0)", "(h - q).mean(axis=0)", "dc of the states"),
        ("(X.T @ p - v.T @ q) / n", "(p.T @ X - q.T @ v) / n", None),
        ("(X - v).mean(axis=0)", "(X - v).mean(axis=1)", None),
        ("1.0 * (u_h < p)", "1.0 * (np.random.default_rng(0).random(p.shape) < p)", None),
    ],
)


@pytest.mark.long
@pytest.mark.parametrize(("name", "body", "kind"), rows(DIVERGENCE))
def test_a_step_of_contrastive_divergence_is_told(name, body, kind):
    came = told(name, body)
    assert came != "passed" if kind is None else came == kind
