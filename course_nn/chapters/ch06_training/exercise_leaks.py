"""Exercise leaks: which mistake each script of the bug hunt has."""

from ...exercises.bug_hunt import bug_hunt
from .bug_hunt import KINDS

_TRUTH = {
    "A": "best epoch chosen on the test set",
    "B": "test set standardized by itself",
    "C": "features chosen before the split",
    "D": "copies on both sides of the split",
    "E": "dropout left on at prediction",
}

LEAKS = bug_hunt(
    "leaks",
    "Bug hunt: five scripts, five mistakes",
    suspect="script",
    truth=_TRUTH,
    kinds=KINDS,
    example="features chosen before the split",
    advice="Something else is wrong with this script: interrogate it, and read it again.",
    hints=(
        "On coin flips nobody can be right more than half the time. Which scripts claim more, and how much more?",
        "A script that gives another answer the second time draws random numbers at prediction. One that answers "
        "differently for a row by itself looks at the other rows.",
        "C and D know far too much on coin flips: one looks at y before it splits, the other at the same row twice. "
        "A knows a little too much: look at what it compares in its loop.",
    ),
    mistakes=(
        (
            "C and D exchanged",
            {"C": _TRUTH["D"], "D": _TRUTH["C"]},
            "C never copies a row, and D keeps all its features: exchange the two.",
        ),
        (
            "A and C exchanged",
            {"A": _TRUTH["C"], "C": _TRUTH["A"]},
            "A uses all features, and C trains to the end without looking at the test set on the way.",
        ),
        (
            "B and E exchanged",
            {"B": _TRUTH["E"], "E": _TRUTH["B"]},
            "B gives the same answer when it is asked twice, so no dropout is at work in it; E does not.",
        ),
        (
            "A and B exchanged",
            {"A": _TRUTH["B"], "B": _TRUTH["A"]},
            "B takes its network as it is after the last step; A standardizes with the mean of the training rows.",
        ),
    ),
)
