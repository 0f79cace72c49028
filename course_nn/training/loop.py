"""Training as a loop you can hold in your hand: an iterator of steps in θ."""

import math
from typing import NamedTuple

import numpy as np

from .. import _checks
from ..parameters import theta_of
from .additions import additions
from .refusals import check, check_batch, check_batches


class Step(NamedTuple):
    """One step of training: its ``epoch`` and ``index`` (from 0) and the ``loss`` on its batch, before the update."""

    epoch: int
    index: int
    loss: float


class TrainingDiverged(ArithmeticError):
    """The loss, or ∇J, is no longer finite. θ is as after the last whole step; ``step`` is where it was noticed.

    The message says so if θ itself is ruined: a step along a finite gradient may still lead out of the finite numbers.
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
    check_batches(batches, epochs)
    extra = additions(network, penalty, clip_norm, clip_value)
    return steps_of(network, loss, optimizer, batches, range(epochs), extra)


def steps_of(network, loss, optimizer, batches, epochs, extra, index=0):
    """The iterator behind `train`, for the ``epochs`` of a range; ``index`` counts on from steps taken before."""
    theta = theta_of(network)
    if not theta.parameters:
        raise ValueError(f"train: expected a network with parameters to learn, {network!r} has none")
    spare = {"need_dx": False} if network.can_skip_dx else {}
    before = None
    for epoch in epochs:
        first = index
        for batch in batches:
            check_batch(batch, epoch == epochs[0])
            x, y = batch
            value, moved = _one_step(network, loss, optimizer, x, y, theta, spare, extra)
            step = Step(epoch, index, value)
            if not moved:
                _checks.as_array(x, "train: x of the batch")  # a NaN in the data is refused as such
                raise TrainingDiverged(step, before, optimizer.learning_rate, not np.isfinite(theta.value).all())
            yield step
            index, before = index + 1, value
        if index == first:
            raise ValueError(f"train: expected at least one batch in each epoch, got none in epoch {epoch}")


# A number that overflows makes J or ∇J infinite or NaN, which is reported in words; NumPy's warning says less.
@np.errstate(over="ignore", invalid="ignore")
def _one_step(network, loss, optimizer, x, y, theta, spare, extra):
    """J and ∇J on one batch, and a step in θ if all of them are finite; J, and whether θ moved."""
    output, backward = network.forward(x, True)
    value, d_output = loss(output, y)
    theta.clear()
    backward(d_output, **spare)
    theta.settle()
    if extra is not None:
        value += extra.add()
    finite = math.isfinite(value) and theta.grad_is_finite()
    if finite:
        if extra is not None and extra.clip is not None:
            extra.clip(theta.grad)
        optimizer.step(theta.value, theta.grad)
    return value, finite
