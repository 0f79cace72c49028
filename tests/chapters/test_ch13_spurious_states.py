"""What else rests: all states of a small network counted outside, mixtures, and where random starts end."""

from itertools import product

import numpy as np
import pytest

from course_nn.chapters.ch13_energy_models import spurious_states as theme
from course_nn.chapters.ch13_energy_models.instruments_of_hopfield import spurious_states
from course_nn.chapters.ch13_energy_models.pattern_sets import random_patterns, silent_network


def test_what_rests_is_counted_by_a_plain_loop():
    X = random_patterns(3, theme.SMALL, np.random.default_rng([7, 1, 3])).astype(int).tolist()
    rests = set()
    n = theme.SMALL
    W = [[0 if i == j else sum(x[i] * x[j] for x in X) for j in range(n)] for i in range(n)]
    for s in product((1, -1), repeat=n):
        if all(s[i] * sum(w * b for w, b in zip(W[i], s, strict=True)) >= 0 for i in range(n)):
            rests.add(s)
    found, kinds, energies = theme.enumerate_rest(3, 1)
    assert {tuple(row) for row in found.astype(int).tolist()} == rests and (np.diff(energies) >= -1e-12).all()
    for row, kind in zip(found.astype(int).tolist(), kinds, strict=True):
        mixed = [
            [a * x + b * y + c * z > 0 for x, y, z in zip(*X, strict=True)] for a, b, c in product((1, -1), repeat=3)
        ]
        assert (kind == 0) == (row in X) and (kind == 1) == ([-b for b in row] in X)
        assert kind < 2 or (kind == 2) == ([b > 0 for b in row] in mixed)


@pytest.mark.parametrize("count", theme.COUNTS)
def test_with_every_state_its_negative_rests(count):
    for seed in range(theme.SEEDS):
        states, kinds, _ = theme.enumerate_rest(count, seed)
        rows = {tuple(row) for row in states}
        assert all(tuple(-row) in rows for row in states)
        numbers = np.bincount(kinds, minlength=4)
        assert numbers[0] == numbers[1] and numbers[2] % 2 == numbers[3] % 2 == 0
        if count < 3:
            assert numbers.tolist() == [count, count, 0, 0], "one or two patterns, and their negatives, alone"


def test_a_mixture_of_three_rests_and_lies_higher():
    """In 1,000 units with three random patterns: all 8, at an overlap of about ½ with each, above every pattern."""
    for seed in range(5):
        X = random_patterns(3, 1000, np.random.default_rng(seed))
        one, mixed = silent_network(X), theme.mixtures(X)
        assert len(mixed) == 8 and one.is_fixed(mixed).all()
        np.testing.assert_allclose(np.abs(one.overlaps(mixed)), 0.5, atol=0.08)
        assert one.energy(mixed).min() > one.energy(X).max()
        assert (theme.nearly(mixed, X) == 2).all() and (theme.nearly(X, X) == 0).all()
        assert (theme.nearly(-X, X) == 1).all()
        assert (theme.nearly(np.random.default_rng(100 + seed).choice([-1.0, 1.0], size=(20, 1000)), X) == 3).all()


def test_where_random_starts_end():
    shares = theme.measured()
    assert shares.shape == (len(theme.COUNTS), theme.NETWORKS, 4)
    np.testing.assert_allclose(shares.sum(axis=2), 1)
    mean = dict(zip(theme.COUNTS, shares.mean(axis=1), strict=True))
    assert mean[1][:2].sum() == 1 and mean[2][:2].sum() > 0.99, "one or two patterns: none ends elsewhere, or hardly"
    assert 0.1 < mean[3][2] < 0.4 and mean[3][3] < 0.02, "three: a fifth or so in mixtures"
    assert mean[20][3] > 0.8 and mean[28][3] > 0.98 and mean[40][3] > 0.98, "a load of 0.1: nearly all elsewhere"
    for count, seed in ((3, 2), (10, 0)):
        assert theme.starts_end(count, seed) == pytest.approx(shares[theme.COUNTS.index(count), seed], abs=1e-9)


@pytest.mark.long
def test_the_sentence_counts_what_is_drawn():
    one = spurious_states()
    for count in (1, 20):
        for seed in (0, 3):
            one.set(count=count, seed=seed, which=0)
            top = theme.last_state(one.values)
            one.set(which=top)
            rests = len(one.result["energies"])
            assert f"{rests} states rest" in one.description and f"Number {top + 1} from below" in one.description
            drawn = sum(len(line.get_xdata()) for line in one.figure.axes[0].lines[:4])
            assert drawn == rests and rests == top + 1
            labels = [text.get_text() for text in one.figure.axes[0].get_legend().get_texts()]
            assert all(
                (number == 1) == label.startswith("1 ")
                for number, label in zip(one.result["numbers"], labels, strict=True)
            )
            assert not {"1 patterns", "1 negatives", "1 others", "1 mixtures of three"} & {*labels}
