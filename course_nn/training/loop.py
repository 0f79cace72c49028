"""Training as a loop you can hold in your hand: an iterator of steps in θ."""

import math
from functools import partial
from typing import NamedTuple

import numpy as np

from .. import _checks
from ..contract import output_and_backward
from ..core import Sequential
from ..parameters import theta_of
from .additions import additions
from .refusals import check, check_batch, check_batches, check_last_batch, check_schedule, warn_of_squares


class Step(NamedTuple):
    """One step of training: its ``epoch`` and ``index`` (from 0) and the ``loss`` on its batch, before the update."""

    epoch: int
    index: int
    loss: float


class TrainingDiverged(ArithmeticError):
    """The loss, or ∇J, is no longer finite. θ is as after the last whole step; ``step`` is where it was noticed.

    The message says so if θ itself is ruined: a step along a finite gradient may still lead out of the finite numbers.
    """

    def __init__(self, step, before, learning_rate, ruined=False, largest=(0.0, 0.0)):
        super().__init__(step, before, learning_rate, ruined, largest)  # by which it travels between processes
        self.step = step
        was = f"; the step before it was {before:.4g}" if before is not None else ""
        what = f"the loss is {step.loss}{was}"
        if math.isfinite(step.loss):
            what = f"the gradient is not finite, though the loss is {step.loss:.4g}{was}"
        self.message = (
            f"training stopped at step {step.index} (epoch {step.epoch}): {what}. "
            f"{_advice(before is None, learning_rate, largest)}"
        )
        if ruined:
            self.message += "; θ is not finite any more, so begin anew or from a saved one"

    def __str__(self):
        return self.message


def _advice(at_once, learning_rate, largest):
    """What to try when a training has diverged, ``at_once`` before the first step; ``largest`` is max |x|, max |y|."""
    large = [
        f"scale the {name}, which reach {size:.3g}, to about mean 0 and spread 1"
        for name, size in zip(("inputs", "targets"), largest, strict=True)
        if size > 1000
    ]
    if at_once:
        mend = " and ".join(large) or "look at the first weights, and at layers of your own"
        return f"No step had been taken, so it is not the learning rate: {mend}"
    slower = f"a smaller learning rate (now {learning_rate:g}) or clip_norm=1"
    if large:
        mend = " and ".join(large)
        return f"{mend[0].upper()}{mend[1:]}, or try {slower}"
    return f"Try {slower}, and scale the inputs to about mean 0 and spread 1"


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

    >>> import numpy as np
    >>> from course_nn import SGD, Dense, Sequential, SquaredError, batches, train
    >>> X = np.linspace(-1.0, 1.0, 20)[:, None]
    >>> line = Sequential(Dense(1, 1, np.random.default_rng(0)))
    >>> steps = list(train(line, SquaredError(), SGD(0.1), batches(X, 3 * X, 20), epochs=200))
    >>> len(steps), bool(np.allclose(line.theta, [3, 0], atol=0.01))
    (200, True)
    """
    loss = check(network, loss, optimizer)
    epochs = _checks.whole(epochs, "epochs", low=0)
    check_batches(batches, epochs)
    extra = additions(network, penalty, clip_norm, clip_value)
    if hasattr(batches, "sizes"):
        check_last_batch(network, batches)
    if hasattr(batches, "__len__"):
        check_schedule(optimizer, epochs * len(batches))
    return steps_of(network, loss, optimizer, batches, range(epochs), extra)


def steps_of(network, loss, optimizer, batches, epochs, extra, index=0):
    """The iterator behind `train`, for the ``epochs`` of a range; ``index`` counts on from steps taken before."""
    theta = theta_of(network)
    if not theta.parameters:
        raise ValueError(f"train: expected a network with parameters to learn, {network!r} has none")
    # A layer of the reader's own is held to its contract here; within a chain it is anyway.
    forward = network.forward if isinstance(network, Sequential) else partial(output_and_backward, network)
    spare = {"need_dx": False} if network.can_skip_dx else {}
    before = None
    for epoch in epochs:
        first = index
        for batch in batches:
            check_batch(batch, epoch == epochs[0])
            x, y = batch
            value, moved = _one_step(forward, loss, optimizer, x, y, theta, spare, extra)
            step = Step(epoch, index, value)
            if not moved:
                _checks.as_array(x, "train: x of the batch")  # a NaN in the data is refused as such
                ruined, largest = not np.isfinite(theta.value).all(), (_size(x), _size(y))
                raise TrainingDiverged(step, before, optimizer.learning_rate, ruined, largest)
            yield step
            index, before = index + 1, value
        if index == first:
            raise ValueError(f"train: expected at least one batch in each epoch, got none in epoch {epoch}")


def _size(array):
    """The largest of the numbers, whatever their sign."""
    array = np.asarray(array)
    return float(np.abs(array).max()) if array.dtype.kind in "fiu" else 0.0


# A number that overflows makes J or ∇J infinite or NaN, which is reported in words; NumPy's warning says less.
@np.errstate(over="ignore", invalid="ignore")
def _one_step(forward, loss, optimizer, x, y, theta, spare, extra):
    """J and ∇J on one batch, and a step in θ if all of them are finite; J, and whether θ moved."""
    output, backward = forward(x, True)
    value, d_output = loss(output, y)
    theta.clear()
    backward(d_output, **spare)
    theta.settle()
    if extra is not None:
        value += extra.add()
    square = theta.squared_length()
    finite = math.isfinite(value) and square == square  # the latter is false for NaN
    if finite:
        if extra is not None and extra.clip is not None:
            extra.clip(theta.grad)
        elif square == math.inf:
            warn_of_squares(optimizer, theta.grad)
        optimizer.step(theta.value, theta.grad)
    return value, finite
