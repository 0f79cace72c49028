"""Chapter 03, the softmax as output unit: only differences of logits count."""

import math

import pytest
from numpy.testing import assert_allclose

from course_nn.chapters.ch03_multilayer_perceptrons.softmax_output import class_probabilities
from course_nn.chapters.ch03_multilayer_perceptrons.softmax_output_figure import (
    describe_softmax_output,
    draw_softmax_output,
)
from course_nn.plots import course_style, new_figure


def test_three_classes():
    result = class_probabilities(1, 0, -1)
    assert_allclose(result["p"], [0.6652409557748219, 0.24472847105479764, 0.09003057317038046])
    assert_allclose(class_probabilities(1, 0, -1, shift=2)["p"], result["p"])
    assert_allclose(class_probabilities(1, 0, -1, scale=0)["p"], 1 / 3)


def test_logits_are_scaled_and_then_shifted():
    assert_allclose(class_probabilities(3, 0, -2, shift=1, scale=2)["logits"], [7, 1, -3])


def test_a_gap_of_one_is_a_ratio_of_e():
    p = class_probabilities(0.5, 1.5, -0.5)["p"]
    assert_allclose([p[1] / p[0], p[0] / p[2]], math.e)


@pytest.mark.parametrize(
    "values, sentence",
    [
        ({}, "Class 0 gets 67 %, 2.72 times as much as the next: "),
        ({"z3": 2.0}, "Class 2 gets 67 %, 2.72 times as much as the next: "),
        ({"scale": 0.0}, "No class is ahead: the largest logits are equal, and each of them gets 33 %."),
        ({"z1": 0.0, "z2": 3.0, "scale": 2.0}, "Class 1 gets more than 99 %, 403 times as much as the next: "),
        ({"z1": 3.0, "z2": -3.0, "z3": -3.0, "scale": 2.0}, "Class 0 gets more than 99 %, 163,000 times as much"),
        ({"z1": 30.0, "z2": 0.0}, "Class 0 gets more than 99 %, more than a billion times as much as the next: "),
    ],
)
def test_the_sentence(values, sentence):
    assert describe_softmax_output(class_probabilities(**values)).startswith(sentence)


def test_the_bars_are_the_numbers_above_them():
    figure = new_figure(7, 3)
    with course_style():
        draw_softmax_output(figure, class_probabilities())
    for ax, wanted in zip(figure.axes, (["1.00", "0.00", "−1.00"], ["0.67", "0.24", "0.09"]), strict=True):
        assert [text.get_text() for text in ax.texts] == wanted
        assert [f"{bar.get_height():.2f}".replace("-", "−") for bar in ax.patches] == wanted
