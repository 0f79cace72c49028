"""Regularizers: what five of them gain on few digits, by their strength and the share of wrong labels."""

from ... import _checks
from ...data.measured import measurements
from .small_digits import METHODS, learned


def averages(method, wrong):
    """What was measured once over 20 draws, for all strengths of a method and a share ``wrong`` of wrong labels.

    "accuracy" in validation after 240 steps, and its "gain" over the same training without: of each "mean" and standard
    "error", (9,).
    """
    _checks.one_of(method, METHODS, "regularizers: method")
    return measurements(__package__, "regularizers")[f"{method}, {wrong:g}"]


def best_gain(method, wrong):
    """What a method gains in validation at its best strength, in points, and two standard errors of that."""
    gain = averages(method, wrong)["gain"]
    k = gain["mean"].argmax()
    return 100 * gain["mean"][k], 200 * gain["error"][k]


def regularized(method, level, wrong):
    """One training with a regularizer at one of its strengths, beside the same one without; averages of 20 draws."""
    table = averages(method, wrong)
    strength = METHODS[method][level]
    return {
        "run": learned(method, strength, wrong=wrong) if level else learned(wrong=wrong),
        "plain": learned(wrong=wrong),
        "method": method,
        "level": level,
        "strength": strength,
        "wrong": wrong,
        "strengths": METHODS[method],
        "averages": table["accuracy"],
        "gains": table["gain"],
    }
