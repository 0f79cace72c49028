"""The common kinds of mistakes, found in answers that no catalog foresaw; and answers to real exercises, written
in other words than the catalog's."""

import copy

import numpy as np
import pytest

from course_nn.exercises import EXERCISES, Exercise, Mistake, check
from course_nn.exercises.diagnosis import diagnose

RNG = np.random.default_rng(0)
MATRICES = [RNG.normal(size=(n, d)).round(2) for n, d in ((2, 3), (4, 3), (5, 2))]


def exercise(solution, cases, **options):
    hints = ("One.", "Two.", "Three.")
    return Exercise("f", "A test", "def f(X):\n    ...", hints, solution, lambda: copy.deepcopy(cases), (), **options)


def kind(one, source):
    finding = diagnose(one, one.run(one.define(source)))
    return None if finding is None else finding.kind


GRAM = exercise("def f(X):\n    return X.T @ X / len(X)", [(X,) for X in MATRICES])
MEANS = exercise("def f(X):\n    return X.mean(axis=0)", [(X,) for X in MATRICES])


@pytest.mark.parametrize(
    "body, wanted",
    [
        ("return X.T @ X / len(X)", None),
        ("return (X.T @ X / len(X)).tolist()", "type"),
        ("return -X.T @ X / len(X)", "sign"),
        ("return X.T @ X", "missing mean"),
        ("return X.T @ X / len(X) ** 2", "mean twice"),
        ("return 2 * X.T @ X / len(X)", "factor"),
        ("return X.T @ X / len(X) + 1", "off by one"),
        ("return np.roll(X.T @ X / len(X), 1, axis=0)", "off by one"),
        ("return (X.T @ X / len(X))[::-1]", "order"),
        ("return np.round(X.T @ X / len(X))", "rounded"),
        ("return (X.T @ X / len(X)).ravel()", "shape"),
        ("return X @ X.T / len(X)", "transposed"),
        ("return float(np.sum(X))", "shape"),
        ("return X.T @ X / 0", "NaN"),
        ("print(X)", "no return"),
        ("if len(X) == 2:\n        return X.T @ X / len(X)", "no return"),
        ("return 'text'", "type"),
        ("return f", "type"),
        ("return X @ X", "error"),
        ("X -= 1\n    return (X + 1).T @ (X + 1) / len(X)", "changes its input"),
        ("G = X.T @ X / len(X)\n    G[0, 0] = 7\n    return G", "value"),
    ],
)
def test_structural_kinds_of_a_matrix(body, wanted):
    if body == "return X @ X.T / len(X)":
        # a wrong product has another shape; only its transposed shape is called transposed
        wanted = "shape"
    assert kind(GRAM, f"def f(X):\n    {body}") == wanted


def test_transposed_by_shape_and_by_value():
    tall = exercise("def f(X):\n    return 2 * X", [(X,) for X in MATRICES])
    assert kind(tall, "def f(X):\n    return 2 * X.T") == "transposed"
    square = exercise("def f(X):\n    return X[:2, :2] * 3", [(X,) for X in MATRICES])
    assert kind(square, "def f(X):\n    return X[:2, :2].T * 3") == "transposed"


def test_replaced_instead_of_accumulated():
    cases = [(np.array([1.0, 2.0]), np.array([0.5, 0.1])), (np.array([3.0, -1.0]), np.array([1.0, 1.0]))]
    one = exercise("def f(w, g):\n    return w - 0.1 * g", cases)
    assert kind(one, "def f(w, g):\n    return -0.1 * g") == "replaced"
    finding = diagnose(one, one.run(one.define("def f(w, g):\n    return -0.1 * g")))
    assert "add it to `w`" in finding.sentence


def test_zeros_and_ones_upside_down():
    one = exercise("def f(X):\n    return (X > 0).astype(int)", [(X,) for X in MATRICES])
    assert kind(one, "def f(X):\n    return (X <= 0).astype(int)") == "inverted"


def test_several_results():
    two = exercise("def f(X):\n    return X.mean(), X.std()", [(X,) for X in MATRICES], returns=("m", "s"))
    assert kind(two, "def f(X):\n    return X.mean(), X.std()") is None
    assert kind(two, "def f(X):\n    return [X.mean(), X.std()]") is None
    assert kind(two, "def f(X):\n    return X.std(), X.mean()") == "swapped"
    assert kind(two, "def f(X):\n    return X.mean()") == "one instead of several"
    assert kind(two, "def f(X):\n    return X.mean(), X.std(), 3") == "number of values"
    assert kind(two, "def f(X):\n    return X.mean(), None") == "no return"
    finding = diagnose(two, two.run(two.define("def f(X):\n    return X.mean(), -X.std()")))
    assert finding.kind == "sign" and "`s`" in finding.sentence


