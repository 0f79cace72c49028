"""The exercises of chapter 00: small ones, to learn how exercises work and to settle the notation."""

import numpy as np

from ...exercises import draws
from ...exercises.exercise import Exercise, Mistake

# --- A weighted sum


def _neurons():
    return [
        (np.array([1.0]), np.array([2.0]), 0.5),
        (np.array([3.0, -1.0]), np.array([0.5, 2.0]), 0.0),
        (np.array([1.0, 2.0]), np.array([-1.0, 0.5]), 3.0),
        (np.array([0.5, -1.5, 2.0]), np.array([4.0, 1.0, -0.5]), -1.0),
        (np.array([0.37, -1.42, 0.26]), np.array([0.75, 0.31, -0.52]), 0.123),  # the decimals count
    ]


WEIGHTED_SUM = Exercise(
    name="weighted_sum",
    title="A weighted sum",
    stub='''
def weighted_sum(x, w, b):
    """z = x1 w1 + ... + xd wd + b for the inputs x (d,), the weights w (d,) and the bias b."""
    ...
''',
    hints=(
        "Multiply each input by its own weight first: x * w does that for whole arrays.",
        "Add the products up with .sum(), or do both at once with x @ w. What is still missing from z?",
        "The bias is added at the end: return x @ w + b.",
    ),
    solution='''
def weighted_sum(x, w, b):
    """z = x1 w1 + ... + xd wd + b for the inputs x (d,), the weights w (d,) and the bias b."""
    return x @ w + b
''',
    cases=_neurons,
    unseen=draws.case("d d", draws.number),
    measure="z",
    mistakes=(
        Mistake(
            "no bias",
            "def weighted_sum(x, w, b):\n    return x @ w",
            "The bias is missing: z ends with + b.",
        ),
        Mistake(
            "bias subtracted",
            "def weighted_sum(x, w, b):\n    return x @ w - b",
            "The bias is subtracted. That is a threshold; a bias is added.",
        ),
        Mistake(
            "not summed",
            "def weighted_sum(x, w, b):\n    return x * w + b",
            "The products are not added up: the result still has one number for each input, and z is one number.",
        ),
        Mistake(
            "bias in every term",
            "def weighted_sum(x, w, b):\n    return (x * w + b).sum()",
            "The bias is added once for every input: it belongs outside the sum.",
        ),
        Mistake(
            "no weights",
            "def weighted_sum(x, w, b):\n    return x.sum() + b",
            "The inputs are added up without their weights: multiply each by its own first.",
        ),
        Mistake(
            "product of sums",
            "def weighted_sum(x, w, b):\n    return x.sum() * w.sum() + b",
            "The sum of the inputs is multiplied by the sum of the weights: each input has a weight of its own, so "
            "multiply first and add up afterward.",
        ),
        Mistake(
            "first input only",
            "def weighted_sum(x, w, b):\n    return x[0] * w[0] + b",
            "Only the first input is counted. If there is a loop, its `return` belongs behind it, not inside.",
        ),
        Mistake(
            "averaged",
            "def weighted_sum(x, w, b):\n    return (x * w).mean() + b",
            "The products are averaged: z is their sum.",
        ),
        Mistake(
            "bias times the sum",
            "def weighted_sum(x, w, b):\n    return x @ (w + b)",
            "The bias is added to every weight, so it is multiplied by the inputs: it is added to the sum, once.",
        ),
    ),
)

# --- Shapes


def _sizes():
    return [(1, 1, 2), (4, 2, 1), (5, 3, 2), (32, 784, 10)]


SHAPE = Exercise(
    name="output_shape",
    title="The shape that comes out",
    stub='''
def output_shape(n, d_in, d_out):
    """The shape of X W + b, a tuple, for n examples with d_in inputs each and d_out neurons."""
    ...
''',
    hints=(
        "In this course an example is a row: X is (n, d_in). What is the shape of W, so that X W makes sense?",
        "W is (d_in, d_out). A product of (n, d_in) and (d_in, d_out): the inner sides meet and vanish.",
        "One row for each example, one column for each neuron: (n, d_out).",
    ),
    solution='''
def output_shape(n, d_in, d_out):
    """The shape of X W + b, a tuple, for n examples with d_in inputs each and d_out neurons."""
    return (n, d_out)
''',
    cases=_sizes,
    unseen=draws.case("", *3 * [draws.whole(1, 40)]),
    measure="shape",
    returns=("rows", "columns"),
    mistakes=(
        Mistake(
            "columns",
            "def output_shape(n, d_in, d_out):\n    return (d_out, n)",
            "This is the column convention, W x, in which examples are columns. Here examples are rows.",
        ),
        Mistake(
            "the input's",
            "def output_shape(n, d_in, d_out):\n    return (n, d_in)",
            "This is the shape of X, before the neurons: every example now has one number for each neuron.",
        ),
        Mistake(
            "the weights'",
            "def output_shape(n, d_in, d_out):\n    return (d_in, d_out)",
            "This is the shape of W. In X W the two inner sides, both d_in, meet and vanish.",
        ),
        Mistake(
            "one example",
            "def output_shape(n, d_in, d_out):\n    return (d_out,)",
            "This is the shape for a single example; n of them are n rows.",
        ),
        Mistake(
            "the weights', transposed",
            "def output_shape(n, d_in, d_out):\n    return (d_out, d_in)",
            "This is the shape of the transpose of W: what comes out has a row for each example.",
        ),
        Mistake(
            "the input's, transposed",
            "def output_shape(n, d_in, d_out):\n    return (d_in, n)",
            "This is the shape of the transpose of X: what comes out has a row for each example, with a number for "
            "each neuron.",
        ),
    ),
)

