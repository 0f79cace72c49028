"""The distributions of the hyper-parameters: gamma and Wishart by their rates, and the tail of the χ².

A gamma is that of a precision 1/σ², a Wishart that of a precision matrix S⁻¹, so that both are conjugate to the normal
distribution. Both are given by what multiplies them in the exponent, as sums of squares are then added to it:

    Gamma(a, rate b):          p(x) ∝ x^(a − 1) exp(−b x)                      mean a/b
    Wishart(c, rate R):        p(P) ∝ |P|^((c − d − 1)/2) exp(−½ tr(R P))      mean c R⁻¹   (its scale is R⁻¹)
"""

import math

import numpy as np

from .. import _checks
from .normal_regression import cholesky


def gamma_draw(rng, shape, rate, size=None):
    """x ~ Gamma(shape, rate), whose mean is shape/rate: a number, or an array of the ``size``."""
    shape, rate = _shape_and_rate(shape, rate, "gamma_draw")
    return _checks.generator(rng).standard_gamma(shape, size) / rate


def gamma_log_density(x, shape, rate):
    """log p(x) = a log b − log Γ(a) + (a − 1) log x − b x, for an x > 0 or an array of them."""
    shape, rate = _shape_and_rate(shape, rate, "gamma_log_density")
    x = _positive(x, "gamma_log_density: x")
    return shape * math.log(rate) - math.lgamma(shape) + (shape - 1) * np.log(x) - rate * x


def inverse_gamma_log_density(x, shape, rate):
    """log p(x) of a variance x whose precision 1/x is Gamma(shape, rate): log p(1/x) − 2 log x."""
    shape, rate = _shape_and_rate(shape, rate, "inverse_gamma_log_density")
    x = _positive(x, "inverse_gamma_log_density: x")
    return gamma_log_density(1 / x, shape, rate) - 2 * np.log(x)


def wishart_draw(rng, c, rate):
    """A precision matrix P (d, d) ~ Wishart(c, rate): c degrees of freedom, above d − 1, mean c rate⁻¹."""
    R = _wishart(c, rate, "wishart_draw")
    F = np.linalg.solve(R.T, bartlett(_checks.generator(rng), c, len(R)))
    return F @ F.T


def inverse_wishart_root(rng, c, R):
    """A root Q (d, d), so that S = Q Qᵀ and S⁻¹ ~ Wishart(c, rate R Rᵀ); R is lower triangular, and nothing is checked.

    With P = R⁻ᵀ B Bᵀ R⁻¹ as in `bartlett`, S = P⁻¹ has the root R B⁻ᵀ: one solve, and no inverse of P.
    """
    return np.linalg.solve(bartlett(rng, c, len(R)), R.T).T


def bartlett(rng, c, d):
    """The lower triangular B (d, d) with B Bᵀ ~ Wishart(c, rate I): Bᵢᵢ² ~ χ²(c − i), i from 0, Bᵢⱼ ~ N(0, 1).

    Bartlett, 1933.
    """
    B = np.tril(rng.standard_normal((d, d)), -1)
    B.flat[:: d + 1] = np.sqrt(2 * rng.standard_gamma((c - np.arange(d)) / 2))
    return B


def wishart_log_density(P, c, rate):
    """log p(P) = ½ (c − d − 1) log |P| − ½ tr(R P) + ½ c log |R| − ½ c d log 2 − log Γ_d(c/2), P (d, d).

    Γ_d(a) = π^(d (d − 1)/4) Π Γ(a − i/2), i from 0 to d − 1.
    """
    R = _wishart(c, rate, "wishart_log_density")
    d, root = len(R), cholesky(P, "wishart_log_density: P")
    if len(root) != d:
        raise ValueError(f"wishart_log_density: P: expected shape {R.shape}, as the rate's, got {root.shape}")
    log_gamma = d * (d - 1) / 4 * math.log(math.pi) + sum(math.lgamma((c - i) / 2) for i in range(d))
    log_P, log_R = (2 * float(np.log(np.diag(A)).sum()) for A in (root, R))
    trace = float(((R.T @ root) ** 2).sum())
    return 0.5 * ((c - d - 1) * log_P - trace + c * log_R - c * d * math.log(2)) - log_gamma


def chi2_tail(x, k):
    """P(χ² > x) with k degrees of freedom, a finite sum: with h = x/2 it is

    - e^−h Σ hⁱ/Γ(i + 1) over i = 0, 1 … k/2 − 1 for an even k,
    - erfc(√h) + e^−h Σ hⁱ/Γ(i + 1) over i = ½, 1½ … k/2 − 1 for an odd one.
    """
    k, h = _checks.whole(k, "chi2_tail: k", low=1), _checks.number(x, "chi2_tail: x", low=0) / 2
    if h == 0:
        return 1.0
    powers = (i / 2 for i in range(k % 2, k - 1, 2))
    total = sum(math.exp(i * math.log(h) - math.lgamma(i + 1) - h) for i in powers)
    return min(1.0, total + (math.erfc(math.sqrt(h)) if k % 2 else 0.0))


def check_freedom(c, d, name):
    """The degrees of freedom of a Wishart of (d, d) matrices, or a sentence if there are too few."""
    c = _checks.number(c, name)
    if c <= d - 1:
        raise ValueError(
            f"{name}: expected more than {d - 1} degrees of freedom for a Wishart of shape ({d}, {d}), got {c:g}"
        )
    return c


def _wishart(c, rate, name):
    R = cholesky(rate, f"{name}: rate")
    check_freedom(c, len(R), f"{name}: c")
    return R


def _shape_and_rate(shape, rate, name):
    return _checks.number(shape, f"{name}: shape", above=0), _checks.number(rate, f"{name}: rate", above=0)


def _positive(x, name):
    x = _checks.as_array(x, name)
    if x.min() <= 0:
        raise ValueError(f"{name}: expected numbers above 0, got {x.min():g}")
    return x if x.ndim else float(x)
