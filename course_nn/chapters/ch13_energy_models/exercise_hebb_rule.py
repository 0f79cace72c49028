"""An exercise of chapter 13: Hebb's rule."""

import numpy as np

from ...exercises.exercise import Exercise, Mistake


def _patterns():
    cases = [([[1, 1]],), ([[1, -1, 1]],), ([[1, 1, -1], [1, -1, -1]],), ([[1, -1], [1, -1], [-1, -1]],)]
    rng = np.random.default_rng(3)
    cases += [(rng.choice([-1, 1], size=shape),) for shape in ((2, 4), (3, 5), (4, 4), (6, 3))]
    return [(np.array(patterns),) for (patterns,) in cases]


_RULE = '''
def hebb_rule(patterns):
    """The weights W (n, n) of a Hopfield network that stores `patterns` (p, n), of -1 and +1, by Hebb's rule.

    W_ij is the sum over all patterns of pattern_i * pattern_j, divided by n, the number of units. No unit is connected
    to itself: W_ii = 0.
    """
%s
'''
_SUM = "    W = patterns.T @ patterns / patterns.shape[1]\n"
_ZERO = "    np.fill_diagonal(W, 0)\n    return W"


def _mistake(name, body, message):
    return Mistake(name, _RULE % body, message)


HEBB_RULE = Exercise(
    name="hebb_rule",
    title="Hebb's rule",
    stub=_RULE % "    ...",
    hints=(
        "Of one pattern x, the products of all pairs of its units are np.outer(x, x), an array (n, n). The sum over "
        "all patterns is what the rule asks for, but for a factor and the diagonal.",
        "The sum of all outer products is patterns.T @ patterns, an array (n, n). Divide by n = patterns.shape[1].",
        "Then np.fill_diagonal(W, 0), which changes W in place and returns nothing: return W in a line of its own.",
    ),
    solution=_RULE % (_SUM + _ZERO),
    cases=_patterns,
    unseen=lambda rng: (rng.choice([-1, 1], size=rng.integers(1, 6, 2)),),
    measure="W",
    mistakes=(
        _mistake(
            "diagonal left in",
            _SUM + "    return W",
            "The diagonal is left in: it is p / n, the number of patterns by that of units, and no unit is connected "
            "to itself.",
        ),
        _mistake(
            "not divided",
            "    W = (patterns.T @ patterns).astype(float)\n" + _ZERO,
            "It is n times too large: the sum over the patterns is divided by the number of units.",
        ),
        _mistake(
            "neither divided nor without a diagonal",
            "    return (patterns.T @ patterns).astype(float)",
            "It is the bare sum: it has to be divided by n, and its diagonal set to 0.",
        ),
        _mistake(
            "divided by the patterns",
            "    W = patterns.T @ patterns / len(patterns)\n" + _ZERO,
            "It divides by p, the number of patterns: W is divided by n, the number of units.",
        ),
        _mistake(
            "divided by both",
            "    W = patterns.T @ patterns / patterns.size\n" + _ZERO,
            "It divides by p and by n: n alone, the number of units, is asked for. Patterns add up.",
        ),
        _mistake(
            "divided by n - 1",
            "    W = patterns.T @ patterns / (patterns.shape[1] - 1)\n" + _ZERO,
            "It divides by n - 1: it is n, the number of units.",
        ),
        _mistake(
            "1 taken from the diagonal",
            _SUM + "    return W - np.eye(len(W))",
            "It takes 1 from the diagonal, which is p / n before: set it to 0.",
        ),
        _mistake(
            "1 on the diagonal",
            _SUM + "    np.fill_diagonal(W, 1)\n    return W",
            "The diagonal is 1: no unit is connected to itself, so it is 0.",
        ),
        _mistake(
            "patterns with patterns",
            "    return patterns @ patterns.T / patterns.shape[1]",
            "These are products of whole patterns, (p, p), and those of their units are asked for, (n, n): the other "
            "factor is transposed.",
        ),
        _mistake(
            "patterns with patterns, no diagonal",
            "    W = patterns @ patterns.T / patterns.shape[1]\n" + _ZERO,
            "These are products of whole patterns, (p, p), with zeros on the diagonal: those of their units are asked "
            "for, (n, n), so the other factor is transposed.",
        ),
        _mistake(
            "first pattern only",
            "    W = np.outer(patterns[0], patterns[0]) / patterns.shape[1]\n" + _ZERO,
            "Only the first pattern is in it: sum over all of them.",
        ),
        _mistake(
            "last pattern only",
            "    W = np.outer(patterns[-1], patterns[-1]) / patterns.shape[1]\n" + _ZERO,
            "Only the last pattern is in it: add each one to what is there, and don't replace it.",
        ),
        _mistake(
            "wrong sign",
            "    W = -patterns.T @ patterns / patterns.shape[1]\n" + _ZERO,
            "It has the wrong sign: units that agree in the patterns are to support each other, with a weight above 0.",
        ),
        _mistake(
            "patterns added up first",
            "    total = patterns.sum(axis=0)\n    W = np.outer(total, total) / patterns.shape[1]\n" + _ZERO,
            "It adds up the patterns and multiplies then: multiply within each pattern, and add up the products.",
        ),
        _mistake(
            "mean subtracted",
            "    X = patterns - patterns.mean(axis=0)\n    W = X.T @ X / patterns.shape[1]\n" + _ZERO,
            "It subtracts the mean of the patterns first: Hebb's rule here takes the products as they are.",
        ),
        _mistake(
            "upper triangle only",
            _SUM + "    return np.triu(W, 1)",
            "Only the weights above the diagonal are there: W is symmetric, so W_ji is W_ij.",
        ),
        _mistake(
            "lower triangle only",
            _SUM + "    return np.tril(W, -1)",
            "Only the weights below the diagonal are there: W is symmetric, so W_ij is W_ji.",
        ),
        _mistake(
            "pseudo-inverse",
            "    W = np.linalg.pinv(patterns) @ patterns\n" + _ZERO,
            "This is the rule of the pseudo-inverse: Hebb's rule is the plain sum of products, divided by n.",
        ),
    ),
)
