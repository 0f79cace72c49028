"""Training as a loop you can hold in your hand: batches, steps, and the short wrapper `fit`."""

import math
from typing import NamedTuple

import numpy as np

from . import _checks
from .core import Layer
from .history import History, progress_bar
from .optimizers import Optimizer


class Step(NamedTuple):
    """One step of training: its ``epoch`` and ``index`` (from 0) and the ``loss`` on its batch, before the update."""

    epoch: int
    index: int
    loss: float


class TrainingDiverged(ArithmeticError):
    """The loss is no longer a finite number. θ is as after the last whole step; ``step`` is where it was noticed."""

    def __init__(self, step, before, learning_rate):
        super().__init__(step, before, learning_rate)  # by which it travels between processes
        self.step = step
        was = f"; the step before it was {before:.4g}" if before is not None else ""
        self.message = (
            f"training stopped at step {step.index} (epoch {step.epoch}): the loss is {step.loss}{was}. "
            f"Try a smaller learning rate (now {learning_rate:g}), and scale the inputs to about mean 0 and spread 1"
        )

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


def train(network, loss, optimizer, batches, epochs=1):
    """An iterator of `Step`: each ``next`` takes one batch forward, its gradient back, and one step in θ.

    for step in train(network, loss, optimizer, batches(X, y, 32, rng), epochs=5): ...

    ``batches`` is anything that gives pairs ``(x, y)`` each time it is looped over: `batches`, or a list such as
    ``[(X, y)]``. Stop whenever you like: θ is as after the last step. A loss that is not finite raises
    `TrainingDiverged` before it can touch θ.
    """
    _check(network, loss, optimizer)
    epochs = _checks.whole(epochs, "epochs", low=0)
    if isinstance(batches, tuple) or not hasattr(batches, "__iter__"):
        mend = "; write [(X, y)] for one batch of all" if isinstance(batches, tuple) else ""
        raise TypeError(
            f"train: expected batches, or a list of pairs (x, y), got {_checks.describe(batches)}{mend}"
        )
    if epochs > 1 and iter(batches) is batches:
        raise TypeError(
            "train: expected batches that can be looped over once for each epoch, got an iterator that ends after one"
        )
    return _steps(network, loss, optimizer, batches, epochs)


def _steps(network, loss, optimizer, batches, epochs):
    parameters = list(network.parameters().values())
    if not parameters:
        raise ValueError(f"train: expected a network with parameters to learn, {network!r} has none")
    theta, grad = network.theta, network.grad
    spare = {"need_dx": False} if network.can_skip_dx else {}
    index, before = 0, None
    for epoch in range(epochs):
        first = index
        for batch in batches:
            if not isinstance(batch, (tuple, list)) or len(batch) != 2:
                raise TypeError(
                    f"train: expected each batch to be a pair (x, y), got {_checks.describe(batch)}"
                )
            # Infinite inputs may hide behind a finite loss.
            if not epoch and isinstance(batch[0], np.ndarray):
                _checks.as_array(batch[0], "train: x of the batch")
            value = _one_step(network, loss, optimizer, *batch, parameters, theta, grad, spare)
            step = Step(epoch, index, value)
            if not math.isfinite(value):
                _checks.as_array(batch[0], "train: x of the batch")  # a NaN in the data is refused as such
                raise TrainingDiverged(step, before, optimizer.learning_rate)
            yield step
            index, before = index + 1, value
        if index == first:
            raise ValueError(f"train: expected at least one batch in each epoch, got none in epoch {epoch}")


# A number that overflows makes the loss infinite or NaN, which is reported in words; NumPy's warning says less.
@np.errstate(over="ignore", invalid="ignore")
def _one_step(network, loss, optimizer, x, y, parameters, theta, grad, spare):
    """Forward, backward, and a step in θ unless the loss is not finite; the loss."""
    output, backward = network.forward(x, True)
    value, d_output = loss(output, y)
    if math.isfinite(value):
        for parameter in parameters:
            parameter.forget()
        backward(d_output, **spare)
        for parameter in parameters:
            parameter.settle()
        optimizer.step(theta, grad)
    return value


def fit(
    network, X, y, loss, optimizer, *, epochs=10, batch_size=32, rng=None, validation=None, progress=True
):
    """Train on X (n, …) and y (n, …) for ``epochs`` passes and return the `History`.

    ``rng`` shuffles the batches; ``validation`` is a pair (X, y) that is looked at after each epoch and never learned
    from; ``progress`` shows a bar. With a classification loss the history holds the accuracy too. Interrupting keeps
    θ as after the last whole step and returns the history so far.
    """
    _check(network, loss, optimizer)
    progress = _checks.truth(progress, "progress")
    X, y = _checks.as_array(X, "X"), _checks.as_array(y, "y")
    if validation is not None:
        if not isinstance(validation, (tuple, list)) or len(validation) != 2:
            raise TypeError(f"validation: expected a pair (X, y), got {_checks.describe(validation)}")
        validation = tuple(
            _checks.as_array(part, f"validation {name}") for part, name in zip(validation, "Xy", strict=True)
        )
        if len(validation[0]) != len(validation[1]):
            raise ValueError(
                f"validation: expected as many targets as examples, got {len(validation[0])} examples "
                f"and {len(validation[1])} targets"
            )
        # What does not fit is refused before the training, not after its first epoch.
        loss(network(validation[0][:1]), validation[1][:1])
    epochs = _checks.whole(epochs, "epochs", low=0)
    theta = network.theta
    with np.errstate(over="ignore"):
        X_own = X.astype(theta.dtype, copy=False)  # converted once, not at each step
    feed = batches(X_own, y, batch_size, rng)
    history, losses = History(), []
    with progress_bar(epochs if progress else 0) as bar:
        try:
            for step in train(network, loss, optimizer, feed, epochs):
                losses.append(step.loss)
                if (step.index + 1) % len(feed) == 0:
                    measured = {"loss": float(np.mean(losses))} | _accuracy(network, loss, X, y)
                    if validation is not None:
                        held_out = {"loss": loss(network(validation[0]), validation[1])[0]} | _accuracy(
                            network, loss, *validation
                        )
                        measured |= {f"validation_{name}": value for name, value in held_out.items()}
                    history.append(**measured)
                    bar(measured)
                    losses = []
        except KeyboardInterrupt:
            history.interrupted = True
    return history


def _accuracy(network, loss, X, y):
    """The share of right answers, for the losses that know what a right answer is."""
    return {"accuracy": loss.accuracy(network(X), y)} if hasattr(loss, "accuracy") else {}


def _check(network, loss, optimizer):
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
