"""Hyper-parameter search: the same whatever the workers, resumed with nothing lost, and a picture that is true."""

import contextlib
import functools
import itertools
import json
import math
import os
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
from helpers import refused
from scipy import stats

from course_nn.plots.search import search_panels
from course_nn.search import IntUniform, LogUniform, SearchResult, Uniform, grid_search, random_search, space
from course_nn.search.fingerprint import fingerprint

SPACE = {
    "rate": LogUniform(1e-4, 1),
    "shift": Uniform(-2, 3),
    "units": IntUniform(2, 5),
    "kind": ["a", None, (3, 4)],
}


def objective(rng, rate, shift, units, kind):
    if shift < -1.5:
        raise ZeroDivisionError("too far left")
    if shift > 2.7:
        return float("nan")
    noise = np.linalg.norm(rng.normal(size=(60, 60)) @ rng.normal(size=(60, 60)))
    return float((math.log10(rate) + 2) ** 2 + shift**2 / 10 + units / 100 + 1e-6 * noise)


def quiet(function, *args, **kwargs):
    return function(*args, progress=False, **kwargs)


# What is drawn


def test_the_draws_have_their_distributions():
    axes = space.read(SPACE)
    drawn = [space.random_values(axes, 5, i) for i in range(3000)]
    column = {name: [values[name] for values in drawn] for name in axes}
    assert stats.kstest(column["shift"], stats.uniform(-2, 5).cdf).pvalue > 0.01
    assert stats.kstest(column["rate"], stats.loguniform(1e-4, 1).cdf).pvalue > 0.01
    for name, options in (("units", [2, 3, 4, 5]), ("kind", SPACE["kind"])):
        counts = [column[name].count(option) for option in options]
        assert sum(counts) == 3000 and stats.chisquare(counts).pvalue > 0.01
    # Axes are independent of one another, and so are neighboring trials.
    assert abs(stats.spearmanr(column["shift"], column["rate"]).statistic) < 0.05
    assert abs(stats.spearmanr(column["shift"][1:], column["shift"][:-1]).statistic) < 0.05


def test_values_are_plain_numbers_within_their_range():
    for index in range(300):
        values = space.random_values(space.read(SPACE), 0, index)
        assert type(values["rate"]) is float and 1e-4 <= values["rate"] <= 1
        assert type(values["units"]) is int and 2 <= values["units"] <= 5
    for axis in (Uniform(0.1, 0.7), LogUniform(0.1, 0.7)):
        assert axis.at(0) == 0.1 and axis.at(1) == 0.7 and type(axis.at(0.5)) is float
    assert IntUniform(2, 5).at(1) == 5


def test_grid_is_every_combination():
    result = quiet(grid_search, objective, SPACE, points=3)
    rates, shifts = [1e-4, 1e-2, 1.0], [-2.0, 0.5, 3.0]
    found = [tuple(row[name] for name in SPACE) for row in result.rows]
    wanted = list(itertools.product(rates, shifts, [2, 4, 5], SPACE["kind"]))
    assert [row[1:] for row in found] == [row[1:] for row in wanted]
    assert [row[0] for row in found] == pytest.approx([row[0] for row in wanted], rel=1e-12)
    assert {row["failure"] for row in result.rows if row["shift"] == -2} == {"ZeroDivisionError: too far left"}
    assert IntUniform(1, 3).grid(5) == [1, 2, 3]


def test_a_grid_too_large_is_refused_before_it_is_made():
    with refused("at most 100,000 trials, got 5 × 5 × .* = 9,765,625"):
        grid_search(objective, {f"a{k}": Uniform(0, 1) for k in range(10)})


# One result, whatever the workers


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


# Failures


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


def test_all_failed():
    result = quiet(random_search, lambda rng, x: 1 / 0, {"x": Uniform(0, 1)}, 3)
    for ask in (lambda: result.best, lambda: result.score, result.plot):
        with refused("at least one trial that gives a number, got none; the first failed: ZeroDivisionError"):
            ask()
    assert "3 failed" in repr(result) and "3 failed" in result._repr_html_()
    with refused("none was finished"):
        SearchResult({}, []).best  # noqa: B018


