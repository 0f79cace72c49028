"""Chapter 02: answers to its exercises as students write them, right and wrong."""

import numpy as np
import pytest
from answers import answered, rows, told

from course_nn import SGD, BinaryCrossEntropy, Dense, Sequential, train
from course_nn.chapters.ch02_linear_models.exercise_logistic_step import LOGISTIC_STEP
from course_nn.exercises import EXERCISES


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_NN_HOME", str(tmp_path))


THIRD = (
    "third_gradient",
    [
        "e = w0 + w1 * x1 + w2 * x2 - y\nreturn 2 * np.mean(e * x2)",
        "return sum(2 * (w0 + w1 * a + w2 * c - t) * c for a, c, t in zip(x1, x2, y)) / len(y)",
        "e = np.array(y - w0 - w1 * x1 - w2 * x2, dtype=np.float32)\nreturn -2 * (e @ x2.astype(np.float32)) / len(y)",
        "h = 1e-6\nJ = lambda w: np.mean((w0 + w1 * x1 + w * x2 - y) ** 2)\nreturn (J(w2 + h) - J(w2 - h)) / (2 * h)",
    ],
    [
        ("2 * np.mean", "4 * np.mean", "factor"),
        ("2 * np.mean(e * x2)", "2 * e * x2", "one each"),
        ("np.mean(e * x2)", "np.mean(e) * x2", "shape"),
        ("w0 + w1 * x1 + w2 * x2 - y", "y - (w0 + w1 * x1 + w2 * x2)", "sign"),
        ("2 * np.mean", "np.mean", "no 2"),
        ("np.mean", "np.sum", "sum"),
        ("w0 +", "", "no intercept"),
        ("w2 * x2 - y", "w2 * (x2 - y)", "bracket around x2 − y"),
        ("2 * np.mean(e * x2)", "np.sum(2 * e * x2) / (2 * len(y))", "no 2"),
        ("e * x2", "e**2 * x2", "error squared"),
        ("e * x2", "e * x1", "second weight"),
        ("e * x2", "e * w2", "weight for input"),
        ("", "e = w0 + w1 * x1 + w2 * x2 - y\nprint(2 * np.mean(e * x2))", "prints"),
        ("", "return w2", "value"),
        (
            "",
            "h = 1e-3\nJ = lambda w: np.mean((w0 + w1 * x1 + w * x2 - y) ** 2)\nreturn (J(w2 + h) - J(w2)) / h",
            "nearly",
        ),
        ("np.mean(e * x2)", "np.mean(e * x2), 2 * np.mean(e)", "several instead of one"),
    ],
)
EPOCH = (
    "one_epoch",
    [
        """
        for start in range(0, len(X), size):
            rows = order[start : start + size]
            g = 2 * X[rows].T @ (X[rows] @ w - y[rows]) / len(rows)
            w = w - rate * g
        return w
        """,
        """
        X, y, w = X[order], y[order], w.copy()
        for s in range(0, len(y), size):
            a, t = X[s : s + size], y[s : s + size]
            w -= rate * 2 * np.mean((a @ w - t)[:, None] * a, axis=0)
        return w
        """,
        """
        w, X, y = w.astype(np.float32), X.astype(np.float32), y.astype(np.float32)
        for part in [order[k : k + size] for k in range(0, len(order), size)]:
            g = sum(2 * (X[i] @ w - y[i]) * X[i] for i in part) / len(part)
            w = w - np.float32(rate) * g
        return list(w)
        """,
    ],
    [
        ("- y[rows]", "- y[start : start + size]", "targets not reordered"),
        ("X[rows].T @ (X[rows] @", "X[start : start + size].T @ (X[start : start + size] @", "rows not reordered"),
        ("/ len(rows)", "/ (2 * len(rows))", "no 2"),
        (
            "",
            """
            for rows in np.array_split(order, size):
                w = w - rate * 2 / len(rows) * X[rows].T @ (X[rows] @ w - y[rows])
            return w
            """,
            "size batches",
        ),
        ("rows = order[start", "rows = np.argsort(order)[start", "scattered rows"),
        ("rows = order[start", "rows = np.arange(len(X))[start", "own order"),
        (
            "",
            """
            for s in range(0, len(X), size):
                a, t = X[s : s + size], y[s : s + size]
                w = w - rate * 2 * a.T @ (a @ w - t) / len(t)
            return w
            """,
            "own order",
        ),
        (
            "",
            """
            A, t = np.empty_like(X), np.empty_like(y)
            A[order], t[order] = X, y
            for s in range(0, len(y), size):
                a, u = A[s : s + size], t[s : s + size]
                w = w - rate * 2 * a.T @ (a @ w - u) / len(u)
            return w
            """,
            "scattered rows",
        ),
        ("rate * g", "g", "no rate"),
        ("rate * g", "0.1 * g", "value"),
        ("    return w", "        return w", "one batch only"),
        ("(X[rows] @ w - y[rows])", "(y[rows] - X[rows] @ w)", "uphill"),
        ("X[rows].T", "X[rows]", "error"),
        ("w = w - rate", "w -= rate", "changes its input"),
        ("range(0, len(X), size)", "range(0, len(X) - size + 1, size)", "drops the rest"),
        ("len(rows)", "size", "divides by size"),
        ("2 * X", "X", "no 2"),
        ("w = w - rate * g", "w = -rate * g", "value"),
        ("", "return w", "no step"),
        ("[start : start + size]", "[::-1][start : start + size]", "backward"),
        ("range(0, len(X), size)", "range(0, len(w), size)", "value"),
        ("", "return w - rate * 2 / len(X) * X.T @ (X @ w - y)", "one step for all rows"),
        ("        return w", "", "no return"),
    ],
)
SOFTMAX = (
    "softmax_by_hand",
    [
        "e = np.exp(z - z.max(axis=1, keepdims=True))\nreturn e / e.sum(axis=1, keepdims=True)",
        """
        out = []
        for row in z:
            e = [np.exp(v - max(row)) for v in row]
            out.append([v / sum(e) for v in e])
        return out
        """,
        """
        z = z.astype(np.float32)
        z = z - np.max(z, axis=1)[:, None]
        return np.exp(z - np.log(np.exp(z).sum(axis=1, keepdims=True)))
        """,
    ],
    [
        ("z.max(", "z.mean(", "the row's mean"),
        *(
            ("z.max(axis=1, keepdims=True)", other, "NaN")
            for other in (
                "np.median(z, axis=1, keepdims=True)",
                "(z.max(axis=1, keepdims=True) + z.min(axis=1, keepdims=True)) / 2",
                "z[:, -1:]",
                "z[:, :1]",
                "z.mean()",
                "np.median(z)",
                "abs(z).max(axis=1, keepdims=True)",
                "abs(z).max()",
            )
        ),
        ("z.max(axis=1, keepdims=True)", "z.max(axis=1, keepdims=True, initial=0)", "maximum not below 0"),
        (
            "",
            """
            out = []
            for row in z:
                m = 0
                for v in row:
                    m = v if v > m else m
                out.append(np.exp(row - m) / np.exp(row - m).sum())
            return out
            """,
            "maximum not below 0",
        ),
        (
            "",
            "m = z.max(axis=1, keepdims=True)\ne = np.exp(z - np.where(m > 700, m, 0))\n"
            "return e / e.sum(axis=1, keepdims=True)",
            "maximum not below 0",
        ),
        ("e.sum(axis=1, keepdims=True)", "e.sum()", "one sum for all rows"),
        ("z.max(axis=1, keepdims=True)", "z.max(axis=0)", "the columns' maxima"),
        ("z.max(", "z.min(", "the row's minimum"),
        ("z - z.max(axis=1, keepdims=True)", "z.max(axis=1, keepdims=True) - z", "maximum minus logit"),
        ("z - z.max(axis=1, keepdims=True)", "z.min(axis=1, keepdims=True) - z", "sign of the exponent"),
        ("e.sum(axis=1, keepdims=True)", "e.sum(axis=1)", "no keepdims"),
        ("axis=1, keepdims=True", "axis=1", "no keepdims twice"),
        ("z.max(axis=1, keepdims=True)", "z.max(axis=1)", "no keepdims for the maximum"),
        ("", "return np.exp(z) / np.exp(z).sum(axis=1)", "no keepdims, overflows"),
        ("", "e = np.exp(z - max(z))\nreturn e / sum(e)", "Python's own max and sum"),
        ("", "e = np.exp(z)\nreturn e / e.sum(axis=1, keepdims=True)", "overflows"),
        ("z.max(axis=1, keepdims=True)", "z.max()", "largest of all"),
        ("z.max(axis=1, keepdims=True)", "z[0].max()", "NaN"),
        ("z.max(axis=1, keepdims=True)", "1000", "NaN"),
        ("np.exp(z - z.max(axis=1, keepdims=True))", "np.exp(np.minimum(z, 700))", "NaN"),
        ("e.sum(axis=1, keepdims=True)", "sum(e)", "columns"),
        ("axis=1, keepdims=True", "axis=0", "columns throughout"),
        ("np.exp(z", "np.exp2(z", "value"),
        ("", "return z", "value"),
        ("e / e.sum(axis=1, keepdims=True)", "(e / e.sum(axis=1, keepdims=True)).T", "transposed"),
        ("", "import math\ne = math.exp(z)\nreturn e / sum(e)", "error"),
        (
            "",
            "z -= z.max(axis=1, keepdims=True)\ne = np.exp(z)\nreturn e / e.sum(axis=1, keepdims=True)",
            "changes its input",
        ),
    ],
)
FIT_LINE = (
    "fit_line",
    [
        """
        w, b = 0.0, 0.0
        for _ in range(steps):
            error = w * X[:, 0] + b - y
            w, b = w - rate * 2 * np.mean(error * X[:, 0]), b - rate * 2 * np.mean(error)
        return w, b
        """,
        """
        w, b = 0.0, 0.0
        for _ in range(steps):
            error = w * X + b - y[:, None]
            w = w - rate * 2 * np.mean(error * X)
            b = b - rate * 2 * np.mean(error)
        return [w, b]
        """,
        """
        w, b, X, y = np.zeros(1, np.float32), np.float32(0), X.astype(np.float32), y.astype(np.float32)
        for _ in range(steps):
            error = X @ w + b - y
            w, b = w - np.float32(2 * rate) * X.T @ error / len(y), b - np.float32(2 * rate) * error.mean()
        return np.array([w[0], b])
        """,
    ],
    [
        ("error * X[:, 0]", "error * X", "half mended"),
        ("w * X[:, 0] + b", "w * X + b", "the other half"),
        ("w * X[:, 0] + b - y", "w * X + b - y.T", "the other half"),
        ("np.mean(error * X[:, 0])", "np.mean(error * X, axis=0)", "shape"),
        *(
            ("w * X[:, 0] + b - y", other, kind)
            for other, kind in (
                ("(w * X + b - y).mean(axis=1)", "still a square"),
                ("w * X[:, 0] + b - y.mean()", "still a square"),
                ("(w * X + b - y).mean(axis=0)", "the other half"),
                ("w * X.mean() + b - y", "the other half"),
            )
        ),
        ("np.mean(error * X[:, 0])", "np.mean(error) * np.mean(X)", "half mended"),
        ("rate * 2 *", "rate * 2 / 2 *", "no 2"),
        ("w - rate * 2", "w - rate", "no 2 for w"),
        ("b - rate * 2", "b - rate", "no 2 for b"),
        ("    return w, b", "        return w, b", "one step only"),
        ("error = w", "w, b = 0.0, 0.0\n            error = w", "one step only"),
        (
            "",
            """
            w, b, x = 0.0, 0.0, X[:, 0]
            for _ in range(steps):
                b = b - rate * 2 * np.mean(w * x + b - y)
                w = w - rate * 2 * np.mean((w * x + b - y) * x)
            return w, b
            """,
            "b before w",
        ),
        ("range(steps)", "range(100 * steps)", "value"),
        ("range(steps)", "range(4)", "value"),
        ("rate", "0.1", "value"),
        ("", "w, b = np.polyfit(X[:, 0], y, 1)\nreturn w, b", "value"),
        ("X[:, 0]", "X[0]", "value"),
        ("rate * 2 *", "rate *", "no 2"),
        ("np.mean", "np.sum", "sums"),
        ("error * X[:, 0]", "error", "feature lost"),
        ("w - rate * 2 * np.mean(error * X[:, 0]), b -", "w + rate * 2 * np.mean(error * X[:, 0]), b +", "value"),
        ("return w, b", "return b, w", "swapped"),
        ("return w, b", "return w", "one instead of several"),
    ],
)

