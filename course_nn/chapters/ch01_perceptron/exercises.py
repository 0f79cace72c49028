"""The exercises of chapter 01, Perceptron."""

from fractions import Fraction

import numpy as np

from ...exercises import draws
from ...exercises.exercise import Exercise, Mistake
from ...exercises.running import Unusable
from .exercise_learn import LEARN
from .exercise_most_mistakes import MOST_MISTAKES
from .exercise_pocket import POCKET

__all__ = ("LEARN", "MOST_MISTAKES", "NAND", "POCKET", "UPDATE")

# --- One step of the learning rule


def _steps():
    cases = [
        (np.array([0.0, 0.0]), 0.0, np.array([1.0, 0.0]), 1),
        (np.array([0.0, 0.0]), 0.0, np.array([0.0, 1.0]), 0),
        (np.array([1.0, 2.0]), -1.0, np.array([1.0, 1.0]), 1),
        (np.array([1.0, -2.0]), 0.5, np.array([0.0, 1.0]), 0),
        (np.array([1.0, -2.0]), 0.5, np.array([0.0, 0.0]), 1),  # right, if by little
        (np.array([1.0, 2.0]), -1.0, np.array([1.0, 1.0]), 0),
        (np.array([1.0, -2.0]), 0.5, np.array([0.5, 2.0]), 1),
        (np.array([-5.0, 0.0]), -3.0, np.array([1.0, 0.0]), 1),  # still wrong after one correction
        (np.array([-1.0, 0.0]), -2.0, np.array([1.0, 0.0]), 0),  # right; with a bracket amiss it looks wrong
        (np.array([1.0, -2.0]), 0.5, np.array([0.5, 0.49999]), 1),  # right, by very little
        (np.array([1.0, -2.0]), 0.5, np.array([0.5, 0.50001]), 1),  # wrong, by very little
    ]
    # Any inputs, of which each decides now and then: a condition that only looks alike corrects another example.
    rng = np.random.default_rng(2044)
    for d in (2, 2, 2, 2, 3, 3, 3, 3, 4, 4):
        w, x = np.round(rng.normal(size=d), 1), np.round(rng.normal(size=d), 1)
        cases.append((w, round(float(rng.normal()), 1), x, int(rng.integers(2))))
    return [*cases, (12.345 * w, -4.567, np.append(x[:3], 0.321), int(x[:3] @ w[:3] < 0))]


def _any_step(rng):
    """An example anywhere, or on the line or near it."""
    w, x = draws.case("d d")(rng)
    b = draws.number(rng) if rng.random() < 0.5 else float(rng.choice([-0.5, 0.0, 0.5]) - x @ w)
    return w, b, x, int(rng.integers(2))


