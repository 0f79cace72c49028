"""One instrument's story in pictures: every state that is worth it drawn, made small, and told in its sentence."""

import ast
import hashlib
import importlib.metadata
import json
import os
import time
from functools import cache
from pathlib import Path

import numpy as np

import course_nn
from course_nn.plots.style import DPI
from course_nn.widgets import INSTRUMENTS, OpenSlider, Steps, Toggle
from course_nn.widgets.controls import IntSlider, Ladder, LogSlider, Slider
from course_nn.widgets.grid import Grid
from course_nn.widgets.pad import Pad
from course_nn.widgets.player import is_open
from course_nn.widgets.story import axis, text
from course_nn.widgets.word import Word

from . import palette

PACKAGE = Path(course_nn.__file__).resolve().parent
#: Milliseconds that a frame of a player stays: as long as its steps take in the notebook, within these.
QUICKEST, SLOWEST = 250, 1500
#: For tests only the ends of controls are made, each alone: a quarter of the time. The processes that make them know.
ENDS_ALONE = os.environ.get("COURSE_NN_STATES") == "ends"

#: What some controls are for in the notebook; here they have a few values that were chosen.
MORE = {Pad: "draw", Grid: "write numbers of your own into the grid", Word: "type words of your own"}


def made(name, instrument, place, ends_alone=ENDS_ALONE):
    """The story of an instrument as plain values, its pictures written to ``place``.

    Its ``states`` are places on the axes of its controls, and ``shows`` says for each which of the pictures and of the
    sentences it has.
    """
    wanted = instrument.states(ends_alone)
    axes = {c.name: axis(c, wanted) for c in instrument.controls}
    width, height = (round(side * DPI) for side in instrument.figure.get_size_inches())
    pictures, sentences, shows = {}, {}, []
    for state in wanted:
        instrument.set(**state)
        content, kind = palette.small(np.asarray(instrument.figure.canvas.buffer_rgba()))
        file = f"{hashlib.sha256(content).hexdigest()[:20]}.{kind}"
        if file not in pictures:
            written(place / file, content)
        at = pictures.setdefault(file, len(pictures)), sentences.setdefault(instrument.description, len(sentences))
        shows.append(at)
    return {
        "name": name,
        "title": instrument.title,
        "caption": f"{instrument.caption} {more(instrument)}".strip(),
        "width": width,
        "height": height,
        "controls": [_control(c, axes[c.name], wanted, instrument) for c in instrument.controls],
        "states": [[axes[c.name].index(state[c.name]) for c in instrument.controls] for state in wanted],
        "shows": shows,
        "pictures": list(pictures),
        "sentences": list(sentences),
    }


def more(instrument):
    """What a reader does with it in the notebook, and can't here, in a sentence; "" if there is nothing."""
    kinds = [type(control) for control in instrument.controls]
    able = [words for kind, words in MORE.items() if kind in kinds]
    if instrument.spots is not None:
        able.append("light places up by pointing at them")
    return f"In the notebook you can also {' and '.join(able)}." if able else ""


def _control(control, values, wanted, instrument):
    kind = "choice"
    if isinstance(control, Toggle):
        kind = "toggle"
    elif isinstance(control, (Slider, IntSlider, LogSlider, Ladder, OpenSlider)):
        kind = "range"
    elif isinstance(control, Steps):
        kind = "player"
    said = {
        "name": control.name,
        "label": control.label,
        "unit": getattr(control, "unit", ""),
        "kind": kind,
        "texts": [text(control, value, instrument.story) for value in values],
        # A player has the steps that were made with the other controls' values: between two of them none shows others.
        "open": is_open(control) or kind == "player",
    }
    if kind == "player":
        own = [state[control.name] for state in wanted if _others(state, control) == _others(wanted[0], control)]
        steps = (max(own) - min(own)) / max(1, len(set(own)) - 1)
        said["pace"] = round(min(SLOWEST, max(QUICKEST, steps * control.interval_ms)))
    return said


def _others(state, control):
    return {name: value for name, value in state.items() if name != control.name}


def written(path, content):
    """Write the file whole or not at all."""
    if not path.exists() or path.read_bytes() != content:
        half = path.with_suffix(f".{os.getpid()}.half")
        half.write_bytes(content)
        half.replace(path)


def make_chapter(names, keys, root):
    """Make the stories of these instruments of one chapter; tells of each ``(name, seconds, complaint)``."""
    told = []
    for name in names:
        begun, complaint = time.perf_counter(), ""
        try:
            story = made(name, INSTRUMENTS[name](), root / "png") | {"key": keys[name]}
            story["seconds"] = round(time.perf_counter() - begun, 2)
            written(root / "stories" / f"{name}.json", json.dumps(story).encode())
            written(root / "stories" / f"{name}.js", script(story).encode())
        except Exception as error:
            told_error = " ".join(str(error).split()).rstrip(".") or "no message"
            complaint = f"{name}: {type(error).__name__}: {told_error}."
        told.append((name, time.perf_counter() - begun, complaint))
    return told


def script(story):
    """The story as a script, which a page can load from a file as well as from a server."""
    shown = {part: story[part] for part in ("controls", "states", "shows", "pictures", "sentences")}
    name = json.dumps(story["name"])
    return f"(window.courseNnStories ??= {{}})[{name}] = {json.dumps(shown, ensure_ascii=False)};\n"


# What a story is made from.


def key(name):
    """A hash of all that the pictures of an instrument are made from: they are kept as long as it stays the same."""
    room = PACKAGE / "chapters" / INSTRUMENTS.rooms[name].rpartition(".")[2]
    files = set(closure(room / "instruments.py"))
    files |= {path for path in room.rglob("*") if path.is_file() and path.suffix not in (".pyc", ".py")}
    files |= {Path(__file__), Path(palette.__file__)}
    versions = [importlib.metadata.version(one) for one in ("numpy", "matplotlib", "pillow", "scikit-learn")]
    digest = hashlib.sha256(repr([name, versions, ENDS_ALONE]).encode())
    for path in sorted(files):
        digest.update(_hash(path))
    return digest.hexdigest()[:20]


@cache
def _hash(path):
    return path.name.encode() + hashlib.sha256(path.read_bytes()).digest()


def closure(path):
    """The files of course_nn that a file of it needs, itself among them; of the chapters its own room's alone."""
    found, left = set(), [path]
    while left:
        if (one := left.pop()) not in found:
            found.add(one)
            left += [other for other in _imported(one) if _room(other) in (None, _room(path))]
    return found


def _room(path):
    parts = path.relative_to(PACKAGE).parts
    return parts[1] if parts[0] == "chapters" and len(parts) > 2 else None


@cache
def _imported(path):
    """The files that a file imports, wherever in it that stands, with the doors of the packages that they are in."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            place = path.parents[node.level - 1].joinpath(*(node.module or "").split("."))
            for one in (place, *(place / alias.name for alias in node.names)):
                found += [file for file in (one.with_suffix(".py"), one / "__init__.py") if file.is_file()]
    doors = [above / "__init__.py" for file in found for above in file.parents if above.is_relative_to(PACKAGE)]
    return list(dict.fromkeys([*found, *doors]))
