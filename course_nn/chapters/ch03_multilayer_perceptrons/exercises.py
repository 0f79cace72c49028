"""The exercises of chapter 03, XOR and the multilayer perceptron."""

import numpy as np

from ...exercises.exercise import Exercise, Mistake
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
            "It multiplies (d_in + 1) by (d_out + 1): biases are one more row of weights, for d_out units, so the 1 "
            "belongs to d_in alone.",
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
    ),
)

# --- A bump from two sigmoids

_BUMP = '''
def bump(x, left, right, steepness):
    """Nearly 1 between left and right, nearly 0 outside: made of two sigmoids. x is an array (n,)."""
%s
'''


def _places():
    x = np.linspace(-1, 2, 7)
    return [
        (np.array([0.5]), 0.0, 1.0, 10.0),
        (np.array([-1.0, 0.0, 1.0, 2.0]), 0.0, 1.0, 4.0),
        (np.array([2.6, -2.0, 0.3, 5.0, 1.1]), 0.3, 2.0, 2.5),  # not symmetric about 1/2, not in order
        (x, 0.25, 0.75, 20.0),
        (x, -0.5, 1.5, 3.0),
    ]


BUMP = Exercise(
    name="bump",
    title="A bump from two sigmoids",
    stub=_BUMP % "    ...",
    hints=(
        "A soft step up at left is sigmoid(x - left). How do you make it steeper without moving it?",
        "Multiply the whole distance: sigmoid(steepness * (x - left)). A second step of this kind stands at right.",
        "Up at left, down again at right: take the second step away from the first.",
    ),
    solution=_BUMP % "    return sigmoid(steepness * (x - left)) - sigmoid(steepness * (x - right))",
    cases=_places,
    setup="import numpy as np\nfrom course_nn import sigmoid",
    mistakes=(
        Mistake(
            "sum",
            _BUMP % "    return sigmoid(steepness * (x - left)) + sigmoid(steepness * (x - right))",
            "It adds the two steps, and gets a staircase up to 2: the second step has to be taken away.",
        ),
        Mistake(
            "upside down",
            _BUMP % "    return sigmoid(steepness * (x - right)) - sigmoid(steepness * (x - left))",
            "It is upside down, a dent: the step at left is taken away from the step at right, or the steps go down "
            "instead of up.",
        ),
        Mistake(
            "steepness left out",
            _BUMP % "    return sigmoid(x - left) - sigmoid(x - right)",
            "The steepness is not used: both steps are soft, whatever it is.",
        ),
        *(
            Mistake(
                f"steepness at {side} only",
                _BUMP % f"    return sigmoid({at_left}(x - left)) - sigmoid({at_right}(x - right))",
                f"The step at {side} has the steepness, the other one not: both of them need it.",
            )
            for side, at_left, at_right in (("left", "steepness * ", ""), ("right", "", "steepness * "))
        ),
        Mistake(
            "steepness on x alone",
            _BUMP % "    return sigmoid(steepness * x - left) - sigmoid(steepness * x - right)",
            "The steepness multiplies x alone, so the steps move: it has to multiply the distance, x - left.",
        ),
        Mistake(
            "steepness divides",
            _BUMP % "    return sigmoid((x - left) / steepness) - sigmoid((x - right) / steepness)",
            "It divides by the steepness, so that a larger one makes softer steps: multiply.",
        ),
        Mistake(
            "product",
            _BUMP % "    return sigmoid(steepness * (x - left)) * sigmoid(steepness * (right - x))",
            "A product of two steps is a bump as well, but an output unit adds its inputs up, it can't multiply them: "
            "use a difference.",
        ),
        Mistake(
            "one step",
            _BUMP % "    return sigmoid(steepness * (x - left))",
            "It goes up at left and stays there: a second sigmoid has to bring it down at right.",
        ),
        Mistake(
            "hard box",
            _BUMP % "    return ((x >= left) & (x <= right)).astype(float)",
            "This is a box with hard edges, 0 or 1 and nothing between: make the edges soft, each of a sigmoid.",
        ),
        Mistake(
            "both steps at left",
            _BUMP % "    return sigmoid(steepness * (x - left)) - sigmoid(steepness * (x - left))",
            "It is 0 everywhere: if both steps stand at one place, they take each other away, and the second one "
            "belongs at right.",
        ),
        Mistake(
            "down step added",
            _BUMP % "    return sigmoid(steepness * (x - left)) + sigmoid(steepness * (right - x))",
            "It is too high by 1: a step up plus a step down stands at 1 outside and at 2 inside. Take 1 away, or take "
            "the second step away as sigmoid(steepness * (x - right)).",
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
        (
            np.round(rng.normal(size=(n, d)), 1),
            *(np.round(rng.normal(size=s), 1) for s in ((d, h), h, h)),
            bias,
        )
        for n, d, h, bias in ((1, 2, 3, -0.5), (2, 2, 3, 1.5), (5, 3, 4, -0.5))
    ]
    return [(X[:1], *worked), small, middle, (X, *worked), large]


FORWARD = Exercise(
    name="xor_forward",
    title="Bug hunt: XOR comes out as 2, 1, 1, 0",
    stub=_FORWARD,
    hints=(
        "Go through the worked example with pencil and paper, and compare z and h with those of this function.",
        "At 11 the numbers agree, at 00 they don't: the hidden values should be (0, 0), and the second one is -1. "
        "Can a ReLU give -1?",
        "The bias belongs inside the ReLU: z = X @ W + c comes first, then the maximum with 0.",
    ),
    solution=_MENDED,
    cases=_networks,
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
    ),
)
