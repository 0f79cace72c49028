"""Noise while training, nothing at prediction: a network that may not rely on any single number."""

import numpy as np

from .. import _checks
from ..core import Layer, upstream


class _Noise(Layer):
    """What the two have in common: they hold a Generator, and let x pass as it is outside training.

    `Layer.generators` finds it; a copy of the network goes on with a copy of it, in the same state. Layers that are
    given one Generator take turns with it.
    """

    def __init__(self, rng):
        if rng is None:
            name = type(self).__name__
            raise TypeError(
                f"{name}: expected a Generator to draw the noise with, as in {name}(0.2, np.random.default_rng(0))"
            )
        self.rng = _checks.generator(rng, f"{type(self).__name__}: rng")

    def _unchanged(self, x):
        y = x.copy(order="K")
        return y, lambda dy: upstream(dy, y, self).copy(order="K")


class Dropout(_Noise):
    """y = m x / (1 − rate) with m = 0 for a share ``rate`` of the entries, drawn anew in each step, and else 1.

    Any shape in, the same shape and floating type out; 0 ≤ rate < 1. This is *inverted* dropout: dividing while
    training keeps the mean, E[y] = x, with a variance of x² rate / (1 − rate), so prediction is the identity.
    ``rate`` is the share that is dropped, as in PyTorch and Keras; in the paper p is the share that is kept, and the
    weights are multiplied by it at prediction. The uniform numbers behind m are float32 for either type: the same
    Generator drops the same entries. Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, 2014.
    """

    def __init__(self, rate, rng=None):
        self.rate = _checks.number(rate, "Dropout: rate", low=0, below=1)
        super().__init__(rng)

    def forward(self, x, train=False):
        x = self.admit(x)
        if not train or self.rate == 0:
            return self._unchanged(x)
        drawn = self.rng.random(x.shape, dtype=np.float32)
        m = np.greater_equal(drawn, self.rate, out=drawn if x.dtype == np.float32 else np.empty_like(x))
        m *= 1 / (1 - self.rate)  # the mask with its factor
        y = x * m

        def backward(dy):
            return upstream(dy, y, self) * m  # what was dropped had no say, and gets no gradient

        return y, backward

    def __repr__(self):
        return f"Dropout({self.rate:g})"


class GaussianNoise(_Noise):
    """y = x + spread · ε with ε standard normal, drawn anew for each entry in each step; prediction is the identity.

    Any shape in, the same shape and floating type out; ``spread`` ≥ 0 is the standard deviation of the noise, in the
    units of x (Keras's ``stddev``). On the inputs it acts, for small spreads and the squared error, like a penalty on
    the slopes of the network. ε is float32 for either type. Bishop, 1995.
    """

    def __init__(self, spread, rng=None):
        self.spread = _checks.number(spread, "GaussianNoise: spread", low=0)
        super().__init__(rng)

    def forward(self, x, train=False):
        x = self.admit(x)
        if not train or self.spread == 0:
            return self._unchanged(x)
        noise = self.rng.standard_normal(x.shape, dtype=np.float32)
        noise *= self.spread
        y = x + noise

        def backward(dy):
            return upstream(dy, y, self).copy(order="K")  # a sum passes its gradient on

        return y, backward

    def __repr__(self):
        return f"GaussianNoise({self.spread:g})"
