"""The modern, continuous Hopfield network: all patterns are kept, and one update is attention over them."""

from typing import NamedTuple

import numpy as np

from .. import _checks
from ..functions import logsumexp, softmax


class ModernRecall(NamedTuple):
    """Where it ended: ``s``, the ``energies`` at the beginning and after every update, and whether it ``rests``."""

    s: np.ndarray
    energies: np.ndarray
    rests: bool


class ModernHopfield:
    """A state ξ of n real numbers over stored patterns, the rows of X (p, n) (Ramsauer and others, 2020):

        ξ ← Xᵀ softmax(β X ξ)
        E(ξ) = −logsumexp(β X ξ)/β + ½ ξᵀξ + log(p)/β + ½ M²,    M the length of the longest pattern.

    An update never raises E. It is attention with ξ as the query and the patterns as keys and as values:
    ``attend(ξ, X, X, scale=β)``. There 1/√n stands for β; here **β is an argument of its own**: the larger it is, the
    more one pattern has all the weight, and with β → 0 the update is the mean of all. Energies with the exponential of
    overlaps, for states of −1 and +1: Demircigil and others, 2017; with powers of them: Krotov and Hopfield, 2016.

    Nothing is squeezed into weights: p patterns take p · n numbers, and an update 2 p n multiplications.

    ``patterns`` are any real numbers; states are (n,) or (m, n). float32 patterns are computed with as such.
    """

    def __init__(self, patterns, beta):
        X = _checks.as_array(patterns, "ModernHopfield: patterns", ndim=2)
        self.patterns = X if X.dtype in (np.float32, np.float64) else X.astype(np.float64)
        self.beta = _checks.number(beta, "ModernHopfield: beta", above=0)

    def weights(self, s):
        """softmax(β X ξ), the share of each pattern, (p,) or (m, p)."""
        return softmax(self._fits(s, "weights"))

    def update(self, s):
        """Xᵀ softmax(β X ξ), of the shape of ξ."""
        return self.weights(s) @ self.patterns

    def energy(self, s):
        """E(ξ), a number or (m,): 0 at the least, and at most 2 M² for a ξ that is no longer than M."""
        fits, s = self._fits(s, "energy"), np.asarray(s, dtype=self.patterns.dtype)
        longest = np.square(self.patterns).sum(axis=1).max()
        mean = (logsumexp(fits, axis=-1) - np.log(len(self.patterns))) / self.beta
        E = 0.5 * (np.square(s).sum(axis=-1) + longest) - mean
        return E if s.ndim == 2 else float(E)

    def recall(self, s, most=100, tolerance=1e-6):
        """Update ``s`` (n,) until no number of it changes by more than ``tolerance``, at most ``most`` times."""
        most = _checks.whole(most, "ModernHopfield.recall: most", low=1)
        tolerance = _checks.number(tolerance, "ModernHopfield.recall: tolerance", above=0)
        s = self._states(s, "recall", ndim=1)
        energies, rests = [self.energy(s)], False
        for _ in range(most):
            new = self.update(s)
            rests = bool(np.abs(new - s).max() <= tolerance)
            s = new
            energies.append(self.energy(s))
            if rests:
                break
        return ModernRecall(s, np.array(energies), rests)

    def _fits(self, s, who):
        beta = self.patterns.dtype.type(self.beta)
        return beta * (self._states(s, who) @ self.patterns.T)

    def _states(self, s, who, ndim=(1, 2)):
        s, n = _checks.as_array(s, f"ModernHopfield.{who}: s", ndim=ndim), self.patterns.shape[1]
        if s.shape[-1] != n:
            raise ValueError(f"ModernHopfield.{who}: s: expected states of {n} numbers, got {s.shape[-1]}")
        return s.astype(self.patterns.dtype, copy=False)

    def __repr__(self):
        return (
            f"ModernHopfield({len(self.patterns)} patterns, {self.patterns.shape[1]} numbers each, beta={self.beta:g})"
        )
