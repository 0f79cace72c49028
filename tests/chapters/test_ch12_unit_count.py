"""The number of units: what the chains say, held to other priors' chains, and what the chapter says of it."""

import re

import numpy as np
import pytest

from course_nn.bayes import VariableSampler
from course_nn.chapters.ch12_bayesian import unit_count as theme
from course_nn.chapters.ch12_bayesian.instruments_of_predictions import unit_count
from course_nn.chapters.ch12_bayesian.measured.measure_predictions import counting_chain

EVERY = [(place, truth) for place in theme.PLACES for truth in theme.TRUTHS]
PLANE = [(truth, alpha) for truth in theme.TRUTHS for alpha in theme.ALPHAS]


def test_the_prior_is_geometric_and_cut():
    for alpha in theme.ALPHAS:
        p = theme.prior(alpha)
        assert p.sum() == pytest.approx(1) and p[-1] == pytest.approx(alpha**6)
        np.testing.assert_allclose(p[:-1], (1 - alpha) * alpha ** np.arange(6.0))


def test_the_followed_chain_begins_as_its_seed_says_and_counts_within_the_bounds():
    for place, truth in EVERY:
        for alpha in theme.ALPHAS:
            trace = theme.trace(place, truth, alpha)
            assert len(trace) == theme.STEPS * theme.THIN + 1 and 0 <= trace.min() <= trace.max() <= theme.LARGEST
            chain = counting_chain(place, truth, alpha, 0)
            assert isinstance(chain, VariableSampler) and chain.draw.units == trace[0]
            assert np.abs(np.diff(trace)).max() <= 3, "a sweep tries three births or deaths"
            np.testing.assert_allclose(theme.chains(place, truth, alpha).sum(axis=1), 1, atol=1e-6)


@pytest.mark.long
def test_a_chain_of_its_own_agrees_with_the_long_run():
    for truth in (0, 1):
        again = counting_chain("plane", truth, 0.5, 77).sample(1500, burn_in=500).probabilities()[0]
        assert np.abs(again - theme.posterior("plane", truth, 0.5)).max() < 0.15


@pytest.mark.parametrize("truth", theme.TRUTHS)
def test_from_one_prior_follows_the_posterior_of_another(truth):
    """Chains at different α, which know nothing of each other, say the same of the data."""
    for before, after in zip(theme.ALPHAS[1:], theme.ALPHAS, strict=False):  # from the wider to the narrower
        told = theme.reweighed(theme.posterior("plane", truth, before), before, after)
        assert np.abs(told - theme.posterior("plane", truth, after)).max() < 0.13


@pytest.mark.parametrize(("truth", "alpha"), PLANE)
def test_on_the_plane_fewer_units_than_the_truth_never_are_and_the_truth_is_likeliest_up_to_a_half(truth, alpha):
    p = theme.posterior("plane", truth, alpha)
    assert p[:truth].sum() < 0.01
    if alpha <= 0.5:
        assert p.argmax() == truth and p[truth] > 0.5


def test_a_larger_alpha_lets_more_units_in():
    for place, truth in EVERY:
        means = [theme.posterior(place, truth, alpha) @ theme.COUNTS for alpha in theme.ALPHAS]
        assert (np.diff(means) > -0.12).all() and means[-1] > means[0] + 0.05


def test_the_truth_need_not_be_the_likeliest():
    """With a prior that expects many units, and on a line, where units add up to other units, already with α = 0.7."""
    assert theme.posterior("plane", 3, 0.9).argmax() == 6 and theme.posterior("line", 3, 0.7).argmax() == 6
    for truth in (2, 3):
        for alpha in theme.ALPHAS:
            line, plane = (theme.posterior(place, truth, alpha)[truth] for place in ("line", "plane"))
            assert line < plane, "one input tells less of the number of units than two"


def test_a_unit_too_many_costs_evidence_on_a_plane_and_not_on_a_line():
    """P(M | y) / P(M), at every α and in every set of data."""
    told = {
        (place, truth): [(alpha, theme.posterior(place, truth, alpha)) for alpha in theme.ALPHAS]
        for place, truth in EVERY
    }
    for place in theme.PLACES:
        for truth, sets in theme.recovered(place).items():
            told[place, truth] += [(0.5, p) for p in sets]
    for truth in theme.TRUTHS:
        for alpha, p in told["plane", truth]:
            evidence = (p / theme.prior(alpha))[truth:]
            assert (np.diff(evidence) <= 0.06 * evidence[0]).all() and evidence[-1] < 0.45 * evidence[0]
        for alpha, p in told["line", truth] if truth > 1 else ():
            evidence = (p / theme.prior(alpha))[truth:]
            assert 1.3 * evidence[0] < evidence[1] < evidence.max(), "there the prior alone keeps M down"


def test_a_chain_comes_back_from_too_many_units():
    """The followed ones within 300 sweeps; another one needs more."""
    for place, truth in EVERY:
        for alpha in theme.ALPHAS:
            assert back_after(theme.trace(place, truth, alpha), truth) < 300
    slow = counting_chain("plane", 2, 0.5, 11)
    assert back_after(np.array([draw.units for draw in slow.sweeps(400)]), 2) > 300


def back_after(trace, truth):
    """Sweeps from the first M above the truth until it is there or below again."""
    return np.flatnonzero(trace[np.flatnonzero(trace > truth)[0] :] <= truth)[0]


@pytest.mark.long
def test_one_number_in_titles_sentence_and_picture():
    one = unit_count()
    for corner in one.corners():
        one.set(**corner)
        ax, bars = one.figure.axes
        truth, result = corner["truth"], one.result
        told = re.search(r"prior, ([<>]? ?\d+ %) in the chain so far", one.description).group(1)
        assert bars.get_title(loc="left") == f"P(M = {truth}): {told} so far"
        assert ("long run" in one.description) == corner["long"] == (len(bars.patches) > theme.LARGEST + 1)
        if corner["long"]:
            assert f"where {np.argmax(theme.posterior(corner['place'], truth, corner['alpha']))} is" in one.description
        assert ax.get_title(loc="left").split(": ")[1] in one.description
        heights = [bar.get_height() for bar in bars.patches[: theme.LARGEST + 1]]
        np.testing.assert_allclose(heights, result["shares"])
        sweeps = corner["step"] * theme.THIN
        assert result["now"] == result["trace"][sweeps]
        assert result["shares"][truth] == np.mean(result["trace"][: sweeps + 1] == truth)


def test_the_truth_is_recovered_on_a_plane_and_not_always_on_a_line():
    """Of 5 and 4 sets of data for each truth: never fewer; with two inputs the likeliest, with one not always."""
    plane, line = (theme.recovered(place) for place in theme.PLACES)
    for truth in theme.TRUTHS:
        assert plane[truth].shape == (5, 7) and line[truth].shape == (4, 7)
        for found in (plane[truth], line[truth]):
            np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-3)
            assert (found[:, :truth].sum(axis=1) < 0.01).all()
        assert (plane[truth].argmax(axis=1) == truth).all()
    assert (line[3].argmax(axis=1) != 3).any()
