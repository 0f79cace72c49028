"""A search: one result whatever the workers, failures with their reasons, progress, bad input."""

import functools
import json
import os
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
from example_search import SPACE, locked, objective, quiet
from helpers import refused

from course_nn import SGD, BinaryCrossEntropy, data, fit, interrupts, mlp
from course_nn.search import IntUniform, LogUniform, Uniform, grid_search, random_search


@pytest.mark.long
def test_the_same_rows_for_any_number_of_workers():
    one, two, three = (quiet(random_search, objective, SPACE, 14, rng=7, workers=w).rows for w in (1, 2, 3))
    assert one == two == three and [row["trial"] for row in one] == list(range(14))
    assert {type(row["failure"]) for row in one} == {str, type(None)}
    assert quiet(random_search, objective, SPACE, 9, rng=7).rows == one[:9]
    assert quiet(random_search, objective, SPACE, 14, rng=8).rows != one
    drawn = np.random.default_rng(3)
    again = quiet(random_search, objective, SPACE, 4, rng=drawn).rows
    assert again == quiet(random_search, objective, SPACE, 4, rng=np.random.default_rng(3)).rows
    assert again != quiet(random_search, objective, SPACE, 4, rng=drawn).rows


def test_functions_that_cannot_be_imported_travel():
    weight = 3.0

    def inner(x):
        return weight * x

    two = quiet(random_search, lambda rng, x: inner(x), {"x": Uniform(0, 1)}, 3, workers=2)
    assert [row["score"] for row in two.rows] == [3 * row["x"] for row in two.rows]


def test_workers_have_one_thread_of_blas(monkeypatch):
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        monkeypatch.setenv(name, "2")

    def threads(rng, x):
        import numpy as np
        from threadpoolctl import threadpool_info

        np.ones((2, 2)) @ np.ones((2, 2))
        return max(pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas")

    from threadpoolctl import threadpool_limits

    for workers in (1, 2):
        with threadpool_limits(2):
            result = quiet(random_search, threads, {"x": Uniform(0, 1)}, 2, workers=workers)
        assert [row["score"] for row in result.rows] == [1, 1], result


def test_one_stream_for_each_trial():
    def first(rng, x):
        return float(rng.random())

    result = quiet(random_search, first, {"x": Uniform(0, 1)}, 50)
    assert len({row["score"] for row in result.rows} | {row["x"] for row in result.rows}) == 100


@pytest.mark.parametrize(
    ("returned", "reason"),
    [
        (float("nan"), "score: expected a finite number, got nan"),
        (-np.inf, "score: expected a finite number, got -inf"),
        ("0.5", "score: expected a number, got '0.5'"),
        (None, "score: expected a number, got None"),
        (np.ones(2), "score: expected a number, got float64 array"),
    ],
)
def test_what_is_not_a_number_is_a_failure(returned, reason):
    result = quiet(random_search, lambda rng, x: returned if x > 0.3 else x, {"x": Uniform(0, 1)}, 6)
    assert {row["score"] is None for row in result.rows} == {True, False}
    assert all(row["failure"].startswith(reason) for row in result.failures)
    assert result.best["x"] == min(row["x"] for row in result.rows if row["score"] is not None)


def test_numpy_numbers_are_scores():
    assert type(quiet(random_search, lambda rng, x: np.float32(x), {"x": [0.5]}, 1).score) is float


def dies(rng, x):
    os._exit(3)


def test_what_joblib_cannot_do_is_said_in_a_sentence():
    with pytest.raises(RuntimeError, match="a worker process ended in the middle of a trial"):
        quiet(random_search, dies, {"x": Uniform(0, 1)}, 3, workers=2)
    with refused("without open files or locks"):
        bound = functools.partial(locked, lock=threading.Lock())
        quiet(random_search, bound, {"x": Uniform(0, 1)}, 3, workers=2)


def test_interrupted_here():
    def stopped(rng, x):
        if x > 0.9:
            raise KeyboardInterrupt
        return x

    result = quiet(random_search, stopped, {"x": Uniform(0, 1)}, 200)
    assert result.interrupted and 0 < len(result) < 200 and "interrupted" in repr(result)


X, Y = data.moons(40)
AXIS = {"rate": LogUniform(0.01, 1)}


def test_one_stop_ends_the_search_though_fit_keeps_what_it_has_learned(tmp_path):
    """`fit` returned, the half-trained trial was scored, and the search went on with the rest."""
    path, started = tmp_path / "search.jsonl", []

    def objective(rng, rate):
        started.append(rate)
        network = mlp([2, 4, 1], rng)
        stop = lambda run: signal.raise_signal(signal.SIGINT) if len(started) == 3 and run.epoch == 2 else None  # noqa: E731
        history = fit(network, X, Y, BinaryCrossEntropy(), SGD(rate), epochs=9, progress=False, callbacks=[stop])
        return len(history)

    partial = functools.partial(objective)
    result = quiet(random_search, partial, AXIS, 6, path=path)
    assert result.interrupted and len(started) == 3
    assert [(row["trial"], row["score"]) for row in result.rows] == [(0, 9), (1, 9)]
    assert path.read_bytes().count(b"\n") == 3 and b'"trial": 2' not in path.read_bytes()


def test_a_stop_that_the_objective_swallows_ends_the_search_too():
    def careless(rng, rate):
        started.append(rate)
        try:
            if len(started) == 3:
                signal.raise_signal(signal.SIGINT)
        except:  # noqa: E722
            return 1e9
        return rate

    started, before = [], signal.getsignal(signal.SIGINT)
    result = quiet(random_search, careless, AXIS, 6)
    assert result.interrupted and len(started) == 3 and [row["trial"] for row in result.rows] == [0, 1]
    assert signal.getsignal(signal.SIGINT) is before


def test_a_search_in_another_thread():
    found = []
    thread = threading.Thread(target=lambda: found.append(quiet(random_search, objective, SPACE, 3)))
    thread.start()
    thread.join()
    assert len(found[0]) == 3


def test_who_called_the_search_hears_of_the_interrupt():
    def stopped(rng, rate):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), interrupts.one_piece():
        quiet(random_search, stopped, AXIS, 3)
    nested = lambda rng, rate: quiet(random_search, stopped, AXIS, 3).score  # noqa: E731
    outer = quiet(random_search, nested, AXIS, 3)
    assert outer.interrupted and not outer.rows and not interrupts.inside_another()


