"""Chapter 01: answers to its exercises as students write them, right and wrong."""

import itertools

import numpy as np
import pytest
from answers import answered, rows, told

from course_nn.chapters.ch01_perceptron.exercise_most_mistakes import MOST_MISTAKES
from course_nn.exercises import EXERCISES, check
from course_nn.models import mistake_bound


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_NN_HOME", str(tmp_path))


UPDATE = (
    "update",
    [
        "s = 2 * y - 1\nif s * (x @ w + b) <= 0:\n    return w + s * x, b + s\nreturn w, b",
        "s = -1 if y == 0 else 1\nwrong = s * (np.dot(w, x) + b) <= 0\nreturn w + wrong * s * x, b + wrong * s",
        """
        w, b = w.astype(np.float32), np.float32(b)
        z = sum(a * c for a, c in zip(w, x)) + b
        if y == 1 and z <= 0:
            return [a + c for a, c in zip(w, x)], b + 1
        if y == 0 and z >= 0:
            return [a - c for a, c in zip(w, x)], b - 1
        return list(w), b
        """,
    ],
    [
        (
            "",
            "s = 2 * y - 1\nwhile s * (x @ w + b) <= 0:\n    w, b = w + s * x, b + s\nreturn w, b",
            "corrects until it is right",
        ),
        ("(x @ w + b)", "(x @ w)", "no bias in z"),
        ("b + s", "b - s", "bias the other way"),
        ("b + s", "b", "forgets the bias"),
        ("<= 0", "< 0", "line counts as right"),
        ("<= 0", ">= 0", "corrects what is right"),
        ("<= 0", "<= 1", "wants a margin of 1"),
        ("<= 0", "<= 0.01", "value"),
        ("b + s", "b + 1", "bias always up"),
        ("s * (x @ w + b)", "s * x @ w + b", "bracket around z"),
        ("if s", "if y", "label in the test"),
        ("2 * y - 1", "y", "label as sign"),
        ("2 * y - 1", "1 - 2 * y", "labels exchanged"),
        ("\nreturn w, b", "", "no return"),
        ("return w + s * x, b + s", "w += s * x\n    b += s", "changes its input"),
        ("w + s * x, b + s", "s * x, s", "replaces"),
        ("w + s * x, b + s", "w - s * x, b - s", "subtracts positives"),
        ("w + s * x, b + s", "w + x, b + 1", "never subtracts"),
        ("w + s * x, b + s", "w + s * x", "one instead of several"),
        ("", "s = 2 * y - 1\nreturn w + s * x, b + s", "always corrects"),
        ("(x @ w + b)", "(x * w + b)", "error"),
        # Conditions that only look alike.
        ("(x @ w + b)", "(x.sum() * w.sum() + b)", "value"),
        ("(x @ w + b)", "((x * w).mean() + b)", "value"),
        ("(x @ w + b)", "(x[0] * w[0] + x[1] * w[1] + b)", "value"),
        ("(x @ w + b)", "(x[0] * w[0] + b)", "value"),
        ("(x @ w + b)", "(x[-2:] @ w[-2:] + b)", "value"),
        ("(x @ w + b)", "(x[-1] * w[-1] + b)", "value"),
        ("(x @ w + b)", "(x @ w + 2 * b)", "value"),
        ("(x @ w + b)", "((x**2) @ w + b)", "value"),
        ("(x @ w + b)", "(abs(x) @ w + b)", "value"),
        ("(x @ w + b)", "(x @ w - b)", "value"),
        ("(x @ w + b)", "(x @ w + b * len(x))", "value"),
        ("(x @ w + b)", "(x @ w[::-1] + b)", "value"),
        ("(x @ w + b)", "(x @ w**2 + b)", "value"),
        ("(x @ w + b)", "(x[:3] @ w[:3] + b)", "value"),
        ("<= 0", "< 0.25", "value"),
        ("<= 0", "<= 0.05", "value"),
        ("<= 0", "<= -0.05", "value"),
        ("", "if y == 1 and x @ w + b <= 0:\n    return w + x, b + 1\nreturn w, b", "label as sign"),
        ("", "if y == 0 and x @ w + b >= 0:\n    return w - x, b - 1\nreturn w, b", "only negatives"),
        ("w + s * x, b + s", "w + 0.1 * s * x, b + 0.1 * s", "value"),
        ("w + s * x, b + s\nreturn w, b", "b + s, w + s * x\nreturn b, w", "swapped"),
        ("", "return w, b", "changes nothing"),
        ("", "error = y - int(x @ w + b >= 0)\nreturn w + error * x, b + error", "prediction on the line"),
        ("", "error = y - int(x @ w + b > 0)\nreturn w + error * x, b + error", "negative on the line"),
    ],
)
# Weights are looked at before each row, so that those after the last one never are; or only where a row is right.
_TOP = """
w, b, best = np.zeros(X.shape[1]), 0.0, (-1, 0, 0)
for _ in range(epochs):
    for x, s in zip(X, 2 * y - 1):
        right = sum((X @ w + b >= 0) == y)
        if right > best[0]:
            best = (right, w, b)
        if s * (x @ w + b) <= 0:
            w, b = w + s * x, b + s
return best[1:]
"""
_ELSE = """
w, b = np.zeros(X.shape[1]), 0.0
best = (sum((X @ w + b >= 0) == y), w, b)
for _ in range(epochs):
    for x, s in zip(X, 2 * y - 1):
        if s * (x @ w + b) <= 0:
            w, b = w + s * x, b + s
        else:
            right = sum((X @ w + b >= 0) == y)
            if right > best[0]:
                best = (right, w, b)
return best[1:]
"""
POCKET = (
    "pocket",
    [
        """
        w, b = np.zeros(X.shape[1]), 0.0
        best = (np.sum((X @ w + b >= 0) == y), w, b)
        for _ in range(epochs):
            for x, s in zip(X, 2 * y - 1):
                if s * (x @ w + b) <= 0:
                    w, b = w + s * x, b + s
                    right = sum((X @ w + b >= 0) == y)
                    if right > best[0]:
                        best = (right, w, b)
        return best[1:]
        """,
        # Before each row instead of after each correction; and equally good ones are as good.
        """
        w, b, history = np.zeros(X.shape[1]), 0.0, []
        for _ in range(epochs):
            for x, t in zip(X, y):
                history.append((np.mean((X @ w + b >= 0) == y), w.tolist(), b))
                s = 1 if t else -1
                if s * (w @ x + b) <= 0:
                    w, b = w + s * x, b + s
        most = max(one[0] for one in [*history, (np.mean((X @ w + b >= 0) == y), w, b)])
        return [one[1:] for one in [*history, (np.mean((X @ w + b >= 0) == y), w, b)] if one[0] == most][-1]
        """,
        """
        w, b = np.zeros(X.shape[1], np.float32), np.float32(0)
        kept, most = [w, b], sum(y)
        for _ in range(epochs):
            for i in range(len(X)):
                s = 2 * y[i] - 1
                if s * (X[i] @ w + b) <= 0:
                    w, b = w + s * X[i], b + s
                    count = sum(1 for j in range(len(X)) if (X[j] @ w + b >= 0) == (y[j] == 1))
                    if count > most:
                        kept, most = [w, b], count
        return kept
        """,
    ],
    [
        ("best[1:]", "best", "error"),
        ("best[1:]", "w, b", "keeps the last"),
        ("best = (np.sum((X @ w + b >= 0) == y), w, b)", "best = (0, w, b)", "the beginning does not count"),
        ("best = (right, w, b)", "best = (best[0], w, b)", "forgets how good the pocket is"),
        ("best = (right, w, b)", "best = (right, (w, b))", "error"),
        ("right > best[0]", "right < best[0]", "keeps the worst"),
        (
            "sum((X @ w + b >= 0) == y)\n                    if",
            "sum((X @ w + b > 0) == y)\n                    if",
            "counts with > 0",
        ),
        ("right = sum(", "right = np.mean(", "empty pocket"),
        (
            "sum((X @ w + b >= 0) == y)\n                    if",
            "sum((2 * y - 1) * (X @ w + b) > 0)\n                    if",
            "counts rows on the line as wrong",
        ),
        (
            "w, b = w + s * x, b + s\n                    right = sum((X @ w + b >= 0) == y)",
            "right = sum((X @ w + b >= 0) == y)\n                    kept, w, b = (right, w, b), w + s * x, b + s",
            "value",
        ),
        ("range(epochs)", "range(epochs - 1)", "an epoch too few"),
        ("range(epochs)", "range(epochs - 2)", "value"),
        ("range(epochs)", "range(1)", "value"),
        ("range(epochs)", "range(3)", "value"),
        ("best = (right, w, b)", "best = (best[0] + 1, w, b)", "value"),
        ("return best[1:]", "return w, best[2]", "one array for both"),
        ("right > best[0]", "right > sum(y)", "forgets how good the pocket is"),
        ("", _TOP, "value"),
        ("", _ELSE, "value"),
        ("best = (right, w, b)", "return w, b", "keeps the first"),
        ("w, b = w + s * x, b + s", "w += s * x\n                    b += s", "one array for both"),
        ("        return best[1:]", "", "error"),
    ],
)
_NEVER_RESET = """
w, b, mistakes, wrong = np.zeros(X.shape[1]), 0.0, 0, 0
for _ in range(1000):
    for x, s in zip(X, 2 * y - 1):
        if s * (x @ w + b) <= 0:
            w, b, wrong = w + s * x, b + s, wrong + 1
    mistakes += wrong
    if wrong == 0:
        break
return w, b, mistakes
"""
_STALE_ONCE = """
w, b, mistakes, s = np.zeros(X.shape[1]), 0.0, 0, 2 * y - 1
for _ in range(1000):
    z = X @ w + b
    for i in range(len(X)):
        if s[i] * z[i] <= 0:
            w, b, mistakes = w + s[i] * X[i], b + s[i], mistakes + 1
    return w, b, mistakes
"""
LEARN = (
    "learn",
    [
        """
        w, b, mistakes = np.zeros(X.shape[1]), 0.0, 0
        s = 2 * y - 1
        for _ in range(1000):
            wrong = 0
            for i in range(len(X)):
                if s[i] * (X[i] @ w + b) <= 0:
                    w, b, wrong = w + s[i] * X[i], b + s[i], wrong + 1
            mistakes += wrong
            if wrong == 0:
                break
        return w, b, mistakes
        """,
        """
        w, mistakes, clean = np.zeros(X.shape[1] + 1), 0, False
        Z = np.column_stack([X, np.ones(len(X))])
        while not clean:
            clean = True
            for z, t in zip(Z, y):
                if (2 * t - 1) * (z @ w) <= 0:
                    w, mistakes, clean = w + (2 * t - 1) * z, mistakes + 1, False
        return w[:-1].tolist(), w[-1], mistakes
        """,
        """
        w, b, mistakes = np.zeros(X.shape[1], np.float32), np.float32(0), 0
        for _ in range(1000):
            z, before = X @ w + b, mistakes
            for i in range(len(X)):
                if (2 * y[i] - 1) * z[i] <= 0:
                    w, b, mistakes = w + (2 * y[i] - 1) * X[i], b + 2 * y[i] - 1, mistakes + 1
                    z = X @ w + b
            if mistakes == before:
                return w, b, mistakes
        """,
    ],
    [
        ("<= 0", "< 0", "line counts as right"),
        ("if wrong == 0", "if wrong <= 1", "value"),
        ("if wrong == 0", "if ((X @ w + b >= 0) == y).all()", "value"),
        ("mistakes += wrong", "mistakes += 1", "counts epochs"),
        ("mistakes += wrong", "mistakes = wrong", "counts the last epoch"),
        ("    mistakes += wrong", "        mistakes += wrong", "counts again and again"),
        ("b + s[i]", "b", "bias never moves"),
        ("(X[i] @ w + b)", "(X[i] @ w)", "no bias in z"),
        ("range(len(X))", "range(1, len(X))", "value"),
        ("range(len(X))", "range(len(w))", "value"),
        ("return w, b, mistakes", "return w, b", "number of values"),
        ("range(1000)", "range(1)", "one epoch"),
        ("wrong == 0", "wrong != 0", "one epoch"),
        ("wrong == 0", "wrong >= 0", "one epoch"),
        ("    return w", "        return w", "one epoch"),
        ("(X[i] @ w + b)", "(X[i] @ w) + b", "bracket around z"),
        ("s[i] * (X[i] @ w + b) <= 0", "(X[i] @ w + b >= 0) != y[i]", "prediction on the line"),
        ("", _NEVER_RESET, "wrong is never reset"),
        ("", _STALE_ONCE, "one epoch, still stale"),
        ("range(1000)", "range(5)", "value"),
        ("range(1000)", "range(50)", "value"),
        ("", "return np.zeros(X.shape[1]), 0.0, 0", "line counts as right"),
        (
            "wrong = 0\n            for i in range(len(X)):\n                if s[i] * (X[i] @ w + b)",
            "wrong, z = 0, s * (X @ w + b)\n            for i in range(len(X)):\n                if z[i]",
            "still stale",
        ),
    ],
)

