"""Every chapter's room is furnished alike: a theme has one name, in compute, figure, test and instrument.

Each rule is a function from a room to sentences that say what to mend in which file.
"""

import ast
import importlib
import itertools
import re
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

import course_nn.chapters
from course_nn.exercises import EXERCISES, Exercise
from course_nn.widgets import INSTRUMENTS, Instrument, Live

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = sorted(path for path in (ROOT / "course_nn" / "chapters").glob("ch[0-9][0-9]_*") if path.is_dir())
FIXED = {"__init__", "instruments", "exercises"}
#: What a figure is drawn without, and what arrays are made without.
TRAINING = {"callbacks", "checkpoint", "optimizers", "search", "training", "widgets"}
SHOWING = {"exercises", "plots", "widgets", "matplotlib", "ipywidgets", "IPython"}
#: What joins themes and figures: the machinery, and the names in its menus.
JOINING = {"widgets", "data", "activations"}


def named(path):
    """The path as it is told: from the folder that holds the package."""
    above = len(path.parts) - 1 - path.parts[::-1].index("course_nn")
    return "/".join(path.parts[above:])


def themes(room):
    """The names of the room's themes: every module but the fixed ones, figures, and parts of what is fixed."""
    stems = {path.stem for path in room.glob("*.py")} - FIXED
    return {one for one in stems if not one.endswith("_figure") and not one.startswith(("exercise_", "instruments_"))}


def module(room, name=None):
    return importlib.import_module(".".join(filter(None, ["course_nn.chapters", room.name, name])))


