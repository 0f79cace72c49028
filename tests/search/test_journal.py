"""The file of a search: nothing finished is lost, a file of another search or an altered one is refused."""

import contextlib
import functools
import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from example_search import CALLS, SPACE, counted, objective, quiet
from helpers import refused

from course_nn.search import Uniform, grid_search, random_search


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
