"""Numbers in sentences: none is told as more, or less, than it is where that would say what is not so."""

import math

import pytest

from course_nn.chapters.playground.numbers import above, below, epochs_of, percent


@pytest.mark.parametrize(
    ("epoch", "said"),
    [(0, "0"), (1, "1"), (23.96, "23.96"), (1 / 3, "0.33"), (99.9996, "99.99"), (100.0, "100"), (12345.9, "12,345")],
)
def test_epochs_are_told_when_they_are_complete(epoch, said):
    assert epochs_of(epoch) == said


def test_sums_of_parts_of_an_epoch_are_whole_at_its_end():
    for n in (3, 7, 25, 49, 4500):
        assert epochs_of(7 + sum(1 / n for _ in range(n))) == "8"


def test_a_percentage_is_cut():
    assert [percent(share) for share in (0.9996, 1, 0, 0.57, 0.29, 0.9699999)] == [
        *("99.9 %", "100.0 %", "0.0 %"),
        *("57.0 %", "29.0 %", "96.9 %"),
    ]


@pytest.mark.parametrize("value", [0.0504, 0.05, 1 / 3, 1234.5, 9.999e-7, 0.1, -2.3456, 0.0])
def test_below_and_above_enclose_the_number_closely(value):
    for digits in (2, 3, 4):
        low, high = float(below(value, digits)), float(above(value, digits))
        assert low <= value <= high
        assert high - low <= 10 ** (1 - digits) * abs(value) * (1 + 1e-9)


def test_what_is_not_finite_is_told():
    assert [above(math.inf), below(-math.inf), above(math.nan)] == ["inf", "-inf", "nan"]
