"""The linear autoencoder reaches the span of the principal axes, and not the axes themselves."""

import numpy as np
import pytest

from course_nn.chapters.ch10_autoencoders import linear_autoencoder as theme
from course_nn.chapters.ch10_autoencoders.digit_codes import digit_axes, floor
from course_nn.chapters.ch10_autoencoders.instruments_of_codes import linear_autoencoder

SIZES = range(1, theme.MOST + 1)


@pytest.mark.parametrize("k", SIZES)
def test_after_the_last_step_it_is_there(k):
    result = theme.compare_subspaces(k, theme.STEPS)
    assert result["angles"][-1] < 0.1
    assert result["losses"][-1] == pytest.approx(floor(k), abs=1e-6)
    assert (result["losses"] > floor(k)).all() and result["angles"][0] > 60


def test_its_rows_are_not_the_axes():
    for k in SIZES[1:]:
        assert theme.compare_subspaces(k, theme.STEPS)["cosines"].min() < 0.9
    assert theme.compare_subspaces(1, theme.STEPS)["cosines"][0] == pytest.approx(1, abs=1e-9)


def test_what_is_stored_is_the_training():
    rows, losses = theme.train_linear(2)
    np.testing.assert_allclose(rows[:4], theme.stored(2)[0][:4], atol=1e-5)
    np.testing.assert_allclose(losses, theme.stored(2)[1], atol=1e-6)


def test_another_seed_reaches_the_same_span():
    rows, losses = theme.train_linear(3, seed=1)
    assert theme.largest_angle(rows[-1], digit_axes().axes[:, :3]) < 0.1
    assert losses[-1] == pytest.approx(floor(3), abs=1e-6)


def test_the_largest_angle():
    axes = np.eye(4)[:, :2]
    for degrees in (1e-7, 0.1, 30, 89.5):
        t = np.radians(degrees)
        rows = np.array([[1, 0, 0, 0], [1, np.cos(t), np.sin(t), 0]])
        assert theme.largest_angle(3 * rows, axes) == pytest.approx(degrees, rel=1e-6)
    assert theme.largest_angle(np.eye(4)[2:], axes) == pytest.approx(90)


@pytest.mark.long
def test_no_curve_goes_beyond_the_step_that_was_asked_for():
    it = linear_autoencoder()
    for moment in theme.MOMENTS:
        it.set(moment=moment)
        curves = [line for ax in it.figure.axes for line in ax.lines if line.get_marker() == "o"]
        assert [np.max(line.get_xdata()) for line in curves] == [moment, moment]
