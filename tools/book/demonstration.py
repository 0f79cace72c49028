"""Recordings in the book: what `recordings` lists, drawn and kept in the form of instruments' stories."""

import concurrent.futures
import hashlib
import itertools
import json
import multiprocessing
import time
from pathlib import Path

import numpy as np

from . import making, palette, pictures, recordings

#: The one that stands under the playground's heading.
HEAD = "playground"
#: Milliseconds that a picture stays: of many, and of few.
QUICK, SLOW = 350, 700
OWN = (Path(__file__), Path(recordings.__file__), Path(palette.__file__))


def all_recordings():
    return {**recordings.RECORDINGS, **recordings.VARIANTS}


def key(name):
    """A hash of what a recording is made from."""
    digest = hashlib.sha256(f"{name} {making.ENDS_ALONE}".encode())
    of = all_recordings()[name].of
    own = making.closure(Path(making.PACKAGE) / "chapters" / "playground" / "widget.py") if not of else ()
    digest.update(making.key(of).encode() if of else b"")
    for path in sorted({*own, *OWN}):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:20]


def make(root, processes=pictures.PROCESSES):
    """Make what is missing of the recordings in the folder ``root``; one complaint about each that can't be made."""
    root = Path(root)
    for folder in ("png", "stories"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    signs = {name: key(name) for name in all_recordings()}
    left = [(root, name, sign) for name, sign in signs.items() if not pictures.kept(name, sign, root)]
    if processes == 1 or len(left) < 2:
        complaints = [record(*one) for one in left]
    else:
        spawn = multiprocessing.get_context("spawn")
        with concurrent.futures.ProcessPoolExecutor(processes, mp_context=spawn) as pool:
            complaints = list(pool.map(record, *zip(*left, strict=True)))
    tidy(root, signs)
    return [one for one in complaints if one]


def record(root, name, sign):
    """Make one recording; a complaint where that can't be, else ""."""
    begun, one = time.perf_counter(), all_recordings()[name]
    try:
        if isinstance(one, recordings.Variant):
            story = making.made(name, one.build(), root / "png")
        else:
            story = recorded(name, one, root / "png")
    except Exception as error:
        return f"{name}: {type(error).__name__}: {' '.join(str(error).split()).rstrip('.') or 'no message'}."
    story |= {"key": sign, "seconds": round(time.perf_counter() - begun, 2)}
    making.written(root / "stories" / f"{name}.js", making.script(story).encode())
    making.written(root / "stories" / f"{name}.json", json.dumps(story).encode())
    return ""


def tidy(root, names):
    """Remove stories of recordings that are no more, and pictures that no story shows."""
    shown = set()
    for path in sorted((root / "stories").iterdir()):
        if path.stem not in names or path.suffix not in (".json", ".js"):
            path.unlink()
        elif path.suffix == ".json":
            shown |= set(pictures.read(path.stem, root)["pictures"])
    for path in (root / "png").iterdir():
        if path.name not in shown:
            path.unlink()


def recorded(name, one, place, ends_alone=making.ENDS_ALONE):
    """The story of a `Recording`: its choices crossed, each with the steps of its player."""
    start = one.start or (0,) * len(one.choices)
    steps = list(dict.fromkeys([one.steps[0], one.steps[-1]]) if ends_alone else one.steps)
    files, sentences, states, shows = {}, {}, [], []
    every = itertools.product(*(range(len(names)) for names in one.choices.values()))
    for places in [start, *(places for places in every if places != start)]:
        moved = sum(at != first for at, first in zip(places, start, strict=True))
        wanted = steps[: max(0, 2 - moved)] if ends_alone else steps  # each choice and the player's end alone
        chosen = [names[at] for names, at in zip(one.choices.values(), places, strict=True)]
        frames = one.frames(chosen, wanted) if wanted else ()
        for step, (pixels, sentence) in enumerate(frames):
            content, kind = palette.small(pixels)
            file = f"{hashlib.sha256(content).hexdigest()[:20]}.{kind}"
            making.written(place / file, content)
            states.append([*places, step] if one.label else list(places))
            shows.append((files.setdefault(file, len(files)), sentences.setdefault(sentence, len(sentences))))
    height, width = np.shape(pixels)[:2]
    every = {"unit": "", "open": False}
    controls = [
        every | {"name": f"choice{k}", "label": label, "kind": "choice", "texts": list(names)}
        for k, (label, names) in enumerate(one.choices.items())
    ]
    if one.label:
        texts, pace = [f"{step:,}" for step in steps], QUICK if len(steps) > 10 else SLOW
        controls.append(every | {"name": "step", "label": one.label, "kind": "player", "texts": texts, "pace": pace})
    return {
        "name": name,
        "title": one.title,
        "caption": one.caption,
        "width": round(width / one.sharpness),
        "height": round(height / one.sharpness),
        "controls": controls,
        "states": states,
        "shows": shows,
        "pictures": list(files),
        "sentences": list(sentences),
    }


def html(root, place, name=HEAD):
    """What the page shows of a recording in ``root``, "" where there is none."""
    try:
        return pictures.figure_html(name, place, root)
    except ValueError:
        return ""


def by_call(root, place):
    """Call, as it stands in a notebook → HTML of its recording, where there is one."""
    return {
        call: text for name, one in all_recordings().items() for call in one.calls if (text := html(root, place, name))
    }
