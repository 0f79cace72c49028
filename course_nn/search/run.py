"""Random and grid search: many trials of an objective, here or in other processes."""

import contextlib
import copy
import functools
import inspect
import signal
import warnings

import numpy as np

from .. import _checks, interrupts
from .fingerprint import fingerprint, fingerprint_of
from .journal import Journal, check_choices, is_plain
from .result import SearchResult
from .space import grid_values, random_values, read, text


def random_search(objective, space, trials, rng=0, *, workers=1, path=None, progress=True):
    """Try ``trials`` random combinations of values and return the `SearchResult`.

    - ``objective(rng=..., **values)`` returns a number, the smaller the better. All its randomness must come from this
      Generator. A trial that raises an exception, or returns what is not a finite number, is noted with its reason.
    - ``space`` maps the names of the values to `Uniform`, `LogUniform`, `IntUniform` or a list of choices.
    - ``rng`` is a seed (a whole number), or a Generator from which one is drawn. Trial i has its own stream of it, so
      that the result does not depend on ``workers``, and 50 trials begin with the same 20 as 20 trials do.
    - ``workers`` processes share the work, each with one thread of BLAS (joblib's loky), or the workers of a Dask
      cluster: ``with cluster() as machines:`` (`course_nn.cluster`) and ``workers=machines``. The objective may be
      defined in a notebook; the names and data it uses travel with it.
    - ``path`` is a file that keeps each trial as soon as it is finished. The same call with the same file goes on
      where it stopped; a file of another search is refused. The objective is told apart by its code, by what it holds
      (defaults, bound arguments, variables of enclosing functions, attributes of an object that is called) and by what
      it reads under global names: data by their content, your own functions and classes by their code and by what they
      read in turn, libraries by their names. A list that it appends to has changed, too; a file that it opens may
      change unnoticed.

    Interrupting the kernel ends the whole search and returns what is finished; the trial that was cut is not counted.
    Bergstra and Bengio, Random search for hyper-parameter
    optimization, JMLR 13, 2012.
    """
    space = read(space)
    trials, seed = _checks.whole(trials, "trials", low=1), _seed(rng)
    values_of = functools.partial(random_values, space, seed)
    return _search("random", objective, space, values_of, trials, seed, workers, path, progress)


def grid_search(objective, space, rng=0, *, points=5, workers=1, path=None, progress=True):
    """Try every combination of ``points`` values on each axis, ends included, and all those of a list.

    Everything else is as in `random_search`. The number of trials is the product over the axes.
    """
    space = read(space)
    grid = grid_values(space, _checks.whole(points, "points", low=2))
    return _search("grid", objective, space, grid.__getitem__, len(grid), _seed(rng), workers, path, progress)


def _search(kind, objective, space, values_of, trials, seed, workers, path, progress):
    _check_objective(objective, space)
    if not hasattr(workers, "trials"):
        if isinstance(workers, str):
            raise TypeError(
                f"workers: expected a whole number, or machines, got {workers!r}; for those of a scheduler write "
                f"with cluster({workers!r}) as machines: and workers=machines (course_nn.cluster)"
            )
        workers = _checks.whole(workers, "workers", low=1)
    progress = _checks.truth(progress, "progress")
    about = None if path is None else _about(kind, objective, space, seed)
    with Journal(path, about) as journal:
        done = journal.read(values_of)
        left = [index for index in range(trials) if index not in done]
        scores = [score for index, (score, _) in done.items() if index < trials and score is not None]
        interrupted, within = False, interrupts.inside_another()
        try:
            with interrupts.one_piece(), _bar(trials, trials - len(left), progress) as bar:
                jobs = [(objective, index, values_of(index), seed) for index in left]
                with contextlib.closing(_finished(jobs, workers)) as finished:
                    for index, score, failure in finished:
                        journal.write(index, values_of(index), score, failure)
                        done[index] = score, failure
                        scores += [score] if failure is None else []
                        bar(min(scores, default=None))
        except KeyboardInterrupt:
            if within:  # who called this search hears of it
                raise
            interrupted = True
    rows = [
        {"trial": index, **values_of(index), "score": done[index][0], "failure": done[index][1]}
        for index in sorted(done)
        if index < trials
    ]
    return SearchResult(space, rows, interrupted)


def _about(kind, objective, space, seed):
    """What is searched, as its file says it in its first line."""
    code, held, read = fingerprint(objective)
    for name, axis in space.items():
        options = getattr(axis, "options", ())
        check_choices(name, options)
        if made := [option for option in options if not is_plain(option)]:
            read[f"the choices of {name}"] = fingerprint_of(made)
    return {
        "search": kind,
        "space": ", ".join(f"{name}: {text(getattr(axis, 'options', axis))}" for name, axis in space.items()),
        "seed": seed,
        "objective": text(_function(objective)),
        "code": code,
        "held": held,
        "read": read,
    }


def _trial(objective, index, values, seed):
    """One trial: (index, score, None), or (index, None, the reason why there is none)."""
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(index, 1)))
    values = {name: _own(value) for name, value in values.items()}
    try:
        return index, _checks.number(objective(rng=rng, **values), "score"), None
    except (Exception, SystemExit) as error:
        return index, None, _reason(error)


