"""Callbacks that watch one quantity: stopping early, keeping the best, reducing the rate."""

import math
from functools import partial

from .. import _checks, _files
from ..checkpoint import at_once, save
from . import Callback

#: The last word of a quantity's name tells whether more of it is better (``validation_f1``) or less (``test_loss``).
UPWARD = {"accuracy", "acc", "auc", "f1", "r2", "precision", "recall", "sensitivity", "specificity", "iou", "dice"}
DOWNWARD = {"loss", "cost", "error", "mse", "rmse", "mae", "nll", "perplexity", "entropy", "deviance"}


class _Monitor(Callback):
    """What callbacks share that watch one quantity: which epoch was the best, and how many passed since.

    ``mode`` says what is better, "max" for more or "min" for less, as in Keras. The usual names need none: accuracy,
    auc, f1, r2, precision … are to rise, loss, error, mse, mae … to fall; others are refused without it. NaN is never
    better. A history that is gone on with counts as if the callback had watched it from the start.
    """

    def __init__(self, monitor, min_change=0.0, mode=None):
        name = type(self).__name__
        if not isinstance(monitor, str):
            raise TypeError(
                f"{name}: monitor: expected a name such as 'validation_loss', got {_checks.describe(monitor)}"
            )
        self.monitor = monitor
        self.min_change = _checks.number(min_change, f"{name}: min_change", low=0)
        self.mode = mode if mode is None else _checks.one_of(mode, ("min", "max"), f"{name}: mode")
        self._forget()

    def _forget(self):
        self.best, self.best_epoch, self.waited = None, None, 0

    def start(self, run):
        self._check_name(run.names)
        if self._sign() is None:
            raise ValueError(
                f"{type(self).__name__}: expected mode='max' or mode='min' for {self.monitor!r}: "
                "its name does not tell whether more of it is better or less"
            )
        self._forget()
        values = run.history.records.get(self.monitor, ())
        for epoch, value in enumerate(values, start=run.epoch - len(values) + 1):  # it may be measured since later
            self.look(value, epoch)

    def _check_name(self, measured):
        """Refuse what will not be measured, with the near names; and what belongs to data that were not given."""
        if self.monitor in measured:
            return
        where, ours = f"{type(self).__name__}: monitor", self.monitor.replace("val_", "validation_", 1)
        if ours.startswith("validation_") and not any(name.startswith("validation_") for name in measured):
            raise ValueError(
                f"{where}: unknown name {self.monitor!r}: expected validation data to measure it on; "
                f"give fit validation=(X, y){'' if ours == self.monitor else f', and watch {ours!r}'}"
            )
        if ours in measured:
            raise ValueError(f"{where}: unknown name {self.monitor!r}; did you mean {ours!r}?")
        _checks.one_of(self.monitor, measured, where)

    def _sign(self):
        """1 if less is better, -1 if more is, None if nobody can know."""
        word = self.monitor.lower().removesuffix("_score").rpartition("_")[2]
        mode = self.mode or ("min" if word in DOWNWARD else "max" if word in UPWARD else None)
        return {"min": 1, "max": -1}.get(mode)

    def look(self, value, epoch):
        """Count an epoch; True if it is the best so far."""
        sign = self._sign()
        better = not math.isnan(value) and (self.best is None or sign * value < sign * self.best - self.min_change)
        if better:
            self.best, self.best_epoch, self.waited = value, epoch, 0
        else:
            self.waited += 1
        return better

    def _now(self, run):
        if self.monitor not in run.measured:
            raise ValueError(
                f"{type(self).__name__}: expected {self.monitor!r} to be measured by now; "
                "place the callback that records it before this one"
            )
        return run.measured[self.monitor]

    def __repr__(self):
        return f"{type(self).__name__}({self.monitor!r})"


