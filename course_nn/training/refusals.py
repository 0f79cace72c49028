"""What a training can't begin with, or go on with, each in one sentence."""

import inspect
import warnings

import numpy as np

from .. import _checks
from ..core import Layer, Sequential
from ..layers import BatchNorm, Heaviside, RadialBasis, ReLU, Sigmoid, Softplus
from ..losses import BinaryCrossEntropy, CrossEntropy, SquaredError
from ..optimizers import Optimizer
from ..schedules import value_at
from ..sequence_losses import SequenceCrossEntropy


def check(network, loss, optimizer):
    """Refuse what can't be trained; the loss, which is held to its contract where it is one of the reader's own."""
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
    if isinstance(loss, (BinaryCrossEntropy, CrossEntropy)) and (last := _no_logits(network)):
        warnings.warn(
            f"{type(loss).__name__} expects logits, numbers of any size and sign, but the network ends in {last!r}; "
            "leave it away, and take sigmoid or softmax of the output where you want probabilities",
            stacklevel=3,
        )
    return loss if type(loss) in _OURS else _held(loss)


_OURS = (SquaredError, BinaryCrossEntropy, CrossEntropy, SequenceCrossEntropy)
_ENDS_IN = (Sigmoid, ReLU, Softplus, Heaviside, RadialBasis)


def _no_logits(network):
    """The last layer of the network, if what it gives are probabilities or can't be negative; or None."""
    while isinstance(network, Sequential):
        network = network.layers[-1]
    return network if isinstance(network, _ENDS_IN) or type(network).__name__.lower() == "softmax" else None


def as_logits(output, network):
    """The output, or what has its sign where the network ends in a sigmoid: the more probable class is above 0."""
    return output - 0.5 if isinstance(_no_logits(network), Sigmoid) and output.shape[-1] == 1 else output


def _held(loss):
    """The loss, which is looked at whenever it is called: what it gives must be a number and a gradient."""
    check_arguments(loss, "loss", "output, target")

    def held(output, target):
        pair = loss(output, target)
        if not isinstance(pair, tuple) or len(pair) != 2 or not _is(pair[0], ()) or not _is(pair[1], output.shape):
            raise TypeError(
                "loss: expected a loss that returns value, d_output, a number and an array of the output's shape "
                f"{output.shape}, got {_each(pair)}"
            )
        return float(pair[0]), np.asarray(pair[1])

    if hasattr(loss, "accuracy"):
        held.accuracy = loss.accuracy
    return held


def check_arguments(function, what, arguments):
    """Refuse a function that can't be called with so many arguments."""
    try:
        signature = inspect.signature(function)
        signature.bind(*arguments.split(", "))
    except TypeError:
        raise TypeError(f"{what}: expected a function of {arguments}, got one of {signature}") from None
    except ValueError:  # some functions written in C do not tell
        pass


def check_last_batch(network, feed):
    """A batch of one has no variance: refused before the first step, not at the end of the first epoch."""
    if feed.sizes[-1] == 1 and any(isinstance(layer, BatchNorm) for layer in all_layers(network)):
        try:
            network.copy().forward(feed.X[:1], True)
        except ValueError as error:
            raise ValueError(
                f"batch_size: expected one that leaves no batch of a single example, got {feed.size} for "
                f"{len(feed.X)} examples: {error}"
            ) from None


def all_layers(layer):
    yield layer
    for _, child in layer.children():
        if isinstance(child, Layer):
            yield from all_layers(child)


def check_schedule(optimizer, steps):
    """A word where the rate comes to nothing long before the training ends: ``steps`` are still to be taken."""
    schedule, first = optimizer.schedule, optimizer.steps
    if schedule is None or steps < 20:
        return
    late, last = (value_at(schedule, t) for t in (first + int(0.9 * steps), first + steps - 1))
    top = max(value_at(schedule, first + k * steps // 100) for k in range(100))
    if late == last <= 0.001 * top:
        ends = next(t for t in range(first, first + steps) if value_at(schedule, t) == last)
        warnings.warn(
            f"{schedule!r} has come down to the rate {last:g} at step {ends}, but the training goes on to step "
            f"{first + steps}, and learns nothing more; a schedule counts steps (batches), not epochs",
            stacklevel=3,
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
        mend = "; batches(X, y) gives pairs, batches(X) arrays" if isinstance(batch, np.ndarray) else ""
        raise TypeError(f"train: expected each batch to be a pair (x, y), got {_checks.describe(batch)}{mend}")
    if first_epoch and isinstance(batch[0], np.ndarray):
        _checks.as_array(batch[0], "train: x of the batch")


def warn_of_squares(optimizer, grad):
    """A word where the optimizer keeps squares, and one of them overflows: it stays infinite, and its weight still."""
    if optimizer.squares and np.isinf(np.square(grad)).any():
        warnings.warn(
            f"{type(optimizer).__name__} keeps squares of the gradient, and one has overflowed: the weights it belongs "
            "to will not move any more; give clip_norm=1, or scale the data, and begin with a new optimizer",
            stacklevel=4,
        )


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
            raise TypeError(
                "penalty: expected a penalty that returns value, gradient, a number and an array like the weights "
                f"{shape}, got {_each(pair)}"
            )


def _each(pair):
    return f"({', '.join(map(_checks.describe, pair))})" if isinstance(pair, tuple) else _checks.describe(pair)


def _is(value, shape):
    """Whether this is a number, or an array of numbers, of that shape."""
    try:
        value = np.asarray(value)
    except ValueError:  # rows of unequal length
        return False
    return value.shape == shape and value.dtype.kind in "fiu"
