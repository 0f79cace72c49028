"""The bug hunt: what is wrong with five samplers that claim to draw from prior times likelihood."""

from ...exercises.bug_hunt import bug_hunt
from .bug_hunt_of_chains import KINDS

_TRUTH = dict(zip("ABCDE", (KINDS[3], KINDS[0], KINDS[4], KINDS[2], KINDS[1]), strict=True))


FIVE_CHAINS = bug_hunt(
    "five_chains",
    "Bug hunt: five chains",
    suspect="chain",
    truth=_TRUTH,
    kinds=KINDS,
    example=KINDS[4],
    advice="Something else is wrong with this one: run it with and without data in `gamma_case`, where the "
    "posterior is known, and compare means and histograms; look how often it stays where it is, and whether it ever "
    "goes downhill.",
    hints=(
        "Run each for some 20,000 steps. Count the steps at which the state stays the same: one of them never stays, "
        "and one stays nearly always.",
        "Without data, gamma_case() is the prior, whose mean is 1.5. With no data to count, one of the three that are "
        "left is right there; one wanders off, since nothing holds it; one has a mean of 1.",
        "What wanders off without data knows no prior. What is right without data and too narrow with them counts "
        "them twice. What has the mean 1, that of Gamma(2, rate 2), samples p(x)/x: the ratio x'/x is missing.",
    ),
    exchanges={
        "AB": "count how often each stays where it is.",
        "AC": "run them without data: one of them is right there.",
        "AD": "count how often each stays where it is.",
        "AE": "run them without data: one of them wanders off.",
        "BC": "count how often each stays where it is.",
        "BD": "count how often each stays where it is.",
        "BE": "count how often each stays where it is.",
        "CD": "count how often each stays where it is.",
        "CE": "run them without data: one of them is right there.",
        "DE": "count how often each stays where it is.",
    },
)
