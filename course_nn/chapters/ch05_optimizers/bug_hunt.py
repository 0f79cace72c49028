"""Five optimizers for the bug hunt. Each claims to be one of the chapter's; each has one plausible mistake."""

import numpy as np

from ... import _checks
from ...optimizers import SGD, AdaGrad, Adam, AdamW, RMSProp
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


class SuspectA(RMSProp):
    """Claims to be RMSProp."""

    def update(self, theta, g, u, s):
        s *= self.rho
        s += (1 - self.rho) * g**2
        np.divide(g, s + self.epsilon, u)
        u *= self.learning_rate
        return u


class SuspectB(AdamW):
    """Claims to be AdamW, with a weight decay of 0.1."""

    def __init__(self, learning_rate):
        super().__init__(learning_rate, weight_decay=0.1)

    def update(self, theta, g, u, M, V):
        return Adam.update(self, theta, g + self.weight_decay * theta, u, M, V)


class SuspectC(AdaGrad):
    """Claims to be AdaGrad."""

    def update(self, theta, g, u, s):
        s[:] = g**2
        np.divide(g, np.sqrt(s) + self.epsilon, u)
        u *= self.learning_rate
        return u


class SuspectD(Optimizer):
    """Claims to be momentum, with β = 0.9."""

    slots = ("v",)

    def update(self, theta, g, u, v):
        velocity = 0.9 * v + g  # v itself stays 0
        return np.multiply(velocity, self.learning_rate, u)


class SuspectE(Adam):
    """Claims to be Adam."""

    def update(self, theta, g, u, M, V):
        M *= self.beta1
        M += (1 - self.beta1) * g
        V *= self.beta2
        V += (1 - self.beta2) * g**2
        np.divide(M, np.sqrt(V) + self.epsilon, u)
        u *= self.learning_rate
        return u


def suspects(rate=0.1):
    """The five suspects by letter, each beside the package's optimizer that it claims to be."""
    return {
        "A": (SuspectA(rate), RMSProp(rate)),
        "B": (SuspectB(rate), AdamW(rate, weight_decay=0.1)),
        "C": (SuspectC(rate), AdaGrad(rate)),
        "D": (SuspectD(rate), SGD(rate, momentum=0.9)),
        "E": (SuspectE(rate), Adam(rate)),
    }