def dies(rng, x):
    os._exit(3)


def locked(rng, x, lock):
    return x


def test_what_joblib_cannot_do_is_said_in_a_sentence():
    with pytest.raises(RuntimeError, match="a worker process ended in the middle of a trial"):
        quiet(random_search, dies, {"x": Uniform(0, 1)}, 3, workers=2)
    with refused("without open files or locks"):
        bound = functools.partial(locked, lock=threading.Lock())
        quiet(random_search, bound, {"x": Uniform(0, 1)}, 3, workers=2)


# The file


CALLS = []


def counted(rng, **values):
    CALLS.append(1)
    return objective(rng, **values)


def test_resumed_after_the_file_is_cut_anywhere(tmp_path):
    path = tmp_path / "search.jsonl"

    whole = quiet(random_search, counted, SPACE, 5, rng=1, path=path)
    content = path.read_bytes()
    assert content.count(b"\n") == 6
    for size in range(0, len(content) + 1, 7):
        path.write_bytes(content[:size])
        CALLS.clear()
        result = quiet(random_search, counted, SPACE, 5, rng=1, path=path)
        assert result.rows == whole.rows
        assert len(CALLS) == 5 - max(content[:size].count(b"\n") - 1, 0)
        assert path.read_bytes() == content
    CALLS.clear()
    assert quiet(random_search, counted, SPACE, 3, rng=1, path=path).rows == whole.rows[:3] and not CALLS
    more = quiet(random_search, counted, SPACE, 8, rng=1, path=path, workers=1)
    assert len(CALLS) == 3 and more.rows[:5] == whole.rows


