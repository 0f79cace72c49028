"""Wide networks: their kernel at every m, their kurtosis by its formula, and where the normal process is not yet."""

import re
from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import dblquad, quad
from scipy.stats import multivariate_normal, norm

from course_nn.chapters.ch12_bayesian import wide_limit as theme
from course_nn.chapters.ch12_bayesian.instruments_of_priors import wide_limit
from course_nn.chapters.ch12_bayesian.measured.measure_priors import kurtosis


def pooled(units):
    """The networks of all seeds together."""
    return np.concatenate([theme._networks(units, seed) for seed in range(theme.SEEDS)])


def test_the_networks_are_those_of_the_formula():
    f = theme.networks(3, np.random.default_rng(5), 4)
    rng = np.random.default_rng(5)
    gamma, bias, beta = (rng.standard_normal((4, 3)) for _ in range(3))
    for k in range(4):
        for x, value in zip(theme.GRID, f[k], strict=True):
            z = theme.GAMMA * gamma[k] * x + theme.BIAS * bias[k]
            assert value == pytest.approx(np.sum(beta[k] / np.sqrt(3) / (1 + np.exp(-z))))


def test_the_kernel_is_the_integral_over_gamma_and_bias():
    """By SciPy, in the plane of γ and the bias, at some pairs."""
    density = multivariate_normal([0, 0], np.diag([theme.GAMMA, theme.BIAS]) ** 2).pdf
    for i, j in ((6, 8), (4, 9)):
        x, z = theme.GRID[[i, j]]
        value = dblquad(
            lambda b, g, x=x, z=z: density([g, b]) * theme.logistic(g * x + b) * theme.logistic(g * z + b),
            -14,
            14,
            -14,
            14,
            epsabs=1e-4,
        )[0]
        assert theme.covariance()[i, j] == pytest.approx(value, abs=1e-4)


def test_the_covariance_is_that_of_the_limit_at_every_m():
    """Within five standard errors of the products' mean, at all pairs of 13 inputs; one unit is enough."""
    for units in theme.UNITS:
        f = pooled(units)
        products = f[:, :, None] * f[:, None, :]
        error = products.std(axis=0) / np.sqrt(len(f))
        assert (np.abs(products.mean(axis=0) - theme.covariance()) < 5 * error).all()
        assert error.max() < 0.02


def test_one_unit_has_one_sign_everywhere():
    """So its points lie in two quadrants alone, which a normal density never does."""
    one, many = pooled(1), pooled(300)
    assert (np.sign(one) == np.sign(one[:, :1])).all()
    for i, j in ((0, 12), (4, 8)):
        assert np.mean(many[:, i] * many[:, j] < 0) > 0.2


def test_the_kurtosis_is_that_of_its_formula():
    """Held to SciPy's integrals, and to a million networks of each m."""
    for x in (0.0, 1.0, -3.0):
        size = np.hypot(theme.GAMMA * x, theme.BIAS)
        second, fourth = (
            quad(lambda z, k=k, s=size: norm.pdf(z, 0, s) * theme.logistic(z) ** k, -60, 60, points=[0])[0]
            for k in (2, 4)
        )
        for units in theme.UNITS:
            exact = 3 / units * (fourth / second**2 - 1)
            assert theme.excess_kurtosis(x, units)[0] == pytest.approx(exact, rel=1e-4)
    for units in theme.UNITS:
        one = theme.measured()[str(units)]
        assert (np.abs(one["kurtosis"] - theme.excess_kurtosis(theme.GRID[6:], units)) < 4 * one["error"]).all()
        assert (theme.excess_kurtosis(theme.GRID[6:], units) == theme.excess_kurtosis(-theme.GRID[6:], units)).all()


def test_ten_times_the_units_have_a_tenth_of_the_kurtosis():
    for x in theme.GRID:
        by_units = [theme.excess_kurtosis(x, units)[0] for units in (1, 10, 100)]
        np.testing.assert_allclose(by_units, by_units[0] / np.array([1, 10, 100]))
        assert 2.5 < by_units[0] < 3.1
    for before, after in pairwise(theme.UNITS[:6]):
        assert (theme.measured()[str(after)]["kurtosis"] < theme.measured()[str(before)]["kurtosis"]).all()


