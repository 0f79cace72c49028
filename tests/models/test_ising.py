"""The Ising lattice: held to the exact 4×4 torus and to Onsager's and Yang's formulas."""

import numpy as np
import pytest
from helpers import refused

from course_nn.models.boltzmann_machine import BoltzmannMachine, all_states
from course_nn.models.ising import (
    CRITICAL_TEMPERATURE,
    IsingLattice,
    binder_cumulant,
    spontaneous_magnetization,
    torus,
)


def rng(seed=0):
    return np.random.default_rng(seed)


def test_the_formulas_of_the_infinite_lattice():
    assert pytest.approx(2.269185314) == CRITICAL_TEMPERATURE
    assert np.sinh(2 / CRITICAL_TEMPERATURE) == pytest.approx(1)
    assert spontaneous_magnetization(2.0) == pytest.approx(0.911319, abs=1e-6)
    T = np.array([0.01, 0.5, 1.0, 2.0, 2.26, 2.2691, 2.2692, 3.0, 100.0])
    below = [(1 - np.sinh(2 / t) ** -4) ** 0.125 for t in T[1:6]]
    np.testing.assert_allclose(spontaneous_magnetization(T), [1, *below, 0, 0, 0], atol=1e-9)


@pytest.mark.parametrize("size", [3, 4, 6])
def test_the_torus_has_four_neighbors_each(size):
    J = torus(size)
    assert (J == J.T).all() and (J.sum(axis=0) == 4).all() and not np.diag(J).any()
    row, column = np.divmod(np.arange(size * size), size)
    apart = [np.minimum((one[:, None] - one) % size, (one - one[:, None]) % size) for one in (row, column)]
    np.testing.assert_array_equal(J, (apart[0] + apart[1] == 1).astype(float))


def test_a_torus_of_two_has_double_bonds():
    np.testing.assert_array_equal(torus(2), [[0, 2, 2, 0], [2, 0, 0, 2], [2, 0, 0, 2], [0, 2, 2, 0]])


def test_energies_are_those_of_the_machine():
    lattice = IsingLattice(4, rng(), replicas=50, start="random")
    flat = lattice.s.reshape(50, 16)
    machine = BoltzmannMachine.from_ising(torus(4))
    np.testing.assert_allclose(lattice.energy(), machine.ising_energy(flat))
    np.testing.assert_allclose(lattice.magnetization(), flat.mean(axis=1))


@pytest.mark.parametrize("rule", ["gibbs", "metropolis"])
@pytest.mark.parametrize(("temperature", "field"), [(1.8, 0.0), (2.5, 0.0), (2.5, 0.1)])
def test_both_rules_have_the_exact_means_of_the_4_by_4_torus(rule, temperature, field):
    machine, spins = BoltzmannMachine.from_ising(torus(4), np.full(16, field)), 2 * all_states(16) - 1
    p = machine.probabilities(temperature)
    bonds = machine.ising_energy(spins) + field * spins.sum(axis=1)
    lattice, found = IsingLattice(4, rng(1), replicas=2000, start="random"), []
    for k in range(160):
        lattice.sweep(temperature, field=field, rule=rule)
        if k >= 40:
            m = lattice.magnetization()
            found.append([lattice.energy().mean(), np.abs(m).mean(), (m**2).mean(), m.mean()])
    m = spins.mean(axis=1)
    exact = [p @ bonds, p @ np.abs(m), p @ m**2, p @ m]
    assert (np.abs(np.mean(found, axis=0) - exact) < [0.15, 0.01, 0.01, 0.09]).all()


def test_below_the_critical_temperature_order_stays_and_above_it_goes():
    lattice = IsingLattice(32, rng(2), replicas=15)
    temperatures = np.repeat([1.5, 2.0, 4.0], 5)
    found = []
    for k in range(300):
        lattice.sweep(temperatures)
        if k >= 100:
            found.append(np.abs(lattice.magnetization()))
    m = np.mean(found, axis=0).reshape(3, 5).mean(axis=1)
    np.testing.assert_allclose(m[:2], spontaneous_magnetization([1.5, 2.0]), atol=0.01)
    assert m[2] < 0.1


def test_a_temperature_of_each_replica_is_that_one():
    """The same draws, whether a temperature is given once or to each."""
    one, each = (IsingLattice(6, rng(3), replicas=3, start="random") for _ in range(2))
    for _ in range(5):
        one.sweep(2.0)
        each.sweep([2.0, 2.0, 2.0])
    np.testing.assert_array_equal(one.s, each.s)


def test_the_cumulant_at_both_ends():
    assert binder_cumulant([0.9, -0.9, 0.9]) == pytest.approx(2 / 3)
    assert abs(binder_cumulant(rng(4).normal(size=200_000))) < 0.02
    m = rng(5).normal(size=(3, 50))
    np.testing.assert_allclose(binder_cumulant(m), [1 - np.mean(x**4) / (3 * np.mean(x**2) ** 2) for x in m])


def test_starts():
    assert (IsingLattice(4, rng()).s == 1).all()
    s = IsingLattice(8, rng(), replicas=40, start="random").s
    assert set(np.unique(s)) == {-1, 1} and abs(s.mean()) < 0.1 and s.dtype == np.int8


LATTICE = IsingLattice(4, rng(), replicas=3)


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("size: expected an even number, .* got 5", lambda: IsingLattice(5, rng())),
        ("size: expected a whole number at least 2, got 1", lambda: IsingLattice(1, rng())),
        ("rng: expected a numpy.random.Generator", lambda: IsingLattice(4, 0)),
        ("start: unknown name 'down'", lambda: IsingLattice(4, rng(), start="down")),
        ("replicas: expected a whole number at least 1", lambda: IsingLattice(4, rng(), replicas=0)),
        ("expected a number above 0, or one for each of 3 replicas, got 1 from 0", lambda: LATTICE.sweep(0)),
        ("expected a number above 0, or one for each of 3 replicas, got 2", lambda: LATTICE.sweep([1, 2])),
        ("rule: unknown name 'wolff'", lambda: LATTICE.sweep(1, rule="wolff")),
        ("field: expected a finite number", lambda: LATTICE.sweep(1, field=np.inf)),
        ("torus: size: expected a whole number at least 2", lambda: torus(1)),
        ("temperature: expected numbers above 0, got 0", lambda: spontaneous_magnetization(0)),
        ("m: expected at least one number", lambda: binder_cumulant([])),
    ],
)
def test_bad_calls_get_a_sentence(words, wrong):
    with refused(words):
        wrong()
