"""The Wasserstein distance of two samples on a line: exact, by sorting, and what a critic says that learned to find it.

W₁ is the least mean distance over which the points of one sample must be moved to become the other. On a line that is
sorted to sorted. It is also the largest E f(real) − E f(generated) of all f whose slope is nowhere above 1 (Kantorovich
and Rubinstein); a critic looks for that f, with its slopes held by clipping its weights or by a penalty.
"""

from functools import lru_cache

import numpy as np

from ... import _checks
from ...core import Sequential
from ...games import Wasserstein
from ...layers import Dense, LeakyReLU
from ...optimizers import Adam
from ...schedules import CosineDecay
from ...training.adversarial import Adversaries
from ...training.gradient_penalty import GradientPenalty

N, WIDTH, RATE = 100, 24, 0.02  # points of each sample; the critic's units in a layer; Adam's rate, which falls to 0
STEPS = (2, 5, 20, 60, 200)
DISTANCES, WIDTHS = (0.5, 4.0), (0.5, 1.0, 2.0)
CONSTRAINTS = {
    "weights clipped at 0.05": ("clip", 0.05),
    "weights clipped at 0.1": ("clip", 0.1),
    "weights clipped at 0.3": ("clip", 0.3),
    "penalty, λ = 1": ("penalty", 1.0),
    "penalty, λ = 10": ("penalty", 10.0),
}


def wasserstein_1(a, b):
    """W₁ of two samples (n,) and (m,): for n = m the mean |a₍ᵢ₎ − b₍ᵢ₎| of the sorted, in general ∫ |F_a − F_b| dx."""
    a, b = (np.sort(_checks.as_array(s, f"wasserstein_1: {w}", ndim=1).astype(float)) for s, w in ((a, "a"), (b, "b")))
    if len(a) == len(b):
        return float(np.abs(a - b).mean())
    _, dx, lead = _between(a, b)
    return float(np.abs(lead) @ dx)


def _between(a, b):
    """Between all neighbors of both samples: the middles, the lengths, and F_b − F_a there."""
    x = np.sort(np.concatenate([a, b]))
    middles = (x[1:] + x[:-1]) / 2
    share = [np.searchsorted(np.sort(one), middles) / len(one) for one in (a, b)]
    return middles, np.diff(x), share[1] - share[0]


def best_critic(real, fake):
    """Points x (n + m,) and the best critic f there: slope +1 where F_fake > F_real, −1 where F_fake < F_real, else 0.

    E f(real) − E f(fake) is W₁; f's mean over all points is 0.
    """
    _, dx, lead = _between(real, fake)
    f = np.concatenate([[0], np.cumsum(np.sign(lead) * dx)])
    return np.sort(np.concatenate([real, fake])), f - f.mean()


def penalized_best(real, fake, strength):
    """What the critic says that `GradientPenalty(strength)` leaves as the best, if each real point keeps its fake one.

    The best, where E f(real) − E f(fake) less the penalty is largest: that critic says W₁ or more, and a worse one may
    say more still, as critics do on their way.

    The penalty falls on x̂ between the points of a pair, with density r. Maximizing ∫ f′ Δ − λ r (|f′| − 1)² dx with
    Δ = F_fake − F_real gives |f′| = 1 + |Δ| / (2 λ r): slopes above 1. The critic says W₁ + ∫ Δ² / (2 λ r) dx then.
    """
    middles, dx, lead = _between(real, fake)
    low, high = np.minimum(real, fake), np.maximum(real, fake)
    inside = (low[:, None] < middles) & (middles < high[:, None])
    r = (inside / (high - low)[:, None]).mean(axis=0)
    excess = np.divide(lead**2, 2 * strength * r, out=np.zeros_like(r), where=r > 0)  # where r is 0, Δ is 0
    return wasserstein_1(real, fake) + float(excess @ dx)


def samples(distance, width, seed=0):
    """N real points from N(0, 1) and N generated ones from N(distance, width²), float64."""
    rng = np.random.default_rng(seed)
    return rng.standard_normal(N), distance + width * rng.standard_normal(N)


