"""The prior of the number of hidden units: units that switch on one after the other."""

import math

import numpy as np

from .. import _checks


class ArchitecturePrior:
    """P(M) = (1 − α) αᴹ for M < m*, and α^m* for M = m*: a geometric distribution that is cut at m* = ``largest``.

    Each unit switches on with probability α once the one before it is on, and m* is the most there can be (Müller and
    Rios Insua, 1998, Issues in Bayesian analysis of neural network models, where the model is bounded so; their chapter
    Feedforward neural networks for nonparametric regression of the same year has no bound).

    ``alpha`` is a number, 0 < α < 1, that stays what it is; or a pair (a₀, b₀), both above 0, for α ~ Beta(a₀, b₀).
    Given M, α is then Beta(a₀ + M, b₀ + 1[M < m*]): M units did switch on, and, below m*, one did not.
    """

    def __init__(self, largest, alpha=0.5):
        self.largest = _checks.whole(largest, "ArchitecturePrior: largest", low=1)
        if isinstance(alpha, (tuple, list, np.ndarray)):
            pair = _checks.as_array(alpha, "ArchitecturePrior: alpha (a₀, b₀)", shape=(2,))
            if (pair <= 0).any():
                raise ValueError(f"ArchitecturePrior: alpha (a₀, b₀): expected two numbers above 0, got {alpha}")
            self.alpha = tuple(float(part) for part in pair)
        else:
            self.alpha = _checks.number(alpha, "ArchitecturePrior: alpha", above=0, below=1)

    @property
    def alpha_is_known(self):
        """Whether α is a number, not a distribution."""
        return not isinstance(self.alpha, tuple)

    def probabilities(self, alpha=None):
        """P(M = 0), …, P(M = m*), shape (m* + 1,), given ``alpha``; without it, α is integrated out.

        ∫ P(M | α) p(α) dα = B(a₀ + M, b₀ + 1[M < m*]) / B(a₀, b₀), with the Beta function B.
        """
        if alpha is None and not self.alpha_is_known:
            a, b = self.alpha
            return np.exp([_log_beta(*self.given(units)) - _log_beta(a, b) for units in range(self.largest + 1)])
        alpha = self.alpha if alpha is None else _checks.number(alpha, "probabilities: alpha", above=0, below=1)
        p = alpha ** np.arange(self.largest + 1.0)
        p[:-1] *= 1 - alpha
        return p

    def log_ratio(self, units, alpha):
        """log P(M + 1) / P(M) for M = ``units`` < m*: log α, but log α / (1 − α) into m*, where no unit stays off."""
        if not (0 <= units < self.largest and 0 < alpha < 1):
            raise ValueError(
                f"log_ratio: expected 0 to {self.largest - 1} units and 0 < alpha < 1, got {units} and {alpha}"
            )
        return math.log(alpha) - (math.log1p(-alpha) if units + 1 == self.largest else 0.0)

    def given(self, units):
        """(a₀ + M, b₀ + 1[M < m*]) of the Beta distribution of α given M = ``units``."""
        if self.alpha_is_known:
            raise ValueError(f"given: expected an alpha (a₀, b₀) to learn about, alpha is held fixed at {self.alpha:g}")
        a, b = self.alpha
        return a + units, b + (units < self.largest)

    def draw_alpha(self, rng, units=None):
        """α from its prior, or from what is known of it given M = ``units``; the number itself where α is known."""
        if self.alpha_is_known:
            return self.alpha
        alpha = rng.beta(*(self.alpha if units is None else self.given(units)))
        # Where a₀ or b₀ is tiny, the float that is drawn may be 0 or 1, whose logarithms there are not.
        return float(min(max(alpha, 1e-300), 1 - 2**-53))

    def draw(self, rng, alpha=None):
        """M from the prior, given ``alpha`` if there is one: switch units on until one stays off, or there are m*."""
        _checks.generator(rng)
        return int(rng.choice(self.largest + 1, p=self.probabilities(alpha)))

    def __repr__(self):
        return f"ArchitecturePrior(largest={self.largest}, alpha={self.alpha})"


def _log_beta(a, b):
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