UPDATE = Exercise(
    name="update",
    title="One step of the learning rule",
    stub='''
def update(w, b, x, y):
    """The weights w (d,) and the bias b after one look at the example x (d,) with label y (0 or 1).

    An example exactly on the line counts as a mistake.
    """
    ...
''',
    hints=(
        "Turn the label into a sign first: s is +1 for y = 1 and -1 for y = 0.",
        "The example is on the wrong side, or on the line, exactly if s * (x @ w + b) <= 0. Otherwise nothing changes.",
        "For a mistake return w + s * x and b + s: the bias is the weight of an input that is always 1.",
    ),
    solution='''
def update(w, b, x, y):
    """The weights w (d,) and the bias b after one look at the example x (d,) with label y (0 or 1).

    An example exactly on the line counts as a mistake.
    """
    s = 1 if y == 1 else -1
    if s * (x @ w + b) <= 0:
        w, b = w + s * x, b + s
    return w, b
''',
    cases=_steps,
    unseen=_any_step,
    returns=("w", "b"),
    mistakes=(
        Mistake(
            "always corrects",
            "def update(w, b, x, y):\n    s = 1 if y == 1 else -1\n    return w + s * x, b + s",
            "It corrects every example, also those on the right side: only a mistake may change the weights.",
        ),
        Mistake(
            "never subtracts",
            "def update(w, b, x, y):\n    s = 1 if y == 1 else -1\n"
            "    return (w + x, b + 1) if s * (x @ w + b) <= 0 else (w, b)",
            "It adds the example whatever its label: a negative example has to be subtracted.",
        ),
        Mistake(
            "subtracts positives",
            "def update(w, b, x, y):\n    s = 1 if y == 1 else -1\n"
            "    return (w - s * x, b - s) if s * (x @ w + b) <= 0 else (w, b)",
            "The sign of the correction is flipped: a positive example on the wrong side is added to w.",
        ),
        Mistake(
            "forgets the bias",
            "def update(w, b, x, y):\n    s = 1 if y == 1 else -1\n"
            "    return (w + s * x, b) if s * (x @ w + b) <= 0 else (w, b)",
            "The bias never moves: it is the weight of an input that is always 1, so it changes by s.",
        ),
        Mistake(
            "replaces",
            "def update(w, b, x, y):\n    s = 1 if y == 1 else -1\n"
            "    return (s * x, s) if s * (x @ w + b) <= 0 else (w, b)",
            "The correction replaces the weights instead of being added to them: what was learned before is lost.",
        ),
        Mistake(
            "line counts as right",
            "def update(w, b, x, y):\n    s = 1 if y == 1 else -1\n"
            "    return (w + s * x, b + s) if s * (x @ w + b) < 0 else (w, b)",
            "An example on the line counts as a mistake (<= 0, not < 0); otherwise w = 0 never begins to learn.",
        ),
        Mistake(
            "label as sign",
            "def update(w, b, x, y):\n    return (w + y * x, b + y) if y * (x @ w + b) <= 0 else (w, b)",
            "Negative examples are never corrected. A label 0 used as a factor does that, since 0 times x is nothing: "
            "turn the label 0 into the sign -1.",
        ),
        Mistake(
            "prediction on the line",
            "def update(w, b, x, y):\n    e = y - int(x @ w + b >= 0)\n    return w + e * x, b + e",
            "A positive example exactly on the line is predicted right (z >= 0), so it isn't corrected; by the rule, "
            "s * z <= 0, it is: it has to lie clearly on its side.",
        ),
        Mistake(
            "negative on the line",
            "def update(w, b, x, y):\n    e = y - int(x @ w + b > 0)\n    return w + e * x, b + e",
            "A negative example exactly on the line isn't corrected; by the rule, s * z <= 0, it is: it has to lie "
            "clearly on its side, as a positive one.",
        ),
        Mistake(
            "corrects until it is right",
            "def update(w, b, x, y):\n    s = 1 if y == 1 else -1\n    while s * (x @ w + b) <= 0:\n"
            "        w, b = w + s * x, b + s\n    return w, b",
            "It corrects until the example is right: one look makes one correction at most, `if` and not `while`.",
        ),
        Mistake(
            "bias the other way",
            "def update(w, b, x, y):\n    s = 1 if y == 1 else -1\n"
            "    return (w + s * x, b - s) if s * (x @ w + b) <= 0 else (w, b)",
            "The weights are right, and the bias moves the wrong way: it changes by +s, as the weight of an input 1.",
        ),
        Mistake(
            "bracket around z",
            "def update(w, b, x, y):\n    s = 1 if y == 1 else -1\n"
            "    return (w + s * x, b + s) if s * (x @ w) + b <= 0 else (w, b)",
            "It judges a negative example by x @ w - b. For both labels z is x @ w + b, and the example is a mistake "
            "if s times all of z, s * (x @ w + b), is not above 0.",
        ),
        Mistake(
            "corrects what is right",
            "def update(w, b, x, y):\n    s = 1 if y == 1 else -1\n"
            "    return (w + s * x, b + s) if s * (x @ w + b) >= 0 else (w, b)",
            "It corrects what is on the right side and leaves the wrong examples: a mistake has s * z <= 0, with "
            "s = +1 for y = 1 and s = -1 for y = 0.",
        ),
        Mistake(
            "labels exchanged",
            "def update(w, b, x, y):\n    s = -1 if y == 1 else 1\n"
            "    return (w + s * x, b + s) if s * (x @ w + b) <= 0 else (w, b)",
            "It does with each label what belongs to the other: s is +1 for y = 1 and -1 for y = 0.",
        ),
        Mistake(
            "changes nothing",
            "def update(w, b, x, y):\n    return w, b",
            "The weights and the bias never change: an example on the wrong side, or on the line, has to change them.",
        ),
        Mistake(
            "no bias in z",
            "def update(w, b, x, y):\n    s = 1 if y == 1 else -1\n"
            "    return (w + s * x, b + s) if s * (x @ w) <= 0 else (w, b)",
            "It looks at x @ w alone to see whether the example is wrong: the bias belongs to z, x @ w + b.",
        ),
        Mistake(
            "label in the test",
            "def update(w, b, x, y):\n    s = 1 if y == 1 else -1\n"
            "    return (w + s * x, b + s) if y * (x @ w + b) <= 0 else (w, b)",
            "It corrects negative examples that are right already: a negative one is a mistake only if x @ w + b is "
            "not below 0, that is, with s = -1, if s * (x @ w + b) <= 0.",
        ),
        Mistake(
            "only negatives",
            "def update(w, b, x, y):\n    return (w - x, b - 1) if y == 0 and x @ w + b >= 0 else (w, b)",
            "Positive examples are never corrected: one that is wrong, or on the line, is added to w.",
        ),
        Mistake(
            "bias always up",
            "def update(w, b, x, y):\n    s = 1 if y == 1 else -1\n"
            "    return (w + s * x, b + 1) if s * (x @ w + b) <= 0 else (w, b)",
            "The weights are right, but the bias rises for a negative example, too: it changes by s.",
        ),
        Mistake(
            "wants a margin of 1",
            "def update(w, b, x, y):\n    s = 1 if y == 1 else -1\n"
            "    return (w + s * x, b + s) if s * (x @ w + b) <= 1 else (w, b)",
            "It also corrects examples that are right, as if s * z had to reach 1: a mistake has s * z <= 0.",
        ),
    ),
)

