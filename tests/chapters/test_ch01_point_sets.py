"""Chapter 01: the point sets are what their names say, and their windows show all of them."""

import numpy as np
import pytest

from course_nn.chapters.ch01_perceptron.point_sets import SETS, irises, points
from course_nn.models import best_separator


@pytest.mark.parametrize("name", SETS)
def test_every_point_lies_in_a_square_window(name):
    X, y, window, _ = points(name)
    assert set(y.tolist()) == {0, 1} and X.shape == (len(y), 2)
    # Square: a right angle looks like one.
    assert window[1] - window[0] == pytest.approx(window[3] - window[2])
    assert (X >= [window[0], window[2]]).all() and (X <= [window[1], window[3]]).all()


@pytest.mark.parametrize(
    "name, outputs", [("AND", [0, 0, 0, 1]), ("OR", [0, 1, 1, 1]), ("NAND", [1, 1, 1, 0]), ("XOR", [0, 1, 1, 0])]
)
def test_a_gate_is_its_truth_table(name, outputs):
    X, y, _, labels = points(name)
    assert X.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]] and y.tolist() == outputs
    assert labels == ("$x_1$", "$x_2$")


def test_no_line_separates_two_of_the_sets():
    hopeless = {name for name in SETS if best_separator(*points(name)[:2]) is None}
    assert hopeless == {"XOR", "versicolor and virginica"}


def test_the_whole_numbers_of_the_irises_make_learning_exact():
    X, y = irises("versicolor", "virginica")
    assert np.array_equal(X, np.rint(X)) and X.min() > 20
    assert len(X) == 100 and y.sum() == 50
    assert points("versicolor and virginica")[3] == ("sepal length (mm)", "petal length (mm)")


def test_an_unknown_name_gets_one_sentence():
    with pytest.raises(ValueError, match="data set: unknown name 'AN'; did you mean 'AND'"):
        points("AN")
