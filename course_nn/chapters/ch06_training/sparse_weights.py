"""Sparse weights: the penalties L1 and L2 on a linear model in which most features mean nothing."""

from functools import lru_cache

import numpy as np

from ... import _checks, data

PATIENTS, NOISE_FEATURES = 100, 20
#: The strengths λ of either penalty that are looked at.
STRENGTHS = tuple(float(f"{value:.2g}") for value in np.geomspace(0.5, 200, 40))


def soft_threshold(w, t):
    """Every entry of w moved toward 0 by ``t`` ≥ 0, and exactly 0 if it would pass it: the proximal step of t Σ |w|."""
    return w - np.clip(w, -t, t)


def lasso(X, y, strength, steps=3000):
    """The w that minimizes J(w) = mean of (X w − y)² + λ Σ |w|, for X (n, d), y (n,) and λ = ``strength``.

    Gradient steps of the first part, each followed by `soft_threshold`, with Nesterov's momentum (Beck and Teboulle,
    2009). ``strength`` may be (k,) for k problems at once: w is (d,), or (d, k). scikit-learn's ``Lasso(alpha)`` has
    half the squared error, so its alpha is λ / 2. No intercept: subtract the means first.
    """
    X, y = _checks.as_array(X, "lasso: X", ndim=2), _checks.as_array(y, "lasso: y", ndim=1)
    strengths = _checks.as_array(strength, "lasso: strength", ndim=(0, 1))
    if len(X) != len(y) or np.min(strengths) < 0:
        raise ValueError(
            f"lasso: expected a target for each row and strengths of at least 0, got {len(X)} rows, {len(y)} targets "
            f"and strengths from {np.min(strengths):g}"
        )
    H, c = 2 / len(X) * X.T @ X, 2 / len(X) * X.T @ y
    rate = 1 / np.linalg.eigvalsh(H)[-1]
    w = ahead = np.zeros((X.shape[1], strengths.size))
    t = 1.0
    for _ in range(_checks.whole(steps, "lasso: steps", low=1)):
        w_next = soft_threshold(ahead - rate * (H @ ahead - c[:, None]), rate * strengths)
        t_next = (1 + np.sqrt(1 + 4 * t * t)) / 2
        ahead = w_next + (t - 1) / t_next * (w_next - w)
        w, t = w_next, t_next
    return w if strengths.ndim else w[:, 0]


def ridge(X, y, strength):
    """The w that minimizes J(w) = mean of (X w − y)² + ½ λ Σ w², in closed form. No intercept."""
    X, y = _checks.as_array(X, "ridge: X", ndim=2), _checks.as_array(y, "ridge: y", ndim=1)
    strength = _checks.number(strength, "ridge: strength", low=0)
    return np.linalg.solve(2 / len(X) * X.T @ X + strength * np.eye(X.shape[1]), 2 / len(X) * X.T @ y)


@lru_cache(maxsize=16)
def patients_and_noise(seed=0):
    """``X, y, V, v, names``: 100 patients to learn from, the other 342 to validate; 10 real features, 20 of noise.

    Standardized by mean and spread of the 100; the mean of their targets is subtracted as well.
    """
    rng = np.random.default_rng(_checks.whole(seed, "patients_and_noise: seed", low=0))
    patients = data.diabetes()
    raw = np.hstack([patients.X, rng.normal(size=(len(patients), NOISE_FEATURES))])
    order = rng.permutation(len(patients))
    learn, held_out = order[:PATIENTS], order[PATIENTS:]
    mean, spread, middle = raw[learn].mean(axis=0), raw[learn].std(axis=0), patients.y[learn].mean()
    Z, y = (raw - mean) / spread, patients.y - middle
    return Z[learn], y[learn], Z[held_out], y[held_out], patients.feature_names


@lru_cache(maxsize=16)
def _paths(seed):
    """The weights (30, 40) for every strength, and the typical error on the 342 others, of both penalties."""
    X, y, V, v, _ = patients_and_noise(seed)
    found = {
        "L1": lasso(X, y, np.array(STRENGTHS)),
        "L2": np.column_stack([ridge(X, y, strength) for strength in STRENGTHS]),
    }
    errors = {name: np.sqrt(np.mean((V @ W - v[:, None]) ** 2, axis=0)) for name, W in found.items()}
    plain = ridge(X, y, 0)
    return found, errors, plain, float(np.sqrt(np.mean((V @ plain - v) ** 2)))


def lasso_and_ridge(strength, seed=0):
    """Both penalties at ``strength``: 30 weights, how many are exactly 0, and the typical error for every strength."""
    found, errors, plain, plain_error = _paths(seed)
    k = int(np.argmin(np.abs(np.log(np.array(STRENGTHS) / strength))))
    zero = {name: W[:, k] == 0 for name, W in found.items()}
    real = len(patients_and_noise(seed)[4])
    return {
        "strengths": np.array(STRENGTHS),
        "k": k,
        "strength": STRENGTHS[k],
        "real": real,
        "plain": plain,
        "largest": float(max(np.abs(W).max() for W in found.values())),
        "w": {name: W[:, k] for name, W in found.items()},
        "errors": errors,
        "plain_error": plain_error,
        "error": {name: float(values[k]) for name, values in errors.items()},
        "zeros": {name: (int(z[:real].sum()), int(z[real:].sum())) for name, z in zero.items()},
        "seed": seed,
    }
