"""Chapter 00: answers to its exercises as students write them, right and wrong."""

import pytest
from answers import rows, told


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_NN_HOME", str(tmp_path))


WEIGHTED_SUM = (
    "weighted_sum",
    [
        "total = b\nfor k in range(len(x)):\n    total += x[k] * w[k]\nreturn total",
        "return np.dot(x, w) + b",
        "return float(np.sum(np.array(x, dtype=np.float32) * w)) + b",
        "return x @ w.T + b",
    ],
    [
        ("", "return np.array([np.dot(x, w) + b])", "shape"),
        ("", "return x * w + b", "not summed"),
        ("total = b", "total = 0", "no bias"),
        ("", "return x @ w - b", "bias subtracted"),
        ("", "return x + w + b", "shape"),
        ("", "return (x * w).mean() + b", "averaged"),
        ("", "return sum(x) * sum(w) + b", "product of sums"),
        ("return total", "    return total", "first input only"),
        ("", "return x @ (w + b)", "bias times the sum"),
        ("", "print(x @ w + b)", "prints"),
        ("range(len(x))", "range(len(x) - 1)", "value"),
        ("range(len(x))", "range(1, len(x) + 1)", "error"),
        ("", "return 2.5", "value"),
        ("", "return round(x @ w + b, 1)", "value"),
        ("", "return round(float(x @ w + b), 2)", "value"),
        ("", "x *= w\nreturn x.sum() + b", "changes its input"),
        ("", "return 1 if x @ w + b >= 0 else 0", "value"),
        ("", "return z", "error"),
    ],
)
SHAPE = (
    "output_shape",
    [
        "return n, d_out",
        "return [n, d_out]",
        "return (np.zeros((n, d_in)) @ np.zeros((d_in, d_out))).shape",
        "return np.array([n, d_out])",
    ],
    [
        ("n, d_out", "np.zeros((n, d_out))", "one instead of several"),
        ("n, d_out", "d_out, n", "columns"),
        ("n, d_out", "n, d_in", "the input's"),
        ("n, d_out", "d_in, d_out", "the weights'"),
        ("n, d_out", "(d_out,)", "one example"),
        ("n, d_out", "d_out, d_in", "the weights', transposed"),
        ("n, d_out", "d_in, n", "the input's, transposed"),
        ("n, d_out", "n, 1", "value"),
        ("n, d_out", "n, d_in, d_out", "number of values"),
        ("n, d_out", "n * d_out", "one instead of several"),
        ("n, d_out", "n, d_out + 1", "off by one"),
        ("n, d_out", "'(n, d_out)'", "one instead of several"),
        ("n, d_out", "4, 1", "value"),
        ("", "print((n, d_out))", "prints"),
    ],
)
ERROR = (
    "mean_squared_error",
    [
        "error = prediction - target\nreturn (error**2).mean()",
        "return sum((p - t) ** 2 for p, t in zip(prediction, target)) / len(target)",
        "return np.float32(np.mean(np.square(target - prediction)))",
    ],
    [
        ("(error**2).mean()", "np.mean(error) ** 2", "still cancels"),
        ("(error**2).mean()", "abs(error).mean() ** 2", "absolute, then squared"),
        ("(error**2).mean()", "abs(error).mean()", "absolute"),
        ("(error**2).mean()", "abs(error.mean())", "size of the mean"),
        ("(error**2).mean()", "error.mean()", "no square"),
        ("(error**2).mean()", "(target - prediction).mean()", "no square, target minus prediction"),
        ("(error**2).mean()", "np.sqrt(error.mean() ** 2)", "size of the mean"),
        ("return (error**2)", "error**2\nreturn error", "no square"),
        ("", "for p, t in zip(prediction, target):\n    return (p - t) ** 2", "first example only"),
        ("prediction - target", "prediction - abs(target)", "value"),
        ("(error**2).mean()", "(error * 2).mean()", "value"),
        ("(error**2).mean()", "(error**2).sum()", "sum"),
        ("(error**2).mean()", "(error**2).mean() / 2", "factor"),
        ("(error**2).mean()", "(error**2).sum() / (len(error) - 1)", "infinite"),
        ("(error**2).mean()", "error**2", "not averaged"),
        ("(error**2).mean()", "np.sqrt((error**2).mean())", "root"),
        ("(error**2).mean()", "np.median(error**2)", "value"),
        ("(error**2).mean()", "round((error**2).mean(), 2)", "value"),
        ("(error**2).mean()", "(error**2).mean().round(3)", "value"),
        ("(error**2)", "(error^2)", "error"),
        ("prediction - target", "prediction + target", "value"),
        ("", "prediction -= target\nreturn (prediction**2).mean()", "changes its input"),
        ("", "return 4.0", "value"),
    ],
)


@pytest.mark.parametrize(("name", "body", "kind"), rows(WEIGHTED_SUM, SHAPE, ERROR))
def test_an_answer_is_told(name, body, kind):
    assert told(name, body) == kind
