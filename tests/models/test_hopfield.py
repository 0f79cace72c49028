"""Hopfield's network: its energy and its rules against sums written out, counts from outside, and bad calls."""

import numpy as np
import pytest
from bad_calls import each_call
from helpers import refused
from hypothesis import given, settings
from hypothesis import strategies as st

from course_nn.models.hopfield import Hopfield, damaged


def patterns(p, n, seed=0):
    return np.random.default_rng(seed).choice([-1.0, 1.0], size=(p, n))


def silent(*args, **how):
    """A network that may hold more than fits."""
    return Hopfield(*args, warn=False, **how)


def every_state(n):
    return 1.0 - 2 * ((np.arange(2**n)[:, None] >> np.arange(n)) & 1)


def symmetric(n, rng):
    W = np.triu(rng.normal(size=(n, n)), 1)
    return W + W.T


@settings(deadline=None)
@given(p=st.integers(1, 8), n=st.integers(1, 12), seed=st.integers(0, 99))
def test_the_weights_are_the_sum_over_patterns(p, n, seed):
    X, wanted = patterns(p, n, seed), np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            wanted[i, j] = 0 if i == j else sum(X[k, i] * X[k, j] for k in range(p)) / n
    W = silent(X).W
    np.testing.assert_allclose(W, wanted, atol=1e-15)
    assert np.array_equal(W, W.T) and not np.diag(W).any()
    np.testing.assert_allclose(silent(X, self_connections=True).W, wanted + p / n * np.eye(n), atol=1e-15)


@settings(deadline=None)
@given(n=st.integers(1, 10), seed=st.integers(0, 99))
def test_the_energy_is_the_double_sum(n, seed):
    rng = np.random.default_rng(seed)
    W, theta, s = symmetric(n, rng), rng.normal(size=n), rng.choice([-1.0, 1.0], size=n)
    pairs = sum(W[i, j] * s[i] * s[j] for i in range(n) for j in range(i))
    one = Hopfield.from_weights(W, theta)
    assert one.energy(s) == pytest.approx(-pairs + sum(theta * s))
    np.testing.assert_allclose(one.energy(np.stack([s, -s])), [-pairs + theta @ s, -pairs - theta @ s])
    np.testing.assert_allclose(one.fields(s), [sum(W[i, j] * s[j] for j in range(n)) - theta[i] for i in range(n)])


@settings(deadline=None, max_examples=60)
@given(
    n=st.integers(1, 25),
    p=st.integers(1, 12),
    seed=st.integers(0, 999),
    kind=st.sampled_from(["hebb", "pseudo-inverse", "weights"]),
    kept=st.booleans(),
    shuffled=st.booleans(),
)
def test_the_energy_never_rises_one_by_one(n, p, seed, kind, kept, shuffled):
    """At every step, and it falls wherever a unit flips; what rests at the end wants to stay."""
    rng = np.random.default_rng(seed)
    if kind == "weights":
        one = Hopfield.from_weights(symmetric(n, rng), rng.normal(size=n))
    else:
        theta = rng.integers(-1, 2, size=n) / n
        one = silent(patterns(p, n, seed), kind, thresholds=theta, self_connections=kept)
    s = rng.choice([-1.0, 1.0], size=n)
    before, kept_s = one.energy(s), s.copy()
    for step in one.steps(s, rng if shuffled else None, rng.permutation(n)):
        assert step.energy == pytest.approx(one.energy(step.s), abs=1e-9)
        changed = np.flatnonzero(step.s != kept_s)
        assert changed.tolist() == [step.unit] * step.flipped
        assert step.energy < before if step.flipped else step.energy == before
        before, kept_s = step.energy, step.s
    assert one.is_fixed(kept_s)


