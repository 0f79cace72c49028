"""The bug hunt of chapter 05: what is wrong with five optimizers."""

from ..demos.broken_steps import KINDS
from .exercise import Exercise, Mistake

_TRUTH = dict(zip("ABCDE", (KINDS[2], KINDS[0], KINDS[3], KINDS[4], KINDS[1]), strict=True))


def _named(answer, letter):
    if not isinstance(answer, dict) or letter not in answer:
        raise ValueError(f"a dict with the letters A to E was expected, and {letter!r} is not in it")
    kind = str(answer[letter]).strip().lower()
    if kind not in KINDS:
        raise ValueError(f"{answer[letter]!r} is none of the five faults: {', '.join(KINDS)}")
    return kind == _TRUTH[letter]  # not the kind itself: a report shows what was expected


def _sentence(expected, got):
    return (
        None
        if expected == got
        else "Something else is wrong with this one: compare its steps with the original's."
    )


def _answer(**changes):
    return f"faults = {_TRUTH | changes!r}"


FAULTS = Exercise(
    name="faults",
    chapter=5,
    title="Bug hunt: five optimizers, five faults",
    stub="faults = ...  # {'A': 'no square root', 'B': ..., 'C': ..., 'D': ..., 'E': ...}",
    hints=(
        "Give the suspect and the original the same gradients, [1, 1, 1] first. Then [10, 10, 10]: which steps grow?",
        "AdaGrad's steps must get shorter, momentum's longer, Adam's must all be one α long. Who fails this?",
        "B is right as long as theta is 0. Try steps_of with theta=10: whose pull to zero is divided by its own size?",
    ),
    solution=f"faults = {_TRUTH!r}",
    cases=lambda: [(letter,) for letter in "ABCDE"],
    arguments=("optimizer",),
    probe=_named,
    compare=_sentence,
    measure="right",
    mistakes=(
        Mistake(
            "A and C exchanged",
            _answer(A=_TRUTH["C"], C=_TRUTH["A"]),
            "A and C are exchanged: multiply all gradients by 10. One of them then makes shorter steps, wrongly.",
        ),
        Mistake(
            "C and D exchanged",
            _answer(C=_TRUTH["D"], D=_TRUTH["C"]),
            "Both C and D forget something, but momentum has no squares and AdaGrad has no velocity.",
        ),
        Mistake(
            "B and E exchanged",
            _answer(B=_TRUTH["E"], E=_TRUTH["B"]),
            "E makes its first steps too long although theta is 0, where no decay can act. So what is wrong with E?",
        ),
        Mistake(
            "A and E exchanged",
            _answer(A=_TRUTH["E"], E=_TRUTH["A"]),
            "RMSProp has no bias correction to forget. Look at how A's steps change when the gradients grow tenfold.",
        ),
        Mistake(
            "B and D exchanged",
            _answer(B=_TRUTH["D"], D=_TRUTH["B"]),
            "D has no weight decay: with a gradient of 1 in every step it does not get faster, as momentum should.",
        ),
    ),
)
