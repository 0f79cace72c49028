"""The Boltzmann machine: units that are 0 or 1, and a probability for each of their states, given by its energy.

p(v) = exp(−E(v)/T) / Z, with E(v) = −½ vᵀW v − bᵀv and Z the sum over all 2ⁿ states.
Ackley, Hinton and Sejnowski, 1985.
"""

import numpy as np

from .. import _checks
from ..functions import _sigmoid, logsumexp

#: So many units have a million states, which is what is enumerated at most.
MOST_UNITS = 20


def all_states(n):
    """All 2ⁿ states of n units, (2ⁿ, n) of 0 and 1 as float64: counted up, the first unit the slowest."""
    n = _checks.whole(n, "all_states: n", low=1)
    if n > MOST_UNITS:
        raise ValueError(
            f"all_states: expected at most {MOST_UNITS} units to enumerate the states of, got {n}, which have 2^{n}; "
            "sample them, or estimate log Z by annealed importance sampling"
        )
    return ((np.arange(2**n)[:, None] >> np.arange(n - 1, -1, -1)) & 1).astype(np.float64)


class BoltzmannMachine:
    """n units v ∈ {0, 1}ⁿ with p(v) ∝ exp(−E(v)/T), E(v) = −½ vᵀW v − bᵀv; all of them visible.

    ``W`` (n, n) is symmetric with zeros on its diagonal, ``b`` (n,) by default 0. Given the others, unit i is 1 with
    the probability σ((Wᵢ v + bᵢ)/T), which is all that `gibbs` uses. What is exact here goes through all states, so at
    most 20 units. The temperature T is 1 unless a call gives another one; learning is for T = 1.

    States are (n,) or (m, n), and the answers of one state have one axis less.
    """

    def __init__(self, W, b=None):
        W = _checks.as_array(W, "BoltzmannMachine: W", ndim=2).astype(np.float64)
        if W.shape[0] != W.shape[1]:
            raise ValueError(f"BoltzmannMachine: W: expected a square array (n, n), got {W.shape}")
        if not np.array_equal(W, W.T):
            i, j = np.argwhere(W != W.T)[0]
            raise ValueError(
                f"BoltzmannMachine: W: expected a symmetric array, got W[{i}, {j}] = {W[i, j]:g} and "
                f"W[{j}, {i}] = {W[j, i]:g}; take (W + W.T) / 2"
            )
        if np.diag(W).any():
            raise ValueError(
                "BoltzmannMachine: W: expected zeros on the diagonal, since no unit is connected to itself; "
                "v² is v, so that a weight of unit i on itself is a bias of half of it"
            )
        self.W = W
        self.b = np.zeros(len(W))
        if b is not None:
            self.b = _checks.as_array(b, "BoltzmannMachine: b", shape=(len(W),)).astype(np.float64)

    @classmethod
    def from_ising(cls, J, h=None):
        """The machine of an Ising model, E(s) = −½ sᵀJ s − hᵀs with s = 2v − 1: W = 4J, b = 2h − 2 Σⱼ J.

        The energies differ by a constant, Σ h − ½ ΣΣ J, which no probability knows of (`ising_energy` adds it).
        """
        J = _checks.as_array(J, "BoltzmannMachine.from_ising: J", ndim=2).astype(np.float64)
        h = np.zeros(len(J)) if h is None else _checks.as_array(h, "BoltzmannMachine.from_ising: h", shape=(len(J),))
        return cls(4 * J, 2 * h - 2 * J.sum(axis=1))

    def ising(self):
        """``J, h`` of the same machine in spins: J = W/4, h = b/2 + Σⱼ J."""
        J = self.W / 4
        return J, self.b / 2 + J.sum(axis=1)

    def ising_energy(self, s):
        """E(s) = −½ sᵀJ s − hᵀs of spins −1 and 1, (n,) or (m, n), with J and h as `ising` gives them."""
        s = _checks.as_array(s, "ising_energy: s", ndim=(1, 2))
        if not np.isin(s, (-1, 1)).all():
            raise ValueError(f"ising_energy: s: expected spins −1 and 1, got {_others(s, (-1, 1))}")
        J, h = self.ising()
        return self.energy((s + 1) / 2) + h.sum() - J.sum() / 2

    def energy(self, v):
        """E(v) = −½ vᵀW v − bᵀv, a number or (m,)."""
        v = self._states(v, "energy")
        return -0.5 * ((v @ self.W) * v).sum(axis=-1) - v @ self.b

    def log_Z(self, temperature=1.0):
        """log Z = log Σ exp(−E/T) over all states."""
        return float(logsumexp(-self._all_energies() / _temperature(temperature)))

    def probabilities(self, temperature=1.0):
        """The probability of each state (2ⁿ,), in the order of `all_states`."""
        z = -self._all_energies() / _temperature(temperature)
        return np.exp(z - logsumexp(z))

    def moments(self, temperature=1.0):
        """``mean, second`` under the model, exact: E v (n,) and E vvᵀ (n, n), whose diagonal is E v again."""
        return _moments(all_states(len(self.b)), self.probabilities(temperature))

    def log_likelihood(self, V):
        """Mean of log p(v) over the rows of V (m, n), in nats: a number."""
        return float(-np.mean(self.energy(np.atleast_2d(V))) - self.log_Z())

    def log_likelihood_gradient(self, V):
        """``dW, db`` of `log_likelihood`: E_data vvᵀ − E_model vvᵀ off the diagonal, and E_data v − E_model v.

        dW[i, j] is the derivative by the one weight between i and j, which stands in W twice.
        """
        V = self._states(np.atleast_2d(V), "log_likelihood_gradient")
        data_mean, data = _moments(V, np.full(len(V), 1 / len(V)))
        model_mean, model = self.moments()
        dW = data - model
        np.fill_diagonal(dW, 0)
        return dW, data_mean - model_mean

    def gibbs(self, v, rng, temperature=1.0):
        """An endless iterator of states: each ``next`` draws every unit once, in order, given all others.

        ``v`` (n,) or (m, n) is where it begins, of m chains beside each other; it is not changed.
        """
        v, rng = self._states(v, "gibbs").copy(), _checks.generator(rng)
        temperature = _temperature(temperature)
        return self._sweeps(v, rng, temperature)

    def _sweeps(self, v, rng, temperature):
        while True:
            self._sweep(v, rng, temperature)
            yield v.copy()

    def _sweep(self, v, rng, temperature):
        """Every unit once, in place."""
        u = rng.random(v.shape)
        for i in range(len(self.b)):
            v[..., i] = u[..., i] < _sigmoid((v @ self.W[i] + self.b[i]) / temperature)

    def anneal(self, v, temperatures, rng):
        """An iterator of states, after a Gibbs sweep at each of the ``temperatures`` in turn: simulated annealing.

        Where they fall slowly, states of the lowest energy become likely (Kirkpatrick, Gelatt and Vecchi, 1983). ``v``
        as in `gibbs`.
        """
        v, rng = self._states(v, "anneal").copy(), _checks.generator(rng)
        temperatures = _checks.as_array(temperatures, "anneal: temperatures", ndim=1)
        if temperatures.min() <= 0:
            raise ValueError(f"anneal: temperatures: expected numbers above 0, got {temperatures.min():g} among them")
        return self._cooled(v, temperatures.tolist(), rng)

    def _cooled(self, v, temperatures, rng):
        for temperature in temperatures:
            self._sweep(v, rng, temperature)
            yield v.copy()

    def _all_energies(self):
        return self.energy(all_states(len(self.b)))

    def _states(self, v, who):
        v = _checks.as_array(v, f"{who}: v", ndim=(1, 2))
        if v.shape[-1] != len(self.b):
            raise ValueError(f"{who}: v: expected {len(self.b)} units in the last axis, got shape {v.shape}")
        if not np.isin(v, (0, 1)).all():
            raise ValueError(f"{who}: v: expected states of 0 and 1, got {_others(v, (0, 1))}")
        return v.astype(np.float64)

    def __repr__(self):
        return f"BoltzmannMachine({len(self.b)} units)"


def _moments(states, p):
    """E v and E vvᵀ of states with the probabilities p."""
    return p @ states, states.T @ (p[:, None] * states)


def _temperature(value):
    return _checks.number(value, "temperature", above=0)


def _others(v, allowed):
    """The first number that is not allowed, in words."""
    return f"{v[~np.isin(v, allowed)][0]:g} among them"