LOGISTIC = (
    LOGISTIC_STEP,
    [
        "p = sigmoid(X @ w + b)\nreturn w - rate * X.T @ (p - y) / len(y), b - rate * np.mean(p - y)",
        """
        dw, db = np.zeros(len(w)), 0.0
        for x, t in zip(X, y):
            delta = 1 / (1 + np.exp(-(x @ w + b))) - t
            dw, db = dw + delta * x / len(y), db + delta / len(y)
        return [list(w - rate * dw), b - rate * db]
        """,
        """
        X, w, b, y = X.astype(np.float32), w.astype(np.float32), np.float32(b), y.astype(np.float32)
        error = y - sigmoid(X @ w + b)
        return w + np.float32(rate) * (error[:, None] * X).mean(axis=0), b + np.float32(rate) * error.mean()
        """,
    ],
    [
        ("(p - y) / len(y), b - rate * np.mean(p - y)", "(p - y), b - rate * np.sum(p - y)", "sum"),
        ("/ len(y)", "", "value"),
        ("p - y", "(p - y) * p * (1 - p)", "slope of the sigmoid"),
        ("p - y", "2 * (p - y) * p * (1 - p)", "gradient of the squared error"),
        ("p - y", "2 * (p - y)", "twice"),
        ("p - y", "y - p", "uphill"),
        ("sigmoid(X @ w + b)", "X @ w + b", "no sigmoid"),
        ("sigmoid(X @ w + b)", "(X @ w + b >= 0)", "step for the sigmoid"),
        ("sigmoid(X @ w + b)", "(sigmoid(X @ w + b) > 0.5)", "step that is 0 at 0"),
        ("sigmoid(X @ w + b)", "(X @ w + b > 0)", "step that is 0 at 0"),
        ("sigmoid(X @ w + b)", "np.round(sigmoid(X @ w + b))", "step that is 0 at 0"),
        ("w - rate", "w + rate", "w uphill"),
        ("b - rate", "b + rate", "b uphill"),
        ("X @ w + b)", "X @ w)", "no bias in z"),
        ("rate *", "1 *", "no rate"),
        ("b - rate * np.mean(p - y)", "b", "bias stays"),
        ("w - rate * X.T @ (p - y) / len(y)", "w", "weights stay"),
        ("X @ w + b)", "X @ w - b)", "bias taken away"),
        ("return", "b = b - rate * np.mean(p - y)\np = sigmoid(X @ w + b)\nreturn", "value"),
        (", b - rate * np.mean(p - y)", "", "one instead of several"),
        ("w - rate * X.T", "-rate * X.T", "input missing"),
        ("X.T", "X", "error"),
        ("", "return w, b", "value"),
        ("np.mean(p - y)", "(p - y)", "shape"),
    ],
)


