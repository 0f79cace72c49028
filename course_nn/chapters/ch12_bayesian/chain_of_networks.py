"""The networks of a chain, one after the other, and the mean of the functions so far.

4 units on a line with a bias, 25 points, all hyper-parameters drawn: the sampler of the fixed architecture.
"""

from functools import cache

import numpy as np

from ...bayes.priors import ShallowPrior
from ...bayes.shallow import ShallowSampler
from ...data.measured import stored_arrays
from ...functions import sigmoid

UNITS, CHAINS = 4, 4
#: Networks of each chain after its start, and sweeps from one to the next.
DRAWS, THIN = 300, 5
#: So many networks at the beginning may be left out of the mean.
LEFT_OUT = 20
#: Of the run that the means are compared with: chains, draws of each, sweeps between them and before the first.
LONG = {"chains": 8, "draws": 1000, "thin": 20, "burn_in": 1000}
AT = np.linspace(-3, 3, 61)
MIDDLE = 30


def data():
    """x, y (25,): a wave with noise of 0.25."""
    x = np.linspace(-3, 3, 25)
    return x, np.sin(1.3 * x) + 0.25 * np.random.default_rng(12).standard_normal(25)


def inputs(at):
    """With the column of ones: (len(at), 2)."""
    return np.column_stack([np.ones(len(at)), at])


def sampler(chain):
    """A sampler that stands at a draw from the prior, one of its own for each chain."""
    x, y = data()
    prior = ShallowPrior(2, UNITS, C_b=2.0, S=0.05)
    return ShallowSampler(prior, inputs(x), y, np.random.default_rng([12, 3, chain]))


def followed(chain, draws=DRAWS, thin=THIN):
    """γ₀, γ₁, β of all units, and σ, of the start and of so many networks after it: (draws + 1, 3 units + 1)."""
    one = sampler(chain)
    networks = [one.draw, *one.sweeps(draws, thin=thin)]
    return np.array([[*net.gamma[0], *net.gamma[1], *net.beta, net.sigma2**0.5] for net in networks])


def long_chain(chain, draws=LONG["draws"], thin=LONG["thin"], burn_in=LONG["burn_in"]):
    """f at `AT` of the draws of a long chain, none of those that are followed: (draws, places)."""
    one = sampler(100 + chain).sample(draws, burn_in=burn_in, thin=thin)
    return one.f(inputs(AT))[0]


@cache
def measured():
    """What was `followed`, of all chains: γ₀, γ₁, β (3, chains, draws + 1, units) and σ (chains, draws + 1)."""
    rows = stored_arrays(__package__, "chain_of_networks")["chains"].astype(np.float64)
    weights = rows[..., :-1].reshape(*rows.shape[:2], 3, UNITS)
    return np.moveaxis(weights, 2, 0), rows[..., -1]


@cache
def curves():
    """Of all chains: βⱼ ψ(γ₀ⱼ + γ₁ⱼ x) at `AT`, (chains, draws + 1, units, places)."""
    first, slope, beta = measured()[0][..., None]
    return beta * sigmoid(first + slope * AT)


@cache
def long_run():
    """Of the long run: the mean functions of its chains (chains, places), and R-hat at each place (places,)."""
    stored = stored_arrays(__package__, "chain_of_networks")
    return stored["long_means"].astype(np.float64), stored["long_rhat"].astype(np.float64)


@cache
def long_mean():
    """The mean function of the long run, (places,)."""
    return long_run()[0].mean(axis=0)


def away(function):
    """How far a function is from the mean of the long run: the root mean square over `AT`."""
    return float(np.sqrt(((function - long_mean()) ** 2).mean()))


def network_now(chain, draw, without_start):
    """The instrument's compute: the network at this place of a chain, and the mean of the functions up to it."""
    functions = curves()[chain - 1].sum(axis=1)
    begin = LEFT_OUT if without_start else 0
    mean = functions[begin : draw + 1].mean(axis=0) if draw >= begin else None
    x, y = data()
    return {
        "chain": chain,
        "draw": draw,
        "without_start": without_start,
        "data": (x, y),
        "units": curves()[chain - 1, draw],
        "function": functions[draw],
        "mean": mean,
        "count": draw + 1 - begin,
        "away": away(functions[draw]),
        "mean_away": None if mean is None else away(mean),
        "sigma": measured()[1][chain - 1],
        "middle": functions[:, MIDDLE],
    }
