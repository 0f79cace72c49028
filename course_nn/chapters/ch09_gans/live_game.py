"""The game in the plane, played live: a run that takes steps of D and of G, and whose settings change on the way."""

import math
from functools import cache
from typing import NamedTuple

import numpy as np

from ...functions import sigmoid
from ...games import LeastSquares, Minimax, NonSaturating, Wasserstein
from ...training import Adversaries, GameDiverged, GradientPenalty
from .mixtures import drawn
from .mode_count import SAMPLES, count_modes
from .plane_gan import BATCH, LATENT, NOISE, RATE, STEPS, TASKS, WIDTH, falling, make_plane_gan

OWN = "your points"
TARGETS = (*TASKS, OWN)
#: Half the side of the window through which the reader's own target is seen; that of the others follows their centers.
HALF = 3.0
#: What is there before a reader has put points of an own: a stroke with a gap, and a heap apart.
DRAWING = (*((0.25 * k - 2, round(1.2 * math.sin(0.25 * k), 2)) for k in range(13)), (2.0, 1.5), (2.0, 2.0))
MOST_POINTS = 100
BOUNDED, UNBOUNDED = "Wasserstein, with a gradient penalty", "Wasserstein, with nothing"
#: Game → (the losses, what keeps the critic's slope near 1).
GAMES = {
    "non-saturating": (NonSaturating, None),
    "minimax": (Minimax, None),
    "least squares": (LeastSquares, None),
    BOUNDED: (Wasserstein, 1.0),
    UNBOUNDED: (Wasserstein, None),
}
#: From a fresh start no game but that without bounds has run away where G's rate was no higher than this, nor than D's.
TAME = 0.01
#: The games in which D's number is a logit, and D a probability.
OF_PROBABILITIES = ("non-saturating", "minimax")
#: A loss beyond this ends the game, before squares of gradients overflow.
LARGEST = 1e12
#: From so large numbers of D on it is told that they run away.
RUNAWAY = 1000.0
#: A sample is gone that lies so many times as far out as the picture reaches. (Around a target in a corner many lie
#: beyond the edge.)
GONE = 1.5
#: Of the samples that are counted, and of as many real examples, so many are shown; so many places of the field along
#: each side.
SHOWN, PLACES = 400, 33
#: Lines of the latent grid each way, points on each, and how far out they reach.
LINES, ALONG, REACH = 9, 33, 2.0


class Settings(NamedTuple):
    """The controls' values."""

    target: str = TARGETS[0]
    drawing: tuple = DRAWING
    game: str = "non-saturating"
    rate_g: float = RATE
    rate_d: float = RATE
    noise: float = NOISE
    critic_steps: int = 1
    fading: bool = True
    seed: int = 0


def tamed(settings):
    """The `Settings` nearest by with which a game does not run away from a fresh start."""
    game = BOUNDED if settings.game == UNBOUNDED else settings.game
    return settings._replace(game=game, rate_g=min(settings.rate_g, settings.rate_d, TAME))


