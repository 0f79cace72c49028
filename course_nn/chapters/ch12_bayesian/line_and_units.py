"""A line and units beside it: what each of the two parts says of one input, and how well each of them is known.

y = xᵀa + Σ βⱼ ψ(xᵀγⱼ) + ε with an unknown number of units. The effect of input k is what f changes by when x_k goes
from its mean to some other value and the other inputs stay at their means: a_k x_k of the line, the rest of the units.
"""

from functools import cache

import numpy as np

from ...bayes import VariablePrior, VariableSampler
from ...data import diabetes
from ...data.measured import stored_arrays

#: Scaled inputs are looked at from −2 to 2; at 0 every effect is 0.
AT = np.linspace(-2, 2, 41)
PARTS = ("line", "units", "both")
#: Bands hold the middle 90 %.
ENDS = (0.05, 0.5, 0.95)
CASES = {
    "simulated": ("x₁", "x₂", "x₃"),
    "diabetes": diabetes().feature_names,
}
LARGEST, LEFT_OUT, KEPT, THIN = 4, 4000, 1000, 50
CHAINS = {"simulated": 3, "diabetes": 4}
#: Of the simulated case: points, their noise, the line, and one unit that rises in x₁.
N, NOISE, A, BETA, GAMMA = 200, 0.3, (-0.4, 0.3, -0.6, 0.4), 2.0, (0.0, 4.0, 0.0, 0.0)


def truth(X):
    """f of the simulated case, (n,), at X (n, 4) with a 1 in front."""
    return X @ A + BETA / (1 + np.exp(-X @ GAMMA))


@cache
def learned_from(case, seed=12):
    """X (n, 1 + inputs) with a 1 in front, and y (n,): simulated from ``seed``, or diabetes, scaled to spread 1."""
    if case == "simulated":
        rng = np.random.default_rng(seed)
        X = np.column_stack([np.ones(N), rng.uniform(-2, 2, (N, 3))])
        return X, truth(X) + NOISE * rng.standard_normal(N)
    X, y = diabetes()
    X, y = ((part - part.mean(axis=0)) / part.std(axis=0) for part in (X, y))
    return np.column_stack([np.ones(len(X)), X]), y


def chain(case, number, kept=KEPT, left_out=LEFT_OUT, thin=THIN, seed=12):
    """`VariableDraws` of a chain from a draw from the prior, in which xᵀγ is as large for any number of inputs."""
    X, y = learned_from(case, seed)
    prior = VariablePrior(X.shape[1], LARGEST, C_gamma=8 / X.shape[1], mu_gamma=0.0)
    rng = np.random.default_rng([12, 8, list(CASES).index(case), number])
    return VariableSampler(prior, X, y, rng).sample(kept, burn_in=left_out, thin=thin)


def effects(draws, k):
    """Of input k (from 1 on) at `AT`, of every draw: those of the line, of the units, and of both, (3, draws, 41)."""
    X = np.zeros((len(AT) + 1, draws.a.shape[2]))
    X[:, 0], X[:-1, k] = 1, AT
    line = draws.a.reshape(-1, X.shape[1]) @ X.T
    both = draws.f(X).reshape(len(line), -1)
    parts = np.stack([line, both - line, both])
    return parts[..., :-1] - parts[..., -1:]


def away_from_chord(effects):
    """By how much they leave the straight line between their two ends, (…, 41): 0 at both ends, and of a line."""
    return effects - effects[..., :1] - (effects[..., -1:] - effects[..., :1]) * (AT - AT[0]) / (AT[-1] - AT[0])


def true_effects(k):
    """`effects` of the simulated case's f, (3, 41)."""
    X = np.zeros((len(AT) + 1, len(A)))
    X[:, 0], X[:-1, k] = 1, AT
    line, both = X @ A, truth(X)
    parts = np.stack([line, both - line, both])
    return parts[:, :-1] - parts[:, -1:]


@cache
def _stored():
    return {name: one.astype(np.float64) for name, one in stored_arrays(__package__, "line_and_units").items()}


def bands(case, k):
    """The `ENDS` of the effects of input k that were measured, (3 parts, 3 ends, 41)."""
    return _stored()[f"{case} effects"][k - 1]


def bends(case, k):
    """The `ENDS` of `away_from_chord` of both parts together, (3 ends, 41): how the effect of input k is bent.

    Of the draws that have a unit: of those without one it is 0, and could hide a bend of the others.

    The line is no part of it, so that it doesn't matter how units and line share what is straight. At 0 it is
    −½ (f(2) + f(−2) − 2 f(0)). An input of two values, such as sex, has no bend that data could tell of.
    """
    return _stored()[f"{case} bends"][k - 1]


def unit_shares(case):
    """P(M | y) for M = 0 … 4, of each chain, (chains, 5)."""
    return _stored()[f"{case} units"]


def agreement(case):
    """The largest R-hat of the effects of the line, of the units and of both, over inputs and places: (3,)."""
    return _stored()[f"{case} rhat"]


def part_effects(which, shown):
    """The instrument's compute: effects of ``which`` = (case, k) with their bands, P(M), and the truth if ``shown``."""
    case, k = which
    found, shares = bands(case, k), unit_shares(case).mean(axis=0)
    return {
        "case": case,
        "input": CASES[case][k - 1],
        "bands": found,
        "truth": true_effects(k) if shown and case == "simulated" else None,
        "widths": [float(one[2, -1] - one[0, -1]) for one in found],
        "shares": shares,
    }
