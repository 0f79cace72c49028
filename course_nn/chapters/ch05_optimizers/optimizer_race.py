"""The race: every optimizer of the package on one surface, from one start, step by step."""

from functools import lru_cache

import numpy as np

from .surfaces import SURFACES
from .trajectories import DEFAULTS, FAR, KNOBS, NAMES, NEAR, optimizer, walk

#: From where the relief is seen: elevation and turn of the view, in degrees.
VIEWS = {"the side": (40, 30), "the other side": (40, -60), "behind": (40, -150), "above": (90, 0)}


def race(surface, across, up, rate, pace, momentum, beta1, beta2, view, step, **others):
    """All seven after ``step`` steps, from a start given as shares of the window, with their knobs; others as usual."""
    ground = SURFACES[surface]
    start = tuple(map(float, ground.place(across, up)))
    given = {"rate": rate, "pace": pace, "momentum": momentum, "beta1": beta1, "beta2": beta2}
    given = DEFAULTS | given | others
    runners = []
    for name in NAMES:
        knobs = tuple((knob, given[knob]) for knob in KNOBS[name])
        whole = _runner(name, surface, start, knobs)
        runners.append({**whole, **_state(whole, step, ground)})
    return {
        "surface": ground,
        "start": start,
        "runners": runners,
        "step": step,
        "view": VIEWS[view],
    }


@lru_cache(maxsize=512)
def _runner(name, surface, start, knobs):
    """The path of one runner and what becomes of it. Only those whose knobs moved are computed anew."""
    path = walk(surface, optimizer(name, **dict(knobs)), start)
    path.flags.writeable = False
    return {
        "name": name,
        "path": path,
        "shown": SURFACES[surface].to_border(path),
        "arrived": _arrival(path, SURFACES[surface]),
        "diverged": len(path) - 1 if np.abs(path[-1]).max() > FAR else None,
    }


def _arrival(path, surface):
    """The first step from which on the path stays near one of the lowest minima; None if it never does."""
    away = np.linalg.norm(path[:, None] - np.array(surface.minima, dtype=float), axis=2)
    near = away <= NEAR * surface.diagonal
    for k in np.flatnonzero(near[-1]):
        outside = np.flatnonzero(~near[:, k])
        return int(outside[-1]) + 1 if outside.size else 0
    return None


def _state(runner, step, surface):
    """What is now the case with a runner, in a word or two, and J where it stands."""
    path = runner["path"]
    place = path[min(step, len(path) - 1)]
    J = float(surface.value(*place))
    if runner["diverged"] is not None and step >= runner["diverged"]:
        return {"state": "diverged", "when": runner["diverged"], "J": J}
    if not surface.inside(place):
        return {"state": "outside", "when": step, "J": J}
    if runner["arrived"] is not None and step >= runner["arrived"]:
        return {"state": "arrived", "when": runner["arrived"], "J": J}
    return {"state": _rest(path[max(0, step - 20) : step + 1], surface), "when": step, "J": J}


def _rest(places, surface):
    """Whether a runner that has not arrived has come to rest, and where."""
    if len(places) <= 20 or np.ptp(places, axis=0).max() > 4e-3 * surface.diagonal:
        return "on its way"
    near = np.linalg.norm(places[-1] - np.array(surface.minima), axis=1) < 2 * NEAR * surface.diagonal
    if near.any() or not surface.flat_near(places[-1:]).all():
        return "on its way"
    low, high = np.linalg.eigvalsh(surface.hessian(*places[-1]))
    return "at a saddle" if low < 0 < high else "in a local minimum"
