"""The curve of the losses: few points, evenly spread."""

import numpy as np

from course_nn.chapters.playground.curve import Curve


def test_first_and_last_stay_and_the_rest_is_even():
    curve = Curve()
    for i in range(20_001):
        curve.add(i / 25, 1 / (i + 1), 2.0)
        assert len(curve) <= Curve.MOST
        assert curve.epochs[-1] == i / 25
    assert curve.points()[0] == (0, 1, 2)
    assert curve.points()[-1] == (800, 1 / 20_001, 2)
    gaps = np.diff(curve.epochs)
    assert len(curve) > 100
    assert (gaps > 0).all()
    assert gaps.max() < 3 * np.median(gaps)


def test_few_points_all_stay():
    curve = Curve()
    for i in range(Curve.MOST):
        curve.add(i, i, -i)
    assert curve.epochs == list(range(Curve.MOST))
    assert curve.test[7] == -7


def test_a_point_at_the_same_epoch_replaces_the_last():
    curve = Curve()
    curve.add(0, 1, 1)
    curve.add(0, 2, 2)
    assert curve.points() == [(0, 2, 2)]


def test_what_is_not_finite_is_not_drawn():
    curve = Curve()
    curve.add(0, 1, float("nan"))
    curve.add(1, float("inf"), 1)
    curve.add(2, float("nan"), 1)
    assert len(curve) == 1


def test_a_copy_is_independent():
    curve = Curve()
    for i in range(500):
        curve.add(i, i, i)
    twin = curve.copy()
    assert twin.points() == curve.points()
    twin.add(501, 1, 1)
    curve.add(501, 1, 1)
    assert twin.points() == curve.points()
    twin.add(600, 1, 1)
    assert len(curve.epochs) != len(twin.epochs) or curve.epochs[-1] != twin.epochs[-1]
