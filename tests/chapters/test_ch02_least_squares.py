"""Least squares: cost, gradient, curvature and closed form against outside answers; and the loop that descends."""

import numpy as np
import pytest

from course_nn import data
from course_nn.chapters.ch02_linear_models import least_squares


@pytest.fixture
def problem():
    rng = np.random.default_rng(3)
    X = least_squares.with_one(rng.normal(size=(30, 3)))
    return X, rng.normal(size=30)


def test_cost_and_gradient_by_hand():
    X, y = np.array([[1.0, 2.0], [1.0, 0.0]]), np.array([4.0, 1.0])
    w = np.array([1.0, 1.0])  # errors −1 and 0
    assert least_squares.cost(X, w, y) == 0.5
    assert least_squares.cost(X, np.column_stack([w, 0 * w]), y).tolist() == [0.5, 8.5]
    assert least_squares.gradient(X, w, y).tolist() == [-1, -2]
    assert least_squares.curvature(X).tolist() == [[2, 2], [2, 4]]


def test_gradient_against_differences(problem):
    X, y = problem
    w, h = np.array([0.3, -1.0, 2.0, 0.5]), 1e-6
    costs = ([least_squares.cost(X, w + sign * h * e, y) for sign in (1, -1)] for e in np.eye(len(w)))
    numeric = [(above - below) / (2 * h) for above, below in costs]
    assert least_squares.gradient(X, w, y) == pytest.approx(numeric, abs=1e-7)
    away = np.linspace(1, 2, len(w))
    difference = least_squares.gradient(X, w + away, y) - least_squares.gradient(X, w, y)
    assert least_squares.curvature(X) @ away == pytest.approx(difference)


def test_closed_form_against_sklearn():
    from sklearn.linear_model import LinearRegression

    X, y = data.diabetes()
    Z = least_squares.standardize(X)
    theirs = LinearRegression().fit(Z, y)
    ours = least_squares.closed_form(least_squares.with_one(Z), y)
    assert ours == pytest.approx([theirs.intercept_, *theirs.coef_], rel=1e-9)


def test_the_patients_are_standardized_and_stay_as_they_are():
    x, y = least_squares.patients()
    assert x.shape == y.shape == (442,)
    assert (x.mean(), x.std()) == pytest.approx((0, 1), abs=1e-12)
    with pytest.raises(ValueError, match="read-only"):
        x[0] = 0


def test_a_pass_reads_every_row_once(problem):
    X, y = problem
    read = []

    class Rows(np.ndarray):
        def __getitem__(self, rows):
            read.extend(np.atleast_1d(rows).tolist())
            return np.asarray(super().__getitem__(rows))

    least_squares.descend(X, y.view(Rows), np.zeros(4), 0.01, 6, size=5, rng=np.random.default_rng(0))
    assert sorted(read) == list(range(30)) and read != list(range(30))


def test_standardize():
    X = np.array([[1.0, 10.0], [3.0, 30.0]])
    assert least_squares.standardize(X).tolist() == [[-1, -1], [1, 1]]
    assert least_squares.standardize([[2.0, 40.0]], like=X).tolist() == [[0, 2]]
    with pytest.raises(ValueError, match=r"column 1 is the same in every row"):
        least_squares.standardize([[1.0, 2.0], [3.0, 2.0]])


@pytest.mark.parametrize(
    "change, sentence",
    [
        ({"rate": 0.0}, "rate: expected a finite number above 0, got 0"),
        ({"size": 31}, "size: expected a whole number at least 1 and at most 30, got 31"),
        ({"size": 5}, "rng: expected a numpy.random.Generator"),
    ],
)
def test_descend_refuses_with_a_sentence(problem, change, sentence):
    with pytest.raises((TypeError, ValueError), match=sentence):
        least_squares.descend(*problem, np.zeros(4), **{"rate": 0.1, "steps": 3, **change})


def test_closed_form_refuses_with_a_sentence(problem):
    with pytest.raises(ValueError, match=r"closed_form: y: expected shape \(30,\), got \(29,\)"):
        least_squares.closed_form(problem[0], problem[1][1:])
