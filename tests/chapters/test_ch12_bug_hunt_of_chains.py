"""The five chains: each does what its kind says, and no other; the original is held to a posterior that is known."""

import numpy as np
import pytest

from course_nn.chapters.ch12_bayesian.bug_hunt_of_chains import KINDS, gamma_case, original, suspects

TRUTH = dict(zip("ABCDE", (KINDS[3], KINDS[0], KINDS[4], KINDS[2], KINDS[1]), strict=True))
STEPS = 20_000


def chain(sampler, case, seed=0, steps=STEPS):
    log_prior, log_likelihood, _ = case
    return sampler(log_prior, log_likelihood, 1.0, steps, np.random.default_rng(seed))


@pytest.mark.parametrize("data", [(0, 0.0), (8, 2.0), (3, 9.0)])
def test_the_original_samples_the_posterior(data):
    """Means and spreads of Gamma(3 + count, rate 2 + total), within 6 %; over six seeds that is 4 standard errors."""
    case = gamma_case(*data)
    shape, rate = 3 + data[0], 2 + data[1]
    assert case[2] == shape / rate
    x = np.concatenate([chain(original, case, seed, 5000) for seed in range(6)])
    assert x.mean() == pytest.approx(shape / rate, rel=0.06)
    assert x.std() == pytest.approx(np.sqrt(shape) / rate, rel=0.06)


@pytest.mark.long
def test_each_has_its_fault():
    prior, data = gamma_case(), gamma_case(8, 2.0)
    a, b, c, d, e = (suspects()[letter] for letter in "ABCDE")
    assert chain(a, prior).mean() == pytest.approx(1.0, rel=0.06), "it samples Gamma(2, rate 2)"
    assert (np.diff(chain(b, data)) != 0).all(), "it never stays"
    assert chain(b, data).std() > 1.04 * chain(original, data).std(), "what is refused near the middle is missing"
    np.testing.assert_array_equal(chain(c, prior), chain(original, prior))
    assert chain(c, data).std() < 0.93 * chain(original, data).std()
    assert chain(c, data).mean() == pytest.approx(19 / 6, rel=0.04)
    climb = chain(d, data)
    assert (np.diff(data[0](climb) + data[1](climb) + np.log(climb)) >= 0).all()
    assert (np.diff(climb) == 0).mean() > 0.99
    assert chain(e, prior)[-1] > 1e50, "nothing holds it"
    assert chain(e, data).mean() == pytest.approx(9 / 2, rel=0.06), "it samples Gamma(9, rate 2)"


def test_a_chain_is_as_long_as_asked_for_and_says_nothing_of_its_fault():
    for letter, sampler in suspects().items():
        assert chain(sampler, gamma_case(2, 1.0), steps=50).shape == (50,)
        assert sampler.__doc__ == original.__doc__ and TRUTH[letter] not in repr(sampler)
