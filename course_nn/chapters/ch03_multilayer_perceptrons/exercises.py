"""The exercises of chapter 03, XOR and the multilayer perceptron."""

import numpy as np

from ...exercises import draws
from ...exercises.exercise import Exercise, Mistake
from .exercise_bump import BUMP
from .exercise_xor_tanh import XOR_TANH

__all__ = ["BUMP", "COUNT", "FORWARD", "XOR_TANH"]

# --- Count the parameters

_COUNT = '''
def count_parameters(sizes):
    """The number of weights and biases of a multilayer perceptron, for sizes such as [2, 8, 1]."""
%s
'''

COUNT = Exercise(
    name="count_parameters",
    title="Count the parameters",
    stub=_COUNT % "    ...",
    hints=(
        "A dense layer from d_in to d_out units has a matrix W (d_in, d_out) and a vector b (d_out,).",
        "Neighbors in the list make a layer: zip(sizes, sizes[1:]) gives the pairs (d_in, d_out).",
        "Add up d_in * d_out + d_out over all pairs. For [2, 8, 1] that is 24 + 9 = 33.",
    ),
    solution=_COUNT % "    return sum(d_in * d_out + d_out for d_in, d_out in zip(sizes, sizes[1:]))",
    cases=lambda: [
        ([1, 1],),
        ([2, 2, 1],),
        ([2, 8, 1],),
        ([3, 4, 5, 2],),
        ([784, 1024, 1024, 2048, 9],),
    ],
    unseen=lambda rng: ([int(one) for one in rng.integers(1, 12, rng.integers(2, 6))],),
    mistakes=(
        Mistake(
            "no biases",
            _COUNT % "    return sum(d_in * d_out for d_in, d_out in zip(sizes, sizes[1:]))",
            "These are the weights alone: every unit of every layer after the input has a bias as well.",
        ),
        Mistake(
            "biases of the input",
            _COUNT % "    return sum(d_in * d_out for d_in, d_out in zip(sizes, sizes[1:])) + sum(sizes)",
            "It counts a bias for every input, too. Inputs are given, they compute nothing: no bias there.",
        ),
        Mistake(
            "bias per input",
            _COUNT % "    return sum(d_in * d_out + d_in for d_in, d_out in zip(sizes, sizes[1:]))",
            "It counts d_in biases a layer: b has one entry for each unit of the layer, so d_out.",
        ),
        Mistake(
            "one bias per layer",
            _COUNT % "    return sum(d_in * d_out + 1 for d_in, d_out in zip(sizes, sizes[1:]))",
            "It counts one bias a layer: every unit has its own, so d_out of them.",
        ),
        Mistake(
            "no bias at the output",
            _COUNT % "    return sum(d_in * d_out for d_in, d_out in zip(sizes, sizes[1:])) + sum(sizes[1:-1])",
            "The biases of the output layer are missing.",
        ),
        Mistake(
            "a bias on both sides",
            _COUNT % "    return sum((d_in + 1) * (d_out + 1) for d_in, d_out in zip(sizes, sizes[1:]))",
            "It comes to (d_in + 1) times (d_out + 1) a layer: biases are one more row of weights, for d_out units, so "
            "the 1 belongs to d_in alone.",
        ),
        Mistake(
            "units",
            _COUNT % "    return sum(sizes)",
            "These are the units. The parameters stand on the lines between them: every unit of a layer is connected "
            "to every unit of the next.",
        ),
        Mistake(
            "product of all",
            _COUNT % "    return int(np.prod(np.array(sizes, dtype=object)))",
            "It multiplies all widths together: only neighbors are connected, so multiply pairs and add up.",
        ),
        Mistake(
            "first layer only",
            _COUNT % "    return sizes[0] * sizes[1] + sizes[1]",
            "Only the first layer is counted. If there is a loop, its `return` belongs behind it, not inside.",
        ),
        Mistake(
            "last layer only",
            _COUNT % "    return sizes[-2] * sizes[-1] + sizes[-1]",
            "Only the last layer is counted: add up over all of them, total += ..., where `total = ...` forgets.",
        ),
        Mistake(
            "last layer left out",
            _COUNT % "    return sum(d_in * d_out + d_out for d_in, d_out in zip(sizes[:-1], sizes[1:-1]))",
            "The last layer is left out: there is one layer fewer than there are numbers in the list, len(sizes) - 1.",
        ),
        Mistake(
            "biases of the output alone",
            _COUNT % "    return sum(d_in * d_out for d_in, d_out in zip(sizes, sizes[1:])) + sizes[-1]",
            "Of the biases only those of the output are counted: every hidden unit has one as well.",
        ),
        Mistake(
            "first layer left out",
            _COUNT % "    return sum(d_in * d_out + d_out for d_in, d_out in zip(sizes[1:], sizes[2:]))",
            "The first layer is left out: from the inputs to the first hidden units there are weights, too.",
        ),
    ),
)

