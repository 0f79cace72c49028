"""What runs behind the fence: it reads notebooks, and runs answers, each in a process of its own.

It hears one line of JSON on its input at a time, and answers with one line. What comes from an answer's process is
handed on as it is, up to a length: whoever reads it believes nothing of it.
"""

import __future__

import ast
import contextlib
import copy
import importlib
import json
import linecache
import os
import select
import shutil
import signal
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

from ..exercises import calling, running, stub
from ..my_course import answers
from . import attempts, plain, reading, wire
from .limits import Limits

try:
    import resource
except ImportError:  # Windows
    resource = None

#: What ends an answer's lines. No JSON is that.
_END = b".\n"
#: How a process ends whose value is longer than may be sent.
_TOO_LONG = 77


def main(place, limits):
    """Serve until the input ends. ``place`` is the folder in which answers may write."""
    limits, course = Limits(**limits), course_cells()
    wire.READERS["object"] = wire.made_again
    hear, say = os.fdopen(os.dup(0), encoding="utf-8"), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):  # nobody's prints get in between
        os.dup2(nothing, number)
    _write(say, json.dumps({"ready": True}))
    for line in hear:
        request = json.loads(line)
        work = _WORK[request["do"]]
        lines, died = (in_a_process if hasattr(os, "fork") else _here)(
            work, request | {"course": course}, place, limits
        )
        _write(say, json.dumps({"lines": lines, "died": died}))


def course_cells():
    """The course's own cells, as they stand beside this file in the copy of the package."""
    kept = json.loads((Path(__file__).parent / "course.json").read_text(encoding="utf-8"))
    places = {name: set(ids) for name, ids in kept["places"].items()}
    return answers.Course(
        set(map(tuple, kept["contents"])), places, set(kept["elsewhere"]), set(map(tuple, kept["heads"]))
    )


def in_a_process(work, request, place, limits):
    """``(lines, died)``: what ``work(request, send)`` sent from a process of its own, and why it ended early."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.closerange(3, into)  # among them the lines to whoever marks
            os.closerange(into + 1, 256)
            os.setsid()
            os.chdir(place)
            _confine(limits, request["seconds"])
            work(request, lambda text: _write(into, text))
            _write(into, _END.decode().strip())
        except ValueError:  # of `wire`: what an answer raises itself is an outcome
            status = _TOO_LONG
        finally:
            os._exit(status)
    os.close(into)
    content, died = _listen(out, time.monotonic() + request["seconds"], limits.answer)
    ended = _end(child, wait=0.0 if died else 0.2)
    os.close(out)
    _tidy(place)
    if not died and not content.endswith(_END):
        died = "answer" if ended == f"exit {_TOO_LONG}" else ended
    return content.decode("utf-8", "replace").removesuffix(_END.decode()).split("\n")[:-1], died


def _here(work, request, place, limits):
    """The same where there are no such processes: whoever listens has to watch the clock."""
    lines = []
    os.chdir(place)
    work(request, lines.append)
    return lines, ""


def _write(where, text):
    data = text.encode("utf-8", "replace") + b"\n"
    while data:
        data = data[os.write(where, data) :]


def _listen(out, until, most):
    """``(content, died)`` of what is sent until the end, the time's end, or the end of what may be sent."""
    content = b""
    while not (content == _END or content.endswith(b"\n" + _END)):
        left = until - time.monotonic()
        if left <= 0 or not select.select([out], [], [], left)[0]:
            return content, "time"
        part = os.read(out, 2**16)
        if not part:
            break
        content += part
        if len(content) > most:
            return b"", "answer"
    return content, ""


def _end(child, wait):
    """End the answer's process, and whatever it has started; how it ended by itself, if it does within ``wait``."""
    until, status = time.monotonic() + wait, None
    while status is None and time.monotonic() < until:
        pid, ended = os.waitpid(child, os.WNOHANG)
        status = ended if pid else time.sleep(0.002)
    if os.getpid() == 1:  # the first process of a world of its own, where all others are the answer's
        with contextlib.suppress(ProcessLookupError):
            os.kill(-1, signal.SIGKILL)
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
    if status is None:
        return "exit"
    return f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else f"exit {os.WEXITSTATUS(status)}"


def _confine(limits, seconds):
    """What the system can hold a process to by itself."""
    wanted = {
        "AS": limits.memory,
        "CPU": int(seconds) + 2,
        "FSIZE": limits.disk,
        "NOFILE": 64,
        "NPROC": limits.processes,
        "CORE": 0,
        "MSGQUEUE": 0,
    }
    for name, most in wanted.items():
        with contextlib.suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))


