"""`fit`, the short wrapper around `train`: validation, history, callbacks, a progress bar."""

import contextlib

import numpy as np

from .. import _checks
from ..callbacks import Callback, Run, as_callbacks
from ..history import History
from .additions import additions
from .batches import batches
from .loop import steps_of
from .refusals import check


def fit(
    network,
    X,
    y,
    loss,
    optimizer,
    *,
    epochs=10,
    batch_size=32,
    rng=None,
    validation=None,
    progress=True,
    callbacks=(),
    history=None,
    penalty=None,
    clip_norm=None,
    clip_value=None,
):
    """Train on X (n, …) and y (n, …) for ``epochs`` passes and return the `History`.

    ``rng`` shuffles the batches; ``validation`` is a pair (X, y), or a `Dataset`, that is looked at after each epoch
    and never learned from; ``progress`` shows a bar. With a classification loss the history holds the accuracy too.
    ``penalty``, ``clip_norm`` and ``clip_value`` are those of `train`; ``loss`` in the history is J with the penalty,
    and ``validation_loss`` is without it, so that it can be compared between penalties.

    ``callbacks`` is a list of `Callback` objects, or functions of one argument that are called after each epoch.
    ``history`` is one to go on with: ``epochs`` counts those already in it, and where they are enough nothing is
    learned, as ``history.stopped`` then says. Interrupting keeps θ as after the last
    whole step and returns the history so far.
    """
    check(network, loss, optimizer)
    callbacks = as_callbacks(callbacks)
    if _checks.truth(progress, "progress"):
        from ..callbacks.reports import ProgressBar  # which `import course_nn` need not wait for

        if not any(isinstance(callback, ProgressBar) for callback in callbacks):
            callbacks.append(ProgressBar())
    if history is not None and not isinstance(history, History):
        raise TypeError(f"history: expected a History to go on with, got {_checks.describe(history)}")
    X, y = _checks.as_array(X, "X"), _checks.as_array(y, "y")
    if validation is not None:
        validation = _validation(validation)
        # What does not fit is refused before the training, not after its first epoch.
        loss(network(validation[0][:1]), validation[1][:1])
    epochs = _checks.whole(epochs, "epochs", low=0)
    with np.errstate(over="ignore"):
        X = X.astype(network.theta.dtype, copy=False)  # converted once, not at each step
    feed = batches(X, y, batch_size, rng)
    history = History() if history is None else history
    parts = {"": (X, y)} | ({} if validation is None else {"validation_": validation})
    kinds = ("loss", "accuracy") if hasattr(loss, "accuracy") else ("loss",)
    names = [part + kind for part in parts for kind in kinds]
    for callback in callbacks:
        names += callback.records
    run = Run(network, optimizer, history, epochs, feed.rng, names)
    extra = additions(network, penalty, clip_norm, clip_value)
    done = len(history)
    steps = steps_of(network, loss, optimizer, feed, range(done, epochs), extra, done * len(feed))
    history.interrupted, history.stopped = False, None
    started = []
    try:
        for callback in callbacks:
            started.append(callback)
            callback.start(run)
        _epochs(run, callbacks, steps, len(feed), lambda: _measure(network, loss, parts))
        run.complete = True
        if history.stopped is None and done >= epochs > 0:
            history.stopped = _enough(done, epochs)
            if progress:
                print(history.stopped)
    except KeyboardInterrupt:
        history.interrupted = True
    finally:
        with contextlib.ExitStack() as ends:  # each is called, whatever the others raise
            for callback in reversed(started):
                ends.callback(callback.finish, run)
    return history


def _epochs(run, callbacks, steps, many, measure):
    """Take the steps, ``many`` of them an epoch, and call the callbacks until the end or until one says stop."""
    listening = [c.after_step for c in callbacks if type(c).after_step is not Callback.after_step]
    losses = []
    while run.history.stopped is None and (step := next(steps, None)) is not None:
        losses.append(step.loss)
        for after_step in listening:
            after_step(run, step)
        if len(losses) == many:
            run.measured = {"loss": float(np.mean(losses))} | measure()
            run.history.append(**run.measured)
            for callback in callbacks:
                callback.after_epoch(run)
            losses = []


def _measure(network, loss, parts):
    """What is measured after an epoch, beside the mean loss of its steps."""
    measured = {}
    for part, (X, y) in parts.items():
        output = network(X) if part or hasattr(loss, "accuracy") else None
        if part:
            measured[f"{part}loss"] = loss(output, y)[0]
        if hasattr(loss, "accuracy"):  # the share of right answers, for losses that know what a right answer is
            measured[f"{part}accuracy"] = loss.accuracy(output, y)
    return measured


def _enough(done, epochs):
    """Why a training that goes on took no step: who asks for so many more epochs often forgets to add those before."""
    more = f"for {epochs} more, epochs={done + epochs}"
    return f"nothing to learn: epochs={epochs} counts the {done} in the history; {more}"


def _validation(pair):
    if hasattr(pair, "X") and hasattr(pair, "y"):
        pair = pair.X, pair.y
    if not isinstance(pair, (tuple, list)) or len(pair) != 2:
        raise TypeError(f"validation: expected a pair (X, y), got {_checks.describe(pair)}")
    X, y = (_checks.as_array(part, f"validation {name}") for part, name in zip(pair, "Xy", strict=True))
    if len(X) != len(y):
        raise ValueError(
            f"validation: expected as many targets as examples, got {len(X)} examples and {len(y)} targets"
        )
    return X, y
