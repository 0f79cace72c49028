"""Training as a loop you can hold in your hand: batches and steps."""

import functools
import math
from typing import NamedTuple

import numpy as np

from .. import _checks
from ..core import Layer
from ..optimizers import Optimizer, clip_by_norm, clip_by_value


class Step(NamedTuple):
    """One step of training: its ``epoch`` and ``index`` (from 0) and the ``loss`` on its batch, before the update."""

    epoch: int
    index: int
    loss: float


class TrainingDiverged(ArithmeticError):
    """The loss, or ∇J, is no longer finite. θ is as after the last whole step; ``step`` is where it was noticed.

    The message says so if θ itself is ruined, by an earlier step whose gradient had overflowed unseen.
    """

    def __init__(self, step, before, learning_rate, ruined=False):
        super().__init__(step, before, learning_rate, ruined)  # by which it travels between processes
        self.step = step
        was = f"; the step before it was {before:.4g}" if before is not None else ""
        what = f"the loss is {step.loss}{was}"
        if math.isfinite(step.loss):
            what = f"the gradient is not finite, though the loss is {step.loss:.4g}{was}"
        self.message = (
            f"training stopped at step {step.index} (epoch {step.epoch}): {what}. Try a smaller learning rate "
            f"(now {learning_rate:g}) or clip_norm=1, and scale the inputs to about mean 0 and spread 1"
        )
        if ruined:
            self.message += "; θ is not finite any more, so begin anew or from a saved one"

    def __str__(self):
        return self.message


class batches:
    """Mini-batches ``(x, y)`` of ``size`` examples from X (n, …) and y (n, …), shuffled anew for each pass.

    ``rng`` is the Generator that shuffles; without it, or with one batch for all, the order stays. The last batch of a
    pass is smaller where ``size`` does not divide n. May be looped over as often as one likes, once for each epoch.
    """

    def __init__(self, X, y, size=32, rng=None):
        self.X, self.y = _checks.as_array(X, "X"), _checks.as_array(y, "y")
        for name, array in (("X", self.X), ("y", self.y)):
            if array.ndim == 0:
                raise ValueError(f"{name}: expected an array of examples, got a single number")
        if len(self.X) != len(self.y):
            raise ValueError(
                f"batches: expected as many targets as examples, got {len(self.X)} in X and {len(self.y)} in y"
            )
        self.size = min(_checks.whole(size, "size", low=1), len(self.X))
        self.rng = None if rng is None else _checks.generator(rng)

    def __len__(self):
        return math.ceil(len(self.X) / self.size)

    def __iter__(self):
        n = len(self.X)
        if self.size == n:
            yield self.X, self.y
            return
        order = np.arange(n) if self.rng is None else self.rng.permutation(n)
        for start in range(0, n, self.size):
            chosen = order[start : start + self.size]
            yield self.X[chosen], self.y[chosen]


def train(network, loss, optimizer, batches, epochs=1, *, penalty=None, clip_norm=None, clip_value=None):
    """An iterator of `Step`: each ``next`` takes one batch forward, its gradient back, and one step in θ.

    for step in train(network, loss, optimizer, batches(X, y, 32, rng), epochs=5): ...

    ``batches`` is anything that gives pairs ``(x, y)`` each time it is looped over: `batches`, or a list such as
    ``[(X, y)]``. Stop whenever you like: θ is as after the last step. A loss that is not finite, or a gradient that
    overflows on its way back, raises `TrainingDiverged` before it can touch θ.

    ``penalty``, such as `L2Penalty(1e-3)`, is added to J: it acts on the weights, which are the parameters of two or
    more dimensions (each once), never on biases or scales, and the loss of a step is J with it. ``clip_norm`` shortens
    ∇J to that length where it is longer (`clip_by_norm`), ``clip_value`` holds each of its entries within ±clip_value
    (`clip_by_value`); one of the two.
    """
    check(network, loss, optimizer)
    epochs = _checks.whole(epochs, "epochs", low=0)
    if isinstance(batches, tuple) or not hasattr(batches, "__iter__"):
        mend = "; write [(X, y)] for one batch of all" if isinstance(batches, tuple) else ""
        raise TypeError(f"train: expected batches, or a list of pairs (x, y), got {_checks.describe(batches)}{mend}")
    if epochs > 1 and iter(batches) is batches:
        raise TypeError(
            "train: expected batches that can be looped over once for each epoch, got an iterator that ends after one"
        )
    return steps_of(
        network, loss, optimizer, batches, range(epochs), additions(network, penalty, clip_norm, clip_value)
    )


def steps_of(network, loss, optimizer, batches, epochs, extra, index=0):
    parameters = list(network.parameters().values())
    if not parameters:
        raise ValueError(f"train: expected a network with parameters to learn, {network!r} has none")
    theta, grad = network.theta, network.grad
    spare = {"need_dx": False} if network.can_skip_dx else {}
    # What overflows on the way back goes through the first layer's bias. Its weights, in most networks by far the
    # longest part of θ, are spared the look, so that it costs nothing.
    seen = grad[parameters[0].value.size :] if len(parameters) > 1 else grad
    before = None
    for epoch in epochs:
        first = index
        for batch in batches:
            if not isinstance(batch, (tuple, list)) or len(batch) != 2:
                raise TypeError(f"train: expected each batch to be a pair (x, y), got {_checks.describe(batch)}")
            # Infinite inputs may hide behind a finite loss.
            if epoch == epochs[0] and isinstance(batch[0], np.ndarray):
                _checks.as_array(batch[0], "train: x of the batch")
            value, moved = _one_step(network, loss, optimizer, *batch, parameters, theta, grad, seen, spare, extra)
            step = Step(epoch, index, value)
            if not moved:
                _checks.as_array(batch[0], "train: x of the batch")  # a NaN in the data is refused as such
                raise TrainingDiverged(step, before, optimizer.learning_rate, not np.isfinite(theta).all())
            yield step
            index, before = index + 1, value
        if index == first:
            raise ValueError(f"train: expected at least one batch in each epoch, got none in epoch {epoch}")


# A number that overflows makes the loss infinite or NaN, which is reported in words; NumPy's warning says less.
@np.errstate(over="ignore", invalid="ignore")
def _one_step(network, loss, optimizer, x, y, parameters, theta, grad, seen, spare, extra=None):
    """Forward, backward, and a step in θ unless the loss or ∇J is not finite; the loss, and whether θ moved."""
    output, backward = network.forward(x, True)
    value, d_output = loss(output, y)
    if extra is not None:
        value += extra.penalize()
    if not math.isfinite(value):
        return value, False
    for parameter in parameters:
        parameter.forget()
    backward(d_output, **spare)
    for parameter in parameters:
        parameter.settle()
    if extra is not None:
        extra.pull()
    # The sum of squares is the quickest look at all entries; where it overflows, they may still be finite themselves.
    if not math.isfinite(seen.dot(seen)) and not np.isfinite(seen).all():
        return value, False
    if extra is not None and extra.clip is not None:
        extra.clip(grad)
    optimizer.step(theta, grad)
    return value, True


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
