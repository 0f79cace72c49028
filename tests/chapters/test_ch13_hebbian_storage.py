"""Patterns in the weights: what rests is counted outside, and the sentence and the picture say so."""

import numpy as np
import pytest

from course_nn.chapters.ch13_energy_models import hebbian_storage as theme
from course_nn.chapters.ch13_energy_models.instruments_of_hopfield import hebbian_storage


@pytest.mark.parametrize("kind", ["letters", "digits", "random"])
@pytest.mark.parametrize("count", [1, 3, 8])
def test_hebbs_weights_and_what_rests(kind, count):
    found = theme.store_patterns(kind, count, "hebb")
    X, n = found["patterns"], found["patterns"].shape[1]
    W = sum(np.outer(x, x) for x in X) / n - count / n * np.eye(n)
    np.testing.assert_allclose(found["W"], W, atol=1e-12)
    assert np.array_equal(found["unhappy"], (X @ W) * X < -1e-9)
    assert found["rests"].tolist() == [not row.any() for row in found["unhappy"]]


def test_what_the_chapter_says_of_letters_digits_and_random_patterns():
    rests = {
        (kind, rule): [int(theme.store_patterns(kind, k, rule)["rests"].sum()) for k in range(1, 9)]
        for kind in ("letters", "digits", "random")
        for rule in ("hebb", "pseudo-inverse")
    }
    assert rests["letters", "hebb"] == [1, 2, 3, 4, 5, 5, 4, 2]
    assert rests["digits", "hebb"] == [1, 2, 1, 0, 0, 0, 0, 0]
    assert rests["random", "hebb"] == [1, 2, 3, 4, 5, 6, 7, 8]
    for kind in ("letters", "digits", "random"):
        assert rests[kind, "pseudo-inverse"] == list(range(1, 9))
    overlaps = {kind: theme.store_patterns(kind, 8, "hebb")["overlap"] for kind in ("letters", "digits", "random")}
    assert overlaps["random"] < 0.3 < 0.6 < overlaps["letters"] < overlaps["digits"]


@pytest.mark.long
def test_the_picture_marks_the_units_that_want_to_change():
    one = hebbian_storage()
    for kind in ("letters", "digits", "random"):
        for count in (1, 8):
            one.set(kind=kind, count=count)
            result = one.result
            squares = [len(line.get_xdata()) for ax in one.figure.axes for line in ax.lines]
            assert squares == result["unhappy"].sum(axis=1).tolist()
            assert f": {result['rests'].sum()} rest" in one.description
            assert (f"{result['unhappy'].sum()} unit" in one.description) and ("overlap" in one.description) == (
                count > 1
            )
