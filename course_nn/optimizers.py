"""Optimizers: a formula on the one vector θ and its gradient g = ∇J(θ), both changed in place by nobody else.

``optimizer.step(theta, grad)`` takes one step in θ. An optimizer with a memory belongs to the first θ it sees.
θ itself is written in one NumPy call at the very end of a step: an interrupt finds it as before the step or after it.
"""

import math

import numpy as np

from . import _checks
from .parameters import aligned_zeros


class Optimizer:
    """θ ← θ − (a step made from g). A subclass names its memory in ``slots`` and gives `update`."""

    slots = ()
    #: Every so many steps, entries of the memory too small to matter are set to 0: denormal numbers are slow.
    flush_every = 200

    def __init__(self, learning_rate):
        self.learning_rate = learning_rate
        self.reset()

    @property
    def learning_rate(self):
        """α, a positive number; it may be changed between steps."""
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, value):
        self._learning_rate = _checks.number(value, f"{type(self).__name__}: learning_rate", above=0)

    def reset(self):
        """Forget all steps taken: the memory, their number, and whose θ it was."""
        self.steps = 0
        self.memory = {}
        self._theta = self._scratch = None

    def step(self, theta, grad):
        """One step: ``theta`` is changed in place, ``grad`` is only read. Both are vectors of one shape and type."""
        if theta is not self._theta:
            self._take(theta)
        if type(grad) is not np.ndarray or grad.shape != theta.shape or grad.dtype != theta.dtype:
            raise ValueError(
                f"{self!r}: expected a gradient like θ ({_checks.describe(theta)}), got {_checks.describe(grad)}"
            )
        self.steps += 1
        if self.steps % self.flush_every == 0:
            for memory in self.memory.values():
                memory *= np.abs(memory) > _TINY[memory.dtype]
        theta -= self.update(grad, self._scratch, **self.memory)

    def update(self, g, u, **memory):
        """Write what θ loses in this step into the vector ``u``, and return it."""
        raise NotImplementedError(f"{type(self).__name__}: an optimizer needs update(self, g, u, **memory)")

    def _take(self, theta):
        if type(theta) is not np.ndarray or theta.ndim != 1 or theta.dtype not in _TINY or not theta.size:
            raise TypeError(
                f"{self!r}: expected θ as a vector of float32 or float64, as network.theta is, "
                f"got {_checks.describe(theta)}"
            )
        if not theta.flags.writeable:
            raise ValueError(f"{self!r}: expected a θ that may be changed, got a read-only array")
        if self._theta is not None and not _same_memory(theta, self._theta):
            raise ValueError(
                f"{self!r}: has taken {self.steps} steps on another θ of {self._theta.size} numbers; "
                "make a new optimizer for this one, or call reset()"
            )
        if self._theta is None:
            self.memory = {name: aligned_zeros(theta.size, theta.dtype) for name in self.slots}
            self._scratch = aligned_zeros(theta.size, theta.dtype)
        self._theta = theta

    def __repr__(self):
        return f"{type(self).__name__}({self.learning_rate:g})"


def _same_memory(a, b):
    return a.ctypes.data == b.ctypes.data and a.shape == b.shape and a.dtype == b.dtype


class SGD(Optimizer):
    """Gradient descent θ ← θ − α g; with momentum β the step is the velocity, v ← β v + g, θ ← θ − α v.

    ``nesterov=True`` looks ahead: θ ← θ − α (g + β v) (Nesterov, 1983, in the form of Sutskever, Martens, Dahl and
    Hinton, 2013, that PyTorch and Keras use). Momentum is 0 ≤ β < 1 (Polyak, 1964). As in PyTorch, α multiplies the
    whole velocity; in Keras it multiplies g before it enters, which is the same as long as α does not change.
    """

    def __init__(self, learning_rate=0.01, momentum=0.0, nesterov=False):
        self.momentum = _checks.number(momentum, "SGD: momentum", low=0, below=1)
        self.nesterov = _checks.truth(nesterov, "SGD: nesterov")
        if self.nesterov and not self.momentum:
            raise ValueError("SGD: expected a momentum above 0 for nesterov=True, got 0")
        self.slots = ("v",) if self.momentum else ()
        super().__init__(learning_rate)

    def update(self, g, u, v=None):
        if v is None:
            return np.multiply(g, self.learning_rate, u)
        v *= self.momentum
        v += g
        if not self.nesterov:
            return np.multiply(v, self.learning_rate, u)
        np.multiply(v, self.momentum, u)
        u += g
        u *= self.learning_rate
        return u


class RMSProp(Optimizer):
    """s ← ρ s + (1 − ρ) g²,  θ ← θ − α g / (√s + ε)   (Tieleman and Hinton, 2012).

    ε stands outside the root, as in PyTorch (Keras has it inside).
    """

    slots = ("s",)

    def __init__(self, learning_rate=0.001, rho=0.9, epsilon=1e-8):
        self.rho = _checks.number(rho, "RMSProp: rho", low=0, below=1)
        self.epsilon = _checks.number(epsilon, "RMSProp: epsilon", above=0)
        super().__init__(learning_rate)

    def update(self, g, u, s):
        np.multiply(g, g, u)
        u *= 1 - self.rho
        s *= self.rho
        s += u
        np.sqrt(s, u)
        u += self.epsilon
        np.divide(g, u, u)
        u *= self.learning_rate
        return u


class Adam(Optimizer):
    """Adam (Kingma and Ba, 2015), with t the number of the step:

    m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²,  m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ),  θ ← θ − α m̂ / (√v̂ + ε)

    ε stands outside the root, as in PyTorch and in the paper's algorithm. To spare passes over the vectors, the memory
    holds M = m / (1 − β₁) and V = v / (1 − β₂), so that M ← β₁ M + g and V ← β₂ V + g². With m̂ = c₁ M and √v̂ = c₂ √V
    the step is the same: θ ← θ − (α c₁ / c₂) M / (√V + ε / c₂).
    """

    slots = ("M", "V")

    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.beta1 = _checks.number(beta1, "Adam: beta1", low=0, below=1)
        self.beta2 = _checks.number(beta2, "Adam: beta2", low=0, below=1)
        self.epsilon = _checks.number(epsilon, "Adam: epsilon", above=0)
        super().__init__(learning_rate)

    def update(self, g, u, M, V):
        t = self.steps
        c1 = (1 - self.beta1) / (1 - self.beta1**t)  # m̂ = c1 M
        c2 = math.sqrt((1 - self.beta2) / (1 - self.beta2**t))  # √v̂ = c2 √V
        M *= self.beta1
        M += g
        V *= self.beta2
        np.square(g, u)
        V += u
        np.sqrt(V, u)
        u += self.epsilon / c2
        np.divide(M, u, u)
        u *= self.learning_rate * c1 / c2
        return u


#: Far below anything that moves θ, far above the denormal numbers.
_TINY = {np.dtype(np.float32): 1e-30, np.dtype(np.float64): 1e-200}
