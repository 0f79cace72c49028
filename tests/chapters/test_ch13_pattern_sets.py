"""What is stored in chapter 13: letters, digits in black and white, random patterns."""

import numpy as np
import pytest

from course_nn import data
from course_nn.chapters.ch13_energy_models import pattern_sets


@pytest.mark.parametrize(("kind", "count", "n"), [("letters", 8, 100), ("digits", 10, 64), ("random", 10, 100)])
def test_every_set(kind, count, n):
    X, names = pattern_sets.stored(kind)
    assert X.shape == (count, n) and len(set(names)) == count and set(np.unique(X)) == {-1.0, 1.0}
    assert len(np.unique(X, axis=0)) == count
    assert np.array_equal(pattern_sets.stored(kind)[0], X)


def test_the_letters_are_what_they_are_named():
    """The T is symmetric left to right, the H also upside down, the N when turned by half; ink is +1."""
    letters = dict(zip(pattern_sets.LETTERS, pattern_sets.letters().reshape(-1, 10, 10), strict=True))
    assert pattern_sets.LETTERS == "ACTXNZHL" and not pattern_sets.letters().flags.writeable
    assert np.array_equal(letters["T"], letters["T"][:, ::-1]) and (letters["T"][:2] == 1).all()
    assert np.array_equal(letters["X"], letters["X"][::-1, ::-1])
    assert (letters["L"][-1, 1:9] == 1).all() and (letters["L"][:8, 4:] == -1).all()
    assert all(0.2 < (one == 1).mean() < 0.6 for one in letters.values())


def test_the_digits_are_near_to_what_they_are_named():
    """Of the images, most are nearest to the mean digit of their own kind, also in black and white."""
    images = data.digits()
    nearest = ((2 * images.X - 1) @ pattern_sets.digits().T).argmax(axis=1)
    assert (nearest == images.y).mean() > 0.7


def test_a_silent_network_is_the_same_network():
    X = pattern_sets.random_patterns(9, 20, np.random.default_rng(0))
    one = pattern_sets.silent_network(X, thresholds=0.1)
    np.testing.assert_allclose(one.W + 9 / 20 * np.eye(20), X.T @ X / 20)
    assert (one.thresholds == 0.1).all()
