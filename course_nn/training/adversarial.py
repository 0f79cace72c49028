"""Two networks trained against each other: the step of each player, and an iterator of their steps."""

import math
from functools import partial
from typing import NamedTuple

import numpy as np

from .. import _checks
from ..contract import output_and_backward
from ..settings import Settled
from .averages import MovingAverage
from .gradient_penalty import GradientPenalty, layers_of
from .refusals import check_arguments, check_schedule, warn_of_squares
from .refusals_of_games import (
    check_conditions,
    check_game,
    check_meeting,
    check_optimizers,
    check_players,
    check_real,
    check_real_batch,
    diverged,
)
from .shown import shown

_forward = partial(output_and_backward, train=True)


class GameStep(NamedTuple):
    """A step of both: ``epoch``, ``index`` (from 0), and the losses before the updates, of the critic its last."""

    epoch: int
    index: int
    critic_loss: float
    generator_loss: float


class Adversaries(Settled):
    """A generator G and a critic D (a discriminator), the ``game`` they play, and how each takes its step.

    G makes an example of noise z, D gives a number to an example; ``game`` says what each of them makes small, such as
    `NonSaturating`. ``optimizers`` are two, for G and for D, in that order. ``latent`` is the number k of entries of
    z ~ N(0, I), or a function (n, rng) that gives z (n, …). ``rng`` draws z and all other noise, in float32 for either
    type: the same Generator, the same game.

    What keeps the game going, each off by default:

    - ``critic_steps``: steps of D for each of G, in `train_adversarial`.
    - ``instance_noise`` σ: N(0, σ²) on all that D is shown; a number, or a function of the number of G's steps.
    - ``pack`` m: D is shown m examples side by side, rows of m·d numbers.
    - ``clip_weights`` c: after D's step all of its θ is held within ±c (Arjovsky, Chintala and Bottou, 2017).
    - ``gradient_penalty``: a `GradientPenalty`, at what D is shown.
    - ``average`` β: `sample` can take G's θ averaged over its steps, with this decay; 1 is the plain mean.
    - ``conditions`` k: G's input is z and c (n, k) beside it, D is shown x and c (Mirza and Osindero, 2014).

    ``game`` and ``instance_noise`` may be changed between steps, and so may the learning rates of the optimizers.
    """

    def __init__(
        self,
        generator,
        critic,
        game,
        optimizers,
        *,
        latent,
        rng,
        critic_steps=1,
        instance_noise=None,
        pack=1,
        clip_weights=None,
        gradient_penalty=None,
        average=None,
        conditions=0,
    ):
        self._steps, self._last = 0, {}  # how many G has taken; the last loss of each player
        self.latent = latent if callable(latent) else _checks.whole(latent, "Adversaries: latent", low=1)
        if callable(latent):
            check_arguments(latent, "Adversaries: latent", "n, rng")
        self.rng = _checks.generator(rng, "Adversaries: rng")
        self.critic_steps = _checks.whole(critic_steps, "Adversaries: critic_steps", low=1)
        self.pack = _checks.whole(pack, "Adversaries: pack", low=1)
        self.conditions = _checks.whole(conditions, "Adversaries: conditions", low=0)
        self.clip_weights = clip_weights
        if clip_weights is not None:
            self.clip_weights = _checks.number(clip_weights, "Adversaries: clip_weights", above=0)
        self.optimizers = check_optimizers(optimizers)
        self._theta_g, self._theta_d = check_players(generator, critic)
        self.generator, self.critic = generator, critic
        self.game, self.instance_noise = game, instance_noise
        self.gradient_penalty = gradient_penalty
        if gradient_penalty is not None:
            if not isinstance(gradient_penalty, GradientPenalty):
                raise TypeError(
                    "Adversaries: gradient_penalty: expected a GradientPenalty such as GradientPenalty(10), got "
                    f"{_checks.describe(gradient_penalty)}"
                )
            layers_of(critic)
        self.average = None if average is None else MovingAverage(generator, average)
        c = np.zeros((2 * self.pack, self.conditions)) if self.conditions else None
        z = self._input(2 * self.pack, np.random.default_rng(0), c)
        self._example = check_meeting(self, z, lambda x: shown(x, c, pack=self.pack)[0])

    @property
    def steps(self):
        """How many steps the generator has taken."""
        return self._steps

    @property
    def game(self):
        """What each player makes small."""
        return self._game

    @game.setter
    def game(self, game):
        self._game = check_game(game)

    @property
    def instance_noise(self):
        """σ of the noise on what D is shown: None, a number, or a function of the number of G's steps."""
        return self._instance_noise

    @instance_noise.setter
    def instance_noise(self, noise):
        if callable(noise):
            check_arguments(noise, "Adversaries: instance_noise", "steps")
        self._sigma(noise)
        self._instance_noise = noise

    def _sigma(self, noise):
        """σ of the coming step."""
        sigma = noise(self._steps) if callable(noise) else noise
        return 0.0 if sigma is None else _checks.number(sigma, "Adversaries: instance_noise", low=0)

    @np.errstate(over="ignore", invalid="ignore")  # what overflows is told in words
    def critic_step(self, x, c=None):
        """D's step on n real examples x and n fakes, and its loss before the step; G stays as it is.

        x (n, …) is of the shape that G gives; with conditions c (n, k), the fakes are made for the same c.
        """
        G, D, theta = self.generator, self.critic, self._theta_d
        given = check_real(x, self._example, G, self.pack)
        x = given.astype(theta.value.dtype, copy=False)
        c = check_conditions(c, len(x), self.conditions, x.dtype, "critic_step")
        fake, _ = _forward(G, self._input(len(x), self.rng, c))
        (real, _), (fake, _) = self._shown(x, c), self._shown(fake, c)

        s_real, real_back = _forward(D, real)
        s_fake, fake_back = _forward(D, fake)
        loss, d_real, d_fake = self._game.critic(s_real, s_fake)
        theta.clear()
        real_back(d_real, **_spare(D))  # D's gradients on both batches add up
        fake_back(d_fake, **_spare(D))
        theta.settle()

        if self.gradient_penalty is not None:
            loss += self.gradient_penalty.add(D, real, fake, self.rng, self._counting())
        self._move("critic", loss, theta, self.optimizers[1], given)
        if self.clip_weights is not None:
            np.clip(theta.value, -self.clip_weights, self.clip_weights, out=theta.value)
        return loss

    @np.errstate(over="ignore", invalid="ignore")
    def generator_step(self, n, c=None):
        """G's step on n new fakes, and its loss before the step: the chain rule through D, which stays as it is."""
        G, D, theta = self.generator, self.critic, self._theta_g
        n = _checks.whole(n, "generator_step: n", low=self.pack)
        c = check_conditions(c, n, self.conditions, theta.value.dtype, "generator_step")
        z = self._input(n, self.rng, c)

        fake, g_back = _forward(G, z)
        seen, seen_back = self._shown(fake, c)
        s, d_back = _forward(D, seen)
        loss, ds = self._game.generator(s)
        with self._theta_d.held():  # D's θ gets no gradient of this
            d_fake = seen_back(d_back(ds))
        theta.clear()
        g_back(d_fake, **_spare(G))
        theta.settle()

        self._move("generator", loss, theta, self.optimizers[0])
        self._steps += 1
        if self.average is not None:
            self.average.take()
        return loss

    def sample(self, n, rng=None, c=None, averaged=False):
        """n examples of G, from z drawn with ``rng`` (a new ``default_rng(0)`` where none is given).

        With conditions they are made for c (n, k); with ``averaged``, by the average of G's θ.
        """
        n = _checks.whole(n, "sample: n", low=1)
        rng = np.random.default_rng(0) if rng is None else _checks.generator(rng, "sample: rng")
        if _checks.truth(averaged, "sample: averaged") and self.average is None:
            raise ValueError("sample: expected a pair made with average=0.99, or another decay, for averaged=True")
        c = check_conditions(c, n, self.conditions, self._theta_g.value.dtype, "sample")
        return (self.average.twin if averaged else self.generator)(self._input(n, rng, c))

    def _input(self, n, rng, c):
        """G's input: z and, where there are any, the conditions beside it."""
        if callable(self.latent):
            z = _checks.as_array(self.latent(n, rng), "Adversaries: z of the function latent")
            if z.ndim < 2 or len(z) != n or (z.ndim > 2 and c is not None):
                rows = f"({n}, k)" if c is not None else f"({n}, …)"
                raise ValueError(f"Adversaries: z of the function latent: expected shape {rows}, got {z.shape}")
        else:
            z = rng.standard_normal((n, self.latent), dtype=np.float32)
        z = z.astype(self._theta_g.value.dtype, copy=False)
        return z if c is None else np.concatenate([z, c], axis=1, dtype=z.dtype)

    def _shown(self, x, c):
        return shown(x, c, sigma=self._sigma(self._instance_noise), pack=self.pack, rng=self.rng)

    def _counting(self):
        """Which of the numbers that D is shown belong to examples: 1, and 0 for conditions; None where all do."""
        return np.tile([1.0] * self._example[0] + [0.0] * self.conditions, self.pack) if self.conditions else None

    def _move(self, player, loss, theta, optimizer, x=None):
        """A step in θ, if the loss and its gradient are finite."""
        square = theta.squared_length()
        if not math.isfinite(loss) or square != square:  # NaN where an entry of the gradient is not finite
            raise diverged(self, player, loss, self._last.get(player), x)
        if square == math.inf:
            warn_of_squares(optimizer, theta.grad)
        optimizer.step(theta.value, theta.grad)
        self._last[player] = loss

    def __getstate__(self):
        return {name: value for name, value in vars(self).items() if not name.startswith("_theta")}

    def __setstate__(self, state):
        super().__setstate__(state)
        self._theta_g, self._theta_d = check_players(self.generator, self.critic)

    def __repr__(self):
        return f"Adversaries({self.generator!r}, {self.critic!r}, {self.game!r})"


