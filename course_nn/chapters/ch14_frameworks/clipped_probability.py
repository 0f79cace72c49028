"""Cross-entropy from probabilities that are clipped, as Keras takes them, beside cross-entropy from logits."""

import numpy as np

from ...functions import sigmoid, softplus
from .elsewhere import run_elsewhere

#: Of the true class's logit less the other one's.
LOGITS = (-120.0, 20.0)
GRID = np.arange(LOGITS[0], LOGITS[1] + 0.25, 0.5)
#: Keras's is 10⁻⁷.
CLIPS = {"not at all": 0.0, "10⁻¹²": 1e-12, "10⁻⁷": 1e-7, "10⁻³": 1e-3}
TYPES = {"float32": np.float32, "float64": np.float64}


def from_logits(z, dtype=np.float32):
    """Loss log(1 + e^{−z}) and its derivative −σ(−z), for two classes whose logits are z apart."""
    z = np.asarray(z, dtype)
    return softplus(-z), -sigmoid(-z)


def from_probabilities(z, clip, dtype=np.float32):
    """Loss −log q and its derivative by z: q is p = σ(z), clipped to [clip, 1 − clip], all kept in ``dtype``.

    By the chain rule, (−1/q) · p · (1 − p), one product after the other; 0 where p lies outside. So 1/q overflows
    where p is below the smallest normal number, and p = 0 gives ∞ · 0, no number.
    """
    z, dtype = np.asarray(z, float), np.dtype(dtype).type
    p = sigmoid(z).astype(dtype)
    low, high = dtype(clip), dtype(1 - clip)
    q = np.clip(p, low, high)
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        slope = -1 / q * p * (1 - p)
        return -np.log(q) + dtype(0), np.where((p < low) | (p > high), dtype(0), slope) + dtype(0)  # no −0


#: Logits of the true class, the other's being 0, for which Keras was asked.
ASKED = (-50.0, -20.0, -15.0, -5.0, 5.0)


def in_keras(backend):
    """Keras's losses for `ASKED`: "of_arrays" of probabilities, "of_model" that ends with a softmax; its "slopes"."""
    return run_elsewhere("clipped_keras", asked(), backend=backend)


def asked():
    """What that program is given."""
    return {"logits": np.stack([ASKED, np.zeros(len(ASKED))], axis=1)}


def compare_losses(z, clip, dtype):
    """The instrument's compute: both losses and derivatives at the logit z, and at those of `GRID` above it.

    What lies below is for the reader to find.
    """
    kind, grid = TYPES[dtype], GRID[z <= GRID]
    return {
        "z": z,
        "p": float(sigmoid(np.array(z))),
        "rest": float(sigmoid(np.array(-z))),
        "clip": clip,
        "dtype": dtype,
        "grid": grid,
        "logits": from_logits(grid, kind),
        "probabilities": from_probabilities(grid, clip, kind),
        "logits here": tuple(map(float, from_logits(z, kind))),
        "probabilities here": tuple(map(float, from_probabilities(z, clip, kind))),
    }
