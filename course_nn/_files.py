"""A file is put in its place in one step: whoever looks finds the old one or the new one, whole.

Neither a full disk spoils a file, nor an interrupt, a process that is killed, kernels and threads that write the same
one, or what somebody has planted in the folder. What a killed process leaves behind, the next writer clears away.
"""

import contextlib
import os
import signal
import stat
import time

from . import _checks

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

_BEGIN, _END = ".course_nn-", ".part"
_OLD = 3600.0  # seconds after which a part counts as left behind, where there are no locks to tell
_KINDS = {
    stat.S_IFLNK: "a link",
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def as_path(path, name):
    """``path`` as a `Path`, or a sentence."""
    from pathlib import Path  # here, because it would be a quarter of the time that `import course_nn` takes

    try:
        path = Path(path)
    except TypeError:
        raise TypeError(f"{name}: path: expected a file name, got {_checks.describe(path)}") from None
    if "\0" in str(path):
        raise ValueError(f"{name}: path: expected a file name, got one with a character of no meaning in it")
    return path


def what_stands_at(path):
    """None for nothing, "" for a plain file, else what it is: "a link", "a folder", "a pipe" …"""
    try:
        kind = stat.S_IFMT(os.lstat(path).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return "" if kind == stat.S_IFREG else _KINDS.get(kind, "no plain file")


def place(path, name):
    """``path`` as a `Path` at which a file may be put, or a sentence: never through a link, into a pipe or a device."""
    path = as_path(path, name)
    try:
        there = what_stands_at(path)
    except OSError as error:  # a name that is too long
        raise ValueError(
            f"{name}: expected the name of a file, got {_short(path)} ({error.strerror or error})"
        ) from None
    if there == "a folder" or not path.parent.is_dir():
        raise ValueError(f"{name}: expected the name of a file in a folder that exists, got {path}")
    if there:
        raise ValueError(f"{name}: expected the name of a plain file, or of none yet; {path} is {there}")
    return path


def _short(path):
    return path if len(str(path)) <= 120 else f"{str(path)[:59]}…{str(path)[-60:]}"


def check_writable(path, name):
    """Whether a file can be made beside ``path``, found out before there is anything to lose."""
    try:
        file, part = _new_part(path.parent)
        file.close()
        part.unlink()
    except OSError as error:
        raise refusal(path, name, error) from None


def refusal(path, name, error):
    """The system's no as a sentence."""
    why = error.strerror or str(error) or type(error).__name__
    return OSError(f"{name}: expected a place that can be written, but {path}: {why}; nothing there was changed")


@contextlib.contextmanager
def replacing(path):
    """A new file, open for bytes, that takes the place of ``path`` when the ``with`` ends well.

    It is brought to the disk first. An interrupt is held back until it is done; after an error the old file is as it
    was. What the system refuses comes out as its OSError. The file may be read by whom other new files may.
    """
    with _interrupts_held_back():
        _clear(path.parent)
        file, part = _new_part(path.parent)
        try:
            with file:
                yield file
                file.flush()
                os.fsync(file.fileno())
                if fcntl is None:  # Windows moves no open file; elsewhere it is ours until it has moved
                    file.close()
                os.replace(part, path)
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            raise


def lock(file):
    """Take the lock of an open file, which ends when it is closed; False if another has it, True without locks."""
    if fcntl is not None:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # a file system that has none
            pass
    return True


@contextlib.contextmanager
def alone(path, seconds=10.0):
    """One process and one thread at a time goes through here, by the lock of the file at ``path``.

    Who has waited so long goes on all the same, and so does everybody where there are no locks or no such file can be.
    """
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with contextlib.ExitStack() as end:
        with contextlib.suppress(OSError):
            os.makedirs(path.parent, exist_ok=True)
            file = end.enter_context(open(os.open(path, flags, 0o666), "rb"))
            until = time.monotonic() + seconds
            while not lock(file) and time.monotonic() < until:
                time.sleep(0.005)
        yield


def read_plain(path, most):
    """The bytes of the plain file at ``path``, at most ``most`` and one more; OSError for a pipe or a device."""
    # Without waiting: to open a pipe would wait until somebody writes to it.
    number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    found = os.fstat(number)
    kind = stat.S_IFMT(found.st_mode)
    if kind != stat.S_IFREG:  # before Python sees a folder, of which it would say a number
        os.close(number)
        raise OSError(f"it is {_KINDS.get(kind, 'no plain file')}")
    with open(number, "rb") as file:
        return file.read(min(most, found.st_size) + 1)  # room is made for as much as is asked for


def _new_part(folder):
    """A file under a name that nobody can guess, made anew and never found, and locked as a sign that it is in use."""
    while True:
        part = folder / f"{_BEGIN}{os.urandom(8).hex()}{_END}"
        file = open(part, "xb")
        # Who clears the folder may have been faster.
        if lock(file) and (fcntl is None or os.fstat(file.fileno()).st_nlink):
            return file, part
        file.close()


def _clear(folder):
    """Remove the parts whose writers are no more."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(_BEGIN) and entry.name.endswith(_END) and entry.is_file(follow_symlinks=False):
                with contextlib.suppress(OSError):
                    _remove_if_left(entry)


def _remove_if_left(entry):
    """A writer holds the lock of its part as long as it lives; without locks, the age must tell."""
    old = time.time() - entry.stat(follow_symlinks=False).st_mtime > _OLD
    if fcntl is None:
        if old:
            os.unlink(entry.path)
        return
    with open(os.open(entry.path, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        except OSError:
            if not old:
                return
        os.unlink(entry.path)


@contextlib.contextmanager
def _interrupts_held_back():
    """An interrupt that comes within is delivered at the end."""
    came, before = [], signal.getsignal(signal.SIGINT)
    try:
        held = before not in (None, signal.SIG_IGN)
        if held:
            signal.signal(signal.SIGINT, lambda *_: came.append(True))
    except ValueError:  # another thread than the main one, to which no interrupt comes
        held = False
    try:
        yield
    finally:
        if held:
            signal.signal(signal.SIGINT, before)
        if came:
            signal.raise_signal(signal.SIGINT)