def test_a_field_of_zero_keeps_the_state():
    """Two patterns whose products cancel: units 0 and 1 feel nothing of 2 and 3, nor of each other."""
    X = np.array([[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1.0]])
    one = silent(X)
    assert not one.W.any(), "four orthogonal patterns of four units leave no weight"
    for s in every_state(4):
        assert one.is_fixed(s) and np.array_equal(one.recall(s).s, s) and np.array_equal(one.update_all(s), s)
    thirds = Hopfield.from_weights(np.array([[0, 0.1, 0.2, -0.3], [0.1, 0, 0, 0], [0.2, 0, 0, 0], [-0.3, 0, 0, 0]]))
    s = np.array([-1.0, 1, 1, 1])  # 0.1 + 0.2 − 0.3 is not 0 in floating point
    assert thirds.fields(s)[0] != 0 and thirds.update_all(s)[0] == s[0] and thirds.update_all(-s)[0] == -s[0]


@pytest.mark.parametrize(("n", "p"), [(20, 5), (20, 12), (30, 29), (64, 32)])
def test_the_pseudo_inverse_makes_every_pattern_rest(n, p):
    for seed in range(5):
        X = patterns(p, n, seed)
        one = Hopfield(X, "pseudo-inverse")
        assert one.is_fixed(X).all()
        kept = Hopfield(X, "pseudo-inverse", self_connections=True).W
        np.testing.assert_allclose(kept @ X.T, X.T, atol=1e-9)
        np.testing.assert_allclose(kept, X.T @ np.linalg.pinv(X.T), atol=1e-9)
        np.testing.assert_allclose(kept @ kept, kept, atol=1e-9)


def test_the_pseudo_inverse_of_dependent_patterns():
    X = patterns(3, 10)
    again = np.vstack([X, -X, X[:1]])
    np.testing.assert_allclose(Hopfield(again, "pseudo-inverse").W, Hopfield(X, "pseudo-inverse").W, atol=1e-12)


def test_orthogonal_patterns_make_both_rules_one():
    X = np.array([[1, 1, 1, 1, 1, 1, 1, 1], [1, -1, 1, -1, 1, -1, 1, -1.0]])
    np.testing.assert_allclose(silent(X).W, Hopfield(X, "pseudo-inverse").W, atol=1e-12)


def test_one_pattern_by_hand():
    """With one pattern, E = −(n m² − 1)/2 for an overlap of m; it and its negative are all that rests for odd n."""
    X = np.array([[1.0, 1, -1, -1, 1]])
    one, states = Hopfield(X), every_state(5)
    m = one.overlaps(states)[:, 0]
    np.testing.assert_allclose(one.energy(states), -(5 * m**2 - 1) / 2)
    assert one.is_fixed(states).sum() == 2 and np.abs(m[one.is_fixed(states)]).tolist() == [1, 1]
    assert one.load == 0.2


def test_what_rests_is_counted_from_outside():
    """Against plain Python over all states of a network of 10 units with 3 patterns."""
    X = patterns(3, 10, 4).astype(int).tolist()
    W = [[0 if i == j else sum(x[i] * x[j] for x in X) for j in range(10)] for i in range(10)]
    rests = []
    for k in range(2**10):
        s = [1 - 2 * (k >> i & 1) for i in range(10)]
        rests.append(all(s[i] * sum(W[i][j] * s[j] for j in range(10)) >= 0 for i in range(10)))
    found = silent(X).is_fixed(every_state(10))
    assert found.tolist() == rests and 6 <= sum(rests) < 100


def test_recall_from_damage():
    X = patterns(5, 100)
    one = Hopfield(X)
    for seed in range(20):
        rng = np.random.default_rng(seed)
        came = one.recall(damaged(X[0], 0.2, rng), rng)
        assert np.array_equal(came.s, X[0]) and came.period == 1
        assert (np.diff(came.energies) < 0).all() and came.energies[-1] == pytest.approx(one.energy(X[0]))