BOUND = (
    MOST_MISTAKES,
    [
        """
        s = 2 * y - 1
        m = np.min(s * (X @ w + b))
        R = np.sqrt(1 + np.sum(X**2, axis=1)).max()
        return (R * np.sqrt(w @ w + b**2) / m) ** 2
        """,
        """
        Z, v = np.column_stack([np.ones(len(X)), X]), np.append(b, w)
        m = min(abs(z @ v) for z in Z)
        return max(z @ z for z in Z) * (v @ v) / m**2
        """,
        """
        X, w, b = X.astype(np.float32), w.astype(np.float32), np.float32(b)
        unit = np.sqrt(w @ w + b * b)
        m = np.min((2 * y - 1) * (X @ w + b) / unit)
        return ((1 + (X * X).sum(axis=1).max()) / m**2).astype(np.float32)
        """,
    ],
    [
        ("1 + np", "np", "no x0 in R"),
        ("w @ w + b**2", "w @ w", "no b in the length"),
        ("(X @ w + b)", "(X @ w)", "no bias in the margin"),
        ("np.min", "np.max", "largest margin"),
        ("np.min", "np.mean", "mean margin"),
        ("s * (X", "(X", "no signs"),
        ("s * (X", "y * (X", "infinite"),
        ("2 * y - 1", "1 - 2 * y", "largest margin"),
        (".max()", ".min()", "shortest example"),
        (".max()", "", "shape"),
        (") ** 2", ")", "not squared"),
        ("/ m", "* m", "value"),
        ("R * np.sqrt(w @ w + b**2) / m", "R / m", "length of w missing"),
        ("return (", "return 2 * (", "factor"),
        (
            "return (R * np.sqrt(w @ w + b**2) / m) ** 2",
            "return int((R * np.sqrt(w @ w + b**2) / m) ** 2)",
            "value",
        ),
        (
            "",
            "m = np.min((2 * y - 1) * (X @ w + b))\nR2 = max(x @ x for x in X) + 1\n"
            "return np.ceil(R2 * (w @ w + b * b) / m / m)",
            "rounded up",
        ),
        ("np.sqrt(1 + np.sum(X**2, axis=1)).max()", "1 + np.sqrt(np.sum(X**2, axis=1)).max()", "1 added to R"),
        ("(R * np.sqrt(w @ w + b**2) / m) ** 2", "R * (w @ w + b**2) / m**2", "R not squared"),
        ("(R * np.sqrt(w @ w + b**2) / m) ** 2", "R**2 * np.sqrt(w @ w + b**2) / m**2", "length of w not squared"),
        ("m = np.min(s * (X @ w + b))", "m = np.min(s * (X @ w + b)) / np.sqrt(w @ w)", "distance for margin"),
    ],
)


