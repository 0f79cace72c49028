"""Losses from logits and from clipped probabilities: where they agree, where the gradient ends, what float32 loses."""

import re

import numpy as np
import pytest

from course_nn.chapters.ch14_frameworks import clipped_probability as theme
from course_nn.chapters.ch14_frameworks.elsewhere import MEASURED
from course_nn.chapters.ch14_frameworks.instruments_of_conventions import clipped_probability
from course_nn.functions import log_softmax, sigmoid
from course_nn.losses import CrossEntropy


def test_from_logits_is_the_librarys_cross_entropy_of_two_classes():
    for dtype, digits in ((np.float32, 1e-6), (np.float64, 1e-13)):
        for z in theme.GRID:
            loss, d_logits = CrossEntropy()(np.array([[z, 0.0]], dtype), np.array([0]))
            ours, slope = theme.from_logits(z, dtype)
            np.testing.assert_allclose(ours, loss, digits)
            np.testing.assert_allclose(slope, d_logits[0, 0], digits)
    np.testing.assert_allclose(theme.from_logits(-700.0)[0], -log_softmax(np.array([-700.0, 0.0]))[0])


@pytest.mark.parametrize("dtype", theme.TYPES)
def test_the_chapters_numbers(dtype):
    """−ln 10⁻⁹ is 20.72; clipped at 10⁻⁷ it comes out as 16.118, and nothing comes back."""
    kind, z = theme.TYPES[dtype], np.log(1e-9 / (1 - 1e-9))
    loss, slope = theme.from_logits(z, kind)
    assert round(float(loss), 2) == 20.72 and slope == pytest.approx(-1)
    clipped, flat = theme.from_probabilities(z, 1e-7, kind)
    assert round(float(clipped), 3) == 16.118 and flat == 0


@pytest.mark.parametrize("dtype", theme.TYPES)
@pytest.mark.parametrize("clip", [1e-12, 1e-7, 1e-3])
def test_the_gradient_ends_where_the_loss_stops_growing(dtype, clip):
    z = np.linspace(*theme.LOGITS, 2001)
    edge, kind = np.log(clip / (1 - clip)), theme.TYPES[dtype]
    z = z[np.abs(z - edge) > 0.01]
    loss, slope = theme.from_probabilities(z, clip, kind)
    true, true_slope = theme.from_logits(z, kind)
    below, inside = z < edge, (z > edge) & (z < 8)
    assert (slope[below] == 0).all() and np.ptp(loss[below]) == 0 and loss[below][0] == pytest.approx(-np.log(clip))
    digits = {"float32": 1e-3, "float64": 1e-11}[dtype]
    if clip < 1e-5:  # up there 1 − p of float32 has few digits, and the clip of 10⁻³ begins
        np.testing.assert_allclose(loss[inside], true[inside], digits)
        np.testing.assert_allclose(slope[inside], true_slope[inside], digits)


@pytest.mark.parametrize("clip", [1e-12, 1e-7, 1e-3])
def test_the_slope_is_the_losss_own(clip):
    """By central differences in float64."""
    z, step = np.linspace(-40, 12, 521), 1e-5
    z = z[(np.abs(np.abs(z) - np.log(1 / clip - 1)) > 0.01)]
    high, low = (theme.from_probabilities(z + sign * step, clip, np.float64)[0] for sign in (1, -1))
    slope = theme.from_probabilities(z, clip, np.float64)[1]
    np.testing.assert_allclose(slope, (high - low) / (2 * step), rtol=1e-4, atol=1e-8)


def test_without_a_clip_float32_overflows_below_minus_88_and_has_no_number_below_minus_104():
    z = np.arange(-120, 20, 0.25)
    loss, slope = theme.from_probabilities(z, 0.0, np.float32)
    assert np.array_equal(np.isinf(loss), z < -103.98) and np.array_equal(np.isnan(slope), z < -103.98)
    assert np.array_equal(np.isinf(slope), (z > -103.98) & (z < -88.72))
    for values in theme.from_probabilities(z, 0.0, np.float64):
        assert np.isfinite(values).all()
    np.testing.assert_allclose(
        theme.from_probabilities(z, 0.0, np.float64)[0], theme.from_logits(z, np.float64)[0], 1e-6
    )


def test_p_is_there_where_the_gradient_is_lost():
    """p is above 0 in float32 down to −103.9, and p − 1 is the gradient from logits; a zero has no sign."""
    z = np.arange(-103.75, 20, 0.25)
    p = sigmoid(z).astype(np.float32)
    assert (p > 0).all()
    np.testing.assert_allclose(p - 1, theme.from_logits(z)[1], atol=1e-7)
    slope = theme.from_probabilities(z, 0.0)[1]
    assert (slope == 0).any() and not np.signbit(slope[slope == 0]).any()


def test_a_sure_and_right_answer_has_a_loss_of_the_clip():
    """At z = 20 the loss is 2·10⁻⁹ from logits; 1 − 10⁻⁷ is 1 − 2⁻²³ in float32."""
    assert theme.from_logits(20.0)[0] == pytest.approx(2.06e-9, rel=1e-2)
    assert theme.from_probabilities(20.0, 1e-7)[0] == pytest.approx(2.0**-23, rel=1e-3)
    assert theme.from_probabilities(20.0, 1e-7, np.float64)[0] == pytest.approx(1e-7, rel=1e-3)


@pytest.mark.parametrize("backend", ["torch", "tensorflow"])
def test_what_keras_gave(backend):
    """Arrays of probabilities are clipped by both back ends, a model's own only by that of PyTorch."""
    with np.load(MEASURED / f"clipped_keras_{backend}.npz") as file:
        keras_says(backend, {name: file[name] for name in file.files})


def keras_says(backend, found):
    clipped, flat = theme.from_probabilities(np.array(theme.ASKED), 1e-7)
    loss, slope = theme.from_logits(np.array(theme.ASKED))
    np.testing.assert_allclose(found["of_arrays"], clipped, rtol=1e-5)
    np.testing.assert_allclose(found["of_model"], clipped if backend == "torch" else loss, rtol=1e-5)
    np.testing.assert_allclose(found["slopes"], flat if backend == "torch" else slope, rtol=1e-4)


def test_it_opens_where_nothing_is_clipped_and_shows_what_was_visited():
    one = clipped_probability()
    assert one.result["logits here"][0] == pytest.approx(one.result["probabilities here"][0], rel=1e-4)
    for z in (-120, -50, -10, 20):
        one.set(z=z)
        assert one.result["grid"].min() == z and one.result["grid"].max() == 20


def test_one_number_in_titles_and_sentence():
    one = clipped_probability()
    for corner in one.corners():
        one.set(**corner)
        loss, slope = (ax.get_title(loc="left") for ax in one.figure.axes)
        a, b = re.search(r"loss (.+) from logits, (.+) from probabilities", one.description).groups()
        c, d = re.search(r"gradient (.+) and (.+)\.$", one.description).groups()
        assert loss == f"Loss {a} from logits, {b} from p" and slope == f"Gradient {c} from logits, {d} from p"
        (point,) = (line.get_ydata() for line in one.figure.axes[1].get_lines() if line.get_marker() == "o")
        assert np.ravel(point).tolist() == [one.result["logits here"][1]], "the axis has the title's sign"
        for ax in one.figure.axes:
            for line in ax.get_lines():
                y = np.asarray(line.get_ydata(), float)
                assert len(y) == 2 or ((y >= ax.get_ylim()[0]) & (y <= ax.get_ylim()[1]) | np.isnan(y)).all()
