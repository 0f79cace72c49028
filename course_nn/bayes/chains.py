"""Several chains of one posterior, here or in other processes: what they agree on has been found, the rest has not."""

import contextlib
import signal

import numpy as np

from .. import _checks, interrupts
from .draws import Draws
from .sampler import progress_bar
from .shallow import ShallowSampler

#: Into how many parts a run is divided: after each of them what is drawn is kept.
PARTS = 20


class Chains:
    """``chains`` samplers of the same posterior, each with its own start from the prior and its own random numbers.

        chains = Chains(prior, X, y, np.random.default_rng(0), chains=4)
        chains.run(500, keep=False)                             # burn in
        draws = chains.run(2000, workers=2, progress=True)      # a `Draws`, (4, 2000, …)

    The arguments are those of `ShallowSampler`. ``samplers`` are the chains themselves.
    """

    def __init__(self, prior, X, y, rng, *, chains=4, **settings):
        rng = _checks.generator(rng, "Chains: rng")
        generators = rng.spawn(_checks.whole(chains, "Chains: chains", low=1))
        self.samplers = [ShallowSampler(prior, X, y, own, **settings) for own in generators]

    def run(self, n, *, thin=1, keep=True, workers=1, progress=False):
        """Draw ``n`` more of each chain, ``thin`` sweeps apart, as a `Draws`; with ``keep=False`` they are not kept.

        ``workers`` processes share the chains (joblib's loky), and the draws do not depend on how many. Interrupted it
        returns the draws that all chains have, with ``interrupted`` true, and the next call goes on from there: what
        was drawn since the last of 20 equal parts of the run is lost.
        """
        n, thin = _checks.whole(n, "run: n", low=1), _checks.whole(thin, "run: thin", low=1)
        workers = min(_checks.whole(workers, "run: workers", low=1), len(self.samplers))
        keep, progress = _checks.truth(keep, "run: keep"), _checks.truth(progress, "run: progress")
        sizes = [len(part) for part in np.array_split(np.arange(n), min(n, PARTS))]
        work = _here if workers == 1 else _in_processes
        parts, interrupted, within = [], False, interrupts.inside_another()
        try:
            with interrupts.one_piece(), progress_bar(n * thin, progress) as bar, work(workers) as do:
                for size in sizes:
                    results = do([(sampler, size, thin) for sampler in self.samplers])
                    samplers, draws = zip(*results, strict=True)
                    part = Draws.side_by_side(draws) if keep else None
                    # In this order: an interrupt in between loses a part, and none is there twice.
                    self.samplers, parts = list(samplers), [*parts, part]
                    bar(size * thin)
        except KeyboardInterrupt:
            if within:  # who called this hears of it
                raise
            interrupted = True
        if not keep:
            return None
        none = Draws.side_by_side([Draws.of(sampler.prior, []) for sampler in self.samplers])
        draws = Draws.end_to_end([none, *parts])
        draws.interrupted = interrupted
        return draws


def _part(sampler, n, thin):
    """A chain that has gone on, and what it drew. It is a copy of the sampler, here as in another process."""
    sampler = sampler.twin()
    return sampler, sampler.sample(n, thin=thin)


def _in_worker(job):
    """A part in another process. Ctrl-C reaches all processes; only the one that asked for the parts answers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return _part(*job)


@contextlib.contextmanager
def _here(workers):
    yield lambda jobs: [_part(*job) for job in jobs]


@contextlib.contextmanager
def _in_processes(workers):
    try:
        import joblib
    except ImportError:
        raise ImportError("Chains: several workers need joblib; install it, or take workers=1") from None
    with joblib.parallel_config("loky", inner_max_num_threads=1), joblib.Parallel(workers, batch_size=1) as parallel:
        yield lambda jobs: parallel(joblib.delayed(_in_worker)(job) for job in jobs)
