"""The Ising model at a temperature: the lattice, its magnetization beside Onsager's and Yang's, Binder's cumulants."""

from functools import lru_cache

import numpy as np

from ...data.measured import measurements
from ...models.ising import CRITICAL_TEMPERATURE, IsingLattice, binder_cumulant, spontaneous_magnetization

SIZE, SWEEPS = 48, 300
TEMPERATURES = (1.0, 3.5)
STARTS = {"all spins up": "up", "at random": "random"}
#: What was measured: sizes and temperatures of the cumulants, and of the magnetization.
BINDER_SIZES, BINDER_T = (8, 16, 24), np.round(np.arange(2.19, 2.3501, 0.02), 2)
CURVE_SIZE, CURVE_T = 32, np.round(np.arange(1.0, 3.5001, 0.1), 2)


def sampled(size, temperatures, replicas, sweeps, seed=0, skip=None):
    """Magnetizations (temperatures, sweeps · replicas) after the first ``skip`` sweeps, all up at first."""
    lattice = IsingLattice(size, np.random.default_rng([size, seed]), replicas=replicas * len(temperatures))
    every, skip = np.repeat(temperatures, replicas), sweeps // 10 if skip is None else skip
    found = np.empty((len(temperatures), sweeps, replicas), np.float32)
    for k in range(skip + sweeps):
        lattice.sweep(every)
        if k >= skip:
            found[:, k - skip] = lattice.magnetization().reshape(len(temperatures), replicas)
    return found.reshape(len(temperatures), -1)


def cumulants(size, replicas=24, sweeps=4000, seed=0):
    """Binder's U at `BINDER_T`."""
    return binder_cumulant(sampled(size, BINDER_T, replicas, sweeps, seed))


def crossing(T, first, second):
    """Where two curves of U cross: parabolas through their points by least squares, the zero of the difference."""
    difference = np.polynomial.Polynomial.fit(T, second - first, 2)
    # Of straight lines the square is rounding alone, and its root would be anywhere.
    roots = difference.trim(1e-9 * np.abs(difference.coef).max()).roots()
    roots = roots[np.isreal(roots)].real
    inside = roots[(roots > T[0]) & (roots < T[-1])]
    return float(inside[0]) if len(inside) else np.nan


@lru_cache(maxsize=1)
def measured():
    """ "binder" (sizes, temperatures), "curve" (temperatures,) of |m|, and "two": |m| at T = 2 of 64², its error."""
    return measurements(__package__, "ising_model")


@lru_cache(maxsize=64)
def _lattice(temperature, start, seed):
    lattice, m = IsingLattice(SIZE, np.random.default_rng(seed), start=start), []
    for _ in range(SWEEPS):
        lattice.sweep(temperature)
        m.append(lattice.magnetization()[0])
    return lattice.s[0].copy(), np.array(m), float(lattice.energy()[0]) / SIZE**2


def show_lattice(temperature, start, seed):
    """The instrument's compute: 300 sweeps of a 48 × 48 torus at T, its spins then, and m on the way."""
    s, m, energy = _lattice(float(temperature), start, seed)
    found = measured()
    return {
        "temperature": float(temperature),
        "start": start,
        "spins": s,
        "m": m,
        "energy": energy,
        "infinite": spontaneous_magnetization(float(temperature)),
        "critical": float(CRITICAL_TEMPERATURE),
        "binder": found["binder"],
        "curve": found["curve"],
    }
