"""Simulation-based calibration: the sampler passes, planted errors don't, ranks and p-values are what they should be.

With a right sampler the least of 6 p-values is below 0.0001 in one run of 1,700 (Bonferroni).
"""

import numpy as np
import pytest
import scipy.stats
from helpers import close, refused

from course_nn.bayes.calibration import Calibration, calibration
from course_nn.bayes.priors import ShallowPrior
from course_nn.bayes.simulator import ShallowSimulator
from tests.bayes.planted_errors import PLANTED
from tests.bayes.test_joint_test import FUNCTIONS, Normal

SEEN = ("log σ²", "log |y − f|²", "log σ_β²", "μ_β", "mean of β", "log |γ − μ_γ|²")


def rng(seed=0):
    return np.random.default_rng(seed)


def simulator(**settings):
    """Two units on one input with a known scale of γ, whose chain forgets fast."""
    prior = ShallowPrior(1, 2, C_b=50.0, s=6.0, S=0.02, mu_gamma=0.0, S_gamma=1.0)
    return ShallowSimulator(prior, 2 * rng(7).normal(size=(4, 1)), step=4.0, **settings)


def ranks(model, seed, **settings):
    functions = {name: g for name, g in model.functions().items() if name in SEEN}
    return calibration(model, functions, rng(seed), burn_in=10, **settings)


@pytest.mark.long
def test_the_sampler_is_calibrated():
    found = ranks(simulator(), 0, replications=200, draws=63, thin=2)
    assert found.ranks.shape == (200, 6) and found.draws == 63
    assert found.worst[1] > 0.0001, dict(zip(found.names, found.p_values(), strict=True))


@pytest.mark.long
@pytest.mark.parametrize(
    "what, where",
    [
        ("the printed order", "log |y − f|²"),
        ("no prior in the acceptance", "log |γ − μ_γ|²"),
        ("a wrong rate", "log σ²"),
    ],
)
def test_planted_errors_are_found(what, where):
    """With fewer draws, further apart, and half the replications: a right sampler passes so, too."""
    found = ranks(simulator(**PLANTED[what]), 1, replications=100, draws=15, thin=4)
    assert found.p_values()[found.names.index(where)] < 1e-6, dict(zip(found.names, found.p_values(), strict=True))


@pytest.mark.long
def test_so_few_are_enough_for_a_right_one_to_pass():
    found = ranks(simulator(), 1, replications=100, draws=15, thin=4)
    assert found.worst[1] > 0.0001, dict(zip(found.names, found.p_values(), strict=True))


def test_ranks_of_independent_draws_are_uniform():
    found = calibration(Normal(), FUNCTIONS, rng(), replications=2000, draws=15, thin=1, burn_in=0)
    assert found.p_values().min() > 0.001 and found.ranks.min() == 0 and found.ranks.max() == 15
    spread = calibration(Normal(4.0), FUNCTIONS, rng(), replications=500, draws=15, thin=1, burn_in=0)
    assert spread.worst[1] < 1e-6
    counts = spread.counts()[0]
    assert counts[6:10].sum() > 1.4 * counts[[0, 1, 14, 15]].sum(), "a posterior too wide has its truths in the middle"


@pytest.mark.long
def test_ties_are_broken_at_random():
    found = calibration(
        Normal(), {"sign": lambda t, y: t > 0, "one": lambda t, y: 1}, rng(), draws=15, replications=2000
    )
    assert found.p_values().min() > 0.001


def test_p_values_are_scipys():
    found = Calibration(("a", "b"), rng().integers(64, size=(200, 2)), 63)
    counts = found.counts(8)
    assert (counts.sum(axis=1) == 200).all()
    close(counts, [np.histogram(column, bins=8, range=(-0.5, 63.5))[0] for column in found.ranks.T])
    close(found.p_values(8), scipy.stats.chisquare(counts, axis=1).pvalue)
    assert found.worst == (("a", "b")[found.p_values().argmin()], found.p_values().min())


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: calibration(Normal(), {}, rng()), "dictionary of names and functions"),
        (lambda: calibration(Normal(), FUNCTIONS, 3), "Generator"),
        (lambda: calibration(Normal(), FUNCTIONS, rng(), replications=0), "replications"),
        (lambda: calibration(Normal(), FUNCTIONS, rng(), draws=0), "draws"),
        (lambda: calibration(Normal(), FUNCTIONS, rng(), thin=0), "thin"),
        (lambda: calibration(Normal(), FUNCTIONS, rng(), burn_in=-1), "burn_in"),
        (
            lambda: calibration(Normal(), {"bad": lambda t, y: np.nan}, rng(), draws=2),
            "finite numbers, got nan of 'bad'",
        ),
        (lambda: Calibration(("a",), np.zeros((3, 1), int), 63).counts(10), "expected a divisor of 64"),
        (lambda: Calibration(("a",), np.zeros((3, 1), int), 63).p_values(1), "bins"),
    ],
)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
