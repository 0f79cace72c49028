"""What may come to the loss and its gradient: a penalty on the weights, and clipping."""

import functools

from .. import _checks
from ..optimizers import clip_by_norm, clip_by_value
from .refusals import check_penalty


class Additions:
    """A ``penalty`` on the ``weights``, added to J and ∇J; ``clip(grad)`` cuts ∇J, or is None."""

    def __init__(self, weights, penalty, clip):
        self.weights, self.penalty, self.clip = weights, penalty, clip

    def add(self):
        """Add the penalty's share to ∇J, and return its share of J."""
        value = 0.0
        for weight in self.weights:
            share, gradient = self.penalty(weight.value)
            weight.grad += gradient
            value += float(share)
        return value


def additions(network, penalty, clip_norm, clip_value):
    """An `Additions`, or None where there is nothing to do."""
    weights, clip = [], None
    if penalty is not None:
        weights = [p for p in network.parameters().values() if p.value.ndim >= 2]
        check_penalty(penalty, weights, network)
    if clip_norm is not None and clip_value is not None:
        raise ValueError("train: expected clip_norm or clip_value, got both")
    for name, cut, limit in (("norm", clip_by_norm, clip_norm), ("value", clip_by_value, clip_value)):
        if limit is not None:
            limit = _checks.number(limit, f"clip_{name}", above=0)
            clip = functools.partial(cut, limit=limit)
    return Additions(weights, penalty, clip) if weights or clip else None
