"""A bug hunt: five sweeps over the unknowns of a network of one unit; four have a fault, and one has none."""

from typing import NamedTuple

import numpy as np

#: What they are, in no particular order.
KINDS = (
    "nothing is wrong",
    "a stale beta",
    "the prior of gamma left out",
    "a rate without its half",
    "the mean in the place of a draw",
)
#: The inputs, (n,); the values that γ may have, and their prior probabilities.
X = np.linspace(-2, 2, 6)
GAMMAS, PRIOR = np.array([-20.0, 1.0, 20.0]), np.array([0.4, 0.3, 0.3])
#: β ~ N(0, TAU2), σ⁻² ~ Gamma(SHAPE, rate RATE).
TAU2, SHAPE, RATE = 4.0, 5.0, 12.0
#: ψ(γ x) for each γ, (3, n).
PHI = 1 / (1 + np.exp(-GAMMAS[:, None] * X))


class State(NamedTuple):
    """r states at once: gamma (r,), the place of γ among `GAMMAS`; beta (r,); sigma2 (r,)."""

    gamma: np.ndarray
    beta: np.ndarray
    sigma2: np.ndarray


def prior_state(r, rng):
    """r states drawn from the prior."""
    return State(
        rng.choice(len(GAMMAS), p=PRIOR, size=r),
        np.sqrt(TAU2) * rng.normal(size=r),
        1 / rng.gamma(SHAPE, 1 / RATE, size=r),
    )


def data_of(state, rng):
    """Data (r, n) drawn given each state: y = β ψ(γ x) + ε, ε ~ N(0, σ²)."""
    noise = rng.normal(size=(len(state.beta), len(X)))
    return state.beta[:, None] * PHI[state.gamma] + np.sqrt(state.sigma2)[:, None] * noise


def _gamma(state, y, rng, prior=PRIOR):
    """γ given σ², with β integrated out: p(γ | y, σ²) ∝ P(γ) N(y; 0, σ² I + τ² φ φᵀ)."""
    s2 = state.sigma2[:, None]
    total = s2 + TAU2 * (PHI**2).sum(axis=1)
    log_p = np.log(prior) - 0.5 * np.log(total) + 0.5 * TAU2 * (y @ PHI.T) ** 2 / (s2 * total)
    p = np.exp(log_p - log_p.max(axis=1, keepdims=True))
    below = np.cumsum(p / p.sum(axis=1, keepdims=True), axis=1)[:, :-1]
    return state._replace(gamma=(rng.random((len(y), 1)) > below).sum(axis=1))


def _beta(state, y, rng, noise=1.0):
    """β given γ and σ², from its normal distribution."""
    phi = PHI[state.gamma]
    precision = (phi**2).sum(axis=1) / state.sigma2 + 1 / TAU2
    mean = (phi * y).sum(axis=1) / state.sigma2 / precision
    return state._replace(beta=mean + noise * rng.normal(size=len(y)) / np.sqrt(precision))


def _sigma2(state, y, rng, half=0.5):
    """σ² given β and γ: σ⁻² ~ Gamma(SHAPE + n/2, rate RATE + ½ Σ (y − β ψ)²)."""
    squares = ((y - state.beta[:, None] * PHI[state.gamma]) ** 2).sum(axis=1)
    return state._replace(sigma2=1 / rng.gamma(SHAPE + len(X) / 2, 1 / (RATE + half * squares)))


def _sweep_a(state, y, rng):
    return _sigma2(_beta(_gamma(state, y, rng, prior=np.ones(3) / 3), y, rng), y, rng)


def _sweep_b(state, y, rng):
    return _sigma2(_beta(_gamma(state, y, rng), y, rng), y, rng, half=1.0)


def _sweep_c(state, y, rng):
    return _sigma2(_gamma(_beta(state, y, rng), y, rng), y, rng)


def _sweep_d(state, y, rng):
    return _beta(_gamma(_sigma2(state, y, rng), y, rng), y, rng)


def _sweep_e(state, y, rng):
    return _sigma2(_beta(_gamma(state, y, rng), y, rng, noise=0.0), y, rng)


def suspects():
    """The five suspects by letter: functions of states, data (r, n) and a generator to the next states.

    Each claims that states that are distributed as the posterior given the data stay so under it.
    """
    return dict(zip("ABCDE", (_sweep_a, _sweep_b, _sweep_c, _sweep_d, _sweep_e), strict=True))


#: What is compared: name → function of states, (r,).
FUNCTIONS = {
    "gamma is the first": lambda state: 1.0 * (state.gamma == 0),
    "gamma is the last": lambda state: 1.0 * (state.gamma == 2),
    "beta": lambda state: state.beta,
    "beta^2": lambda state: state.beta**2,
    "log sigma^2": lambda state: np.log(state.sigma2),
    "(log sigma^2)^2": lambda state: np.log(state.sigma2) ** 2,
}


def tried(sweep, rng, runs=40_000, sweeps=5):
    """What a sweep does to states that are right: name → z of each of `FUNCTIONS`.

    In each of the ``runs`` a state is drawn from the prior, then data given it, so that the state is a draw from its
    own posterior; a right sweep keeps it one. So whatever the data, the state after some sweeps is distributed as the
    prior has it. z is the mean of f(after) − f(before) by its standard error: beyond ±4 once in ten thousand times if
    the sweep is right. (The same check as Geweke's, 2004, with a new state in every run.)
    """
    before = prior_state(runs, rng)
    y, after = data_of(before, rng), before
    for _ in range(sweeps):
        after = sweep(after, y, rng)
    changes = np.array([f(after) - f(before) for f in FUNCTIONS.values()])
    z = np.sqrt(runs) * changes.mean(axis=1) / changes.std(axis=1)
    return dict(zip(FUNCTIONS, z.tolist(), strict=True))