def nodes(path):
    return ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def imported(path):
    """The first parts of what a file imports, under `course_nn` or from outside."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 3 and not node.module:
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level in (0, 3):
            yield node.module.split(".")[0]


def neighbors(path):
    """The modules of its own room that a file imports from."""
    for node in nodes(path):
        if isinstance(node, ast.ImportFrom) and node.level == 1:
            yield from [node.module] if node.module else [alias.name for alias in node.names]


#: What a room may hold beside its modules: the scripts that measured, and programs that run in a process of their own.
FOLDERS = ("measured", "programs", "__pycache__")


def only_files(room, root):
    """What lies deeper would be seen by no rule."""
    for folder in sorted(path for path in room.iterdir() if path.is_dir() and path.name.isidentifier()):
        if folder.name not in FOLDERS and list(folder.rglob("*.py")):
            yield f"{named(folder)}: move its modules into {named(room)}; a room has no folder of code but measured/"
    for path in sorted((room / "programs").glob("*.py")):
        if list(neighbors(path)):
            yield f"{named(path)}: expected a program that stands alone, as whoever has no course_nn would write it"


def figures_have_their_theme(room, root):
    for path in sorted(room.glob("*_figure.py")):
        theme = path.stem.removesuffix("_figure")
        if theme not in themes(room):
            yield f"{named(path)} draws a theme that is not there: write {named(room)}/{theme}.py, or rename the figure"


def themes_have_their_test(room, root):
    chapter, tests = room.name[:4], root / "tests" / "chapters"
    files = {path.stem.removeprefix(f"test_{chapter}_"): path for path in tests.glob(f"test_{chapter}_*.py")}
    for name in sorted({*themes(room), "exercises"} - files.keys()):
        yield f"write tests/chapters/test_{chapter}_{name}.py, the test of {named(room)}/{name}.py"
    for name in sorted(files.keys() - themes(room) - {"exercises"}):
        yield f"tests/chapters/{files[name].name} has no theme of its name in {named(room)}: rename or move it"
    for path in files.values():
        if "\ndef test_" not in path.read_text(encoding="utf-8"):
            yield f"tests/chapters/{path.name} holds no test: write one"


def themes_compute_and_figures_draw(room, root):
    for path in sorted(room.glob("*.py")):
        if path.stem in themes(room) and (used := sorted(set(imported(path)) & SHOWING)):
            yield f"{named(path)} imports {used}: a theme computes arrays; move what shows them to its _figure.py"
        elif path.stem.endswith("_figure") and (used := sorted(set(imported(path)) & TRAINING)):
            yield f"{named(path)} imports {used}: a figure draws arrays; move what computes them to its theme"


def arrays_are_made_without_the_rest_of_the_room(room, root):
    """A theme imports themes; a figure themes and figures; instruments.py joins them and computes nothing."""
    for path in sorted(room.glob("*.py")):
        used = set(neighbors(path))
        if path.stem in themes(room) and (other := sorted(used - themes(room))):
            yield f"{named(path)} imports {other} of its room: a theme imports themes only"
        elif path.stem.endswith("_figure") and (other := sorted(used & FIXED)):
            yield f"{named(path)} imports {other} of its room: a figure imports themes and figures only"
        elif path.stem.startswith("instruments") and (other := sorted(set(imported(path)) - JOINING)):
            yield f"{named(path)} imports {other}: it joins themes and figures; what computes belongs in a theme"
        elif path.stem.startswith("exercise_") and path.stem not in set(neighbors(room / "exercises.py")):
            yield f"{named(path)} is imported by nobody: import its exercise in {named(room)}/exercises.py"
        elif path.stem.startswith("instruments_") and path.stem not in set(neighbors(room / "instruments.py")):
            yield f"{named(path)} is imported by nobody: import its instruments in {named(room)}/instruments.py"


def instruments_are_at_the_door(room, root):
    """However it is made: what instruments.py and its parts define and anybody could call has to be swept."""
    path, door = room / "instruments.py", named(room / "__init__.py")
    others = {
        a.asname or a.name
        for file in room.glob("instruments*.py")
        for one in nodes(file)
        if isinstance(one, ast.Import)
        or (isinstance(one, ast.ImportFrom) and not (one.module or "").startswith("instruments_"))
        for a in one.names
    }
    made = {
        name
        for file in room.glob("instruments*.py")
        for name, one in vars(module(room, file.stem)).items()
        if callable(one) and not name.startswith("_") and name not in others
    }
    promised = module(room).INSTRUMENTS
    for name in sorted(made - set(promised)):
        yield f"{named(path)}: {name} is not at the door: enter it in INSTRUMENTS of {door}, or call it _{name}"
    for name in sorted(set(promised) - (made & vars(module(room, "instruments")).keys())):
        yield f"{door}: INSTRUMENTS names {name}: define it in {named(path)}, or take it out"


def exercises_are_at_the_door(room, root):
    door, tests = named(room / "__init__.py"), root / "tests" / "chapters" / f"test_{room.name[:4]}_exercises.py"
    found, tested = {}, tests.read_text(encoding="utf-8") if tests.exists() else ""
    for path in sorted(room.glob("exercise*.py")):  # exercises.py after each exercise_<name>.py
        for one in vars(module(room, path.stem)).values():
            if isinstance(one, Exercise):
                found.setdefault(one.name, {}).setdefault(id(one), set()).add(path.stem)
    promised = module(room).EXERCISES
    for name, ones in found.items():
        places = sorted(set().union(*ones.values()))
        if len(ones) > 1:
            yield f"{named(room)}: {len(ones)} exercises are named {name!r}, in {places}: rename one"
        elif name not in promised:
            yield f"{named(room)}/{places[0]}.py: {name!r} is not at the door: enter it in EXERCISES of {door}"
        elif "exercises" not in places:
            yield f"{named(room)}/exercises.py: import the exercise {name!r} from .{places[0]}"
        elif name not in tested:
            yield f"tests/chapters/{tests.name}: add answers to {name!r}, right and wrong, and what they are told"
    for name in sorted(set(promised) - found.keys()):
        yield f"{door}: EXERCISES names {name!r}: define it in {named(room)}/exercises.py, or take it out"


def door_has_the_order_of_the_notebook(room, root):
    books, door = sorted((root / "notebooks").glob(f"{room.name[2:4]}_*.ipynb")), module(room)
    if len(books) != 1:
        yield f"notebooks/{room.name[2:4]}_*.ipynb: expected one notebook for {named(room)}, found {len(books)}"
        return
    cells = [c.source for c in nbformat.read(books[0], as_version=4).cells if c.cell_type == "code"][1:]
    for what, call, shown in (
        ("INSTRUMENTS", r"(?m)^(?:widgets\.)?{}\(", "{}()"),
        ("EXERCISES", r"(?m)^check\(\W?{}\b", "check({})"),
    ):
        names = getattr(door, what)
        first = {n: next((k for k, c in enumerate(cells) if re.search(call.format(n), c)), None) for n in names}
        unused = [name for name in names if first[name] is None]
        for name in unused:
            yield f"notebooks/{books[0].name}: no cell calls {shown.format(name)}: add it, or take {name} out of {what}"
        if not unused and sorted(names, key=first.get) != list(names):
            order = ", ".join(sorted(names, key=first.get))
            yield f"{named(room)}/__init__.py: put {what} in the order of {books[0].name}: {order}"


RULES = (
    only_files,
    figures_have_their_theme,
    themes_have_their_test,
    themes_compute_and_figures_draw,
    arrays_are_made_without_the_rest_of_the_room,
    instruments_are_at_the_door,
    exercises_are_at_the_door,
    door_has_the_order_of_the_notebook,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_room(room, rule):
    complaints = list(rule(room, ROOT))
    assert not complaints, "\n" + "\n".join(complaints)


def test_every_notebook_has_its_room():
    rooms = {room.name[2:4] for room in ROOMS}
    for path in sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb")):
        where = f"course_nn/chapters/ch{path.name[:2]}_<name>/"
        assert path.name[:2] in rooms, f"notebooks/{path.name} has no room: furnish {where} as CONTRIBUTING.md says"


@pytest.mark.long
@pytest.mark.parametrize("name", INSTRUMENTS)
def test_an_instrument_joins_the_theme_of_its_name(name, monkeypatch):
    for kind, work in itertools.product((Instrument, Live), ("_build", "_refresh")):  # who it joins, not what it shows
        monkeypatch.setattr(kind, work, lambda self: None)
    instrument, room = INSTRUMENTS[name](), INSTRUMENTS.rooms[name]
    where = f"{room.replace('.', '/')}/instruments.py: {name}"
    assert isinstance(instrument, Instrument), f"{where} returns no Instrument: return one, or call it _{name}"
    assert INSTRUMENTS[name].__doc__, f"{where}: give it a docstring, a sentence on what the instrument shows"
    came = instrument.compute.__module__
    assert came == f"{room}.{name}", f"{where} computes with a function of {came}: take one of {name}.py"
    for verb in ("draw", "describe", "move", "spots", "scene"):
        part = getattr(instrument, verb, None)
        if verb in ("draw", "describe") or part is not None:
            came, right = f"{part.__module__}.{part.__name__}", f"{room}.{name}_figure.{verb}_{name}"
            assert came == right, f"{where}: its {verb} is {came}; expected {right}"


def test_a_window_shows_every_chapter_in_its_order():
    import course_nn.widgets

    for window in (INSTRUMENTS, EXERCISES):
        chapters = [window.chapter(name) for name in window]
        assert chapters == sorted(chapters) and len(set(chapters)) == len(ROOMS) == len(set(window.rooms.values()))
    assert all(getattr(course_nn.widgets, name) is INSTRUMENTS[name] for name in INSTRUMENTS)
    assert set(INSTRUMENTS) < set(dir(course_nn.widgets))
    with pytest.raises(ImportError, match="cannot import name 'momentum_mop'"):
        from course_nn.widgets import momentum_mop  # noqa: F401


# The rules bite: a small room, furnished as it should be, and one fault at a time in it.

DOOR, JOIN, TASKS = (f"course_nn/chapters/ch98_small/{name}.py" for name in ("__init__", "instruments", "exercises"))
TASK = 'Exercise(name={!r}, title="", stub="", hints=3 * ("",), solution="", cases=list, mistakes=())'
SMALL = {
    DOOR: 'INSTRUMENTS = ("heap", "pile")\nEXERCISES = ("add", "twice")\n',
    "course_nn/chapters/ch98_small/heap.py": "import numpy as np\n",
    "course_nn/chapters/ch98_small/heap_figure.py": "from . import heap\n",
    "course_nn/chapters/ch98_small/pile.py": "from .heap import np\n",
    JOIN: "from ...widgets import Instrument\nfrom .instruments_more import pile\nSIZE = 3\n"
    "def _own(): pass\ndef heap(): pass\n",
    "course_nn/chapters/ch98_small/instruments_more.py": "def pile(): pass\n",
    TASKS: "from ...exercises import Exercise\nfrom .exercise_twice import T\nA = " + TASK.format("add"),
    "course_nn/chapters/ch98_small/exercise_twice.py": "from ...exercises import Exercise\nT = " + TASK.format("twice"),
    **{
        f"tests/chapters/test_ch98_{name}.py": "\ndef test_it():\n    'add twice'"
        for name in ("heap", "pile", "exercises")
    },
    "notebooks/98_small.ipynb": "import x|heap()|widgets.pile()|check(add)|check('twice', twice)",
}
AT = "course_nn/chapters/ch98_small/"
#: (file, what is added to it or put in its place, the rule that finds it, what it says)
FAULTS = [
    (AT + "more/own.py", "def x(): pass", only_files, AT + "more: move its modules into"),
    (
        AT + "programs/own.py",
        "from .other import x",
        only_files,
        AT + "programs/own.py: expected a program that stands",
    ),
    (AT + "sand_figure.py", "x = 1", figures_have_their_theme, f"write {AT}sand.py"),
    (AT + "sand.py", "x = 1", themes_have_their_test, "write tests/chapters/test_ch98_sand.py"),
    (
        "tests/chapters/test_ch98_sand.py",
        "\ndef test_x(): pass",
        themes_have_their_test,
        "test_ch98_sand.py has no theme",
    ),
    ("tests/chapters/test_ch98_heap.py", None, themes_have_their_test, "test_ch98_heap.py holds no test"),
    (AT + "heap.py", "import matplotlib", themes_compute_and_figures_draw, AT + "heap.py imports ['matplotlib']"),
    (
        AT + "heap_figure.py",
        "from ... import training",
        themes_compute_and_figures_draw,
        "heap_figure.py imports ['training']",
    ),
    (AT + "heap.py", "from . import heap_figure", arrays_are_made_without_the_rest_of_the_room, AT + "heap.py imports"),
    (
        AT + "heap_figure.py",
        "from . import exercises",
        arrays_are_made_without_the_rest_of_the_room,
        "heap_figure.py imports",
    ),
    (JOIN, "import numpy", arrays_are_made_without_the_rest_of_the_room, JOIN + " imports ['numpy']"),
    (
        AT + "exercise_lost.py",
        "x = 1",
        arrays_are_made_without_the_rest_of_the_room,
        AT + "exercise_lost.py is imported by",
    ),
    (
        AT + "instruments_lost.py",
        "x = 1",
        arrays_are_made_without_the_rest_of_the_room,
        AT + "instruments_lost.py is imported by",
    ),
    (AT + "instruments_more.py", "def sand(): pass", instruments_are_at_the_door, "sand is not at the door"),
    (JOIN, "def sand():\n    return 1 / 0", instruments_are_at_the_door, f"{JOIN}: sand is not at the door"),
    (JOIN, "sand = lambda: 1 / 0", instruments_are_at_the_door, f"enter it in INSTRUMENTS of {DOOR}"),
    (JOIN, "import functools\nsand = functools.partial(pile)", instruments_are_at_the_door, "sand is not at the door"),
    (
        JOIN,
        "import functools\n@functools.cache\ndef sand(): pass",
        instruments_are_at_the_door,
        "sand is not at the door",
    ),
    (JOIN, "del pile", instruments_are_at_the_door, f"{DOOR}: INSTRUMENTS names pile: define it in {JOIN}"),
    (TASKS, "\nB = " + TASK.format("half"), exercises_are_at_the_door, f"{TASKS}: 'half' is not at the door"),
    (TASKS, "\nB = " + TASK.format("add"), exercises_are_at_the_door, "2 exercises are named 'add'"),
    (
        AT + "exercise_twice.py",
        "\nB = " + TASK.format("half"),
        exercises_are_at_the_door,
        "exercise_twice.py: 'half' is not",
    ),
    (TASKS, "\ndel T", exercises_are_at_the_door, f"{TASKS}: import the exercise 'twice' from .exercise_twice"),
    (TASKS, "\ndel A", exercises_are_at_the_door, f"{DOOR}: EXERCISES names 'add': define it in {TASKS}"),
    (
        "tests/chapters/test_ch98_exercises.py",
        None,
        exercises_are_at_the_door,
        "test_ch98_exercises.py: add answers to 'add'",
    ),
    ("notebooks/98_two.ipynb", "heap()", door_has_the_order_of_the_notebook, "expected one notebook"),
    ("notebooks/98_small.ipynb", None, door_has_the_order_of_the_notebook, "98_small.ipynb: no cell calls heap()"),
    (
        DOOR,
        'EXERCISES = ("twice", "add")',
        door_has_the_order_of_the_notebook,
        f"{DOOR}: put EXERCISES in the order of",
    ),
]


@pytest.fixture
def small(tmp_path, monkeypatch):
    """Writes the small room, a file changed in it, and gives its folder."""
    monkeypatch.setattr(
        course_nn.chapters, "__path__", [*course_nn.chapters.__path__, str(tmp_path / AT).rpartition("/")[0]]
    )
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def write(name=DOOR, text=""):
        files = SMALL | {name: text if text is None else SMALL.get(name, "") + text}
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.suffix == ".ipynb":
                nbformat.write(new_notebook(cells=[new_code_cell(one) for one in (text or "").split("|")]), path)
            else:
                path.write_text(text or "", encoding="utf-8")
        importlib.invalidate_caches()
        return tmp_path / AT

    yield write
    for name in [name for name in sys.modules if name.startswith("course_nn.chapters.ch98_small")]:
        del sys.modules[name]
    vars(course_nn.chapters).pop("ch98_small", None)


@pytest.mark.parametrize(("name", "text", "rule", "sentence"), FAULTS, ids=lambda one: getattr(one, "__name__", ""))
def test_a_fault_in_a_room_is_found_by_the_rule_that_names_the_file(name, text, rule, sentence, small, tmp_path):
    assert any(sentence in complaint for complaint in rule(small(name, text), tmp_path))


def test_a_room_without_a_fault_passes(small, tmp_path):
    room = small()
    assert [complaint for rule in RULES for complaint in rule(room, tmp_path)] == []
