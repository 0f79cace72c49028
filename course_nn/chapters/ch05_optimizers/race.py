"""Chapter 05's race: every optimizer of the package on one surface, from one start, step by step."""

from functools import lru_cache

import numpy as np

from ... import _checks
from ...optimizers import SGD, AdaGrad, Adam, AdamW, RMSProp
from .surfaces import SURFACES

STEPS = 300
FAR = 1e3  # a path this far away has diverged, and is followed no further
NEAR = 0.04  # arrived: this close to a minimum, as a share of the window's diagonal

NAMES = ("gradient descent", "momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam", "AdamW")
#: The knobs of each: of those that multiply the gradient by a rate, and of those that divide it by its own size first.
KNOBS = {
    "gradient descent": ("rate",),
    "momentum": ("rate", "momentum"),
    "Nesterov": ("rate", "momentum"),
    "AdaGrad": ("pace",),
    "RMSProp": ("pace", "rho"),
    "Adam": ("pace", "beta1", "beta2"),
    "AdamW": ("pace", "beta1", "beta2", "decay"),
}
DEFAULTS = {
    "rate": 0.06,
    "pace": 0.1,
    "momentum": 0.9,
    "rho": 0.9,
    "beta1": 0.9,
    "beta2": 0.999,
    "decay": 0.05,
}


def optimizer(name, **knobs):
    """The package's optimizer of this name, with its knobs."""
    _checks.one_of(name, NAMES, "optimizer")
    k = DEFAULTS | knobs
    if name == "gradient descent" or (name in ("momentum", "Nesterov") and not k["momentum"]):
        return SGD(k["rate"])
    if name in ("momentum", "Nesterov"):
        return SGD(k["rate"], momentum=k["momentum"], nesterov=name == "Nesterov")
    if name == "AdaGrad":
        return AdaGrad(k["pace"])
    if name == "RMSProp":
        return RMSProp(k["pace"], rho=k["rho"])
    if name == "Adam":
        return Adam(k["pace"], beta1=k["beta1"], beta2=k["beta2"])
    return AdamW(k["pace"], beta1=k["beta1"], beta2=k["beta2"], weight_decay=k["decay"])


def walk(surface, stepper, start, steps=STEPS):
    """The places θ (steps + 1, 2) that an optimizer visits on a surface; a path that runs beyond 1,000 ends there."""
    surface = SURFACES[_checks.one_of(surface, SURFACES, "walk")]
    theta, grad = np.array(start, dtype=float), np.empty(2)
    path = [theta.copy()]
    for _ in range(steps):
        grad[:] = surface.gradient(float(theta[0]), float(theta[1]))
        stepper.step(theta, grad)
        path.append(theta.copy())
        if np.abs(theta).max() > FAR:
            break
    return np.array(path)


@lru_cache(maxsize=512)
def _runner(name, surface, start, knobs):
    """The path of one runner and what becomes of it. Only those whose knobs moved are computed anew."""
    path = walk(surface, optimizer(name, **dict(knobs)), start)
    path.flags.writeable = False
    arrived, to = _arrival(path, SURFACES[surface])
    return {
        "name": name,
        "path": path,
        "shown": SURFACES[surface].to_border(path),
        "arrived": arrived,
        "to": to,
        "diverged": len(path) - 1 if np.abs(path[-1]).max() > FAR else None,
    }


def _arrival(path, surface):
    """The first step from which on the path stays near one of the lowest minima, and which; None if it never does."""
    away = np.linalg.norm(path[:, None] - np.array(surface.minima, dtype=float), axis=2)
    near = away <= NEAR * np.hypot(*np.subtract(surface.window[1::2], surface.window[::2]))
    for k in np.flatnonzero(near[-1]):
        outside = np.flatnonzero(~near[:, k])
        return (int(outside[-1]) + 1 if outside.size else 0), int(k)
    return None, None


def race(surface, across, up, rate, pace, momentum, rho, beta1, beta2, decay, elevation, turn, step):
    """All seven after ``step`` steps, from a start given as shares of the window. Angles are those of the 3-D view."""
    ground = SURFACES[surface]
    start = tuple(map(float, ground.place(across, up)))
    given = {
        "rate": rate,
        "pace": pace,
        "momentum": momentum,
        "rho": rho,
        "beta1": beta1,
        "beta2": beta2,
        "decay": decay,
    }
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
        "elevation": elevation,
        "turn": turn,
    }


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
    size = np.hypot(*np.subtract(surface.window[1::2], surface.window[::2]))
    if len(places) <= 20 or np.ptp(places, axis=0).max() > 4e-3 * size:
        return "on its way"
    hessian, slope = surface.hessian(*places[-1]), np.array(surface.gradient(*places[-1]))
    low, high = np.linalg.eigvalsh(hessian)
    to_rest = np.linalg.lstsq(hessian, slope)[0]  # Newton's step to where the slope is 0: far away in a flat valley
    if np.linalg.norm(to_rest) > 0.01 * size:
        return "on its way"
    return "at a saddle" if low < 0 < high else "in a local minimum"
