"""The induction task: what can be known, and who finds it."""

import numpy as np
import pytest

from course_nn.chapters.ch11_attention import induction as theme
from course_nn.chapters.ch11_attention.induction import (
    LENGTH,
    MODELS,
    PERIODS,
    at_periods,
    found,
    one_string,
    pair_weights,
    strings,
    watch_heads,
)


def test_the_second_copy_is_known_but_its_first_letter():
    for period in range(3, 15):
        for offset in range(6):
            tokens, known = one_string(period, offset, 0)
            places = np.flatnonzero(known) + 1
            assert places.tolist() == list(range(offset + period + 1, offset + 2 * period))
            assert (tokens[0, places] == tokens[0, places - period]).all()


def test_strings_repeat_at_random_periods_or_always_the_same():
    for periods, (low, high) in PERIODS.items():
        X, y, known = strings(400, np.random.default_rng(0), periods)
        assert X.shape == y.shape == known.shape == (400, LENGTH)
        counts = known.sum(axis=1) + 1
        assert {*counts.tolist()} == {*range(low, high + 1)}
        whole = np.hstack([X, y[:, -1:]])
        for row, is_known, period in zip(whole, known, counts, strict=True):
            places = np.flatnonzero(is_known) + 1
            assert (row[places] == row[places - period]).all()


def test_two_blocks_find_it_and_one_does_not():
    stored = theme.measured()
    assert (stored["2 random"][:, 0] >= 0.95).all()
    assert (stored["1 random"][:, 0] <= 0.40).all()
    longer = stored["1 random, longer"]
    assert stored["1 random"][:, 0].max() < longer[:, 0].min() and longer[:, 0].max() < 0.6, "longer: more, not all"
    for blocks in (1, 2):
        fixed = stored[f"{blocks} fixed"]
        assert (fixed[:, 1] >= 0.95).all() and (fixed[:, 0] <= 0.40).all()


@pytest.mark.long
def test_the_stored_models_do_what_was_measured():
    stored = theme.measured()
    for name, (blocks, periods) in MODELS.items():
        shares = [found(theme.trained(name), periods=tried) for tried in ("random", "fixed")]
        assert shares == pytest.approx(stored[f"{blocks} {periods}"][0], abs=0.02)


def test_the_instrument_tells_the_share():
    for name in MODELS:
        result = watch_heads(name, 8, 2, 1, 0)
        assert result["share"] == pytest.approx(result["right"][result["known"]].mean())
        assert result["map"].shape == (LENGTH, LENGTH)
        assert result["map"].sum(axis=1) == pytest.approx(np.ones(LENGTH), abs=1e-5)
        assert not np.triu(result["map"], 1).any()


@pytest.mark.long
def test_what_two_blocks_learned_goes_on_to_periods_never_shown_and_what_one_learned_does_not():
    for draws in (range(50), range(50, 100)):
        for name in MODELS:
            three, *others = at_periods(name, (3, 4, 13, 14), draws)
            if name == "two blocks":
                assert 0.85 < three < 0.95 < min(others) and (at_periods(name, range(5, 13), draws) > 0.99).all()
            else:
                assert max(three, *others) < 0.02
        one = at_periods("one block", range(3, 15), draws)
        assert 0.8 < one[11 - 3] and 0.45 < one[10 - 3] < 0.65, "it bets on two distances"
        assert np.sort(one)[-3] < 0.15, "and at any other it is seldom right"


def test_shares_by_period_are_those_of_the_instrument():
    for name, period in (("two blocks", 3), ("one block", 10)):
        seen = [watch_heads(name, period, offset, 1, seed)["share"] for offset in range(6) for seed in (4, 9)]
        assert at_periods(name, [period], (4, 9)) == pytest.approx([np.mean(seen)])


def test_the_pair_looks_at_the_place_before_and_at_what_followed():
    before, followed = pair_weights("two blocks")
    assert before.max() > 0.9 and followed.min() > 0.8
    tokens, asked = one_string(8, 2, 0)
    for place in np.flatnonzero(asked):
        assert tokens[0, place - 8 + 1] == tokens[0, place + 1], "what followed last time is what is asked for"
