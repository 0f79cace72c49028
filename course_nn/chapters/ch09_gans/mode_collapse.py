"""Modes lost on the ring, or never reached, by the balance of the players, over ten seeds, and what mends it.

The control is how fast D is beside G: its rate as a part of G's, or three of its steps for one of G's. All else is the
same: the ring of eight, 3,000 steps of G, no instance noise, the non-saturating game. Each mend is one change to that;
every pair of the two was trained from ten seeds (`measured/measure_plane.py`). What is said of "every seed" is said of
these ten.
"""

from functools import cache
from importlib.resources import as_file, files

import numpy as np

from ... import _checks
from ...games import LeastSquares
from .mixtures import ring
from .mode_count import PART, SAMPLES, count_modes
from .plane_gan import RATE, train_plane_gan

SEEDS, STEPS = 10, 3000
#: How fast D is beside G, as `make_plane_gan` takes it, by what the menu says.
BALANCES = {
    "1/8 of G's rate": {"critic_rate": RATE / 8},
    "1/4 of G's rate": {"critic_rate": RATE / 4},
    "1/2 of G's rate": {"critic_rate": RATE / 2},
    "the same rate": {"critic_rate": RATE},
    "3 steps for one": {"critic_steps": 3},
}
#: One change each, by what the menu says.
MENDS = {
    "nothing": {},
    "packing: D reads two at once": {"pack": 2},
    "instance noise, σ = 0.5 → 0": {"noise": 0.5},
    "the game: least squares": {"game": LeastSquares()},
}
#: What a run of the literature's ring with a plain GAN was reported to reach: modes of eight, good samples in percent.
#: By the literature's rule, one good sample (both papers' table 1: means over five and over ten runs). The networks and
#: the training differ, as the numbers do.
PUBLISHED = {
    "Srivastava and others, 2017": (1.0, 99.3),
    "Lin and others, 2018": (6.3, 98.2),
}
#: So many samples of each run are kept for the picture, in thousandths.
KEPT, UNIT = 150, 1e-3
COUNTS = ("good", "covered", "reached", "near", "reverse_kl")


def collapse_settings(balance, mend="nothing"):
    """What `make_plane_gan` is given for one of `BALANCES` and one of `MENDS`."""
    balance = BALANCES[_checks.one_of(balance, BALANCES, "collapse_settings: balance")]
    return {"steps": STEPS, "noise": 0, **balance, **MENDS[_checks.one_of(mend, MENDS, "collapse_settings: mend")]}


def collapse_run(balance, mend="nothing", seed=0, steps=STEPS):
    """``samples, count`` of a run of `collapse_settings`: 2,500 of its samples, and their `count_modes`."""
    pair = train_plane_gan(ring(), seed, **collapse_settings(balance, mend) | {"steps": steps})
    samples = pair.sample(SAMPLES)
    return samples, count_modes(samples, ring())


def kept_of(samples, count):
    """What is stored of a run: its counts, and the first samples in thousandths."""
    near = np.bincount(count.near, minlength=len(count.good_by_mode)) / len(samples)
    fair = 1 / len(count.good_by_mode)
    return {
        "good": np.float32(count.good),
        "covered": np.int8(count.covered),
        "reached": np.int8(count.reached),
        "near": np.int8((near >= PART * fair).sum()),
        "reverse_kl": np.float32(count.reverse_kl),
        "samples": np.clip(np.round(samples[:KEPT] / UNIT), -32767, 32767).astype(np.int16),
    }


@cache
def measured():
    """As measured: ``good``, ``covered``, ``reached``, ``near``, ``reverse_kl``, each (mends, balances, seeds), and
    ``samples`` (mends, balances, seeds, 150, 2).

    ``near`` is the number of modes to which at least a quarter of their fair share of the samples is nearest, good or
    not.
    """
    with as_file(files(__package__).joinpath("measured", "mode_collapse.npz")) as path, np.load(path) as stored:
        found = {name: stored[name] for name in (*COUNTS, "samples")}
    return found | {"samples": found["samples"] * UNIT}


def collapsed(balance, mend, seed):
    """What the instrument shows: all seeds with this mend, and with nothing changed, for one of `BALANCES`."""
    row, column, found = list(MENDS).index(mend), list(BALANCES).index(balance), measured()
    return {
        **{name: found[name][row, column] for name in COUNTS},
        "unchanged": found["covered"][0, column],
        "samples": found["samples"][row, column, seed],
        "seed": seed,
        "mend": mend,
        "balance": balance,
    }
