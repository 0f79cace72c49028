"""The best discriminator of two known densities on a line, D* = p / (p + q), and one that learned from samples.

D ends in a number s, its logit, and says "real" with probability D = σ(s). V(D) = E_p log D(x) + E_q log(1 − D(x)) is
what D makes large; its largest value is V(D*) = 2 JSD(p, q) − log 4 (Goodfellow et al., 2014, theorem 1).
"""

from functools import lru_cache

import numpy as np

from ... import _checks
from ...contract import output_and_backward
from ...core import Layer, Sequential
from ...functions import sigmoid, softplus
from ...layers import Dense, Tanh
from ...losses import BinaryCrossEntropy
from ...optimizers import Adam
from ...schedules import CosineDecay
from ...training import train

DATA = {"one bump": ((0.0,), 1.0), "two bumps": ((-1.5, 1.5), 0.5)}  # centers, and the width of each
DISTANCES, WIDTHS = (0.0, 6.0), (0.5, 0.75, 1.0, 1.5)
STEPS = (0, 10, 30, 100, 400)
BATCH, RATE = 128, 0.03  # real examples a step and as many generated ones; Adam's rate, which falls to 0
MOST_OF_ALL = 0.99  # the share of the examples that lie where there is data
GRID = np.linspace(-15, 20, 1401)  # a step is a twentieth of the smallest width: the rule of rectangles is exact
WINDOW = (-5.0, 10.0)
ALL_DISTANCES = np.linspace(*DISTANCES, 49)
_DX = GRID[1] - GRID[0]


def log_normal(x, center, width):
    """log N(x; center, width²)."""
    return -0.5 * ((x - center) / width) ** 2 - np.log(width * np.sqrt(2 * np.pi))


def log_data(name, x):
    """log p(x) of the data: the mean of one normal density, or of two."""
    centers, width = DATA[_checks.one_of(name, DATA, "log_data: name")]
    return np.logaddexp.reduce([log_normal(x, center, width) for center in centers]) - np.log(len(centers))


def best_logit(log_p, log_q):
    """s* = log p − log q, the logit of D* = p / (p + q)."""
    return log_p - log_q


def value(logit, log_p, log_q, x=GRID):
    """V(D) = ∫ p log σ(s) + q log σ(−s) dx by the rule of rectangles; all arrays are over the even grid ``x``."""
    return -float(np.sum(np.exp(log_p) * softplus(-logit) + np.exp(log_q) * softplus(logit)) * (x[1] - x[0]))


def js_divergence(log_p, log_q, x=GRID):
    """JSD = ½ KL(p ‖ m) + ½ KL(q ‖ m), with m = (p + q) / 2, in nats: from 0 to log 2 (Lin, 1991)."""
    log_m = np.logaddexp(log_p, log_q) - np.log(2)
    terms = np.exp(log_p) * (log_p - log_m) + np.exp(log_q) * (log_q - log_m)
    return float(np.sum(terms) * (x[1] - x[0])) / 2


def slope_of_value(logit, center, width, x=GRID):
    """∂V/∂center for q = N(center, width²) while D stays as it is: how the generator's mean changes V.

    ∫ ∂q/∂center · log σ(−s) dx. At D* it is the derivative of 2 JSD; at another D it is not.
    """
    d_q = np.exp(log_normal(x, center, width)) * (x - center) / width**2
    return -float(np.sum(d_q * softplus(logit)) * (x[1] - x[0]))


def discriminator(rng):
    """A network 1-16-16-1 with tanh, float32; its output is the logit."""
    return Sequential(Dense(1, 16, rng), Tanh(), Dense(16, 16, rng), Tanh(), Dense(16, 1, rng))


def learn(name, distance, width, seed=0, steps=STEPS[-1], batch=BATCH):
    """An iterator of (step's number, D), from 0 on: D learns to tell examples of p from those of N(distance, width²).

    A training like any other: cross-entropy, target 1 for the real and 0 for the generated ones; J is −V/2.
    """
    rng = np.random.default_rng(seed)
    D = discriminator(rng)
    targets = np.repeat(np.float32([[1], [0]]), batch, axis=0)
    fresh = ((_draw(name, distance, width, batch, rng), targets) for _ in range(steps))
    yield 0, D
    for step in train(D, BinaryCrossEntropy(), Adam(CosineDecay(RATE, steps)), fresh):
        yield step.index + 1, D


