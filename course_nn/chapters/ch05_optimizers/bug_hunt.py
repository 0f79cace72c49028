"""Five optimizers for the bug hunt. One claims to be momentum, the others AdamW; each has one plausible mistake."""

import numpy as np

from ... import _checks
from ...optimizers import SGD, Adam, AdamW
from ...optimizers.optimizer import Optimizer

#: What the mistakes are, in no particular order.
KINDS = (
    "decay through the gradient",
    "no bias correction",
    "no square root",
    "squares forgotten",
    "velocity forgotten",
)


def steps_of(optimizer, gradients, theta=0.0):
    """The steps −Δθ that an optimizer makes for given gradients (k, d) or (k,); θ begins at ``theta``."""
    gradients = _checks.as_array(gradients, "steps_of: gradients", ndim=(1, 2)).astype(float)
    rows = gradients.reshape(len(gradients), -1)
    theta = np.full(rows.shape[1], _checks.number(theta, "steps_of: theta"))
    made = []
    for g in rows:
        before = theta.copy()
        optimizer.step(theta, g.copy())
        made.append(before - theta)
    return np.array(made).reshape(gradients.shape)


class _Claimed(AdamW):
    """Claims to be AdamW, with its weight decay of 0.01."""

    def __init__(self, learning_rate):
        super().__init__(learning_rate, weight_decay=0.01)

    def update(self, theta, g, u, M, V):
        M *= self.beta1
        M += (1 - self.beta1) * g
        self.remember(g, V)
        t = self.steps + 1
        u[:] = self.learning_rate * self.direction(M, V, 1 - self.beta1**t, 1 - self.beta2**t)
        u += self.learning_rate * self.weight_decay * theta
        return u

    def remember(self, g, V):
        V *= self.beta2
        V += (1 - self.beta2) * g**2

    def direction(self, M, V, c1, c2):
        return (M / c1) / (np.sqrt(V / c2) + self.epsilon)


class SuspectA(_Claimed):
    def direction(self, M, V, c1, c2):
        return M / (np.sqrt(V) + self.epsilon)


class SuspectB(_Claimed):
    def update(self, theta, g, u, M, V):
        return Adam.update(self, theta, g + self.weight_decay * theta, u, M, V)


class SuspectC(_Claimed):
    def direction(self, M, V, c1, c2):
        return (M / c1) / (V / c2 + self.epsilon)


class SuspectD(Optimizer):
    """Claims to be momentum, with β = 0.9."""

    slots = ("v",)

    def update(self, theta, g, u, v):
        velocity = 0.9 * v + g  # v itself stays 0
        return np.multiply(velocity, self.learning_rate, u)


class SuspectE(_Claimed):
    def remember(self, g, V):
        V[:] = (1 - self.beta2 ** (self.steps + 1)) * g**2  # divided by the same bracket in the step


def suspects(rate=0.1):
    """The five suspects by letter, each beside the package's optimizer that it claims to be."""

    def claimed():
        return AdamW(rate, weight_decay=0.01)

    return {
        "A": (SuspectA(rate), claimed()),
        "B": (SuspectB(rate), claimed()),
        "C": (SuspectC(rate), claimed()),
        "D": (SuspectD(rate), SGD(rate, momentum=0.9)),
        "E": (SuspectE(rate), claimed()),
    }
