"""What a training can't begin with, or go on with, each in one sentence."""

import numpy as np

from .. import _checks
from ..core import Layer
from ..optimizers import Optimizer


def check(network, loss, optimizer):
    if not isinstance(network, Layer):
        raise TypeError(f"network: expected a layer or a network of layers, got {_checks.describe(network)}")
    if not callable(loss) or isinstance(loss, type):
        mend = f"; write {loss.__name__}()" if isinstance(loss, type) else ""
        raise TypeError(f"loss: expected a loss such as SquaredError(), got {_checks.describe(loss)}{mend}")
    if not isinstance(optimizer, Optimizer):
        mend = f"; write {optimizer.__name__}(...)" if isinstance(optimizer, type) else ""
        raise TypeError(
            f"optimizer: expected an optimizer such as Adam(0.001), got {_checks.describe(optimizer)}{mend}"
        )


def check_batches(batches, epochs):
    """What `train` loops over: pairs (x, y), as often as there are epochs."""
    if isinstance(batches, tuple) or not hasattr(batches, "__iter__"):
        mend = "; write [(X, y)] for one batch of all" if isinstance(batches, tuple) else ""
        raise TypeError(f"train: expected batches, or a list of pairs (x, y), got {_checks.describe(batches)}{mend}")
    if epochs > 1 and iter(batches) is batches:
        raise TypeError(
            "train: expected batches that can be looped over once for each epoch, got an iterator that ends after one"
        )


def check_batch(batch, first_epoch):
    """A pair (x, y). Infinite inputs may hide behind a finite loss, so x is looked at once."""
    if not isinstance(batch, (tuple, list)) or len(batch) != 2:
        raise TypeError(f"train: expected each batch to be a pair (x, y), got {_checks.describe(batch)}")
    if first_epoch and isinstance(batch[0], np.ndarray):
        _checks.as_array(batch[0], "train: x of the batch")


def check_penalty(penalty, weights, network):
    if not callable(penalty) or isinstance(penalty, type):
        mend = f"; write {penalty.__name__}(strength)" if isinstance(penalty, type) else ""
        if isinstance(penalty, float):
            mend = f"; write L2Penalty({penalty:g})"
        raise TypeError(f"penalty: expected a penalty such as L2Penalty(0.001), got {_checks.describe(penalty)}{mend}")
    if not weights:
        raise ValueError(f"penalty: expected weights of two or more dimensions to act on, {network!r} has none")
    for weight in weights:
        pair = penalty(weight.value)
        shape = weight.value.shape
        if not isinstance(pair, tuple) or len(pair) != 2 or not _is(pair[0], ()) or not _is(pair[1], shape):
            came = _checks.describe(pair)
            if isinstance(pair, tuple):
                came = f"({', '.join(map(_checks.describe, pair))})"
            raise TypeError(
                "penalty: expected a penalty that returns value, gradient, a number and an array like the weights "
                f"{shape}, got {came}"
            )


def _is(value, shape):
    """Whether this is a number, or an array of numbers, of that shape."""
    try:
        value = np.asarray(value)
    except ValueError:  # rows of unequal length
        return False
    return value.shape == shape and value.dtype.kind in "fiu"