def _reason(error):
    """Why there is no score: one line that any file or screen can take."""
    try:
        words = str(error)
    except Exception:  # a foreign error's own __str__ failed; its name still goes into the row
        words = "an error that has no words for itself"
    if not words.startswith("score: "):
        words = f"{type(error).__name__}: {words}"
    return " ".join(words.encode("utf-8", "backslashreplace").decode().split())[:1000]


def _own(value):
    """A copy, so that an objective that changes a list it is given does not change it for the trials to come."""
    try:
        return copy.deepcopy(value)
    except Exception:  # a lock or an open file: there is but one
        return value


def _finished(jobs, workers):
    """The trials as they end: here, in other processes, or on many machines."""
    if hasattr(workers, "trials"):
        return workers.trials(_on_machine, jobs)
    if workers == 1 or len(jobs) < 2:
        return _here(jobs)
    return _in_processes(jobs, min(workers, len(jobs)))


def _here(jobs):
    with _one_thread(), _stops_noted() as came:
        for job in jobs:
            result = _trial(*job)
            if came:
                raise KeyboardInterrupt
            yield result


@contextlib.contextmanager
def _stops_noted():
    """A list that fills when an interrupt comes: also one that an objective swallows by a bare ``except:``."""
    came, before = [], signal.getsignal(signal.SIGINT)

    def note(*arguments):
        came.append(True)
        return before(*arguments)

    try:
        noted = callable(before) and signal.signal(signal.SIGINT, note) is not None
    except ValueError:  # another thread than the main one, to which no interrupt comes
        noted = False
    try:
        yield came
    finally:
        if noted:
            signal.signal(signal.SIGINT, before)


def _in_processes(jobs, workers):
    """The trials in the order in which they end. A generator: closing it ends the processes."""
    try:
        import joblib
    except ImportError:
        raise ImportError("search: several workers need joblib; install it, or take workers=1") from None
    with joblib.parallel_config("loky", inner_max_num_threads=1):
        parallel = joblib.Parallel(workers, return_as="generator_unordered", batch_size=1)
    finished = parallel(joblib.delayed(_in_worker)(*job) for job in jobs)
    with contextlib.ExitStack() as end:
        end.callback(_close, finished)
        try:
            for result in finished:  # noqa: UP028 - `yield from` would close it before _close can
                yield result
        except joblib.externals.loky.process_executor.TerminatedWorkerError:
            raise RuntimeError(
                "search: a worker process ended in the middle of a trial, expected it to return; was there too little "
                "memory? Take fewer workers; with a path, what is finished is kept and a second call goes on"
            ) from None
        except Exception as error:
            if "pickle" not in f"{type(error).__name__} {error}".lower():
                raise
            raise TypeError(
                "objective: expected what can be sent to other processes, without open files or locks; "
                f"mend it, or take workers=1 ({error})"
            ) from None


def _close(finished):
    """End what still runs; joblib's warning that its results are not used is no news to whoever has interrupted."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        finished.close()


def _in_worker(*job):
    """A trial in another process. Ctrl-C reaches all processes; only the one that asked for the trials answers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return _trial(*job)


def _on_machine(*job):
    """A trial on a worker of a cluster, in which other threads may compute, too."""
    with _one_thread():
        return _trial(*job)


def _one_thread():
    """One thread of BLAS, as in the workers: sums in the same order give the same last digit."""
    try:
        from threadpoolctl import threadpool_limits
    except ImportError:
        return contextlib.nullcontext()
    return threadpool_limits(1)


@contextlib.contextmanager
def _bar(trials, before, progress):
    """A function to call after each trial with the best score so far: tqdm's bar, or lines where it is missing."""
    if not progress:
        yield lambda best: None
        return
    try:
        from tqdm.auto import tqdm
    except ImportError:
        count = before

        def line(best):
            nonlocal count
            count += 1
            print(f"trial {count}/{trials}{_best(best)}")

        yield line
        return
    with tqdm(total=trials, initial=before, unit="trial") as bar:

        def move(best):
            bar.set_postfix_str(_best(best).strip(), refresh=False)
            bar.update()

        yield move


def _best(score):
    return "" if score is None else f"  best {score:.4g}"


def _seed(rng):
    if isinstance(rng, np.random.Generator):
        return int(rng.integers(2**63))
    return _checks.whole(rng, "rng: a seed or a Generator", low=0)


def _check_objective(objective, space):
    if not callable(objective):
        raise TypeError(f"objective: expected a function of rng and the values, got {_checks.describe(objective)}")
    try:
        signature = inspect.signature(objective)
    except (TypeError, ValueError):  # some functions written in C do not tell
        return
    try:
        signature.bind(rng=None, **dict.fromkeys(space))
    except TypeError as error:
        raise TypeError(
            f"objective: expected a function that takes rng, {', '.join(space)} by name, got {signature}: {error}"
        ) from None


def _function(objective):
    """The function itself, without what functools.partial has bound."""
    while isinstance(objective, functools.partial):
        objective = objective.func
    return objective if hasattr(objective, "__qualname__") else type(objective)
