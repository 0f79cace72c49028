"""Features of the digits: their numbers, and what may be said of learning and of the reconstruction error."""

import numpy as np
import pytest

from course_nn.chapters.ch13_energy_models import digit_features as theme
from course_nn.chapters.ch13_energy_models.digit_features_figure import describe_digit_features
from course_nn.chapters.ch13_energy_models.digit_machines import LOOKS, images, trained


def test_estimates_are_sure_to_a_tenth_of_a_nat():
    for name in theme.NAMES:
        value, low, high, _, error = theme.measured()[name]
        assert low <= value <= high and high - low < 0.25 and 0 < error < 0.25


@pytest.mark.long
@pytest.mark.parametrize("name", ["pcd0", "pcd100"])
def test_an_estimate_again(name):
    again, stored = theme.judged(name), theme.measured()[name]
    np.testing.assert_allclose(again, stored, atol=0.15)


def test_log_p_falls_at_first_and_then_rises():
    log_p = [theme.measured()[f"pcd{look}"][3] for look in LOOKS]
    assert log_p[1] < log_p[0] - 2, "after one epoch worse than without learning"
    assert log_p[-1] > log_p[0] + 5 and log_p[-1] == max(log_p)


def test_a_low_reconstruction_error_is_no_high_likelihood():
    """The machine of a rate that is too large reconstructs best of all, and is the least likely by far."""
    coarse, others = theme.measured()["coarse"], [theme.measured()[n] for n in theme.NAMES if n != "coarse"]
    assert coarse[4] < min(one[4] for one in others) and coarse[3] < min(one[3] for one in others) - 5


def test_units_of_a_digit():
    for look in LOOKS:
        result = theme.show_features(look, 3)
        on = trained(f"pcd{look}").hidden(images()[1][3:4])[0]
        np.testing.assert_array_equal(result["on"], on)
        beyond = on - trained(f"pcd{look}").hidden(images()[0]).mean(axis=0)
        assert beyond[result["best"]].min() >= np.delete(beyond, result["best"]).max()
        assert f"turns on {(on > 0.5).sum()} of 100 units" in describe_digit_features(result)


def test_weights_become_smooth_and_no_whole_digits():
    """Neighboring pixels have alike weights, and the best of all training digits fits a unit's weights by half."""
    X, T = images()
    X = X - X.mean(axis=1, keepdims=True)
    X = X / np.linalg.norm(X, axis=1, keepdims=True)
    alike = {}
    for look in (0, 100):
        W = trained(f"pcd{look}").W.value
        F = W.reshape(8, 8, -1)
        alike[look] = np.mean([np.corrcoef(f[:, :-1].ravel(), f[:, 1:].ravel())[0, 1] for f in np.moveaxis(F, -1, 0)])
    assert abs(alike[0]) < 0.05 and alike[100] > 0.2
    centered = W - W.mean(axis=0)
    fits = (X @ (centered / np.linalg.norm(centered, axis=0))).max(axis=0)
    assert fits.mean() < 0.6
    on = (trained("pcd100").hidden(T) > 0.5).sum(axis=1).mean()
    assert on == pytest.approx(20, abs=1)


def test_more_learning_brings_more_of_the_image_back():
    error = [theme.measured()[f"pcd{look}"][4] for look in (0, 10, 30, 100)]
    assert (np.diff(error) < 0).all()


def test_persistent_chains_need_slow_learning():
    """With a rate of 0.3 all along they end far below CD-1, by every seed; ten rounds a step instead of one help."""
    found = theme.measured()["rate 0.3"]
    assert found["CD-1"].min() > found["persistent"].max() + 5 and len(found["CD-1"]) == 3
    assert found["persistent, 10 rounds"].mean() > found["persistent"].mean() + 2
    assert found["persistent"][0] == pytest.approx(theme.measured()["coarse"][3], abs=0.2), "the stored machine"


@pytest.mark.long
def test_a_coarse_training_again():
    """The first epochs of both ways are alike in likelihood: what parts them comes later."""
    assert theme.coarse("CD-1", 0, epochs=3) == pytest.approx(theme.coarse("persistent", 0, epochs=3), abs=4)
