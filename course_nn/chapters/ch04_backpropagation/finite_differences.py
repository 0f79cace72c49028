"""Finite differences: the error of a difference quotient against its step."""

import numpy as np

from ... import _checks


def step_size_errors(at, centered):
    """The error of a difference quotient of sin at ``at`` against the step h, in float32 and in float64."""
    at = _checks.number(at, "at")
    h = np.logspace(-14, 0, 141)
    errors = {}
    for name, kind in (("float32", np.float32), ("float64", np.float64)):
        x, steps = kind(at), h.astype(kind)
        above = np.sin(x + steps)
        below = np.sin(x - steps) if centered else np.sin(x)
        span = 2 * steps if centered else steps
        errors[name] = np.abs(((above - below) / span).astype(np.float64) - np.cos(float(x)))
    # The rounding of sin is about ε; the formula's own error is h²/6 or h/2: their sum is least where both are alike.
    best = {name: float(h[np.argmin(error)]) for name, error in errors.items()}
    return {"h": h, "errors": errors, "best": best, "centered": centered}
