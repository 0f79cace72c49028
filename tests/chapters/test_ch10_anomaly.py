"""A digit that was left out, found by its score: ROC and area by hand, and what was measured."""

import numpy as np
import pytest

from course_nn.chapters.ch10_autoencoders import anomaly as theme
from course_nn.chapters.ch10_autoencoders.digit_codes import squared_errors
from course_nn.chapters.ch10_autoencoders.instruments_of_codes import anomaly


def test_roc_and_area_by_hand():
    usual, unseen = np.array([1.0, 2, 3]), np.array([2.5, 3, 4, 0.5])
    false, found = theme.roc(usual, unseen)
    np.testing.assert_allclose(false, [0, 0, 1 / 3, 1 / 3, 2 / 3, 1, 1])
    np.testing.assert_allclose(found, [0, 0.25, 0.5, 0.75, 0.75, 0.75, 1])
    assert theme.area(usual, unseen) == pytest.approx((2 + 2.5 + 3 + 0) / 12)


@pytest.mark.parametrize("way", theme.WAYS)
def test_the_area_is_that_under_the_curve(way):
    for digit in (1, 8):
        false, found = theme.roc(*theme.scores(digit, way))
        under = np.sum(np.diff(false) * (found[1:] + found[:-1]) / 2)
        assert theme.area(*theme.scores(digit, way)) == pytest.approx(under, abs=1e-9)
        assert (np.diff(false) >= 0).all() and (np.diff(found) >= 0).all() and false[-1] == found[-1] == 1


def test_the_left_out_digit_was_not_learned_from():
    for digit in range(10):
        known, usual, unseen = theme.parts(digit)
        assert len(known) + len(usual) + len(unseen) == 1797
        rows = {row.tobytes() for row in np.concatenate([known, usual])}
        assert not any(row.tobytes() in rows for row in unseen)


def test_what_the_chapter_may_say_of_all_seeds():
    stored = theme.measured()["autoencoder"]
    assert stored.shape == (theme.SEEDS, 10) and stored.min() > 0.82
    for digit in range(10):
        areas = theme.areas(digit)
        assert areas["autoencoder"] == pytest.approx(stored[0, digit], abs=2e-3)
        assert areas["PCA"] < stored[:, digit].min(), "an autoencoder finds more than PCA with as many numbers"
    nearest = [theme.areas(d)["nearest image"] for d in range(10)]
    assert ((stored < nearest).sum(axis=1) >= 8).all(), "for most digits the distance to the nearest known image more"
    assert min(nearest) > 0.95
    assert (stored.argmin(axis=1) == 9).sum() == theme.SEEDS - 1, "9 is the hardest, from all seeds but one"


def test_nearest_is_the_least_distance():
    known, usual, _ = theme.parts(0)
    expected = np.linalg.norm(usual[7].astype(float) - known, axis=1).min()
    assert theme.nearest(usual[:10], known)[7] == pytest.approx(expected)


def test_a_training_again():
    network = theme.train_without(4, seed=1)
    usual, unseen = (squared_errors(network, X) for X in theme.parts(4)[1:])
    assert theme.area(usual, unseen) == pytest.approx(theme.measured()["autoencoder"][1, 4], abs=0.02)


def test_the_threshold_flags_no_more_than_allowed():
    for allowed in (1, 5, 50):
        for digit in range(10):
            result = theme.find_unseen(digit, "PCA", allowed)
            assert allowed / 100 - 1 / len(result["usual"]) <= result["false"] <= allowed / 100 + 1e-12
            assert result["found"] == (result["unseen"] > result["threshold"]).mean()


@pytest.mark.long
def test_the_threshold_ends_below_the_legend():
    it = anomaly()
    for corner in it.corners():
        it.set(**corner)
        ax = it.figure.axes[0]
        line = ax.collections[-1].get_segments()[0]
        box = ax.get_legend().get_window_extent(it.figure.canvas.get_renderer())
        assert ax.transData.transform(line)[:, 1].max() < box.y0
