"""The confusion matrix against scikit-learn's, and what its picture writes."""

import numpy as np
import pytest

from course_nn.chapters.ch02_linear_models.confusion_matrix import count_confusions
from course_nn.chapters.ch02_linear_models.confusion_matrix_figure import draw_confusion_matrix
from course_nn.plots import picture


def test_against_sklearn():
    from sklearn.metrics import confusion_matrix

    rng = np.random.default_rng(0)
    y, said = rng.integers(0, 4, 200), rng.integers(0, 4, 200)
    assert np.array_equal(count_confusions(y, said, 4), confusion_matrix(y, said))


def test_rows_are_what_it_is_and_a_class_may_be_absent():
    assert count_confusions([0, 0, 2], [0, 1, 1], 4).tolist() == [[1, 1, 0, 0], [0] * 4, [0, 1, 0, 0], [0] * 4]


def test_as_many_answers_as_examples():
    with pytest.raises(ValueError, match=r"count_confusions: said: expected shape \(2,\), got \(3,\)"):
        count_confusions([0, 1], [0, 1, 1], 2)


def test_the_picture_writes_every_count_that_is_not_zero():
    (ax,) = picture(draw_confusion_matrix, np.array([[3, 1], [0, 2]]), "A sentence.").figure.axes
    written = {(*map(int, text.get_position()),): text.get_text() for text in ax.texts}
    assert written == {(0, 0): "3", (1, 0): "1", (1, 1): "2"}
    assert ax.get_title(loc="left") == "5 of 6 right" and (ax.get_xlabel(), ax.get_ylabel()) == ("said", "is")


def test_without_a_mistake_nothing_is_in_color():
    (ax,) = picture(draw_confusion_matrix, np.eye(3, dtype=int), "A sentence.").figure.axes
    assert not np.asarray(ax.images[0].get_array()).any()
