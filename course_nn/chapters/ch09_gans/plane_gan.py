"""The chapter's GAN of the plane: two small networks, and a setting with which they find all modes of the ring.

All of them from 19 of 20 seeds; those of the spiral from all 20, those of the grid from 15 (`measured`).

Recommended, after trials over seeds: weights from N(0, 1 / d_in) and biases of 0; Adam with β₁ = 0.5, β₂ = 0.9 and a
rate that falls in a straight line from 2e-3 to 0; batches of 256; a ReLU generator and a leaky discriminator; the
non-saturating game; instance noise whose σ falls from 0.5 to 0 over the first half of 6,000 steps. What noise and the
balance of the players do is counted in `mode_collapse`.
"""

import numpy as np

from ... import _checks
from ...core import Sequential
from ...data.measured import measurements
from ...games import NonSaturating
from ...layers import Dense, LeakyReLU
from ...models.mlp import mlp
from ...optimizers import Adam
from ...training import Adversaries, train_adversarial
from .mixtures import Mixture, grid, ring, spiral
from .mode_count import SAMPLES, count_modes

STEPS, RATE, BETAS, BATCH = 6000, 2e-3, (0.5, 0.9), 256
WIDTH, LATENT, NOISE = 64, 2, 0.5
#: How wide the hidden layers are for the grid, and how long it takes.
GRID_WIDTH, GRID_STEPS = 128, 12_000
#: What was measured from twenty seeds (`measured/measure_plane.py`): the target, and where its setting differs.
TASKS = {
    "ring of 8": (ring, {}),
    "grid of 25": (grid, {"width": GRID_WIDTH, "steps": GRID_STEPS}),
    "spiral of 24": (spiral, {}),
}
SEEDS = 20


def falling(start, steps):
    """The schedule start · (1 − t / steps), and 0 from there on: of a rate, or of the σ of instance noise."""
    return lambda t: start * max(0.0, 1 - t / steps)


def make_plane_gan(
    seed=0,
    *,
    steps=STEPS,
    width=WIDTH,
    latent=LATENT,
    rate=RATE,
    critic_rate=None,
    noise=NOISE,
    game=None,
    pack=1,
    critic_steps=1,
):
    """The pair `Adversaries`: G latent-width-width-2 with ReLU, D 2-width-width-1 with leaky ReLU, slope 0.2.

    ``steps`` is how many steps of G the schedules are made for: the rate falls from ``rate`` to 0, that of D from
    ``critic_rate`` (the same unless given), instance noise from ``noise`` to 0 over the first half. ``game`` is
    `NonSaturating` unless given; D reads ``pack`` examples at once and takes ``critic_steps`` for one of G's. The same
    ``seed`` gives the same pair, and the same training.
    """
    rng = np.random.default_rng(_checks.whole(seed, "make_plane_gan: seed", low=0))
    steps = _checks.whole(steps, "make_plane_gan: steps", low=1)
    rate = _checks.number(rate, "make_plane_gan: rate", above=0)
    critic_rate = rate if critic_rate is None else _checks.number(critic_rate, "make_plane_gan: critic_rate", above=0)
    noise = _checks.number(noise, "make_plane_gan: noise", low=0)
    pack = _checks.whole(pack, "make_plane_gan: pack", low=1)
    width = _checks.whole(width, "make_plane_gan: width", low=1)
    latent = _checks.whole(latent, "make_plane_gan: latent", low=1)
    generator = mlp([latent, width, width, 2], rng, activation="relu", init="lecun")
    critic = Sequential(
        Dense(2 * pack, width, rng, init="lecun"),
        LeakyReLU(0.2),
        Dense(width, width, rng, init="lecun"),
        LeakyReLU(0.2),
        Dense(width, 1, rng, init="lecun"),
    )
    critic_steps = _checks.whole(critic_steps, "make_plane_gan: critic_steps", low=1)
    beta1, beta2 = BETAS
    return Adversaries(
        generator,
        critic,
        NonSaturating() if game is None else game,
        (
            Adam(falling(rate, steps), beta1=beta1, beta2=beta2),
            Adam(falling(critic_rate, steps * critic_steps), beta1=beta1, beta2=beta2),
        ),
        latent=latent,
        rng=rng,
        critic_steps=critic_steps,
        instance_noise=falling(noise, steps / 2) if noise else None,
        pack=pack,
    )


class TargetBatches:
    """New examples of a `Mixture`, ``steps`` batches of ``size``, for `train_adversarial`."""

    def __init__(self, target, steps, seed=0, size=BATCH):
        if not isinstance(target, Mixture):
            raise TypeError(f"TargetBatches: expected a Mixture such as ring(), got {_checks.describe(target)}")
        self.target, self.steps = target, _checks.whole(steps, "TargetBatches: steps", low=1)
        self.size = _checks.whole(size, "TargetBatches: size", low=1)
        self.rng = np.random.default_rng([_checks.whole(seed, "TargetBatches: seed", low=0), 9])

    def __len__(self):
        return self.steps

    def __iter__(self):
        for _ in range(self.steps):
            yield self.target.sample(self.size, self.rng)


def train_plane_gan(target, seed=0, steps=STEPS, size=BATCH, **settings):
    """The pair of `make_plane_gan` with these settings after ``steps`` steps of G on a `Mixture`."""
    pair = make_plane_gan(seed, steps=steps, **settings)
    for _ in train_adversarial(pair, TargetBatches(target, steps * pair.critic_steps, seed, size)):
        pass
    return pair


def train_task(task, seed=0, steps=None):
    """The trained pair of one of `TASKS`; about five seconds for ring and spiral, twenty for the grid."""
    target, settings = TASKS[_checks.one_of(task, TASKS, "train_task: task")]
    settings = settings if steps is None else settings | {"steps": steps}
    return train_plane_gan(target(), seed, **settings)


def counts_of(pair, task):
    """``good``, ``covered``, ``reached`` and ``reverse_kl`` of 2,500 samples against the target of one of `TASKS`."""
    target, _ = TASKS[_checks.one_of(task, TASKS, "counts_of: task")]
    count = count_modes(pair.sample(SAMPLES), target())
    return {
        "good": round(count.good, 4),
        "covered": count.covered,
        "reached": count.reached,
        "reverse_kl": round(count.reverse_kl, 4),
    }


def measured():
    """By task ``good``, ``covered``, ``reached``, ``reverse_kl`` and the ``seconds`` of the training, each (20,)."""
    found = measurements(__package__, "plane_gan")
    return {task: found[task] for task in TASKS}
