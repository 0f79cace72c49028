"""Regularizers: the stored gains are the measured ones, and they say what the chapter says."""

import numpy as np
import pytest
from helpers import refused

from course_nn.chapters.ch06_training.regularizers import METHODS, averages, best_gain, regularized
from course_nn.chapters.ch06_training.regularizers_figure import SHOWN, describe_regularizers, draw_regularizers
from course_nn.chapters.ch06_training.small_digits import WRONG, learned
from course_nn.plots.style import course_style, new_figure


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_stored_is_what_is_measured(wrong):
    """Three of the twenty draws, computed anew: their mean lies within three standard deviations of them."""
    for method, strengths in METHODS.items():
        table = averages(method, wrong)["accuracy"]
        assert table["mean"].shape == table["error"].shape == (len(strengths),)
    method, level = {0.0: ("weight decay", 5), 0.2: ("dropout", 5), 0.4: ("noise on the inputs", 4)}[wrong]
    table = averages(method, wrong)["accuracy"]
    strength = METHODS[method][level]
    runs = [learned(method, strength, wrong=wrong, seed=k)["validation_accuracy"][-1] for k in range(3)]
    spread = table["error"][level] * np.sqrt(20)
    assert abs(np.mean(runs) - table["mean"][level]) <= 3 * spread / np.sqrt(3)


def test_every_regularizer_gains_with_wrong_labels_and_none_much_with_right_ones():
    """Twice the standard error apart, over 20 paired draws."""
    for method in METHODS:
        for wrong in (0.2, 0.4):
            gain = averages(method, wrong)["gain"]
            k = gain["mean"].argmax()
            assert 0 < k < 8 and gain["mean"][k] > 0.04 and gain["mean"][k] > 4 * gain["error"][k]
        assert averages(method, 0)["gain"]["mean"].max() < 0.01
    gains = {method: best_gain(method, 0) for method in METHODS}
    assert [method for method, (points, doubt) in gains.items() if points > doubt] == ["noise on the inputs"]


@pytest.mark.long
@pytest.mark.parametrize("method", ["dropout", "noise on the inputs"])
def test_gains_are_stored_as_measured(method):
    gain = averages(method, 0.2)["gain"]
    k = gain["mean"].argmax()
    ends = [
        [learned(*how, wrong=0.2, seed=seed)["validation_accuracy"][-1] for seed in range(20)]
        for how in (("none", 0.0), (method, METHODS[method][k]))
    ]
    learned.cache_clear()
    paired = np.subtract(ends[1], ends[0])
    assert paired.mean() == pytest.approx(gain["mean"][k], abs=0.01)
    assert paired.std(ddof=1) / np.sqrt(20) == pytest.approx(gain["error"][k], abs=0.004)


@pytest.mark.long
@pytest.mark.parametrize("wrong", [0.2, 0.4])
def test_noise_on_the_inputs_gains_most(wrong):
    """Beyond two standard errors of the paired difference to weight decay, the second."""
    ends = {}
    for method in ("noise on the inputs", "weight decay"):
        k = averages(method, wrong)["gain"]["mean"].argmax()
        strength = METHODS[method][k]
        runs = (learned(method, strength, wrong=wrong, seed=seed, every=240) for seed in range(20))
        ends[method] = np.array([run["validation_accuracy"][-1] for run in runs])
    learned.cache_clear()
    lead = ends["noise on the inputs"] - ends["weight decay"]
    assert lead.mean() > 2 * lead.std(ddof=1) / np.sqrt(20) > 0
    others = [averages(method, wrong)["gain"]["mean"].max() for method in METHODS]
    assert sorted(METHODS, key=lambda m: averages(m, wrong)["gain"]["mean"].max())[-2:] == [*ends][::-1], others


def test_beyond_the_best_strength_the_gain_shrinks():
    for method in METHODS:
        for wrong in WRONG:
            gain = averages(method, wrong)["gain"]["mean"]
            assert gain[-1] < gain.max() - 0.015 and (wrong or gain[-1] < -0.02), (method, wrong)


def test_the_bands_are_inside_the_picture():
    for wrong, (low, high) in SHOWN.items():
        for method in METHODS:
            accuracy = averages(method, wrong)["accuracy"]
            assert low < (accuracy["mean"] - 2 * accuracy["error"]).min()
            assert (accuracy["mean"] + 2 * accuracy["error"]).max() < high


@pytest.mark.long
def test_the_name_of_the_line_without_stands_outside():
    for method in METHODS:
        figure = new_figure(6.6, 3.4)
        with course_style():
            draw_regularizers(figure, regularized(method, 8, 0.2))
            figure.canvas.draw()
        ax = figure.axes[1]
        name = next(text for text in ax.texts if text.get_text() == "without")
        box, inside = name.get_window_extent(), ax.get_window_extent()
        assert box.x0 >= inside.x1 and box.x1 <= figure.bbox.x1


@pytest.mark.long
def test_with_wrong_labels_strong_dropout_lowers_the_training_accuracy_and_with_right_ones_it_need_not():
    strong = [s for s in METHODS["dropout"] if s >= 0.4]
    for wrong in (0.2, 0.4):
        assert (np.diff([learned("dropout", s, wrong=wrong)["accuracy"][-1] for s in strong]) < 0).all()
    assert learned("dropout", 0.4, wrong=0.0)["accuracy"][-1] == 1.0


def test_the_best_gain_is_in_points():
    gain = averages("noise on the inputs", 0.2)["gain"]
    points, doubt = best_gain("noise on the inputs", 0.2)
    k = list(gain["mean"]).index(points / 100)
    assert points == 100 * max(gain["mean"]) > 4 and doubt == 200 * gain["error"][k]


def test_a_strength_of_none_is_the_plain_training():
    plain, strong = (regularized("L1 penalty", level, 0.4) for level in (0, 8))
    assert plain["strength"] == plain["gains"]["mean"][0] == 0 and strong["strength"] == METHODS["L1 penalty"][8]
    np.testing.assert_array_equal(plain["run"]["loss"], plain["plain"]["loss"])
    np.testing.assert_array_equal(strong["plain"]["loss"], plain["plain"]["loss"])
    assert strong["run"]["loss"][-1] > 3 * plain["run"]["loss"][-1]
    with refused("regularizers: method: unknown name 'L3 penalty'"):
        regularized("L3 penalty", 0, 0.4)


def test_the_sentence():
    assert describe_regularizers(regularized("dropout", 5, 0.2)).startswith("Dropout of 0.5 gains 3.0 ± 0.6 points")
    assert describe_regularizers(regularized("dropout", 5, 0.0)).endswith("that may be chance.")
    assert "Dropout of 0.9 costs" in describe_regularizers(regularized("dropout", 8, 0.0))
    assert describe_regularizers(regularized("dropout", 0, 0.0)).startswith("Without a regularizer 91.8% of")
