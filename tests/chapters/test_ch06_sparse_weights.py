"""L1 and L2 on a linear model: the weights are scikit-learn's, the zeros exact, the claims true."""

import numpy as np
import pytest
from helpers import refused

from course_nn.chapters.ch06_training.sparse_weights import (
    STRENGTHS,
    lasso,
    lasso_and_ridge,
    patients_and_noise,
    ridge,
    soft_threshold,
)
from course_nn.chapters.ch06_training.sparse_weights_figure import describe_sparse_weights, draw_sparse_weights
from course_nn.plots.style import course_style, new_figure
from course_nn.widgets import INSTRUMENTS


def test_soft_threshold_minimizes_its_definition():
    w, t = np.array([-2.0, -0.5, -0.1, 0.0, 0.3, 4.0]), 0.5
    grid = np.linspace(-5, 5, 100_001)
    for one, got in zip(w, soft_threshold(w, t), strict=True):
        best = grid[np.argmin(0.5 * (grid - one) ** 2 + t * np.abs(grid))]
        assert got == pytest.approx(best, abs=1e-4)
    zeros = soft_threshold(w, t) == 0
    assert zeros.tolist() == [False, True, True, True, True, False]
    assert soft_threshold(w.astype(np.float32), t).dtype == np.float32


@pytest.mark.long
@pytest.mark.parametrize("draw", [0, 5])
def test_every_strength_of_the_lasso_is_scikit_learns(draw):
    from sklearn.linear_model import Lasso

    X, y, *_ = patients_and_noise(draw)
    ours = lasso(X, y, np.array(STRENGTHS), steps=20_000)
    shown = np.column_stack([lasso_and_ridge(s, draw)["w"]["L1"] for s in STRENGTHS])
    for k, strength in enumerate(STRENGTHS):
        theirs = Lasso(alpha=strength / 2, fit_intercept=False, tol=1e-13, max_iter=10**6).fit(X, y).coef_
        assert ours[:, k] == pytest.approx(theirs, abs=1e-6)
        assert ((ours[:, k] == 0) == (theirs == 0)).all()
        assert shown[:, k] == pytest.approx(theirs, abs=0.02)  # what the instrument has time for


def test_ridge_is_scikit_learns_and_one_strength_is_a_vector():
    from sklearn.linear_model import Ridge

    X, y, *_ = patients_and_noise(2)
    theirs = Ridge(alpha=3.0 * len(X) / 2, fit_intercept=False).fit(X, y).coef_
    assert ridge(X, y, 3.0) == pytest.approx(theirs, rel=1e-9)
    one = lasso(X, y, 15.0)
    assert one.shape == (30,) and one == pytest.approx(lasso(X, y, np.array([1.0, 15.0]))[:, 1], abs=1e-9)


def test_patients_are_standardized_by_the_hundred_alone():
    X, y, V, v, names = patients_and_noise(1)
    assert X.shape == (100, 30) and V.shape == (342, 30) and len(names) == 10
    assert X.mean(axis=0) == pytest.approx(0, abs=1e-12) and X.std(axis=0) == pytest.approx(1)
    assert y.mean() == pytest.approx(0, abs=1e-10) and abs(v.mean()) > 0.1
    assert np.abs(V.mean(axis=0)).max() > 0.05


@pytest.mark.long
def test_where_most_features_mean_nothing_the_lasso_is_ahead():
    least = {
        name: np.mean([lasso_and_ridge(1, draw)["errors"][name].min() for draw in range(10)]) for name in ("L1", "L2")
    }
    plain = np.mean([lasso_and_ridge(1, draw)["plain_error"] for draw in range(10)])
    assert least["L1"] + 1 < least["L2"] < plain - 4


def test_l2_helps_only_while_it_is_weak():
    """In the draw that is shown for λ up to 4; at 15, the best place of L1, it is worse than no penalty at all."""
    result = lasso_and_ridge(15)
    better = result["strengths"][result["errors"]["L2"] < result["plain_error"]]
    assert 3 < better.max() < 4.5 and (better == result["strengths"][: len(better)]).all()
    assert result["error"]["L2"] > result["plain_error"] + 4 and result["error"]["L1"] == result["errors"]["L1"].min()
    for draw in range(10):
        errors = lasso_and_ridge(1, draw)["errors"]
        assert 0.5 < STRENGTHS[errors["L2"].argmin()] <= 2 and 7 < STRENGTHS[errors["L1"].argmin()] < 20
        guess = np.sqrt(np.mean(patients_and_noise(draw)[3] ** 2))
        assert errors["L1"][-1] == pytest.approx(guess) and errors["L2"][-1] == pytest.approx(guess, rel=0.02)


