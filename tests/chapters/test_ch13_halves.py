"""Halves filled in: what is seen is held, and the machine beats the nearest image and the usual ink."""

import numpy as np
import pytest

from course_nn.chapters.ch13_energy_models import halves as theme
from course_nn.chapters.ch13_energy_models.halves_figure import describe_halves

ALL = tuple(theme.HALVES.values())


@pytest.mark.parametrize("half", ALL)
def test_half_is_covered_and_the_other_half_held(half):
    covered = theme.covered(half)
    assert covered.sum() == 32
    x = theme.images()[1][:3]
    mean, last = theme.fill(x, half, chains=5, warm=2, kept=3)
    np.testing.assert_array_equal(mean[:, ~covered], x[:, ~covered])
    assert (last[:, :, ~covered] == x[:, None, ~covered]).all() and last.shape == (3, 5, 64)


def test_sides():
    image = np.zeros((8, 8), bool)
    image[:, 4:] = True
    np.testing.assert_array_equal(theme.covered("right"), image.ravel())
    np.testing.assert_array_equal(theme.covered("lower"), image.T.ravel())
    for one, other in (("right", "left"), ("upper", "lower")):
        np.testing.assert_array_equal(theme.covered(one), ~theme.covered(other))


@pytest.mark.parametrize("half", ALL)
def test_the_machine_is_better_than_the_nearest_image_and_that_than_the_usual_ink(half):
    machine, near, usual, nine = theme.measured()[half]
    assert machine < near - 0.3 and near < usual - 0.5
    assert nine < machine - 0.1, "the mean of nine training images is nearer still"


def test_a_part_is_measured_again():
    T = theme.images()[1][:200]
    assert theme.wrong(T, theme.nearest(T, "left"), "left").mean() == pytest.approx(theme.measured()["left"][1])
    nine = theme.nearest(T, "left", theme.NEIGHBORS)
    assert theme.wrong(T, nine, "left").mean() == pytest.approx(theme.measured()["left"][3])
    mean, _ = theme.fill(T[:50], "left", chains=20)
    again, spread = theme.wrong(T[:50], mean, "left"), 3.2
    assert abs(again.mean() - theme.measured()["left"][0]) < 4 * spread / np.sqrt(50)


def test_wrong_counts_covered_pixels_only():
    x, guess = np.zeros((1, 64)), np.ones((1, 64))
    assert theme.wrong(x, guess, "upper") == [32] and theme.wrong(x, x, "upper") == [0]
    guess[:, theme.covered("upper")] = 0
    assert theme.wrong(x, guess, "upper") == [0]


def test_the_sentence_has_the_numbers():
    result = theme.fill_in("lower", 3, 0)
    said = describe_halves(result)
    assert f"has {result['wrong']} of 32" in said and f"training image has {result['near_wrong']} wrong" in said
    assert said.endswith(f"the mean of the nine nearest {result['nine_wrong']}.")
    assert len(said) <= 220


def test_nearest_counts_the_seen_half_alone():
    X = theme.images()[0]
    np.testing.assert_array_equal(
        theme.nearest(X[:20], "upper"), X[[np.flatnonzero((X[:, 32:] == x[32:]).all(axis=1))[0] for x in X[:20]]]
    )
    nine = theme.nearest(X[:3], "upper", 9)
    assert nine.shape == (3, 64) and np.allclose(nine * 9, np.round(nine * 9), atol=1e-4)