# --- A bug hunt

_FORWARD = '''
def xor_forward(X, W, c, w, b):
    """The output (n,) for inputs X (n, d): a hidden layer W (d, h), c (h,) of ReLUs, an output unit w (h,), b."""
    z = X @ W
    h = np.maximum(z, 0) + c
    return h @ w + b
'''
_MENDED = '''
def xor_forward(X, W, c, w, b):
    """The output (n,) for inputs X (n, d): a hidden layer W (d, h), c (h,) of ReLUs, an output unit w (h,), b."""
    z = X @ W + c
    h = np.maximum(z, 0)
    return h @ w + b
'''


def _networks():
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    worked = (np.ones((2, 2)), np.array([0.0, -1.0]), np.array([1.0, -2.0]), 0.0)
    rng = np.random.default_rng(3)
    small, middle, large = [
        (*(np.round(size * rng.normal(size=s), digits) for s in ((n, d), (d, h), h, h)), bias)
        for n, d, h, bias, size, digits in ((1, 2, 3, -0.5, 1, 1), (2, 2, 3, 1.5, 1, 1), (5, 3, 4, -0.5, 3, 4))
    ]
    return [(X[:1], *worked), small, middle, (X, *worked), large]


FORWARD = Exercise(
    name="xor_forward",
    title="Bug hunt: XOR comes out as 2, 1, 1, 0",
    stub=_FORWARD,
    hints=(
        "Go through the worked example with pencil and paper, and compare z and h with those of this function.",
        "At 11 h agrees, at 00 it doesn't: the hidden values should be (0, 0), and the second one is -1. "
        "Can a ReLU give -1?",
        "The bias belongs inside the ReLU: z = X @ W + c comes first, then the maximum with 0.",
    ),
    solution=_MENDED,
    cases=_networks,
    unseen=draws.case("ni ih h h", draws.number),
    mistakes=(
        Mistake(
            "still outside",
            _FORWARD.replace("np.maximum(z, 0) + c", "np.where(z > 0, z, 0) + c"),
            "The bug is still there: a number is added after the ReLU.",
        ),
        Mistake(
            "no ReLU",
            _MENDED.replace("np.maximum(z, 0)", "z"),
            "Now the ReLU is gone: two linear layers in a row are one linear layer, and no such layer does XOR.",
        ),
        Mistake(
            "no ReLU, no bias",
            _MENDED.replace("np.maximum(z, 0)", "z").replace("X @ W + c", "X @ W"),
            "Now both the bias c and the ReLU are gone: both belong to the hidden layer, the bias first.",
        ),
        Mistake(
            "no hidden bias",
            _MENDED.replace("X @ W + c", "X @ W"),
            "Now the hidden bias c is not used at all: move it, don't drop it.",
        ),
        Mistake(
            "bias taken away",
            _MENDED.replace("X @ W + c", "X @ W - c"),
            "The hidden bias c is taken away: it has to be added.",
        ),
        Mistake(
            "minimum",
            _MENDED.replace("np.maximum", "np.minimum"),
            "It keeps what is negative and cuts off what is positive: a ReLU is the maximum with 0, not the minimum.",
        ),
        Mistake(
            "bias twice",
            _MENDED.replace("np.maximum(z, 0)", "np.maximum(z, 0) + c"),
            "The bias is added twice, before the ReLU and after it.",
        ),
        Mistake(
            "ReLU at the output",
            _MENDED.replace("return h @ w + b", "return np.maximum(h @ w + b, 0)"),
            "The hidden layer is right now, but the output is cut off at 0: the last layer stays linear.",
        ),
        Mistake(
            "decides already",
            _MENDED.replace("return h @ w + b", "return np.where(h @ w + b > 0.5, 1.0, 0.0)"),
            "The output is made 0 or 1: the number itself is asked for, h @ w + b.",
        ),
        Mistake(
            "ReLU twice",
            _FORWARD.replace("np.maximum(z, 0) + c", "np.maximum(np.maximum(z, 0) + c, 0)"),
            "A second ReLU after the bias hides the symptom in the worked example, where X W is never negative. In "
            "other networks the first one cuts too early: only one ReLU, after the bias.",
        ),
        Mistake(
            "no output bias",
            _MENDED.replace("h @ w + b", "h @ w"),
            "The output's bias b got lost. It is 0 for XOR, so only other networks show it.",
        ),
        Mistake(
            "output bias taken away",
            _MENDED.replace("h @ w + b", "h @ w - b"),
            "The output's bias b is taken away: it has to be added. It is 0 for XOR, so only other networks show it.",
        ),
        Mistake(
            "maximum with the bias",
            _MENDED.replace("X @ W + c", "X @ W").replace("np.maximum(z, 0)", "np.maximum(z, c)"),
            "It takes the maximum with c: c is added first, and the maximum is that with 0.",
        ),
    ),
)
