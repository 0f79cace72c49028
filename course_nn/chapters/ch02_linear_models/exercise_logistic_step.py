"""The exercise logistic_step: one step of gradient descent with the cross-entropy."""

import numpy as np

from ...exercises import draws
from ...exercises.exercise import Exercise, Mistake


def _kinds():
    rng = np.random.default_rng(5)
    cases = [(np.array([[2.0]]), np.array([1]), np.array([0.5]), -1.0, 0.5)]
    for n, d, b, rate, digits in ((2, 1, 0.2, 0.1, 1), (3, 2, 0.2, 0.5, 1), (5, 2, 0.2, 1.0, 1), (8, 3, 1.7, 2.5, 3)):
        X, w = np.round(rng.normal(size=(n, d)), digits), np.round(rng.normal(size=d), digits)
        cases.append((X, (np.arange(n) % 3 == 0).astype(int), w, b, rate))
    return cases


def _any_kinds(rng):
    X, w = draws.case("ni i")(rng)
    return X, rng.integers(0, 2, len(X)), w, draws.number(rng), 0.1 * int(rng.integers(1, 10))


_STEP = '''
def logistic_step(X, y, w, b, rate):
    """The weights w (d,) and the bias b after one step of gradient descent on the mean cross-entropy.

    X is (n, d), the labels y (n,) are 0 or 1. All rows are used. The probability of 1 is sigmoid(X @ w + b).
    """
    %s
'''
_BODY = """delta = (sigmoid(X @ w + b) - y) / len(y)
    return w - rate * X.T @ delta, b - rate * delta.sum()"""


def _wrong(old, new):
    assert old in _BODY, old
    return _STEP % _BODY.replace(old, new)


LOGISTIC_STEP = Exercise(
    name="logistic_step",
    title="A step of logistic regression",
    stub=_STEP % "...",
    hints=(
        "Begin with δ, the derivative of an example's loss by z. With the cross-entropy it is p - y, one number a row.",
        "The gradient of w is the mean over the rows of δ times the input, X.T @ delta / n; for b the input is 1.",
        "With delta = (sigmoid(X @ w + b) - y) / len(y) return w - rate * X.T @ delta and b - rate * delta.sum().",
    ),
    solution=_STEP % _BODY,
    cases=_kinds,
    unseen=_any_kinds,
    returns=("w", "b"),
    setup="import numpy as np\nfrom course_nn.functions import sigmoid",
    mistakes=(
        Mistake(
            "slope of the sigmoid",
            _STEP % "p = sigmoid(X @ w + b)\n    delta = (p - y) * p * (1 - p) / len(y)\n"
            "    return w - rate * X.T @ delta, b - rate * delta.sum()",
            "The slope of the sigmoid, p (1 − p), is in it: that belongs to the squared error. With the cross-entropy "
            "it cancels, and δ = p − y.",
        ),
        Mistake(
            "gradient of the squared error",
            _STEP % "p = sigmoid(X @ w + b)\n    delta = 2 * (p - y) * p * (1 - p) / len(y)\n"
            "    return w - rate * X.T @ delta, b - rate * delta.sum()",
            "This is the step for the squared error of p: with the cross-entropy δ is p − y alone.",
        ),
        Mistake(
            "twice",
            _wrong("/ len(y)", "* 2 / len(y)"),
            "The step is twice as long as it should be: a factor 2 belongs to the squared error. Here δ = p − y.",
        ),
        Mistake(
            "sum",
            _wrong(" / len(y)", ""),
            "It comes to the sum over the rows; the cost is the mean of their losses, so divide by the number of rows.",
        ),
        Mistake(
            "no sigmoid",
            _wrong("sigmoid(X @ w + b)", "(X @ w + b)"),
            "The sigmoid is missing: this is the step of linear regression, with z for p.",
        ),
        Mistake(
            "step for the sigmoid",
            _wrong("sigmoid(X @ w + b)", "(X @ w + b >= 0)"),
            "A step stands where the sigmoid should: so the perceptron learns, from its mistakes alone.",
        ),
        Mistake(
            "step that is 0 at 0",
            _wrong("sigmoid(X @ w + b)", "(X @ w + b > 0)"),
            "A step stands where the sigmoid should, or a rounded probability: so only mistakes would be learned from.",
        ),
        Mistake(
            "w uphill",
            _wrong("w - rate", "w + rate"),
            "The weights walk uphill while the bias goes down: subtract both gradients.",
        ),
        Mistake(
            "b uphill",
            _wrong("b - rate", "b + rate"),
            "The bias walks uphill while the weights go down: subtract both gradients.",
        ),
        Mistake(
            "uphill",
            _wrong("(sigmoid(X @ w + b) - y)", "(y - sigmoid(X @ w + b))"),
            "It walks uphill: either the error is p − y and the step is subtracted, or the other way round for both.",
        ),
        Mistake(
            "no bias in z",
            _wrong("X @ w + b", "X @ w"),
            "The bias is left out of z: p = sigmoid(X @ w + b).",
        ),
        Mistake(
            "bias taken away",
            _wrong("X @ w + b", "X @ w - b"),
            "The bias is taken away in z: p = sigmoid(X @ w + b).",
        ),
        Mistake(
            "weights stay",
            _wrong("w - rate * X.T @ delta", "w"),
            "The weights stay where they were: the gradient of w is X.T @ delta.",
        ),
        Mistake(
            "bias first",
            _STEP % "b = b - rate * np.mean(sigmoid(X @ w + b) - y)\n"
            "    return w - rate * X.T @ (sigmoid(X @ w + b) - y) / len(y), b",
            "The weights are changed with the errors of the new b: both gradients belong to those before the step.",
        ),
        Mistake(
            "bias stays",
            _wrong("b - rate * delta.sum()", "b"),
            "The bias stays where it was: its gradient is the mean of p − y, for its input is 1.",
        ),
        Mistake(
            "bias by a mean of means",
            _wrong("delta.sum()", "delta.mean()"),
            "The gradient of the bias is divided by the number of rows twice: w is right, b is not.",
        ),
        Mistake(
            "one after the other",
            _STEP % "w = w - rate * X.T @ (sigmoid(X @ w + b) - y) / len(y)\n"
            "    return w, b - rate * np.mean(sigmoid(X @ w + b) - y)",
            "The bias is changed with the errors of the new w: both gradients belong to the weights before the step.",
        ),
        Mistake(
            "no rate",
            _wrong("rate * ", ""),
            "The rate is missing: the step is the rate times the gradient.",
        ),
        Mistake(
            "gradient alone",
            _wrong("w - rate * X.T @ delta, b - rate * delta.sum()", "X.T @ delta, delta.sum()"),
            "These are the gradients: take the step as well, w minus the rate times its gradient, and b likewise.",
        ),
    ),
)
