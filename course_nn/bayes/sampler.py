"""What the samplers of networks have in common: they go on sweep by sweep, and may be stopped at any moment."""

import contextlib
import copy

from .. import _checks, interrupts


class Sampler:
    """A Markov chain with a ``prior``, an ``rng``, a ``draw``, where it stands, and `_sweep`, which moves it on.

    A derived class names the ``collection`` that keeps its draws (`Draws`), and says by `_kept` what is kept of the
    draw that it has come to. A sweep moves the chain as a whole or not at all.
    """

    collection = None

    def twin(self):
        """A sampler that stands where this one does, and goes on from there as it would, without moving it."""
        twin = copy.copy(self)
        twin.rng = copy.deepcopy(self.rng)
        return twin

    def sweeps(self, n=None, *, thin=1):
        """An iterator of ``n`` draws, each ``thin`` sweeps after the one before; without n it never ends."""
        n = None if n is None else _checks.whole(n, "sweeps: n", low=0)
        return self._sweeps(n, _checks.whole(thin, "sweeps: thin", low=1))

    def _sweeps(self, n, thin):
        while n is None or n > 0:
            for _ in range(thin):
                self._sweep()
            yield self.draw
            n = None if n is None else n - 1

    def sample(self, n, *, burn_in=0, thin=1, progress=False):
        """``n`` draws as a ``collection`` of one chain, after ``burn_in`` sweeps that are not kept.

        Interrupted it returns the draws that there are, with ``interrupted`` true, and the next call goes on.
        """
        n, burn_in = _checks.whole(n, "sample: n", low=1), _checks.whole(burn_in, "sample: burn_in", low=0)
        thin = _checks.whole(thin, "sample: thin", low=1)
        kept, interrupted = [], False
        with progress_bar(burn_in + n * thin, _checks.truth(progress, "sample: progress")) as bar:
            try:
                for _ in range(burn_in):
                    self._sweep()
                    bar(1)
                for draw in self._sweeps(n, thin):
                    kept.append(self._kept(draw))
                    bar(thin)
            except KeyboardInterrupt:
                if interrupts.inside_another():  # who called this hears of it
                    raise
                interrupted = True
        return self.collection.of(self.prior, kept, interrupted)


@contextlib.contextmanager
def progress_bar(total, shown, unit="sweep"):
    """A function to call with the number of sweeps done: tqdm's bar, or nothing where it is missing or not wanted."""
    bar = None
    if shown:
        with contextlib.suppress(ImportError):
            from tqdm.auto import tqdm

            bar = tqdm(total=total, unit=unit)
    try:
        yield bar.update if bar is not None else lambda done: None
    finally:
        if bar is not None:
            bar.close()