def _spare(network):
    """The gradient of what goes in is nobody's where the way back ends with this network."""
    return {"need_dx": False} if network.can_skip_dx else {}


def train_adversarial(pair, batches, epochs=1):
    """An iterator of `GameStep`: each ``next`` is a step of D on each of ``critic_steps`` batches, then one of G.

    for step in train_adversarial(pair, batches(X, size=64, rng=rng), epochs=5): ...

    ``batches`` is anything that gives arrays x (n, …) of real examples each time it is looped over, or pairs (x, c)
    with conditions. G's step is on as many examples, and for the conditions, of the last of them. Batches left over at
    the end of an epoch count for G's next step; at the end of the last epoch there is none, and they move D alone. Stop
    whenever you like: both θ are as after the last step. A game that leaves the finite numbers raises `GameDiverged`.
    (Goodfellow and others, 2014, algorithm 1.)
    """
    if not isinstance(pair, Adversaries):
        raise TypeError(f"train_adversarial: expected Adversaries(...), got {_checks.describe(pair)}")
    epochs = _checks.whole(epochs, "epochs", low=0)
    if isinstance(batches, (tuple, np.ndarray)) or not hasattr(batches, "__iter__"):
        mend = "; write [X] for one batch of all" if isinstance(batches, np.ndarray) else ""
        raise TypeError(
            "train_adversarial: expected a list of batches x, or what gives them when it is looped over, got "
            f"{_checks.describe(batches)}{mend}"
        )
    if epochs > 1 and iter(batches) is batches:
        raise TypeError(
            "train_adversarial: expected batches that can be looped over once for each epoch, got an iterator that "
            "ends after one"
        )
    if hasattr(batches, "__len__"):
        for optimizer, each in zip(pair.optimizers, (pair.critic_steps, 1), strict=True):
            check_schedule(optimizer, epochs * len(batches) // each)
    return _steps_of(pair, batches, epochs)


def _steps_of(pair, batches, epochs):
    index = taken = 0
    for epoch in range(epochs):
        before = taken
        for batch in batches:
            x, c = check_real_batch(batch, pair.conditions)
            critic_loss = pair.critic_step(x, c)
            taken += 1
            if taken % pair.critic_steps == 0:
                yield GameStep(epoch, index, critic_loss, pair.generator_step(len(x), c))
                index += 1
        if taken == before:
            raise ValueError(f"train_adversarial: expected at least one batch in each epoch, got none in epoch {epoch}")
    if taken < pair.critic_steps and epochs:
        raise ValueError(
            f"train_adversarial: expected at least critic_steps={pair.critic_steps} batches in all epochs together, "
            f"got {taken}: the generator has taken no step"
        )
