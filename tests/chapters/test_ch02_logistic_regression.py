"""Logistic regression over the plane: the field of a network whose answers are known."""

import numpy as np
import pytest

from course_nn import data
from course_nn.chapters.ch02_linear_models.logistic_regression import probability_field, standardized_plane
from course_nn.chapters.ch02_linear_models.logistic_regression_figure import draw_logistic_regression
from course_nn.plots import picture


@pytest.fixture
def flowers():
    return data.iris().classes("versicolor", "virginica").features("petal length", "petal width")


def longer_than_average(Z):
    """The logit is the standardized first feature."""
    return Z[:, :1]


def test_a_plane_is_standardized_as_its_points_are():
    X = np.array([[0.0, 10.0], [2.0, 30.0]])  # means 1 and 20, spreads 1 and 10
    axes, plane = standardized_plane(X, np.array([1.0, 0.0]), 3)
    assert [axis.tolist() for axis in axes] == [[-1, 1, 3], [10, 20, 30]]
    assert plane.reshape(3, 3, 2)[0].tolist() == [[-2, -1], [0, -1], [2, -1]]
    assert plane.reshape(3, 3, 2)[:, 0].tolist() == [[-2, -1], [-2, 0], [-2, 1]]


def test_the_boundary_stands_at_the_mean_and_the_wrong_are_beyond_it(flowers):
    result = probability_field(longer_than_average, flowers)
    length, width = result["axes"]
    mean, spread = flowers.X[:, 0].mean(), flowers.X[:, 0].std()
    assert result["p"].shape == (len(width), len(length))
    assert result["p"] == pytest.approx(np.tile(1 / (1 + np.exp(-(length - mean) / spread)), (len(width), 1)))
    assert np.array_equal(result["wrong"], (flowers.X[:, 0] > mean) != flowers.y)
    assert result["labels"] == ["petal length (cm)", "petal width (cm)"]


def test_the_title_counts_the_flowers_that_are_right(flowers):
    result = probability_field(longer_than_average, flowers)
    shown = picture(draw_logistic_regression, result, "A sentence.")
    right = 100 - int(result["wrong"].sum())
    title = shown.figure.axes[0].get_title(loc="left")
    assert 50 < right < 100 and title.startswith(f"{right} of 100 flowers on their side")
