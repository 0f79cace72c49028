"""What may happen beside a training: stopping early, keeping files, changing the rate, showing how far it is.

A callback of your own is a class with one method, or just a function of one argument, called after each epoch::

    class Watch(Callback):
        def after_epoch(self, run):
            if run.measured["loss"] < 0.01:
                run.stop("the loss is small enough")

    fit(network, X, y, loss, optimizer, callbacks=[Watch(), lambda run: print(run.measured)])
"""

from .. import _checks

_KERAS = {
    "on_train_begin": "start",
    "on_batch_end": "after_step",
    "on_train_batch_end": "after_step",
    "on_epoch_end": "after_epoch",
    "on_train_end": "finish",
}


class Callback:
    """Methods that `fit` calls with the `Run` that goes on; a subclass writes those it needs.

    ``records`` are names of numbers that the callback adds itself with ``run.record(name=number)``, so that callbacks
    after it may watch them. ``last`` ones are called after the others, wherever they stand in the list.
    """

    records = ()
    last = False

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        for theirs, ours in _KERAS.items():
            if theirs in vars(cls):
                raise TypeError(
                    f"{cls.__name__}: expected methods named start, after_step, after_epoch or finish, got {theirs}, "
                    f"which nobody would call; name it {ours}"
                )

    def start(self, run):
        """Before the first step."""

    def after_step(self, run, step):
        """After each step in θ, with its `Step`."""

    def after_epoch(self, run):
        """After each epoch; ``run.measured`` holds its numbers."""

    def finish(self, run):
        """At the end, however it came: also after an error or an interrupt; ``run.complete`` tells."""

    def __repr__(self):
        return f"{type(self).__name__}()"


class Run:
    """A training under way, as callbacks see it: ``network``, ``optimizer``, ``rng`` (of the batches), ``history``.

    ``epochs`` is how many there will be, ``epoch`` how many are done, both with those already in the history;
    ``measured`` is a dict of the last epoch's numbers, and ``names`` what it will hold. ``complete`` is True once the
    training has ended without an error or an interrupt.
    """

    def __init__(self, network, optimizer, history, epochs, rng=None, names=("loss",)):
        self.network, self.optimizer, self.rng = network, optimizer, rng
        self.history, self.epochs, self.names = history, epochs, tuple(names)
        self.measured, self.complete = {}, False

    @property
    def epoch(self):
        return len(self.history)

    def stop(self, reason="a callback asked for it"):
        """No further step; ``history.stopped`` says why. The epoch's other callbacks are still called."""
        if not isinstance(reason, str) or not reason:
            raise TypeError(f"stop: expected the reason in words, got {_checks.describe(reason)}")
        self.history.stopped = self.history.stopped or reason

    def record(self, **numbers):
        """Add numbers of your own to this epoch: to ``measured`` and to the history."""
        self.history.append(**numbers)
        self.measured |= {name: float(value) for name, value in numbers.items()}


class _Function(Callback):
    """A plain function as a callback: ``function(run)`` after each epoch."""

    def __init__(self, function):
        self.after_epoch = function


def as_callbacks(callbacks):
    """``callbacks`` as a list in the order in which they are called, or a sentence."""
    if callable(callbacks) or isinstance(callbacks, (Callback, str, dict)) or not hasattr(callbacks, "__iter__"):
        mend = "; write [...] around it" if isinstance(callbacks, Callback) or callable(callbacks) else ""
        raise TypeError(f"callbacks: expected a list of callbacks, got {_checks.describe(callbacks)}{mend}")
    chosen, seen = [], []
    for callback in callbacks:
        if isinstance(callback, type) or not (isinstance(callback, Callback) or callable(callback)):
            mend = f"; write {callback.__name__}(...)" if isinstance(callback, type) else ""
            raise TypeError(
                "callbacks: expected callbacks such as EarlyStopping(), or functions of one argument, "
                f"got {_checks.describe(callback)}{mend}"
            )
        if isinstance(getattr(callback, "records", ()), str):
            raise TypeError(
                f"{callback!r}: expected records as a tuple of names, got {callback.records!r}; "
                f"write ({callback.records!r},)"
            )
        if any(callback is other for other in seen):
            raise ValueError(
                f"callbacks: expected each callback once, got {_called(callback)} twice; "
                "it would count every epoch twice"
            )
        seen.append(callback)
        _check_arguments(callback)
        chosen.append(callback if isinstance(callback, Callback) else _Function(callback))
    return sorted(chosen, key=lambda callback: callback.last)


def _check_arguments(callback):
    """Refuse, before anything is learned, what could not be called after the first epoch."""
    import inspect  # which `import course_nn` need not wait for

    calls = {"": "run"}
    if isinstance(callback, Callback):
        calls = {"start": "run", "after_step": "run, step", "after_epoch": "run", "finish": "run"}
    for method, arguments in calls.items():
        called = getattr(callback, method) if method else callback
        try:
            signature = inspect.signature(called)
        except (TypeError, ValueError):  # some functions written in C do not tell
            continue
        try:
            signature.bind(*arguments.split(", "))
        except TypeError:
            name = f"{_called(callback)}.{method}" if method else _called(callback)
            wanted = f"self, {arguments}" if inspect.ismethod(called) else arguments
            shape = f"def {method}({wanted})" if method else "a function of one argument, the run"
            raise TypeError(f"callbacks: {name}: expected {shape}; what came takes {signature}") from None


def _called(callback):
    return getattr(callback, "__name__", None) or repr(callback)
