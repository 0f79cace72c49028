"""The Boltzmann machine: sums over all states by hand, differences of the likelihood, Gibbs sampling, bad calls."""

import itertools

import numpy as np
import pytest
from helpers import refused

from course_nn.models.boltzmann_machine import MOST_UNITS, BoltzmannMachine, all_states
from course_nn.models.ising import torus


def rng(seed=0):
    return np.random.default_rng(seed)


def machine(n=4, seed=0, scale=1.0):
    draw = rng(seed)
    W = scale * draw.normal(size=(n, n))
    W = np.triu(W, 1) + np.triu(W, 1).T
    return BoltzmannMachine(W, scale * draw.normal(size=n))


def by_hand(one, v):
    """E(v) from the pairs that are both on."""
    n = len(v)
    pairs = sum(one.W[i, j] * v[i] * v[j] for i in range(n) for j in range(i + 1, n))
    return -pairs - sum(b * x for b, x in zip(one.b, v, strict=True))


def test_states_are_counted_up():
    np.testing.assert_array_equal(all_states(3), list(itertools.product((0, 1), repeat=3)))


def test_two_units_by_hand():
    one = BoltzmannMachine([[0, 2], [2, 0]], [-1, 0.5])
    E = [0, -0.5, 1, -1.5]  # 00, 01, 10, 11
    np.testing.assert_allclose(one.energy(all_states(2)), E)
    for T in (0.3, 1, 5):
        weights = np.exp(-np.array(E) / T)
        np.testing.assert_allclose(one.probabilities(T), weights / weights.sum())
        assert one.log_Z(T) == pytest.approx(np.log(weights.sum()))
    assert one.energy([1, 1]) == pytest.approx(-1.5) and np.ndim(one.energy([1, 1])) == 0


@pytest.mark.parametrize("n", [1, 3, 6])
def test_energies_and_moments_are_sums_over_pairs_and_states(n):
    one = machine(n, seed=n)
    states = all_states(n)
    E = np.array([by_hand(one, v) for v in states])
    np.testing.assert_allclose(one.energy(states), E, atol=1e-12)
    p = np.exp(-E / 1.7) / np.exp(-E / 1.7).sum()
    mean, second = one.moments(1.7)
    np.testing.assert_allclose(mean, p @ states)
    np.testing.assert_allclose(second, sum(q * np.outer(v, v) for q, v in zip(p, states, strict=True)))
    np.testing.assert_allclose(np.diag(second), mean)


def test_large_weights_do_not_overflow():
    one = machine(8, scale=1e4)
    assert np.isfinite(one.log_Z(0.01)) and one.probabilities(0.01).sum() == pytest.approx(1)


@pytest.mark.parametrize("seed", range(5))
def test_the_gradient_is_that_of_the_likelihood(seed):
    one, V = machine(5, seed), rng(seed + 10).integers(0, 2, (7, 5))
    dW, db = one.log_likelihood_gradient(V)
    step = 1e-5
    np.testing.assert_array_equal(dW, dW.T)
    for i in range(5):
        for j in range(i):
            found = []
            for sign in (1, -1):
                W = one.W.copy()
                W[i, j] = W[j, i] = W[i, j] + sign * step
                found.append(BoltzmannMachine(W, one.b).log_likelihood(V))
            assert dW[i, j] == pytest.approx((found[0] - found[1]) / (2 * step), abs=1e-8)
        e = step * np.eye(5)[i]
        found = [BoltzmannMachine(one.W, one.b + sign * e).log_likelihood(V) for sign in (1, -1)]
        assert db[i] == pytest.approx((found[0] - found[1]) / (2 * step), abs=1e-8)


def test_the_gradient_vanishes_where_the_model_has_the_moments_of_the_data():
    """Ascent on three units ends where the moments are equal, and the likelihood rises on the way."""
    V = np.vstack([all_states(3), [[0, 0, 1], [1, 1, 1], [1, 1, 0], [1, 1, 1]]])
    W, b, last = np.zeros((3, 3)), np.zeros(3), -np.inf
    for _ in range(1500):
        one = BoltzmannMachine(W, b)
        now = one.log_likelihood(V)
        assert now >= last - 1e-12
        dW, db = one.log_likelihood_gradient(V)
        W, b, last = W + 0.4 * dW, b + 0.4 * db, now
    mean, second = BoltzmannMachine(W, b).moments()
    np.testing.assert_allclose(mean, V.mean(axis=0), atol=1e-5)
    np.testing.assert_allclose(second, V.T @ V / len(V), atol=1e-5)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_gibbs_sampling_has_the_exact_probabilities(temperature):
    one = machine(4, seed=3)
    *_, v = itertools.islice(one.gibbs(np.zeros((20_000, 4)), rng(1), temperature), 60)
    counts = np.bincount((v @ [8, 4, 2, 1]).astype(int), minlength=16) / len(v)
    p = one.probabilities(temperature)
    assert np.abs(counts - p).max() < 5 * np.sqrt(p * (1 - p) / len(v)).max()
    np.testing.assert_allclose(v.mean(axis=0), one.moments(temperature)[0], atol=5 * 0.5 / np.sqrt(len(v)))