IN_WORKERS = """
import sys
from course_nn import SGD, BinaryCrossEntropy, data, fit, mlp
from course_nn.search import LogUniform, random_search
X, y = data.moons(40)
def objective(rng, rate):
    network = mlp([2, 4, 1], rng)
    return len(fit(network, X, y, BinaryCrossEntropy(), SGD(rate), epochs=150, progress=False))
result = random_search(objective, {"rate": LogUniform(0.01, 1)}, 500, workers=2, path=sys.argv[1], progress=False)
print(result.interrupted, len(result), {row["score"] for row in result.rows})
"""


@pytest.mark.long
@pytest.mark.skipif(os.name == "nt", reason="Windows has no process groups")
def test_one_stop_ends_the_search_in_workers(tmp_path):
    """It reaches all the processes of a kernel; a cut trial has no score, also not in the file."""
    path = tmp_path / "search.jsonl"
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "start_new_session": True}
    with subprocess.Popen([sys.executable, "-c", IN_WORKERS, path], **pipes) as process:
        until = time.monotonic() + 60
        while (not path.exists() or path.read_bytes().count(b"\n") < 4) and time.monotonic() < until:
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGINT)
        said, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    interrupted, finished, scores = said.split(maxsplit=2)
    # A trial may stand in the file, yet not be handed over, when the stop comes.
    assert interrupted == "True" and 2 <= int(finished) < 500 and scores == "{150.0}\n"
    kept = [json.loads(line) for line in path.read_text().splitlines()[1:]]
    assert {trial["score"] for trial in kept} == {150.0} and len(kept) - int(finished) in (0, 1)


