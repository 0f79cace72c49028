"""Trainings in the plane, kept at 24 moments: samples, the field of D, and what G makes of a grid in its latent space.

Four runs are stored with the course (`measured/measure_plane.py`); `record` makes one of a reader's own target.
"""

from functools import cache
from importlib.resources import as_file, files

import numpy as np

from ... import _checks
from ...data import grid_points
from ...functions import sigmoid
from ...training import train_adversarial
from .mixtures import Mixture, ring
from .mode_collapse import collapse_settings
from .mode_count import SAMPLES, count_modes
from .plane_gan import STEPS, TASKS, TargetBatches, make_plane_gan

#: The runs of the menu: the target, and where its setting differs from the recommended one. The seed of the last is one
#: that loses modes; the counts of `plane_gan` and `mode_collapse` tell how others went.
RUNS = {**TASKS, "ring, 3 steps of D, no noise": (ring, {**collapse_settings("3 steps for one"), "seed": 1})}
#: Moments of a run; samples kept at each; places of the field along each side.
MOMENTS, KEPT, PLACES = 24, 150, 33
#: Lines of the latent grid each way, at the deciles of N(0, 1), so that 1 % of all z falls into each mesh inside;
#: places along each line, from its 1st to its 99th percentile.
DECILES = (-1.2816, -0.8416, -0.5244, -0.2533, 0.0, 0.2533, 0.5244, 0.8416, 1.2816)
ALONG, REACH = 21, 2.3263
UNIT = 2e-3  # stored coordinates are whole multiples of it
COUNTS = ("good", "covered", "reached", "reverse_kl")


def moments_of(steps, moments=MOMENTS):
    """The steps at which a run of so many is kept: 0, densely at first, and the last."""
    share = np.linspace(0, 1, moments)
    return np.unique(np.round(steps * share**2).astype(int))


def latent_lines():
    """The latent grid (18, 21, 2): nine lines z₁ = const., then nine lines z₂ = const."""
    along = np.linspace(-REACH, REACH, ALONG)
    first = np.stack([np.stack([np.full(ALONG, at), along], axis=1) for at in DECILES])
    return np.concatenate([first, first[:, :, ::-1]]).astype(np.float32)


def record(target, seed=0, steps=STEPS, **settings):
    """A replay, for ``mode_plane(record(target))``: trained as `make_plane_gan` with these settings, five seconds.

    ``target`` is a `Mixture`: `ring()`, or `drawn(points)` of your own. Latent noise of two dimensions, D without
    packing: otherwise there is no map and no field of the plane. The replay holds at each moment ``steps``, ``samples``
    (150, 2), ``field`` (33, 33) of σ(D), ``lines`` (18, 21, 2), and the counts of 2,500 samples.
    """
    if not isinstance(target, Mixture):
        raise TypeError(f"record: expected a Mixture such as drawn(points), got {_checks.describe(target)}")
    for name, only in (("pack", 1), ("latent", 2)):
        if settings.get(name, only) != only:
            raise ValueError(f"record: expected {name}={only}, got {settings[name]!r}: no other fits into the plane")
    pair = make_plane_gan(seed, steps=steps, **settings)
    half = half_window(target)
    places = grid_points(*[np.linspace(-half, half, PLACES)] * 2).astype(np.float32)
    wanted, found = set(moments_of(steps).tolist()), []
    game = train_adversarial(pair, TargetBatches(target, steps * pair.critic_steps, seed))
    for step in range(steps + 1):
        if step:
            next(game)
        if step in wanted:
            found.append({"steps": step, **_moment(pair, target, places)})
    replay = {name: np.array([one[name] for one in found]) for name in found[0]}
    return replay | _of_target(target)


def half_window(target):
    """Half the side of the window, in whole numbers: room around all centers."""
    return float(np.ceil(np.abs(target.centers).max() + 4 * target.sigma + 0.5))


def _moment(pair, target, places):
    samples = pair.sample(SAMPLES)
    count = count_modes(samples, target)
    lines = latent_lines()
    return {
        "samples": samples[:KEPT],
        "field": sigmoid(pair.critic(places)).reshape(PLACES, PLACES),
        "lines": pair.generator(lines.reshape(-1, 2)).reshape(lines.shape),
        **{name: getattr(count, name) for name in COUNTS},
    }


def _of_target(target):
    real = target.sample(KEPT, np.random.default_rng(0))
    return {"half": half_window(target), "modes": len(target.centers), "real": real, "name": target.name}


def record_run(run):
    """The replay of one of `RUNS`."""
    target, settings = RUNS[_checks.one_of(run, RUNS, "record_run: run")]
    return record(target(), **settings)


def packed(replay):
    """The arrays of a replay as they are stored: coordinates in steps of 0.002, σ(D) in steps of 1/255."""
    places = {name: np.clip(np.round(replay[name] / UNIT), -32767, 32767) for name in ("samples", "lines")}
    return {
        "steps": replay["steps"].astype(np.int32),
        "field": np.round(255 * replay["field"]).astype(np.uint8),
        **{name: value.astype(np.int16) for name, value in places.items()},
        **{name: np.asarray(replay[name], np.float32) for name in COUNTS},
    }


@cache
def measured():
    """The stored replays, by the names of `RUNS`."""
    with as_file(files(__package__).joinpath("measured", "mode_plane.npz")) as path, np.load(path) as stored:
        return {run: _unpacked({n: stored[f"{n}_{k}"] for n in _STORED}, run) for k, run in enumerate(RUNS)}


_STORED = ("steps", "field", "samples", "lines", *COUNTS)


def _unpacked(arrays, run):
    places = {name: arrays[name] * np.float32(UNIT) for name in ("samples", "lines")}
    return arrays | places | {"field": arrays["field"] / np.float32(255)} | _of_target(RUNS[run][0]())


def own_replay(replay):
    """A reader's replay as `record` gives it, or a sentence."""
    if not isinstance(replay, dict) or not {*_STORED, "half", "real"} <= replay.keys():
        raise TypeError(f"mode_plane: expected a replay, as record(target) gives it, got {_checks.describe(replay)}")
    return {"yours": replay}


def moments_in(runs):
    """How many moments each of the runs has; all have as many."""
    return len(next(iter(runs.values()))["steps"])


def replays(replay=None):
    """The function of ``run`` and ``moment`` that the instrument computes with; its ``runs`` are what it knows."""
    runs = measured() if replay is None else own_replay(replay)

    def at(moment, run=None):
        found = runs[run or next(iter(runs))]
        now = {name: found[name][moment] for name in _STORED}
        outside = float((np.abs(now["samples"]) > found["half"]).any(axis=1).mean())
        still = {name: found[name] for name in ("half", "modes", "real", "name")}
        return now | still | {"outside": outside, "last": int(found["steps"][-1])}

    at.runs = runs
    return at
