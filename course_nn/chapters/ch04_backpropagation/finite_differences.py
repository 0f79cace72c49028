"""Finite differences: the error of a difference quotient against its step, and what it makes of a kink."""

import numpy as np

from ... import _checks

NEAR = 1 + 0.02 * np.linspace(-1, 1, 201)  # an error of rounding is a matter of luck: the usual one of many points
STEPS = np.logspace(-14, 0, 141)


def step_size_errors(at, centered, h=0.1, whole=True):
    """The usual error of a difference quotient of sin near ``at``, in float32 and float64: at ``h`` and at all steps.

    It is the root of the mean square over points within 2 % of ``at``. ``best`` are the steps where it is least.
    """
    at = _checks.number(at, "at", above=0)
    h = _checks.number(h, "h", above=0)
    kinds = {"float32": np.float32, "float64": np.float64}
    errors = {name: _errors(at, kind, STEPS, centered) for name, kind in kinds.items()}
    here = {name: float(_errors(at, kind, np.array([h]), centered)[0]) for name, kind in kinds.items()}
    # The rounding of sin is about ε/h; the formula's own error is h²/6 or h/2: their sum is least between the two.
    best = {name: float(STEPS[np.argmin(error)]) for name, error in errors.items()}
    return {"h": STEPS, "errors": errors, "best": best, "centered": centered, "at": h, "here": here, "whole": whole}


def _errors(at, kind, steps, centered):
    x, steps = (at * NEAR).astype(kind)[:, None], steps.astype(kind)
    above = np.sin(x + steps)
    below = np.sin(x - steps) if centered else np.sin(x)
    quotient = (above - below) / (2 * steps if centered else steps)
    return np.sqrt(np.mean((quotient.astype(np.float64) - np.cos(x.astype(np.float64))) ** 2, axis=0))


def kink_quotients(steps=(0.5, 0.1), reach=1.0):
    """The centered quotient of ReLU against x, for each of ``steps``, beside the derivative, which jumps at 0."""
    x = np.linspace(-reach, reach, 401)
    quotients = {h: (np.maximum(x + h, 0) - np.maximum(x - h, 0)) / (2 * h) for h in steps}
    return {"x": x, "derivative": (x > 0).astype(float), "quotients": quotients}
