"""Toy sets: the promised form, determinism, shapes without noise, curves, bad input."""

import numpy as np
import pytest
from helpers import refused
from hypothesis import given
from hypothesis import strategies as st

from course_nn import data

CLASS_SETS = {
    "xor": lambda n, noise, rng: data.xor(n, noise, rng),
    "blobs": lambda n, noise, rng: data.blobs(n, noise=noise, rng=rng),
    "moons": lambda n, noise, rng: data.moons(n, noise, rng),
    "circles": lambda n, noise, rng: data.circles(n, noise, rng=rng),
    "spirals": lambda n, noise, rng: data.spirals(n, noise, rng=rng),
}


def test_xor_is_the_truth_table_in_order():
    X, y = data.xor()
    assert X.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert y.tolist() == [0, 1, 1, 0]
    assert X.dtype == np.float64 and y.dtype == np.int64


@pytest.mark.parametrize(
    "name, function",
    [
        ("and", lambda a, b: a and b),
        ("or", lambda a, b: a or b),
        ("nand", lambda a, b: not (a and b)),
        ("nor", lambda a, b: not (a or b)),
        ("xor", lambda a, b: a != b),
        ("xnor", lambda a, b: a == b),
    ],
)
def test_gates(name, function):
    X, y = data.logic_gate(name)
    assert [bool(label) for label in y] == [bool(function(a, b)) for a, b in X]
    assert y.dtype == np.int64 and X.dtype == np.float64


@pytest.mark.parametrize("name", CLASS_SETS)
@given(n=st.integers(2, 60), noise=st.sampled_from([0.0, 0.01, 0.5]), seed=st.integers(0, 99))
def test_class_sets_have_the_promised_form(name, n, noise, seed):
    X, y = CLASS_SETS[name](n, noise, np.random.default_rng(seed))
    again, labels = CLASS_SETS[name](n, noise, np.random.default_rng(seed))
    assert X.shape == (n, 2) and X.dtype == np.float64 and np.isfinite(X).all()
    assert y.shape == (n,) and y.dtype == np.int64 and set(y.tolist()) <= {0, 1}
    assert np.array_equal(X, again) and np.array_equal(y, labels)
    assert abs(int((y == 0).sum()) - int((y == 1).sum())) <= 1


@pytest.mark.parametrize("name", CLASS_SETS)
def test_a_generator_changes_the_points_and_no_generator_repeats_them(name):
    make = CLASS_SETS[name]
    first, other = make(30, 0.3, np.random.default_rng(1))[0], make(30, 0.3, np.random.default_rng(2))[0]
    assert not np.array_equal(first, other)
    assert np.array_equal(make(30, 0.3, None)[0], make(30, 0.3, None)[0])


def test_noise_is_a_standard_deviation():
    clean = data.moons(20_000, 0.0)[0]
    noisy = data.moons(20_000, 0.25, np.random.default_rng(0))[0]
    np.testing.assert_allclose(noisy - clean, np.random.default_rng(0).normal(0, 0.25, clean.shape), atol=1e-14)


def test_shapes_without_noise():
    X, y = data.circles(100, noise=0, inner=0.25)
    assert np.hypot(*X[y == 0].T) == pytest.approx(1.0)
    assert np.hypot(*X[y == 1].T) == pytest.approx(0.25)
    X, y = data.moons(100, noise=0)
    assert np.hypot(*X[y == 0].T) == pytest.approx(1.0)
    assert np.hypot(*(X[y == 1] - [1, 0.5]).T) == pytest.approx(1.0)
    assert X[y == 0][0] == pytest.approx([1, 0]) and X[y == 0][-1] == pytest.approx([-1, 0])
    assert (X[y == 0][:, 1] >= -1e-12).all() and (X[y == 1][:, 1] <= 0.5 + 1e-12).all()  # the upper, the lower half
    X, y = data.spirals(100, noise=0)
    assert X[y == 0] == pytest.approx(-X[y == 1])  # the arms are half a turn apart


@pytest.mark.parametrize(("n", "classes"), [(100, 2), (91, 3), (7, 2)])
def test_every_arm_winds_from_radius_a_tenth_to_1(n, classes):
    X, y = data.spirals(n, noise=0, turns=2, classes=classes)
    for arm in range(classes):
        points = X[y == arm]
        radius = np.hypot(*points.T)
        assert radius == pytest.approx(np.linspace(0.1, 1, len(points)))
        angle = np.arctan2(points[:, 1], points[:, 0]) - 2 * np.pi * (2 * radius + arm / classes)
        assert np.cos(angle) == pytest.approx(1)  # equal but for whole turns


def test_spirals_and_blobs_with_several_classes():
    assert set(data.spirals(90, classes=3)[1].tolist()) == {0, 1, 2}
    X, y = data.blobs(9, centers=[[0, 0, 9], [5, 5, 9], [9, 0, 9]], noise=0)
    assert X.shape == (9, 3) and X[y == 1].tolist() == [[5, 5, 9]] * 3


@pytest.mark.parametrize("name", data.CURVES)
def test_curves(name):
    X, y = data.curve(name, n=101, noise=0)
    assert X.shape == (101, 1) and y.shape == (101,) and y.dtype == np.float64
    assert X[0, 0] == -1 and X[-1, 0] == 1 and np.abs(y).max() <= 1.31
    assert not np.array_equal(data.curve(name, n=101, noise=0.1)[1], y)


def test_the_sine_is_a_sine():
    _, y = data.curve("sine", n=5, noise=0)
    assert y == pytest.approx([0, -1, 0, 1, 0], abs=1e-12)


def test_grid_points_go_row_by_row():
    points = data.grid_points([0.0, 1.0, 2.0], [5.0, 6.0])
    assert points.tolist() == [[0, 5], [1, 5], [2, 5], [0, 6], [1, 6], [2, 6]]
    with refused("x: expected an array with 1 dimension"):
        data.grid_points(np.zeros((2, 2)), [1.0])


@pytest.mark.parametrize(
    "call, error, words",
    [
        (lambda: data.logic_gate("andd"), ValueError, "did you mean 'and'"),
        (lambda: data.curve("sinus"), ValueError, "did you mean 'sine'"),
        (lambda: data.xor(0), ValueError, "n: expected a whole number at least 1, got 0"),
        (lambda: data.moons(10.5), TypeError, "n: expected a whole number"),
        (lambda: data.moons(noise=-1), ValueError, "noise: expected a finite number at least 0, got -1"),
        (lambda: data.moons(noise=np.nan), ValueError, "noise: expected a finite number"),
        (lambda: data.moons(rng=0), TypeError, "rng: expected a numpy.random.Generator"),
        (lambda: data.circles(inner=1), ValueError, "inner"),
        (lambda: data.spirals(classes=1), ValueError, "classes"),
        (lambda: data.blobs(centers=[1, 2]), ValueError, "centers: expected an array with 2"),
        (lambda: data.blobs(centers=[]), ValueError, "centers"),
    ],
)
def test_bad_input_gets_one_sentence(call, error, words):
    with pytest.raises(error) as caught:
        call()
    assert words in str(caught.value) and "\n" not in str(caught.value)