def test_a_sweep_leaves_the_distribution_as_it_is():
    """The transition of each unit, as a matrix: p P = p, exactly."""
    one, states = machine(3, seed=5), all_states(3)
    p = one.probabilities()
    for i in range(3):
        P = np.zeros((8, 8))
        for a, v in enumerate(states):
            q = 1 / (1 + np.exp(-(one.W[i] @ v + one.b[i])))
            for value, share in ((1, q), (0, 1 - q)):
                w = v.copy()
                w[i] = value
                P[a, int(w @ [4, 2, 1])] += share
        np.testing.assert_allclose(p @ P, p, atol=1e-12)


def test_chains_begin_where_they_are_told_and_change_nothing():
    one, start = machine(4), np.ones(4)
    first, again = (next(one.gibbs(start, rng(2))) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert first.shape == (4,) and (start == 1).all()
    chain = one.gibbs(start, rng(2))
    kept = next(chain)
    copy = kept.copy()
    next(chain)
    np.testing.assert_array_equal(kept, copy)


def test_annealing_ends_in_the_minimum_of_a_small_glass():
    """±1 couplings between 12 spins: the slow way finds the lowest energy in most of the runs, quenched fewer do."""
    draw = rng(4)
    J = np.triu(draw.choice([-1.0, 1.0], (12, 12)), 1)
    one = BoltzmannMachine.from_ising(J + J.T)
    lowest = one.energy(all_states(12)).min()
    start = draw.integers(0, 2, (200, 12))
    found = {}
    for name, temperatures in (("slow", np.geomspace(8, 0.2, 60)), ("quench", np.full(60, 0.2))):
        *_, v = one.anneal(start, temperatures, rng(5))
        found[name] = np.mean(one.energy(v) < lowest + 1e-9)
    assert found["slow"] > 0.8 and found["slow"] > found["quench"] + 0.1


def test_the_ising_model_is_the_same_machine():
    draw = rng(6)
    J = np.triu(draw.normal(size=(5, 5)), 1)
    J, h = J + J.T, draw.normal(size=5)
    one, spins = BoltzmannMachine.from_ising(J, h), 2 * all_states(5) - 1
    E = np.array([-0.5 * s @ J @ s - h @ s for s in spins])
    np.testing.assert_allclose(one.ising_energy(spins), E, atol=1e-12)
    np.testing.assert_allclose(one.probabilities(), np.exp(-E) / np.exp(-E).sum())
    for came, given in zip(one.ising(), (J, h), strict=True):
        np.testing.assert_allclose(came, given, atol=1e-12)
    np.testing.assert_allclose(one.energy(all_states(5)) - E, (h.sum() - J.sum() / 2) * -1, atol=1e-12)


def test_the_energies_of_the_4_by_4_torus():
    """Counted by others many times; the polynomial is in Beale (1996) for larger ones."""
    one = BoltzmannMachine.from_ising(torus(4))
    E = np.round(one.ising_energy(2 * all_states(16) - 1)).astype(int)
    expected = {32: 2, 24: 32, 20: 64, 16: 424, 12: 1728, 8: 6688, 4: 13568}
    expected = expected | {-energy: times for energy, times in expected.items()} | {0: 20524}
    assert dict(zip(*np.unique(E, return_counts=True), strict=True)) == expected


ONE = machine(3)


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("W: expected a square array", lambda: BoltzmannMachine(np.zeros((2, 3)))),
        (r"W: expected an array with 2 dimension\(s\)", lambda: BoltzmannMachine(np.zeros(3))),
        (r"symmetric array, got W\[0, 1\] = 1 and W\[1, 0\] = 2", lambda: BoltzmannMachine([[0, 1], [2, 0]])),
        ("zeros on the diagonal", lambda: BoltzmannMachine(np.eye(2))),
        (r"b: expected shape \(2,\), got \(3,\)", lambda: BoltzmannMachine(np.zeros((2, 2)), np.zeros(3))),
        ("W: expected finite numbers", lambda: BoltzmannMachine([[0, np.nan], [np.nan, 0]])),
        ("expected at most 20 units .* got 21, which have 2.21", lambda: all_states(MOST_UNITS + 1)),
        ("expected at most 20 units", lambda: BoltzmannMachine(np.zeros((25, 25))).log_Z()),
        ("expected at most 20 units", lambda: BoltzmannMachine(np.zeros((25, 25))).moments()),
        ("expected 3 units in the last axis, got shape", lambda: ONE.energy([0, 1])),
        ("expected states of 0 and 1, got -1 among them", lambda: ONE.energy([1, -1, 1])),
        ("expected states of 0 and 1, got 0.5 among them", lambda: ONE.log_likelihood([[1, 0.5, 1]])),
        ("expected states of 0 and 1", lambda: ONE.log_likelihood_gradient([[1, 2, 1]])),
        ("expected spins −1 and 1, got 0 among them", lambda: ONE.ising_energy([0, 1, 1])),
        ("temperature: expected a finite number above 0, got 0", lambda: ONE.probabilities(0)),
        ("temperature: expected a finite number above 0", lambda: ONE.gibbs([0, 1, 1], rng(), -1)),
        ("expected a numpy.random.Generator", lambda: ONE.gibbs([0, 1, 1], 0)),
        ("temperatures: expected numbers above 0, got 0 among", lambda: ONE.anneal([0, 1, 1], [1, 0], rng())),
        (r"h: expected shape \(2,\)", lambda: BoltzmannMachine.from_ising(np.zeros((2, 2)), [1])),
    ],
)
def test_bad_calls_get_a_sentence(words, wrong):
    with refused(words):
        wrong()
