"""Data-parallel training: each worker computes the gradient of its part of a batch, and θ takes one step."""

import math

import numpy as np

from .. import _checks
from ..parameters import theta_of
from ..training.additions import additions
from ..training.loop import Step, TrainingDiverged
from ..training.refusals import check, check_batch, check_batches, check_schedule
from .one_process import check_machines
from .parts import check_mean, check_parts, mean_of_parts, parts_of


def train_parallel(
    network, loss, optimizer, batches, epochs=1, *, machines, penalty=None, clip_norm=None, clip_value=None
):
    """An iterator of `Step`, as `train` is: ``machines`` (from `cluster`, or a `OneProcess`) share each batch.

    ∇J = Σ nᵢ ∇Jᵢ / Σ nᵢ over the parts of nᵢ examples, so θ goes where one process would take it, but for rounding:
    sums are taken in another order. θ and the optimizer are here; θ is sent in every step, and a gradient as long comes
    back from each part. So a worker that is lost takes nothing along, and its part is computed by another.

    The loss must be a mean over examples, as all of ours but `SequenceCrossEntropy` are. Refused are batch
    normalization and layers that draw (dropout): with them, ∇J of the batch is not the mean of the parts'.
    The other arguments are those of `train`. Dean and others, Large scale distributed deep networks, NeurIPS 2012;
    Goyal and others, Accurate, large minibatch SGD, 2017.
    """
    loss = check_all(network, loss, optimizer, batches, epochs, machines)
    return _steps(
        network, loss, optimizer, batches, epochs, machines, additions(network, penalty, clip_norm, clip_value)
    )


def check_all(network, loss, optimizer, batches, epochs, machines):
    """What `train` refuses, and what can't be done in parts, as far as it is seen before a step (then: `check_mean`).

    Returns the loss, which is held to its contract where it is one of the reader's own.
    """
    held = check(network, loss, optimizer)
    check_parts(network, loss)
    check_machines(machines)
    check_batches(batches, _checks.whole(epochs, "epochs", low=0))
    if not theta_of(network).parameters:
        raise ValueError(f"train: expected a network with parameters to learn, {network!r} has none")
    if hasattr(batches, "__len__"):
        check_schedule(optimizer, epochs * len(batches))
    return held


def _steps(network, loss, optimizer, batches, epochs, machines, extra):
    theta, held, index, before = theta_of(network), (network, loss), 0, None
    for epoch in range(epochs):
        first = index
        for batch in batches:
            check_batch(batch, epoch == 0)
            x, y = batch
            parts = parts_of(x, y, machines.workers)
            sizes = [len(part) for part, _ in parts]
            found = machines.run(gradient_of_part, [(theta.value, *part) for part in parts], held)
            value = mean_of_parts([one for one, _ in found], sizes)
            if index == 0:
                check_mean(loss, loss(network(x), y)[0], value)
            theta.grad[...] = mean_of_parts([grad for _, grad in found], sizes)
            value = value if extra is None else value + extra.add()
            step = Step(epoch, index, value)
            if not (math.isfinite(value) and np.isfinite(theta.grad).all()):
                raise diverged(step, before, optimizer, theta, batch)
            if extra is not None and extra.clip is not None:
                extra.clip(theta.grad)
            optimizer.step(theta.value, theta.grad)
            yield step
            index, before = index + 1, value
        if index == first:
            raise ValueError(f"train: expected at least one batch in each epoch, got none in epoch {epoch}")


def diverged(step, before, optimizer, theta, batch):
    """The error that `train` raises, too."""
    largest = tuple(float(np.abs(a).max()) if np.asarray(a).dtype.kind in "fiu" else 0.0 for a in batch)
    return TrainingDiverged(step, before, optimizer.learning_rate, not np.isfinite(theta.value).all(), largest)


def gradient_of_part(held, theta, x, y):
    """J and ∇J (as long as θ) on one part, of the network and loss that the worker holds, at this θ."""
    network, loss = held
    own = theta_of(network)
    own.value[...] = theta
    value, grad = gradient(network, loss, own, x, y)
    return value, grad.copy()  # its memory is written again by the next


# A number that overflows makes J or ∇J infinite or NaN, which is reported in words; NumPy's warning says less.
@np.errstate(over="ignore", invalid="ignore")
def gradient(network, loss, theta, x, y):
    """J and ∇J on one batch; the latter is ``theta.grad`` itself."""
    output, backward = network.forward(x, True)
    value, d_output = loss(output, y)
    theta.clear()
    backward(d_output, **({"need_dx": False} if network.can_skip_dx else {}))
    theta.settle()
    return value, theta.grad
