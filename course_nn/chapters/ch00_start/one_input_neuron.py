"""One neuron with one input: the weight is the steepness of its curve, the bias shifts it."""

import numpy as np

from ... import _checks
from ...activations import ACTIVATIONS


def neuron_curve(w, b, activation):
    """a = g(w x + b) over x in [−4, 4]: the curve of a neuron with one input, and where z = 0."""
    x = np.linspace(-4, 4, 321)
    g = ACTIVATIONS[_checks.one_of(activation, ACTIVATIONS, "activation")]
    z = _checks.number(w, "w") * x + _checks.number(b, "b")
    # + 0.0: never −0
    switch = -b / w + 0.0 if w else None
    inside = switch is not None and abs(switch) <= 4
    return {"x": x, "a": g(z), "w": w, "b": b, "switch": switch if inside else None}
