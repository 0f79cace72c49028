"""Overfitting: the stored averages are the measured ones, and they say what the chapter says."""

import re

import numpy as np
import pytest
from helpers import refused

from course_nn import Adam, CrossEntropy, train
from course_nn.chapters.ch06_training.overfitting import (
    EXAMPLES,
    HIDDEN,
    averages,
    gap,
    learning_curves,
    validation_by_units,
)
from course_nn.chapters.ch06_training.overfitting_figure import describe_overfitting, draw_overfitting
from course_nn.chapters.ch06_training.small_digits import RATE, SIZE, STEPS, WRONG, few_digits, learned, small_network
from course_nn.plots.style import course_style, new_figure
from course_nn.training import batches
from course_nn.widgets import Ladder


@pytest.mark.long
@pytest.mark.parametrize("wrong", [0, 0.2])
def test_capacity_is_stored_as_measured(wrong):
    """Both ends of the chapter's claim: with wrong labels 16 units know more than 256, with right ones fewer."""
    table, row = averages(wrong), EXAMPLES.index(320)
    for hidden in (16, 256):
        runs = [learned(n=320, hidden=hidden, wrong=wrong, seed=k) for k in range(3)]
        learned.cache_clear()
        k = HIDDEN.index(hidden)
        for name in ("accuracy", "validation_accuracy"):
            mean, error = (table[name][which][row, k] for which in ("mean", "error"))
            found = np.mean([run[name][-1] for run in runs])
            assert abs(found - mean) <= 3 * error * np.sqrt(10 / 3) + 0.005


def test_more_examples_help_everybody():
    for table in map(averages, WRONG):
        means = table["validation_accuracy"]["mean"]
        assert means.shape == (len(EXAMPLES), len(HIDDEN))
        assert (means[-1, 2:] > means[0, 2:] + 0.2).all()


def test_with_wrong_labels_the_number_of_units_has_an_optimum_and_with_right_ones_it_has_none():
    wrong, right = (validation_by_units(320, share) for share in (0.2, 0.0))
    assert tuple(wrong) == tuple(right) == HIDDEN
    assert max(wrong, key=wrong.get) in (16, 32) and min(wrong[16], wrong[32]) > wrong[256] + 0.03
    assert max(right, key=right.get) == 256


def test_with_wrong_labels_many_examples_are_known_less_well_than_others():
    """A network that gives the right answer to a mislabeled example is counted wrong."""
    assert gap(64, 640, 0.2) < -0.05 and gap(64, 160, 0.2) > 0.15 and 0 < gap(64, 640, 0.0) < 0.05
    own, others = (averages(0.2)[name]["mean"][-1, HIDDEN.index(64)] for name in ("accuracy", "validation_accuracy"))
    assert gap(64, 640, 0.2) == pytest.approx(own - others) and own == pytest.approx(0.8, abs=0.04)


@pytest.mark.parametrize(("wrong", "low", "high"), [(0.0, 1.45, 1.6), (0.2, 1.65, 1.75), (0.4, 1.7, 1.9)])
def test_wrong_labels_make_large_weights(wrong, low, high):
    """Trained as in the instrument, `learned`."""
    for seed in range(5):
        X, y, *_ = few_digits(160, wrong, seed)
        rng = np.random.default_rng(1000 + seed)
        network = small_network(64, rng)
        before = np.linalg.norm(network.theta)
        for step in train(network, CrossEntropy(), Adam(RATE), batches(X, y, SIZE, rng), STEPS):
            if step.index + 1 == STEPS:
                break
        assert low < np.linalg.norm(network.theta) / before < high


def test_validation_levels_off_with_right_labels_and_turns_with_wrong_ones():
    """64 units and 160 examples, as the instrument opens."""
    right, wrong = (learned(n=160, wrong=share) for share in (0.0, 0.2))
    assert right["validation_loss"][-1] == right["validation_loss"].min() > 0.98 * right["validation_loss"][-10]
    assert wrong["validation_loss"][-1] > 1.1 * wrong["validation_loss"].min()
    for run in (right, wrong):
        smooth = np.convolve(run["loss"], np.ones(5) / 5, "valid")
        assert (np.diff(smooth) < 0).all()


@pytest.mark.long
def test_the_costs_are_inside_the_picture():
    """The least and the greatest cost of all trainings at the corners."""
    for wrong in WRONG:
        for n in (20, 640):
            for hidden in (1, 256):
                figure = new_figure(6.6, 3.4)
                with course_style():
                    draw_overfitting(figure, learning_curves(hidden, n, wrong))
                low, high = figure.axes[0].get_ylim()
                run = learned(n=n, hidden=hidden, wrong=wrong)
                for line, name in zip(figure.axes[0].lines, ("loss", "validation_loss"), strict=True):
                    np.testing.assert_array_equal(line.get_ydata(), run[name])
                    assert low < run[name].min() and run[name].max() < high


def test_learning_curves_are_those_of_the_given_size():
    result = learning_curves(hidden=16, n=80, wrong=0.4)
    assert result["parameters"] == 64 * 16 + 16 + 16 * 10 + 10
    np.testing.assert_array_equal(result["examples"], [20, 40, 80, 160, 320, 640])
    for k, n in enumerate(EXAMPLES):
        assert result["averages"]["validation_accuracy"]["mean"][k] == validation_by_units(n, 0.4)[16]
    one = learned(n=80, hidden=16, wrong=0.4)
    np.testing.assert_array_equal(result["run"]["validation_loss"], one["validation_loss"])


def test_the_sentence():
    said = describe_overfitting(learning_curves(64, 160, 0.2))
    assert said.startswith("4,810 parameters, 160 examples: on average 100% right on these, ")
    assert said.endswith("78% on others; a gap of 22 points.")
    assert describe_overfitting(learning_curves(1, 160, 0.2)).endswith("; it does not fit even its own.")
    more_on_others = describe_overfitting(learning_curves(16, 640, 0.4))
    assert more_on_others.endswith("on average 59% right on these, 86% on others, whose labels are right.")
    even = {name: {"mean": np.full(6, 0.9)} for name in ("accuracy", "validation_accuracy")}
    assert describe_overfitting(learning_curves(1, 160, 0.2) | {"averages": even}).endswith("90% on others; no gap.")


def test_the_gap_is_that_of_the_numbers_beside_it():
    for wrong in WRONG:
        for column in range(len(HIDDEN)):
            for n in EXAMPLES:
                means = {name: {"mean": one["mean"][:, column]} for name, one in averages(wrong).items()}
                result = {"parameters": 1, "examples": np.array(EXAMPLES), "n": n, "wrong": wrong, "averages": means}
                said = describe_overfitting(result)
                own, others = map(int, re.findall(r"(\d+)%", said))
                if said.endswith("points."):
                    assert said.endswith(f"a gap of {own - others} points.") and own - others >= 2
                elif said.endswith("no gap."):
                    assert abs(own - others) < 2
                else:
                    assert own <= others - 2 or said.endswith("its own.")


def test_a_slider_over_given_values():
    ladder = Ladder("n", "examples", (20, 40, 80), 40)
    widget = ladder.widget()
    assert widget.value == 40 and [value for _, value in widget.options] == [20, 40, 80]
    assert ladder.ends() == [20, 80] and ladder.clean(80) == 80
    with refused("expected one of 20, 40, 80, got 30"):
        ladder.clean(30)
    with refused("at least two options"):
        Ladder("n", "examples", (20,), 20)
