"""Two losses for a sigmoid: their slopes against differences and at their ends, and who arrives."""

import numpy as np
import pytest

from course_nn.chapters.ch02_linear_models.classification_losses import LOSSES, descend_both
from course_nn.chapters.ch02_linear_models.classification_losses_figure import (
    SURE,
    describe_classification_losses,
    draw_classification_losses,
    draw_loss_slopes,
)
from course_nn.plots import picture
from course_nn.widgets import classification_losses


@pytest.mark.parametrize("name", LOSSES)
def test_the_slopes_of_the_losses_against_differences(name):
    loss, slope = LOSSES[name]
    z, h = np.linspace(-9, 9, 37), 1e-5
    assert slope(z) == pytest.approx((loss(z + h) - loss(z - h)) / (2 * h), abs=1e-9)


def test_where_the_neuron_is_wrong_and_sure_one_slope_is_gone():
    z = np.array(-40.0)
    values = {name: (float(loss(z)), float(slope(z))) for name, (loss, slope) in LOSSES.items()}
    assert values["squared error"] == pytest.approx((1, 0), abs=1e-12)
    assert values["cross-entropy"] == pytest.approx((40, -1), abs=1e-12)


def test_the_first_step_by_hand():
    for name, slope in (("squared error", -0.25), ("cross-entropy", -0.5)):  # at z = 0, p = ½
        one = descend_both(0.0, 2.0, 1)["losses"][name]
        assert one["path"][:2].tolist() == [0, -2 * slope] and one["p"][0] == 0.5


@pytest.mark.parametrize(
    "z, rate, steps, sentence",
    [
        (-5.0, 1.0, 1, "After 1 step from z = −5, p is 0.007 with squared error and 0.018 with cross-entropy."),
        (-5.0, 1.0, 20, "After 20 steps from z = −5, p is 0.009 with squared error and 0.932 with cross-entropy."),
        (-8.0, 10.0, 60, "After 60 steps from z = −8, p is 0.0006 with squared error and 0.998 with cross-entropy."),
    ],
)
def test_what_the_race_says(z, rate, steps, sentence):
    assert describe_classification_losses(descend_both(z, rate, steps)) == sentence


def test_the_slopes_are_drawn():
    shown = picture(draw_loss_slopes, descend_both(-5.0, 1.0, 3), "A sentence.")
    assert shown.png()[:4] == b"\x89PNG" and all(ax.has_data() for ax in shown.figure.axes)


def test_in_the_gray_region_the_squared_error_has_less_than_4_percent_of_the_slope():
    result = descend_both(-5.0, 1.0, 3)
    for ax in picture(draw_loss_slopes, result, "A sentence.").figure.axes:
        (gray,) = ax.patches
        low, high = gray.get_x(), gray.get_x() + gray.get_width()
        assert (low, high) == (-10, SURE)
        z = np.linspace(low, high, 601)
        small, large = (LOSSES[name][1](z) for name in ("squared error", "cross-entropy"))
        assert (small / large < 0.04).all()


@pytest.mark.parametrize("z, rate, steps", [(-8.0, 0.1, 0), (-8.0, 10.0, 60), (4.0, 10.0, 60), (-5.0, 1.0, 20)])
def test_title_and_sentence_say_the_same_numbers_with_their_names(z, rate, steps):
    result = descend_both(z, rate, steps)
    title = picture(draw_classification_losses, result, "A sentence.").figure.axes[1].get_title(loc="left")
    squared, cross = title.replace("$p$ = ", "").split(",\n")
    assert squared.endswith(" by squared error") and cross.endswith(" by cross-entropy")
    said = f"p is {squared.split()[0]} with squared error and {cross.split()[0]} with cross-entropy."
    assert describe_classification_losses(result).endswith(said) and " 0.000 " not in said


def test_it_opens_before_the_first_step_and_shows_no_step_to_come():
    assert classification_losses().values["steps"] == 0
    right = picture(draw_classification_losses, descend_both(-5.0, 1.0, 7), "A sentence.").figure.axes[1]
    assert max(line.get_xdata().max() for line in right.lines) == 7


@pytest.mark.parametrize("z", [-8.0, -7.0, -6.0])
def test_a_large_rate_helps_the_squared_error_little_and_does_the_cross_entropy_no_harm(z):
    one = descend_both(z, 10.0, 60)["losses"]
    assert one["cross-entropy"]["p"][1] > 0.85 and (np.diff(one["cross-entropy"]["p"]) > 0).all()
    assert one["squared error"]["p"][5] < 0.01


@pytest.mark.parametrize("z", np.arange(-8, -2.9, 0.5))
def test_from_a_sure_mistake_the_squared_error_learns_more_slowly(z):
    for rate in (0.1, 0.3, 1, 3, 10):
        squared, cross = (one["p"][1:] for one in descend_both(float(z), rate, 60)["losses"].values())
        assert (squared < cross).all()
    p = descend_both(-5.0, 1.0, 60)["losses"]["cross-entropy"]["p"]
    assert p[15] < 0.9 < p[16]
