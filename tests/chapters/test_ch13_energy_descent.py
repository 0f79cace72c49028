"""A damaged pattern that is let go: the path, its energies, where it ends."""

from itertools import pairwise

import numpy as np
import pytest

from course_nn.chapters.ch13_energy_models import energy_descent as theme
from course_nn.chapters.ch13_energy_models.instruments_of_hopfield import energy_descent

KINDS, RULES = ("letters", "digits"), ("hebb", "pseudo-inverse")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rule", RULES)
def test_one_by_one_the_energy_falls_with_every_change(kind, rule):
    one = theme.network(kind, rule)
    for which in range(theme.STORED):
        for damage in theme.DAMAGES[::2]:
            states, energies, period = theme.path(kind, which, damage, rule, False)
            assert (np.diff(energies) < 0).all() and period == 1 and one.is_fixed(states[-1])
            assert (np.abs(np.diff(states, axis=0)).sum(axis=1) == 2).all(), "one unit at each change"
            assert (states[0] != one.patterns[which]).sum() == round(one.patterns.shape[1] * damage / 100)


def test_more_damage_keeps_what_was_wrong_before():
    x = theme.network("letters", "hebb").patterns[0]
    wrong = [theme.damaged_by(x, percent) != x for percent in theme.DAMAGES]
    for less, more in pairwise(wrong):
        assert (more[less]).all() and more.sum() == less.sum() + 5


def test_all_at_once_the_energy_may_rise():
    rises = [
        (np.diff(theme.path(kind, which, damage, rule, True)[1]) > 1e-9).any()
        for kind in KINDS
        for rule in RULES
        for which in range(theme.STORED)
        for damage in theme.DAMAGES
    ]
    assert 0 < sum(rises) < 10, "seldom here: of digits in the pseudo-inverse"


def test_the_axis_holds_every_recall_and_says_nothing_of_this_one():
    for (kind, together), end in theme.AXIS.items():
        longest = max(
            len(theme.path(kind, which, damage, rule, together)[0]) - 1
            for rule in RULES
            for which in range(theme.STORED)
            for damage in theme.DAMAGES
        )
        assert longest <= end
    one = energy_descent()
    low, high = one.figure.axes[-1].get_xlim()
    assert high > 75
    one.set(damage=0)
    assert one.figure.axes[-1].get_xlim() == (low, high)


def share_back(kind, rule, percent, seeds=40):
    """The share of damaged patterns that come back in all bits, over other damages and orders."""
    one, right = theme.network(kind, rule), 0
    for seed in range(seeds):
        S = np.array([theme.damaged_by(x, percent, seed) for x in one.patterns])
        right += (one.recall_many(S, np.random.default_rng([1, seed])) == one.patterns).all(axis=1).mean()
    return right / seeds


def test_what_the_chapter_says_of_letters_and_digits():
    assert share_back("letters", "hebb", 20) > 0.97
    assert 0.3 < share_back("letters", "hebb", 40) < 0.65
    assert share_back("digits", "hebb", 10) < 0.01 and share_back("digits", "pseudo-inverse", 10) > 0.95
    assert share_back("digits", "pseudo-inverse", 30) == pytest.approx(0.75, abs=0.06)


@pytest.mark.long
def test_the_player_ends_where_it_rests_and_the_sentence_says_so():
    one = energy_descent()
    for kind in KINDS:
        for rule in RULES:
            for together in (False, True):
                for damage in (0, 50):
                    one.set(kind=kind, rule=rule, together=together, damage=damage, step=0)
                    top = theme.last_step(one.values)
                    result = one.set(step=top).result
                    at_rest = "take turns" if result["period"] == 2 else "rests at"
                    assert at_rest in one.description and f"{result['wrong']} of" in one.description
                    assert f"{damage} % of the {kind[:-1]} {result['name']} damaged" in one.description
                    assert len(one.description) <= 220
                    assert result["wrong"] == result["ended_wrong"]
                    if top:
                        assert "still on its way" in one.set(step=top - 1).description