def _draw(name, distance, width, n, rng):
    """n examples of the data, then n of the generator: (2n, 1) float32."""
    centers, spread = DATA[name]
    real = rng.choice(centers, (n, 1)) + spread * rng.standard_normal((n, 1))
    return np.concatenate([real, distance + width * rng.standard_normal((n, 1))]).astype(np.float32)


@lru_cache(maxsize=256)
def learned_logits(name, distance, width, seed=0):
    """The logits over GRID that D gives after each number of `STEPS`: (steps, points) float64."""
    x = GRID[:, None].astype(np.float32)
    kept = [D(x)[:, 0].astype(np.float64) for step, D in learn(name, distance, width, seed) if step in STEPS]
    kept = np.array(kept)
    kept.setflags(write=False)
    return kept


@lru_cache(maxsize=8)
def _over_distances(name, width):
    """q over GRID for each of ALL_DISTANCES, and its JSD to the data."""
    log_p = log_data(name, GRID)
    log_q = log_normal(GRID, ALL_DISTANCES[:, None], width)
    return np.exp(log_q), np.array([js_divergence(log_p, one) for one in log_q])


def compared(logit, name, distance, width):
    """D with these logits over GRID beside D*: arrays over the window, V, JSD, and how far apart they are.

    ``gap``: E|D − D*| over the examples of both; ``inside``, ``outside``: the largest |D − D*| of GRID where the
    density (p + q)/2 is highest, a region that holds 99 % of the examples, and elsewhere. ``seen``: (V(D) + log 4)/2,
    the JSD as this D sees it, ``seen_by_distance`` the same were q's center another one and D still the same.
    """
    log_p, log_q = log_data(name, GRID), log_normal(GRID, distance, width)
    p, q = np.exp(log_p), np.exp(log_q)
    D, best = sigmoid(logit), sigmoid(best_logit(log_p, log_q))
    off, m = np.abs(D - best), (p + q) / 2
    order = np.argsort(-m, kind="stable")
    held = np.empty(len(m), bool)
    held[order] = np.cumsum(m[order]) * _DX <= MOST_OF_ALL
    shown = (WINDOW[0] - 1e-9 <= GRID) & (WINDOW[1] + 1e-9 >= GRID)
    every_q, jsd_by_distance = _over_distances(name, width)
    real = np.sum(p * softplus(-logit)) * _DX
    seen = (np.log(4) - real - every_q @ softplus(logit) * _DX) / 2
    return {
        "x": GRID[shown],
        "p": p[shown],
        "q": q[shown],
        "D": D[shown],
        "best": best[shown],
        "held": held[shown],
        "gap": float(np.sum(m * off) * _DX),
        "inside": float(off[held].max()),
        "outside": float(off[~held].max()),
        "value": value(logit, log_p, log_q),
        "best_value": value(best_logit(log_p, log_q), log_p, log_q),
        "jsd": js_divergence(log_p, log_q),
        "seen": (value(logit, log_p, log_q) + np.log(4)) / 2,
        "distance": distance,
        "jsd_by_distance": jsd_by_distance,
        "seen_by_distance": seen,
    }


def beside_the_best(data, distance, width, steps):
    """The function behind the controls: D after so many ``steps`` of learning, `compared` with D*."""
    logit = learned_logits(data, distance, width)[STEPS.index(steps)]
    return {"steps": steps, **compared(logit, data, distance, width)}


class Own:
    """The function behind the controls with a ``network`` of the reader's own: D is what it says, as it is."""

    def __init__(self, network):
        if not isinstance(network, Layer):
            expected = "best_discriminator: expected a network that maps x (n, 1) to logits (n, 1)"
            raise TypeError(f"{expected}, got {_checks.describe(network)}")
        self.network = network
        self._logit()  # what can't be asked says so now

    def __call__(self, data, distance, width):
        return {"steps": None, **compared(self._logit(), data, distance, width)}

    def _logit(self):
        s, _ = output_and_backward(self.network, GRID[:, None].astype(np.float32))
        s = _checks.as_array(s, "best_discriminator: logits of the network", shape=(len(GRID), 1))
        return s[:, 0].astype(np.float64)
