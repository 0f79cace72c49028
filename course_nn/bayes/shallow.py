"""The sampler of Müller and Rios Insua (1998) for shallow networks of a known number of units.

A sweep draws, in this order,

1. each γⱼ by a step of Metropolis with β integrated out: a proposal γ′ is accepted with the probability

       min(1, [p(y | γ′, …)/p(y | γ, …)] · [N(γⱼ′; μ_γ, S_γ)/N(γⱼ; μ_γ, S_γ)]),     p(y | γ, …) = ∫ p(y | γ, β) p(β) dβ,

   where the second ratio is the prior's, and the proposal's is 1, as it is symmetric;
2. β from its normal distribution given everything else; so far (γ, β) is one joint draw;
3. μ_β, σ_β², μ_γ, S_γ and σ² from their conditionals, given that β.

The order printed in some places, β before γ, conditions 3 on a β that belongs to the γ of before: van Dyk and Jiao,
Metropolis-Hastings within partially collapsed Gibbs samplers, 2015. It samples another distribution.
"""

import math
import warnings

import numpy as np

from .. import _checks
from . import conditionals
from .draws import Draws
from .normal_regression import cholesky
from .priors import PSI, Draw, ShallowPrior
from .sampler import Sampler

ORDERS = ("collapsed", "printed")


class ShallowSampler(Sampler):
    """A Markov chain whose draws are networks from the posterior of ``prior`` given X (n, d) and y (n,).

        sampler = ShallowSampler(ShallowPrior(d=1, m=3), X, y, np.random.default_rng(0))
        for draw in sampler.sweeps(1000):
            ...                                     # a `Draw`; sampler.draw is the last one
        draws = sampler.sample(1000)                # or all of them as arrays, a `Draws`

    - ``order`` is "collapsed", the right one, or "printed": β, then γ, then the rest, which is wrong, to be seen.
    - γⱼ′ = γⱼ + r Q z with S_γ = Q Qᵀ and z ~ N(0, I), where log₁₀ r is uniform between log₁₀ ``step`` − 2 and
      log₁₀ ``step``: long and short steps in turn, so that none needs tuning to the data.
    - ``start`` is the `Draw` to begin with, by default one from the prior.

    Where networks of different shapes fit the data about as well, a chain may stay for long with one of them: run
    several (`Chains`), and compare them by the functions that they draw (`rhat`).

    Fewer observations than inputs work, with the prior's help; a warning says so. A chain goes on wherever it was:
    after an interrupt it stands at its last whole sweep.
    """

    collection = Draws

    def __init__(self, prior, X, y, rng, *, order="collapsed", step=2.0, start=None):
        if not isinstance(prior, ShallowPrior):
            raise TypeError(f"ShallowSampler: expected a ShallowPrior, got {_checks.describe(prior)}")
        self.prior, self.rng = prior, _checks.generator(rng, "ShallowSampler: rng")
        self.order = _checks.one_of(order, ORDERS, "ShallowSampler: order")
        self.step = _checks.number(step, "ShallowSampler: step", above=0)
        self.X = _checks.as_array(X, "ShallowSampler: X", shape=(None, prior.d)).astype(np.float64)
        y = _checks.as_array(y, "ShallowSampler: y", shape=(len(self.X),)).astype(np.float64)
        if len(y) < prior.d:
            warnings.warn(
                f"ShallowSampler: {len(y)} observations of {prior.d} inputs: what they leave open, the prior decides",
                stacklevel=2,
            )
        self.place(prior.draw(self.rng) if start is None else start, y)

    def place(self, draw, y=None):
        """Stand at ``draw``, and from now on before the targets ``y``, where they are given."""
        draw = self.prior.checked(draw)
        y = self._state.W[-1] if y is None else _checks.as_array(y, "place: y", shape=(len(self.X),))
        W = np.empty((self.prior.m + 1, len(self.X)))
        W[:-1], W[-1] = PSI[self.prior.psi](draw.gamma.T @ self.X.T), y
        if (large := float(W[-1] @ W[-1]) / draw.sigma2) > 1e13:
            raise _too_large(large)
        root = cholesky(draw.S_gamma, "place: S_gamma")
        gamma, accepted = draw.gamma.T.copy(), np.zeros(self.prior.m, bool)
        self._state = _State(W, W @ W.T, gamma, *draw[1:], root, accepted)

    @property
    def draw(self):
        """Where the chain stands: a `Draw`."""
        s = self._state
        values = s.sigma2, s.mu_beta, s.var_beta, s.mu_gamma.copy(), s.S_gamma.copy()
        return Draw(s.gamma.T.copy(), s.beta.copy(), *values)

    @property
    def accepted(self):
        """Which of the γⱼ moved in the last sweep, (m,) of truths."""
        return self._state.accepted.copy()

    def _kept(self, draw):
        return draw, self.accepted

    def _sweep(self):
        """One sweep on a copy, which takes the place of the state when it is whole."""
        s = self._state.copy()
        if self.order == "collapsed":
            self._draw_beta(s, self._move_gammas(s))
        else:
            self._draw_beta(s, _root(s.H / s.sigma2 + self._prior_part(s)))
            self._move_gammas(s)
        self._draw_hyper(s)
        self._state = s

    def _move_gammas(self, s):
        """Step 1. The Gram matrix of a proposal differs from the old one in the row and the column of its unit.

        What is returned is the factor T of the last one that was accepted.
        """
        rng, m, K = self.rng, self.prior.m, self._prior_part(s)
        A = s.H / s.sigma2 + K
        T = _root(A)
        evidence = _log_evidence(T)
        r = self.step * 10 ** (-2 * rng.random(m))
        proposals = s.gamma + r[:, None] * (rng.standard_normal(s.gamma.shape) @ s.Q.T)
        rows = PSI[self.prior.psi](proposals @ self.X.T)
        thresholds = np.log(rng.random(m)) - self._log_prior_ratio(s, proposals)
        for j, threshold in enumerate(thresholds.tolist()):
            h = s.W @ rows[j]
            h[j] = rows[j] @ rows[j]
            trial = A.copy()
            trial[j] = trial[:, j] = h / s.sigma2 + K[j]
            new_T = _root(trial)
            new = _log_evidence(new_T)
            s.accepted[j] = accept = new - evidence > threshold
            if accept:
                s.gamma[j], s.W[j], A, T, evidence = proposals[j], rows[j], trial, new_T, new
                s.H[j] = s.H[:, j] = h
        return T

    def _log_prior_ratio(self, s, proposals):
        """log N(γⱼ′; μ_γ, S_γ) − log N(γⱼ; μ_γ, S_γ), (m,)."""
        away = np.linalg.solve(s.Q, (np.concatenate([proposals, s.gamma]) - s.mu_gamma).T)
        squares = (away * away).sum(axis=0)
        return 0.5 * (squares[self.prior.m :] - squares[: self.prior.m])

    def _draw_beta(self, s, T):
        """Step 2. With T of `_root`, β's mean is L⁻ᵀk, and L⁻ᵀ(k + z) a draw."""
        s.beta = np.linalg.solve(T[:-1, :-1].T, T[-1, :-1] + self.rng.standard_normal(self.prior.m))

    def _draw_hyper(self, s):
        """Step 3."""
        prior, rng, gamma = self.prior, self.rng, s.gamma.T
        s.mu_beta = conditionals.draw_mu_beta(prior, s.beta, s.var_beta, rng)
        s.var_beta = conditionals.draw_var_beta(prior, s.beta, s.mu_beta, rng)
        s.mu_gamma = conditionals.draw_mu_gamma(prior, gamma, s.S_gamma, rng, s.Q)
        if prior.fixed["S_gamma"] is None:
            s.Q = conditionals.draw_root_of_S_gamma(prior, gamma, s.mu_gamma, rng)
            s.S_gamma = s.Q @ s.Q.T
        s.sigma2 = conditionals.draw_sigma2(prior, s.W[-1] - s.beta @ s.W[:-1], rng)

    def _prior_part(self, s):
        """What β's prior adds to [Φ y]ᵀ[Φ y]/σ²: [[I/σ_β², μ_β/σ_β²], [μ_β/σ_β², m μ_β²/σ_β² + 1]].

        The 1 is a constant in log p(y | γ, …), and keeps the last pivot above 0.
        """
        m, shift = self.prior.m, s.mu_beta / s.var_beta
        K = np.zeros((m + 1, m + 1))
        K.flat[:: m + 2] = 1 / s.var_beta
        K[-1], K[:, -1] = shift, shift
        K[-1, -1] = m * shift * s.mu_beta + 1
        return K