def test_a_part_of_the_measurement_again():
    for units in (1, 3):
        value, error = kurtosis(units, parts=10, each=10_000)
        one = theme.measured()[str(units)]
        assert (np.abs(value - one["kurtosis"]) < 4.5 * error).all()
        assert (np.abs(error / np.sqrt(10) / one["error"] - 1) < 0.8).all(), "ten parts have √10 times the error"


@pytest.mark.long
def test_the_shares_in_the_ellipses():
    """Exact for normal points; of networks too many near the middle, and fewer far out than in the limit."""
    cov = theme.covariance()[np.ix_([4, 8], [4, 8])]
    points = np.random.default_rng(0).multivariate_normal([0, 0], cov, 40_000)
    np.testing.assert_allclose(theme.inside(points, cov), theme.SHARES, atol=0.01)
    for i, j in ((4, 8), (0, 12), (6, 7)):
        cov = theme.covariance()[np.ix_([i, j], [i, j])]
        shares = {units: theme.inside(pooled(units)[:, [i, j]], cov) for units in theme.UNITS}
        assert shares[1][0] > 0.6 and shares[1][1] < 0.93
        assert shares[1][0] > shares[2][0] > shares[3][0] > shares[10][0]
        for units in (100, 300):
            np.testing.assert_allclose(shares[units], theme.SHARES, atol=0.03)


def test_no_kernel_of_the_distance_alone_is_near():
    """Points at one distance have other covariances, and other correlations; the best radial kernel misses by 0.07."""
    K = theme.covariance()
    deviations = np.sqrt(np.diag(K))
    R = K / np.outer(deviations, deviations)
    assert K[12, 12] > 1.2 * K[6, 6]
    assert R[6, 8] < 0.9 and R[10, 12] > 0.99, "x = 0 and 1, and x = 2 and 3"
    curves, radial = theme.kernel_curves()
    assert 0.07 < np.abs(curves - radial).max() < 0.08
    # The nearest number to many, in squares, is their mean: here over all pairs at one distance.
    whole = theme.limit().kernel(theme.with_one(theme.FINE))
    away = np.abs(np.subtract.outer(np.arange(61), np.arange(61)))
    for i, at in enumerate(theme.GRID):
        for k in (0, 17, 60):
            pairs = away == abs(k - round(10 * (at + 3)))
            assert radial[k, i] == pytest.approx(whole[pairs].mean())


@pytest.mark.long
def test_one_number_in_titles_sentence_and_picture():
    one = wide_limit()
    for corner in one.corners():
        one.set(**corner)
        plane, kernel, by_units = one.figure.axes
        cov, found, share, excess = re.search(
            r"is (\S+), in these 1,000 networks (\S+); (\S+) % lie .* of f\(\S+\) (\S+)\.$", one.description
        ).groups()
        f = theme._networks(corner["units"], corner["seed"])[
            :, [int(2 * (one.values[x] + 3)) for x in ("left", "right")]
        ]
        assert found == f"{np.mean(f[:, 0] * f[:, 1]):.3f}"
        for exact, (value, error) in zip(one.result["kurtosis"], one.result["measured"], strict=True):
            assert abs(value - exact) < 4 * error, "of the same input"
        assert plane.get_title(loc="left") == f"{share} % in the inner ellipse"
        assert kernel.get_title(loc="left").endswith(f" = {cov}")
        assert (one.result["radial"] is not None) == corner["shown"] == (len(kernel.texts) == 2)
        assert by_units.get_title(loc="left").endswith(f"excess {excess}")
        for low, high, values in (
            (*kernel.get_ylim(), [one.result["curve"], theme.kernel_curves()[1], one.result["dots"]]),
            (*by_units.get_ylim(), [one.result["kurtosis"], [v for v, _ in one.result["measured"]]]),
        ):
            assert all(low < np.min(some) and np.max(some) < high for some in values)
