"""The Ising model on a square torus: spins ±1 of which neighbors like to be equal, the Boltzmann machine of physics.

E(s) = −Σ sᵢsⱼ over the bonds between neighbors, −hΣ sᵢ beside it; p(s) ∝ exp(−E/T).
Ising, 1925; solved by Onsager, 1944.
"""

import numpy as np

from .. import _checks

#: Where order ends on the infinite lattice: T = 2 / ln(1 + √2), about 2.269 (Kramers and Wannier, 1941; Onsager, 1944).
CRITICAL_TEMPERATURE = 2 / np.log1p(np.sqrt(2))


def spontaneous_magnetization(temperature):
    """|m| of the infinite lattice without a field: (1 − sinh(2/T)⁻⁴)^⅛ below the critical temperature, 0 above.

    Yang, 1952. ``temperature`` is a number or an array of them, above 0.
    """
    T = _checks.as_array(temperature, "spontaneous_magnetization: temperature").astype(np.float64)
    if T.min() <= 0:
        raise ValueError(f"spontaneous_magnetization: temperature: expected numbers above 0, got {T.min():g}")
    below = np.minimum(T, CRITICAL_TEMPERATURE)
    # 1/sinh x = 2 e⁻ˣ / (1 − e⁻²ˣ), which does not overflow where T is small.
    inverse = 2 * np.exp(-2 / below) / -np.expm1(-4 / below)
    m = np.where(T < CRITICAL_TEMPERATURE, np.maximum(1 - inverse**4, 0) ** 0.125, 0.0)
    return float(m) if m.ndim == 0 else m


def torus(size):
    """J (n, n) of the ``size`` × ``size`` torus, n = size²: 1 between neighbors, row by row.

    A side of 2 has its neighbor on both sides, so that J is 2 there: two bonds.
    """
    size = _checks.whole(size, "torus: size", low=2)
    place = np.arange(size * size).reshape(size, size)
    J = np.zeros((size * size, size * size))
    for axis in (0, 1):
        other = np.roll(place, -1, axis)
        np.add.at(J, (place.ravel(), other.ravel()), 1)
        np.add.at(J, (other.ravel(), place.ravel()), 1)
    return J


def binder_cumulant(m):
    """U = 1 − ⟨m⁴⟩ / (3 ⟨m²⟩²) of magnetizations along the last axis: ⅔ in perfect order, 0 for a normal distribution.

    Its curves for lattices of different sizes cross near the critical temperature (Binder, 1981).
    """
    m = _checks.as_array(m, "binder_cumulant: m").astype(np.float64)
    return 1 - np.mean(m**4, axis=-1) / (3 * np.mean(m**2, axis=-1) ** 2)


class IsingLattice:
    """Spins s (replicas, size, size) of −1 and 1 (int8) on a torus, all updated side by side.

    ``size`` is even: the lattice is a checkerboard, whose white spins have black neighbors only, so that each color is
    drawn at once. They begin all up (``start="up"``) or at random ("random"). ``rng`` draws everything.
    """

    def __init__(self, size, rng, *, replicas=1, start="up"):
        self.size = _checks.whole(size, "IsingLattice: size", low=2)
        if self.size % 2:
            raise ValueError(f"IsingLattice: size: expected an even number, as for a checkerboard, got {self.size}")
        self.rng = _checks.generator(rng, "IsingLattice: rng")
        shape = (_checks.whole(replicas, "IsingLattice: replicas", low=1), self.size, self.size)
        start = _checks.one_of(start, ("up", "random"), "IsingLattice: start")
        self.s = np.ones(shape, np.int8) if start == "up" else (2 * rng.integers(0, 2, shape) - 1).astype(np.int8)

    def sweep(self, temperature, *, field=0.0, rule="gibbs"):
        """Every spin once, black after white, by Gibbs's rule or by Metropolis's.

        "gibbs" draws a spin anew, +1 with the probability σ(2(Σ neighbors + h)/T); "metropolis" turns it over with
        min(1, exp(−ΔE/T)), ΔE = 2s(Σ neighbors + h). Both leave p(s) as it is. ``temperature`` is one number, or one
        of each replica (replicas,).
        """
        rule = _checks.one_of(rule, ("gibbs", "metropolis"), "sweep: rule")
        T = _checks.as_array(temperature, "sweep: temperature", ndim=(0, 1)).astype(np.float64)
        if T.min() <= 0 or T.size not in (1, len(self.s)):
            raise ValueError(
                f"sweep: temperature: expected a number above 0, or one for each of {len(self.s)} replicas, got "
                f"{T.size} from {T.min():g}"
            )
        field = _checks.number(field, "sweep: field")
        T = T.astype(np.float32).reshape(-1, 1, 1)
        for row, column in ((0, 1), (1, 0), (0, 0), (1, 1)):  # black, black, white, white
            self._update(row, column, T, np.float32(field), rule)

    def _update(self, row, column, T, field, rule):
        """The spins of every other row and every other column, whose neighbors all are of the other color."""
        s = self.s[:, row::2, column::2]
        above, beside = self.s[:, 1 - row :: 2, column::2], self.s[:, row::2, 1 - column :: 2]
        total = above + np.roll(above, 1 if row == 0 else -1, 1) + beside
        total += np.roll(beside, 1 if column == 0 else -1, 2)
        pull = 2 * (total + field)
        if rule == "gibbs":  # u < σ(pull / T), with the logarithm of u on the other side; +1 where u is 0
            u = self.rng.random(s.shape, dtype=np.float32)
            with np.errstate(divide="ignore"):
                s[...] = 2 * (pull > T * (np.log(u) - np.log1p(-u))) - 1
        else:  # u < exp(−ΔE / T), with −log u drawn at once
            s *= 1 - 2 * (s * pull < T * self.rng.standard_exponential(s.shape, dtype=np.float32)).astype(np.int8)

    def magnetization(self):
        """The mean spin of each replica, −1 to 1: (replicas,)."""
        return self.s.mean(axis=(1, 2))

    def energy(self):
        """−Σ sᵢsⱼ over the 2·size² bonds, of each replica: (replicas,), without a field."""
        right, down = np.roll(self.s, -1, 1), np.roll(self.s, -1, 2)
        return -(self.s * right + self.s * down).sum(axis=(1, 2), dtype=np.int64)

    def __repr__(self):
        return f"IsingLattice({self.size}, replicas={len(self.s)})"
