"""Units that trade places: R-hat of a unit's weight and of the function, as stored and as told."""

from itertools import permutations

import numpy as np
import pytest

from course_nn.bayes.diagnostics import rhat
from course_nn.chapters.ch12_bayesian import label_switching as theme
from course_nn.chapters.ch12_bayesian.instruments_of_chains import label_switching
from course_nn.chapters.ch12_bayesian.label_switching_figure import CURVES, FIRST, MIDDLES


def test_with_two_units_rhat_fails_for_a_weight_at_every_length_and_not_for_the_function():
    for length in theme.LENGTHS:
        found = theme.unit_and_function(2, length, False)
        assert found["rhat"] > 1.7 and found["rhat_f"] < 1.01
    weights = theme.measured(2)
    assert (theme.switches(weights) == 0).all(), "a chain keeps the order of its units"
    means = weights[0].mean(axis=1)
    assert sorted(np.sign(means[:, 0])) == [-1, -1, 1, 1], (
        "unit 1 is the first step in two chains, and the second in two"
    )
    np.testing.assert_allclose(np.sort(means, axis=1), [[-4.4, 4.4]] * theme.CHAINS, atol=0.2)


@pytest.mark.parametrize("units", theme.UNITS)
def test_sorted_units_and_the_function_agree(units):
    weights = theme.measured(units)
    for part in theme.by_first_weight(weights):
        assert rhat(part).max() < 1.01, "each weight of each unit, sorted"
    functions = theme.functions(weights)
    assert rhat(functions).max() < 1.01, "the function at every place"
    np.testing.assert_allclose(theme.functions(theme.by_first_weight(weights)), functions, atol=1e-12)
    for length in theme.LENGTHS:
        assert theme.unit_and_function(units, length, True)["rhat"] < 1.03
        assert theme.unit_and_function(units, length, False)["rhat_f"] < 1.02


@pytest.mark.parametrize("units", (3, 4))
def test_with_units_to_spare_they_trade_places_within_a_chain(units):
    assert theme.switches(theme.measured(units)).min() > 30
    raw = [theme.unit_and_function(units, length, False)["rhat"] for length in theme.LENGTHS]
    assert raw[0] > 1.1 > 1.05 > raw[-1] > 1.01


def test_all_orders_of_the_units_are_one_function():
    weights = theme.measured(3)[:, 0, :5]
    for order in permutations(range(3)):
        np.testing.assert_allclose(theme.functions(weights[..., list(order)]), theme.functions(weights), atol=1e-12)
    assert (np.diff(theme.by_first_weight(weights)[0], axis=-1) >= 0).all()


@pytest.mark.long
def test_a_shorter_run_says_the_same():
    """Which of the two orders a chain falls into hangs on rounding; that it keeps it, and the function, do not."""
    middle = theme.functions(theme.measured(2))[..., theme.MIDDLE].mean()
    for chain in (0, 2):
        again = theme.one_chain(2, chain, draws=60, thin=5)
        weights = np.stack([again.gamma[:, :, 0], again.gamma[:, :, 1], again.beta])
        assert theme.switches(weights) == [0] and 2.5 < abs(weights[0, 0, :, 0].mean()) < 6.5
        assert theme.functions(weights)[..., theme.MIDDLE].mean() == pytest.approx(middle, abs=0.05)


def test_all_of_it_is_in_the_picture():
    for units in theme.UNITS:
        weights = theme.measured(units)
        assert weights.shape == (3, theme.CHAINS, theme.DRAWS, units)
        middle = theme.functions(weights)[..., theme.MIDDLE]
        for values, (low, high) in ((weights[0], FIRST), (middle, MIDDLES)):
            assert low < values.min() and values.max() < high
        for length in theme.LENGTHS:
            for in_order in (False, True):
                found = theme.unit_and_function(units, length, in_order)
                for curves in (found["last"], found["unit"], theme.data()[1]):
                    assert CURVES[0] < curves.min() and curves.max() < CURVES[1]


def test_titles_and_sentence_have_the_same_numbers():
    one = label_switching()
    for units, length, in_order in ((2, 50, False), (2, 400, True), (4, 100, False)):
        one.set(units=units, length=length, in_order=in_order)
        weight, middle, _ = (ax.get_title(loc="left").split("R-hat ")[-1] for ax in one.figure.axes)
        assert f"{'the lowest γ₀' if in_order else 'unit 1'} is {weight}, that" in one.description
        assert one.description.endswith(f"that of the function at 0 is {middle}.")
