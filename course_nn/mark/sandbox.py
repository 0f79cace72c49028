"""The worker from outside: started, asked, listened to with one eye on the clock, and ended.

Nothing that comes back is believed: it is text of at most a length, and `wire` reads it.
"""

import contextlib
import glob
import itertools
import json
import os
import queue
import secrets
import subprocess
import sys
import sysconfig
import tempfile
import threading
import weakref
from dataclasses import asdict
from pathlib import Path

import numpy as np

from . import stripped
from .limits import Limits

#: Seconds that a worker may take to begin, and to tell what became of an answer after its time.
_BEGIN, _AFTER = 60.0, 10.0
#: Users that belong to nobody (systemd keeps them for such), each worker another one, so that it neither shares a count
#: of processes nor finds what an earlier one left with its user in the kernel (its keyring).
_USERS = range(61184, 65520)
_next_user = itertools.count(secrets.randbelow(len(_USERS)))
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache")


class Lost(Exception):
    """The worker is gone, or says nothing any more. The text is what happened, in a word."""


class Ground:
    """Where workers stand, for one run: the stripped package, and a place for each; gone when it is closed."""

    def __init__(self, exercises, limits=None, fence=True):
        self.limits, self.fence = limits or Limits(), fence
        self._folder = tempfile.TemporaryDirectory(prefix="course_nn-mark-", ignore_cleanup_errors=True)
        self.folder = Path(self._folder.name).resolve()
        self.package = self.folder / "package"
        self.package.mkdir()
        self.packages = sorted({str(Path(np.__file__).parents[1]), *map(sysconfig.get_path, ("purelib", "platlib"))})
        self.probes = stripped.make(self.package, exercises)
        self._workers, self.ended = weakref.WeakSet(), False
        # Once, so that not each worker has to compile what all of them load.
        load = "import json, sys; sys.path[:0] = json.loads(sys.argv[1]); from course_nn import *"
        load += "; import course_nn.mark.worker"
        paths = json.dumps([str(self.package), *self.packages])
        subprocess.run([sys.executable, "-I", "-S", "-c", load, paths], env=_environment(), check=True)

    def close(self):
        self.end()
        self._folder.cleanup()

    def end(self):
        """End all workers, whatever they do; there are no others from now on."""
        self.ended = True
        for worker in list(self._workers):
            worker.process.terminate()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def worker(self, slot=0, limits=None):
        """OSError where there is none, also after the end."""
        if self.ended:
            raise OSError("marking has ended")
        worker = Worker(self, slot, limits or self.limits)
        self._workers.add(worker)
        if self.ended:  # while it began
            worker.close()
        return worker

    def settings(self, slot, limits):
        """What `fence.main` is told."""
        place = self.folder / f"place-{slot}"
        place.mkdir(exist_ok=True)
        fence = None
        if self.fence:
            base = str(Path(sys.base_prefix).resolve())
            shown = [
                *_SYSTEM,
                *(path for path in (base, *self.packages) if not path.startswith("/usr/")),
                str(self.package),
            ]
            fence = {
                "root": str(place),
                "shown": shown,
                "hidden": _installed(self.packages),
                "user": _USERS[next(_next_user) % len(_USERS)],
            }
            fence |= {"disk": limits.disk, "files": limits.files}
        known = {"fence": fence, "place": str(place), "package": str(self.package), "packages": self.packages}
        return known | {"limits": asdict(limits)}


def _installed(packages):
    """Where this package may be installed with its solutions, among what the worker sees."""
    found = [one for folder in packages for one in glob.glob(f"{glob.escape(folder)}/course_nn*")]
    for prefix in dict.fromkeys(("/usr", "/usr/local", sys.base_prefix)):
        found += glob.glob(f"{prefix}/lib*/python*/*-packages/course_nn*")
    return sorted(set(found))


class Worker:
    """One worker, which answers one question after the other until it is closed or lost."""

    def __init__(self, ground, slot, limits):
        self.limits = limits
        script = ground.package / "course_nn" / "mark" / "fence.py"
        command = [sys.executable, "-I", "-S", "-B", str(script), json.dumps(ground.settings(slot, limits))]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ground.package,
            env=_environment(),
            start_new_session=True,
        )
        self._heard = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        try:
            first = self._next(_BEGIN)
            if "refused" in first:
                raise OSError(first["refused"])
        except BaseException:
            self.close()
            raise

    def ask(self, do, seconds=None, **request):
        """``(lines, died)``: the lines of JSON that an answer's process sent, and why it ended early, or "".

        `Lost` where the worker itself is gone.
        """
        seconds = self.limits.seconds if seconds is None else seconds
        text = json.dumps({"do": do, "seconds": seconds, **request}) + "\n"
        try:
            self.process.stdin.write(text.encode())
            self.process.stdin.flush()
        except OSError:
            raise Lost("exit") from None
        found = self._next(seconds + _AFTER)
        lines, died = found.get("lines"), found.get("died")
        if not isinstance(lines, list) or not all(isinstance(one, str) for one in (*lines, died)):
            raise Lost("exit")
        return lines, died

    def close(self):
        """End it, with everything that it has started."""
        self.process.terminate()
        try:
            self.process.wait(_AFTER)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for file in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                file.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _next(self, seconds):
        try:
            line = self._heard.get(timeout=seconds)
            found = json.loads(line) if line else None
        except queue.Empty:
            raise Lost("time") from None
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise Lost("exit")
        return found

    def _listen(self):
        """Hand over line by line; one that is too long is the last."""
        most = 2 * self.limits.answer + 2**16
        with contextlib.suppress(OSError, ValueError):
            while (line := self.process.stdout.readline(most)).endswith(b"\n"):
                self._heard.put(line)
        self._heard.put(b"")


def _environment():
    """Nothing of ours; one thread, so that an answer's time is its own."""
    known = {"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": "/place", "MPLBACKEND": "agg", "MPLCONFIGDIR": "/place"}
    known |= {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
    if "SYSTEMROOT" in os.environ:  # Windows does not start Python without
        known["SYSTEMROOT"] = os.environ["SYSTEMROOT"]
    return known