def test_many_recalls_are_single_ones():
    """In the same order of units each row ends where it ends alone."""
    X = patterns(12, 60)
    for one in (silent(X, thresholds=0.01), Hopfield(X, "pseudo-inverse")):
        S = damaged(np.repeat(X, 3, axis=0), 0.35, np.random.default_rng(1))
        ended = one.recall_many(S)
        for s, end in zip(S, ended, strict=True):
            assert np.array_equal(one.recall(s).s, end)
        by_chance = one.recall_many(S, np.random.default_rng(2))
        assert one.is_fixed(by_chance).all() and not np.array_equal(by_chance, ended)
        assert np.array_equal(by_chance, one.recall_many(S, np.random.default_rng(2)))


def test_two_units_take_turns():
    """Hebb's rule for (+, +): from (+, −) each takes the other's place for ever, and one by one it rests at once."""
    one = silent([[1, 1]])
    came = one.recall([1, -1], synchronous=True)
    assert came.period == 2 and came.energies.tolist() == [0.5, 0.5, 0.5]
    assert came.s.tolist() == [1, -1]
    assert [step.s.tolist() for step in one.steps([1, -1], synchronous=True)] == [[-1, 1], [1, -1]]
    assert one.recall([1, -1]).period == 1 and one.recall([1, 1], synchronous=True).energies.tolist() == [-0.5]


@settings(deadline=None, max_examples=80)
@given(n=st.integers(1, 12), p=st.integers(1, 6), seed=st.integers(0, 999), whole=st.booleans())
def test_synchronous_updates_end_in_one_or_two_states(n, p, seed, whole):
    """Whole numbers make fields of exactly 0; the period is what a plain count of states that came before gives."""
    rng = np.random.default_rng(seed)
    W = rng.integers(-2, 3, size=(n, n)).astype(float) if whole else None
    one = silent(patterns(p, n, seed)) if W is None else Hopfield.from_weights(np.triu(W, 1) + np.triu(W, 1).T)
    s = rng.choice([-1.0, 1.0], size=n)
    seen, now = [], s
    while not any(np.array_equal(now, before) for before in seen):
        seen.append(now)
        now = np.where(one.fields(now) > 1e-9, 1.0, np.where(one.fields(now) < -1e-9, -1.0, now))
    period = len(seen) - next(k for k, before in enumerate(seen) if np.array_equal(now, before))
    came = one.recall(s, synchronous=True)
    assert came.period == period <= 2
    if period == 1:
        assert one.is_fixed(came.s)
    else:
        assert np.array_equal(one.update_all(one.update_all(came.s)), came.s) and not one.is_fixed(came.s)


def test_thresholds_move_what_rests():
    X = np.array([[1.0, 1, -1, -1, 1, 1]])
    assert Hopfield(X).is_fixed(-X[0])
    assert not Hopfield(X, thresholds=-1.0).is_fixed(-X[0]), "units that like +1"
    assert Hopfield(X, thresholds=-1.0).recall(-X[0]).s.tolist() == [1.0] * 6


def test_damage_is_counted():
    X = patterns(4, 30)
    for share, count in ((0, 0), (0.1, 3), (0.5, 15), (0.55, 17), (1, 30)):
        came = damaged(X, share, np.random.default_rng(0))
        assert (came != X).sum(axis=1).tolist() == [count] * 4
        assert (damaged(X[0], share, np.random.default_rng(3)) != X[0]).sum() == count


def test_steps_can_be_held():
    """An order of one's own, and an iterator that is left where one likes; what came in stays as it was."""
    X = patterns(2, 8)
    s = damaged(X[0], 0.3, np.random.default_rng(0))
    before = s.copy()
    steps = Hopfield(patterns(1, 8)).steps(s, order=np.arange(8)[::-1])
    assert [next(steps).unit for _ in range(10)] == [7, 6, 5, 4, 3, 2, 1, 0, 7, 6]
    assert np.array_equal(s, before)


