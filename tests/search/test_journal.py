"""The file of a search: nothing finished is lost, a file of another search or an altered one is refused."""

import contextlib
import functools
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from enum import IntEnum
from pathlib import Path

import numpy as np
import pytest
from example_search import CALLS, SPACE, counted, objective, quiet
from helpers import check_sentence, refused

from course_nn.search import Uniform, grid_search, journal, random_search


@pytest.mark.long
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


@pytest.mark.long
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
            until = time.monotonic() + 180
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
    assert synced == [*seen, path.stat().st_size] and seen[0] > 0


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
        lambda line: b"[" * 100_000 + b"\n",
        lambda line: b"\xff" + line,
        lambda line: re.sub(rb'"score": [^,]*', b'"score": NaN', line),
        lambda line: re.sub(rb'"score": [^,]*', b'"score": -Infinity', line),
        lambda line: re.sub(rb'"score": [^,]*', b'"score": -1e999', line),
        lambda line: line.replace(b'"trial": 0', b'"trial": false'),
        lambda line: line.replace(b'"trial": 0', b'"trial": 1' + b"0" * 400),
        lambda line: re.sub(rb'"values": {[^}]*}', b'"values": [["rate"]]', line),
        lambda line: line[:-2] + b" " * journal.MOST_LINE + b"}\n",
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


class Size(IntEnum):
    SMALL = 1
    LARGE = 2


class Speechless:
    def __repr__(self):
        raise ValueError("no words")


@pytest.mark.parametrize(
    "options",
    [
        ["a\u2028b", "a\x85b", "a\nb", "a\r\nb", "\ud800", "θ", "\0", ""],
        [float("nan"), float("inf"), -float("inf"), 1.0],
        [Size.SMALL, Size.LARGE, 3],
        [np.tanh, len, (1, [2, None]), {"a": 1}],
        [Speechless(), 1],
        [10**300, -1],
    ],
)
def test_any_choice_is_gone_on_with(tmp_path, options):
    """A text with U+2028 or U+0085 in it was two lines to the reader of the file."""
    path, calls = tmp_path / "search.jsonl", []

    def kept(rng, n, called=calls.append):
        return rng.random()

    first = quiet(grid_search, kept, {"n": options}, path=path)
    assert len(first) == len(options) and not first.failures
    content = path.read_bytes()
    assert content.count(b"\n") == 1 + len(options)
    again = quiet(grid_search, lost, {"n": options}, path=tmp_path / "other.jsonl")
    assert len(again.failures) == len(options)
    second = quiet(grid_search, kept, {"n": options}, path=path)
    assert [row["score"] for row in second.rows] == [row["score"] for row in first.rows]
    assert path.read_bytes() == content


def lost(rng, n):
    raise ValueError("\ud800 is no text, \u2028 is no line")


@pytest.mark.parametrize(
    "option", [object(), [object()], threading.Lock(), 10**5000], ids=["object", "inside", "lock", "digits"]
)
def test_a_choice_that_cannot_be_known_again_is_refused_before_the_first_trial(tmp_path, option):
    path, calls = tmp_path / "search.jsonl", []
    with refused("n: expected choices that a file can keep and that are known again in it"):
        quiet(random_search, lambda rng, n: calls.append(1), {"n": [1, option]}, 5, path=path)
    assert not calls and not path.exists()


def test_a_failure_in_any_words_is_kept(tmp_path):
    """One whose text could not be encoded, or that could not be turned into words, ended the search."""

    class Mute(Exception):
        def __str__(self):
            raise RuntimeError("no words")

    errors = [ValueError("\ud800"), ValueError("a\u2028b\x85c\nd"), Mute(), ValueError("x" * 10**6), SystemExit(3)]
    path = tmp_path / "search.jsonl"

    def fails(rng, k):
        raise errors[k]

    result = quiet(grid_search, fails, {"k": list(range(5))}, path=path)
    reasons = [row["failure"] for row in result.rows]
    assert reasons[:3] == [
        "ValueError: \\ud800",
        "ValueError: a b c d",
        "Mute: an error that has no words for itself",
    ]
    assert len(reasons[3]) == 1000 and reasons[4] == "SystemExit: 3"
    assert len(path.read_bytes()) < 5000 and "\\ud800" in repr(result)
    assert quiet(grid_search, fails, {"k": list(range(5))}, path=path).rows == result.rows


