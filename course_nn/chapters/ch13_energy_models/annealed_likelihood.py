"""log Z of the machines of the digits by annealed importance sampling: how near it comes, and how sure one is of it."""

from functools import cache

import numpy as np

from ...data.measured import measurements
from ...models.annealed_importance import annealed_log_Z, base_biases, reverse_annealed
from .digit_machines import images, trained

BETAS, RUNS, SEEDS, BACKWARD = (1, 3, 10, 30, 100, 300, 1000), 100, 5, 200
#: What is read → the machine; what is read → what β = 0 begins with.
MACHINES = {"16 hidden units, Z exact": "small", "100 hidden units": "pcd100"}
BASES = {"the pixels' own odds": "data", "every pixel at ½": "even"}


@cache
def digits():
    """The first 150 unseen digits (150, 64)."""
    return images()[1][:150]


def base(name):
    return base_biases(images()[0]) if name == "data" else np.zeros(64)


def forward(machine, name, betas, seed=0):
    """``value, low, high`` of log Z by 100 runs, and the mean logarithm of their weights."""
    rng = np.random.default_rng([4, seed, betas])
    found = annealed_log_Z(trained(machine), rng, runs=RUNS, betas=betas, base=base(name))
    return [found.value, found.low, found.high, float(found.log_weights.mean())]


def above(name, betas, seed=0):
    """A value above log Z on average, of the small machine: from 200 exact samples back to β = 0. Its error as well."""
    rbm, rng = trained("small"), np.random.default_rng([5, seed, betas])
    v = rbm.exact_samples(BACKWARD, rng)
    found = -rbm.free_energy(v) - reverse_annealed(rbm, v, rng, betas=betas, base=base(name))
    return [float(found.mean()), float(found.std(ddof=1) / np.sqrt(len(found)))]


def careful(machine, name, betas, seed=0):
    """The mean over `digits` of log p by the walk backward from each, and the error of that walk's draws."""
    rng, T = np.random.default_rng([6, seed, betas]), digits()
    two = [reverse_annealed(trained(machine), T, rng, betas=betas, base=base(name)) for _ in range(2)]
    error = np.std(two[0] - two[1]) / np.sqrt(2 * len(T))
    return [float(two[0].mean()), float(error)]


@cache
def measured():
    """Of "small" and "pcd100", each with "data" and "even": "forward" (betas, seeds, 4), "above" and "careful"."""
    return measurements(__package__, "annealed_likelihood")


@cache
def exact():
    """log Z of the small machine, by all 65,536 states of its hidden units."""
    return trained("small").log_Z()


def sandwich(machine, start, betas):
    """The instrument's compute: log Z and the digits' log p by forward runs, and what holds them from below."""
    found = measured()[f"{machine}, {start}"]
    at = BETAS.index(betas)
    mean_F = float(trained(machine).free_energy(digits()).mean())
    return {
        "machine": machine,
        "start": start,
        "betas": betas,
        "every": np.array(BETAS),
        "forward": -mean_F - found["forward"][..., :3],
        "now": -mean_F - found["forward"][at, 0, :3],
        "careful": found["careful"],
        "careful_now": found["careful"][at],
        "above": -mean_F - found["above"][:, 0] if "above" in found else None,
        "exact": -mean_F - exact() if machine == "small" else None,
    }