@pytest.mark.long
@pytest.mark.parametrize(("name", "body", "kind"), rows(UPDATE, POCKET, LEARN, BOUND))
def test_an_answer_is_told(name, body, kind):
    assert told(name, body) == kind


def test_a_pocket_that_is_none_is_said():
    assert "it should return two values, w and b; it returns nothing (None)" in answered("pocket", "X = X + 1").message
    assert "it returns 3" in answered("pocket", "return X[0], 0, 0").message
    assert "an array of shape (1,)" in answered("pocket", "return 0, X[0]").message


@pytest.mark.parametrize(
    ("weights", "kind"),
    [
        ((-2, -2, 3), "passed"),
        (np.array([-1, -1, 1], dtype=np.float32), "passed"),
        ([-1, -2.0, 2.5], "passed"),
        ((2, 2, -3), "AND"),
        ((1, 1, -1), "OR"),
        ((-2, -2, 1), "NOR"),
        ((0, 0, 0), "always fires"),
        ((-1, -1, 2), "always fires"),  # 11 lies on the line
        ((0, 0, -0.1), "never fires"),
        ((-3, 0, 1), "one input only"),
        ((0, -1, 0.5), "second input only"),
        ((-1, 1, 0.5), "second input pulls up"),
        ((1, -1, 0.5), "first input pulls up"),
        ((1.5, -1, -1), "fires at 10 alone"),
        ((-1e-10, -1e-10, 1.5e-10), "passed"),
        ((-1, -1, 1.9999999999), "passed"),
        (["-1", "-1", "1.5"], "error"),
        (b"abc", "error"),
        ((1, 0, -0.5), "value"),
        ((-1.1, -0.1, 1.2), "always fires"),  # 11 lies on the line, but for rounding
        ((1, 2), "error"),
        ((1, 2, 3, 4), "error"),
        ("two", "error"),
        (-1.5, "error"),
    ],
)
def test_nand(weights, kind):
    result = check("nand_weights", weights)
    assert ("passed" if result.passed else result.mistake) == kind


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -np.inf])
def test_nand_with_a_number_that_is_none(number):
    for weights in ((number, -1, 1.5), (-1, number, 1.5), (-1, -1, number)):
        assert "three finite numbers were expected" in check("nand_weights", weights).message


