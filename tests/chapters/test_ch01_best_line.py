"""Chapter 01: no line has more points right than the best one, and it has as many as it says."""

import itertools

import numpy as np
import pytest

from course_nn import data
from course_nn.chapters.ch01_perceptron.best_line import best_line
from course_nn.chapters.ch01_perceptron.point_sets import irises, points


def right(X, y, w, b):
    return int(np.sum((X @ w + b >= 0) == (y == 1)))


@pytest.mark.parametrize("name, most", [("AND", 4), ("XOR", 3), ("two clouds", 30), ("setosa and versicolor", 100)])
def test_sets_whose_best_is_known(name, most):
    X, y, _, _ = points(name)
    found, w, b = best_line(X, y)
    assert found == right(X, y, w, b) == most


def test_versicolor_and_virginica_have_a_line_that_is_right_for_96():
    X, y = irises("versicolor", "virginica")
    found, w, b = best_line(X, y)
    assert found == right(X, y, w, b) == 96


@pytest.mark.long
@pytest.mark.parametrize("seed", range(6))
def test_no_line_is_better(seed):
    """On a coarse grid many points share a line or a place; all directions and all gaps between the sums are tried."""
    rng = np.random.default_rng(seed)
    X, y = rng.integers(0, 5, size=(12, 2)).astype(float), rng.integers(0, 2, size=12)
    found, w, b = best_line(X, y)
    assert found == right(X, y, w, b)
    most = 0
    for angle, sign in itertools.product(np.linspace(0.001, np.pi + 0.001, 2000), (1, -1)):
        direction = sign * np.array([np.cos(angle), np.sin(angle)])
        sums = np.sort(X @ direction)
        for border in [sums[0] - 1, *(sums[1:] + sums[:-1]) / 2, sums[-1] + 1]:
            most = max(most, right(X, y, direction, -border))
    assert found == most


def test_every_gate_of_two_inputs_but_two_has_a_line():
    X = data.logic_gate("and")[0]
    labels = [np.array(bits) for bits in itertools.product((0, 1), repeat=4)]
    bad = [y.tolist() for y in labels if best_line(X, y)[0] < 4]
    assert bad == [[0, 1, 1, 0], [1, 0, 0, 1]]


@pytest.mark.parametrize(
    "y, most", [([1, 0], 2), ([0, 1], 2), ([1, 1, 0], 3), ([0, 1, 1], 3), ([1, 0, 1], 2), ([0, 0], 2)]
)
def test_points_in_a_row_are_divided_at_any_place_either_way(y, most):
    X = np.column_stack([np.arange(len(y)), np.zeros(len(y))])
    found, w, b = best_line(X, np.array(y))
    assert found == right(X, np.array(y), w, b) == most
