"""An exercise of chapter 13: the energy of a state."""

import numpy as np

from ...exercises import draws
from ...exercises.exercise import Exercise, Mistake


def symmetric(W):
    """What stands above the diagonal, on both sides of it."""
    W = np.triu(W, 1)
    return W + W.T


def _networks():
    cases = [
        (symmetric(np.array([[0, 2.0], [0, 0]])), np.zeros(2), np.array([1, 1])),
        (symmetric(np.array([[0, 2.0], [0, 0]])), np.array([0.5, 3.0]), np.array([1, -1])),
    ]
    rng = np.random.default_rng(5)
    for n in (3, 3, 4, 5, 6):
        W, theta = np.round(rng.normal(size=(n, n)), 4), np.round(rng.normal(size=n), 4)
        cases.append((symmetric(W), theta, rng.choice([-1, 1], size=n)))
    return cases


def _any_network(rng):
    W, theta = draws.case("nn n", most=6)(rng)
    return symmetric(W), theta, rng.choice([-1, 1], size=len(W))


_ENERGY = '''
def hopfield_energy(W, theta, s):
    """The energy of the state s (n,), of -1 and +1: one number.

    It is minus the sum of W_ij s_i s_j over all pairs of units, each pair counted once, plus the sum of theta_i s_i.
    W (n, n) is symmetric, with zeros on its diagonal; theta (n,) are the thresholds.
    """
%s
'''


def _mistake(name, value, message):
    return Mistake(name, _ENERGY % f"    return {value}", message)


HOPFIELD_ENERGY = Exercise(
    name="hopfield_energy",
    title="The energy of a state",
    stub=_ENERGY % "    ...",
    hints=(
        "The product s @ W @ s is the sum of W_ij s_i s_j over all i and all j. How often does it count each pair?",
        "Both W_ij s_i s_j and W_ji s_j s_i belong to one pair: half of s @ W @ s counts each once. The diagonal is 0 "
        "and adds nothing.",
        "Minus half of s @ W @ s, plus theta @ s: the thresholds are not halved.",
    ),
    solution=_ENERGY % "    return -0.5 * s @ W @ s + theta @ s",
    cases=_networks,
    unseen=_any_network,
    measure="energy",
    mistakes=(
        _mistake(
            "each pair twice",
            "-s @ W @ s + theta @ s",
            "It counts each pair twice: s @ W @ s has both W_ij and W_ji, so take half of it.",
        ),
        _mistake(
            "pairs with the wrong sign",
            "0.5 * s @ W @ s + theta @ s",
            "The sum over pairs has the wrong sign: two units that a positive weight joins lower the energy where they "
            "agree.",
        ),
        _mistake(
            "each pair twice, wrong sign",
            "s @ W @ s + theta @ s",
            "The sum over pairs has the wrong sign, and it counts each pair twice.",
        ),
        _mistake(
            "thresholds subtracted",
            "-0.5 * s @ W @ s - theta @ s",
            "It subtracts the thresholds' sum: a threshold above 0 makes +1 cost more energy than -1, so it is added.",
        ),
        _mistake(
            "wrong sign",
            "0.5 * s @ W @ s - theta @ s",
            "The whole energy has the wrong sign: with this one, updates would climb.",
        ),
        _mistake(
            "thresholds halved",
            "-0.5 * s @ W @ s + 0.5 * theta @ s",
            "The half is for the pairs alone, and it is taken of the thresholds, too.",
        ),
        _mistake(
            "thresholds halved and subtracted",
            "-0.5 * (s @ W @ s + theta @ s)",
            "The minus and the half are for the pairs alone: the thresholds' sum is added as it is.",
        ),
        _mistake("no thresholds", "-0.5 * s @ W @ s", "The thresholds are missing: add the sum of theta_i s_i."),
        _mistake("no pairs", "theta @ s", "The pairs are missing: these are the thresholds alone."),
        _mistake(
            "sum of the thresholds",
            "-0.5 * s @ W @ s + theta.sum()",
            "It adds up the thresholds themselves: each is multiplied by its unit, theta_i s_i.",
        ),
        _mistake(
            "sum of the weights",
            "-0.5 * W.sum() + theta @ s",
            "It adds up the weights themselves: each is multiplied by both of its units, W_ij s_i s_j.",
        ),
        _mistake(
            "one unit instead of two",
            "-0.5 * (W @ s).sum() + theta @ s",
            "It multiplies each weight by one of its units only: W_ij s_i s_j takes both.",
        ),
        _mistake(
            "fields",
            "W @ s - theta",
            "These are the fields of the units, n numbers: the energy of the whole state is one number.",
        ),
        _mistake(
            "by unit",
            "-0.5 * s * (W @ s) + theta * s",
            "It is a number for each unit: the energy of the state is their sum.",
        ),
        _mistake(
            "by pair",
            "-0.5 * W * np.outer(s, s)",
            "It is a number for each pair: add them up, and the thresholds' sum.",
        ),
        _mistake(
            "mean",
            "(-0.5 * s @ W @ s + theta @ s) / len(s)",
            "It is divided by the number of units: the energy is the sum, not a mean.",
        ),
    ),
)
