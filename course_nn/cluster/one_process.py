"""The stand-in for many machines: the same jobs, one after the other, in this process."""

import copy

from .. import _checks


class OneProcess:
    """As many ``workers`` as are asked for, played by this process: nothing is faster, everything comes out alike.

    For `train_parallel`, `train_local` and the ``workers`` of a search, where `cluster` would be used.
    """

    def __init__(self, workers=2):
        self.workers = _checks.whole(workers, "OneProcess: workers", low=1)
        self._held = None, None

    def run(self, function, jobs, held=None):
        """The results of ``function(held, *job)`` for each of the jobs, in their order."""
        if self._held[0] is not held:
            self._held = held, copy.deepcopy(held)  # as elsewhere: what a job does to it changes nothing here
        return [function(self._held[1], *job) for job in jobs]

    def trials(self, function, jobs):
        """The results of ``function(*job)`` as they come."""
        return (function(*job) for job in jobs)

    def __repr__(self):
        return f"<OneProcess in the place of {self.workers} workers>"


def check_machines(machines):
    """What `cluster` gives, or a `OneProcess`."""
    if not hasattr(machines, "run") or not hasattr(machines, "workers"):
        mend = "; write machines=OneProcess(2)" if isinstance(machines, int) else ""
        raise TypeError(
            "machines: expected what `with cluster() as machines:` gives, or OneProcess(), "
            f"got {_checks.describe(machines)}{mend}"
        )
    return machines
