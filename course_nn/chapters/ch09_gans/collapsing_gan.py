"""A GAN of the plane whose D is too slow: it fails from every seed, and can be mended and trained again in a second.

Eight modes around a circle, wider ones than the chapter's (σ = 0.1), 2,000 steps on batches of 128, 32 hidden units:
one training takes about half a second. With the setting below no mode is covered, or one, and hardly a sample is good.
"""

from functools import cache

from ... import _checks
from ...games import Game, LeastSquares, NonSaturating
from ...training import GameDiverged
from .mixtures import ring
from .mode_count import SAMPLES, count_modes
from .plane_gan import train_plane_gan

#: What `make_plane_gan` is given: all of it may be changed. A change may name a game as well.
SETTING = {
    "rate": 2e-3,
    "critic_rate": 2e-4,
    "noise": 0.0,
    "pack": 1,
    "critic_steps": 1,
    "width": 32,
    "latent": 2,
}
STEPS, SIZE, SIGMA = 2000, 128, 0.1
#: What a change must reach, from each of these seeds: so many modes covered, such a share of good samples.
SEEDS, COVERED, GOOD = (0, 1, 2), 7, 0.5
#: The largest of what makes a training longer, so that a check stays one of seconds.
MOST = {"critic_steps": 2, "pack": 8, "width": 48, "latent": 32}

#: From which seeds some changes cover: all of the exercise's catalog, so that a check trains the reader's alone.
MEASURED = {
    (): (),
    (("noise", 0.5),): (),
    (("pack", 2),): (),
    (("critic_steps", 2),): (),
    (("rate", 2e-4),): (),
    (("rate", 1e-2),): (),
    (("critic_rate", 1e-4),): (),
    (("width", 48),): (),
    (("latent", 8),): (),
    (("game", LeastSquares),): (),
    (("critic_rate", 4e-3),): SEEDS,
}


def target():
    """The ring of eight that it is trained on."""
    return ring(sigma=SIGMA)


def train_with(changes, seed=0):
    """``samples, count``: 2,500 samples of the generator that `SETTING` with these ``changes`` trains, and their count.

    Refused: names that `SETTING` doesn't have, "game" apart, and values above those of `MOST`. A game that diverges
    raises `GameDiverged`.
    """
    from threadpoolctl import threadpool_limits  # scikit-learn brings it

    refuse(changes)
    # One thread: so small a network gains nothing by two, which may take ten times as long where others compute.
    with threadpool_limits(1):
        pair = train_plane_gan(target(), seed, STEPS, SIZE, **SETTING | changes)
        samples = pair.sample(SAMPLES)
    return samples, count_modes(samples, target())


def refuse(changes):
    """One sentence, if these are no changes of the `SETTING`."""
    if not isinstance(changes, dict):
        raise TypeError(f"expected a dict of changes such as {{'noise': 0.5}}, got {type(changes).__name__}")
    for name, value in changes.items():
        if name == "game":
            if not isinstance(value, Game):
                raise TypeError(f"game: expected a game such as LeastSquares(), got {value!r}")
        elif name not in SETTING:
            raise ValueError(f"{name!r} is none of the settings; there are {', '.join(SETTING)} and game")
        elif name == "noise":
            _checks.number(value, name, low=0)
        elif name not in MOST:
            _checks.number(value, name, above=0)
        elif _checks.whole(value, name, low=1) > MOST[name]:
            raise ValueError(f"{name}: expected at most {MOST[name]}, so that the check takes seconds, got {value}")


def real_changes(changes):
    """Those of the changes that are not the `SETTING`'s own values, nor its game."""
    refuse(changes)
    return {name: value for name, value in changes.items() if not _is_own(name, value)}


def _is_own(name, value):
    if name == "game":
        return type(value) is NonSaturating and value.smoothing == 0
    return value == SETTING[name]


def covering_seeds(changes):
    """From which of the `SEEDS` these changes reach at least 7 covered modes and half of the samples good."""
    changes = real_changes(changes)
    key = tuple(sorted((name, type(value) if name == "game" else value) for name, value in changes.items()))
    if key in MEASURED:
        return MEASURED[key]
    return trained(tuple(sorted(changes.items())))


@cache
def trained(changes):
    """The same by training, whatever has been measured; ``changes`` are pairs (name, value)."""
    return tuple(seed for seed in SEEDS if _covers(dict(changes), seed))


def _covers(changes, seed):
    try:
        _, count = train_with(changes, seed)
    except GameDiverged:
        return False
    return count.covered >= COVERED and count.good >= GOOD
