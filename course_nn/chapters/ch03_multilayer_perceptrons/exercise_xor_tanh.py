"""An exercise of chapter 03: weights of an XOR network with tanh, found by thought."""

import numpy as np

from ...exercises.exercise import Exercise, Mistake
from ...exercises.running import Unusable


def _tanh_network(weights, x1, x2):
    """What the network with these weights says of one corner: 1 if its output is above 0."""
    try:
        W, c, w, b = weights
        if any(np.asarray(one).dtype.kind in "US" for one in (W, c, w, b)):
            raise TypeError("text")
        W, c, w, b = (np.asarray(one, dtype=float) for one in (W, c, w, b))
    except (TypeError, ValueError):
        raise Unusable("four things of numbers were expected, (W, c, w, b)") from None
    for name, array, shape in (("W", W, (2, 2)), ("c", c, (2,)), ("w", w, (2,)), ("b", b, ())):
        if array.shape != shape:
            wanted = f"shape {shape}" if shape else "a single number"
            raise Unusable(f"{name} should have {wanted}, it has shape {array.shape}".replace("have a", "be a"))
        if not np.isfinite(array).all():
            raise Unusable(f"{name} should hold finite numbers only")
    return int(np.tanh(np.array([x1, x2]) @ W + c) @ w + b > 0)


XOR_TANH = Exercise(
    name="xor_tanh",
    title="XOR with two tanh units, by thought",
    stub="xor_tanh = ...  # (W, c, w, b): W is (2, 2), c is (2,), w is (2,), b is a number",
    hints=(
        "Let both hidden units look at x1 + x2, as in the worked example. It is 0, 1 or 2: one unit should change its "
        "sign between 0 and 1, the other between 1 and 2.",
        "With z = 2 (x1 + x2) - 1, tanh z is negative at 0 and positive at 1 and 2. With z = 2 (x1 + x2) - 3 it is "
        "positive at 2 only.",
        "The first minus the second is large where exactly one input is 1, and small, about 0.2, at 00 and 11. A bias "
        "of -1 puts zero between the two.",
    ),
    solution="xor_tanh = ([[2, 2], [2, 2]], [-1, -3], [1, -1], -1)",
    cases=lambda: [(0, 0), (0, 1), (1, 0), (1, 1)],
    arguments=("x1", "x2"),
    probe=_tanh_network,
    mistakes=(
        Mistake(
            "weights of the ReLU network",
            "xor_tanh = ([[1, 1], [1, 1]], [0, -1], [1, -2], 0)",
            "This is NAND: it says 1 at 00 as well. With the ReLU network's weights that happens because tanh of a "
            "negative number is negative, where the ReLU gives 0: think the biases through anew.",
        ),
        Mistake(
            "XNOR",
            "xor_tanh = ([[2, 2], [2, 2]], [-1, -3], [-1, 1], 1)",
            "This is XNOR, XOR upside down: turn the signs of w and of b around. Should an output be exactly 0, lower "
            "b a little first.",
        ),
        Mistake(
            "OR",
            "xor_tanh = ([[2, 2], [2, 2]], [-1, -1], [1, 1], 0)",
            "This is OR: 11 gets 1 as well. Print the four outputs: the one at 11 has to fall to 0 or below, while "
            "those at 01 and 10 stay above.",
        ),
        Mistake(
            "AND",
            "xor_tanh = ([[2, 2], [2, 2]], [-3, -3], [1, 1], 0)",
            "This is AND: only 11 gets 1. Print the four outputs: those at 01 and 10 have to rise above 0, the one at "
            "11 has to fall.",
        ),
        Mistake(
            "output bias too low",
            "xor_tanh = ([[2, 2], [2, 2]], [-1, -3], [1, -1], -3)",
            "It says 0 everywhere: the output never rises above 0. Print the four outputs, and look for a bias b that "
            "puts 0 between the two groups, if they are apart at all.",
        ),
        Mistake(
            "output bias too high",
            "xor_tanh = ([[2, 2], [2, 2]], [-1, -3], [1, -1], 0)",
            "It says 1 everywhere: the output never falls to 0. Print the four outputs, and look for a bias b that "
            "puts 0 between the two groups, if they are apart at all.",
        ),
        Mistake(
            "NOR",
            "xor_tanh = ([[2, 2], [2, 2]], [-1, -1], [-1, -1], 0)",
            "This is NOR: only 00 gets 1. Print the four outputs: those at 01 and 10 have to rise above 0, the one at "
            "00 has to fall.",
        ),
        Mistake(
            "first input alone",
            "xor_tanh = ([[2, 0], [0, 0]], [-1, 0], [1, 0], 0)",
            "It repeats x1: the second input never changes the answer. Rows of W belong to inputs, columns to hidden "
            "units: is the second row zero? If not, print the four outputs.",
        ),
        Mistake(
            "second input alone",
            "xor_tanh = ([[0, 0], [2, 0]], [-1, 0], [1, 0], 0)",
            "It repeats x2: the first input never changes the answer. Rows of W belong to inputs, columns to hidden "
            "units: is the first row zero? If not, print the four outputs.",
        ),
        *(
            Mistake(
                f"1 at {where}",
                f"xor_tanh = ([[{first}, 0], [{second}, 0]], [{shift}, 0], [1, 0], 0)",
                f"It says 1 at {where}; XOR says it at 01 and 10. Print the four outputs: {advice}.",
            )
            for where, first, second, shift, advice in (
                ("10 alone", 2, -2, -1, "the one at 01 has to rise above 0"),
                ("01 alone", -2, 2, -1, "the one at 10 has to rise above 0"),
                ("00 and 01", -2, 0, 1, "the one at 10 has to rise above 0, the one at 00 has to fall"),
                ("00 and 10", 0, -2, 1, "the one at 01 has to rise above 0, the one at 00 has to fall"),
                ("00, 10 and 11", 2, -2, 1, "the one at 01 has to rise above 0, those at 00 and 11 have to fall"),
                ("00, 01 and 11", -2, 2, 1, "the one at 10 has to rise above 0, those at 00 and 11 have to fall"),
            )
        ),
    ),
)
