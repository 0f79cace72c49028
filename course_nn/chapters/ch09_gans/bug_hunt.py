"""A bug hunt: five that claim to take the steps of a Wasserstein game with a gradient penalty, each with one fault.

Each fault was found in programs that people use. None stops, none shows in a loss by itself.
"""

import numpy as np

from ... import _checks
from ...core import Sequential
from ...layers import Dense, LeakyReLU
from ...training.gradient_penalty import input_gradient

#: What the faults are, in no particular order.
KINDS = (
    "an epsilon for each entry",
    "critic's step adds to the gradient left over",
    "generator's step moves the critic",
    "norm over the batch",
    "one epsilon for the whole batch",
)
LATENT, STRENGTH = 2, 10.0


class Steps:
    """The steps of both players, as they should be (Gulrajani and others, 2017): float64, plain gradient descent.

    ``generator`` and ``critic`` are the networks; examples are rows (n, d).
    """

    def __init__(self, d, rate, seed):
        rng = np.random.default_rng(seed)
        self.generator = Dense(LATENT, d, rng, dtype=np.float64)
        self.critic = Sequential(Dense(d, 6, rng, dtype=np.float64), LeakyReLU(0.2), Dense(6, 1, rng, dtype=np.float64))
        self.rate, self.rng = rate, rng

    def mixed(self, real, fake):
        """The places (n, d) where the critic's gradient is penalized: ε·real + (1 − ε)·fake."""
        epsilon = self.epsilon(real.shape)
        return epsilon * real + (1 - epsilon) * fake

    def epsilon(self, shape):
        return self.rng.random((shape[0], 1))

    def penalty(self, g):
        """10 times the mean of (‖g‖ − 1)², for the critic's gradients g (n, d) by its examples."""
        return float(STRENGTH * np.mean((self.norm(g) - 1) ** 2))

    def norm(self, g):
        return np.sqrt(np.sum(g**2, axis=1, keepdims=True))

    def critic_step(self, real):
        """One step of the critic on real examples (n, d) and as many generated ones."""
        fake = self.generator(self.rng.standard_normal((len(real), LATENT)))
        self.clear_critic()
        for examples, sign in ((real, -1), (fake, 1)):
            s, backward = self.critic.forward(examples, True)
            backward(np.full_like(s, sign / len(s)))
        g, backward = input_gradient(self.critic, self.mixed(real, fake))
        norm = self.norm(g)
        backward(2 * STRENGTH / norm.size * (norm - 1) * g / np.maximum(norm, 1e-12))
        self._down(self.critic)

    def clear_critic(self):
        self.critic.zero_grad()

    def generator_step(self, n):
        """One step of the generator on n new examples."""
        self.generator.zero_grad()
        fake, back_to_theta = self.generator.forward(self.rng.standard_normal((n, LATENT)), True)
        s, back_to_fake = self.critic.forward(fake, True)
        back_to_theta(back_to_fake(np.full_like(s, -1 / n)))
        self._down(self.generator)
        self.generator_has_stepped()

    def generator_has_stepped(self):
        pass

    def _down(self, network):
        theta = network.theta
        theta -= self.rate * network.grad


class SuspectA(Steps):
    def epsilon(self, shape):
        return self.rng.random(shape)


class SuspectB(Steps):
    def generator_has_stepped(self):
        self._down(self.critic)


class SuspectC(Steps):
    def clear_critic(self):
        pass

    def critic_step(self, real):
        super().critic_step(real)
        self.critic.zero_grad()


class SuspectD(Steps):
    def epsilon(self, shape):
        return self.rng.random()


class SuspectE(Steps):
    def norm(self, g):
        return np.sqrt(np.sum(g**2, axis=0, keepdims=True))


def suspects(d=3, rate=0.01, seed=0):
    """The five suspects by letter, each beside the right `Steps` that it claims to take, all with the same networks."""
    d, seed = _checks.whole(d, "suspects: d", low=2), _checks.whole(seed, "suspects: seed", low=0)
    rate = _checks.number(rate, "suspects: rate", above=0)
    kinds = (SuspectA, SuspectB, SuspectC, SuspectD, SuspectE)
    return {kind.__name__[-1]: (kind(d, rate, seed), Steps(d, rate, seed)) for kind in kinds}