KILLED = """
import sys, time
from course_nn.search import LogUniform, Uniform, random_search
def slow(rng, x):
    time.sleep(0.02)
    return x + rng.random()
result = random_search(slow, {{"x": Uniform(0, 1)}}, 40, rng=3, workers={workers}, path={path!r}, progress=False)
print(len(result), result.interrupted, repr(result.rows))
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has neither SIGKILL nor process groups")
@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_killed_or_interrupted_and_resumed(tmp_path, workers, how):
    path, script = tmp_path / "kept.jsonl", tmp_path / "script.py"
    script.write_text(KILLED.format(workers=workers, path=str(path)))

    def start(**where):
        return subprocess.Popen([sys.executable, script], start_new_session=True, text=True, **where)

    with open(tmp_path / "said.txt", "w+") as said, open(tmp_path / "errors.txt", "w") as errors:
        process = start(stdout=said, stderr=errors)
        try:
            until = time.monotonic() + 60
            while (not path.exists() or path.read_bytes().count(b"\n") < 5) and time.monotonic() < until:
                time.sleep(0.005)
            (os.kill if how == signal.SIGKILL else os.killpg)(process.pid, how)
            assert process.wait(60) == (-signal.SIGKILL if how == signal.SIGKILL else 0)
        finally:
            if how == signal.SIGKILL:  # joblib's workers outlive a killed parent by minutes
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
        said.seek(0)
        words = said.read()
    kept = path.read_bytes()
    finished = kept.count(b"\n") - 1
    assert 4 <= finished < 40
    if how == signal.SIGINT:
        # One trial may be on the disk and not yet in the result when the interrupt comes.
        assert words.split()[:2] in ([f"{finished}", "True"], [f"{finished - 1}", "True"])
    end = start(stdout=subprocess.PIPE).communicate(timeout=120)[0]
    resumed = path.read_bytes()
    assert resumed.startswith(kept[: kept.rfind(b"\n") + 1])  # nothing is lost
    assert resumed.count(b"\n") == 41 and len({json.loads(line).get("trial") for line in resumed.splitlines()}) == 41
    path.unlink()
    assert end == start(stdout=subprocess.PIPE).communicate(timeout=120)[0]  # nor done another way


def test_interrupted_here():
    def stopped(rng, x):
        if x > 0.9:
            raise KeyboardInterrupt
        return x

    result = quiet(random_search, stopped, {"x": Uniform(0, 1)}, 200)
    assert result.interrupted and 0 < len(result) < 200 and "interrupted" in repr(result)


def test_a_line_is_on_the_disk_before_the_next_trial(tmp_path, monkeypatch):
    path, seen, synced = tmp_path / "s.jsonl", [], []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda file: (synced.append(path.stat().st_size), real(file)))

    def looking(rng, x):
        seen.append(path.stat().st_size if path.exists() else 0)
        return x

    quiet(random_search, looking, {"x": Uniform(0, 1)}, 4, path=path)
    assert [0, *synced] == [*seen, path.stat().st_size]


def other(rng, rate, shift, units, kind):
    return rate


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"rng": 2}, r"another seed \(1, now 2\)"),
        ({"space": SPACE | {"shift": Uniform(-2, 4)}}, "another space .*high=3.0"),
        ({"objective": other}, r"another objective \(objective, now other\)"),
        (
            {"objective": functools.partial(objective, units=3)},
            r"what the objective holds has changed \(units\)",
        ),
        ({"search": grid_search}, r"another search \(random, now grid\)"),
    ],
)
def test_a_file_of_another_search_is_refused(tmp_path, change, words):
    path = tmp_path / "search.jsonl"
    given = {"search": random_search, "objective": objective, "space": SPACE, "rng": 1} | change
    quiet(random_search, objective, SPACE, 2, rng=1, path=path)
    before = path.read_bytes()
    search = given.pop("search")
    with refused(words):
        quiet(search, **given, path=path, **({"trials": 2} if search is random_search else {"points": 2}))
    assert path.read_bytes() == before


def test_comments_and_layout_are_not_the_code():
    def build(text):
        names = {}
        exec(text, names)
        return fingerprint(names["f"])

    plain = build("def f(rng, x):\n    return x + 1\n")
    assert plain == build("def f(rng,  x):\n\n    return (x + 1)   # as in the lecture\n")
    assert plain != build("def f(rng, x):\n    return x + 2\n")
    assert plain != build("def f(rng, x):\n    return x - 1\n")
    one, other = lambda rng, x: x, lambda rng, x: x + 1  # on one line
    assert fingerprint(one) != fingerprint(other) and fingerprint(one) == fingerprint(lambda rng, x: x)
    inner = "def f(rng, x):\n    return [x + {} for _ in 'a']\n"
    assert build(inner.format(1)) == build(inner.format(1)) != build(inner.format(2))


class Called:
    def __init__(self, weight):
        self.weight = weight

    def __call__(self, rng, x):
        return self.weight * x

    def method(self, rng, x):
        return self.weight * x


def closure(weight):
    return lambda rng, x: x if weight is None else 1.0


def deep(weight):
    def inner(x):
        return x if weight is None else 1.0

    return lambda rng, x: inner(x)


def with_default(weight):
    def f(rng, x, weight=weight):
        return 1.0

    return f


def with_keyword(weight):
    def f(rng, x, *, weight=weight):
        return 1.0

    return f


MAKERS = {
    "closure": closure,
    "a function in a closure": deep,
    "default": with_default,
    "keyword": with_keyword,
    "object": Called,
    "method": lambda weight: Called(weight).method,
    "partial": lambda weight: functools.partial(locked, lock=weight),
    "positional": lambda weight: functools.partial(lambda weight, rng, x: 1.0, weight),
}


@pytest.mark.parametrize("how", MAKERS)
def test_a_file_is_not_gone_on_with_after_what_the_objective_holds_has_changed(tmp_path, how):
    """Scores of another weight would come back without a word otherwise."""
    make = MAKERS[how]
    held = [
        0.5,
        0.25,
        1,
        True,
        "a",
        [1, 2],
        [1, 3],
        (1, 2),
        {"a": 1},
        {"a": 2},
        {"x", "yy", "z"},
        np.arange(3.0),
    ]
    held += [np.array([0.0, 1, 3]), np.float32(0.5), np.array(["a", None]), len, math.log, None]
    marks = [fingerprint(make(value)) for value in held]
    assert all(a != b for a, b in itertools.combinations(marks, 2))
    copies = [value.copy() if hasattr(value, "copy") else value for value in held]
    assert marks == [fingerprint(make(value)) for value in copies]
    path = tmp_path / "search.jsonl"
    quiet(random_search, make(0.5), {"x": Uniform(0, 1)}, 2, path=path)
    before = path.read_bytes()
    quiet(random_search, make(0.5), {"x": Uniform(0, 1)}, 2, path=path)
    with refused(r"what the objective holds has changed \((weight|inner|lock|argument 1)\)"):
        quiet(random_search, make(0.75), {"x": Uniform(0, 1)}, 2, path=path)
    assert path.read_bytes() == before


def test_any_objective_has_a_fingerprint():
    loop, table = [], {}
    loop.append(loop)
    table["self"] = table

    def again(rng, x):
        return again, later

    for one in (closure(loop), closure(table), again, closure(again), len, float, functools.cache(counted)):
        assert fingerprint(one) == fingerprint(one)
    later = 1
    assert fingerprint(functools.cache(counted))[0] == fingerprint(counted)[0]
    assert fingerprint(closure(object())) == fingerprint(closure(object()))  # no addresses
    nested = 1
    for _ in range(60):
        nested = [nested, "'"]
    assert len(fingerprint(closure(nested))[1]["weight"]) == 16


def test_the_fingerprint_is_the_same_in_every_process():
    code = (
        "from course_nn.search.fingerprint import fingerprint\n"
        "kinds = {'a', 'bc', 'def', 'g'}\n"
        "print(fingerprint(lambda rng, x, kinds=kinds: x in {'a', 'bc', 'def', 'g'}))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
        ).stdout
        for seed in range(3)
    }
    assert len(said) == 1 and said.pop()


@pytest.mark.parametrize(
    "options",
    [
        np.logspace(-4, -1, 4),
        list(np.logspace(-4, -1, 4)),
        [np.str_("a"), np.str_("b")],
        list(np.arange(3)),
        [np.float32(0.1), np.float32(0.2)],
        [np.True_, np.False_],
    ],
)
def test_choices_of_numpy_are_plain_and_gone_on_with(tmp_path, options):
    path = tmp_path / "search.jsonl"
    first = quiet(random_search, lambda rng, n: 1.0, {"n": options}, 5, path=path)
    assert all(type(row["n"]) in (float, int, str, bool) and row["n"] in options for row in first.rows)
    assert quiet(random_search, lambda rng, n: 1.0, {"n": options}, 5, path=path).rows == first.rows


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


@pytest.mark.parametrize("content", [b"hello", b"hello\n", b"[1]\n", b'{"search": 1}\n', b"\xff\xfe\x00\n\n"])
def test_a_foreign_file_is_refused_and_kept(tmp_path, content):
    path = tmp_path / "mine.txt"
    path.write_bytes(content)
    with refused("mine.txt is not a file of a search"):
        quiet(random_search, objective, SPACE, 2, path=path)
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    "damage",
    [
        lambda line: b"x" + line,
        lambda line: line.replace(b'"score": ', b'"score": "'),
        lambda line: line.replace(b'"trial": 0', b'"trial": 1'),
        lambda line: line.replace(b'"trial": 0', b'"trial": -1'),
        lambda line: line.replace(b'"rate": ', b'"rate": 1'),
        lambda line: line.replace(b'"failure": null', b'"failure": 3'),
        lambda line: b"[]\n",
    ],
)
def test_an_altered_line_is_refused(tmp_path, damage):
    path = tmp_path / "search.jsonl"
    quiet(random_search, objective, SPACE, 3, rng=1, path=path)
    lines = path.read_bytes().splitlines(True)
    changed = damage(lines[1])
    assert changed != lines[1]
    path.write_bytes(b"".join([lines[0], changed, *lines[2:]]))
    with refused("line 2 of search.jsonl is not a trial of this search"):
        quiet(random_search, objective, SPACE, 3, rng=1, path=path)


# Bad input


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
        (lambda: random_search(objective, SPACE, 3, progress=1), "progress: expected True or False"),
        (lambda: random_search(objective, SPACE, 3, path=3), "path: expected a file name, got 3"),
        (lambda: random_search(objective, SPACE, 3, path="no/such/f"), "file in a folder that exists"),
        (lambda: grid_search(objective, SPACE, points=1), "points: expected a whole number at least 2"),
    ],
)
def test_bad_input(action, words):
    with refused(words):
        action()


# Table and picture


def test_table():
    result = quiet(random_search, objective, SPACE, 25, rng=7)
    assert result.score == min(row["score"] for row in result.rows if row["score"] is not None)
    lines = repr(result).splitlines()
    assert lines[0].split() == ["trial", *SPACE, "score"] and len(lines) == 12
    shown = [float(line.split()[-1]) for line in lines[1:-1]]
    assert shown == sorted(shown) and shown[0] == float(f"{result.score:.4g}")
    assert f"the best 10 of 25 trials; {len(result.failures)} failed" in lines[-1]
    assert result._repr_html_().count("<tr>") == 11
    assert len(result.table(3).splitlines()) == 5


def test_table_escapes():
    markup = quiet(random_search, lambda rng, kind: 1 / 0 if kind == "<b>" else 0, {"kind": ["<b>", "<i>"]}, 6)
    assert "<b>" not in markup._repr_html_() and "&lt;i&gt;" in markup._repr_html_()


def test_the_share_an_axis_explains():
    def only_a(rng, a, b, c):
        return math.log(a) ** 2 if c != "bad" else 50.0

    axes = {"b": Uniform(0, 1), "a": LogUniform(0.01, 100), "c": ["fine", "bad"]}
    panels = {panel["name"]: panel for panel in search_panels(quiet(random_search, only_a, axes, 300))}
    assert panels["c"]["share"] > 0.6 and panels["a"]["share"] > 0.03 > panels["b"]["share"]
    assert list(panels) == ["c", "a", "b"]
    # Without any effect it is about 0, also where there are few trials to a group.
    shares = [
        panel["share"]
        for seed in range(40)
        for panel in search_panels(quiet(random_search, lambda rng, a: rng.random(), {"a": Uniform(0, 1)}, 15, seed))
    ]
    assert np.mean(shares) < 0.08


def test_share_against_the_f_test():
    """ω² = (k − 1)(F − 1) / ((k − 1)(F − 1) + n) of the ranks, with F from SciPy (the Kruskal-Wallis setting)."""

    def noisy(rng, a):
        return a + rng.normal()

    result = quiet(random_search, noisy, {"a": [0, 1, 2]}, 60)
    ranks = stats.rankdata([row["score"] for row in result.rows])
    groups = [[r for r, row in zip(ranks, result.rows, strict=True) if row["a"] == a] for a in (0, 1, 2)]
    extra = 2 * (stats.f_oneway(*groups).statistic - 1)
    assert search_panels(result)[0]["share"] == pytest.approx(extra / (extra + 60))


def test_pictures():
    for result in (
        quiet(random_search, objective, SPACE, 40, rng=7),
        quiet(random_search, objective, SPACE, 2, rng=0),
        quiet(grid_search, objective, SPACE, points=3),
        quiet(random_search, lambda rng, x: 1.0, {"x": [1, 2]}, 8),
    ):
        picture = result.plot()
        assert f"of {len(result)} trials" in picture.alt and len(picture.figure.axes) == len(result.space)
        assert picture.png().startswith(b"\x89PNG")
    text = quiet(random_search, objective, SPACE, 40, rng=7).plot().alt
    assert "rate = " in text and "% by rate" in text


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