@pytest.mark.parametrize(
    ("name", "body", "kind", "said"),
    [
        (
            "update",
            "if y == 1 and x @ w + b <= 0:\n    return w + x, b + 1\nif y == 0:\n    return w - x, b - 1\nreturn w, b",
            "label in the test",
            "a negative one is a mistake only if x @ w + b is not below 0",
        ),
        (
            "update",
            "z = x @ w + b if y == 1 else b - x @ w\ns = 2 * y - 1\nwrong = int(z <= 0)\n"
            "return w + wrong * s * x, b + wrong * s",
            "bracket around z",
            "It judges a negative example by x @ w - b.",
        ),
    ],
)
def test_the_message_is_true_of_every_answer_that_behaves_so(name, body, kind, said):
    """It names what the answer does and nothing that it need not contain: no product, no brackets."""
    assert told(name, body) == kind
    message = answered(name, body).message
    assert said in message and "product" not in message and "brackets" not in message


def test_the_pocket_is_judged_by_its_rows():
    """The check sees how many rows are right, not how they were counted or kept."""
    for mistake in EXERCISES["pocket"].mistakes:
        assert mistake.message.startswith(("It has as many rows right as ", "It has as few rows right as ")), (
            mistake.name
        )


@pytest.mark.long
def test_every_advice_on_nand_leads_there():
    """What the messages ask for, on a grid of weights: whoever does it has NAND, and nobody else is told so."""
    grid = np.arange(-3, 3.5, 0.5)
    for w1, w2, b in itertools.product(grid, repeat=3):
        kind = check("nand_weights", (w1, w2, b))
        at = {"00": b, "01": w2 + b, "10": w1 + b, "11": w1 + w2 + b}
        if kind.mistake == "AND":
            turned = [-z for z in at.values()]
            assert (np.array(turned[:3]) > 0).all() and turned[3] <= 0, "only 11 can lie on the line"
        if kind.mistake == "one input only":
            assert at["00"] >= 0 > at["10"] and at["01"] >= 0 > at["11"]
        if kind.mistake == "second input only":
            assert at["00"] >= 0 > at["01"] and at["10"] >= 0 > at["11"]
        assert kind.passed == (min(at["00"], at["01"], at["10"]) >= 0 > at["11"])


def test_the_bound_is_the_packages():
    for X, y, w, b in MOST_MISTAKES.cases():
        assert MOST_MISTAKES.reference(X, y, w, b) == pytest.approx(mistake_bound(X, y, w, b), rel=1e-12)
        assert set(y) == {0, 1}
