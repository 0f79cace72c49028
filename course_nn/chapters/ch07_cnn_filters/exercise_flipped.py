"""The bug hunt: what is wrong with five convolutions that pass the gradient check."""

from ...exercises.bug_hunt import bug_hunt
from .bug_hunt import KINDS

_TRUTH = dict(zip("ABCDE", (KINDS[2], KINDS[4], KINDS[1], KINDS[3], KINDS[0]), strict=True))

FLIPPED = bug_hunt(
    "flipped",
    "Bug hunt: five convolutions that pass the gradient check",
    suspect="layer",
    truth=_TRUTH,
    kinds=KINDS,
    example="mean instead of sum",
    advice="Something else is wrong with this one: light one pixel of each channel in turn, under a filter of nine "
    "different weights, and compare with the original.",
    hints=(
        "The blur looks the same flipped and transposed, so it can't tell. Give all of them filters of different "
        "weights, 1.0 + np.arange(18).reshape(1, 2, 3, 3), and an image with a single 1 in the middle of one channel.",
        "Around the lit pixel the original shows its filter turned by 180 degrees. Which suspect shows it unturned, "
        "which one with rows and columns exchanged, which one in another place, which one much smaller?",
        "Light the channels one after the other: one suspect sees nothing of the second. B moves everything by a row "
        "and a column, C shows the filter unturned.",
    ),
    mistakes=(
        (
            "A and C exchanged",
            {"A": _TRUTH["C"], "C": _TRUTH["A"]},
            "A and C are exchanged: under a filter that equals its transpose, such as one with W[0, 0, 0, 0] = 1 "
            "alone, one of them is right and the other one is not.",
        ),
        (
            "B and C exchanged",
            {"B": _TRUTH["C"], "C": _TRUTH["B"]},
            "B and C are exchanged: under the blur, which looks the same when it is turned, one of them is right and "
            "the other one is not.",
        ),
        (
            "A and B exchanged",
            {"A": _TRUTH["B"], "B": _TRUTH["A"]},
            "A and B are exchanged: under the blur, which looks the same transposed, one of them is right and the "
            "other one is not.",
        ),
        (
            "D and E exchanged",
            {"D": _TRUTH["E"], "E": _TRUTH["D"]},
            "D and E are exchanged: light one channel at a time. One of the two sees nothing of one channel and is "
            "right about the other; the other one is too small by one factor everywhere.",
        ),
        (
            "B and D exchanged",
            {"B": _TRUTH["D"], "D": _TRUTH["B"]},
            "B and D are exchanged: on an even surface, away from the border, one of them is right and the other one "
            "is a ninth of it.",
        ),
    ),
)
