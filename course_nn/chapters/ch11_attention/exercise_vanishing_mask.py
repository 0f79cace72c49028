"""The bug hunt: what is wrong with five layers that claim to be causal attention."""

from ...exercises.bug_hunt import bug_hunt
from .bug_hunt import KINDS

_TRUTH = dict(zip("ABCDE", (KINDS[2], KINDS[0], KINDS[4], KINDS[1], KINDS[3]), strict=True))


_ONLY_IN_TRAINING = "one of them predicts as its original does, and differs with train=True alone."
_ALL_CHANGE = "change the last step of three: with one of them the first output changes, with the other not."
_WITHOUT_SCORES = "with the weights and biases of the keys at 0 one of them is right, the other is not."

VANISHING_MASK = bug_hunt(
    "vanishing_mask",
    "Bug hunt: five layers that claim to be causal attention",
    suspect="layer",
    truth=_TRUTH,
    kinds=KINDS,
    example="scores scaled by the width of all heads",
    advice="Something else is wrong with this one: compare it with its original on two steps and on three, after a "
    "change of each step, and with train=True.",
    hints=(
        "Compare each with its original on three steps, as it predicts and with forward(x, train=True): at which steps "
        "do they differ? As they predict, one suspect is right at the last step alone, and one at the first alone.",
        "Change one step of four, each in turn, and look which outputs change: that one and those after it should. "
        "With one suspect the one right before it always does as well, with one all do, and with one a step may not "
        "even change its own output.",
        "With W and b of the keys at 0, columns 6 to 11, all scores are 0, and the scale no longer matters: one of the "
        "four suspects that were wrong as they predict is right now.",
    ),
    exchanges={
        "AB": _ALL_CHANGE,
        "AC": "change the last step: with one of them the output before it changes, with the other not.",
        "AD": _ONLY_IN_TRAINING,
        "AE": "compare both with their originals on three steps: one of them is right at the last.",
        "BC": _WITHOUT_SCORES,
        "BD": _ONLY_IN_TRAINING,
        "BE": _ALL_CHANGE,
        "CD": _ONLY_IN_TRAINING,
        "CE": _WITHOUT_SCORES,
        "DE": _ONLY_IN_TRAINING,
    },
)
