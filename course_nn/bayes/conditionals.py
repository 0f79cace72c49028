"""The hyper-parameters of a `ShallowPrior` from their conditional distributions, given γ, β and what is left of y.

Each is conjugate: normal for the means, gamma and Wishart for the precisions, with the prior's part and the units' part
added up. With no units at all, as a network of unknown size may have, the prior's part is alone.
"""

import math

import numpy as np

from . import distributions as law


def draw_mu_beta(prior, beta, var_beta, rng):
    """μ_β ~ N(m, 1/p), p = 1/A_β + M/σ_β², m = (a_β/A_β + Σ β_j/σ_β²) / p."""
    if prior.fixed["mu_beta"] is not None:
        return prior.fixed["mu_beta"]
    precision = 1 / prior.A_beta + len(beta) / var_beta
    mean = (prior.a_beta / prior.A_beta + float(beta.sum()) / var_beta) / precision
    return mean + rng.standard_normal() / math.sqrt(precision)


def draw_var_beta(prior, beta, mu_beta, rng):
    """σ_β² with σ_β⁻² ~ Gamma((c_b + M)/2, rate (c_b C_b + Σ (β_j − μ_β)²)/2)."""
    if prior.fixed["var_beta"] is not None:
        return prior.fixed["var_beta"]
    away = beta - mu_beta
    return _variance(prior.c_b + len(beta), prior.c_b * prior.C_b + float(away @ away), rng)


def draw_mu_gamma(prior, gamma, S_gamma, rng, Q=None):
    """μ_γ (d,) given ``gamma`` (d, M): normal with the precision A_γ⁻¹ + M S_γ⁻¹; from the prior where M = 0.

    ``Q`` is a root of ``S_gamma`` = Q Qᵀ, where one is at hand.

    A draw from the prior, together with one of the units' mean, is moved by what that mean really is: that is a draw
    from the conditional distribution, with one solve and no inverse (Hoffman and Ribak, 1991).
    """
    if prior.fixed["mu_gamma"] is not None:
        return prior.fixed["mu_gamma"].copy()
    d, count = gamma.shape
    mu = prior.a_gamma + prior.root_of_A_gamma @ rng.standard_normal(d)
    if count == 0:
        return mu
    Q = np.linalg.cholesky(S_gamma) if Q is None else Q
    mean = mu + Q @ rng.standard_normal(d) / math.sqrt(count)
    return mu + prior.A_gamma @ np.linalg.solve(prior.A_gamma + S_gamma / count, gamma.mean(axis=1) - mean)


def draw_S_gamma(prior, gamma, mu_gamma, rng):
    """S_γ (d, d) with S_γ⁻¹ ~ Wishart(c_γ + M, rate c_γ C_γ + Σ (γ_j − μ_γ)(γ_j − μ_γ)ᵀ)."""
    if prior.fixed["S_gamma"] is not None:
        return prior.fixed["S_gamma"].copy()
    Q = draw_root_of_S_gamma(prior, gamma, mu_gamma, rng)
    return Q @ Q.T


def draw_root_of_S_gamma(prior, gamma, mu_gamma, rng):
    """A root Q (d, d) of such an S_γ = Q Qᵀ, where it is not held fixed."""
    away = gamma - mu_gamma[:, None]
    rate = np.linalg.cholesky(prior.c_gamma * prior.C_gamma + away @ away.T)
    return law.inverse_wishart_root(rng, prior.c_gamma + gamma.shape[1], rate)


def draw_sigma2(prior, residual, rng):
    """σ² with σ⁻² ~ Gamma((s + n)/2, rate (s S + Σ residual²)/2), ``residual`` (n,) = y − f."""
    if prior.fixed["sigma2"] is not None:
        return prior.fixed["sigma2"]
    return _variance(prior.s + len(residual), prior.s * prior.S + float(residual @ residual), rng)


def _variance(c, total, rng):
    """A variance whose inverse is Gamma(c/2, rate total/2)."""
    return total / (2 * rng.standard_gamma(c / 2))
