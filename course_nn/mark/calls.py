"""Calls to the system that no answer needs, and that lead past the fence: they are refused from here on, for good.

A filter of seccomp (man 2 seccomp; classic BPF, McCanne & Jacobson 1993) looks at each call's number, and at the family
of a new socket: one of AF_VSOCK, say, belongs to no network namespace, and reaches the host of a virtual machine. Files
that are only in memory count as no process's memory, nor do the buffers of sockets, which are not to be made larger;
and io_uring makes sockets that no filter sees.
"""

import ctypes
import errno
import os
import struct

#: Of each kind of machine: what the kernel calls it, and its numbers of socket, setsockopt and memfd_create.
_MACHINES = {"x86_64": (0xC000003E, 41, 54, 319), "aarch64": (0xC00000B7, 198, 208, 279)}
_IO_URING_SETUP, _MEMFD_SECRET = 425, 447  # the same on all
#: From here on an x86_64 has all of its numbers once more, for programs with short pointers.
_ONCE_MORE = 0x40000000
#: AF_UNIX, AF_INET and AF_INET6.
_FAMILIES = (1, 2, 10)

_SET_FILTER, _FILTER = 22, 2  # of prctl
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06  # of a filter's code
_NUMBER, _MACHINE, _FIRST_ARGUMENT = 0, 4, 16  # places in what a filter sees
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


def program(machine, socket, *others):
    """The filter's steps: code, how many steps to leave out if it holds and if not, and a number."""

    def back(number):
        return [(_RETURN, 0, 0, number)]

    steps = [(_LOAD, 0, 0, _MACHINE), (_EQUAL, 1, 0, machine), *back(_REFUSE | errno.EPERM)]
    steps += [(_LOAD, 0, 0, _NUMBER), (_AT_LEAST, 0, 1, _ONCE_MORE), *back(_REFUSE | errno.EPERM)]
    for number in (*others, _MEMFD_SECRET, _IO_URING_SETUP):
        steps += [(_EQUAL, 0, 1, number), *back(_REFUSE | errno.ENOSYS)]
    steps += [(_EQUAL, 1, 0, socket), *back(_ALLOW), (_LOAD, 0, 0, _FIRST_ARGUMENT)]
    for family in _FAMILIES:
        steps += [(_EQUAL, 0, 1, family), *back(_ALLOW)]
    return b"".join(struct.pack("=HBBI", *step) for step in [*steps, *back(_REFUSE | errno.EAFNOSUPPORT)])