def test_an_objective_may_change_the_lists_it_is_given():
    def greedy(rng, n, settings):
        n.append(1)
        settings["seen"] = settings.get("seen", 0) + 1
        return len(n) + 10 * settings["seen"]

    axes = {"n": [[1], [2, 3]], "settings": [{}, {"a": 1}]}
    one, two = (quiet(random_search, greedy, axes, 6, workers=w) for w in (1, 2))
    assert one.rows == two.rows and [row["score"] for row in one.rows] == [len(row["n"]) + 11 for row in one.rows]
    assert axes == {"n": [[1], [2, 3]], "settings": [{}, {"a": 1}]}
    lock = threading.Lock()  # of which there can be no copy
    assert quiet(random_search, lambda rng, n: float(n is lock), {"n": [lock]}, 1).score == 1


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (lambda: Uniform(1, 1), "Uniform: expected low below high, got 1 and 1"),
        (lambda: Uniform(0, np.inf), "Uniform: high: expected a finite number"),
        (lambda: Uniform(-1e308, 1e308), "range that is a finite number"),
        (lambda: LogUniform(0, 1), "LogUniform: low: expected a finite number above 0, got 0"),
        (lambda: LogUniform("a", 1), "LogUniform: low: expected a number above 0, got 'a'"),
        (lambda: IntUniform(0.5, 2), "IntUniform: low: expected a whole number, got 0.5"),
        (lambda: random_search(objective, {}, 3), "space: expected a dict of at least one name"),
        (lambda: random_search(objective, [1], 3), "space: expected a dict"),
        (lambda: random_search(objective, {"a b": [1]}, 3), "arguments of the objective"),
        (
            lambda: random_search(objective, {"rng": [1]}, 3),
            "other than rng, trial, score, failure; got 'rng'",
        ),
        (lambda: random_search(objective, {"a": []}, 3), "a: expected Uniform, .* got an empty list"),
        (lambda: random_search(objective, {"a": 3}, 3), "a: expected Uniform, .* got 3"),
        (lambda: random_search(objective, {"a": "relu"}, 3), "a: expected Uniform, .* got 'relu'"),
        (lambda: random_search(objective, {"a": [1, 1]}, 3), "a: expected choices that differ"),
        (lambda: random_search(objective, {"a": [1]}, 3), "expected a function that takes rng, a by name"),
        (lambda: random_search(3, SPACE, 3), "objective: expected a function of rng and the values, got 3"),
        (lambda: random_search(objective, SPACE, 0), "trials: expected a whole number at least 1, got 0"),
        (lambda: random_search(objective, SPACE, 3, rng="a"), "rng: a seed or a Generator: expected"),
        (lambda: random_search(objective, SPACE, 3, rng=-1), "rng: a seed or a Generator: expected"),
        (
            lambda: random_search(objective, SPACE, 3, workers=0),
            "workers: expected a whole number at least 1",
        ),
        (
            lambda: random_search(objective, SPACE, 3, workers="tcp://10.0.0.5:8786"),
            r"workers: expected a whole number, or machines, got .*; .* write with cluster\('tcp://10.0.0.5:8786'\) as",
        ),
        (lambda: random_search(objective, SPACE, 3, progress=1), "progress: expected True or False"),
        (lambda: random_search(objective, SPACE, 3, path=3), "path: expected a file name, got 3"),
        (lambda: random_search(objective, SPACE, 3, path="no/such/f"), "file in a folder that exists"),
        (lambda: grid_search(objective, SPACE, points=1), "points: expected a whole number at least 2"),
    ],
)
def test_bad_input(action, words):
    with refused(words):
        action()


def test_progress_is_shown_once_for_each_trial(capsys):
    random_search(objective, SPACE, 6, rng=7)
    assert "6/6" in capsys.readouterr().err


def test_without_tqdm_lines_are_printed(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    random_search(lambda rng, x: x, {"x": [0.25]}, 2)
    assert capsys.readouterr().out.splitlines() == ["trial 1/2  best 0.25", "trial 2/2  best 0.25"]


def test_importing_needs_numpy_alone():
    heavy = "{'joblib', 'matplotlib', 'sklearn', 'tqdm', 'scipy'}"
    code = f"import sys, course_nn.search; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
