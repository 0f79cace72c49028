"""Imports run downward through the rooms of the package, and `import course_nn` needs NumPy alone."""

import ast
import functools
import os
import subprocess
import sys
from pathlib import Path

import pytest

import course_nn

PACKAGE = Path(__file__).resolve().parent.parent / "course_nn"
# From the ground up: a room imports only from those before it, or from itself.
LIBRARY = (
    "_checks _files interrupts settings names functions activations initializers parameters summary contract core "
    "text layers conventions losses sequence_losses elbo games schedules optimizers history archive checkpoint "
    "callbacks training gradient_check numpy_guard bayes autodiff forward_mode symbolic models estimators "
    "export safetensors search cluster data judges"
).split()
TEACHING_KIT = "windows plots widgets exercises my_course mark".split()
CHAPTERS = [*sorted(path.name for path in (PACKAGE / "chapters").glob("ch[0-9][0-9]_*")), "playground"]
ROOMS = [*LIBRARY, *TEACHING_KIT, "chapters", *CHAPTERS, "__main__"]
# Inside a function, so that nothing is imported until it is called: an object that shows itself, the window, and what
# keeps a prediction.
SHOWS_ITSELF = {("history", "plots"), ("search", "plots"), ("widgets", "playground"), ("widgets", "exercises")}
NUMPY_ALONE = [*ROOMS[: ROOMS.index("symbolic")], "my_course", "__main__"]
FILES = sorted(PACKAGE.rglob("*.py"))


def named(path):
    return path.relative_to(PACKAGE.parent).as_posix()


def room_of(path):
    """The room of a file: its first folder or its own name; in the chapters the chapter's folder."""
    return _room(path.relative_to(PACKAGE).with_suffix("").parts)


def _room(parts):
    return parts[1] if parts[0] == "chapters" and parts[1] != "__init__" else parts[0]


def rooms_used(path, **how):
    """The rooms that a file imports from."""
    used = {_room((*name.split(".")[1:], "__init__")) for name in imports(path, **how) if name.startswith("course_nn.")}
    return used & set(ROOMS)


@functools.cache
def parsed(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path, top_level_only=False):
    """Full names of the modules that a file imports, relative ones resolved."""
    tree = parsed(path)
    package = ("course_nn", *path.relative_to(PACKAGE).parts[:-1])
    for node in at_import(tree) if top_level_only else ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *([node.module] if node.module else [])])
            # `from course_nn import data` may name a room, `from course_nn.core import Layer` names a thing in one
            yield from (f"{module}.{alias.name}" for alias in node.names)


def at_import(tree):
    """The nodes that run when the module is imported: all but the insides of functions."""
    for node in ast.iter_child_nodes(tree):
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            yield node
            yield from at_import(node)


def test_every_file_has_a_room():
    homeless = {room_of(path) for path in FILES} - {"__init__", *ROOMS}
    assert not homeless, f"in tests/test_imports.py, enter {sorted(homeless)} in LIBRARY or TEACHING_KIT, at its height"
    assert len(CHAPTERS) > 5


@pytest.mark.long
def test_imports_run_downward():
    """And no chapter imports another, nor anything but the library and the kit."""
    for path in FILES:
        room = room_of(path)
        allowed = set(ROOMS) if room == "__init__" else set(ROOMS[: ROOMS.index(room) + 1])
        if room in CHAPTERS:
            allowed -= {*CHAPTERS, "chapters"} - {room}
        above = rooms_used(path) - allowed
        at_once = rooms_used(path, top_level_only=True)
        above -= {other for other in above - at_once if (room, other) in SHOWS_ITSELF}
        assert not above, (
            f"{named(path)} is in {room} and imports {sorted(above)}, from above or from another chapter: move down "
            "what both need, or, for a new room, its place in tests/test_imports.py"
        )


@pytest.mark.long
def test_imports_inside_the_package_are_relative():
    modules = [path for path in FILES if path.parent.name != "programs"]  # which stand alone
    for path in modules:
        nodes = list(ast.walk(parsed(path)))
        whole = [node.module for node in nodes if isinstance(node, ast.ImportFrom) and not node.level]
        whole += [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
        own = [name for name in whole if name and name.split(".")[0] == "course_nn"]
        assert not own, f"in {named(path)}, import {own} by dots, as in from ..core import Layer"


def test_the_core_needs_numpy_alone():
    allowed = {"numpy", "course_nn", "__future__", *sys.stdlib_module_names}
    for path in (path for path in FILES if room_of(path) in (*NUMPY_ALONE, "__init__")):
        others = {name.split(".")[0] for name in imports(path, top_level_only=True)} - allowed
        assert not others, (
            f"{named(path)} imports {sorted(others)} when it is imported, and up to `symbolic` there is NumPy alone: "
            "import it inside the function that needs it"
        )


def test_the_reader_of_imports_sees_them(tmp_path, monkeypatch):
    file = tmp_path / "layers" / "own.py"
    file.parent.mkdir()
    file.write_text("from ..widgets import x\nfrom . import dense\nimport a.b\ndef f():\n    import scipy\n")
    monkeypatch.setattr(sys.modules[__name__], "PACKAGE", tmp_path)
    everything = {"course_nn.widgets.x", "course_nn.layers.dense", "a.b", "scipy"}
    assert set(imports(file)) == everything
    assert set(imports(file, top_level_only=True)) == everything - {"scipy"}
    assert room_of(file) == "layers"
    assert rooms_used(file) == {"widgets", "layers"}
    door = tmp_path / "chapters" / CHAPTERS[0] / "one.py"
    door.parent.mkdir(parents=True)
    door.write_text(f"from . import two\nfrom ..{CHAPTERS[1]} import x\nfrom ...data import moons\n")
    assert room_of(door) == CHAPTERS[0] and rooms_used(door) == {CHAPTERS[0], CHAPTERS[1], "data"}


def python(code, **settings):
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | settings, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_import_leaves_the_heavy_ones_alone():
    loaded = set(python("import course_nn, sys; print(*sys.modules)").split())
    assert "course_nn.core" in loaded
    heavy = loaded & set("matplotlib ipywidgets sympy sklearn scipy tqdm IPython platformdirs".split())
    assert not heavy, f"import course_nn loads {sorted(heavy)}: import them inside the functions that need them"


@pytest.mark.long
def test_every_room_is_there_when_it_is_entered():
    rooms = "autodiff bayes chapters data exercises forward_mode judges models plots search symbolic widgets"
    code = f"import course_nn; print(*(getattr(course_nn, room).__name__ for room in '{rooms}'.split()))"
    assert python(code).split() == [f"course_nn.{room}" for room in rooms.split()]
    assert set(rooms.split()) < set(dir(course_nn))


@pytest.mark.long
def test_import_takes_no_longer_than_numpy_and_25_ms(tmp_path):
    """Processor time, the least of several runs, so that a busy machine doesn't matter; compiled before."""
    code = "import numpy, time; t = time.process_time(); import course_nn; print(time.process_time() - t)"
    kept = {"PYTHONPYCACHEPREFIX": str(tmp_path), "PYTHONDONTWRITEBYTECODE": ""}
    extra = min(float(python(code, **kept)) for _ in range(7))
    assert list(tmp_path.rglob("core.*.pyc"))
    assert extra < 0.025, f"import course_nn takes {1e3 * extra:.0f} ms after NumPy"