def critic(rng, start=0.0):
    """A critic 1-24-24-1, linear piece by piece. Its last weights are ``start`` times the usual ones: 0, a flat start.

    A slope that has begun with the wrong sign must cross 0 to turn, where the penalty is high: some haven't turned
    after 200 steps.
    """
    layers = [Dense(1, WIDTH, rng, init="he"), LeakyReLU(0.2), Dense(WIDTH, WIDTH, rng, init="he"), LeakyReLU(0.2)]
    last = Dense(WIDTH, 1, rng)
    last.W.value *= start
    return Sequential(*layers, last)


def learn(real, fake, constraint, seed=0, steps=STEPS[-1], start=0.0):
    """An iterator of (step's number from 1 on, critic): it learns to tell the points of the two samples apart.

    The game is the library's; the generator always gives the same points. ``constraint`` is a key of `CONSTRAINTS`.
    """
    kind, strength = CONSTRAINTS[_checks.one_of(constraint, CONSTRAINTS, "learn: constraint")]
    rng = np.random.default_rng(seed)
    D, points = critic(rng, start), fake[:, None].astype(np.float32)
    same = Dense(1, 1, init="zeros")
    same.W.value[:] = 1
    pair = Adversaries(
        same,
        D,
        Wasserstein(),
        (Adam(RATE), Adam(CosineDecay(RATE, steps), 0.5, 0.9)),
        latent=lambda n, rng: points[:n],
        rng=rng,
        clip_weights=strength if kind == "clip" else None,
        gradient_penalty=GradientPenalty(strength) if kind == "penalty" else None,
    )
    for step in range(steps):
        pair.critic_step(real[:, None].astype(np.float32))
        yield step + 1, D


@lru_cache(maxsize=256)
def learned(constraint, distance, width, seed=0, start=0.0):
    """(steps kept, values, critics): E f(real) − E f(fake) after the steps kept, and f over both samples, sorted.

    Kept are all of `STEPS`, and about thirty more for the curve.
    """
    real, fake = samples(distance, width, seed)
    x = np.sort(np.concatenate([real, fake]))
    kept = sorted({*STEPS, *np.unique(np.geomspace(1, STEPS[-1], 30).astype(int)).tolist()})
    values, critics = [], {}
    for step, D in learn(real, fake, constraint, seed, start=start):
        if step in kept:
            f = _numbers(D, x)
            values.append(float(np.interp(real, x, f).mean() - np.interp(fake, x, f).mean()))
        if step in STEPS:
            critics[step] = f
    return np.array(kept), np.array(values), critics


def _numbers(D, x):
    """What the critic says of the points x, in float64, so that slopes between near neighbors are exact."""
    h = x[:, None]
    for layer in D.layers:
        h = h @ layer.W.value.astype(float) + layer.b.value if isinstance(layer, Dense) else np.maximum(h, 0.2 * h)
    return h[:, 0]


def sorted_and_said(constraint, distance, width, steps):
    """The function behind the controls: W₁ by sorting, and what the critic says after so many steps.

    ``f`` and ``best`` are the critic over its steepest slope, and the best one, at the points ``x``; ``slope`` is the
    steepest slope between neighbors, ``said`` the critic's value, and ``bound`` = said / slope, never above W₁.
    """
    real, fake = samples(distance, width)
    x, best = best_critic(real, fake)
    kept, values, critics = learned(constraint, distance, width)
    f, said = critics[steps], float(values[kept == steps][0])
    slope = float(np.max(np.abs(np.diff(f)) / np.diff(x)))
    return {
        "real": np.sort(real),
        "fake": np.sort(fake),
        "w1": wasserstein_1(real, fake),
        "x": x,
        "best": best,
        "f": (f - f.mean()) / slope,
        "slope": slope,
        "said": said,
        "bound": said / slope,
        "kept": kept,
        "values": values,
        "steps": steps,
        "constraint": constraint,
    }
