"""Answers that mean harm: each costs its own exercise, and the next one is marked all the same."""

import copy
import json
import subprocess
import time
from dataclasses import replace

import handed_in
import pytest

from course_nn.exercises import EXERCISES
from course_nn.mark import marking, sandbox
from course_nn.mark.submissions import Submission

pytestmark = pytest.mark.long

RIGHT = EXERCISES["weighted_sum"].solution
HEAD = "def weighted_sum(x, w, b):\n    "
#: What is tried → the answer, and the kind of mistake that it is told ("" for none at all).
HOSTILE = {
    "a forged pass": (
        "import json, os, sys\nprint('passed')\n"
        "sys.modules['course_nn.mark.worker']._write = lambda *_: None\n"
        "for number in range(3, 64):\n"
        "    try:\n"
        "        os.write(number, json.dumps({'outcome': '1', 'status': 'passed'}).encode() + b'\\n.\\n')\n"
        "    except OSError:\n"
        "        pass\n" + HEAD + "return 0",
        "unreadable",
    ),
    "a patched check": (
        "import course_nn.exercises\ncourse_nn.exercises.check = lambda *_: 'passed'\n"
        "course_nn.exercises.running.run_one = lambda *_: 'passed'\n" + HEAD + "return 0",
        "ends Python",
    ),
    "always equal": (
        "class Equal:\n    __eq__ = lambda *_: True\n    __array__ = lambda *_: 1 / 0\n" + HEAD + "return Equal()",
        "type",
    ),
    "os._exit": (f"import os\n{HEAD}os._exit(0)", "ends Python"),
    "a crash": (f"import ctypes\n{HEAD}ctypes.string_at(0)", "ends Python"),
    "a signal to everybody": (f"import os\n{HEAD}os.kill(-1, 9)", "error"),
    "an endless loop": (f"{HEAD}while True: pass", "interrupted"),
    "an endless loop that catches everything": (
        f"{HEAD}while True:\n        try:\n            while True: pass\n        except BaseException: pass",
        "interrupted",
    ),
    "a recursion": (f"{HEAD}return weighted_sum(x, w, b)", "error"),
    "a recursion without a limit": (
        f"import sys\nsys.setrecursionlimit(10**9)\n{HEAD}return weighted_sum(x, w, b)",
        ("error", "ends Python", "interrupted"),  # Python's own stack holds from 3.11 on, until memory or time end
    ),
    "10 GB": (f"{HEAD}return bytearray(10 * 2**30)", "error"),
    "endless memory": (f"{HEAD}kept = []\n    while True: kept.append(bytearray(2**20))", ("error", "interrupted")),
    "a large result": (f"{HEAD}return np.zeros(2**21)", ("too long", "interrupted")),
    "endless output": (f"import os\n{HEAD}while True: print('x' * 2**16); os.write(1, b'x' * 2**16)", "interrupted"),
    "endless answers": (
        f"import os\n{HEAD}while True:\n        for n in range(3, 20):\n"
        "            try: os.write(n, b'x' * 2**12)\n            except OSError: pass",
        ("too long", "interrupted"),  # on a busy computer the clock may be first
    ),
    "a million files": (f"{HEAD}for n in range(10**6): open(str(n), 'x').close()", "error"),
    "a file that fills the disk": (
        f"{HEAD}with open('x', 'wb') as file:\n        while True: file.write(bytes(2**20))",
        "error",
    ),
    "a fork bomb": (
        f"import os\n{HEAD}while True:\n        try: os.fork()\n        except OSError: pass",
        "interrupted",
    ),
    "a grandchild that stays": (
        f"import os, time\nif os.fork() == 0:\n    os.setsid()\n    while True: time.sleep(1)\n{RIGHT}",
        None,
    ),
    "threads that stay": (
        f"import threading, time\nthreading.Thread(target=time.sleep, args=(10**6,)).start()\n{RIGHT}",
        None,
    ),
}


@pytest.fixture(params=HOSTILE)
def hostile(request):
    return HOSTILE[request.param]


def marked(ground, exam, weighted_sum, output_shape=EXERCISES["output_shape"].solution):
    book = handed_in.answered(0, weighted_sum=weighted_sum, output_shape=output_shape)
    return marking.mark(Submission("a"), [("a.ipynb", book["cells"])], exam, ground).results


def test_it_costs_its_own_exercise_and_the_next_one_is_marked(hostile, fenced, small_exam):
    answer, kind = hostile
    results = marked(fenced, small_exam, answer)
    assert results["output_shape"].passed
    if kind is None:
        assert results["weighted_sum"].passed
    else:
        assert not results["weighted_sum"].passed
        assert results["weighted_sum"].mistake in (kind if isinstance(kind, tuple) else [kind])


LOOKS = """
import gc, os, sys
found = []
for path in [*sys.path, os.path.expanduser("~"), "/tmp", "/root", "/home"]:
    for here, _, names in os.walk(path) if os.path.isdir(path) and not path.startswith("/usr") else ():
        for name in names:
            if name.startswith("exercise") and name.endswith(".py") and "course_nn" in here or name.endswith(".ipynb"):
                found.append(os.path.join(here, name))
for one in gc.get_objects():
    if type(one).__name__ in ("Exercise", "Mistake", "Exam"):
        found.append(type(one).__name__)
frame = sys._getframe()
while frame:
    found += [name for name in frame.f_locals if name in ("expected", "reference", "solution")]
    frame = frame.f_back
found += [name for name in sys.modules if "exercise" in name.rpartition(".")[2] and not name.endswith(".exercises")]
def weighted_sum(x, w, b):
    raise RuntimeError("found: " + ", ".join(found[:5]))
"""


