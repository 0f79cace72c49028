"""A run of the playground: a network on its way, with all that can be done to it. No threads, no widgets."""

import math
import time
import warnings
from collections import deque
from itertools import islice

import numpy as np

from ... import _checks
from ...training import TrainingDiverged, train
from .curve import Curve
from .data_sets import make_data
from .features import featured
from .feed import Feed
from .network import ORDER, build, carried, loss_of, place_of, right, target_of
from .original_rules import originally
from .quick_steps import NotFinite, can_be_quick, quick_steps
from .settings import Settings
from .step_rules import going_on, optimizer_of, penalty_of

#: The controls that the data follow from, those that the network's structure follows from, and those that begin anew.
DATA_CONTROLS = ("problem", "data", "classes", "noise", "train_share", "points", "rule", "own", "seed")
STRUCTURE = ("problem", "classes", "features", "hidden", "loss")
ANEW = ("problem", "start", "seed")
#: How many actions can be undone.
REMEMBERED = 50
#: More epochs than anybody waits for.
_ENDLESS = 10**12


class Run:
    """The network of the ``settings`` and its training, update by update.

    settings, data, network, optimizer    as they are now
    updates, epoch    how many updates were made, and how often all examples were seen (a float)
    history           the `Curve` of the losses, without penalty: measured after each call that trains
    diverged          what happened, in words, where the loss is not finite any more, else ""

    Bad input to a method raises a ValueError of one sentence, and changes nothing.
    """

    def __init__(self, settings=None):
        settings = Settings() if settings is None else settings
        if not isinstance(settings, Settings):
            raise ValueError(f"Run: expected Settings(...), got {_checks.describe(settings)}")
        self._past = deque(maxlen=REMEMBERED)
        settings = originally(settings)
        self._start(settings, make_data(settings))

    def _start(self, settings, data):
        """Begin with the first weights of the seed."""
        sets = _prepared(settings, data)
        network = build(settings)
        self._take(settings, data, sets, network, optimizer_of(settings, network))
        self._updates_before, self._epochs_before = 0, 0.0
        self.history, self.diverged = Curve(), ""
        self._measure()

    def _take(self, settings, data, sets, network, optimizer):
        self.settings, self.data, self.network, self.optimizer = settings, data, network, optimizer
        self._sets, self._loss = sets, loss_of(settings)
        self._feed = self._new_feed()
        self._steps = self._seen = None

    def _new_feed(self):
        s, (X, Y, _) = self.settings, self._sets[0]
        if not len(X):
            return None
        return Feed(X, Y, s.batch, shuffle=s.shuffle, leftover=s.original, seed=[s.seed, ORDER])

    # Training ----------------------------------------------------------------

    @property
    def updates(self):
        return self._updates_before + self.optimizer.steps

    @property
    def epoch(self):
        return self._epochs_before + (self._feed.epochs if self._feed else 0.0)

    def step(self, n=1):
        """Make ``n`` updates, and measure the losses once. Returns how many were made: fewer where it diverged."""
        n = _in_a_sentence(_checks.whole, n, "step: n", low=1)
        return self._advance(n)

    def steps_for(self, seconds, most=10**9):
        """Make as many updates as fit into so many seconds, one at least and ``most`` at most, and measure once."""
        seconds = _in_a_sentence(_checks.number, seconds, "steps_for: seconds", low=0)
        most = _in_a_sentence(_checks.whole, most, "steps_for: most", low=1)
        return self._advance(most, time.perf_counter() + seconds)

    def finish_epoch(self, seconds=math.inf):
        """Go on to the end of this pass over the training data, a whole one where it stands between two; or for so
        many seconds. Returns how many updates were made.
        """
        if seconds != math.inf:
            seconds = _in_a_sentence(_checks.number, seconds, "finish_epoch: seconds", low=0)
        return self._advance(self._feed.to_go, time.perf_counter() + seconds) if self._feed else 0

    @property
    def between_epochs(self):
        """Whether it stands between two passes over the training data."""
        return self._feed is None or self._feed.between

    def _advance(self, n, deadline=math.inf):
        if self.diverged or self._feed is None:
            return 0
        before, clock = self.updates, time.perf_counter
        with warnings.catch_warnings():  # that squares overflow is told by what becomes of the loss
            warnings.simplefilter("ignore")
            if self._steps is None:
                self._steps = self._new_steps()
            try:
                for _ in islice(self._steps, n):
                    if clock() >= deadline:
                        break
            except (TrainingDiverged, NotFinite):
                self._diverge()
            except BaseException:  # an interrupt ends the iterator; the next call begins another
                self._steps = None
                raise
        self._measure()
        return self.updates - before

    def _new_steps(self):
        penalty = penalty_of(self.settings)
        if can_be_quick(self.network, self._loss, penalty):
            return quick_steps(self.network, self._loss, self.optimizer, self._feed)
        return train(self.network, self._loss, self.optimizer, self._feed, _ENDLESS, penalty=penalty)

    def _diverge(self):
        self._steps = None
        self.diverged = (
            f"After {self.updates} updates the loss or its gradient is not a finite number any more "
            f"(the rate was {self.settings.rate:g})."
        )

    # What it has come to -------------------------------------------------------

    def _outputs(self):
        """The network's outputs for training and test data; kept as long as θ is what it was."""
        theta = self.network.theta
        if self._seen is None or not np.array_equal(self._seen[0], theta):
            with np.errstate(all="ignore"):
                outputs = [self.network.forward(X)[0] if len(X) else None for X, _, _ in self._sets]
            self._seen = theta.copy(), outputs
        return self._seen[1]

    def losses(self):
        """(train, test): the losses without penalty; NaN for a part without points."""
        with np.errstate(all="ignore"):
            return tuple(
                math.nan if output is None else self._loss(output, Y)[0]
                for output, (_, Y, _) in zip(self._outputs(), self._sets, strict=True)
            )

    def accuracies(self):
        """(train, test): the shares of points whose class is named; None for numbers, or without points."""
        if self.settings.problem == "regression":
            return None, None
        return tuple(
            None if output is None else float(right(output, y).mean())
            for output, (_, _, y) in zip(self._outputs(), self._sets, strict=True)
        )

    def _measure(self):
        losses = self.losses()
        self.history.add(self.epoch, *losses)
        if len(self._sets[0][0]) and not math.isfinite(losses[0]) and not self.diverged:
            self._diverge()

    # What a reader does --------------------------------------------------------

    def change(self, **changes):
        """Move controls, by their names in `Settings`; training goes on from where it is.

        Another structure keeps the weights that still have their place (`carried`), other data replace the old, the
        optimizer keeps its memory where its kind and the shapes of all weights stay; of weights that are kept, those
        that L1 made dead stay dead as long as the original's rules do. Another problem, start or seed begins anew, and
        so does turning on the original's rules; a change that breaks these turns them off.
        """
        old, new = self.settings, self._changed(changes)
        if new == old:
            return
        data = make_data(new) if _differ(old, new, DATA_CONTROLS) else self.data
        sets = _prepared(new, data)
        if _differ(old, new, ANEW) or (new.original and not old.original):
            self.remember()
            return self._start(new, data)
        network = carried(self.network, old, new) if _differ(old, new, STRUCTURE) else self.network
        memory = self.optimizer.state()
        optimizer = optimizer_of(new, network, memory)
        if old.features == new.features and _shapes(network) == _shapes(self.network):
            optimizer = going_on(optimizer, memory)
        elif "dead" in memory:
            optimizer = going_on(optimizer, memory | _still_dead(memory["dead"], old, new))
        self.remember()
        updates, epoch, feed, same = self.updates, self.epoch, self._feed, data is self.data
        self._take(new, data, sets, network, optimizer)
        self._updates_before = updates - optimizer.steps
        if same and feed is not None:
            self._feed.restore(feed.state())
        else:
            self._epochs_before = epoch
        self._look_again()

    def _look_again(self):
        """Measure; where there still is no finite loss, how that came about stays what is told."""
        before, self.diverged = self.diverged, ""
        self._measure()
        self.diverged = self.diverged and (before or self.diverged)

    def change_on(self, **changes):
        """As `change`, as a part of the action before: `undo` takes back both."""
        past = self._past.copy()
        self.change(**changes)
        self._past = past

    def _changed(self, changes):
        try:
            new = self.settings.but(**changes)
        except TypeError as error:
            raise ValueError(str(error)) from error
        rules = originally(new)
        return rules if changes.get("original") is True or rules == new else new.but(original=False)

    def reset(self):
        """Begin again with the same seed: the same data, the same first weights."""
        self.remember()
        self._start(self.settings, self.data)

    def edit(self, path, value):
        """Set a weight, path ("W", layer, i, j), or a bias, ("b", layer, j), by hand; layers count from 0."""
        array, place = _in_a_sentence(place_of, self.network, path)
        value = _in_a_sentence(_checks.number, value, "edit: value")
        self.remember()
        array[place] = value
        self._look_again()

    # Memory ---------------------------------------------------------------------

    def remember(self):
        """Keep what is now, for `undo`. `change`, `reset` and `edit` do so; who starts a training calls it before."""
        self._past.append(self.state())

    @property
    def undoable(self):
        """How many actions can be undone."""
        return len(self._past)

    def undo(self):
        """Go back to before the last action."""
        if not self._past:
            raise ValueError("undo: nothing has been done yet that could be undone")
        self.restore(self._past.pop())

    def copy(self):
        """An independent run that goes on from here as this one would; it remembers no actions."""
        twin = Run.__new__(Run)
        twin._past = deque(maxlen=REMEMBERED)
        twin.settings, twin.data = self.settings, self.data
        twin.restore(self.state())
        return twin

    def state(self):
        """All that going on needs beside the data, which follow from the settings."""
        return {
            "settings": self.settings,
            "theta": self.network.theta.copy(),
            "optimizer": self.optimizer.state(),
            "dropout": [rng.bit_generator.state for rng in self.network.generators().values()],
            "feed": self._feed.state() if self._feed else None,
            "updates": self.updates,
            "epochs_before": self._epochs_before,
            "history": self.history.copy(),
            "diverged": self.diverged,
        }

    def restore(self, state):
        """Stand where the run stood that gave this `state`."""
        settings = state["settings"]
        data = make_data(settings) if _differ(self.settings, settings, DATA_CONTROLS) else self.data
        network = build(settings)
        network.theta[:] = state["theta"]
        for rng, kept in zip(network.generators().values(), state["dropout"], strict=True):
            rng.bit_generator.state = kept
        optimizer = going_on(optimizer_of(settings, network, state["optimizer"]), state["optimizer"])
        self._take(settings, data, _prepared(settings, data), network, optimizer)
        self._updates_before = state["updates"] - optimizer.steps
        self._epochs_before = state["epochs_before"]
        if state["feed"] is not None:
            self._feed.restore(state["feed"])
        self.history, self.diverged = state["history"].copy(), state["diverged"]


def _prepared(settings, data):
    """For training and test data: what goes into the network, the targets of the loss, and y as it is."""
    parts = (data.X_train, data.y_train), (data.X_test, data.y_test)
    return [(featured(X, settings.features), target_of(settings, y), y) for X, y in parts]


def _differ(old, new, names):
    return any(getattr(old, name) != getattr(new, name) for name in names)


def _still_dead(dead, old, new):
    """Of the memory of `SGDWithDeath`: the marks, 0 or 1 for each entry of θ, where the entries now stand."""
    marked = build(old)
    marked.theta[:] = dead
    dead = (carried(marked, old, new).theta == 1).astype(np.float64)  # first weights are within ±½, or 0
    return {"dead": dead, "size": dead.size}


def _shapes(network):
    return [p.value.shape for p in network.parameters().values()]


def _in_a_sentence(check, *given, **limits):
    """What is checked; what is of the wrong type gets a ValueError, too."""
    try:
        return check(*given, **limits)
    except TypeError as error:
        raise ValueError(str(error)) from error
