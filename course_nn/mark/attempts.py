"""What an answer could try, tried before the first one is run: whatever succeeds is not held back.

Each runs in a process as an answer's is, with its limits.
"""

import contextlib
import os
import socket
import time

from .limits import MB


def memory(request):
    """Take more than there may be, in one piece and in many, and keep it where no process does."""
    with contextlib.suppress(MemoryError):
        return {"succeeded": len(bytearray(request["memory"] + 64 * MB)) > 0}
    pieces = []
    with contextlib.suppress(MemoryError):
        for _ in range(request["memory"] // (16 * MB) + 4):
            pieces.append(bytearray(16 * MB))
        return {"succeeded": True}
    return {"succeeded": _segment(request["memory"]) or _semaphores() or _file()}


def _segment(size):
    """A shared segment of System V, which stays when nobody holds it."""
    import ctypes

    libc = ctypes.CDLL(None)
    number = libc.shmget(0, ctypes.c_size_t(size // 4), 0o1600) if hasattr(libc, "shmget") else -1
    if number >= 0:
        libc.shmctl(number, 0, None)
    return number >= 0


def _semaphores():
    """System V's semaphores, 64 bytes each, stay as well."""
    import ctypes

    libc = ctypes.CDLL(None)
    number = libc.semget(0, 1, 0o1600) if hasattr(libc, "semget") else -1
    if number >= 0:
        libc.semctl(number, 0, 0)
    return number >= 0


def _file():
    """A file that is only in memory counts as no process's."""
    with contextlib.suppress(OSError, AttributeError):
        os.close(os.memfd_create("attempt"))
        return True
    return False


def processes(request):
    """Start more than there may be; they wait until they are ended."""
    count = 0
    with contextlib.suppress(OSError):
        while count <= request["processes"]:
            if os.fork() == 0:
                _wait()
            count += 1
    return {"succeeded": count > request["processes"]}


def survivors(request):
    """Leave one behind that belongs to no group of ours; it calls every moment, for as long as it lives."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for _ in range(100):
                with contextlib.suppress(OSError), open("alive", "a") as file:
                    file.write("!")
                time.sleep(0.02)
        os._exit(0)
    time.sleep(0.1)
    return {"succeeded": False}


def survived(request):
    """Asked after `survivors`: whether that one still writes."""
    with contextlib.suppress(OSError):
        os.unlink("alive")
    time.sleep(0.3)
    return {"succeeded": os.path.exists("alive")}


def disk(request):
    """Write more than there may be, into many files, and more files than there may be."""
    written = made = 0
    with contextlib.suppress(OSError):
        while written <= request["disk"]:
            with open(f"large {written}", "wb") as file:
                file.write(bytes(MB))
            written += MB
    too_much = written > request["disk"]
    for entry in os.scandir("."):
        os.unlink(entry.path)
    with contextlib.suppress(OSError):
        while made <= request["files"]:
            open(f"small {made}", "x").close()
            made += 1
    return {"succeeded": too_much or made > request["files"]}


def files(request):
    """Read what is the teacher's, and the package with its solutions."""
    return {"succeeded": any(map(os.path.exists, request["theirs"]))}


def writing(request):
    """Write beside the submissions, into the package, and where everybody may."""
    for folder in request["folders"]:
        with contextlib.suppress(OSError):
            path = os.path.join(folder, f"course_nn-{os.getpid()}")
            open(path, "x").close()
            os.unlink(path)
            return {"succeeded": True}
    return {"succeeded": False}


def network(request):
    """Reach a server that listens on this computer, by the network and by a name, and what runs this computer."""
    found = []
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", request["port"]), 1):
        found.append("port")
    with contextlib.suppress(OSError, AttributeError), socket.socket(socket.AF_UNIX) as one:
        one.connect("\0" + request["socket"])
        found.append("socket")
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.connect(("192.0.2.1", 9))  # an address that nobody has (RFC 5737); nothing is sent
        found.append("route")
    return {"succeeded": bool(found) or _line_to_the_host()}


def _line_to_the_host():
    """A socket by which a virtual machine speaks with its host, and which belongs to no network."""
    with contextlib.suppress(OSError, AttributeError), socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM):
        return True
    return False


def neighbors(request):
    """See the process that marks, stop the worker, and get rights back."""
    found = []
    with contextlib.suppress(OSError):
        os.kill(request["marker"], 0)
        found.append("the one that marks")
    with contextlib.suppress(OSError), open(f"/proc/{os.getppid()}/mem", "r+b"):
        found.append("the worker's memory")
    with contextlib.suppress(OSError, AttributeError):
        os.chroot(".")
        found.append("rights of root")
    return {"succeeded": bool(found)}


def seconds(request):
    """Go on for ever. The clock is what ends it."""
    _wait()


def answer(request):
    """More than may be said; the length is what is looked at."""
    return {"long": "!" * (request["answer"] + MB)}


def _wait():
    while True:
        time.sleep(1)


WHAT = {one.__name__: one for one in (memory, processes, survivors, survived, disk, files, writing, network, neighbors)}
WHAT |= {"time": seconds, "answer": answer}
