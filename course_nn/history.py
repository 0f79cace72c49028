"""What `fit` remembers of a training."""

import collections
import numbers

from . import _checks


class History:
    """A list of numbers for each quantity, one number an epoch: ``history["loss"]`` or ``history.loss``.

    Quantities are ``loss``, ``accuracy`` (for classification losses), and ``validation_loss``, ``validation_accuracy``
    where validation data were given. ``history.plot()`` draws them; shown at the end of a cell, a history draws itself.
    ``history.rng`` is the Generator that shuffled the batches; who goes on with the history goes on with it.
    ``history.stopped`` says why a callback ended the training (None: nobody did), ``history.interrupted`` is True if
    the reader did.

    >>> from course_nn import History
    >>> history = History()
    >>> history.append(loss=2.0, accuracy=0.5)
    >>> history.append(loss=1.0, accuracy=0.9)
    >>> history.loss, history["accuracy"]
    ([2.0, 1.0], [0.5, 0.9])
    """

    def __init__(self):
        self.records = {}
        self.rng = None
        self.interrupted = False
        self.stopped = None

    def append(self, **measured):
        """Add one number to each quantity."""
        for name, value in measured.items():
            if isinstance(value, bool) or not isinstance(value, numbers.Real):
                raise TypeError(f"history: expected a number for {name}, got {_checks.describe(value)}")
        lists, values = {name: self.records.get(name, []) for name in measured}, [*map(float, measured.values())]
        # In C, between whose steps no interrupt comes: an epoch stands in all the lists or in none.
        collections.deque(map(list.append, lists.values(), values), maxlen=0)
        self.records.update(lists)

    def __getitem__(self, name):
        return self.records[_checks.one_of(name, self.records, "history")]

    def __getattr__(self, name):
        if name.startswith("_") or name not in self.__dict__.get("records", {}):
            raise AttributeError(
                f"history: no quantity {name!r}; there are {', '.join(self.__dict__.get('records', {})) or 'none yet'}"
            )
        return self.records[name]

    def __len__(self):
        return max(map(len, self.records.values()), default=0)

    def plot(self):
        """A figure of every quantity against the epoch; training in blue, validation in vermilion."""
        from .plots import show_history  # a figure needs Matplotlib, training does not

        return show_history(self.records)

    def _ipython_display_(self):
        if self.records:
            self.plot()._ipython_display_()
        else:  # interrupted in its first epoch: nothing to draw yet
            print(self)

    def __repr__(self):
        last = ", ".join(f"{name} {values[-1]:.4g}" for name, values in self.records.items())
        end = ", interrupted" if self.interrupted else f"; stopped: {self.stopped}" if self.stopped else ""
        return f"<History of {len(self)} epochs{': ' if last else ''}{last}{end}>"
