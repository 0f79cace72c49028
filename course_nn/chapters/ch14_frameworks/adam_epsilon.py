"""Where Adam's ε stands: beside √v̂, as in the paper's algorithm, or beside √v, as in Keras: the paper's ε̂."""

import math

import numpy as np

from ...optimizers import Adam


class AdamHat(Adam):
    """θ ← θ − α √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + ε̂): Adam as Keras and scikit-learn have it.

    The same as θ ← θ − α m̂ / (√v̂ + ε) with ε = ε̂ / √(1 − β₂ᵗ) in step t, which is 32 ε̂ in the first step with
    β₂ = 0.999, and ε̂ in the end. Kingma and Ba, 2015, end of section 2.
    """

    def update(self, theta, g, u, M, V):
        t = self.steps + 1
        c1 = (1 - self.beta1) / (1 - self.beta1**t)  # m̂ = c1 M
        c2 = math.sqrt((1 - self.beta2) / (1 - self.beta2**t))  # √v̂ = c2 √V
        M *= self.beta1
        M += g
        V *= self.beta2
        V += g * g
        # √v = √(1 − β₂) √V, so that ε̂ is divided by the same here in every step, and by c2 in Adam.
        return self.learning_rate * c1 / c2 * M / (np.sqrt(V) + self.epsilon / math.sqrt(1 - self.beta2))


def beside_corrected(hat, t, beta2=0.999):
    """ε beside √v̂ that does in step t what ε̂ does beside √v: ε̂ / √(1 − β₂ᵗ)."""
    return hat / np.sqrt(1 - beta2**t)


def beside_raw(epsilon, t, beta2=0.999):
    """ε̂ beside √v that does in step t what ε does beside √v̂: ε √(1 − β₂ᵗ)."""
    return epsilon * np.sqrt(1 - beta2**t)


#: The instrument's: ε, and the size of a gradient that is the same in every step.
EPSILONS = {"10⁻⁸": 1e-8, "10⁻⁷": 1e-7, "10⁻⁵": 1e-5, "10⁻³": 1e-3}
GRADIENTS = {"1": 1.0, "10⁻²": 1e-2, "10⁻⁴": 1e-4, "10⁻⁶": 1e-6, "10⁻⁸": 1e-8}
MOST_STEPS = 300
TOLD = ("the same number", "translated in every step")


def compare_epsilons(epsilon, gradient, steps, told):
    """The instrument's compute: steps and way of Adam and of `AdamHat`, in learning rates, for one constant gradient.

    Then m̂ = g and v̂ = g² in every step, so that a step of Adam is g / (|g| + ε) learning rates, and one of `AdamHat`
    the same with its ε̂ / √(1 − β₂ᵗ). ε̂ is ε, or ε √(1 − β₂ᵗ).
    """
    t = np.arange(1, steps + 1)
    hat = np.full(steps, epsilon) if told == TOLD[0] else beside_raw(epsilon, t)
    here, there = np.full(steps, epsilon), beside_corrected(hat, t)
    return {
        "epsilon": epsilon,
        "gradient": gradient,
        "steps": steps,
        "told": told,
        "t": t,
        "beside": (here, there),
        "lengths": (gradient / (gradient + here), gradient / (gradient + there)),
        "ways": tuple(np.cumsum(gradient / (gradient + one)) for one in (here, there)),
    }
