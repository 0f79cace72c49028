"""The formulas: what θ loses in a step, from its gradient g and the optimizer's memory."""

import math

import numpy as np

from .. import _checks
from .optimizer import Optimizer


class SGD(Optimizer):
    """Gradient descent θ ← θ − α g; with momentum β the step is the velocity, v ← β v + g, θ ← θ − α v.

    ``nesterov=True`` looks ahead: θ ← θ − α (g + β v) (Nesterov, 1983, in the form of Sutskever, Martens, Dahl and
    Hinton, 2013, that PyTorch and Keras use). Momentum is 0 ≤ β < 1 (Polyak, 1964). As in PyTorch, α multiplies the
    whole velocity; in Keras it multiplies g before it enters, which is the same as long as α does not change.

    >>> import numpy as np
    >>> from course_nn import SGD
    >>> theta, gradient = np.array([1.0, 1.0]), np.array([100.0, -0.001])
    >>> SGD(0.1).step(theta, gradient)
    >>> theta
    array([-9.    ,  1.0001])
    """

    def __init__(self, learning_rate=0.01, momentum=0.0, nesterov=False):
        self.momentum = _checks.number(momentum, "SGD: momentum", low=0, below=1)
        self.nesterov = _checks.truth(nesterov, "SGD: nesterov")
        if self.nesterov and not self.momentum:
            raise ValueError("SGD: expected a momentum above 0 for nesterov=True, got 0")
        self.slots = ("v",) if self.momentum else ()
        super().__init__(learning_rate)

    def update(self, theta, g, u, v=None):
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


class AdaGrad(Optimizer):
    """s ← s + g²,  θ ← θ − α g / (√s + ε)   (Duchi, Hazan and Singer, 2011, with the diagonal of their matrix).

    Every entry of θ has a rate of its own, which only falls: those with rare or small gradients go on with long steps.
    ε stands outside the root and s begins at 0, as in PyTorch; in Keras s begins at 0.1 and ε = 1e-7 stands inside.
    """

    slots = squares = ("s",)

    def __init__(self, learning_rate=0.01, epsilon=1e-10):
        self.epsilon = _checks.number(epsilon, "AdaGrad: epsilon", above=0)
        super().__init__(learning_rate)

    def update(self, theta, g, u, s):
        np.square(g, u)
        s += u
        return _scaled(g, s, self.epsilon, self.learning_rate, u)


class RMSProp(Optimizer):
    """s ← ρ s + (1 − ρ) g²,  θ ← θ − α g / (√s + ε)   (Tieleman and Hinton, 2012).

    AdaGrad with a memory that fades, so that the rates may rise again. ε stands outside the root, as in PyTorch, whose
    defaults are α = 0.01, ρ = 0.99; Keras has ε = 1e-7 inside the root.
    """

    slots = squares = ("s",)

    def __init__(self, learning_rate=0.001, rho=0.9, epsilon=1e-8):
        self.rho = _checks.number(rho, "RMSProp: rho", low=0, below=1)
        self.epsilon = _checks.number(epsilon, "RMSProp: epsilon", above=0)
        super().__init__(learning_rate)

    def update(self, theta, g, u, s):
        np.square(g, u)
        u *= 1 - self.rho
        s *= self.rho
        s += u
        return _scaled(g, s, self.epsilon, self.learning_rate, u)


class Adam(Optimizer):
    """Adam (Kingma and Ba, 2015), with t the number of the step, from 1:

    m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²,  m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ),  θ ← θ − α m̂ / (√v̂ + ε)

    ε stands outside the root and beside √v̂, as in PyTorch and in the paper's algorithm; Keras has ε = 1e-7 beside √v,
    before the bias is taken out, so that it weighs more in the first steps (the paper's ε̂). To spare passes over the
    vectors, the memory holds M = m / (1 − β₁) and V = v / (1 − β₂), so that M ← β₁ M + g and V ← β₂ V + g². With
    m̂ = c₁ M and √v̂ = c₂ √V the step is the same: θ ← θ − (α c₁ / c₂) M / (√V + ε / c₂).

    >>> import numpy as np
    >>> from course_nn import Adam
    >>> theta, gradient = np.array([1.0, 1.0]), np.array([100.0, -0.001])
    >>> Adam(0.1).step(theta, gradient)
    >>> theta.round(3)
    array([0.9, 1.1])
    """

    slots, squares = ("M", "V"), ("V",)

    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
        name = type(self).__name__
        self.beta1 = _checks.number(beta1, f"{name}: beta1", low=0, below=1)
        self.beta2 = _checks.number(beta2, f"{name}: beta2", low=0, below=1)
        self.epsilon = _checks.number(epsilon, f"{name}: epsilon", above=0)
        super().__init__(learning_rate)

    def update(self, theta, g, u, M, V):
        t = self.steps + 1
        c1 = (1 - self.beta1) / (1 - self.beta1**t)  # m̂ = c1 M
        c2 = math.sqrt((1 - self.beta2) / (1 - self.beta2**t))  # √v̂ = c2 √V
        M *= self.beta1
        M += g
        V *= self.beta2
        np.square(g, u)
        V += u
        return _scaled(M, V, self.epsilon / c2, self.learning_rate * c1 / c2, u)


class AdamW(Adam):
    """Adam, and beside it θ ← θ − α λ θ: weight decay that the moments do not see (Loshchilov and Hutter, 2019).

    With L² in the loss, Adam divides the pull to zero by √v̂ like the rest of the gradient, so that it is the same for
    all weights, however large; decoupled, the pull is proportional to the weight, as in SGD. λ = ``weight_decay`` ≥ 0
    is multiplied by α, also by that of a schedule, as in PyTorch and Keras (default there 0.01 and 0.004; in the paper
    λ is multiplied by the schedule's shape alone). All of θ decays, biases too, as there by default.
    """

    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8, weight_decay=0.01):
        self.weight_decay = _checks.number(weight_decay, "AdamW: weight_decay", low=0)
        super().__init__(learning_rate, beta1, beta2, epsilon)

    def update(self, theta, g, u, M, V):
        super().update(theta, g, u, M, V)
        u += theta * (self.learning_rate * self.weight_decay)
        return u


def _scaled(m, s, epsilon, rate, u):
    """u = rate · m / (√s + ε)."""
    np.sqrt(s, u)
    u += epsilon
    np.divide(m, u, u)
    u *= rate
    return u
