"""The five sweeps: which functions each takes off, over several seeds; the right one none."""

import numpy as np
import pytest
from scipy import stats

from course_nn.chapters.ch12_bayesian import bug_hunt_of_sweeps as hunt

#: Letter → the functions that it takes off, and in which direction.
OFF = {
    "A": {"gamma is the first": -1, "gamma is the last": 1},
    "B": {"beta^2": -1, "log sigma^2": 1, "(log sigma^2)^2": 1},
    "C": {"log sigma^2": 1, "(log sigma^2)^2": 1},
    "D": {},
    "E": {"beta^2": -1, "log sigma^2": -1, "(log sigma^2)^2": -1},
}


@pytest.mark.parametrize("letter", OFF)
def test_each_takes_off_what_its_kind_does_and_nothing_else(letter):
    """Beyond ±5, over three seeds; of 6 functions that are right one is, once in 10⁶."""
    for seed in range(3):
        z = hunt.tried(hunt.suspects()[letter], np.random.default_rng(seed))
        found = {name: int(np.sign(one)) for name, one in z.items() if abs(one) > 5}
        assert found == OFF[letter], z


@pytest.mark.long
def test_the_hints_numbers():
    """A stale β: a z of ten or so; a rate without its half: above 100. For two β² is far too small."""
    rng = np.random.default_rng(3)
    stale, rate = (hunt.tried(hunt.suspects()[letter], rng)["log sigma^2"] for letter in "CB")
    assert 7 < stale < 18 and rate > 100
    small = [hunt.tried(sweep, rng)["beta^2"] < -10 for sweep in hunt.suspects().values()]
    assert small == [False, True, False, False, True]


def test_gamma_is_drawn_with_beta_integrated_out():
    """Its shares against N(y; 0, σ² I + τ² φ φᵀ) of SciPy, within 4 standard errors of 100,000 draws."""
    rng, y = np.random.default_rng(1), np.array([0.3, -0.2, 0.4, 0.5, -0.1, 0.6])
    log_p = [
        np.log(prior) + stats.multivariate_normal(cov=0.7 * np.eye(6) + hunt.TAU2 * np.outer(phi, phi)).logpdf(y)
        for prior, phi in zip(hunt.PRIOR, hunt.PHI, strict=True)
    ]
    p = np.exp(log_p - np.logaddexp.reduce(log_p))
    n = 100_000
    state = hunt.State(np.zeros(n, int), np.zeros(n), np.full(n, 0.7))
    shares = np.bincount(hunt._gamma(state, np.tile(y, (n, 1)), rng).gamma, minlength=3) / n
    assert 0.01 < p.min() and (np.abs(shares - p) < 4 * np.sqrt(p * (1 - p) / n)).all()


def test_states_of_the_prior_are_distributed_as_it_says():
    state = hunt.prior_state(50_000, np.random.default_rng(0))
    assert stats.kstest(state.beta / np.sqrt(hunt.TAU2), "norm").pvalue > 1e-3
    assert stats.kstest(1 / state.sigma2, stats.gamma(hunt.SHAPE, scale=1 / hunt.RATE).cdf).pvalue > 1e-3
    np.testing.assert_allclose(np.bincount(state.gamma) / 50_000, hunt.PRIOR, atol=0.01)
