"""Stable mathematics on arrays: sigmoid, softplus, softmax and their logarithms, one-hot codes.

Each function keeps float32 and float64, and makes float64 of all other numbers, also of float16. It stays finite for
every finite input, however large. NaN is refused; infinities are taken at their limits where the limit exists.
"""

from functools import lru_cache

import numpy as np

from . import _checks


def real(z, name="z"):
    """``z`` as a float32 or float64 array without NaN."""
    z = _checks.as_array(z, name, finite=False)
    if z.dtype not in (np.float32, np.float64):
        z = z.astype(np.float64)
    if np.isnan(z).any():
        raise ValueError(f"{name}: expected numbers, got {int(np.isnan(z).sum())} NaN among {z.size}")
    return z


def sigmoid(z):
    """The logistic sigmoid σ(z) = 1 / (1 + e⁻ᶻ), between 0 and 1; any shape.

    Exact to the last bits on both sides, also where it is as small as 10⁻³⁰⁰.
    """
    return _sigmoid(real(z))


def _sigmoid(z):
    with np.errstate(over="ignore"):  # where e⁻ᶻ is too large for a float, its inverse is 0
        return 1 / (1 + np.exp(-z))


def softplus(z):
    """log(1 + eᶻ), the smooth ramp whose derivative is the sigmoid; any shape.

    Written as max(z, 0) + log(1 + e^−|z|), so that no exponent is positive.
    """
    return _softplus(real(z))


def _softplus(z):
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


def logsumexp(z, axis=-1, keepdims=False):
    """log Σ exp(z) along ``axis``: the largest entry is taken out first, so that nothing overflows.

    >>> from course_nn import logsumexp
    >>> round(float(logsumexp([1000.0, 1000.0])) - 1000, 6)
    0.693147
    """
    z = real(z)
    _axis(z, axis)
    top = z.max(axis=axis, keepdims=True)
    shift = np.where(np.isfinite(top), top, 0).astype(z.dtype)
    with np.errstate(divide="ignore", over="ignore"):  # a row of −∞ alone has the logarithm −∞
        total = np.log(np.exp(z - shift).sum(axis=axis, keepdims=True)) + shift
    return total if keepdims else np.squeeze(total, axis=axis)


def softmax(z, axis=-1):
    """exp(z) / Σ exp(z) along ``axis``: positive numbers that add up to 1. Logits (n, k) give probabilities (n, k).

    >>> from course_nn import softmax
    >>> softmax([0.0, 0.0, 0.0, 0.0])
    array([0.25, 0.25, 0.25, 0.25])
    """
    z = _checks.as_array(z, "z")
    _axis(z, axis)
    return _softmax(real(z), axis)


def _softmax(z, axis=-1):
    with np.errstate(over="ignore"):  # a difference too large for a float is −∞, and its exponential 0
        p = z - z.max(axis=axis, keepdims=True)
    np.exp(p, p)
    p /= p.sum(axis=axis, keepdims=True)
    return p


def log_softmax(z, axis=-1):
    """The logarithm of `softmax`, z − logsumexp(z), without ever taking the logarithm of zero.

    The largest entry is taken out of z first, so that nothing is lost where all logits are large. Where two logits are
    further apart than the largest float, it is −∞.
    """
    z = _checks.as_array(z, "z")
    _axis(z, axis)
    z = real(z)
    with np.errstate(over="ignore"):
        z = z - z.max(axis=axis, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=axis, keepdims=True))


def one_hot(labels, n_classes=None, dtype=np.float64):
    """Labels 0 … k−1 of shape (n,) as rows of the identity, shape (n, k).

    ``n_classes`` is k; without it, the largest label + 1. Labels that are not whole numbers within 0 … k−1 are refused.

    >>> from course_nn import one_hot
    >>> one_hot([2, 0], n_classes=3)
    array([[0., 0., 1.],
           [1., 0., 0.]])
    """
    labels = _checks.as_array(labels, "labels", ndim=1)
    if labels.dtype.kind == "f" and (labels != np.floor(labels)).any():
        raise ValueError("labels: expected whole numbers, got fractions among them")
    labels = labels.astype(np.int64)
    k = int(labels.max()) + 1 if n_classes is None else _checks.whole(n_classes, "n_classes", low=1)
    if labels.min() < 0 or labels.max() >= k:
        raise ValueError(f"labels: expected 0 to {max(k, 1) - 1}, got {labels.min()} to {labels.max()}")
    rows = np.zeros((len(labels), k), _checks.float_type(dtype))
    rows[np.arange(len(labels)), labels] = 1
    return rows


def _axis(z, axis):
    if not -z.ndim <= _checks.whole(axis, "axis") < z.ndim:
        raise ValueError(f"axis: expected one of the {z.ndim} axes of an array of shape {z.shape}, got {axis}")


def _ones(n, dtype):
    """A row of ones: its product with an array adds up the rows, three times as fast as ``sum`` for a small one."""
    return _kept_ones(n, dtype) if n <= 1024 else np.ones(n, dtype)


@lru_cache(maxsize=32)
def _kept_ones(n, dtype):
    ones = np.ones(n, dtype)
    ones.flags.writeable = False
    return ones


@lru_cache(maxsize=64)
def _constant(value, dtype):
    """A number as an array without sides: NumPy combines it with an array twice as fast as a number of Python."""
    constant = np.array(value, dtype)
    constant.flags.writeable = False
    return constant