def test_a_place_that_cannot_be_written_is_noticed_before_the_first_trial(tmp_path, monkeypatch):
    calls, search = [], lambda path: quiet(random_search, lambda rng, x: calls.append(1), {"x": [1]}, 2, path=path)

    def denied(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(journal, "open", denied, raising=False)
    with pytest.raises(OSError, match=r"search: expected a place that can be written, .*Permission denied") as told:
        search(tmp_path / "search.jsonl")
    check_sentence(told.value)
    monkeypatch.undo()
    if os.name == "posix":
        (tmp_path / "link").symlink_to(tmp_path / "other")
        os.mkfifo(tmp_path / "pipe")
        for name in ("link", "pipe"):
            with refused(f"search: expected the name of a plain file, or of none yet; .* is a {name}"):
                search(tmp_path / name)
    assert not calls and not (tmp_path / "other").exists()


def test_a_full_disk_keeps_the_trials_before(tmp_path, monkeypatch):
    path, real = tmp_path / "search.jsonl", os.fsync

    def full(file):
        if path.read_bytes().count(b"\n") > 3:
            raise OSError(28, "No space left on device")
        real(file)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(
        OSError, match=r"expected room for one more trial .*No space left on device; those before"
    ) as told:
        quiet(random_search, objective, SPACE, 9, path=path)
    check_sentence(told.value)
    monkeypatch.undo()
    assert len(quiet(random_search, objective, SPACE, 9, path=path)) == 9


@pytest.mark.skipif(os.name != "posix", reason="locks as POSIX has them")
def test_two_kernels_on_one_file(tmp_path):
    """The second is refused while the first is at it; both wrote the same trials before, each its own way."""
    path = tmp_path / "search.jsonl"

    def slow(rng, x):
        if not said:
            said.append(0)
            said[0] = subprocess.run([sys.executable, "-c", SECOND, path], capture_output=True, text=True).stdout
        return x

    said = []
    result = quiet(random_search, functools.partial(slow), {"x": Uniform(0, 1)}, 3, path=path)
    assert "search: another search is writing to search.jsonl; expected one at a time" in said[0]
    assert len(result) == 3 and path.read_bytes().count(b"\n") == 4


SECOND = """
import sys
from course_nn.search import Uniform, random_search
try:
    random_search(lambda rng, x: x, {"x": Uniform(0, 1)}, 3, path=sys.argv[1], progress=False)
except ValueError as error:
    print(error)
"""


def test_a_file_without_an_end_is_not_taken_into_memory(tmp_path, monkeypatch):
    path = tmp_path / "long"
    with open(path, "wb") as file:
        file.truncate(10**9)  # a hole: no room is taken on the disk
    asked = []
    real = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda self: asked.append(self) or real(self))
    with refused("long is not a file of a search"):
        quiet(random_search, objective, SPACE, 2, path=path)
    assert not asked and path.stat().st_size == 10**9


def test_data_of_a_global_name_belong_to_the_search(tmp_path):
    """Other data, the same "best", and no warning."""
    path, names = tmp_path / "search.jsonl", {"X": np.arange(3.0), "np": np}
    exec("def f(rng, x):\n    return float(np.sum((X - x) ** 2))\n", names)
    first = quiet(random_search, names["f"], {"x": Uniform(0, 1)}, 3, path=path)
    names["X"] = np.arange(3.0)
    assert quiet(random_search, names["f"], {"x": Uniform(0, 1)}, 3, path=path).rows == first.rows
    names["X"] = np.arange(3.0) + 1
    with refused(r"what the objective reads by a global name has changed \(X\)"):
        quiet(random_search, names["f"], {"x": Uniform(0, 1)}, 3, path=path)


def test_a_choice_is_known_by_what_it_does(tmp_path):
    path, functions = tmp_path / "search.jsonl", []
    for body in ("return x", "return 2 * x", "return x"):
        names = {}
        exec(f"def activation(x):\n    {body}\n", names)
        functions.append(names["activation"])
    search = lambda f: quiet(random_search, lambda rng, a: a(1.0), {"a": [f, len]}, 1, path=path)  # noqa: E731
    search(functions[0])
    with refused(r"reads by a global name has changed \(the choices of a\)"):
        search(functions[1])
    assert len(search(functions[2])) == 1
