"""AdaGrad, RMSProp and Adam: a rate for every weight, from the sizes of the gradients that this weight has met."""

import numpy as np

from ... import _checks
from ...optimizers import SGD, AdaGrad, Adam, RMSProp

STEPS = 200
METHODS = {"gradient descent": SGD, "AdaGrad": AdaGrad, "RMSProp": RMSProp, "Adam": Adam}


def frequent_and_rare(kind, scale, every):
    """Two weights: the first meets a gradient of ``scale`` in every step, the second in one step out of ``every``.

    Returns how far each has moved after each step (201, 2), in units of the learning rate, and the number of gradients
    each has met.
    """
    optimizer = METHODS[_checks.one_of(kind, METHODS, "frequent_and_rare")](1.0)
    theta, moved = np.zeros(2), [np.zeros(2)]
    for t in range(STEPS):
        gradient = np.array([scale, scale if t % every == every - 1 else 0.0], dtype=float)
        optimizer.step(theta, -gradient)
        moved.append(theta.copy())
    return {
        "kind": kind,
        "scale": scale,
        "every": every,
        "moved": np.array(moved),
        "steps": np.abs(np.diff(moved, axis=0)),
        "met": (STEPS, STEPS // every),
    }
