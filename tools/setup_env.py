"""Make the project's environment in .venv and install the course into it; quick when nothing has changed.

    python tools/setup_env.py EXTRA       an extra of pyproject.toml: course, test, browser, book, framework-tests

framework-tests goes into .venv-frameworks, an environment of its own, so that .venv stays as students have it.

Needs only the standard library. It uses uv where uv is on the PATH, and venv with pip otherwise. If the
Python that runs it is too old, it looks for a newer one on the PATH. With RESOLUTION=lowest-direct in the
surroundings it installs the oldest versions that pyproject.toml allows (this needs uv).

This file must at least parse under every Python that may be called `python3`, so that a reader with an old
one gets a sentence and not a syntax error: no f-strings, no unpacking inside lists.

Ctrl-C ends everything that was started, in one sentence. An installation that didn't come to its end, for whatever
reason, leaves a sign, and the next run makes the environment anew: half a package may pass for a whole one.
"""

from __future__ import print_function

import hashlib
import os
import shutil
import signal
import subprocess
import sys

OLDEST = (3, 11)
EXTRAS = ["course", "test", "browser", "book", "framework-tests"]
FOLDERS = {"framework-tests": ".venv-frameworks"}  # of the others: .venv
NEWER_NAMES = ["python3.14", "python3.13", "python3.12", "python3.11", "python3", "python"]
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def files_of(folder):
    """The environment in this folder, its Python, what it holds, and the sign that it is not finished."""
    venv = os.path.join(ROOT, folder)
    python = os.path.join(venv, *(["Scripts", "python.exe"] if os.name == "nt" else ["bin", "python"]))
    return venv, python, os.path.join(venv, "course_nn-installed.txt"), os.path.join(venv, "course_nn-installing.txt")


VENV, VENV_PYTHON, STATE, UNFINISHED = files_of(".venv")


def stop(sentence, code=1):
    print(sentence, file=sys.stderr)
    sys.exit(code)


def call(command, **how):
    """The exit code of a command. It stands apart from us, so that Ctrl-C is ours: it ends all that it has started."""
    if os.name == "nt":
        how["creationflags"] = subprocess.CREATE_NEW_PROCESS_GROUP
    else:
        how["start_new_session"] = True
    Interrupts.held_back = True  # until it is known what to end
    process = subprocess.Popen(command, **how)
    Interrupts.held_back = False
    try:
        if Interrupts.came:
            raise KeyboardInterrupt
        return process.wait()
    except KeyboardInterrupt:
        if os.name == "nt":
            subprocess.call(["taskkill", "/F", "/T", "/PID", str(process.pid)], stdout=subprocess.DEVNULL)
        else:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise


class Interrupts:
    came = held_back = False


def interrupted(*_):
    Interrupts.came = True
    if not Interrupts.held_back:
        raise KeyboardInterrupt


def runs(command):
    """The output of a short command, or None if it does not run."""
    try:
        with open(os.devnull, "w") as nowhere:
            return subprocess.check_output(command, stderr=nowhere).decode().strip()
    except (OSError, subprocess.CalledProcessError):
        return None


def hand_over_to_newer_python():
    """Run this script again with a Python that is new enough; a sentence if there is none."""
    for name in NEWER_NAMES:
        # A name on the PATH proves little: a version manager's stand-in may answer "not installed".
        version = runs([name, "-c", "import sys; print('%d %d' % sys.version_info[:2])"])
        if version and tuple(map(int, version.split())) >= OLDEST:
            signal.signal(signal.SIGINT, lambda *_: None)  # the newer one hears it, too, and ends in a sentence
            sys.exit(subprocess.call([name, os.path.abspath(__file__)] + sys.argv[1:]))
    found = (sys.executable, sys.version_info[0], sys.version_info[1])
    stop(
        "This course needs Python %d.%d or newer, and %s is Python %d.%d: install a newer one from "
        "https://www.python.org or name one with PYTHON=/path/to/python." % (OLDEST + found)
    )


