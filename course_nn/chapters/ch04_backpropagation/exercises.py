"""The exercises of chapter 04, Backpropagation."""

import numpy as np

from ...exercises import draws
from ...exercises.bug_hunt import bug_hunt
from ...exercises.exercise import Exercise, Mistake
from .bug_hunt import KINDS

# --- A new activation


def _numbers():
    rng = np.random.default_rng(4)
    return [
        (np.array([1.0]), np.array([1.0])),
        (np.array([-1.0]), np.array([3.0])),
        (np.array([2.0, -3.0]), np.array([-1.0, 0.5])),
        (np.array([0.0, 12.0, -12.0]), np.array([2.0, -3.0, 0.0])),  # the seam of both halves, and far from it
        (rng.standard_normal((3, 2)), rng.standard_normal((3, 2))),
    ]


SOFTSIGN = Exercise(
    name="softsign_backward",
    title="The way back through softsign",
    stub='''
def softsign_backward(z, da):
    """dz for the activation a = z / (1 + |z|), from z and the upstream gradient da, of the same shape."""
    ...
''',
    hints=(
        "For z > 0 the formula is z / (1 + z). Its derivative, by the quotient rule, is 1 / (1 + z)². And for z < 0?",
        "For z < 0 it is z / (1 - z), with the derivative 1 / (1 - z)². Both are 1 / (1 + |z|)².",
        "The chain rule multiplies: dz is da times that slope, entry by entry: da / (1 + np.abs(z)) ** 2.",
    ),
    solution='''
def softsign_backward(z, da):
    """dz for the activation a = z / (1 + |z|), from z and the upstream gradient da, of the same shape."""
    return da / (1 + np.abs(z)) ** 2
''',
    cases=_numbers,
    unseen=draws.case("ni ni"),
    measure="dz",
    mistakes=(
        Mistake(
            "no upstream",
            "def softsign_backward(z, da):\n    return 1 / (1 + np.abs(z)) ** 2",
            "This is the slope alone. The chain rule multiplies it by the gradient that arrives, da.",
        ),
        Mistake(
            "no absolute value",
            "def softsign_backward(z, da):\n    return da / (1 + z) ** 2",
            "It is wrong for negative z: the slope has 1 + |z|, because softsign is odd and its slope is even.",
        ),
        Mistake(
            "not squared",
            "def softsign_backward(z, da):\n    return da / (1 + np.abs(z))",
            "It comes to da / (1 + |z|), and the slope falls faster: look at the denominator of the quotient rule.",
        ),
        Mistake(
            "tanh",
            "def softsign_backward(z, da):\n    return da * (1 - (z / (1 + np.abs(z))) ** 2)",
            "It comes to 1 - a², which is the slope of tanh; the quotient rule with a plus for its minus comes to the "
            "same. Softsign has a slope of its own: differentiate z / (1 + |z|).",
        ),
        Mistake(
            "no sign in the quotient rule",
            "def softsign_backward(z, da):\n    d = 1 + np.abs(z)\n    return da * (d - z) / d**2",
            "It is wrong for negative z: the derivative of |z| is the sign of z, so that z times it is |z|, and "
            "1 + |z| - |z| = 1 is left above.",
        ),
        Mistake(
            "sign of z",
            "def softsign_backward(z, da):\n    return da * np.sign(z) / (1 + np.abs(z)) ** 2",
            "The sign of z comes in once too often: softsign always rises, so its slope is positive everywhere.",
        ),
        Mistake(
            "sign of z, zero negative",
            "def softsign_backward(z, da):\n    return np.where(z > 0, da, -da) / (1 + np.abs(z)) ** 2",
            "It has the wrong sign for z ≤ 0: softsign always rises, so its slope is positive everywhere.",
        ),
        Mistake(
            "sign of z, zero positive",
            "def softsign_backward(z, da):\n    return np.where(z < 0, -da, da) / (1 + np.abs(z)) ** 2",
            "It has the wrong sign for z < 0: softsign always rises, so its slope is positive everywhere.",
        ),
        Mistake(
            "nothing at zero",
            "def softsign_backward(z, da):\n    return da * (z != 0) / (1 + np.abs(z)) ** 2",
            "At z = 0 nothing is passed on; everywhere else it is right. |z| has a kink there, but softsign has none: "
            "its slope comes to 1 from both sides.",
        ),
        Mistake(
            "forward",
            "def softsign_backward(z, da):\n    return da * z / (1 + np.abs(z))",
            "This multiplies by the output a. The way back multiplies by the derivative of a.",
        ),
    ),
)

# --- A dense layer