class PlaneGame:
    """One game, from its seed on. With the settings as they are at first it is, step by step, that of `plane_gan`.

    `step` is one of D (``critic_steps`` of them) and one of G; `critic_step` and `generator_step` move one player
    alone, and ``alone`` counts such steps, (of G, of D). ``steps`` counts all those of G. With ``fading`` both rates
    fall to 0 over ``last`` of them, the instance noise over the first half, and then the game is over; without, it goes
    on. `change` takes other settings: another target or another seed begins a new game, everything else is ``changed``
    on the way. A game whose losses leave all bounds is over, and says in ``diverged`` what it was.
    """

    def __init__(self, **settings):
        self.now = Settings(**settings)
        _, how = TASKS.get(self.now.target, (None, {}))
        self.target, self.last = self._target(), how.get("steps", STEPS)
        self.half = HALF if self.now.target == OWN else 1.0 + float(np.abs(self.target.centers).max())
        self.steps, self.begun, self.diverged, self.losses = 0, False, "", (None, None)
        self.alone, self.changed = (0, 0), False
        self.pair = make_plane_gan(self.now.seed, width=how.get("width", WIDTH))
        self._settle()
        self._batches = np.random.default_rng([self.now.seed, 9])  # as those of `TargetBatches`

    def _target(self):
        if self.now.target != OWN:
            return TASKS[self.now.target][0]()
        return drawn(self.now.drawing) if self.now.drawing else None

    def _settle(self):
        """The pair as the settings have it: the same networks, optimizers and random numbers."""
        was, (game, penalty) = self.pair, GAMES[self.now.game]
        self.pair = Adversaries(
            was.generator,
            was.critic,
            game(),
            was.optimizers,
            latent=LATENT,
            rng=was.rng,
            critic_steps=self.now.critic_steps,
            instance_noise=lambda _: self.sigma,
            gradient_penalty=None if penalty is None else GradientPenalty(penalty, center=1),
        )

    @property
    def over(self):
        return bool(self.diverged) or self.target is None or (self.now.fading and self.steps >= self.last)

    @property
    def rates(self):
        """(of G, of D), as they now are."""
        faded = falling(1.0, self.last)(self.steps) if self.now.fading else 1.0
        return self.now.rate_g * faded, self.now.rate_d * faded

    @property
    def sigma(self):
        """The instance noise as it now is."""
        return falling(self.now.noise, self.last / 2)(self.steps) if self.now.fading else self.now.noise

    def change(self, **settings):
        """The game to go on with: this one, or a new one."""
        new = Settings(**settings)
        if new == self.now:
            return self
        if (new.target, new.seed) != (self.now.target, self.now.seed):
            return PlaneGame(**settings)
        self.now, self.changed = new, self.begun
        self.target = self._target()
        self._settle()
        return self

    def step(self):
        for _ in range(self.now.critic_steps):
            self._step_of_d()
        self._step_of_g()

    def critic_step(self):
        self.alone = (self.alone[0], self.alone[1] + self._step_of_d())

    def generator_step(self):
        self.alone = (self.alone[0] + self._step_of_g(), self.alone[1])

    def _step_of_d(self):
        return self._move(1, lambda: self.pair.critic_step(self.target.sample(BATCH, self._batches)))

    def _step_of_g(self):
        moved = self._move(0, lambda: self.pair.generator_step(BATCH))
        self.steps += moved
        return moved

    def _move(self, player, act):
        """A step of one player, at its rate; whether it was taken."""
        if self.over:
            return False
        self.begun = True
        self.pair.optimizers[player].learning_rate = self.rates[player]
        try:
            loss = act()
        except GameDiverged:
            loss = math.nan
        if not abs(loss) < LARGEST:
            self.diverged = f"the loss of {'GD'[player]} is {loss:.2g}"
            return False
        self.losses = (loss, self.losses[1]) if player == 0 else (self.losses[0], loss)
        return True

    def _says(self, examples):
        """D's mean of the examples: of its probability of real, or, where that is no probability, of its number."""
        score = self.pair.critic(examples)
        return float((sigmoid(score) if self.now.game in OF_PROBABILITIES else score).mean(dtype=np.float64))

    def result(self):
        """What there is to see and to tell, as arrays and numbers; ``says`` is D's mean (of real, of made) examples."""
        places, z, lines = _places(self.half), _latent(), _latent_grid()
        real = np.zeros((0, 2))
        if self.target is not None:
            real = self.target.sample(SAMPLES, np.random.default_rng(1)).astype(np.float32)
        with np.errstate(over="ignore", invalid="ignore"):
            score = self.pair.critic(places).reshape(PLACES, PLACES)
            made, mapped = self.pair.generator(z), self.pair.generator(lines.reshape(-1, LATENT)).reshape(lines.shape)
            says = None if self.target is None else tuple(self._says(examples) for examples in (real, made))
        finite = score[np.isfinite(score)].astype(np.float64)
        if self.now.game in OF_PROBABILITIES:
            field, low, high = sigmoid(score), 0.0, 1.0
        elif self.now.game == "least squares":
            field, low, high = score, 0.0, 1.0
        else:  # up to a constant: around its middle, as far as it reaches
            middle = float(np.median(finite)) if finite.size else 0.0
            spread = max(float(np.abs(finite - middle).max()) if finite.size else 0.0, 1e-6)
            field, low, high = score, middle - spread, middle + spread
        rates, sigma = self.rates, self.sigma
        return {
            "settings": self.now,
            "half": self.half,
            "field": field,
            "low": low,
            "high": high,
            "real": real[:SHOWN],
            "made": made[:SHOWN],
            "says": says,
            "map": mapped,
            "count": None if self.target is None else count_modes(made, self.target),
            "modes": 0 if self.target is None else len(self.target.centers),
            "inside": float((np.abs(made) <= self.half).all(axis=1).mean()),
            "gone": float((~(np.abs(made) <= GONE * self.half)).any(axis=1).mean()),
            "reach": float(np.abs(finite).max()) if finite.size else 0.0,
            "steps": self.steps,
            "alone": self.alone,
            "changed": self.changed,
            "last": self.last,
            "begun": self.begun,
            "over": self.over,
            "diverged": self.diverged,
            "rates": rates,
            "sigma": sigma,
            "losses": self.losses,
        }


@cache
def _places(half):
    line = np.linspace(-half, half, PLACES, dtype=np.float32)
    x, y = np.meshgrid(line, line)
    return np.stack([x.ravel(), y.ravel()], axis=1)


@cache
def _latent():
    """Always the same z, so that each sample is seen moving."""
    return np.random.default_rng(0).standard_normal((SAMPLES, LATENT), dtype=np.float32)


@cache
def _latent_grid():
    """(2 LINES, ALONG, 2): lines along z₁ and lines along z₂."""
    ticks, line = np.linspace(-REACH, REACH, LINES), np.linspace(-REACH, REACH, ALONG)
    one = np.stack(np.broadcast_arrays(line[None, :], ticks[:, None]), axis=2)
    return np.concatenate([one, one[:, :, ::-1]]).astype(np.float32)
