"""Games of two players: what the critic makes small and what the generator does, each with its gradient.

The generator G makes examples of noise; the critic D gives each example one number s, and sees real ones and G's. ::

    value, d_real, d_fake = game.critic(s_real, s_fake)    # what D makes small, and its gradients by both
    value, d_fake = game.generator(s_fake)                 # what G makes small, and the gradient that goes back to it

s is (n, 1): the critic ends in a plain number, without a sigmoid. Where D tells real from fake, σ(s) is its probability
of real. Values are means over the batch; the two batches may differ in size.
"""

import numpy as np

from . import _checks
from .functions import _constant
from .losses import BinaryCrossEntropy
from .settings import Settled


class Game(Settled):
    """What the games share: how the critic's numbers are checked. A game of your own gives `critic` and `generator`."""

    def critic(self, real, fake):
        """``value, d_real, d_fake``: what D makes small, and the gradients by its numbers for real and fake."""
        raise NotImplementedError(f"{type(self).__name__}: a game needs critic(self, real, fake)")

    def generator(self, fake):
        """``value, d_fake``: what G makes small, and the gradient by D's numbers for what G made."""
        raise NotImplementedError(f"{type(self).__name__}: a game needs generator(self, fake)")

    def _numbers(self, s, what):
        """The critic's numbers, floats (n, 1), or a sentence."""
        if type(s) is np.ndarray and s.ndim == 2 and s.shape[1] == 1 and s.size and s.dtype.kind == "f":
            return s if s.itemsize > 2 else s.astype(np.float32)
        s = _checks.as_array(s, f"{self!r}: {what}", finite=False)
        if s.ndim != 2 or s.shape[1] != 1:
            raise ValueError(
                f"{self!r}: expected one number of the critic for each {what} example, shape (n, 1), got {s.shape}"
            )
        return s.astype(np.float64)

    def __repr__(self):
        return f"{type(self).__name__}()"


class Minimax(Game):
    """min over G, max over D of V = E log σ(s_real) + E log(1 − σ(s_fake))   (Goodfellow and others, 2014).

    D makes −V small, the cross-entropy of telling real (1) from fake (0); G makes E log(1 − σ(s_fake)) small. Where D
    is sure of a fake, s ≪ 0, G's gradient −σ(s) / n is next to nothing.
    """

    smoothing = 0.0

    def critic(self, real, fake):
        on_real, d_real = _cross_entropy(self._numbers(real, "real"), 1 - self.smoothing)
        on_fake, d_fake = _cross_entropy(self._numbers(fake, "fake"), 0.0)
        return on_real + on_fake, d_real, d_fake

    def generator(self, fake):
        value, d_fake = _cross_entropy(self._numbers(fake, "fake"), 0.0)
        return -value, -d_fake


class NonSaturating(Minimax):
    """D as in `Minimax`; G makes −E log σ(s_fake) small instead   (Goodfellow and others, 2014).

    G's gradient −σ(−s) / n is largest where D is sure of a fake, and the game rests where that of `Minimax` does.
    ``smoothing`` α, 0 ≤ α < 1, is one-sided label smoothing: D's target on real examples is 1 − α, that on fakes stays
    0 (Salimans and others, 2016).
    """

    def __init__(self, smoothing=0.0):
        self.smoothing = _checks.number(smoothing, "NonSaturating: smoothing", low=0, below=1)

    def generator(self, fake):
        return _cross_entropy(self._numbers(fake, "fake"), 1.0)

    def __repr__(self):
        return f"NonSaturating({f'smoothing={self.smoothing:g}' if self.smoothing else ''})"


class LeastSquares(Game):
    """D makes ½ E (s_real − 1)² + ½ E s_fake² small, G ½ E (s_fake − 1)²   (Mao and others, 2017).

    s itself is compared with 1 and 0, so a fake far on the wrong side is pulled back in proportion to the distance.
    """

    def critic(self, real, fake):
        on_real, d_real = _half_square(self._numbers(real, "real"), 1.0)
        on_fake, d_fake = _half_square(self._numbers(fake, "fake"), 0.0)
        return on_real + on_fake, d_real, d_fake

    def generator(self, fake):
        return _half_square(self._numbers(fake, "fake"), 1.0)


class Wasserstein(Game):
    """D makes E s_fake − E s_real small, G makes −E s_fake small   (Arjovsky, Chintala and Bottou, 2017).

    Minus D's value is a lower bound of the Wasserstein distance W₁ of the two samples as long as D's slope is nowhere
    above 1. Nothing in the game sees to that: clip D's weights, or penalize its gradient.
    """

    def critic(self, real, fake):
        on_real, d_real = _mean(self._numbers(real, "real"))
        on_fake, d_fake = _mean(self._numbers(fake, "fake"))
        return on_fake - on_real, -d_real, d_fake

    def generator(self, fake):
        value, d_fake = _mean(self._numbers(fake, "fake"))
        return -value, -d_fake


def _cross_entropy(s, target):
    """The mean of −t log σ(s) − (1 − t) log(1 − σ(s)) with the same target t for all, and (σ(s) − t) / n."""
    return BinaryCrossEntropy()(s, np.full_like(s, target))


def _half_square(s, target):
    """The mean of ½ (s − t)², and (s − t) / n."""
    error = s - _constant(target, s.dtype)
    return 0.5 * float(np.square(error).mean(dtype=np.float64)), error * _constant(1 / len(s), s.dtype)


def _mean(s):
    """The mean of s, and 1 / n for each."""
    return float(s.mean(dtype=np.float64)), np.full_like(s, 1 / len(s))
