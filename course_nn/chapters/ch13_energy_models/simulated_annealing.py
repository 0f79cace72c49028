"""Simulated annealing of a spin glass of 16 spins, whose lowest energy is known: all 65,536 states were looked at."""

from functools import lru_cache

import numpy as np

from ...models.boltzmann_machine import BoltzmannMachine, all_states

SPINS, RUNS, END = 16, 100, 0.2
SWEEPS, HOTTEST = (1, 3, 10, 30, 100, 300), (0.2, 0.5, 1.0, 2.0, 4.0, 8.0)


@lru_cache(maxsize=8)
def glass(seed):
    """The machine of couplings ±1 between all pairs, its lowest energy as spins, and how many states have it."""
    draw = np.random.default_rng(seed)
    J = np.triu(draw.choice([-1.0, 1.0], (SPINS, SPINS)), 1)
    machine = BoltzmannMachine.from_ising(J + J.T)
    energies = machine.ising_energy(2 * all_states(SPINS) - 1)
    return machine, float(energies.min()), int((energies < energies.min() + 0.5).sum())


def temperatures(hottest, sweeps):
    """From ``hottest`` down to 0.2, by the same factor from sweep to sweep; the last alone where there is one."""
    return np.geomspace(hottest, END, sweeps) if sweeps > 1 else np.array([END])


@lru_cache(maxsize=64)
def energies(hottest, sweeps, seed):
    """Of 100 runs from random states: the energies before and after each sweep, (sweeps + 1, runs)."""
    machine = glass(seed)[0]
    rng = np.random.default_rng([1, seed])
    v = rng.integers(0, 2, (RUNS, SPINS))
    path = [v, *machine.anneal(v, temperatures(hottest, sweeps), rng)]
    return np.array([machine.ising_energy(2 * v - 1) for v in path])


def anneal_glass(hottest, sweeps, seed):
    """The instrument's compute: the energies on the way down, and how many of 100 runs ended in the minimum."""
    lowest, times = glass(seed)[1:]
    path = energies(float(hottest), sweeps, seed)
    return {
        "hottest": float(hottest),
        "sweeps": sweeps,
        "temperatures": temperatures(hottest, sweeps),
        "path": path,
        "lowest": lowest,
        "times": times,
        "found": int((path[-1] < lowest + 0.5).sum()),
    }