class _State:
    """Where a chain stands. W (m + 1, n) are the rows of Φᵀ and y, H = W Wᵀ, γⱼ the rows of gamma, S_γ = Q Qᵀ."""

    __slots__ = "W H gamma beta sigma2 mu_beta var_beta mu_gamma S_gamma Q accepted".split()

    def __init__(self, *values):
        for name, value in zip(self.__slots__, values, strict=True):
            setattr(self, name, value)

    def copy(self):
        """A copy of what a sweep changes in place; it replaces the rest."""
        s = self
        rest = s.beta, s.sigma2, s.mu_beta, s.var_beta, s.mu_gamma, s.S_gamma, s.Q, s.accepted.copy()
        return _State(s.W.copy(), s.H.copy(), s.gamma.copy(), *rest)


def _root(A):
    """The Cholesky factor T = [[L, 0], [kᵀ, t]] of the data's and the prior's part, [[Λ, b], [bᵀ, c]]."""
    try:
        return np.linalg.cholesky(A)
    except np.linalg.LinAlgError:
        raise _too_large(A[-1, -1]) from None


def _too_large(ratio):
    return ValueError(
        "ShallowSampler: expected targets of about mean 0 and spread 1, got ones so large beside the noise that digits "
        f"are lost (yᵀy/σ² = {ratio:.3g}); subtract their mean and divide by their spread"
    )


def _log_evidence(T):
    """log p(y | γ, …) up to what does not hang on γ: −log det L − t²/2, from the factor T."""
    *diagonal, t = T.diagonal().tolist()
    return -sum(map(math.log, diagonal)) - 0.5 * t * t
