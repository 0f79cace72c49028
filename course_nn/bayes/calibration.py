"""Is a sampler right? Simulation-based calibration: the truth must stand anywhere among the draws, equally often.

θ from the prior, y from the model given θ, θ₁ … θ_L from the sampler given y: then θ and the θᵢ are draws from the same
posterior, and the rank of g(θ) among the g(θᵢ) is uniform on 0 … L, whatever g. Cook, Gelman and Rubin, 2006; Talts,
Betancourt, Simpson, Vehtari and Gelman, Validating Bayesian inference algorithms with simulation-based calibration,
2018.
"""

from itertools import islice
from typing import NamedTuple

import numpy as np

from .. import _checks
from .distributions import chi2_tail
from .joint_test import check_functions, values


class Calibration(NamedTuple):
    """``ranks`` (replications, k) from 0 to ``draws``, for each function in the order of ``names``."""

    names: tuple
    ranks: np.ndarray
    draws: int

    def counts(self, bins=16):
        """How many ranks fall into each of ``bins`` equal parts of 0 … draws: (k, bins)."""
        bins = _checks.whole(bins, "counts: bins", low=2)
        if (self.draws + 1) % bins:
            raise ValueError(f"counts: bins: expected a divisor of {self.draws + 1}, the number of ranks, got {bins}")
        at = self.ranks // ((self.draws + 1) // bins)
        return np.array([np.bincount(column, minlength=bins) for column in at.T])

    def p_values(self, bins=16):
        """For each function, P(χ² as large as it is) of the counts if all ranks are equally likely: (k,)."""
        counts = self.counts(bins)
        expected = len(self.ranks) / bins
        return np.array([chi2_tail(float(((row - expected) ** 2).sum() / expected), bins - 1) for row in counts])

    @property
    def worst(self):
        """The name of the smallest p-value, and that p-value."""
        p = self.p_values()
        return self.names[int(p.argmin())], float(p.min())


def calibration(model, functions, rng, *, replications=200, draws=63, thin=5, burn_in=50):
    """The `Calibration` of a ``model``'s sampler: ranks of the truth among ``draws`` draws, ``replications`` times.

    ``model`` and ``functions`` are as in `joint_test`. Every chain begins at another draw from the prior; ``burn_in``
    sweeps are not kept, and then every ``thin``-th is. A rank counts the draws below the truth, and of those equal to
    it a number that is drawn at random. The draws should be nearly independent: with too small a ``thin`` the ranks of
    a right sampler pile up at both ends.
    """
    rng, functions = _checks.generator(rng), check_functions(functions, "calibration")
    replications = _checks.whole(replications, "calibration: replications", low=1)
    draws, thin = _checks.whole(draws, "calibration: draws", low=1), _checks.whole(thin, "calibration: thin", low=1)
    burn_in = _checks.whole(burn_in, "calibration: burn_in", low=0)
    ranks = np.empty((replications, len(functions)), int)
    for row in ranks:
        theta = model.prior(rng)
        y = model.data(theta, rng)
        chain = islice(model.chain(model.prior(rng), y, rng), burn_in + thin - 1, None, thin)
        found = np.array([values(functions, drawn, y) for drawn in islice(chain, draws)])
        truth = values(functions, theta, y)
        row[:] = (found < truth).sum(axis=0) + rng.integers((found == truth).sum(axis=0) + 1)
    return Calibration(tuple(functions), ranks, draws)
