"""Chapter 03, digits: what came out of learning, with the mistakes as they were made."""

import numpy as np
from numpy.testing import assert_allclose, assert_array_equal

from course_nn.chapters.ch03_multilayer_perceptrons.digit_classifier import what_came_out
from course_nn.chapters.ch03_multilayer_perceptrons.digit_classifier_figure import draw_digit_classifier
from course_nn.plots import course_style, new_figure


def tried(n=12, wrong=(3, 7)):
    """n digits; the network gives 3/4 to its answer, which is one too many for those in ``wrong``."""
    labels = np.arange(n) % 10
    said = labels.copy()
    said[list(wrong)] = (said[list(wrong)] + 1) % 10
    logits = np.zeros((n, 10))
    logits[np.arange(n), said] = np.log(27)  # 27 / (27 + 9)
    images = np.arange(n)[:, None] * np.ones(64)
    return what_came_out([2.0, 1.0, 0.5], logits, images, labels)


def test_the_mistakes_are_those_that_were_made():
    result = tried()
    assert (result["wrong"], result["tried"]) == (2, 12)
    assert_allclose(result["accuracy"], 10 / 12)
    assert_array_equal(result["labels"], [3, 7])
    assert_array_equal(result["said"], [4, 8])
    assert_allclose(result["sure"], [0.75, 0.75])
    assert result["images"].shape == (2, 8, 8)
    assert_array_equal(result["images"][:, 0, 0], [3, 7])


def test_of_many_mistakes_the_first_eight_are_shown():
    result = tried(40, wrong=range(20))
    assert result["wrong"] == 20 and len(result["images"]) == 8


def test_each_mistake_has_its_label_its_answer_and_how_sure_it_was():
    figure = new_figure(9, 3)
    with course_style():
        draw_digit_classifier(figure, tried())
    left, *mistakes = figure.axes
    assert left.get_title(loc="left") == "83.3% of 12 new digits are right"
    assert_allclose(left.lines[0].get_xydata(), [[1, 2.0], [2, 1.0], [3, 0.5]])
    assert [ax.get_title(loc="left") for ax in mistakes[:3]] == ["3, said 4\n$p$ = 0.75", "7, said 8\n$p$ = 0.75", ""]
