"""Optimizers side by side: from the same first weights, with the same batches in the same order."""

import math
import time

from ... import _checks
from .numbers import epochs_of
from .run import Run
from .settings import OPTIMIZERS

#: Longer than anybody waits.
_ENDLESS = 1e9


class Race:
    """One `Run` for each of the ``optimizers``, all else equal; ``runs`` are they by name.

    Each starts from the first weights of the settings' seed, and has the settings' rate, which is no fair comparison:
    what is a good rate differs by optimizer. The rules of TensorFlow's playground know but one optimizer, and are left
    out. A step is complete when all have made as many updates, but for those that diverged.
    """

    def __init__(self, settings, optimizers=OPTIMIZERS):
        names = tuple(dict.fromkeys(_checks.one_of(name, OPTIMIZERS, "race") for name in optimizers))
        if len(names) < 2:
            raise ValueError(f"race: expected two optimizers or more, got {len(names)}")
        base = settings.but(original=False) if settings.original else settings
        self._without = ", without the original's rules" if settings.original else ""
        self.runs = {name: Run(base.but(optimizer=name)) for name in names}
        self._goal = 0
        self._stand()

    def _stand(self):
        """Note where all stand; between two complete steps that is not to be compared."""
        self._epoch, self._ranked = max(run.epoch for run in self.runs.values()), self.ranked()

    @property
    def _going(self):
        return [run for run in self.runs.values() if not run.diverged and len(run.data.X_train)]

    @property
    def can_go_on(self):
        return bool(self._going)

    def step(self, n=1):
        """``n`` updates of each, where it has not diverged."""
        self._goal += _checks.whole(n, "race: n", low=1)
        self._reach(math.inf)

    def advance(self, speed="epoch", seconds=_ENDLESS):
        """Go on for so long with a step of each: an update, an epoch, or if "fast" as much as the time is enough for.

        Returns whether the step is complete; the next call goes on with it if not.
        """
        end = time.perf_counter() + seconds
        going = self._going
        if going and all(run.updates >= self._goal for run in going):
            first = going[0]
            if speed == "fast":
                first.steps_for(min(seconds, _ENDLESS) / len(going))
            self._goal = first.updates + {"fast": 0, "epoch": first._feed.to_go}.get(speed, 1)
        return self._reach(end)

    def _reach(self, end):
        """Each as many updates as is the goal; whether the time was enough."""
        for run in self._going:
            if run.updates < self._goal:
                if time.perf_counter() >= end:
                    return False
                run.steps_for(min(max(end - time.perf_counter(), 0), _ENDLESS), self._goal - run.updates)
        done = all(run.updates >= self._goal for run in self._going)
        if done:
            self._stand()
        return done

    def reset(self):
        """All back to the first weights."""
        for run in self.runs.values():
            run.reset()
        self._goal = 0
        self._stand()

    def ranked(self):
        """[(name, training loss), …], the lowest first; what diverged stands last, with an infinite loss."""
        found = [(name, math.inf if run.diverged else run.losses()[0]) for name, run in self.runs.items()]
        return sorted(found, key=lambda pair: pair[1])

    def words(self):
        """Who is ahead after the last complete step, in a sentence."""
        *names, last = self.runs
        text = f"Race of {', '.join(names)} and {last}{self._without}"
        (first, loss), (_, second), *_ = self._ranked
        if not math.isfinite(loss):
            return f"{text}: " + ("there are no points to learn from." if loss != loss else "all have diverged.")
        epochs = epochs_of(self._epoch)
        after = f"{text}: after {epochs} epoch{'s' * (epochs != '1')}"
        return f"{after} {f'{first} is ahead' if loss < second else 'nobody is ahead'}, training loss {loss:.3g}."

    def message(self):
        """("race", names, epochs and training losses of each), as plain lists."""
        return "race", {
            "names": list(self.runs),
            "epochs": [run.history.epochs for run in self.runs.values()],
            "losses": [run.history.train for run in self.runs.values()],
            "diverged": [bool(run.diverged) for run in self.runs.values()],
        }