def test_single_numbers_and_shapes():
    one = exercise("def f(X):\n    return X.sum()", [(X,) for X in MATRICES])
    assert kind(one, "def f(X):\n    return X.sum(axis=0)") == "shape"
    assert kind(one, "def f(X):\n    return np.array([X.sum()])") == "shape"
    assert kind(one, "def f(X):\n    return float(X.sum())") is None
    assert kind(one, "def f(X):\n    return np.float32(X.sum())") is None
    assert kind(MEANS, "def f(X):\n    return X.mean(axis=0, keepdims=True)") == "shape"
    assert kind(MEANS, "def f(X):\n    return X.mean(axis=0).astype(np.float32)") is None


def test_the_smallest_failing_case_is_shown():
    source = "def f(X):\n    return X.mean(axis=0) * (1 if len(X) < 5 else 3)"
    finding = diagnose(MEANS, MEANS.run(MEANS.define(source)))
    assert finding.case == 2
    assert diagnose(GRAM, GRAM.run(GRAM.define("def f(X):\n    return X.T @ X"))).case == 0


def test_an_error_is_told_with_the_students_own_line():
    source = "def f(X):\n    Y = X + 1\n    return X @ Y"
    finding = diagnose(GRAM, GRAM.run(GRAM.define(source)))
    assert finding.kind == "error"
    assert "stops with ValueError" in finding.sentence and "line 3: `return X @ Y`" in finding.sentence
    assert "\n" not in finding.sentence


@pytest.mark.parametrize("error", ["KeyboardInterrupt", "SystemExit(2)", "RecursionError", "MemoryError"])
def test_whatever_is_raised_becomes_a_sentence(error):
    finding = diagnose(GRAM, GRAM.run(GRAM.define(f"def f(X):\n    raise {error}")))
    assert finding.kind == ("interrupted" if error == "KeyboardInterrupt" else "error")


def test_warnings_in_an_answer_stay_inside():
    assert kind(GRAM, "def f(X):\n    np.log(-np.abs(X))\n    return X.T @ X / len(X)") is None


def test_a_comparison_of_its_own():
    def compare(expected, got):
        return None if abs(got) == abs(expected) else f"It should be {expected} or its opposite."

    one = exercise("def f(x):\n    return x", [(1,), (2,)], compare=compare)
    assert kind(one, "def f(x):\n    return -x") is None
    assert kind(one, "def f(x):\n    return 5") == "different"


def test_the_catalog_goes_before_the_common_kinds():
    one = exercise("def f(x):\n    return 2 * x", [(1.0,), (2.0,)])
    object.__setattr__(one, "mistakes", (Mistake("half", "def f(x):\n    return x", "Twice, please."),))
    finding = diagnose(one, one.run(lambda x: x * 1.0))
    assert (finding.kind, finding.sentence) == ("half", "Twice, please.")
    assert kind(one, "def f(x):\n    return -2 * x") == "sign"


# Answers to the chapters' exercises as students might write them.


def error_rule(w, b, x, y):
    prediction = 1 if sum(w * x) + b > 0 else 0
    return w + (y - prediction) * x, b + (y - prediction)


def plus_minus(w, b, x, y):
    z = x.dot(w) + b
    if y == 1 and z <= 0:
        return w + x, b + 1
    if y == 0 and z >= 0:
        return w + x, b + 1
    return w, b


def every_time(w, b, x, y):
    return w + (2 * y - 1) * x, b + 2 * y - 1


def inplace(w, b, x, y):
    s = 2 * y - 1
    if (w @ x + b) * s <= 0:
        for k in range(len(w)):
            w[k] += s * x[k]
        b += s
    return w, b


def only_weights(w, b, x, y):
    s = 2 * y - 1
    return w + s * x if s * (w @ x + b) <= 0 else w


def swapped(w, b, x, y):
    w, b = EXERCISES["update"].reference(w, b, x, y)
    return b, w


def flipped(w, b, x, y):
    s = (-1) ** y
    return (w + s * x, b + s) if s * (w @ x + b) >= 0 else (w, b)


def broken(w, b, x, y):
    return w + x[:, None].T @ np.ones(3), b


def prediction_at_zero_is_right(w, b, x, y):
    wrong = (y == 1 and w @ x + b < 0) or (y == 0 and w @ x + b > 0)
    return (w + (2 * y - 1) * x, b + 2 * y - 1) if wrong else (w, b)


