"""Two losses for one sigmoid: where the squared error has a plateau, the cross-entropy still has a slope."""

import numpy as np

from ...functions import sigmoid

#: The loss of a positive example, y = 1, and its derivative by z; sigmoid(−z) is 1 − p.
LOSSES = {
    "squared error": (lambda z: sigmoid(-z) ** 2, lambda z: -2 * sigmoid(-z) ** 2 * sigmoid(z)),
    "cross-entropy": (lambda z: np.logaddexp(0, -z), lambda z: -sigmoid(-z)),
}
RACE = 60


def descend_both(z, rate, steps):
    """One positive example whose neuron starts at ``z``, and what gradient descent makes of it with either loss."""
    axis = np.linspace(-10, 10, 201)
    result = {"z": axis, "steps": steps, "start": z, "losses": {}}
    for name, (loss, slope) in LOSSES.items():
        path = [float(z)]
        for _ in range(RACE):
            path.append(path[-1] - rate * float(slope(np.array(path[-1]))))
        path = np.array(path)
        result["losses"][name] = {"curve": loss(axis), "slope": slope(axis), "path": path, "p": sigmoid(path)}
    return result