def _batches():
    rng = np.random.default_rng(5)
    whole = [(np.array([[2.0]]), np.array([[3.0]]), np.array([[5.0]]))]
    for n, d_in, d_out, size, digits in ((2, 1, 1, 1, 1), (1, 3, 2, 1, 1), (2, 2, 2, 1, 1), (4, 3, 2, 5, 4)):
        shapes = (n, d_in), (d_in, d_out), (n, d_out)
        whole.append(tuple(np.round(size * rng.standard_normal(s), digits) for s in shapes))
    return whole


DENSE = Exercise(
    name="dense_backward",
    title="The way back through a dense layer",
    stub='''
def dense_backward(x, W, dy):
    """dx, dW and db of y = x W + b, with x (n, d_in), W (d_in, d_out) and the upstream gradient dy (n, d_out)."""
    ...
''',
    hints=(
        "Begin with the shapes: dx is like x, dW like W, db (d_out,) like b. Each product has only one way to fit.",
        "For dW take x and dy, and the examples add up: (d_in, n) times (n, d_out). Which matrix is transposed?",
        "Return dy @ W.T for dx, x.T @ dy for dW, and dy.sum(axis=0) for db.",
    ),
    solution='''
def dense_backward(x, W, dy):
    """dx, dW and db of y = x W + b, with x (n, d_in), W (d_in, d_out) and the upstream gradient dy (n, d_out)."""
    return dy @ W.T, x.T @ dy, dy.sum(axis=0)
''',
    cases=_batches,
    unseen=draws.case("ni io no"),
    returns=("dx", "dW", "db"),
    mistakes=(
        Mistake(
            "mean",
            "def dense_backward(x, W, dy):\n    return dy @ W.T, x.T @ dy / len(x), dy.mean(axis=0)",
            "`dW` and `db` are averaged over the examples. The mean is in the loss already, and so in dy: add up here.",
        ),
        Mistake(
            "all in one db",
            "def dense_backward(x, W, dy):\n    return dy @ W.T, x.T @ dy, dy.sum()",
            "`db` is one number. Each neuron has its own bias: add up over the examples only, dy.sum(axis=0).",
        ),
        Mistake(
            "db not summed",
            "def dense_backward(x, W, dy):\n    return dy @ W.T, x.T @ dy, dy",
            "`db` still has a row for each example. The one b serves all examples, so their shares add up.",
        ),
        Mistake(
            "W not transposed",
            "def dense_backward(x, W, dy):\n    return dy @ W, x.T @ dy, dy.sum(axis=0)",
            "W is taken as it stands for `dx`: dy is (n, d_out) and W is (d_in, d_out), so only dy @ W.T has the shape "
            "of x. Where d_in = d_out, nothing but the numbers tells.",
        ),
        Mistake(
            "dx and dW exchanged",
            "def dense_backward(x, W, dy):\n    return x.T @ dy, dy @ W.T, dy.sum(axis=0)",
            "`dx` and `dW` are exchanged: return dx first.",
        ),
        Mistake(
            "dW transposed",
            "def dense_backward(x, W, dy):\n    return dy @ W.T, dy.T @ x, dy.sum(axis=0)",
            "`dW` is transposed: it must have the shape of W, (d_in, d_out).",
        ),
    ),
)

# --- A bug hunt

_TRUTH = {
    "A": "transposed product",
    "B": "sum too far",
    "C": "missing mean",
    "D": "replaced share",
    "E": "forgotten sum",
}

CULPRITS = bug_hunt(
    "culprits",
    "Bug hunt: five layers, five mistakes",
    suspect="layer",
    truth=_TRUTH,
    kinds=KINDS,
    example="missing mean",
    advice="Something else is wrong with this layer: run check_layer on it.",
    hints=(
        "`check_layer` says which gradient is wrong, of x or of a parameter. Read only its lines in backward.",
        "C has no parameters, so its mistake is in dx. A and E are dense layers, and not the same gradient is wrong.",
        "D uses W twice, so two shares must add up; B adds up more than the examples. Look at dx of A, and at db of E.",
    ),
    mistakes=(
        (
            "A and E exchanged",
            {"A": "forgotten sum", "E": "transposed product"},
            "A and E are both dense layers, but check_layer finds the gradient of x wrong in A, and that of b in E.",
        ),
        (
            "B and E exchanged",
            {"B": "forgotten sum", "E": "sum too far"},
            "In B something is added up that should not be; in E something is not added up that should be.",
        ),
        (
            "B and D exchanged",
            {"D": "sum too far", "B": "replaced share"},
            "D uses its W twice. Look at how the second share meets the first.",
        ),
        (
            "C and D exchanged",
            {"C": "replaced share", "D": "missing mean"},
            "C has no parameters, so nothing can be replaced in a gradient of one: its mistake is in dx.",
        ),
    ),
)
