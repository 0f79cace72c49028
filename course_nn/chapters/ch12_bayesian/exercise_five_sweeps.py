"""The bug hunt: which of five sweeps leaves the posterior as it is, and what is wrong with the others."""

from ...exercises.bug_hunt import bug_hunt
from .bug_hunt_of_sweeps import KINDS

_TRUTH = dict(zip("ABCDE", (KINDS[2], KINDS[3], KINDS[1], KINDS[0], KINDS[4]), strict=True))

#: What two of them differ in, when they are tried.
_PRIOR = "a wrong prior of gamma shows in how often each gamma comes."
_RIGHT = "of what is right no z is beyond ±4."
_STALE = "a beta that is out of date makes the residuals too large, and spoils sigma^2 alone."
_SPREAD = "without its draw beta is spread too little, so that beta^2 comes out too small."


FIVE_SWEEPS = bug_hunt(
    "five_sweeps",
    "Bug hunt: five sweeps",
    suspect="sweep",
    truth=_TRUTH,
    kinds=KINDS,
    example=KINDS[1],
    advice="It is something else: try each with `tried`, see which of the functions are off, and in which direction. "
    "What would this fault do to gamma, to beta and to sigma^2?",
    hints=(
        "Run `tried` on each. One suspect has no z beyond ±4. Of one the z of gamma are off, of two beta^2 is far too "
        "small. log(sigma^2) is too large for two, and too small for one.",
        "With its mean instead of a draw, beta is too little spread. The variance sigma^2 comes out too large where "
        "the residuals are too large, or where their squares count whole instead of half.",
        "With a stale beta, drawn before gamma changed, only sigma^2 is off, with a z of ten or so. A rate without its "
        "half makes sigma^2 so large (z above 100) that beta is pulled to 0 as well.",
    ),
    exchanges={
        "AB": _PRIOR,
        "AC": _PRIOR,
        "AD": _RIGHT,
        "AE": _PRIOR,
        "BC": _STALE,
        "BD": _RIGHT,
        "BE": "one of them has a sigma^2 that is too large, the other one that is too small.",
        "CD": _RIGHT,
        "CE": _SPREAD,
        "DE": _RIGHT,
    },
)