class EarlyStopping(_Monitor):
    """Stop when ``monitor`` has not become better by more than ``min_change`` for ``patience`` epochs in a row.

    ``restore_best``: a training that ends by itself, stopped or at its last epoch, gets back θ and the buffers of its
    best epoch; after an error or an interrupt the network stays as after its last whole step. ``best`` and
    ``best_epoch`` (from 1) tell afterwards. Patience counts as in Keras; PyTorch's plateau waits one epoch longer. The
    optimizer's memory is that of the last epoch: to train on, go on from a `Checkpoint`. Where that was in another
    process, the best θ from before it is not at hand: keep it with ``Checkpoint(path, monitor)``. ``mode`` ("min" or
    "max") is needed where the name of ``monitor`` does not tell what is better.
    """

    def __init__(self, monitor="validation_loss", patience=5, min_change=0.0, restore_best=True, mode=None):
        super().__init__(monitor, min_change, mode)
        self.patience = _checks.whole(patience, "EarlyStopping: patience", low=1)
        self.restore_best = _checks.truth(restore_best, "EarlyStopping: restore_best")
        self._kept, self._of = None, (None, None, None)

    def start(self, run):
        super().start(run)
        network, history, epoch = self._of
        if network is not run.network or history is not run.history or epoch != self.best_epoch:
            self._kept = None  # of another training
        if self.best_epoch is not None and self.best_epoch == run.epoch:
            self._keep(run)
        self._end(run)

    def after_epoch(self, run):
        if self.look(self._now(run), run.epoch):
            self._keep(run)
        self._end(run)

    def finish(self, run):
        if run.complete and self._kept is not None:
            places = _stored(run.network)
            at_once([partial(p.value.__setitem__, ..., v) for p, v in zip(places, self._kept, strict=True)])

    def _keep(self, run):
        if self.restore_best:
            self._kept = [place.value.copy() for place in _stored(run.network)]
            self._of = run.network, run.history, self.best_epoch

    def _end(self, run):
        if self.waited >= self.patience:
            best = "a number" if self.best is None else f"{self.best:.4g} of epoch {self.best_epoch}"
            run.stop(f"{self.monitor} no better than {best} for {self.waited} epochs")


def _stored(network):
    return [*network.parameters().values(), *network.buffers().values()]


class Checkpoint(_Monitor):
    """`save` the network, optimizer, history and random generators to ``path`` after each epoch, to go on from there.

    With ``monitor`` (and ``mode``) given only after an epoch that is the best so far. It is called after the other
    callbacks, wherever it stands in the list, so that the file holds what they changed. `save` says how to resume.
    """

    last = True

    def __init__(self, path, monitor=None, mode=None):
        super().__init__("loss" if monitor is None else monitor, mode=mode)
        self.path, self.always = path, monitor is None

    def start(self, run):
        super().start(run)
        self.path = _files.place(self.path, "Checkpoint")
        _files.check_writable(self.path, "Checkpoint")  # refused before the training

    def after_epoch(self, run):
        if self.look(self._now(run), run.epoch) or self.always:
            save(run.network, self.path, optimizer=run.optimizer, history=run.history, rng=run.rng)

    def __repr__(self):
        return f"Checkpoint({str(self.path)!r}{'' if self.always else f', {self.monitor!r}'})"


class ReduceOnPlateau(_Monitor):
    """α ← ``factor`` · α when ``monitor`` was no better for ``patience`` epochs; then it waits anew.

    α is never taken below ``min_rate``; 0 < factor < 1. Keras's ``ReduceLROnPlateau``. ``reductions`` lists the epochs
    after which α was reduced. A learning rate that follows a schedule is refused.
    """

    def __init__(self, monitor="validation_loss", factor=0.5, patience=3, min_change=0.0, min_rate=1e-6, mode=None):
        super().__init__(monitor, min_change, mode)
        self.factor = _checks.number(factor, "ReduceOnPlateau: factor", above=0, below=1)
        self.patience = _checks.whole(patience, "ReduceOnPlateau: patience", low=1)
        self.min_rate = _checks.number(min_rate, "ReduceOnPlateau: min_rate", above=0)

    def _forget(self):
        super()._forget()
        self.reductions = []

    def start(self, run):
        if getattr(run.optimizer, "schedule", None) is not None:
            raise ValueError(
                f"ReduceOnPlateau: expected an optimizer with a learning rate that is a number, got one that follows "
                f"{run.optimizer.schedule!r}; use one of the two"
            )
        super().start(run)

    def look(self, value, epoch):
        better = super().look(value, epoch)
        if self.waited >= self.patience:
            self.waited = 0
            self.reductions.append(epoch)
        return better

    def after_epoch(self, run):
        self.look(self._now(run), run.epoch)
        rate = run.optimizer.learning_rate
        if self.reductions[-1:] == [run.epoch] and rate > self.min_rate:
            run.optimizer.learning_rate = max(self.factor * rate, self.min_rate)