def test_the_references_are_nowhere_to_be_read(fenced, small_exam):
    patient = copy.copy(fenced)
    patient.limits = replace(fenced.limits, seconds=90.0)  # it looks through all packages that are installed
    said = marked(patient, small_exam, LOOKS)["weighted_sum"]
    assert said.mistake == "error" and "RuntimeError: found:," in said.message, said.message


def test_what_is_not_there_is_said(fenced, small_exam):
    """No network, no files of others, nothing but one small place to write in, no right to anything."""
    tries = (
        "import os, socket\nfound = []\n"
        "def tried(name, what):\n"
        "    try:\n        what()\n        found.append(name)\n    except OSError: pass\n"
        "tried('network', lambda: socket.create_connection(('127.0.0.1', 1), 1) and None)\n"
        "tried('secrets', lambda: open('/etc/passwd'))\n"
        "tried('root', lambda: os.setuid(0) or os.chroot('/'))\n"
        "tried('writing', lambda: open('/usr/x', 'w'))\n"
        "tried('package', lambda: open(os.path.join(os.path.dirname(__import__('course_nn').__file__), 'x'), 'w'))\n"
        "tried('mounting', lambda: os.unshare(0x10000000) if hasattr(os, 'unshare') else open('/nothing'))\n"
        "tried('host', lambda: socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM))\n"
        "tried('a file in memory', lambda: os.memfd_create('x'))\n"
        "if os.environ.keys() & {'USER', 'COURSE_NN_HOME'}: found.append('environment')\n"
        "if len([one for one in os.listdir('/proc') if one.isdigit()]) > 3: found.append('processes')\n"
        "def weighted_sum(x, w, b):\n    raise RuntimeError('found: ' + ', '.join(found))"
    )
    said = marked(fenced, small_exam, tries)["weighted_sum"]
    assert "RuntimeError: found:," in said.message, said.message


def test_inputs_that_nobody_has_seen_come_when_all_is_told(fenced, small_exam):
    """An answer that keeps its inputs, for another one that shows them, finds those of the notebook alone."""
    keeping = "    with open(uuid.uuid4().hex, 'w') as file:\n        file.write(repr(x))\n    return"
    keeps = "import uuid\n" + RIGHT.replace("    return", keeping)
    shows = (
        "import os\ndef output_shape(n, d_in, d_out):\n"
        "    raise RuntimeError('kept: ' + ' '.join(open(name).read() for name in os.listdir('.')))"
    )
    results = marked(fenced, small_exam, keeps, shows)
    assert results["weighted_sum"].passed
    assert "RuntimeError: kept:," in results["output_shape"].message


KEYRING = """
import ctypes, os
libc, machine = ctypes.CDLL(None), os.uname().machine
add, control = {"x86_64": (248, 250), "aarch64": (217, 219)}[machine]
def rings():
    return [ctypes.c_long(one) for one in (-3, -4, -5)]  # of the session, of the user, of the user's session
def leave():
    for ring in rings():
        libc.syscall(ctypes.c_long(add), b"user", b"course_nn_note", b"0.25", ctypes.c_size_t(4), ring)
def found():
    return sum(libc.syscall(ctypes.c_long(control), ctypes.c_long(10), ring, b"user", b"course_nn_note",
                            ctypes.c_long(0)) > 0 for ring in rings())
"""


def test_no_note_is_left_in_the_kernel_s_keyrings(fenced, small_exam):
    """They would stay there when all processes of the run have ended."""
    leaves = KEYRING + HEAD + "leave()\n    raise RuntimeError(f'found: {found()}')"
    assert "found: 0" in marked(fenced, small_exam, leaves)["weighted_sum"].message


def test_nothing_is_left(fenced, small_exam):
    """Neither processes of the users of workers, nor files in the places where they write."""
    marked(fenced, small_exam, HOSTILE["a grandchild that stays"][0])
    assert not any(any(place.iterdir()) for place in fenced.folder.glob("place-*"))
    assert not [line for line in ps("uid,args") if str(fenced.folder) in line]


def test_a_worker_that_is_closed_takes_everything_along(fenced, exam):
    with fenced.worker() as worker:
        worker.process.stdin.write(json.dumps({"do": "attempt", "what": "time", "seconds": 60}).encode() + b"\n")
        worker.process.stdin.flush()
        time.sleep(0.3)
        group = worker.process.pid
        before = _alive(group)
    assert len(before) == 3  # the one that waits, the worker, and the answer
    left = {line.strip() for line in ps("pid")} & before
    assert not left


def ps(what):
    """What there is of all processes, dead ones that nobody has buried included."""
    done = subprocess.run(["ps", "-eo", what, "--no-headers"], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def _alive(session):
    """The processes of a session; an answer's has its own, and is found by its parent."""
    found = [line.split() for line in ps("pid,ppid,sid")]
    ours, before = {pid for pid, _, sid in found if sid == str(session)}, set()
    while ours != before:
        before, ours = ours, ours | {pid for pid, parent, _ in found if parent in ours}
    return ours


def test_without_a_fence_the_clock_and_the_length_still_hold(small_exam):
    with sandbox.Ground([EXERCISES["weighted_sum"]], fence=False, limits=handed_in.SMALL) as ground:
        for name in ("an endless loop", "os._exit", "endless answers", "a recursion"):
            answer, kind = HOSTILE[name]
            results = marked(ground, small_exam, answer)
            assert results["weighted_sum"].mistake in (kind if isinstance(kind, tuple) else [kind])


def test_a_worker_that_does_not_begin_is_told(fenced, monkeypatch):
    monkeypatch.setattr(fenced, "packages", [])  # no NumPy there
    with pytest.raises(sandbox.Lost):
        fenced.worker()
