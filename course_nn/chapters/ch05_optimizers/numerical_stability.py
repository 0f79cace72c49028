"""Numerical stability: what large logits do to the softmax and to log-sum-exp in numbers of limited size."""

import numpy as np

from ... import _checks
from ...functions import log_softmax, softmax

PATTERN = np.array([2.0, 1.0, 0.0, -1.0, -2.0])  # the logits, before size and shift
TYPES = {"float32": np.float32, "float64": np.float64}
LARGEST = 500.0  # of size and of shift
SMALLEST = 0.05  # where the curves over the size begin: half of the least size of the instrument


def logits_formulas(size, shift, dtype):
    """The softmax and the loss −log p of the last class, by the naive formulas and by the stable ones.

    The logits are z = size · (2, 1, 0, −1, −2)/2 + shift, five of them, in ``dtype`` "float32" or "float64". Naive:
    eᶻ / Σ eᶻ and −log of that. Stable: the largest logit is taken out first, and log p = z − max − log Σ e^(z−max)
    without a division. A dict: "z" (5,), "naive_p", "stable_p" (5,), "naive_loss", "stable_loss" (infinite or NaN
    where the formula breaks), "exponents" and "shifted" (5,), the decimal exponents of eᶻ and of e^(z−max),
    "range", the decimal exponents within which the type holds positive numbers; and over "sizes" (k,) up to ``size``
    the losses of both formulas with this shift, "naive_curve" and "stable_curve", and "end", the size at which the
    naive one ends: None if it does not, 0 if it never began.
    """
    size = _checks.number(size, "logits_formulas: size", low=0, high=LARGEST)
    shift = _checks.number(shift, "logits_formulas: shift", low=-LARGEST, high=LARGEST)
    kind = TYPES[_checks.one_of(dtype, TYPES, "logits_formulas: dtype")]
    z = (size / 2 * PATTERN + shift).astype(kind)
    naive_p, naive_loss = naive(z)
    sizes = np.geomspace(SMALLEST, max(size, 2 * SMALLEST), 121)

    def at(one):
        return losses((one / 2 * PATTERN + shift).astype(kind))

    curves = [at(one) for one in sizes]
    info = np.finfo(kind)
    return {
        "z": z,
        "naive_p": naive_p,
        "stable_p": softmax(z),
        "naive_loss": naive_loss,
        "stable_loss": losses(z)[1],
        "exponents": z.astype(float) / np.log(10),
        "shifted": (z - z.max()).astype(float) / np.log(10),
        "range": (float(np.log10(info.tiny) + np.log10(info.eps)), float(np.log10(info.max))),
        "sizes": sizes,
        "naive_curve": np.array([a for a, _ in curves]),
        "stable_curve": np.array([b for _, b in curves]),
        "end": _end(lambda one: np.isfinite(at(one)[0]), sizes),
        "size": size,
        "shift": shift,
        "dtype": dtype,
    }


def _end(holds, sizes):
    """The largest size, but for a thousandth, up to which ``holds``."""
    if not holds(sizes[0]):
        return 0.0
    broken = next((k for k, one in enumerate(sizes) if not holds(one)), None)
    if broken is None:
        return None
    low, high = sizes[broken - 1], sizes[broken]
    while high > 1.001 * low:
        middle = np.sqrt(low * high)
        low, high = (middle, high) if holds(middle) else (low, middle)
    return float(low)


def naive(z):
    """(p, −log p of the last class) as the textbook writes it, whatever comes of it."""
    with np.errstate(all="ignore"):  # overflow is what is shown
        e = np.exp(z)
        p = e / e.sum()
        return p, float(-np.log(p[-1]))


def losses(z):
    """−log p of the last class: naive, and by `log_softmax`."""
    return naive(z)[1], float(-log_softmax(z)[-1])
