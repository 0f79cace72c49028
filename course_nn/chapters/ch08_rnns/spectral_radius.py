"""What U's spectral radius says of a tanh RNN's gradient, and what it doesn't: four networks as examples."""

import numpy as np

from ...initializers import orthogonal
from ...layers import RNN
from .gradient_distance import gradient_norms

UNITS, STEPS = 32, 100


def radius_and_norm(U):
    """The spectral radius of U, its largest absolute eigenvalue, and its largest singular value."""
    return float(np.abs(np.linalg.eigvals(U)).max()), float(np.linalg.norm(U, 2))


def scaled_orthogonal(scale, size, seed=0):
    """A tanh RNN with U = scale · orthogonal and inputs x (STEPS, 8) that reach its units with deviation ``size``."""
    rng = np.random.default_rng(seed)
    layer = RNN(8, UNITS, rng, dtype=np.float64)
    layer.U.value[:] = scale * orthogonal((UNITS, UNITS), rng, np.float64)
    layer.W.value[:] = rng.standard_normal((8, UNITS)) * size / np.sqrt(8)
    return layer, rng.standard_normal((STEPS, 8))


def nilpotent(scale, seed=0, saturated=True):
    """A tanh RNN with U² = 0, hence spectral radius 0, whose second half of units is ``saturated`` by a bias, or not.

    U = [[A, A], [−A, −A]]: with all slopes 1 the two halves cancel in two steps. Units that stay at 1 have slope 0,
    and what is left for the first half is A alone; the bias takes away what the second half adds to it.
    """
    rng = np.random.default_rng(seed)
    half = UNITS // 2
    A = scale * orthogonal((half, half), rng, np.float64)
    layer = RNN(8, UNITS, rng, dtype=np.float64)
    layer.U.value[:] = np.block([[A, A], [-A, -A]])
    layer.W.value[:] = rng.standard_normal((8, UNITS)) * 0.3 / np.sqrt(8)
    if saturated:
        layer.b.value[:half] = A.sum(axis=0)
        layer.b.value[half:] = 10 * scale * np.sqrt(half)
    return layer, rng.standard_normal((STEPS, 8))


CASES = {
    "radius 0.95": lambda seed: scaled_orthogonal(0.95, 0.3, seed),
    "radius 2, small inputs": lambda seed: scaled_orthogonal(2.0, 0.3, seed),
    "radius 2, large inputs": lambda seed: scaled_orthogonal(2.0, 3.0, seed),
    "radius 0, half saturated": lambda seed: nilpotent(3.0, seed),
}


def radius_cases(seed=0):
    """For each case the ``radius`` and ``largest`` singular value of U, and the gradient's ``norms`` (STEPS + 1,).

    ``slope`` is the mean of 1 − h² over units and steps.
    """
    found = {}
    for name, make in CASES.items():
        layer, x = make(seed)
        radius, largest = radius_and_norm(layer.U.value)
        h = layer(x[None])
        norms = gradient_norms(layer, x)
        found[name] = {"radius": radius, "largest": largest, "norms": norms, "slope": float((1 - h**2).mean())}
    return found
