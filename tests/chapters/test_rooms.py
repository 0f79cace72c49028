"""Every chapter's room is furnished alike: a theme has one name, in compute, figure, test and instrument."""

import ast
import importlib
import inspect
import re
from pathlib import Path

import nbformat
import pytest

from course_nn.exercises import EXERCISES, Exercise
from course_nn.widgets import INSTRUMENTS, Instrument

TESTS = Path(__file__).resolve().parent
CHAPTERS = TESTS.parent.parent / "course_nn" / "chapters"
ROOMS = sorted(path for path in CHAPTERS.glob("ch[0-9][0-9]_*") if path.is_dir())
FIXED = {"__init__", "instruments", "exercises"}
#: What a figure is drawn without, and what arrays are made without.
TRAINING = {"callbacks", "checkpoint", "optimizers", "search", "training", "widgets"}
SHOWING = {"exercises", "plots", "widgets", "matplotlib", "ipywidgets", "IPython"}


def themes(room):
    """The names of the room's themes: every module but the fixed ones, figures and single exercises."""
    stems = {path.stem for path in room.glob("*.py")} - FIXED
    return {stem for stem in stems if not stem.endswith("_figure") and not stem.startswith("exercise_")}


def module(room, name):
    return importlib.import_module(f"course_nn.chapters.{room.name}.{name}")


def imported(path):
    """The first parts of what a file imports, under `course_nn` or from outside."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 3 and not node.module:
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level in (0, 3):
            yield node.module.split(".")[0]


per_room = pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)


@per_room
def test_a_figure_has_its_theme(room):
    figures = {path.stem.removesuffix("_figure") for path in room.glob("*_figure.py")}
    assert figures <= themes(room)


@per_room
def test_every_theme_has_its_test(room):
    chapter = room.name[:4]
    files = {path.stem.removeprefix(f"test_{chapter}_"): path for path in TESTS.glob(f"test_{chapter}_*.py")}
    missing, stray = themes(room) - files.keys(), files.keys() - themes(room) - {"exercises"}
    assert not missing, f"expected tests/chapters/test_{chapter}_{min(missing)}.py for the theme {min(missing)}"
    assert not stray, f"tests without a theme of their name in {room.name}: {sorted(stray)}"
    empty = [name for name, path in files.items() if "\ndef test_" not in path.read_text(encoding="utf-8")]
    assert not empty, f"files without a test: {empty}"


@per_room
def test_themes_compute_and_figures_draw(room):
    for path in room.glob("*.py"):
        if path.stem in themes(room):
            assert not set(imported(path)) & SHOWING, path.name
        elif path.stem.endswith("_figure"):
            assert not set(imported(path)) & TRAINING, path.name


def neighbors(path):
    """The modules of its own room that a file imports from."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level == 1:
            yield from [node.module] if node.module else [alias.name for alias in node.names]


@per_room
def test_arrays_are_made_without_the_rest_of_the_room(room):
    """A theme imports themes; a figure themes and figures; instruments.py joins them and computes nothing."""
    for path in room.glob("*.py"):
        used = set(neighbors(path))
        if path.stem in themes(room):
            assert used <= themes(room), f"{path.name} imports {sorted(used - themes(room))}"
        elif path.stem.endswith("_figure"):
            assert not used & FIXED, path.name
        elif path.stem == "instruments":
            assert set(imported(path)) <= {"widgets", "data", "activations"}, path.name
        elif path.stem.startswith("exercise_"):
            assert path.stem in set(neighbors(room / "exercises.py")), f"{path.name}: nobody imports it"


@per_room
def test_the_door_has_the_order_of_the_notebook(room):
    (path,) = (CHAPTERS.parent.parent / "notebooks").glob(f"{room.name[2:4]}_*.ipynb")
    cells = [c.source for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"][1:]
    door = importlib.import_module(f"course_nn.chapters.{room.name}")
    for names, call in ((door.INSTRUMENTS, r"(?m)^(?:widgets\.)?{}\("), (door.EXERCISES, r"(?m)^check\(\W?{}\b")):
        first = {
            name: next((k for k, c in enumerate(cells) if re.search(call.format(name), c)), None) for name in names
        }
        assert None not in first.values(), f"{path.name} does not use {[n for n, k in first.items() if k is None]}"
        assert sorted(names, key=first.get) == list(names), path.name


@per_room
def test_the_door_says_what_is_inside(room):
    door = importlib.import_module(f"course_nn.chapters.{room.name}")
    made = [
        name
        for name, one in vars(module(room, "instruments")).items()
        if inspect.isfunction(one) and one.__module__.endswith(".instruments") and not name.startswith("_")
    ]
    assert sorted(made) == sorted(door.INSTRUMENTS)
    exercises = [one.name for one in vars(module(room, "exercises")).values() if isinstance(one, Exercise)]
    assert sorted(exercises) == sorted(door.EXERCISES)


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_an_instrument_joins_the_theme_of_its_name(name, monkeypatch):
    for work in ("_build", "_refresh"):  # who it joins is asked here, not what it shows
        monkeypatch.setattr(Instrument, work, lambda self: None)
    instrument, room = INSTRUMENTS[name](), INSTRUMENTS.rooms[name]
    assert INSTRUMENTS[name].__doc__, f"{name}: expected a sentence on what the instrument shows"
    assert instrument.compute.__module__ == f"{room}.{name}"
    for verb in ("draw", "describe", "move"):
        part = getattr(instrument, verb)
        if verb != "move" or part is not None:
            assert (part.__module__, part.__name__) == (f"{room}.{name}_figure", f"{verb}_{name}")


def test_a_window_shows_every_chapter_in_its_order():
    import course_nn.widgets

    for window in (INSTRUMENTS, EXERCISES):
        chapters = [window.chapter(name) for name in window]
        assert chapters == sorted(chapters) and len(set(chapters)) == len(ROOMS) == len(set(window.rooms.values()))
    assert all(getattr(course_nn.widgets, name) is INSTRUMENTS[name] for name in INSTRUMENTS)
    assert set(INSTRUMENTS) < set(dir(course_nn.widgets))
    with pytest.raises(ImportError, match="cannot import name 'momentum_mop'"):
        from course_nn.widgets import momentum_mop  # noqa: F401
