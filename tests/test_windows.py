"""A name at a chapter's door loads that chapter alone."""

import importlib
import subprocess
import sys
import types
from pathlib import Path

import pytest

from course_nn import chapters, windows

LOADED = "print(*sorted(name for name in sys.modules if name.count('.') > 2 and '.chapters.' in name))"


def loaded_after(code):
    """The modules inside chapters' rooms that are loaded after ``code`` in a new process."""
    done = subprocess.run([sys.executable, "-c", f"import sys\n{code}\n{LOADED}"], capture_output=True, text=True)
    assert not done.returncode, done.stderr
    return done.stdout.split()


@pytest.mark.long
def test_an_instrument_loads_its_own_chapter_alone():
    loaded = loaded_after("from course_nn.widgets import momentum_map")
    assert "course_nn.chapters.ch05_optimizers.instruments" in loaded
    assert {name.split(".")[2] for name in loaded} == {"ch05_optimizers"}


def test_an_exercise_loads_its_own_chapter_alone_and_no_picture():
    code = "from course_nn.exercises import EXERCISES, solution; solution('momentum_step')\n"
    code += "assert 'matplotlib' not in sys.modules"
    loaded = loaded_after(code)
    assert {name.split(".")[2] for name in loaded} == {"ch05_optimizers"}


@pytest.mark.long
def test_the_machinery_alone_loads_no_chapter():
    assert loaded_after("from course_nn.widgets import Instrument, Slider; from course_nn.exercises import check") == []


@pytest.mark.long
def test_a_door_opens_every_theme_and_nothing_before():
    code = "from course_nn.chapters import ch05_optimizers as ch05; name = ch05.__name__ + '.surfaces'\n"
    code += "assert name not in sys.modules; assert ch05.surfaces.SURFACES; assert name in sys.modules"
    assert {name.split(".")[-1] for name in loaded_after(code)} == {"surfaces"}
    for path in (Path(chapters.__file__).parent).glob("ch*/*.py"):
        door = importlib.import_module(f"{chapters.__name__}.{path.parent.name}")
        if path.stem != "__init__":
            assert getattr(door, path.stem) is importlib.import_module(f"{door.__name__}.{path.stem}")
        with pytest.raises(AttributeError, match=f"module '{door.__name__}' has no attribute 'momentum_mop'"):
            door.momentum_mop  # noqa: B018
        assert path.stem in {*dir(door), "__init__"} and "themes" not in dir(door)


def test_what_is_missing_or_there_twice_is_said(tmp_path, monkeypatch):
    for folder, text in (("ch01_a", "THINGS = ('x', 'y')"), ("ch02_b", "THINGS = ('z',)")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "__init__.py").write_text(text)
    (tmp_path / "ch01_a" / "things.py").write_text("class One:\n    name = 'x'\none = One()\n")
    (tmp_path / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path.parent)
    monkeypatch.setattr(windows, "__package__", "house")
    (tmp_path.parent / "house").mkdir()
    tmp_path.rename(tmp_path.parent / "house" / "chapters")
    (tmp_path.parent / "house" / "__init__.py").write_text("")
    window = windows.Window("things", windows.by_name)
    assert list(window) == ["x", "y", "z"] and window["x"].name == "x" and window.chapter("z") == 2
    with pytest.raises(ValueError, match=r"'y' is promised at the door of house\.chapters\.ch01_a, and .* has none"):
        window["y"]
    (tmp_path.parent / "house" / "chapters" / "ch02_b" / "__init__.py").write_text("THINGS = ('x',)")
    sys.modules.pop("house.chapters.ch02_b")
    with pytest.raises(ValueError, match="'x' stands among the things of"):
        list(windows.Window("things"))
    (tmp_path.parent / "house" / "chapters" / "ch02_b" / "__init__.py").write_text("THINGS = ('z')")
    sys.modules.pop("house.chapters.ch02_b")
    with pytest.raises(
        ValueError, match=r"house\.chapters\.ch02_b: expected THINGS as a tuple of names; write \('z',\)"
    ):
        list(windows.Window("things"))


def test_a_chapter_that_cannot_be_loaded_is_said_to_be_so(tmp_path, monkeypatch):
    """Its own mistake must not read as if the name were unknown."""
    room = tmp_path / "home" / "chapters" / "ch12_c"
    room.mkdir(parents=True)
    for folder in (room.parent, room.parent.parent):
        (folder / "__init__.py").write_text("")
    (room / "__init__.py").write_text("THINGS = ('x', 'y')")
    (room / "things.py").write_text("import math\nmath.no_such_thing\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(windows, "__package__", "home")
    window = windows.Window("things")
    assert window.chapter("x") == 12 and repr(window) == "<2 things: x, y>"
    with pytest.raises(ImportError, match=r"home\.chapters\.ch12_c\.things can't be loaded: .*no_such_thing"):
        window["x"]
    (room / "things.py").write_text("from math import sin as cos\ndef x(): pass\n")
    assert window["x"].__module__ == "home.chapters.ch12_c.things"


def test_an_exercise_of_ones_own_is_found_beside_the_course_s_and_is_none_of_its_progress():
    window = windows.Window("exercises", windows.by_name)
    count, mine = len(window), types.SimpleNamespace(name="my_own")
    window.add(types.SimpleNamespace(name="my_own"))
    window.add(mine)  # the cell is run again
    assert window["my_own"] is mine and "my_own" in window and len(window) == len(list(window)) == count + 1
    assert "my_own" not in window.rooms and window["update"].name == "update"
    with pytest.raises(ValueError, match="'update' stands in chapter 01; choose another name"):
        window.add(types.SimpleNamespace(name="update"))
    with pytest.raises(TypeError, match="exercises: expected something with a name, got 3"):
        window.add(3)
