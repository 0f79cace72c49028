"""Local SGD: each worker takes k steps on its own parts, then all go on from the mean of their θ."""

import copy
import itertools
import math

import numpy as np

from .. import _checks
from ..parameters import theta_of
from ..training.loop import Step
from ..training.refusals import check_batch
from .data_parallel import check_all, diverged, gradient
from .one_process import check_machines
from .parts import check_mean, mean_of_parts, parts_of


def train_local(network, loss, optimizer, batches, epochs=1, *, machines, every=10):
    """An iterator of `Step` like `train_parallel`, but θ is exchanged only after ``every`` steps: their mean goes on.

    θ ← Σ nᵢ θᵢ / Σ nᵢ, where worker i has taken ``every`` steps on its parts of the batches, nᵢ examples in all. With
    ``every=1`` this is `train_parallel`, since the mean of θ − α ∇Jᵢ is θ − α times the mean of ∇Jᵢ; with more it is
    another method: between two means every worker goes its own way. θ of the network changes when a round of ``every``
    steps is done, and at the end of an epoch; the losses of a round come after it.

    The optimizer must remember nothing, as `SGD` without momentum: a memory belongs to the way of one θ.
    McMahan and others, Communication-efficient learning of deep networks from decentralized data, AISTATS 2017; Stich,
    Local SGD converges fast and communicates little, ICLR 2019.
    """
    loss = check_all(network, loss, optimizer, batches, epochs, machines)
    every = _checks.whole(every, "every", low=1)
    if optimizer.slots:
        momentum = f" with momentum {optimizer.momentum:g}" if hasattr(optimizer, "momentum") else ""
        raise ValueError(
            f"optimizer: expected one without a memory, such as SGD(0.1), got {optimizer!r}{momentum}: what it "
            "remembers belongs to the way of one θ, and each worker goes its own"
        )
    return _steps(network, loss, optimizer, batches, epochs, check_machines(machines), every)


def _steps(network, loss, optimizer, batches, epochs, machines, every):
    theta, held, index, before = theta_of(network), (network, loss), 0, None
    for epoch in range(epochs):
        first, feed = index, iter(batches)
        while round_ := list(itertools.islice(feed, every)):
            for batch in round_:
                check_batch(batch, epoch == 0)
            # A batch may have fewer examples than there are workers: it has no part for some of them.
            parted = [parts_of(x, y, machines.workers) for x, y in round_]
            having = [[k for k, one in enumerate(parted) if i < len(one)] for i in range(max(map(len, parted)))]
            shares = [[parted[k][i] for k in numbers] for i, numbers in enumerate(having)]
            found = machines.run(steps_on_parts, [(theta.value, share, optimizer) for share in shares], held)
            sizes = [sum(len(x) for x, _ in share) for share in shares]
            values = [dict(zip(numbers, own, strict=True)) for numbers, (_, own, _) in zip(having, found, strict=True)]
            losses = [
                mean_of_parts([values[i][k] for i in range(len(one))], [len(x) for x, _ in one])
                for k, one in enumerate(parted)
            ]
            if index == 0:
                x, y = round_[0]
                check_mean(loss, loss(network(x), y)[0], losses[0])
            mean = mean_of_parts([value for value, _, _ in found], sizes)
            for value, batch in zip(losses, round_, strict=True):
                step = Step(epoch, index, value)
                if not math.isfinite(value) or not np.isfinite(mean).all():
                    raise diverged(step, before, optimizer, theta, batch)
                index, before = index + 1, value
            theta.value[...] = mean
            optimizer.restore(found[0][2])
            yield from (Step(epoch, index - len(losses) + k, value) for k, value in enumerate(losses))
        if index == first:
            raise ValueError(f"train: expected at least one batch in each epoch, got none in epoch {epoch}")


def steps_on_parts(held, theta, parts, optimizer):
    """θ after a step on each of the parts, the losses before the steps, and the state of the optimizer after them."""
    network, loss = held
    own, optimizer = theta_of(network), copy.deepcopy(optimizer)
    own.value[...] = theta
    losses = []
    for x, y in parts:
        value, grad = gradient(network, loss, own, x, y)
        losses.append(value)
        if not (math.isfinite(value) and np.isfinite(grad).all()):
            losses[-1] = math.nan
            break
        optimizer.step(own.value, grad)
    return own.value.copy(), losses + [math.nan] * (len(parts) - len(losses)), optimizer.state()
