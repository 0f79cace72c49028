"""The bug hunt: what is wrong with five optimizers."""

from ...exercises.bug_hunt import bug_hunt
from .bug_hunt import KINDS

_TRUTH = dict(zip("ABCDE", (KINDS[2], KINDS[0], KINDS[3], KINDS[4], KINDS[1]), strict=True))

FAULTS = bug_hunt(
    "faults",
    "Bug hunt: five optimizers, five faults",
    suspect="optimizer",
    truth=_TRUTH,
    kinds=KINDS,
    example="no square root",
    advice="Something else is wrong with this one: compare its steps with the original's.",
    hints=(
        "Give the suspect and the original the same gradients, [1, 1, 1] first. Then [10, 10, 10]: which steps grow?",
        "AdaGrad's steps must get shorter, momentum's longer, Adam's must all be one α long. Who fails this?",
        "B is right as long as theta is 0. Try steps_of with theta=10: whose pull to zero is divided by its own size?",
    ),
    mistakes=(
        (
            "A and C exchanged",
            {"A": _TRUTH["C"], "C": _TRUTH["A"]},
            "A and C are exchanged: multiply all gradients by 10. One of them then makes shorter steps, wrongly.",
        ),
        (
            "C and D exchanged",
            {"C": _TRUTH["D"], "D": _TRUTH["C"]},
            "Both C and D forget something, but momentum has no squares and AdaGrad has no velocity.",
        ),
        (
            "B and E exchanged",
            {"B": _TRUTH["E"], "E": _TRUTH["B"]},
            "E makes its first steps too long although theta is 0, where no decay can act. So what is wrong with E?",
        ),
        (
            "A and E exchanged",
            {"A": _TRUTH["E"], "E": _TRUTH["A"]},
            "RMSProp has no bias correction to forget. Look at how A's steps change when the gradients grow tenfold.",
        ),
        (
            "B and D exchanged",
            {"B": _TRUTH["D"], "D": _TRUTH["B"]},
            "D has no weight decay: with a gradient of 1 in every step it does not get faster, as momentum should.",
        ),
    ),
)
