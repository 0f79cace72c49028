"""A line and units: their effects, held to f itself, and what the chapter says of the simulated and the real case."""

import re

import numpy as np
import pytest
from scipy import stats

from course_nn.bayes import VariableDraws
from course_nn.chapters.ch12_bayesian import line_and_units as theme
from course_nn.chapters.ch12_bayesian.instruments_of_predictions import line_and_units

EVERY = [(case, k) for case, names in theme.CASES.items() for k in range(1, len(names) + 1)]
LINE, UNITS, BOTH = range(3)


def widths(case, k):
    return theme.part_effects((case, k), False)["widths"]


@pytest.fixture(scope="module")
def short():
    """Draws of two short chains for each case, which the stored ones do not hold."""
    return {
        case: VariableDraws.side_by_side([theme.chain(case, 20 + n, kept=60, left_out=600, thin=10) for n in range(2)])
        for case in theme.CASES
    }


@pytest.mark.long
@pytest.mark.parametrize("case", theme.CASES)
def test_short_chains_agree_with_what_was_measured(case, short):
    for k in range(1, len(theme.CASES[case]) + 1):
        again = np.quantile(theme.effects(short[case], k), theme.ENDS, axis=1)[:, BOTH]
        assert np.abs(again - theme.bands(case, k)[BOTH]).mean() < 0.12
        bent = np.quantile(theme.away_from_chord(theme.effects(short[case], k)[BOTH]), theme.ENDS, axis=0)
        assert np.abs(bent - theme.bends(case, k)).mean() < 0.12


@pytest.mark.parametrize("case", theme.CASES)
def test_the_chains_agree(case):
    assert theme.agreement(case).shape == (3,) and theme.agreement(case).max() <= 1.01


@pytest.mark.long
def test_bends_are_those_of_draws_with_a_unit(short):
    """Of the others they are 0: with them the bands would hold 0 whatever the units do."""
    has = short["diabetes"].units.ravel() > 0
    assert 0 < has.sum() < len(has)
    for k in (3, 9):
        bent = theme.away_from_chord(theme.effects(short["diabetes"], k)[BOTH])
        assert np.abs(bent[~has]).max() < 1e-9 and (np.abs(bent[has]).max(axis=1) > 1e-6).all()


@pytest.mark.long
def test_with_other_data_a_line_may_be_half_known_where_the_truth_has_no_step():
    draws = theme.chain("simulated", 30, kept=150, left_out=1000, thin=8, seed=2)
    line, units, both = np.ptp(np.quantile(theme.effects(draws, 3)[..., -1], [0.05, 0.95], axis=1), axis=0)
    assert both < 0.95 * min(line, units)


@pytest.mark.parametrize("case", theme.CASES)
def test_the_parts_add_up_and_the_line_is_straight(case, short):
    X = theme.learned_from(case)[0]
    for k in (1, X.shape[1] - 1):
        line, units, both = theme.effects(short[case], k)
        np.testing.assert_allclose(line + units, both, atol=1e-9)
        np.testing.assert_allclose(line, short[case].a.reshape(-1, X.shape[1])[:, k : k + 1] * theme.AT, atol=1e-9)
        draw, at = short[case][0, 3], np.zeros((2, X.shape[1]))
        at[:, 0], at[0, k] = 1, theme.AT[-1]
        f = at @ draw.a + 1 / (1 + np.exp(-at @ draw.gamma)) @ draw.beta
        assert both[3, -1] == pytest.approx(f[0] - f[1])


def test_the_simulated_truth_is_a_line_and_a_step_in_the_first_input():
    X, y = theme.learned_from("simulated")
    assert np.std(y - theme.truth(X)) == pytest.approx(theme.NOISE, rel=0.15)
    for k in (1, 2, 3):
        line, units, both = theme.true_effects(k)
        np.testing.assert_allclose(line, theme.A[k] * theme.AT)
        np.testing.assert_allclose(line + units, both)
        assert (np.ptp(units) > 1) == (k == 1) and (k == 1 or np.abs(units).max() < 1e-12)


def test_the_inputs_of_diabetes_are_scaled():
    X, y = theme.learned_from("diabetes")
    assert X.shape == (442, 11) and len(y) == 442
    np.testing.assert_allclose(stats.zscore(X[:, 1:]), X[:, 1:], atol=1e-9)
    np.testing.assert_allclose(stats.zscore(y), y, atol=1e-9)


