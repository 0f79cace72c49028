"""Several chains of one small network: its units can trade places, and the function stays the same.

Two steps, y = ψ(3 (x + 1.5)) + ψ(3 (x − 1.5)) + ε, and the sampler of a known number of units M with β ~ N(1, 0.3 I),
γ ~ N(0, diag(16, 9)); σ² is drawn. The posterior is the same in all M! orders of the units.
"""

from functools import cache

import numpy as np

from ...bayes.diagnostics import rhat
from ...bayes.priors import ShallowPrior
from ...bayes.shallow import ShallowSampler
from ...data.measured import stored_arrays
from ...functions import sigmoid

UNITS = (2, 3, 4)
CHAINS, DRAWS, THIN, BURN_IN = 4, 400, 50, 2000
LENGTHS = (50, 100, 200, 400)
#: Where the functions are looked at.
AT = np.linspace(-3, 3, 61)
MIDDLE = 30


def data():
    """x, y (40,): a stair of two steps with noise of 0.2."""
    x = np.linspace(-3, 3, 40)
    y = sigmoid(3 * (x + 1.5)) + sigmoid(3 * (x - 1.5)) + 0.2 * np.random.default_rng(12).standard_normal(40)
    return x, y


def one_chain(units, chain, draws=DRAWS, thin=THIN, burn_in=BURN_IN):
    """The `Draws` of a chain, from a start of its own that is drawn from the prior."""
    x, y = data()
    prior = ShallowPrior(2, units, mu_beta=1.0, var_beta=0.3, mu_gamma=0.0, S_gamma=np.diag([16.0, 9.0]), s=5, S=0.02)
    rng = np.random.default_rng([12, 4, units, chain])
    return ShallowSampler(prior, np.column_stack([np.ones(40), x]), y, rng).sample(draws, burn_in=burn_in, thin=thin)


@cache
def measured(units):
    """γ₀, γ₁ and β of all units in all draws: (3, chains, draws, units)."""
    return stored_arrays(__package__, "label_switching")[f"units{units}"].astype(np.float64)


def by_first_weight(weights):
    """Of weights (3, chains, draws, units): the units of each draw in the order of their γ₀."""
    return np.take_along_axis(weights, np.argsort(weights[:1], axis=-1), axis=-1)


def functions(weights, at=AT):
    """f at these places, Σ β ψ(γ₀ + γ₁ x), from weights (3, …, units): (…, places)."""
    return unit_curves(weights, at).sum(axis=-2)


def unit_curves(weights, at=AT):
    """β ψ(γ₀ + γ₁ x) of each unit: (…, units, places)."""
    first, slope, beta = weights[..., None]
    return beta * sigmoid(first + slope * at)


def switches(weights):
    """How often γ₀ of unit 1 changes its sign from one kept draw to the next, by chain."""
    return (np.diff(np.sign(weights[0, :, :, 0]), axis=1) != 0).sum(axis=1)


def unit_and_function(units, length, in_order):
    """The instrument's compute: γ₀ of unit 1 and f(0) along the chains with their R-hats, and each last network."""
    weights = measured(units)[:, :, :length]
    if in_order:
        weights = by_first_weight(weights)
    middle = functions(weights, AT[MIDDLE : MIDDLE + 1])[..., 0]
    return {
        "units": units,
        "length": length,
        "in_order": in_order,
        "first": weights[0, :, :, 0],
        "middle": middle,
        "rhat": float(rhat(weights[0, :, :, 0])),
        "rhat_f": float(rhat(middle)),
        "last": functions(weights[:, :, -1]),
        "unit": unit_curves(weights[:, :, -1])[:, 0],
        "data": data(),
    }