def test_l1_keeps_two_real_features_the_longest():
    for draw in range(10):
        W = np.column_stack([lasso_and_ridge(strength, draw)["w"]["L1"] for strength in STRENGTHS])
        lasts = np.array([np.max(np.array(STRENGTHS)[w != 0], initial=0) for w in W])
        kept = np.argsort(-lasts, kind="stable")
        assert (kept[:2] < 10).all() and lasts[kept[1]] > lasts[kept[2]]


def test_in_one_of_ten_draws_l2_is_ahead():
    off = {"L1": [], "L2": []}
    for draw in range(10):
        result = lasso_and_ridge(1, draw)
        for name, errors in result["errors"].items():
            off[name].append(result["plain_error"] - errors.min())
    assert np.mean(off["L1"]) == pytest.approx(8, abs=0.5) and np.mean(off["L2"]) == pytest.approx(6, abs=0.5)
    assert np.flatnonzero(np.greater(off["L2"], off["L1"])).tolist() == [4]


def test_penalties_make_weights_smaller_on_the_whole_but_not_each_one():
    norms = {name: [] for name in ("L1", "L2")}
    for strength in STRENGTHS:
        for name, w in lasso_and_ridge(strength)["w"].items():
            norms[name].append(np.linalg.norm(w))
    for name, found in norms.items():
        assert (np.diff(found) <= 1e-9).all() and found[0] < np.linalg.norm(lasso_and_ridge(1)["plain"]), name
    weak = lasso_and_ridge(0.5)
    assert (np.abs(weak["w"]["L2"]) > np.abs(weak["plain"])).any()


@pytest.mark.long
def test_where_every_feature_means_a_little_l2_is_ahead():
    """Beyond two standard errors: what makes L1 the better one is that most features mean nothing."""
    lead = []
    for seed in range(30):
        rng = np.random.default_rng(seed)
        w, X, V = rng.normal(0, 10, 30), rng.normal(size=(100, 30)), rng.normal(size=(400, 30))
        y, v = X @ w + rng.normal(0, 60, 100), V @ w + rng.normal(0, 60, 400)
        sparse = np.sqrt(np.mean((V @ lasso(X, y, np.array(STRENGTHS)) - v[:, None]) ** 2, axis=0)).min()
        small = min(np.sqrt(np.mean((V @ ridge(X, y, s) - v) ** 2)) for s in np.geomspace(0.01, 200, 40))
        lead.append(sparse - small)
    assert np.mean(lead) > 2 * np.std(lead, ddof=1) / np.sqrt(30)


@pytest.mark.long
def test_the_error_is_drawn_up_to_the_slider_and_inside_the_picture():
    for draw in range(10):
        for strength in (STRENGTHS[0], 15.0, STRENGTHS[-1]):
            result = lasso_and_ridge(strength, draw)
            figure = new_figure(6.6, 3.4)
            with course_style():
                draw_sparse_weights(figure, result)
            for line in figure.axes[1].lines:
                if line.get_linestyle() != ":":
                    assert line.get_xdata()[-1] == strength == result["strength"]
                    assert (52 < line.get_ydata()).all() and (line.get_ydata() < 82).all()
            limit = figure.axes[0].get_ylim()[1]
            assert all(np.abs(w).max() <= result["largest"] < limit for w in result["w"].values())
            assert limit == (100 if draw == 5 else 40)
    assert [value for _, value in INSTRUMENTS["sparse_weights"]().controls[0].pairs] == list(STRENGTHS)


def test_lasso_refuses_with_a_sentence():
    X, y, *_ = patients_and_noise(0)
    with refused("strengths of at least 0"):
        lasso(X, y, -1.0)
    with refused("a target for each row"):
        lasso(X, y[:-1], 1.0)


def test_the_nearest_strength_is_shown():
    assert lasso_and_ridge(15)["zeros"] == {"L1": (4, 16), "L2": (0, 0)}
    assert lasso_and_ridge(1e-3)["strength"] == STRENGTHS[0] == 0.5
    assert lasso_and_ridge(1e3)["strength"] == STRENGTHS[-1] == 200


def test_the_sentence():
    said = describe_sparse_weights(lasso_and_ridge(200))
    assert said.startswith(
        "λ = 200: L1 makes 20 of 20 noise features and 10 of 10 real ones exactly 0, L2 none; error "
    )
    assert describe_sparse_weights(lasso_and_ridge(15)).endswith("62.7 without.")