# --- A bug hunt


def _errors():
    return [
        (np.array([1.0]), np.array([3.0])),
        (np.array([1.0, 3.0]), np.array([2.0, 2.0])),
        (np.array([5.0, 1.0]), np.array([1.0, 2.0])),  # a positive mean of the errors
        (np.array([0.5, 2.0, -1.0]), np.array([1.0, 0.0, 1.0])),
        (np.array([0.317, 0.071, -1.24]), np.array([5.42, 0.13, -1.05])),  # the decimals count
    ]


_BROKEN = '''
def mean_squared_error(prediction, target):
    """The mean over all examples of (prediction - target) squared; both have the shape (n,)."""
    error = prediction - target
    return error.mean() ** 2
'''

ERROR = Exercise(
    name="mean_squared_error",
    title="Bug hunt: an error that vanishes",
    stub=_BROKEN,
    hints=(
        "Call it by hand for predictions 1 and 3 where the target is 2 both times. Both are wrong. What comes out?",
        "The errors -1 and +1 cancel in the mean, and only then is it squared. Which should happen first?",
        "Square every error, then take the mean: (error**2).mean().",
    ),
    solution='''
def mean_squared_error(prediction, target):
    """The mean over all examples of (prediction - target) squared; both have the shape (n,)."""
    error = prediction - target
    return (error**2).mean()
''',
    cases=_errors,
    unseen=draws.case("n n"),
    measure="error",
    mistakes=(
        Mistake(
            "still cancels",
            "def mean_squared_error(prediction, target):\n    return (prediction.mean() - target.mean()) ** 2",
            "The bug is still there: errors of opposite sign cancel before they are squared.",
        ),
        Mistake(
            "sum",
            "def mean_squared_error(prediction, target):\n    return ((prediction - target) ** 2).sum()",
            "It comes to the sum of the squares, not to their mean: divide by the number of examples.",
        ),
        Mistake(
            "absolute",
            "def mean_squared_error(prediction, target):\n    return abs(prediction - target).mean()",
            "Errors no longer cancel, but this is the mean absolute error: square them instead.",
        ),
        Mistake(
            "absolute, then squared",
            "def mean_squared_error(prediction, target):\n    return abs(prediction - target).mean() ** 2",
            "Errors no longer cancel, but their mean is squared: square each error first, then take the mean.",
        ),
        Mistake(
            "root",
            "def mean_squared_error(prediction, target):\n    return ((prediction - target) ** 2).mean() ** 0.5",
            "This is the root mean squared error. The mean of the squares itself is asked for, without the root.",
        ),
        Mistake(
            "not averaged",
            "def mean_squared_error(prediction, target):\n    return (prediction - target) ** 2",
            "The squares are not averaged: one number should come out for all examples together.",
        ),
        Mistake(
            "no square",
            "def mean_squared_error(prediction, target):\n    return (prediction - target).mean()",
            "Nothing is squared: this is the mean of the errors, in which those of opposite sign cancel. A line "
            "`error**2` by itself changes nothing.",
        ),
        Mistake(
            "no square, target minus prediction",
            "def mean_squared_error(prediction, target):\n    return (target - prediction).mean()",
            "Nothing is squared: this is the mean of target minus prediction, in which errors of opposite sign cancel.",
        ),
        Mistake(
            "size of the mean",
            "def mean_squared_error(prediction, target):\n    return abs((prediction - target).mean())",
            "The bug is still there: errors of opposite sign cancel in the mean, and its sign is taken away only then.",
        ),
        Mistake(
            "first example only",
            "def mean_squared_error(prediction, target):\n    return (prediction[0] - target[0]) ** 2",
            "Only the first example is counted. If there is a loop, its `return` belongs behind it, not inside.",
        ),
    ),
)