@pytest.mark.parametrize(("name", "body", "kind"), rows(THIRD, EPOCH, SOFTMAX, FIT_LINE, LOGISTIC))
def test_an_answer_is_told(name, body, kind):
    assert told(name, body) == kind


def test_the_cases_of_one_epoch_tell_an_order_from_its_inverse():
    orders = [case[-1] for case in EXERCISES["one_epoch"].cases()]
    assert all((order[order] != range(len(order))).any() for order in orders)


def test_no_keepdims_is_told_with_its_mend():
    assert (
        "with keepdims=True they are (n, 1)"
        in answered("softmax_by_hand", SOFTMAX[1][0].replace(", keepdims=True", "")).message
    )


def test_steps_that_all_begin_at_0_are_not_told_to_be_one():
    said = answered("fit_line", FIT_LINE[1][0].replace("error = w", "w, b = 0.0, 0.0\n            error = w")).message
    assert "gives what a single step gives" in said and "takes a single step" not in said


def test_the_step_is_the_packages():
    for X, y, w, b, rate in LOGISTIC_STEP.cases():
        network = Sequential(Dense(len(w), 1, init="zeros", dtype=np.float64))
        network[0].W.value, network[0].b.value = w[:, None], np.array([b])
        for _ in train(network, BinaryCrossEntropy(), SGD(rate), [(X, y)], epochs=1):
            pass
        np.testing.assert_allclose(network.theta, np.append(*LOGISTIC_STEP.reference(X, y, w, b, rate)), rtol=1e-12)


@pytest.mark.parametrize(
    ("name", "old", "new", "lie"),
    [
        ("fit_line", "w * X[:, 0] + b - y", "(w * X + b - y).mean(axis=1)", "error is still an (n, n)"),
        ("fit_line", "w * X[:, 0] + b - y", "w * X.mean() + b - y", "error itself is"),
        ("fit_line", "np.mean(error * X[:, 0])", "np.mean(error) * np.mean(X)", "error * X is a square"),
        ("fit_line", "rate * 2 *", "rate * 2 / 2 *", "is gone"),
        ("fit_line", "b - rate * 2 * np.mean(error)", "b - rate * np.mean(w * X + b - y)", "shapes"),
        ("one_epoch", "/ len(rows)", "/ (2 * len(rows))", "missing"),
        ("third_gradient", "2 * np.mean(e * x2)", "np.sum(2 * e * x2) / (2 * len(y))", "missing"),
    ],
)
def test_a_mistake_is_told_by_what_comes_out_and_not_by_how_it_may_be_written(name, old, new, lie):
    right = {one[0]: one[1][0] for one in (FIT_LINE, EPOCH, THIRD)}[name]
    assert old in right and lie not in answered(name, right.replace(old, new)).message
