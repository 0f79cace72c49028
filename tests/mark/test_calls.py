"""Calls that are refused, in a process of its own: they stay refused there, and in what it starts."""

import errno
import os
import subprocess
import sys

import pytest

from course_nn.mark import calls

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.uname().machine not in calls._MACHINES, reason="the filter is for other machines"
)

TRIES = """
import ctypes, fcntl, os, socket, struct, sys, tempfile
from course_nn.mark import calls
if sys.argv[1:]:
    ctypes.CDLL(None).prctl(38, 1, 0, 0, 0)  # no new privileges
    calls.forbid()
call = ctypes.CDLL(None).syscall
call.restype, call.argtypes = ctypes.c_long, [ctypes.c_long] * 4
_, new_socket, fcntl_, _, memfd_create, _, _, keyctl, flock, inotify = calls._MACHINES[os.uname().machine][:10]
text, room = ctypes.create_string_buffer(b"x"), ctypes.create_string_buffer(120)
if os.fork() == 0:
    tried = {name: call(new_socket, family, 2, 0) for name, family in [("unix", 1), ("inet", 2), ("inet6", 10)]}
    tried |= {"netlink": call(new_socket, 16, 3, 0), "netlink in a longer number": call(new_socket, 2**32 + 16, 3, 0)}
    tried |= {"vsock": call(new_socket, 40, 1, 0), "memfd": call(memfd_create, ctypes.addressof(text), 0, 0)}
    pair = socket.socketpair()
    try:
        pair[0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2**20)
        tried["a larger buffer"] = 0
    except OSError:
        pass
    file = tempfile.TemporaryFile()
    lock = ctypes.create_string_buffer(struct.pack("hhqqi4x", fcntl.F_RDLCK, 0, 1000, 1, 0))
    tried |= {name: call(fcntl_, file.fileno(), number, ctypes.addressof(lock))
              for name, number in [("a lock", fcntl.F_SETLK), ("whose lock", fcntl.F_GETLK)]}
    tried |= {"a lease": call(fcntl_, file.fileno(), fcntl.F_SETLEASE, fcntl.F_WRLCK)}
    tried |= {"a lock of all": call(flock, file.fileno(), fcntl.LOCK_SH, 0), "a watch": call(inotify, 0, 0, 0)}
    tried |= {"a larger pipe": call(fcntl_, os.pipe()[0], 1031, 2**18), "a key": call(keyctl, 0, -4, 1)}
    tried |= {"flags": call(fcntl_, file.fileno(), fcntl.F_GETFL, 0), "a second": fcntl.fcntl(file, fcntl.F_DUPFD, 9)}
    tried |= {"io_uring": call(425, 1, ctypes.addressof(room), 0)}
    tried |= {"once more": call(0x40000000 + 39, 0, 0, 0)}
    print(",".join(name for name, came in tried.items() if came >= 0), flush=True)
    os._exit(0)
os.wait()
"""


def possible(*arguments):
    done = subprocess.run([sys.executable, "-c", TRIES, *arguments], capture_output=True, text=True, check=True)
    return set(done.stdout.strip().split(","))


@pytest.mark.long
def test_what_leads_past_the_fence_is_refused_and_the_rest_is_left():
    before, after = possible(), possible("forbid")
    assert {"netlink", "netlink in a longer number", "memfd", "a larger buffer", "a larger pipe"} <= before
    assert {"a lock", "whose lock", "a lock of all", "a lease", "a watch"} <= before
    assert after == before & {"unix", "inet", "inet6", "flags", "a second"} and {"unix", "flags", "a second"} <= after


def test_a_program_of_another_machine_may_call_nothing():
    """Its numbers mean other calls; the filter looks at the machine first."""
    _, compared, refused = (calls.program(77, 2, 3, 4)[k : k + 8] for k in (0, 8, 16))
    assert compared == bytes([0x15, 0, 1, 0, 77, 0, 0, 0])  # the one step that is left out is the refusal
    assert refused == bytes([0x06, 0, 0, 0, errno.EPERM, 0, 5, 0])
