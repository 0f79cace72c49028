"""The sampler for networks of an unknown number of units: reversible jumps within the sampler of `shallow`.

A sweep draws, in this order, everything above 3 with a and β integrated out,

1. M, by so many tries of a birth or a death (`reversible_jump`);
2. each γ_j by two steps of Metropolis, accepted with the ratio of the evidences, that of the priors, and a factor:
   a walk γ′ = γ + r Q z, with the factor 1, and a stretch γ′ = ±eˢ γ, s and the sign symmetric, with its Jacobian
   e^(d s). How steep a unit is, which is along γ, the data know far less well than where it is steep; and as ψ(−z) is
   1 − ψ(z), or −ψ(z), a network fits as well with −γ, which no walk would reach;
3. (a, β) from their normal distribution given everything else;
4. μ_β, σ_β², μ_γ, S_γ and σ² from their conditionals given that (a, β);
5. α ~ Beta(a₀ + M, b₀ + 1[M < m*]), where it is unknown.
"""

import copy
import warnings

import numpy as np

from .. import _checks
from . import conditionals
from .hidden_units import HiddenUnits
from .reversible_jump import jump
from .sampler import Sampler
from .variable_draws import VariableDraws
from .variable_prior import VariableDraw, VariablePrior


class VariableSampler(Sampler):
    """A Markov chain whose draws are networks from the posterior of a `VariablePrior` given X (n, d) and y (n,).

        sampler = VariableSampler(VariablePrior(d=2, largest=8), X, y, np.random.default_rng(0))
        for draw in sampler.sweeps(1000):
            ...                                     # a `VariableDraw`; sampler.draw is the last one
        draws = sampler.sample(1000)                # or all of them as arrays, a `VariableDraws`

    - ``jumps``: how many births or deaths a sweep tries;
    - ``step``: of the walk, S_γ = Q Qᵀ, z ~ N(0, I), and log₁₀ r is uniform between log₁₀ ``step`` − 2 and log₁₀
      ``step``, as in `ShallowSampler`; of the stretch, s = r z / 2 with other r and z;
    - ``start``: the `VariableDraw` to begin with, by default one from the prior.

    Fewer observations than inputs work, with the prior's help; a warning says so. With none at all the chain draws from
    the prior. Interrupted it stands at its last whole sweep, and goes on.
    """

    collection = VariableDraws

    def __init__(self, prior, X, y, rng, *, jumps=3, step=1.0, start=None):
        if not isinstance(prior, VariablePrior):
            raise TypeError(f"VariableSampler: expected a VariablePrior, got {_checks.describe(prior)}")
        self.prior, self.rng = prior, _checks.generator(rng, "VariableSampler: rng")
        self.jumps = _checks.whole(jumps, "VariableSampler: jumps", low=1)
        self.step = _checks.number(step, "VariableSampler: step", above=0)
        self._X = _checks.as_array(X, "VariableSampler: X", shape=(None, prior.d), empty=True).astype(np.float64)
        if 0 < len(self._X) < prior.d:
            warnings.warn(
                f"VariableSampler: {len(self._X)} observations of {prior.d} inputs; the rest is the prior's",
                stacklevel=2,
            )
        self.place(prior.draw(self.rng) if start is None else start, y)

    def place(self, draw, y=None):
        """Stand at ``draw``, and from now on before the targets ``y`` (n,), where they are given."""
        draw = self.prior.checked(draw)
        y = self._state[0].y if y is None else _checks.as_array(y, "place: y", shape=(len(self._X),), empty=True)
        units = HiddenUnits(self._X, y, draw.gamma, self.prior.of_units.psi)
        self._state = units, draw, (), np.zeros(draw.units, bool)

    @property
    def draw(self):
        """Where the chain stands: a `VariableDraw`."""
        return VariableDraw(*(part.copy() if isinstance(part, np.ndarray) else part for part in self._state[1]))

    @property
    def tried(self):
        """The `Jump`s of the last sweep."""
        return self._state[2]

    @property
    def moved(self):
        """Which of the units walked in step 2 of the last sweep, (M,) of truths."""
        return self._state[3]

    def _kept(self, draw):
        return draw, self.moved, np.mean([tried.accepted for tried in self.tried])

    def _sweep(self):
        """One sweep on copies, which take the place of what they are copies of when it is whole."""
        (units, old, *_), rng = self._state, self.rng
        units = copy.copy(units)
        prior, architecture = self.prior.of_units, self.prior.architecture
        Q = np.linalg.cholesky(old.S_gamma)
        units.condition(self.prior.mu_a, self.prior.var_a, old.mu_beta, old.var_beta, old.sigma2)

        def new_weights(rng):
            return old.mu_gamma + Q @ rng.standard_normal(len(Q))

        tried = tuple(jump(units, architecture, old.alpha, new_weights, rng) for _ in range(self.jumps))
        moved = self._walk(units, old.mu_gamma, Q)
        self._stretch(units, old.mu_gamma, Q)
        a, beta = units.draw_coefficients(rng)
        mu_beta = conditionals.draw_mu_beta(prior, beta, old.var_beta, rng)
        var_beta = conditionals.draw_var_beta(prior, beta, mu_beta, rng)
        mu_gamma = conditionals.draw_mu_gamma(prior, units.gamma, old.S_gamma, rng)
        S_gamma = conditionals.draw_S_gamma(prior, units.gamma, mu_gamma, rng)
        sigma2 = conditionals.draw_sigma2(prior, units.residual(a, beta), rng)
        alpha = architecture.draw_alpha(rng, units.count)
        draw = VariableDraw(units.gamma, beta, a, sigma2, mu_beta, var_beta, mu_gamma, S_gamma, alpha)
        self._state = units, draw, tried, moved

    def _walk(self, units, mu_gamma, Q):
        """γ_j′ = γ_j + r Q z for each unit: which of them were accepted, (M,)."""
        z = self.rng.standard_normal(units.gamma.shape)
        return self._propose(units, units.gamma + self._lengths(units.count) * (Q @ z), 0.0, mu_gamma, Q)

    def _stretch(self, units, mu_gamma, Q):
        """γ_j′ = ±eˢ γ_j for each unit: which of them were accepted, (M,)."""
        s = 0.5 * self._lengths(units.count) * self.rng.standard_normal(units.count)
        sign = self.rng.choice([-1.0, 1.0], units.count)
        return self._propose(units, sign * np.exp(s) * units.gamma, len(Q) * s, mu_gamma, Q)

    def _lengths(self, count):
        """r of each unit: long and short ones in turn, so that none needs tuning to the data."""
        return self.step * 10 ** (-2 * self.rng.random(count))

    def _propose(self, units, new, log_factors, mu_gamma, Q):
        """Accept or refuse the columns of ``new`` (d, M) one after the other: which of them were accepted, (M,)."""
        count = units.count
        z = np.linalg.solve(Q, np.hstack([new, units.gamma]) - mu_gamma[:, None])
        square = np.square(z).sum(axis=0)
        # Of unit j: log u less the ratio of the priors and the factor, which don't depend on the other units.
        thresholds = np.log1p(-self.rng.random(count)) + 0.5 * (square[:count] - square[count:]) - log_factors
        accepted = np.zeros(count, bool)
        for place in range(count):
            change = units.moved(new[:, place], place)
            if thresholds[place] < change.log_evidence - units.log_evidence:
                units.take(change)
                accepted[place] = True
        return accepted
