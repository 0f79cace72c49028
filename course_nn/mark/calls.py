"""Calls to the system that no answer needs, and that lead past the fence: they are refused from here on, for good.

A filter of seccomp (man 2 seccomp; classic BPF, McCanne & Jacobson 1993) looks at each call's number, at the family of
a new socket, and at what is to be done with an open file. A socket of AF_VSOCK, say, belongs to no network namespace,
and reaches the host of a virtual machine. Files that are only in memory count as no process's memory, nor do the
buffers of sockets and pipes, which are not to be made larger; io_uring makes sockets that no filter sees; keys stay in
the kernel when all processes have ended; and by locks of a file that all can read, or by watching it, answers of two
students could speak with each other.
"""

import ctypes
import errno
import os
import struct

#: Of each kind of machine: what the kernel calls it, its numbers of socket and fcntl, and of what is refused:
#: setsockopt, memfd_create, add_key, request_key, keyctl, flock, inotify_init1, fanotify_init (x86_64: inotify_init).
_MACHINES = {
    "x86_64": (0xC000003E, 41, 72, 54, 319, 248, 249, 250, 73, 294, 300, 253),
    "aarch64": (0xC00000B7, 198, 25, 208, 279, 217, 218, 219, 32, 26, 262),
}
_IO_URING_SETUP, _MEMFD_SECRET = 425, 447  # the same on all
#: From here on an x86_64 has all of its numbers once more, for programs with short pointers.
_ONCE_MORE = 0x40000000
#: AF_UNIX, AF_INET and AF_INET6.
_FAMILIES = (1, 2, 10)
#: Of fcntl: F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL and F_DUPFD_CLOEXEC. What is left out are locks and leases.
_WITH_FILES = (0, 1, 2, 3, 4, 1030)

_SET_FILTER, _FILTER = 22, 2  # of prctl
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06  # of a filter's code
_NUMBER, _MACHINE, _FIRST, _SECOND = 0, 4, 16, 24  # places in what a filter sees
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_char_p)]


def forbid():
    """Refuse them to this process and all that it starts; `attempts` finds out where that can't be done.

    The process has given up new privileges before (``PR_SET_NO_NEW_PRIVS``).
    """
    if os.uname().machine in _MACHINES:
        steps = program(*_MACHINES[os.uname().machine])
        ctypes.CDLL(None).prctl(_SET_FILTER, _FILTER, ctypes.byref(_Program(len(steps) // 8, steps)), 0, 0)


def program(machine, socket, fcntl, *others):
    """The filter's steps: code, how many steps to leave out if it holds and if not, and a number."""

    def back(number):
        return [(_RETURN, 0, 0, number)]

    steps = [(_LOAD, 0, 0, _MACHINE), (_EQUAL, 1, 0, machine), *back(_REFUSE | errno.EPERM)]
    steps += [(_LOAD, 0, 0, _NUMBER), (_AT_LEAST, 0, 1, _ONCE_MORE), *back(_REFUSE | errno.EPERM)]
    for number in (*others, _MEMFD_SECRET, _IO_URING_SETUP):
        steps += [(_EQUAL, 0, 1, number), *back(_REFUSE | errno.ENOSYS)]
    for number, place, allowed, error in (
        (fcntl, _SECOND, _WITH_FILES, errno.EINVAL),
        (socket, _FIRST, _FAMILIES, errno.EAFNOSUPPORT),
    ):
        looks = [(_LOAD, 0, 0, place)]
        for one in allowed:
            looks += [(_EQUAL, 0, 1, one), *back(_ALLOW)]
        looks += back(_REFUSE | error)
        steps += [(_EQUAL, 0, len(looks), number), *looks]
    return b"".join(struct.pack("=HBBI", *step) for step in [*steps, *back(_ALLOW)])
