"""Basins of both rules, as stored and as told; a part of the measurement again."""

import numpy as np
import pytest

from course_nn.chapters.ch13_energy_models import basins as theme
from course_nn.chapters.ch13_energy_models.instruments_of_hopfield import basins


def test_a_part_of_the_measurement_again():
    for rule in theme.RULES:
        found = theme.measured()[rule]
        assert found["found"].shape == (len(theme.LOADS), len(theme.DAMAGES), theme.NETWORKS)
        for load, damage, seed in ((0.08, 0.3, 1), (0.5, 0.1, 0)):
            at = theme.LOADS.index(load), theme.DAMAGES.index(damage), seed
            share, exact = theme.recalled(rule, load, damage, seed)
            assert share == pytest.approx(found["found"][at], abs=0.101)
            assert exact == pytest.approx(found["exact"][at], abs=0.101)


def test_the_pseudo_inverse_reaches_farther():
    hebb, pseudo, kept = (theme.radius(rule) for rule in theme.RULES)
    assert (pseudo >= hebb - 0.005).all() and (pseudo[3:] > hebb[3:] + 0.02).all()
    assert (np.diff(pseudo) < 0.005).all(), "more patterns, smaller basins"
    assert (hebb[theme.LOADS.index(0.20) :] == 0).all(), "of Hebb's rule fewer than half at a load of 0.2"
    assert hebb[theme.LOADS.index(0.11)] > 0.2
    at = slice(theme.LOADS.index(0.20), theme.LOADS.index(0.50) + 1)
    assert (kept[at] < pseudo[at]).all(), "and a kept diagonal makes basins smaller"


def test_without_damage_the_pseudo_inverse_loses_nothing():
    for rule in theme.RULES[1:]:
        assert (theme.measured()[rule]["exact"][:, 0] == 1).all()


def test_a_self_connection_left_in():
    """n = 100, 50 patterns, 10 % damage: hardly one of 2,000 comes back with it, and about half without."""
    share = {}
    for rule in theme.RULES[1:]:
        share[rule] = np.mean([theme.recalled(rule, 0.5, 0.1, seed, 100, 50)[1] for seed in range(40)])
    assert share["pseudo-inverse"] == pytest.approx(0.55, abs=0.06)
    assert share["pseudo-inverse, diagonal kept"] < 0.003


def test_the_sentence_has_the_shares_of_the_curves():
    one = basins()
    for load in theme.LOADS[::6]:
        for counted in theme.COUNTED.values():
            for kept in (False, True):
                one.set(load=load, kept=kept, counted=counted, damage=0.1)
                assert len(one.result["curves"]) == 2 + kept == one.description.count(" by ")
                assert ("every bit" in one.description) == (counted == "exact")
                for rule, curve in one.result["curves"].items():
                    at = theme.LOADS.index(load)
                    np.testing.assert_array_equal(curve, theme.measured()[rule][counted][at].mean(axis=1))
                    assert f"{curve[2]:.2f} by" in one.description, rule


def test_with_the_diagonal_not_one_comes_back_exactly_where_half_do_without():
    """A load of one half, 10 % damage; an overlap above 0.9 hides it, as the rest of damage may be a tenth of it."""
    at = theme.LOADS.index(0.50), theme.DAMAGES.index(0.10)
    exact = [theme.measured()[rule]["exact"][at].mean() for rule in theme.RULES[1:]]
    assert 0.45 < exact[0] < 0.6 and exact[1] == 0
    five = theme.LOADS.index(0.50), theme.DAMAGES.index(0.05)
    kept = theme.measured()[theme.RULES[2]]
    assert kept["found"][five].mean() > 0.9 and kept["exact"][five].mean() == 0


def test_fewer_than_half_is_not_none():
    """Where Hebb's radius is 0 first, at a load of 0.2, many patterns still come back; at 0.4 not one."""
    found = theme.measured()["hebb"]["found"].mean(axis=2)
    at, ten = theme.LOADS.index, theme.DAMAGES.index(0.10)
    assert found[at(0.20), 0] > 0.4 and found[at(0.20), ten] > 0.25 and found[at(0.40)].max() == 0
    shares = []
    for seed in range(20, 26):
        shares.append([theme.recalled("hebb", 0.20, damage, seed)[0] for damage in (0.0, 0.1)])
    undamaged, damaged = np.mean(shares, axis=0)
    assert 0.2 < damaged < undamaged < 0.7, "and in six other networks"


def test_a_self_connection_does_no_harm_at_small_loads():
    """In every bit from 10 % damage: up to a load of 0.3 as without it, at 0.4 a quarter in the place of nearly all."""
    without, kept = (theme.measured()[rule]["exact"].mean(axis=2)[:, 2] for rule in theme.RULES[1:])
    upto = theme.LOADS.index(0.30) + 1
    assert kept[:upto].min() > 0.99 and without[:upto].min() > 0.99
    assert kept[upto] < 0.3 and without[upto] > 0.95
    fresh = [[theme.recalled(theme.RULES[2], load, 0.1, seed)[1] for seed in range(20, 24)] for load in (0.3, 0.4)]
    assert np.mean(fresh[0]) > 0.97 and np.mean(fresh[1]) < 0.5, "and in four other networks"
