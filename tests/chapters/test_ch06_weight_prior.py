"""Weight decay as a prior: the fit is the posterior's mode, and the prior has the spread it should."""

import numpy as np
import pytest
from helpers import refused

from course_nn.chapters.ch06_training.weight_prior import CURVES, GRID, NOISE, prior_and_posterior, prior_fit, units
from course_nn.chapters.ch06_training.weight_prior_figure import describe_weight_prior, draw_weight_prior
from course_nn.plots.style import course_style, new_figure
from course_nn.widgets import INSTRUMENTS


def test_the_fit_is_the_mode_of_the_posterior():
    from scipy.optimize import minimize

    x, y = np.random.default_rng(0).normal(size=(2, 12))
    beta, covariance = prior_fit(x, y, 0.7)
    psi, tau = units(x), NOISE / np.sqrt(0.7)

    def minus_log_posterior(b):
        return np.sum((psi @ b - y) ** 2) / (2 * NOISE**2) + np.sum(b**2) / (2 * tau**2)

    found = minimize(minus_log_posterior, np.zeros(len(beta)), method="BFGS", options={"gtol": 1e-9})
    assert minus_log_posterior(beta) <= found.fun + 1e-9
    assert psi @ beta == pytest.approx(psi @ found.x, abs=1e-4)
    curvature = psi.T @ psi / NOISE**2 + np.eye(len(beta)) / tau**2
    assert covariance @ curvature == pytest.approx(np.eye(len(beta)), abs=1e-6)


def test_functions_before_the_data_have_the_spread_of_the_prior():
    loose, tight = (prior_and_posterior(s)["drawn"] for s in (0.01, 1.0))
    assert loose == pytest.approx(10 * tight)  # the same draws: λ a hundred times larger, τ a tenth


def test_units_are_fixed_and_begin_with_one():
    psi = units(GRID)
    assert psi.shape == (201, 41) and (psi[:, 0] == 1).all() and np.abs(psi).max() <= 1
    np.testing.assert_array_equal(psi[::50], units(GRID[::50]))
    assert (np.diff(psi[:, 1:], axis=0) >= 0).all(axis=0).any() and (np.diff(psi[:, 1:], axis=0) <= 0).all(axis=0).any()


def test_a_tight_prior_is_flat_and_many_data_outvote_it():
    tight = prior_and_posterior(1e4)
    assert np.abs(tight["fit"]).max() < 0.1
    few, many = (prior_and_posterior(0.1, n)["errors"] for n in (15, 100))
    assert (many < 1.1 * many.min()).sum() > (few < 1.1 * few.min()).sum()
    wide, narrow = (prior_and_posterior(0.1, n)["band"].mean() for n in (15, 100))
    assert narrow < 0.7 * wide
    with refused("weight_prior: curve: unknown name 'sign'; did you mean 'sine'"):
        prior_and_posterior(1, 15, "sign")


@pytest.mark.parametrize("curve", CURVES)
def test_the_valley_is_wide_with_15_points_and_wider_with_100(curve):
    valleys = []
    for n in (15, 100):
        result = prior_and_posterior(0.1, n, curve)
        good = result["strengths"][result["errors"] < 1.1 * result["errors"].min()]
        valleys.append(good.max() / good.min())
        best = result["strengths"][result["errors"].argmin()]
        near = [prior_and_posterior(factor * best, n, curve)["error"] for factor in (1 / 3, 3)]
        assert max(near) < 1.05 * result["errors"].min()
    assert valleys[0] > 10 and valleys[1] > 10 * valleys[0]


@pytest.mark.long
@pytest.mark.parametrize("curve", CURVES)
@pytest.mark.parametrize("n", [3, 4, 5, 7, 9, 15, 40, 100])
def test_limits_follow_in_steps_and_hold_all_but_the_band_which_is_marked(n, curve):
    for strength in (1e-4, 1e-3, 1e-2, 1, 100):
        result = prior_and_posterior(strength, n, curve)
        figure = new_figure(6.6, 3.4)
        with course_style():
            draw_weight_prior(figure, result)
        for ax in figure.axes:
            (low, high), words = ax.get_ylim(), [text.get_text() for text in ax.texts]
            for line in ax.lines:
                assert low <= np.min(line.get_ydata()) and np.max(line.get_ydata()) <= high
            if ax is not figure.axes[2]:
                usual = 6 if ax is figure.axes[0] else 2.5
                assert high == usual or f"y to ±{high:g}" in words
        widest = max(np.abs(result["fit"] - result["band"]).max(), np.abs(result["fit"] + result["band"]).max())
        wide = widest > figure.axes[1].get_ylim()[1]
        assert wide == any(text.get_text().startswith("band to ±") for text in figure.axes[1].texts)


@pytest.mark.long
@pytest.mark.parametrize("strength", [1e-4, 0.32, 1.0, 100.0])
def test_the_error_is_drawn_from_the_tightest_prior_down_to_the_slider(strength):
    result = prior_and_posterior(strength)
    figure = new_figure(6.6, 3.4)
    with course_style():
        draw_weight_prior(figure, result)
    xs, errors = figure.axes[2].lines[0].get_data()
    assert (xs[0], errors[0]) == (strength, result["error"]) and xs.min() == strength
    assert xs[-1] == pytest.approx(100) and (strength == 100 or errors[-1] == result["errors"][-1])
    assert INSTRUMENTS["weight_prior"]().controls[0].value == 100


def test_the_sentence():
    assert describe_weight_prior(prior_and_posterior(0.0032)).startswith("A prior that puts each β at 0 ± 4.4: error ")
    for strength, verdict in ((0.0032, "looser than"), (100, "tighter than"), (0.32, "about the least")):
        assert verdict in describe_weight_prior(prior_and_posterior(strength))
