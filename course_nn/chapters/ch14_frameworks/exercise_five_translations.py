"""The bug hunt: which of five translations of a Keras GRU is right, and what is wrong with the others."""

from ...exercises.bug_hunt import bug_hunt
from .bug_hunt_of_translations import KINDS

_TRUTH = dict(zip("ABCDE", (KINDS[2], KINDS[4], KINDS[0], KINDS[3], KINDS[1]), strict=True))

#: What two of them differ in, when they are tried.
_RIGHT = "what is right differs nowhere by more than rounding."
_FIRST = "what is wrong in U alone can't show in the first step, which begins at a state of zeros."
_ZERO = "what is wrong with a bias can't show where that bias is 0."

FIVE_TRANSLATIONS = bug_hunt(
    "five_translations",
    "Bug hunt: five translations",
    suspect="translation",
    truth=_TRUTH,
    kinds=KINDS,
    example=KINDS[1],
    advice="It is something else: try each with `tried`, square and not, with one step and with more, with the second "
    "bias and without. For each kind, where would its fault not show?",
    hints=(
        "Call `tried` on each with d_in = units and with d_in = 2, units = 3; with steps=1 and steps=5; with "
        "second_bias=False. One suspect is right in all, and three of the others are right in some.",
        "A fault in the second bias is gone where it is 0. A fault in U is gone in the first step, since h is 0 "
        "before it, and for one unit. A cut at the number of inputs is right where that is the number of units.",
        "The one that is wrong in all of these calls has the gates in Keras's order. The one that is right for 3 "
        "inputs and 3 units, and wrong for 2 inputs and 3 units, cuts by the inputs.",
    ),
    exchanges={
        "AB": _FIRST,
        "AC": _RIGHT,
        "AD": _ZERO,
        "AE": "one of them is right where there are as many inputs as units, the other one nowhere.",
        "BC": _RIGHT,
        "BD": _ZERO,
        "BE": _FIRST,
        "CD": _RIGHT,
        "CE": _RIGHT,
        "DE": _ZERO,
    },
)
