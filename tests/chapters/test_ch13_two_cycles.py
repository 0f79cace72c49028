"""All units at once: two-cycles, the energy that may rise, and the one of pairs that never does."""

from itertools import pairwise

import numpy as np
import pytest

from course_nn.chapters.ch13_energy_models import two_cycles as theme
from course_nn.chapters.ch13_energy_models.instruments_of_hopfield import two_cycles
from course_nn.chapters.ch13_energy_models.two_cycles_figure import describe_two_cycles, ending


@pytest.mark.parametrize("count", theme.COUNTS)
def test_a_path_ends_at_rest_or_between_two_states(count):
    one = theme.network(count)
    for start in range(12):
        states, period = theme.path(count, start)
        for now, then in pairwise(states):
            assert np.array_equal(one.update_all(now), then)
        last = states[-1]
        assert np.array_equal(one.update_all(one.update_all(last)), last)
        assert (period == 2) == (not np.array_equal(one.update_all(last), last))
        if period == 2:
            assert np.array_equal(states[-3], last)


def test_the_energy_of_pairs_never_rises_and_that_of_states_does():
    rose = 0
    for count in theme.COUNTS:
        for start in range(12):
            result = theme.update_together(count, start, 0, False)
            assert (np.diff(result["pairs"]) <= 1e-9).all()
            rose += (np.diff(result["energies"]) > 1e-9).any()
    assert rose > 10


def test_the_measured_shares_and_a_part_of_them_again():
    shares = theme.measured()
    assert shares.shape == (len(theme.COUNTS), theme.NETWORKS)
    for count in (2, 16):
        assert theme.share(count, 3) == shares[theme.COUNTS.index(count), 3]
    mean = dict(zip(theme.COUNTS, shares.mean(axis=1), strict=True))
    assert mean[3] < 0.05 and mean[4] < 0.05 < mean[2] and mean[32] > 0.2
    counts = theme.COUNTS[4:]
    assert all(mean[a] < mean[b] for a, b in pairwise(counts)), "more from six patterns on"


def test_one_unit_after_the_other_none_of_them_takes_turns():
    for count in theme.COUNTS:
        one = theme.network(count)
        S = np.random.default_rng(count).choice([-1.0, 1.0], size=(50, theme.N))
        assert one.is_fixed(one.recall_many(S)).all()


@pytest.mark.parametrize("count", theme.COUNTS)
def test_the_sentence_and_the_title_say_how_it_ends_not_before_it_is_seen(count):
    """At every step: "at rest" where the update changes nothing, "take turns" where it leads back to the one before."""
    for start in range(12):
        one, s, before = theme.network(count), theme.path(count, start)[0][0], None
        for step in range(theme.last_step({"count": count, "start": start}) + 1):
            then = one.update_all(s)
            seen = {"at rest": np.array_equal(then, s)}
            seen["two states take turns"] = not seen["at rest"] and before is not None and np.array_equal(then, before)
            seen["still on its way"] = not any(seen.values())
            result = theme.update_together(count, start, step, False)
            assert np.array_equal(result["state"], s) and result["changes"] == (then != s).sum()
            for words, true in seen.items():
                assert (words in describe_two_cycles(result)) == (words == ending(result)) == true, (start, step)
            before, s = s, then
        assert not seen["still on its way"], "the last step shows the end"


@pytest.mark.long
def test_the_sentence_says_how_it_ends_when_it_has_ended():
    one = two_cycles()
    for count, start in ((20, 0), (4, 0), (2, 1), (1, 0)):
        one.set(count=count, start=start, step=0)
        top = theme.last_step(one.values)
        one.set(step=top)
        assert ("two states take turns" in one.description) == (theme.path(count, start)[1] == 2)
        assert ("at rest" in one.description) == (theme.path(count, start)[1] == 1)
        assert (one.result["changes"] == 0) == (theme.path(count, start)[1] == 1)
        one.set(step=0)
        assert "still on its way" in one.description and one.result["changes"] > 0
        assert one.figure.axes[2].get_title(loc="left") == "Still on its way"


@pytest.mark.long
def test_how_often_is_told_when_asked_for():
    one = two_cycles()
    assert "%" not in one.description and len(one.figure.axes) == 3
    for count in theme.COUNTS:
        one.set(count=count, often=True)
        share = 100 * theme.measured()[theme.COUNTS.index(count)].mean()
        assert f"Of random starts {share:.0f} %" in one.description and len(one.figure.axes) == 4