@pytest.mark.parametrize(
    ("p", "n", "rule", "words"),
    [
        (2, 4, "hebb", "a load of 0.50; of random ones Hebb's rule is expected to keep about 1 or fewer"),
        (15, 100, "hebb", "got 15 patterns for 100 units, a load of 0.15; .* about 14, .* and about 11 exactly"),
        (300, 1000, "hebb", "keep about 138, with some wrong bits, and about 72 exactly"),
        (100, 100, "pseudo-inverse", "the 100 patterns fill the whole space of 100 units, so that every state rests"),
        (130, 100, "pseudo-inverse", "the 130 patterns fill the whole space"),
    ],
)
def test_more_than_fit_are_stored_with_a_warning(p, n, rule, words):
    X = patterns(p, n)
    with pytest.warns(UserWarning, match=words) as caught:
        one = Hopfield(X, rule)
    assert caught[0].filename == __file__ and len(one.patterns) == p
    if rule == "pseudo-inverse":
        assert one.is_fixed(patterns(50, n, 7)).all()


def test_what_fits_is_stored_without_one():
    for p, rule in ((13, "hebb"), (1, "hebb"), (99, "pseudo-inverse"), (50, "pseudo-inverse")):
        assert Hopfield(patterns(p, 100), rule).load == p / 100
    assert repr(Hopfield(patterns(3, 100))) == "Hopfield(3 patterns, 100 units, 'hebb')"


SMALL, RNG = Hopfield([[1, -1, 1]]), np.random.default_rng(0)
REFUSED = {
    "Hopfield": [
        (lambda: Hopfield([[1, 0, 1]]), r"patterns: expected −1 and \+1, got 0 among them; of 0 and 1 make 2 x − 1"),
        (lambda: Hopfield([[1, 2, 1]]), r"patterns: expected −1 and \+1, got 2 among them"),
        (lambda: Hopfield([1, -1, 1]), r"patterns: expected an array with 2 dimension\(s\)"),
        (lambda: Hopfield([[1, np.nan]]), "patterns: expected finite numbers"),
        (lambda: Hopfield([[1, -1]], "hebbian"), "rule: unknown name 'hebbian'; did you mean 'hebb'"),
        (lambda: Hopfield([[1, -1]], thresholds=[1, 2, 3]), "thresholds: expected one number or 2 of them, got 3"),
        (lambda: Hopfield([[1, -1]], self_connections=1), "self_connections: expected True or False"),
        (lambda: Hopfield([[1, -1]], warn="no"), "warn: expected True or False"),
        (lambda: Hopfield.from_weights([[0, 1], [2, 0]]), r"W: expected a symmetric array \(n, n\)"),
        (lambda: Hopfield.from_weights(np.zeros((2, 3))), r"W: expected a symmetric array \(n, n\)"),
        (lambda: SMALL.energy([1, -1]), "s: expected states of 3 units, got 2"),
        (lambda: SMALL.fields([1, 0, 1]), r"s: expected −1 and \+1, got 0"),
        (lambda: SMALL.recall([[1, 1, 1]]), r"s: expected an array with 1 dimension\(s\)"),
        (lambda: SMALL.recall_many([1, 1, 1], RNG), r"s: expected an array with 2 dimension\(s\)"),
        (lambda: SMALL.recall_many([[1, 1, 1]], 3), "rng: expected a numpy.random.Generator"),
        (lambda: SMALL.steps([1, 1, 1], rng=0), "rng: expected a numpy.random.Generator"),
        (lambda: SMALL.steps([1, 1, 1], order=[0, 1]), r"order: expected shape \(3,\), got \(2,\)"),
        (lambda: SMALL.steps([1, 1, 1], order=[0, 1, 1]), "order: expected each of the units 0 to 2 once"),
        (lambda: SMALL.steps([1, 1, 1], synchronous="yes"), "synchronous: expected True or False"),
        (lambda: damaged([[0, 1]], 0.1, RNG), r"damaged: patterns: expected −1 and \+1"),
        (lambda: damaged([[1, 1]], 1.1, RNG), "damaged: share: expected a finite number at least 0 and at most 1"),
        (lambda: damaged([[1, 1]], 0.1, None), "damaged: rng: expected a numpy.random.Generator"),
    ],
}


@each_call(REFUSED)
def test_a_bad_call_is_refused_with_a_sentence(call, words):
    with refused(words):
        call()
