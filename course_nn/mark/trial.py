"""What this computer holds answers to, found out by trying, before the first one is run."""

import contextlib
import json
import os
import socket
import tempfile
import time
from dataclasses import asdict, replace
from pathlib import Path

from .limits import KEPT, MB
from .sandbox import Lost

#: Seconds for an attempt, on a computer however busy: one that is not done by then proves nothing.
_LONG = 30.0


def not_held(ground, theirs):
    """The names in `KEPT` of what an answer could do although it should not.

    ``theirs`` is the folder of the submissions, which an answer should not see.
    """
    small = replace(ground.limits, seconds=0.5, memory=512 * MB, disk=4 * MB, files=100, answer=MB)
    with _Trial(ground, small) as trial:
        return [name for name in KEPT if trial.succeeds(name, theirs)]


class _Trial:
    """A worker with small limits, and what its attempts aim at."""

    def __init__(self, ground, limits):
        self.ground, self.limits, self.worker = ground, limits, None

    def __enter__(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.name = f"course_nn-{os.getpid()}-{time.monotonic_ns()}"
        self.named = socket.socket(getattr(socket, "AF_UNIX", socket.AF_INET))
        with contextlib.suppress(OSError, TypeError):  # a name in no folder is Linux's alone
            self.named.bind("\0" + self.name)
            self.named.listen()
        try:
            self.worker = self.ground.worker(limits=self.limits)
        except BaseException as error:
            self.__exit__()
            if isinstance(error, Lost):
                raise OSError("Python does not start there") from None
            raise
        return self

    def __exit__(self, *_):
        self.server.close()
        self.named.close()
        if self.worker:
            self.worker.close()

    def succeeds(self, name, theirs):
        """Whether one attempt gets through. One that is ended by its limit does not; one that ends the worker does."""
        try:
            lines, died = self._ask(name, theirs)
            if name in ("time", "answer"):
                return died != name
            if name == "survivors":
                lines, died = self._ask("survived", theirs)
        except Lost:
            self.worker.close()
            self.worker = self.ground.worker(limits=self.limits)
            return True
        try:
            return json.loads(lines[0])["succeeded"] is not False
        except (IndexError, KeyError, TypeError, ValueError):
            return died in ("", "time")

    def _ask(self, what, theirs):
        package = Path(__file__).resolve().parent.parent
        request = asdict(self.limits) | {"port": self.server.getsockname()[1], "socket": self.name}
        request |= {"theirs": [str(theirs), str(package / "exercises" / "exercise.py")], "marker": os.getpid()}
        request |= {"folders": [str(theirs), str(self.ground.package), tempfile.gettempdir(), "/", "/usr", "/dev/shm"]}
        request["seconds"] = self.limits.seconds if what == "time" else _LONG
        return self.worker.ask("attempt", what=what, **request)
