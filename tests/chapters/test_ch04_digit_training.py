"""Digits for one's own backpropagation: rows that are apart, and what came out of learning."""

import numpy as np

from course_nn import data
from course_nn.chapters.ch04_backpropagation.digit_training import digit_rows, what_came_out
from course_nn.chapters.ch04_backpropagation.digit_training_figure import draw_digit_training
from course_nn.plots import picture


def test_two_thirds_to_learn_from_and_the_rest_apart():
    X, Y, new, labels = digit_rows()
    assert X.shape == (1198, 64) and new.shape == (599, 64) and X.max() == 1 and X.min() == 0
    assert Y.shape == (1198, 10) and (Y.sum(axis=1) == 1).all()
    everything = {row.tobytes(): label for row, label in zip(*data.digits(), strict=True)}
    assert all(everything[row.tobytes()] == y for row, y in zip(X, Y.argmax(axis=1), strict=True))
    assert all(everything[row.tobytes()] == y for row, y in zip(new, labels, strict=True))
    assert not {row.tobytes() for row in X} & {row.tobytes() for row in new}


def test_what_came_out_by_hand():
    scores = np.eye(10)[[3, 1, 4, 1, 5]]
    images = np.arange(5 * 64.0).reshape(5, 64)
    result = what_came_out([2.0, 1.0], scores, images, np.array([3, 1, 4, 9, 2]))
    assert (result["accuracy"], result["wrong"], result["tried"]) == (0.6, 2, 5)
    assert result["said"].tolist() == [1, 5] and result["labels"].tolist() == [9, 2]
    np.testing.assert_array_equal(result["images"], images[3:].reshape(2, 8, 8))


def test_the_picture_names_each_mistake_as_the_result_does():
    scores, labels = np.eye(10)[[1, 2, 3, 4]], np.array([1, 7, 3, 9])
    result = what_came_out(np.linspace(2, 0.1, 100), scores, np.zeros((4, 64)), labels)
    figure = picture(draw_digit_training, result, "Two digits of four are read wrongly.", (9.2, 3.2)).figure
    titles = [ax.get_title(loc="left") for ax in figure.axes[1:]]
    assert titles[:3] == ["7, said 2", "9, said 4", ""]
    assert "50% of new digits are right" in figure.axes[0].get_title(loc="left")
    assert figure.subfigs[1].get_suptitle() == "Mistakes: 2 of 4"
