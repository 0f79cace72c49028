"""Gradients that are too long are cut before the step: by entry, or as a whole."""

import math

import numpy as np

from .. import _checks
from .memory import TINY

#: Norms below it or above its inverse are computed with care.
_SAFE = 1e-15


def clip_by_value(grad, limit):
    """Cut every entry of the vector ``grad`` to −limit … limit, in place; return the norm that it had.

    That may turn the direction. PyTorch's ``clip_grad_value_``, Keras's ``clipvalue``.
    """
    norm = _norm(grad, limit, "clip_by_value")
    np.clip(grad, -float(limit), float(limit), out=grad)
    return norm


def clip_by_norm(grad, limit):
    """Shorten the vector ``grad`` to the length ``limit`` if it is longer, in place; return the norm that it had.

    g ← g · min(1, limit / ‖g‖), ‖g‖ over all parameters together (Pascanu, Mikolov and Bengio, 2013): the direction
    stays. Keras's ``global_clipnorm``; PyTorch's ``clip_grad_norm_`` divides by ‖g‖ + 1e-6. A gradient with NaN or
    infinity has no direction to keep: it stays as it is, and the norm says so.

    >>> import numpy as np
    >>> from course_nn import clip_by_norm
    >>> gradient = np.array([3.0, 4.0])
    >>> length = clip_by_norm(gradient, 1.0)
    >>> gradient
    array([0.6, 0.8])
    """
    norm = _norm(grad, limit, "clip_by_norm")
    if limit < norm < math.inf:
        grad *= limit / norm
    return norm


def _norm(grad, limit, name):
    _checks.number(limit, f"{name}: limit", above=0)
    if type(grad) is not np.ndarray or grad.ndim != 1 or grad.dtype not in TINY or not grad.flags.writeable:
        raise TypeError(
            f"{name}: expected a vector of float32 or float64 that may be changed, as network.grad is, "
            f"got {_checks.describe(grad)}"
        )
    with np.errstate(over="ignore", invalid="ignore"):
        norm = math.sqrt(grad.dot(grad))
        if not _SAFE < norm < 1 / _SAFE:  # the squares may have been too large or too small to count
            top = np.abs(grad).max(initial=0)
            if 0 < top < math.inf:
                norm = float(top) * float(np.linalg.norm(grad / top))
    return norm
