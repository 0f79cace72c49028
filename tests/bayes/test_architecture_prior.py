"""The prior of the number of units: sums, ratios, and α integrated out, against quadrature and draws."""

import math

import numpy as np
import pytest
from helpers import close, refused
from scipy import integrate, stats

from course_nn.bayes import ArchitecturePrior


@pytest.mark.parametrize("largest", [1, 2, 3, 8])
@pytest.mark.parametrize("alpha", [0.1, 0.5, 0.9])
def test_the_probabilities_are_those_of_units_that_switch_on_one_after_the_other(largest, alpha):
    p = ArchitecturePrior(largest, alpha).probabilities()
    assert p.shape == (largest + 1,)
    close(p.sum(), 1)
    geometric = stats.geom(1 - alpha, loc=-1)  # how many successes come before the first failure
    close(p[:-1], geometric.pmf(np.arange(largest)))
    close(p[-1], geometric.sf(largest - 1))


@pytest.mark.parametrize("largest", [1, 2, 3, 8])
def test_the_ratio_is_that_of_neighboring_probabilities_also_into_the_largest(largest):
    prior = ArchitecturePrior(largest, (2, 3))
    for alpha in (0.01, 0.3, 0.99):
        p = np.log(prior.probabilities(alpha))
        close([prior.log_ratio(units, alpha) for units in range(largest)], np.diff(p))
    assert prior.log_ratio(largest - 1, 0.3) == pytest.approx(math.log(0.3 / 0.7))


@pytest.mark.parametrize("beta", [(1, 1), (2, 3), (0.5, 4.5)])
def test_alpha_is_integrated_out_and_its_posterior_is_bayess_rule(beta):
    prior, density = ArchitecturePrior(4, beta), stats.beta(*beta).pdf
    p = prior.probabilities()
    close(p.sum(), 1)
    for units in range(5):
        whole, _ = integrate.quad(lambda a, m=units: prior.probabilities(a)[m] * density(a), 0, 1, epsabs=1e-12)
        close(p[units], whole, 1e-8)
        given = stats.beta(*prior.given(units))
        for alpha in (0.2, 0.6):
            close(given.pdf(alpha), prior.probabilities(alpha)[units] * density(alpha) / whole, 1e-7)


def test_draws_follow_the_probabilities():
    """A χ² test with a fixed seed: a right draw fails for one seed in a thousand."""
    n, rng = 4000, np.random.default_rng(0)
    for prior, alpha in ((ArchitecturePrior(3, 0.6), None), (ArchitecturePrior(4, (2, 2)), None)):
        counts = np.bincount([prior.draw(rng, alpha) for _ in range(n)], minlength=prior.largest + 1)
        assert stats.chisquare(counts, n * prior.probabilities()).pvalue > 1e-3
    prior = ArchitecturePrior(4, (2, 3))
    for units, pair in ((None, (2, 3)), (0, (2, 4)), (3, (5, 4)), (4, (6, 3))):
        draws = [prior.draw_alpha(rng, units) for _ in range(500)]
        assert stats.kstest(draws, stats.beta(*pair).cdf).pvalue > 1e-3


def test_a_known_alpha_stays_and_one_that_rounds_to_an_end_has_its_logarithms():
    assert ArchitecturePrior(3, 0.4).draw_alpha(np.random.default_rng(0), 2) == 0.4
    prior, rng = ArchitecturePrior(2, (1e-4, 1e-4)), np.random.default_rng(0)
    draws = [prior.draw_alpha(rng) for _ in range(50)]
    assert min(draws) < 1e-100 and max(draws) > 1 - 1e-10
    assert all(np.isfinite(prior.log_ratio(1, alpha)) for alpha in draws)


def test_it_shows_itself():
    assert repr(ArchitecturePrior(3, 0.4)) == "ArchitecturePrior(largest=3, alpha=0.4)"
    assert repr(ArchitecturePrior(3, (1, 2))) == "ArchitecturePrior(largest=3, alpha=(1.0, 2.0))"


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: ArchitecturePrior(0), "largest: expected a whole number at least 1, got 0"),
        (lambda: ArchitecturePrior(2.5), "largest: expected a whole number"),
        (lambda: ArchitecturePrior(3, 1.0), "alpha: expected a finite number above 0 and below 1, got 1"),
        (lambda: ArchitecturePrior(3, "half"), "alpha: expected a number"),
        (lambda: ArchitecturePrior(3, (1, 0)), "expected two numbers above 0"),
        (lambda: ArchitecturePrior(3, (1, math.nan)), "expected finite numbers"),
        (lambda: ArchitecturePrior(3, (1, 2, 3)), "expected shape"),
        (lambda: ArchitecturePrior(3).probabilities(0.0), "alpha: expected a finite number above 0"),
        (lambda: ArchitecturePrior(3).given(1), "held fixed at 0.5"),
        (lambda: ArchitecturePrior(3).log_ratio(3, 0.5), "expected 0 to 2 units and 0 < alpha < 1, got 3 and 0.5"),
        (lambda: ArchitecturePrior(3).log_ratio(0, 1.0), "got 0 and 1.0"),
        (lambda: ArchitecturePrior(3).draw(0), "expected a numpy.random.Generator"),
    ],
)
def test_bad_calls(call, words):
    with refused(words):
        call()
