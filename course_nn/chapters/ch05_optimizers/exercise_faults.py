"""The bug hunt: what is wrong with five optimizers."""

from ...exercises.bug_hunt import bug_hunt
from .bug_hunt import KINDS

_TRUTH = dict(zip("ABCDE", (KINDS[1], KINDS[0], KINDS[2], KINDS[4], KINDS[3]), strict=True))

FAULTS = bug_hunt(
    "faults",
    "Bug hunt: five optimizers, five faults",
    suspect="optimizer",
    truth=_TRUTH,
    kinds=KINDS,
    example="no square root",
    advice="Something else is wrong with this one: compare its steps with the original's, for gradients that tell.",
    hints=(
        "A, B, C and E all claim to be AdamW. Give each the gradients [1, 1, 1], as its original: only one of them "
        "begins with another step.",
        "Now gradients of another size, [10, 10, 10]: whose steps change tenfold? Then a large one first, [10, 1, 1]: "
        "who has forgotten it afterwards?",
        "B begins rightly where theta is 0. With theta=10 and gradients of 0 only the decay moves it: by α λ θ, or by "
        "a whole α?",
    ),
    mistakes=(
        (
            "A and C exchanged",
            {"A": _TRUTH["C"], "C": _TRUTH["A"]},
            "A and C are exchanged: multiply all gradients by 10. One of them then makes shorter steps, wrongly.",
        ),
        (
            "C and E exchanged",
            {"C": _TRUTH["E"], "E": _TRUTH["C"]},
            "C and E are exchanged: give both [10, 1, 1] and [10, 10, 10]. Who minds the size, and who the change?",
        ),
        (
            "B and E exchanged",
            {"B": _TRUTH["E"], "E": _TRUTH["B"]},
            "With theta=10 and gradients of 0 nothing but the decay is at work, and E is right there. B is not.",
        ),
        (
            "A and E exchanged",
            {"A": _TRUTH["E"], "E": _TRUTH["A"]},
            "A is wrong from its first step on, where there is nothing to forget yet. What should the first step have?",
        ),
        (
            "A and B exchanged",
            {"A": _TRUTH["B"], "B": _TRUTH["A"]},
            "A's first step is wrong even from theta = 0, where no decay can act yet; B's first step is right there.",
        ),
    ),
)
