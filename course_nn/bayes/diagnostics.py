"""What a chain of dependent draws is worth: autocorrelation, effective sample size, and R-hat of several chains.

All take draws (chains, draws, ...): any sides may follow, as one quantity each, and the answer has them. What is said
is of the draws that came: of a mode that no chain has found, nothing here can know. Vehtari, Gelman, Simpson,
Carpenter and Bürkner, 2021, Rank-normalization, folding, and localization: an improved R-hat.
"""

from functools import lru_cache
from statistics import NormalDist

import numpy as np

from .. import _checks

KINDS = ("bulk", "mean", "tail")


def autocorrelation(draws, lags=None):
    """ρ̂ₜ at the lags t = 0 … ``lags`` of each chain by itself: (chains, lags + 1, ...).

    ρ̂ₜ = Σᵢ (xᵢ − x̄)(xᵢ₊ₜ − x̄) / Σᵢ (xᵢ − x̄)², by the fast Fourier transform; all lags if ``lags`` is None. A chain that
    never moved has NaN.
    """
    draws = _draws(draws, "autocorrelation")
    n = draws.shape[1]
    lags = n - 1 if lags is None else _checks.whole(lags, "autocorrelation: lags", low=0, high=n - 1)
    covariance = _autocovariance(draws)[:, : lags + 1]
    still = (draws == draws[:, :1]).all(axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(still, np.nan, covariance / covariance[:, :1])


def effective_sample_size(draws, kind="bulk"):
    """How many independent draws would tell as much: of each quantity, the shape of draws after (chains, draws).

    N / τ̂ with N all draws and τ̂ = 1 + 2 Σₜ ρ̂ₜ, where ρ̂ₜ compares the halves of all chains with each other, too, and
    the sum ends where two neighbors add up to less than nothing (Geyer, 1992). More than N where draws avoid each
    other, at most N log₁₀ N.

    ``kind`` is "bulk", of the draws' normal scores; "mean", of the draws as they are, for the error of their mean
    (which must then have a variance); "tail", the smaller one of those for the quantiles of 5 % and 95 %. A quantity
    that is the same in all draws has NaN.
    """
    draws = _draws(draws, "effective_sample_size")
    kind = _checks.one_of(kind, KINDS, "effective_sample_size: kind")
    if kind == "bulk":
        return _of_each(draws, lambda x: _effective(_normal_scores(_halves(x))))
    if kind == "mean":
        return _of_each(draws, lambda x: _effective(_halves(x)))
    # Where nearly all draws are the same, one of the tails may be nothing to count: then the other one alone.
    return _of_each(draws, lambda x: np.fmin(*(_effective(_halves(x <= q)) for q in np.quantile(x, [0.05, 0.95]))))


def standard_error(draws):
    """The standard error of the mean of all draws, their standard deviation / √(effective sample size, "mean")."""
    draws = _draws(draws, "standard_error")
    spread = _of_each(draws, lambda x: x.std(ddof=1))
    return spread / np.sqrt(effective_sample_size(draws, "mean"))


def rhat(draws):
    """The rank-normalized split R-hat of each quantity, the shape of draws after (chains, draws); 1 is what is wanted.

    √((B/W + n − 1) / n) of the halves of all chains, n long, with B/n the variance of their means and W the mean of
    their variances: the larger one of that of the draws' normal scores, and of the scores of their distances from the
    median, which sees chains of unequal spread. Two chains at least. A usual bound is 1.01. A quantity that is the same
    in all draws has NaN, one that differs between chains alone has infinity.
    """
    draws = _draws(draws, "rhat", chains=2)
    return _of_each(draws, _rank_rhat)


def _rank_rhat(x):
    x = _halves(x)
    far = np.abs(x - np.median(x))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.fmax(_plain_rhat(_normal_scores(x)), _plain_rhat(_normal_scores(far)))


def _plain_rhat(x):
    n = x.shape[1]
    between, within = n * x.mean(axis=1).var(ddof=1), x.var(axis=1, ddof=1).mean()
    if within < 1e-20:  # scores that stand still: their variances are rounding
        return np.inf if between > 1e-15 else np.nan
    return np.sqrt((between / within + n - 1) / n)


def _effective(x):
    """N / τ̂ of x (chains, n), for Geyer's initial monotone sequence."""
    x = x.astype(np.float64)
    chains, n = x.shape
    total = chains * n
    if x.max() == x.min():
        return np.nan
    covariance = _autocovariance(x).mean(axis=0) / n
    within = covariance[0] * n / (n - 1)
    variance = covariance[0] + (x.mean(axis=1).var(ddof=1) if chains > 1 else 0.0)
    rho = 1 - (within - covariance) / variance
    rho[0] = 1
    pairs = rho[0 : 2 * (n // 2) : 2] + rho[1::2]
    # The last lags rest on too few products: of them a pair is never taken whole.
    whole = max((n - 3) // 2, 0)
    below = np.flatnonzero(pairs[:whole] <= 0)
    whole = below[0] if len(below) else whole
    last = rho[2 * whole] if pairs[whole] > 0 else max(rho[2 * whole], 0)
    tau = -1 + 2 * np.minimum.accumulate(pairs[:whole]).sum() + last
    return total / max(tau, 1 / np.log10(total))


def _autocovariance(x):
    """Σᵢ (xᵢ − x̄)(xᵢ₊ₜ − x̄) along axis 1, at all lags; zeros behind the draws keep the ends from meeting."""
    n = x.shape[1]
    power = np.fft.rfft(x - x.mean(axis=1, keepdims=True), 2 * n, axis=1)
    return np.fft.irfft(power * power.conj(), 2 * n, axis=1)[:, :n]


def _normal_scores(x):
    """Φ⁻¹((r − 3/8) / (N + 1/4)) of the ranks r in all chains together; equal draws share a mean rank. Blom, 1958."""
    _, place, count = np.unique(x, return_inverse=True, return_counts=True)
    twice = 2 * np.cumsum(count) - count + 1  # ranks are whole or halves
    return _scores(x.size)[twice - 2][place].reshape(x.shape)


@lru_cache(maxsize=8)
def _scores(N):
    """Those of the ranks 1, 1½, 2, …, N."""
    quantile = NormalDist().inv_cdf
    return np.array([quantile((twice / 2 - 0.375) / (N + 0.25)) for twice in range(2, 2 * N + 1)])


def _halves(x):
    """The first and the last half of each chain as chains of their own, without the middle one of an odd number."""
    half = x.shape[1] // 2
    return np.concatenate([x[:, :half], x[:, -half:]])


def _of_each(draws, function):
    flat = draws.reshape(*draws.shape[:2], -1)
    found = np.array([function(flat[:, :, k]) for k in range(flat.shape[2])], dtype=np.float64)
    return found.reshape(draws.shape[2:])[()]


def _draws(draws, who, chains=1):
    draws = _checks.as_array(draws, f"{who}: draws").astype(np.float64)
    if draws.ndim < 2 or draws.shape[0] < chains or draws.shape[1] < 4:
        few = "one chain" if chains == 1 else f"{chains} chains"
        raise ValueError(
            f"{who}: draws: expected (chains, draws, ...) with at least {few} of at least 4 draws, got {draws.shape}; "
            "one chain alone is draws[None]"
        )
    return draws
