"""Paths of the package's optimizers over a test surface, step by step."""

import numpy as np

from ... import _checks
from ...optimizers import SGD, AdaGrad, Adam, AdamW, RMSProp
from .surfaces import SURFACES

STEPS = 300
FAR = 1e3  # a path this far away has diverged, and is followed no further
NEAR = 0.04  # at a minimum: this close to it, as a share of the window's diagonal

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


def walks(surface, names, start=None, steps=60, **knobs):
    """The paths of some optimizers over one surface, for a figure: (surface, {name: path})."""
    ground = SURFACES[_checks.one_of(surface, SURFACES, "walks")]
    start = ground.start if start is None else start
    return ground, {name: walk(surface, optimizer(name, **knobs), start, steps) for name in names}
