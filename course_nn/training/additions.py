"""What may come to the loss and its gradient before the step: a penalty on the weights, and clipping."""

import functools

import numpy as np

from .. import _checks
from ..optimizers import clip_by_norm, clip_by_value


class Additions:
    """What comes to the loss and its gradient: a penalty on the weights, and clipping."""

    def __init__(self, weights, penalty, clip):
        self.weights, self.penalty, self.clip = weights, penalty, clip
        self.pulls = []

    def penalize(self):
        """The penalty's share of J; its share of ∇J is kept for `pull`."""
        shares = [self.penalty(weight.value) for weight in self.weights]
        self.pulls = [gradient for _, gradient in shares]
        return sum(float(value) for value, _ in shares)

    def pull(self):
        for weight, gradient in zip(self.weights, self.pulls, strict=True):
            weight.grad += gradient


def _check_penalty(penalty, weights, network):
    if not callable(penalty) or isinstance(penalty, type):
        mend = f"; write {penalty.__name__}(strength)" if isinstance(penalty, type) else ""
        if isinstance(penalty, float):
            mend = f"; write L2Penalty({penalty:g})"
        raise TypeError(
            f"penalty: expected a penalty such as L2Penalty(0.001), got {_checks.describe(penalty)}{mend}"
        )
    if not weights:
        raise ValueError(
            f"penalty: expected weights of two or more dimensions to act on, {network!r} has none"
        )
    pair = penalty(weights[0].value)
    if not isinstance(pair, tuple) or len(pair) != 2 or np.shape(pair[1]) != weights[0].value.shape:
        raise TypeError(
            f"penalty: expected a penalty that returns value, gradient, the gradient like the weights "
            f"{weights[0].value.shape}, got {_checks.describe(pair)}"
        )


def additions(network, penalty, clip_norm, clip_value):
    """An `Additions`, or None where there is nothing to do."""
    weights, clip = [], None
    if penalty is not None:
        weights = [p for p in network.parameters().values() if p.value.ndim >= 2]
        _check_penalty(penalty, weights, network)
    if clip_norm is not None and clip_value is not None:
        raise ValueError("train: expected clip_norm or clip_value, got both")
    for name, cut, limit in (("norm", clip_by_norm, clip_norm), ("value", clip_by_value, clip_value)):
        if limit is not None:
            limit = _checks.number(limit, f"clip_{name}", above=0)
            clip = functools.partial(cut, limit=limit)
    return Additions(weights, penalty, clip) if weights or clip else None