def _tidy(place):
    with contextlib.suppress(OSError):
        os.chmod(place, 0o777)  # an answer may have taken it away
    for entry in os.scandir(place):
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                os.unlink(entry.path)


# What an answer's process does


def _read(request, send):
    send(json.dumps(reading.read(request["cells"], request["names"], request["course"])))


def _run(request, send):
    """The outcomes of an answer on the cases, one a line; or why there are none."""
    exercise, answer = _defined(request, send)
    if exercise is None:
        return
    if sentence := calling.not_to_be_called(exercise, answer):
        send(json.dumps({"refused": sentence}))
        return
    _outcomes(exercise, answer, send)


def _value(request, send):
    """An answer that is no function, as a plain value."""
    exercise, answer = _defined(request, send)
    if exercise is not None:
        send(json.dumps({"value": wire.to_text(plain.plain(answer))}))


def _probe(request, send):
    """The outcomes of a plain value; nothing of the student's is run in this process."""
    _outcomes(_stand_in(request), wire.from_text(request["value"]), send)


def _outcomes(exercise, answer, send):
    for case in exercise.cases()[exercise.done :]:
        outcome = running.run_one(exercise, answer, copy.deepcopy(case), case)
        if outcome.error == "NameError":
            why = [f" ({error})" for name, error in exercise.not_imported.items() if f"'{name}'" in outcome.message]
            outcome = replace(outcome, message=outcome.message + "".join(why))
        send(json.dumps({"outcome": wire.to_text(vars(outcome) | {"value": plain.plain(outcome.value)})}))


def _stand_in(request):
    """What a worker may know of an exercise: neither the solution nor what is expected."""
    cases = wire.from_text(request["cases"])
    exercise = SimpleNamespace(name=request["name"], stub=request["stub"], is_function=request["is_function"])
    exercise.cases, exercise.argument_names, exercise.probe = lambda: cases, request["arguments"], None
    exercise.done, exercise.not_imported = request.get("done", 0), {}
    if request["probe"]:
        module, name = request["probe"]
        exercise.probe = getattr(importlib.import_module(module), name)
    return exercise


def _defined(request, send):
    """The exercise and the answer; or None twice, and what is sent says why there is none."""
    exercise, namespace = _stand_in(request), dict.fromkeys(("display", "get_ipython"), _nothing)
    namespace["__name__"] = "__main__"
    exec(request["setup"], namespace)
    given = dict(namespace)
    exec(request["stub"], given)
    exercise.untouched = given[exercise.name]

    def define():
        exercise.not_imported = run_program(request["program"], exercise.name, namespace)

    stopped = running.run_one(SimpleNamespace(probe=None), define, (), ())
    if stopped.error:
        send(json.dumps({"stopped": wire.to_text(vars(stopped))}))
    elif exercise.name not in namespace:
        send(json.dumps({"missing": True}))
    elif what := stub.placeholder(exercise, namespace[exercise.name]):
        send(json.dumps({"placeholder": what}))
    else:
        return exercise, namespace[exercise.name]
    return None, None


def _nothing(*_, **__):
    """What a notebook has by itself, where nobody looks."""


def run_program(program, name, namespace):
    """Run the statements of `reading.unpacked`, for what they define. Returns name → why it could not be imported.

    What fails in another cell is no matter, unless the answer needs it; nor what fails in its own once it is there, or
    what it may do without. Nobody answers ``input()`` here: what asks is left out.
    """
    left_out, not_imported, flags = None, {}, 0
    for place, (source, numbers) in enumerate(program):
        own = place == len(program) - 1
        filename = f"<{'answer' if own else f'cell {place + 1}'} of {name}>"
        linecache.cache[filename] = (len(source), None, [line + "\n" for line in source.split("\n")], filename)
        body = answers.tree_of(source).body
        for number in numbers:
            one = body[number]
            if reading.is_future(one):
                flags |= sum(getattr(getattr(__future__, each.name, None), "compiler_flag", 0) for each in one.names)
            try:
                exec(compile(ast.Module([one], []), filename, "exec", flags, dont_inherit=True), namespace)
            except (Exception, SystemExit) as error:
                not_imported |= dict.fromkeys(reading.imports(one), f"{type(error).__name__}: {error}")
                if isinstance(error, EOFError) or (own and reading.is_aside(one, body)):
                    left_out = left_out or error
                elif own and name not in namespace:
                    raise (left_out or error) from None
                else:
                    break
    if left_out and name not in namespace:
        raise left_out
    return not_imported


def _attempt(request, send):
    send(json.dumps(attempts.WHAT[request["what"]](request)))


_WORK = {"read": _read, "run": _run, "value": _value, "probe": _probe, "attempt": _attempt}
