"""The rules of TensorFlow's playground, where they differ from the course's.

Weights start uniform within ±½ and biases at 0.1; the loss is ½ (ŷ − y)², for classes of a tanh output and labels ±1;
every step is plain gradient descent; the order of the examples stays, and what is left over at the end of an epoch
counts for the first batch of the next; under L1 a weight that the penalty carries past zero is dead: it stays 0 for
ever. (Smilkov, Carter, Sculley, Viégas and Wattenberg, 2017.)
"""

import numpy as np

from ... import _checks
from ...optimizers import SGD

#: What the settings have under these rules; the weights may also start from zeros, as a hidden switch there has it.
RULES = {"loss": "squared error", "start": "uniform ±½", "optimizer": "SGD", "shuffle": False}


def originally(settings):
    """The settings, with all that these rules fix, where they are ``original``."""
    if not settings.original:
        return settings
    rules = RULES if settings.start != "zeros" else RULES | {"start": "zeros"}
    return settings.but(**rules)


class SGDWithDeath(SGD):
    """θ ← θ − α g, then w ← w − α λ sign(w₀) for the weights, with w₀ before the step; one that this carries past 0
    becomes 0 and stays so.

    ``is_weight`` says of each entry of θ whether it is a weight and not a bias; g is the gradient without the penalty.
    """

    slots = ("dead",)
    #: All of θ at once, as ``is_weight`` is.
    block = 1 << 40

    def __init__(self, learning_rate, strength, is_weight):
        self.strength = _checks.number(strength, "SGDWithDeath: strength", low=0)
        self._is_weight = np.array(is_weight, bool)
        super().__init__(learning_rate)
        self.slots = ("dead",)

    def update(self, theta, g, u, dead):
        np.multiply(g, self.learning_rate, u)
        moved = theta - u
        pull = np.sign(theta)
        pull *= self._is_weight
        pull *= self.learning_rate * self.strength
        dies = moved * (moved - pull) < 0
        u += pull
        u[dies] = theta[dies]  # they become 0, exactly
        u[dead > 0] = 0
        dead[dies] = 1
        return u
