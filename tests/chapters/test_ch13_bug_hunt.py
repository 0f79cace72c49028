"""The bug hunt: every suspect has its own fault and no other, and what hints and sentences say of them is so."""

import numpy as np
import pytest

from course_nn.chapters.ch13_energy_models.bug_hunt import KINDS, original, recalled_by, suspects
from course_nn.exercises import EXERCISES
from course_nn.models.hopfield import damaged

SEEDS = pytest.mark.parametrize("seed", range(3))


def stored(seed, p=50, n=100):
    return np.random.default_rng(seed).choice([-1.0, 1.0], size=(p, n))


def rests(W, X):
    h = X @ W.T
    return np.where(np.abs(h) > 1e-9, np.sign(h), X) == X


def test_they_are_five_and_claim_the_same():
    assert len(set(KINDS)) == len(suspects()) == 5
    assert all(rule.__doc__ == original.__doc__ for rule in suspects().values())
    assert "pseudo-inverse" in original.__doc__


@SEEDS
def test_which_patterns_rest(seed):
    """Of one all, of another one all but the last, of a third one no unit; of the other two few patterns or none."""
    X = stored(seed)
    fixed = {letter: rests(rule(X), X) for letter, rule in suspects().items()}
    assert fixed["D"].all() and fixed["A"].all(axis=1).tolist() == 49 * [True] + [False]
    assert not fixed["B"].any() and rests(original(X), X).all()
    assert fixed["C"].all(axis=1).mean() < 0.2 and fixed["E"].all(axis=1).mean() < 0.2


@SEEDS
def test_what_comes_back_from_damage(seed):
    X = stored(seed)
    wrong = damaged(X, 0.1, np.random.default_rng(seed))
    share = {letter: recalled_by(rule(X), X, wrong) for letter, rule in suspects().items()}
    assert share["D"] <= 0.02 and 0.3 < recalled_by(original(X), X, wrong) < 0.8
    assert share["B"] == share["C"] == 0


def test_with_hebbs_rule_it_would_hardly_show():
    """Five patterns in 100 units: from 10 % damage all come back, with the diagonal and without."""
    for seed in range(5):
        X = stored(seed, 5)
        wrong = damaged(X, 0.1, np.random.default_rng(seed))
        W = X.T @ X / 100
        assert recalled_by(W, X, wrong) == recalled_by(W - np.diag(np.diag(W)), X, wrong) == 1


@SEEDS
def test_symmetry_and_diagonals(seed):
    X = stored(seed)
    weights = {letter: rule(X) for letter, rule in suspects().items()}
    for letter, W in weights.items():
        assert np.allclose(W, W.T) == (letter != "E")
        assert np.allclose(np.diag(W), 0) == (letter != "D")
    np.testing.assert_allclose(weights["D"] - np.diag(np.diag(weights["D"])), original(X), atol=1e-12)
    np.testing.assert_allclose(weights["E"] + weights["E"].T, original(X), atol=1e-12)
    assert not np.tril(weights["E"]).any(), "a triangle is missing, and nothing else is wrong"


@SEEDS
def test_for_one_pattern(seed):
    """Hebb's rule is the pseudo-inverse there, the sign turned is its negative, and nothing is left without it."""
    X = stored(seed, 1)
    found = {letter: rule(X) for letter, rule in suspects().items()}
    np.testing.assert_allclose(found["C"], original(X), atol=1e-12)
    np.testing.assert_allclose(found["B"], -original(X), atol=1e-12)
    assert not found["A"].any()
    for letter in "DE":
        assert not np.allclose(found[letter], original(X))


def test_the_hints_say_so():
    first, second, third = EXERCISES["five_rules"].hints
    assert "Of one suspect all rest, of another one all but one, and of a third one every unit" in first
    assert "finds none again, where the original finds about half" in second
    assert "For one pattern alone, one of the two is the original" in third


def test_recall_stops_where_weights_never_rest():
    X = stored(0, 4, 20)
    assert 0 <= recalled_by(np.triu(original(X)), X, -X, rounds=3) <= 1
    assert recalled_by(original(X), X, X) == 1
