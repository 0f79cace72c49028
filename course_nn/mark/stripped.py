"""The package as an answer finds it: without solutions, mistakes, hints, exercises, and whatever could name them."""

import ast
import inspect
import json
import shutil
import sys
from pathlib import Path

from ..my_course import answers, working_copy
from . import reading, wire

_PACKAGE = Path(__file__).resolve().parent.parent
#: Of these rooms only so much is needed; of all others everything but a chapter's exercises.
_ONLY = {
    "exercises": {"calling.py", "comparison.py", "running.py", "stub.py"},
    "my_course": {"answers.py"},
    "mark": {"attempts.py", "calls.py", "fence.py", "limits.py", "plain.py", "reading.py", "wire.py", "worker.py"},
    "notebooks": set(),
}
_DOOR = '''"""What a notebook asks of its exercises, in a place where there are none."""

from .running import Unusable

__all__ = ["EXERCISES", "Unusable", "check", "hint", "my_answer", "progress", "solution"]
EXERCISES = {}


def check(*_):
    """Nothing is checked here."""


hint = my_answer = progress = solution = check
'''


def make(folder, exercises):
    """Write the stripped package into ``folder``. Returns exercise → (module, function) of its probe, where it has one.

    A probe is a function of the exercise's file. It is cut out with what it needs, into a file of its own.
    """
    target = Path(folder) / _PACKAGE.name
    shutil.copytree(_PACKAGE, target, ignore=_left_out)
    for room, door in (("exercises", _DOOR), ("my_course", ""), ("mark", "")):
        (target / room / "__init__.py").write_text(door, encoding="utf-8")
    (target / "mark" / "course.json").write_text(json.dumps(_course()), encoding="utf-8")
    probes, roots = {}, {}
    for exercise in exercises:
        kinds = {type(one) for case in exercise.cases() for one in case}
        for one in filter(_is_from_a_chapter, [exercise.probe, *kinds] if is_open(exercise.probe) else kinds):
            roots.setdefault(one.__module__, set()).add(one.__name__)
            if one is exercise.probe:
                probes[exercise.name] = (wire.without_exercise(one.__module__), one.__name__)
    for module, names in roots.items():
        text = cut(inspect.getsource(sys.modules[module]), names, module)
        path = target.joinpath(*wire.without_exercise(module).split(".")[1:]).with_suffix(".py")
        path.write_text(text, encoding="utf-8")
    return probes


def is_open(probe):
    """Whether a probe is a plain function of a file, which can be cut out of it."""
    return probe is not None and probe.__qualname__ == probe.__name__


def _is_from_a_chapter(one):
    return one.__module__.startswith(f"{_PACKAGE.name}.chapters.")


def _left_out(folder, names):
    parts = Path(folder).relative_to(_PACKAGE).parts
    out = {name for name in names if name == "__pycache__"}
    if parts and parts[0] in _ONLY:
        out |= set(names) - _ONLY[parts[0]]
    if parts and parts[0] == "chapters":
        out |= {name for name in names if name.startswith("exercise")}
    return out


def _course():
    """`answers.Course` of the course's notebooks, as JSON can hold it."""
    cells = []
    for path in sorted(working_copy.course().glob("*.ipynb")):
        book = answers.notebook(path.read_bytes())
        cells += [one | {"source": reading.clean(answers.source(one))} for one in book["cells"] if _is_code(one)]
    known = answers.course_of(cells)
    places = {name: sorted(map(str, ids)) for name, ids in known.places.items()}
    sets = {key: sorted(getattr(known, key)) for key in ("contents", "elsewhere", "heads")}
    return sets | {"places": places}


def _is_code(cell):
    return cell["cell_type"] == "code"


def cut(source, roots, name):
    """The source of ``roots`` and of all that they need of their module. ValueError if that is the exercise itself."""
    body = ast.parse(source).body
    makers = {}
    for number, statement in enumerate(body):
        for made in reading.makes(statement):
            makers.setdefault(made, []).append(number)
    needed, names = set(), [*roots]
    while names:
        for number in makers.get(names.pop(), ()):
            if number not in needed:
                needed.add(number)
                names += reading.used(body[number])
    text = "\n\n\n".join(ast.unparse(body[number]) for number in sorted(needed))
    if "Exercise(" in text or "Mistake(" in text:
        raise ValueError(f"{name}: a probe needs an exercise itself, and is to do without where answers are marked")
    return text + "\n"