def read_state():
    """What the environment holds, as (root, resolution, checksum of pyproject.toml, extras), or None."""
    try:
        with open(STATE, encoding="utf-8") as file:
            lines = file.read().splitlines()
    except OSError:
        return None
    return (lines[0], lines[1], lines[2], lines[3:]) if len(lines) > 3 else None


def make_venv(uv, afresh):
    new_enough = "import sys; print(sys.version_info >= (%d, %d))" % OLDEST
    if not afresh and runs([VENV_PYTHON, "-c", new_enough]) == "True":
        return
    shutil.rmtree(VENV, ignore_errors=True)
    print("Making the environment in %s ..." % os.path.basename(VENV), flush=True)
    if uv:
        command = [uv, "venv", "--quiet", "--seed", "--python", sys.executable, VENV]  # with pip, for %pip
    else:
        try:
            import ensurepip  # noqa: F401
            import venv  # noqa: F401
        except ImportError:
            stop(
                "This Python (%s) cannot make environments: install its venv package "
                "(Debian and Ubuntu: sudo apt install python3-venv)." % sys.executable
            )
        command = [sys.executable, "-m", "venv", VENV]
    try:
        code = call(command)
    except KeyboardInterrupt:
        shutil.rmtree(VENV, ignore_errors=True)
        raise
    if code:
        stop("The environment in %s could not be made; the lines above say why." % os.path.basename(VENV))


def install(uv, extra, resolution):
    what = ["--editable", ".[" + extra + "]"]  # relative: the path may hold spaces and brackets
    print("Installing course_nn[%s] (this takes a minute or two the first time) ..." % extra, flush=True)
    if uv:
        command = [uv, "pip", "install", "--quiet", "--python", VENV_PYTHON, "--resolution", resolution]
    elif resolution != "highest":
        stop("RESOLUTION=%s needs uv on the PATH: python -m pip install uv" % resolution)
    else:
        if runs([VENV_PYTHON, "-m", "pip", "--version"]) is None:  # an environment that uv made has no pip
            call([VENV_PYTHON, "-m", "ensurepip", "--upgrade"])
        command = [VENV_PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    with open(UNFINISHED, "w"):
        pass
    code = call(command + what, cwd=ROOT)
    os.remove(UNFINISHED)
    if code:
        stop("course_nn[%s] could not be installed; the lines above say why. Then try again." % extra)


def main():
    global VENV, VENV_PYTHON, STATE, UNFINISHED
    if len(sys.argv) != 2 or sys.argv[1] not in EXTRAS:
        stop("Usage: python tools/setup_env.py EXTRA, and EXTRA is one of " + ", ".join(EXTRAS))
    if sys.version_info[:2] < OLDEST:
        hand_over_to_newer_python()
    extra = sys.argv[1]
    if extra in FOLDERS:
        VENV, VENV_PYTHON, STATE, UNFINISHED = files_of(FOLDERS[extra])
    resolution = os.environ.get("RESOLUTION") or "highest"
    with open(os.path.join(ROOT, "pyproject.toml"), "rb") as file:
        wanted = (ROOT, resolution, hashlib.sha256(file.read()).hexdigest())
    state = read_state()
    unfinished = os.path.exists(UNFINISHED)
    known = state and state[:3] == wanted and not unfinished  # a moved folder means installing again, too
    extras = state[3] if known else []
    if extra in extras and os.path.exists(VENV_PYTHON):
        return
    uv = shutil.which("uv")
    make_venv(uv, afresh=unfinished or (bool(state) and state[1] != resolution))
    install(uv, extra, resolution)
    with open(STATE, "w", encoding="utf-8") as file:
        file.write("\n".join(wanted + tuple(sorted(set(extras + [extra])))))


if __name__ == "__main__":
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):  # a closed window is a Ctrl-C, too
        if hasattr(signal, name) and signal.getsignal(getattr(signal, name)) != signal.SIG_IGN:
            signal.signal(getattr(signal, name), interrupted)
    try:
        main()
    except KeyboardInterrupt:
        stop("Stopped: the same command begins the installation again.", code=130)
