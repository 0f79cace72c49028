"""A process of its own world: no network, nobody else's processes, and of the files Python's own, to read.

Started as a script by `sandbox`, alone, before anything is imported; it goes on as `worker`. Uses Linux's namespaces
(man 7 namespaces), as root or as anybody where user namespaces are allowed. What can't be done is said in one line of
JSON, and it ends.
"""

import ctypes
import json
import os
import signal
import sys

_NEW_MOUNTS, _NEW_NAMES, _NEW_IPC, _NEW_USERS, _NEW_PIDS, _NEW_NETWORK = (
    0x00020000,
    0x04000000,
    0x08000000,
    0x10000000,
    0x20000000,
    0x40000000,
)
_READ_ONLY, _NO_SUID, _NO_DEVICES, _REMOUNT, _BIND, _RECURSIVE, _PRIVATE = 1, 2, 4, 32, 4096, 16384, 1 << 18
_DEATH_SIGNAL, _DUMPABLE, _DROP_BOUND, _SECURE_BITS, _NO_NEW_PRIVILEGES = 1, 4, 24, 28, 38
WORK = "/place"


def enter(settings):
    """Go behind the fence; returns in its first process, while the one that began waits for it and ends with it."""
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.geteuid(), os.getegid()
    spaces = _NEW_MOUNTS | _NEW_NAMES | _NEW_IPC | _NEW_PIDS | _NEW_NETWORK
    _ask(libc.unshare(spaces | (_NEW_USERS if user else 0)), "a world of its own")
    if user:
        for name, text in (("setgroups", "deny"), ("uid_map", f"0 {user} 1"), ("gid_map", f"0 {group} 1")):
            with open(f"/proc/self/{name}", "w") as file:
                file.write(text)
    child = os.fork()
    if child:
        for number in (0, 1):
            os.close(number)
        # Whoever ends it so, and not by force, finds nothing left of the other either.
        signal.signal(signal.SIGTERM, lambda *_: os.kill(child, signal.SIGKILL))
        _, status = os.waitpid(child, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 127)
    _build(libc, settings)
    _close_shared_memory()
    _put_down(libc, settings["user"] if not user else None)


def _ask(result, what):
    if result != 0:
        raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")


def _mount(libc, source, target, kind, flags, data=None):
    words = [None if one is None else os.fsencode(one) for one in (source, target, kind)]
    _ask(libc.mount(*words, ctypes.c_ulong(flags), None if data is None else data.encode()), f"mounting {target}")


def _build(libc, settings):
    """A root of its own: Python, the stripped package, a few devices, and a small place to write in."""
    root = settings["root"]
    _mount(libc, "none", "/", None, _RECURSIVE | _PRIVATE)
    _mount(libc, "tmpfs", root, "tmpfs", _NO_SUID | _NO_DEVICES, "size=1m,nr_inodes=4000,mode=755")
    for path in settings["shown"]:
        if os.path.islink(path):
            os.makedirs(root + os.path.dirname(path), exist_ok=True)
            os.symlink(os.readlink(path), root + path)
        elif os.path.exists(path):
            _show(libc, path, root + path)
    for path in settings["hidden"]:  # within what is shown
        if os.path.isdir(root + path):
            _mount(libc, "tmpfs", root + path, "tmpfs", _READ_ONLY, "size=4k,nr_inodes=2")
        elif os.path.exists(root + path):
            _mount(libc, os.devnull, root + path, None, _BIND)
    for name in ("null", "zero", "urandom", "random"):
        _show(libc, f"/dev/{name}", f"{root}/dev/{name}")
    os.makedirs(root + "/proc")
    _mount(libc, "proc", root + "/proc", "proc", _NO_SUID | _NO_DEVICES)
    os.makedirs(root + WORK)
    size = f"size={settings['disk']},nr_inodes={settings['files']},mode=777"
    _mount(libc, "tmpfs", root + WORK, "tmpfs", _NO_SUID | _NO_DEVICES, size)
    _mount(libc, "tmpfs", root, None, _REMOUNT | _READ_ONLY | _NO_SUID | _NO_DEVICES)
    os.chroot(root)
    os.chdir(WORK)


def _show(libc, source, target):
    """A folder or a file at another place, to read."""
    if os.path.isdir(source):
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        open(target, "a").close()
    _mount(libc, source, target, None, _BIND | _RECURSIVE)
    # Who is not root may take nothing away from how it was mounted.
    kept = os.statvfs(source).f_flag & (2 | 4 | 8 | 1024 | 2048 | 4096)
    flags = (
        _NO_SUID | (kept & 15) | sum(flag for flag, bit in ((1024, 1024), (2048, 2048), (1 << 21, 4096)) if kept & bit)
    )
    _mount(libc, source, target, None, _REMOUNT | _BIND | _READ_ONLY | flags)


def _close_shared_memory():
    """Segments that no process holds count as nobody's memory, nor do semaphores and messages that stay."""
    for name, text in (("shmmax", "0"), ("shmall", "0"), ("shmmni", "0"), ("msgmni", "0"), ("sem", "0 0 0 0")):
        try:
            with open(f"/proc/sys/kernel/{name}", "w") as file:
                file.write(text)
        except OSError:  # `attempts` finds out what that means
            pass


def _put_down(libc, user):
    """Nobody's rights, for good; and no life without the process that began."""
    _ask(libc.prctl(_SECURE_BITS, 0xE3, 0, 0, 0), "root without its rights")
    for number in range(64):
        if libc.prctl(_DROP_BOUND, number, 0, 0, 0):
            break
    if user is not None:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    _ask(libc.capset(header, (ctypes.c_uint32 * 6)()), "no capabilities")
    _ask(libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0), "no new rights")
    _ask(libc.prctl(_DUMPABLE, 0, 0, 0, 0), "closed memory")
    _ask(libc.prctl(_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0), "a common end")


def main(settings):
    """Behind the fence, if there is to be one, go on as a worker."""
    sys.dont_write_bytecode = True
    place = settings["place"]
    if settings["fence"]:
        try:
            enter(settings["fence"])
        except OSError as error:
            print(json.dumps({"refused": str(error)}), flush=True)
            return
        place = WORK
    sys.path[:] = [settings["package"], *sys.path, *settings["packages"]]
    import importlib

    if settings["fence"]:
        importlib.import_module("course_nn.mark.calls").forbid()
    importlib.import_module("course_nn.mark.worker").main(place, settings["limits"])


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
