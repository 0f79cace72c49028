"""The posterior of one unit's weights: against the library's regression, and walks against quadrature."""

import numpy as np
import pytest

from course_nn.bayes import NormalRegression
from course_nn.chapters.ch12_bayesian import one_unit as theme
from course_nn.functions import sigmoid

UNITS = (theme.RISE, theme.BUMP)


@pytest.mark.parametrize("unit", UNITS, ids=("rise", "bump"))
def test_the_density_is_that_of_the_regression_with_beta_integrated_out(unit):
    gammas = 3 * np.random.default_rng(0).standard_normal((20, 2))
    prior = NormalRegression(0.0, unit.var_beta)
    expected, means = [], []
    for gamma in gammas:
        Phi = sigmoid(gamma[0] + gamma[1] * unit.x)[:, None]
        evidence = prior.log_evidence(Phi, unit.y, unit.noise**2)
        expected.append(evidence - gamma @ gamma / (2 * unit.var_gamma))
        beta = prior.posterior(Phi, unit.y, unit.noise**2).mean
        means.append(sigmoid(gamma[0] + gamma[1] * np.array([-1.0, 2.0])) * beta)
    found = unit.log_posterior(gammas)
    np.testing.assert_allclose(found - found[0], np.array(expected) - expected[0], rtol=1e-9, atol=1e-8)
    np.testing.assert_allclose(unit.mean_function(gammas, np.array([-1.0, 2.0])), means, rtol=1e-9, atol=1e-12)
    assert unit.log_posterior(gammas.reshape(4, 5, 2)).shape == (4, 5)


def test_contours_hold_the_mass_that_they_say():
    one = theme.grid(theme.RISE, (-3, -1), (5, 6))
    for level, mass in zip(one.holding(), (0.99, 0.9, 0.5), strict=True):
        assert one.share[one.share >= level].sum() == pytest.approx(mass, abs=0.002)
    assert one.share.sum() == pytest.approx(1)


@pytest.mark.parametrize("turned", (0.0, 0.3))
def test_walks_agree_with_quadrature(turned):
    """Means and variances of 2,000 chains' last states: 4.5 standard errors of 4 numbers are crossed once in 37,000."""
    one = theme.grid(theme.RISE, (-4, -3), (6, 8))
    mean = np.tensordot(one.share, one.gamma)
    away = one.gamma - mean
    start = np.repeat([[0.0, 1.0]], 2000, axis=0)
    last = theme.walk(theme.RISE, start, 0.7, 300, np.random.default_rng(1), turned).states[:, -1]
    for power in (1, 2):
        exact, fourth = (np.tensordot(one.share, away ** (k * power)) for k in (1, 2))
        error = np.sqrt((fourth - exact**2) / len(last))
        found = ((last - mean) ** power).mean(axis=0)
        assert (np.abs(found - exact) < 4.5 * error).all(), (power, found, exact, error)


def test_a_refused_proposal_leaves_the_walk_where_it_was():
    start = np.array([[0.0, 1.0], [1.0, 2.0]])
    one = theme.walk(theme.RISE, start, 2.0, 200, np.random.default_rng(0))
    assert one.states.shape == (2, 201, 2) and one.proposals.shape == (2, 200, 2) and one.accepted.shape == (2, 200)
    np.testing.assert_array_equal(one.states[:, 0], start)
    took = one.accepted[..., None]
    np.testing.assert_array_equal(one.draws, np.where(took, one.proposals, one.states[:, :-1]))
    assert 0 < one.accepted.mean() < 0.3
    always = theme.walk(theme.RISE, start, 1e-9, 50, np.random.default_rng(0), 1.0).proposals
    np.testing.assert_array_equal(np.abs(always[:, :, 1]), np.repeat(start[:, 1:], 50, axis=1))


def test_what_is_no_walk_is_told():
    rng = np.random.default_rng(0)
    for changed, sentence in (
        ({"start": [0.0, 1.0]}, r"walk: start: expected shape \(n, 2\)"),
        ({"scale": 0.0}, "walk: scale: expected a finite number above 0"),
        ({"steps": 0}, "walk: steps: expected"),
        ({"turned": 2.0}, "walk: turned: expected"),
    ):
        with pytest.raises(ValueError, match=sentence):
            theme.walk(**{"unit": theme.RISE, "start": [[0.0, 1.0]], "scale": 1.0, "steps": 5, "rng": rng} | changed)
    with pytest.raises(TypeError, match=r"rng: expected a numpy\.random\.Generator"):
        theme.walk(theme.RISE, [[0.0, 1.0]], 1.0, 5, 0)