@pytest.mark.parametrize(
    "answer, wanted",
    [
        (plus_minus, "never subtracts"),
        (every_time, "always corrects"),
        (inplace, "in place"),
        (only_weights, "one instead of several"),
        (swapped, "swapped"),
        (flipped, "subtracts positives"),
        (broken, "error"),
        (prediction_at_zero_is_right, "line counts as right"),
    ],
)
def test_update(answer, wanted, tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_NN_HOME", str(tmp_path))
    assert check("update", answer).mistake == wanted


def test_update_by_the_error_is_almost_the_rule(tmp_path, monkeypatch):
    # y - prediction: on the line only the positive class is corrected
    monkeypatch.setenv("COURSE_NN_HOME", str(tmp_path))
    result = check("update", error_rule)
    assert not result.passed and result.details[0][1].startswith("w = [0., 0.], b = 0, x = [0., 1.], y = 0")


@pytest.mark.parametrize(
    "weights, wanted",
    [
        ((-2, -2, 3), ""),
        (np.array([-1, -1, 1]), ""),
        ((2, 2, -3), "AND"),
        ((-2, -2, 1), "NOR"),
        ((0, 0, 0), "always fires"),
        ((-1, -1, 2), "always fires"),
        ((0, 0, -0.1), "never fires"),
        ((-3, 0, 1), "one input only"),
        ((1, 2), "error"),
        ("two", "error"),
        (-1.5, "error"),
    ],
)
def test_nand(weights, wanted, tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_NN_HOME", str(tmp_path))
    result = check("nand_weights", weights)
    assert result.mistake == wanted and result.passed == (wanted == "")


def last_weights(X, y, epochs):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        for i in range(len(X)):
            s = 1 if y[i] else -1
            if s * (X[i] @ w + b) <= 0:
                w, b = w + s * X[i], b + s
    return w, b


def aliased(X, y, epochs):
    w, b, best = np.zeros(X.shape[1]), 0.0, (np.mean(y == 1), None, 0.0)
    best = (best[0], w, 0.0)
    for _ in range(epochs):
        for x, t in zip(X, y, strict=True):
            s = 1 if t else -1
            if s * (w @ x + b) <= 0:
                w += s * x
                b += s
                right = np.mean((X @ w + b >= 0) == y)
                if right > best[0]:
                    best = (right, w, b)
    return best[1:]


def equally_good_is_better(X, y, epochs):
    w, b, history = np.zeros(X.shape[1]), 0.0, []
    for _ in range(epochs):
        history.append((np.sum((X @ w + b >= 0) == y), w, b))
        for x, t in zip(X, y, strict=True):
            s = 1 if t else -1
            if s * (w @ x + b) <= 0:
                w, b = w + s * x, b + s
                history.append((np.sum((X @ w + b >= 0) == y), w, b))
    most = max(one[0] for one in history)
    return [one[1:] for one in history if one[0] == most][-1]


@pytest.mark.parametrize(
    "answer, wanted",
    [
        (last_weights, "keeps the last"),
        (aliased, "one array for both"),
        (equally_good_is_better, ""),
        (lambda X, y, epochs: (np.zeros(X.shape[1]), 0.0), "empty pocket"),
        (lambda X, y, epochs: print(end=""), "no return"),
    ],
)
def test_pocket(answer, wanted, tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_NN_HOME", str(tmp_path))
    result = check("pocket", answer)
    assert result.mistake == wanted and result.passed == (wanted == "")


def mended(X, y):
    w, mistakes = np.zeros(X.shape[1] + 1), 0
    Z = np.column_stack([X, np.ones(len(X))])
    while True:
        clean = True
        for z, t in zip(Z, y, strict=True):
            if (2 * t - 1) * (z @ w) <= 0:
                w, mistakes, clean = w + (2 * t - 1) * z, mistakes + 1, False
        if clean:
            return w[:-1], w[-1], mistakes


def still_stale(X, y):
    w, mistakes = np.zeros(X.shape[1] + 1), 0
    Z = np.column_stack([X, np.ones(len(X))])
    while True:
        wrong = (2 * y - 1) * (Z @ w) <= 0
        w, mistakes = w + ((2 * y - 1) * wrong) @ Z, mistakes + int(wrong.sum())
        if not wrong.any():
            return w[:-1], w[-1], mistakes


@pytest.mark.parametrize("answer, wanted", [(mended, ""), (still_stale, "still stale")])
def test_learn(answer, wanted, tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_NN_HOME", str(tmp_path))
    assert check("learn", answer).mistake == wanted