# --- Weights for NAND


def _neuron(weights, x1, x2):
    try:
        three = [float("text" if isinstance(one, str) else one) for one in weights]
    except (TypeError, ValueError):
        three = []
    if len(three) != 3 or isinstance(weights, (bytes, bytearray)):
        raise Unusable("three numbers were expected, (w1, w2, b)")
    if not np.isfinite(three).all():
        raise Unusable("three finite numbers were expected, (w1, w2, b)")
    # By their decimals: on the line, z is 0 and not −1e−16, though tenths are no whole numbers in binary.
    w1, w2, b = (Fraction(repr(one)) for one in three)
    return int(w1 * x1 + w2 * x2 + b >= 0)


NAND = Exercise(
    name="nand_weights",
    title="A neuron for NAND, by thought",
    stub="nand_weights = ...  # three numbers: (w1, w2, b)",
    hints=(
        "NAND is 1 at 00, 01 and 10, and 0 only at 11. Draw the four points and a line that cuts off one corner.",
        "The neuron fires where w1 x1 + w2 x2 + b >= 0. At 00 that says b >= 0: the bias alone fires it.",
        "Both pull down: w1 and w2 negative. One alone leaves z above 0, both together don't: -1, -1 and 1.5.",
    ),
    solution="nand_weights = (-1, -1, 1.5)  # three numbers: (w1, w2, b)",
    cases=lambda: [(0, 0), (0, 1), (1, 0), (1, 1)],
    arguments=("x1", "x2"),
    probe=_neuron,
    measure="output",
    mistakes=(
        Mistake(
            "AND",
            "nand_weights = (1, 1, -1.5)",
            "This is AND, the opposite: turn all three signs around, and lower b a little if 11 then lies on the line, "
            "where z = 0 fires.",
        ),
        Mistake("OR", "nand_weights = (1, 1, -0.5)", "This is OR: it is silent only at 00, NAND only at 11."),
        Mistake(
            "NOR",
            "nand_weights = (-1, -1, 0.5)",
            "It fires only at 00, as NOR does: one input alone already silences it. A larger bias lets 01 and 10 "
            "fire too.",
        ),
        Mistake(
            "always fires",
            "nand_weights = (-1, -1, 3)",
            "It fires everywhere: both inputs together must pull z below zero, w1 + w2 + b < 0.",
        ),
        Mistake(
            "never fires",
            "nand_weights = (-1, -1, -1)",
            "It never fires, not even at 00, where z = b: the bias must not be negative.",
        ),
        Mistake(
            "one input only",
            "nand_weights = (-1, 0, 0.5)",
            "It fires where x1 = 0, whatever x2 is. It should fire at 10 too, w1 + b >= 0, and be silent at 11 alone.",
        ),
        Mistake(
            "second input only",
            "nand_weights = (0, -1, 0.5)",
            "It fires where x2 = 0, whatever x1 is. It should fire at 01 too, w2 + b >= 0, and be silent at 11 alone.",
        ),
        Mistake(
            "first input pulls up",
            "nand_weights = (1, -1, 0.5)",
            "It is silent at 01 and not at 11: both inputs pull down in NAND, so neither weight is positive.",
        ),
        Mistake(
            "second input pulls up",
            "nand_weights = (-1, 1, 0.5)",
            "It is silent at 10 and not at 11: both inputs pull down in NAND, so neither weight is positive.",
        ),
        Mistake(
            "fires at 10 alone",
            "nand_weights = (1.5, -1, -1)",
            "It fires at 10 alone; NAND is silent at 11 alone. Does the bias come last, (w1, w2, b)?",
        ),
    ),
)