def test_the_bands_hold_the_truth_at_every_place():
    for k in (1, 2, 3):
        low, _, high = np.moveaxis(theme.bands("simulated", k), 1, 0)
        truth = theme.true_effects(k)
        assert (low <= truth + 1e-6).all() and (truth <= high + 1e-6).all()


def test_the_sum_is_known_better_than_its_parts_where_both_have_something_to_say():
    line, units, both = widths("simulated", 1)
    assert both < 0.6 * min(line, units), "what one part takes the other gives back"
    for k in (2, 3):
        assert widths("simulated", k)[LINE] < 0.35 * line


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_with_other_data_the_sum_is_known_better_too(seed):
    draws = theme.chain("simulated", 30, kept=150, left_out=1000, thin=8, seed=seed)
    line, units, both = np.ptp(np.quantile(theme.effects(draws, 1)[..., -1], [0.05, 0.95], axis=1), axis=0)
    assert both < 0.9 * min(line, units)


def test_where_the_truth_is_a_line_the_units_have_nothing_to_say():
    for k in (1, 2, 3):
        low, _, high = theme.bands("simulated", k)[UNITS]
        away = ((low > 0) | (high < 0))[np.abs(theme.AT) > 0.01]
        assert away.all() if k == 1 else not away.any()


def test_away_from_the_chord_is_0_of_a_line_and_half_the_second_difference_in_the_middle():
    f = np.stack([3 - 0.7 * theme.AT, theme.AT**2, np.sin(3 * theme.AT)])
    away = theme.away_from_chord(f)
    np.testing.assert_allclose(away[0], 0, atol=1e-12)
    np.testing.assert_allclose(away[1], theme.AT**2 - 4, atol=1e-12)
    np.testing.assert_allclose(away[:, 20], -(f[:, 0] + f[:, -1] - 2 * f[:, 20]) / 2, atol=1e-12)


def test_the_simulated_case_has_a_bend_in_the_first_input_alone():
    """Its step turns about 0, where the chord crosses it: away on both sides, and there nothing is seen of it."""
    for k in (1, 2, 3):
        low, median, high = theme.bends("simulated", k)
        sure = (low > 0) | (high < 0)
        assert sure[1:-1].mean() > 0.9 if k == 1 else not sure.any()
        truth = theme.away_from_chord(theme.true_effects(k)[BOTH])
        assert (low <= truth + 1e-6).all() and (truth <= high + 1e-6).all() and np.abs(median - truth).max() < 0.15
        assert low[20] < 0 < high[20] or k > 1


def test_diabetes_has_no_bend_that_is_sure_in_any_input():
    """Though of the draws that have a unit alone, and though a unit is likely."""
    share = theme.unit_shares("diabetes")
    assert 0.1 < share[:, 0].mean() < 0.3 and (share[:, 0] < 0.4).all(), "a unit is likely"
    for k in range(1, 11):
        low, _, high = theme.bends("diabetes", k)
        assert (low <= 1e-5).all() and (high >= -1e-5).all(), "stored as float32"
    assert (theme.unit_shares("simulated")[:, 0] == 0).all()


def test_of_ten_inputs_some_have_an_effect_and_some_may_have_none():
    sure = []
    for k, name in enumerate(theme.CASES["diabetes"], 1):
        low, _, high = theme.bands("diabetes", k)[BOTH][:, [0, -1]]
        if ((low > 0) | (high < 0)).all():
            sure.append(name)
    assert sure == ["body mass index", "blood pressure", "total cholesterol", "log triglycerides"]
    assert -0.1 < theme.bands("diabetes", 5)[BOTH][2, -1] < 0, "cholesterol just so"


@pytest.mark.long
def test_one_number_in_titles_and_sentence():
    one = line_and_units()
    for corner in one.corners():
        one.set(**corner)
        told = re.search(r"is (\S+) wide for the line, (\S+) for the units, (\S+) for both", one.description).groups()
        assert [ax.get_title(loc="left").split(": ")[1] for ax in one.figure.axes] == [f"{w} wide at 2" for w in told]
        assert np.abs(one.result["bands"]).max() <= one.figure.axes[0].get_ylim()[1]
        assert (one.result["truth"] is not None) == (corner["shown"] and corner["which"][0] == "simulated")
