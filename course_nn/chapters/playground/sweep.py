"""Two settings at once: a map of test losses after the same number of updates, one training a cell."""

import math
import time

import numpy as np

from ... import _checks
from .run import Run
from .settings import MOST_LAYERS, Hidden

#: What can be swept: control → how one of its values is put into the settings.
AXES = {
    "rate": lambda settings, value: settings.but(rate=value),
    "batch": lambda settings, value: settings.but(batch=value),
    "noise": lambda settings, value: settings.but(noise=value),
    "train_share": lambda settings, value: settings.but(train_share=value),
    "penalty_rate": lambda settings, value: settings.but(
        penalty_rate=value, penalty="L2" if settings.penalty == "none" else settings.penalty
    ),
    "units": lambda settings, value: settings.but(
        hidden=tuple(layer._replace(units=value) for layer in settings.hidden)
    ),
    "layers": lambda settings, value: settings.but(
        hidden=(settings.hidden or (Hidden(4),))[:1] * _checks.whole(value, "sweep: layers", low=0, high=MOST_LAYERS)
    ),
    "seed": lambda settings, value: settings.but(seed=value),
}
MOST_CELLS, MOST_UPDATES = 100, 100_000
#: Longer than anybody waits.
_ENDLESS = 1e9


class Sweep:
    """A training for each pair of values of ``rows`` and ``columns``, each (name, values), of ``updates`` each.

    ``values (r, c)`` are the losses on the test data, NaN where a training was not made yet, infinite where it
    diverged. `advance` goes on for some time; a sweep may be stopped between any two calls. Where no penalty is set,
    its rate λ is that of L2; more layers are all like the first one. `words` says so.
    """

    def __init__(self, settings, rows, columns, updates=1000):
        self.rows, self.columns = _axis(rows), _axis(columns)
        if self.rows[0] == self.columns[0]:
            raise ValueError(f"sweep: expected two different settings, got {self.rows[0]} twice")
        self.cells = len(self.rows[1]) * len(self.columns[1])
        if self.cells > MOST_CELLS:
            raise ValueError(f"sweep: expected at most {MOST_CELLS} trainings, got {self.cells}")
        self.updates = _checks.whole(updates, "sweep: updates", low=1, high=MOST_UPDATES)
        names = self.rows[0], self.columns[0]
        if "units" in names and "layers" not in names and not settings.hidden:
            raise ValueError("sweep: units: there is no hidden layer to give them to; add one")
        made = [[self._settings(settings, row, column) for column in self.columns[1]] for row in self.rows[1]]
        self._left = [(r, c, one) for r, line in enumerate(made) for c, one in enumerate(line)][::-1]
        self.values = np.full((len(self.rows[1]), len(self.columns[1])), np.nan)
        self._run, self._notes = None, _notes(settings, names)

    def _settings(self, settings, row, column):
        for (name, _), value in ((self.rows, row), (self.columns, column)):
            settings = AXES[name](settings, value)
        return settings

    @property
    def can_go_on(self):
        return self._run is not None or bool(self._left)

    def advance(self, speed="fast", seconds=_ENDLESS):
        """Train on for so long, whatever the speed. Returns True, as there can be a picture at any time."""
        end = time.perf_counter() + seconds
        while self.can_go_on:
            self._some(max(end - time.perf_counter(), 0))
            if time.perf_counter() >= end:
                break
        return True

    def _some(self, seconds):
        """A slice of the training at hand; its loss where it has come to its end."""
        if self._run is None:
            self._cell = self._left.pop()
            self._run = Run(self._cell[2])
        run, points = self._run, len(self._run.data.X_train)
        if points:
            run.steps_for(min(seconds, _ENDLESS), self.updates - run.updates)
        if run.diverged or run.updates >= self.updates or not points:
            r, c, _ = self._cell
            self.values[r, c] = math.inf if run.diverged else run.losses()[1]
            self._run = None

    def reset(self):
        raise ValueError("sweep: it goes from its first training to its last; begin another one")

    def words(self):
        """How far it is and where the lowest test loss is so far, in a sentence."""
        left = len(self._left) + (self._run is not None)
        text = f"{self.cells - left} of {self.cells} trainings are done" if left else "The sweep is done"
        if not np.isfinite(self.values).any():
            return f"{text}.{self._notes}"
        r, c = np.unravel_index(np.nanargmin(self.values), self.values.shape)
        at = f"{_named(self.rows, r)} and {_named(self.columns, c)}"
        return f"{text}; the lowest test loss is {self.values[r, c]:.3g}, at {at}.{self._notes}"

    def message(self):
        """("sweep", what there is to draw): a loss is None where there is none (yet), and "diverged" where it did."""
        losses = [
            [None if v != v else float(v) if math.isfinite(v) else "diverged" for v in row] for row in self.values
        ]
        return "sweep", {
            "names": [self.rows[0], self.columns[0]],
            "rows": self.rows[1],
            "columns": self.columns[1],
            "values": losses,
            "done": not self.can_go_on,
        }


def _notes(settings, names):
    """What a sweep of these names does beside what its names say, in words."""
    notes = ""
    if "penalty_rate" in names and settings.penalty == "none":
        notes += " The penalty is L2."
    if "layers" in names:
        units, activation, _ = (settings.hidden or (Hidden(4),))[0]
        many = "" if "units" in names else f"{units} unit{'s' * (units > 1)} and "
        notes += f" Each layer has {many}the activation {activation.replace('_', ' ')}, as the first one."
    return notes


def _axis(axis):
    """(name, values) of what is swept."""
    if not isinstance(axis, (list, tuple)) or len(axis) != 2 or not isinstance(axis[1], (list, tuple)):
        raise ValueError(f'sweep: expected a setting and its values such as ("rate", [0.01, 0.1]), got {axis!r:.60}')
    name, values = _checks.one_of(axis[0], AXES, "sweep"), list(axis[1])
    if not values:
        raise ValueError(f"sweep: expected values of {name}, got none")
    return name, values


def _named(axis, place):
    return f"{axis[0].replace('_', ' ')} {axis[1][place]:g}"
