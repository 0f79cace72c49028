"""Programs of the frameworks: run in a process of their own, or, where the framework is missing, what they once gave.

A program stands in ``programs/`` and is called ``python program.py given.npz found.npz``: arrays in, arrays out. So
neither PyTorch nor TensorFlow comes into the process of the notebook. What a program gave is stored in ``measured/``
beside what tells its inputs, and the versions that it ran with.
"""

import ast
import contextlib
import importlib.metadata
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np

from ... import _checks, _files

PROGRAMS = Path(__file__).resolve().parent / "programs"
MEASURED = Path(__file__).resolve().parent / "measured"
INSTALL = 'pip install "course_nn[frameworks]"'
#: Where a stored file keeps what is no array of the program's.
RECORD = "stored"


class Elsewhere(RuntimeError):
    """A program that gave nothing, in one sentence; a notebook shows it without the calls that led to it."""

    def _render_traceback_(self):
        return [str(self)]


def run_elsewhere(program, arrays, *, backend=None, seconds=300, **settings):
    """The arrays that ``programs/<program>.py`` makes of ``arrays`` and ``settings``, a dict by name.

    It runs with this Python, on the processor alone, with one thread (but TensorFlow keeps threads of its own), and at
    most ``seconds`` long. ``backend`` is that of Keras, ``"torch"`` or ``"tensorflow"``. Where one of its frameworks is
    missing, a sentence is printed, and the stored arrays come back, those of the same program, backend, settings and
    arrays.
    `Elsewhere` is raised where a program fails, or nothing is stored.
    """
    given = _given(program, arrays, backend, settings)
    seconds = _checks.number(seconds, f"{program}: seconds", above=0)
    lacks = missing(program, backend)
    return stored(program, given, backend, settings, lacks) if lacks else _run(program, given, backend, seconds)


def store(program, arrays, *, backend=None, seconds=300, thinned=lambda found: found, **settings):
    """Run the program, and store what it gives for those who lack its frameworks; returns the path of the file.

    ``thinned`` is what makes less of the arrays that came back.
    """
    given = _given(program, arrays, backend, settings)
    found = thinned(_run(program, given, backend, seconds))
    record = {
        "versions": {name: version_of(name) for name in ("numpy", *frameworks(program, backend))},
        "inputs": {name: _told(array) for name, array in given.items()},
    }
    path = _stored_at(program, backend, settings)
    with _files.replacing(path) as file:
        np.savez_compressed(file, **found, **{RECORD: np.array(json.dumps(record))})
    return path


def stored(program, given, backend, settings, lacking):
    """The stored arrays, and the sentence that says so; refused for other arrays than it was stored for."""
    lacks = f"{' and '.join(lacking)} {'is' if len(lacking) == 1 else 'are'} not here: {INSTALL}"
    path = _stored_at(program, backend, settings)
    if not path.exists():
        raise Elsewhere(f"{program}: {lacks}; nothing is stored for these settings.")
    with np.load(path) as file:
        found = {name: file[name] for name in file.files}
    record = json.loads(str(found.pop(RECORD)))
    if other := _other_input(given, record["inputs"]):
        raise Elsewhere(f"{program}: {lacks}; what is stored is of another {other!r}, and nothing for this one.")
    versions = ", ".join(f"{name} {version}" for name, version in record["versions"].items())
    print(f"{program}: {lacks}; what follows was stored with {versions}.")
    return found


def source_of(program):
    """The text of a program."""
    return _path(program).read_text(encoding="utf-8")


def frameworks(program, backend=None):
    """What a program imports that comes neither with Python nor with the course, and the back end of Keras."""
    found = [] if backend is None else [backend]
    for node in ast.parse(source_of(program)).body:
        named = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        named += [node.module] if isinstance(node, ast.ImportFrom) else []
        found += [name.partition(".")[0] for name in named]
    return [name for name in dict.fromkeys(found) if name not in sys.stdlib_module_names | {"numpy", "course_nn"}]


def missing(program, backend=None):
    """The frameworks of a program that are not installed here."""
    return [name for name in frameworks(program, backend) if importlib.util.find_spec(name) is None]


def version_of(module):
    """The version of what is installed, by the name under which it is imported."""
    for name in importlib.metadata.packages_distributions().get(module, [module]):
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            return importlib.metadata.version(name)
    return "of unknown version"


def _path(program):
    return PROGRAMS / f"{_checks.one_of(program, sorted(p.stem for p in PROGRAMS.glob('*.py')), 'program')}.py"


def _stored_at(program, backend, settings):
    return MEASURED / f"{'_'.join(map(str, filter(None, (program, backend, *settings.values()))))}.npz"


def _given(program, arrays, backend, settings):
    """All that the program reads; without objects, which an npz can't hold safely."""
    _path(program)
    if backend is not None:
        _checks.one_of(backend, ("torch", "tensorflow"), f"{program}: backend")
    if not hasattr(arrays, "items"):
        raise TypeError(f"{program}: expected a dict of arrays by name, got {_checks.describe(arrays)}")
    given = {name: np.asarray(value) for name, value in {**arrays, **settings}.items()}
    for name, array in given.items():
        if array.dtype.kind not in "fiubU":
            raise TypeError(f"{program}: expected {name!r} as numbers or text, got {_checks.describe(array)}")
    return given


def _run(program, given, backend, seconds):
    # Warnings are for who wrote the program. One thread, for measured times and equal sums; TensorFlow's own pools
    # don't go by these. And no graphics card, should there be one.
    own = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
    own |= {"PYTHONWARNINGS": "ignore", "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}
    own |= {"TF_ENABLE_ONEDNN_OPTS": "0"} | ({"KERAS_BACKEND": backend} if backend else {})
    with tempfile.TemporaryDirectory(prefix="course_nn_") as folder:
        path_in, path_out = (str(Path(folder) / name) for name in ("given.npz", "found.npz"))
        np.savez(path_in, **given)
        try:
            done = subprocess.run(
                [sys.executable, str(_path(program)), path_in, path_out],
                env=os.environ | own,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Elsewhere(f"{program}: expected it to end within {seconds:g} s, and ended it then.") from None
        if done.returncode:
            lines = done.stderr.decode(errors="replace").strip().splitlines()
            raise Elsewhere(f"{program}: ended with {lines[-1] if lines else f'code {done.returncode} and no word'}")
        try:
            with np.load(path_out) as file:
                return {name: file[name] for name in file.files}
        except (OSError, ValueError, EOFError, zipfile.BadZipFile):
            raise Elsewhere(
                f"{program}: expected it to write arrays into the npz it was told, and found none."
            ) from None


def _told(array):
    """What tells an array: its shape, and for numbers a weighted sum and its length; a text is told by itself."""
    if array.dtype.kind == "U":
        return array.tolist()
    flat = array.astype(np.float64).ravel()
    weights = np.cos(np.arange(flat.size))
    return [list(array.shape), float(flat @ weights), float(np.sqrt(flat @ flat))]


def _other_input(given, inputs):
    """The first input that is not what it was when the arrays were stored, up to rounding, or None."""
    for name in (*given, *inputs):
        if name not in given or name not in inputs:
            return name
        now, then = _told(given[name]), inputs[name]
        if not isinstance(now, list) or not isinstance(then, list) or now[0] != then[0]:
            if now != then:
                return name
        elif not np.allclose(now[1:], then[1:], rtol=1e-5, atol=1e-5 * now[2]):
            return name
    return None
