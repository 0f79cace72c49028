"""`fit`, the short wrapper around `train`: validation, history, callbacks, a progress bar."""

import contextlib

import numpy as np

from .. import _checks, interrupts
from ..callbacks import Callback, Run, as_callbacks
from ..history import History
from .additions import additions
from .batches import batches
from .loop import steps_of
from .refusals import as_logits, check, check_last_batch, check_schedule


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
    shuffle=True,
    validation=None,
    progress=True,
    callbacks=(),
    history=None,
    penalty=None,
    clip_norm=None,
    clip_value=None,
):
    """Train on X (n, …) and y (n, …) for ``epochs`` passes and return the `History`.

    X in whole numbers (tokens, pictures in bytes) reaches the network as it is; floats are converted to its type once.
    ``rng`` shuffles the batches, by default a Generator ``default_rng(0)`` of its own, which the history keeps as
    ``history.rng``; ``shuffle=False`` leaves the order of the examples. ``validation`` is a pair (X, y), or a
    `Dataset`, that is looked at after each epoch and never learned from; ``progress`` shows a bar. The loss in the
    history is the mean over the epoch's examples, each looked at with the θ of its step; with a classification loss
    the accuracy after the epoch stands beside it.
    ``penalty``, ``clip_norm`` and ``clip_value`` are those of `train`; ``loss`` in the history is J with the penalty,
    and ``validation_loss`` is without it, so that it can be compared between penalties.

    ``callbacks`` is a list of `Callback` objects, or functions of one argument that are called after each epoch.
    ``history`` is one to go on with: ``epochs`` counts those already in it, and where they are enough nothing is
    learned, as ``history.stopped`` then says. Interrupting keeps θ as after the last whole step and returns the history
    so far; within a search it ends the search.

    >>> import numpy as np
    >>> from course_nn import Adam, CrossEntropy, data, fit, mlp
    >>> X, y = data.moons(100)
    >>> network = mlp([2, 16, 2], np.random.default_rng(0))
    >>> history = fit(network, X, y, CrossEntropy(), Adam(0.02), epochs=200, progress=False)
    >>> history.accuracy[-1] > 0.95
    True
    """
    loss = check(network, loss, optimizer)
    callbacks = as_callbacks(callbacks)
    if _checks.truth(progress, "progress"):
        from ..callbacks.reports import ProgressBar  # which `import course_nn` need not wait for

        if not any(isinstance(callback, ProgressBar) for callback in callbacks):
            callbacks.append(ProgressBar())
    if history is not None and not isinstance(history, History):
        raise TypeError(f"history: expected a History to go on with, got {_checks.describe(history)}")
    X, y = _checks.as_array(X, "X"), _checks.as_array(y, "y")
    if validation is not None:
        loss(network(X[:1]), y[:1])  # so that it is not the validation that is blamed
        validation = _validation(validation, network, loss)
    epochs = _checks.whole(epochs, "epochs", low=0)
    if X.dtype.kind == "f":  # whole numbers may be tokens, or pictures in bytes, which take less room as they are
        with np.errstate(over="ignore"):
            X = X.astype(network.theta.dtype, copy=False)  # converted once, not at each step
    history = History() if history is None else history
    if rng is None and shuffle is True:
        rng = history.rng
    feed = batches(X, y, batch_size, rng, shuffle=shuffle)
    history.rng = feed.rng
    parts = {"": (X, y)} | ({} if validation is None else {"validation_": validation})
    kinds = ("loss", "accuracy") if hasattr(loss, "accuracy") else ("loss",)
    check_last_batch(network, feed)
    check_schedule(optimizer, (epochs - len(history)) * len(feed))
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
        _epochs(run, callbacks, steps, feed, lambda: _measure(network, loss, parts))
        run.complete = True
        if history.stopped is None and done >= epochs > 0:
            history.stopped = _enough(done, epochs)
            if progress:
                print(history.stopped)
    except KeyboardInterrupt:
        history.interrupted = True
        if interrupts.inside_another():
            raise
    finally:
        with contextlib.ExitStack() as ends:  # each is called, whatever the others raise
            for callback in reversed(started):
                ends.callback(callback.finish, run)
    return history


def _epochs(run, callbacks, steps, feed, measure):
    """Take the steps, and call the callbacks until the end or until one says stop."""
    listening = [c.after_step for c in callbacks if type(c).after_step is not Callback.after_step]
    losses = []
    while run.history.stopped is None and (step := next(steps, None)) is not None:
        losses.append(step.loss)
        for after_step in listening:
            after_step(run, step)
        if len(losses) == len(feed):
            run.measured = {"loss": float(np.average(losses, weights=feed.sizes))} | measure()
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
            measured[f"{part}accuracy"] = loss.accuracy(as_logits(output, network), y)
    return measured


def _enough(done, epochs):
    """Why a training that goes on took no step: who asks for so many more epochs often forgets to add those before."""
    more = f"for {epochs} more, epochs={done + epochs}"
    return f"nothing to learn: epochs={epochs} counts the {done} in the history; {more}"


def _validation(pair, network, loss):
    """The pair (X, y) to be looked at, which must fit the network and the loss before anything is learned."""
    if hasattr(pair, "X") and hasattr(pair, "y"):
        pair = pair.X, pair.y
    if not isinstance(pair, (tuple, list)) or len(pair) != 2:
        raise TypeError(f"validation: expected a pair (X, y), got {_checks.describe(pair)}")
    X, y = (_checks.as_array(part, f"validation {name}") for part, name in zip(pair, "Xy", strict=True))
    if len(X) != len(y):
        raise ValueError(
            f"validation: expected as many targets as examples, got {len(X)} examples and {len(y)} targets"
        )
    try:
        loss(network(X), y)
    except (TypeError, ValueError) as error:
        kind = TypeError if isinstance(error, TypeError) else ValueError
        raise kind(f"validation: {error}") from error
    return X, y
