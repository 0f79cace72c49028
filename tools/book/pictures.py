"""The pictures of the book: `python -m tools.book.pictures` makes those of every state worth one, in build/pictures.

``stories/NAME.json`` has an instrument's controls with their axes, its states, and for each of them which of its
pictures and sentences it shows; ``stories/NAME.js`` is the same for a page; ``png/`` holds the pictures, each named by
what is in it. They stay until something changes that they are made from, and go when no story shows them any more.
"""

import argparse
import concurrent.futures
import json
import multiprocessing
import os
import sys
import time
from pathlib import Path

from course_nn.widgets import INSTRUMENTS

from . import making
from .figure import figure_html as _figure

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "build" / ("pictures-of-ends" if making.ENDS_ALONE else "pictures")
PROCESSES = 2
#: One thread a process, as in the tests; and what fails is an error, not a picture of what was before.
SURROUNDINGS = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "COURSE_NN_STRICT": "1"}


def make(root=PICTURES, names=None, processes=PROCESSES, tell=print):
    """Make what is missing of the pictures of these instruments (all); one complaint about each that can't be made."""
    begun, names = time.perf_counter(), list(INSTRUMENTS.rooms if names is None else names)
    os.environ |= SURROUNDINGS
    for folder in ("png", "stories"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    keys = {name: making.key(name) for name in names}
    left = {}
    for name in names:
        if not kept(name, keys[name], root):
            left.setdefault(INSTRUMENTS.rooms[name], []).append(name)
    complaints = []
    for name, seconds, complaint in _told(left, keys, root, processes):
        tell(complaint or f"{name}: {seconds:.1f} s")
        complaints += [complaint] if complaint else []
    tidy(root)
    tell(table(names, root, {name for some in left.values() for name in some}))
    tell(f"Pictures: {time.perf_counter() - begun:.0f} s.")
    return complaints


def _told(left, keys, root, processes):
    """Make them, a chapter in one process, and give what is told of each; nothing is started where nothing is left."""
    if processes == 1 or len(left) < 2:
        for names in left.values():
            yield from making.make_chapter(names, keys, root)
        return
    spawn = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(processes, mp_context=spawn, max_tasks_per_child=1) as pool:
        longest = sorted(left.values(), key=len, reverse=True)
        for done in concurrent.futures.as_completed(pool.submit(making.make_chapter, n, keys, root) for n in longest):
            yield from done.result()


def kept(name, key, root=PICTURES):
    """Whether all pictures of this story are there, made from what is there now."""
    try:
        story = read(name, root)
        return story["key"] == key and all((root / "png" / file).is_file() for file in story["pictures"])
    except (ValueError, KeyError):
        return False


def read(name, root=PICTURES):
    """The story of an instrument, or a sentence that says why there is none."""
    path = Path(root) / "stories" / f"{name}.json"
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ValueError(f"{path}: no pictures of {name} are made; run python -m tools.book.pictures") from None
    except ValueError:
        raise ValueError(f"{path}: expected a story; delete it and run python -m tools.book.pictures") from None


def figure_html(name, base, root=PICTURES):
    """The HTML that a page holds of an instrument: the folder of the pictures is at the address ``base``."""
    return _figure(read(name, root), base)


def tidy(root=PICTURES):
    """Remove stories of instruments that are no more, pictures that no story shows, and halves of files."""
    used = set()
    for path in sorted((root / "stories").iterdir()):
        if path.suffix not in (".json", ".js") or path.stem not in INSTRUMENTS.rooms:
            path.unlink()
        elif path.suffix == ".json":
            used |= set(read(path.stem, root)["pictures"])
    for path in (root / "png").iterdir():
        if path.name not in used:
            path.unlink()


def table(names, root, anew=()):
    """What there is, chapter by chapter."""
    rows = [f"{'chapter':28}{'instruments':>12}{'states':>8}{'pictures':>10}{'MB':>7}{'seconds':>9}{'anew':>6}"]
    total = [0, 0, 0, 0.0, 0.0, 0]
    rooms = {}
    for name in names:
        rooms.setdefault(INSTRUMENTS.rooms[name].rpartition(".")[2], []).append(name)
    for room, those in rooms.items():
        stories = [read(name, root) for name in those if (root / "stories" / f"{name}.json").is_file()]
        files = {file for story in stories for file in story["pictures"]}
        row = [
            len(stories),
            sum(len(story["states"]) for story in stories),
            len(files),
            sum((root / "png" / file).stat().st_size for file in files) / 1e6,
            sum(story["seconds"] for story in stories),
            len(anew & set(those)) if anew else 0,
        ]
        total = [a + b for a, b in zip(total, row, strict=True)]
        rows.append(_row(room, row))
    return "\n".join([*rows, _row("all", total)])


def _row(name, row):
    return "{:28}{:12}{:8}{:10}{:7.1f}{:9.0f}{:6}".format(name, *row)


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m tools.book.pictures", description=__doc__.splitlines()[0])
    parser.add_argument("instruments", nargs="*", help="default: all of them")
    parser.add_argument("--out", type=Path, default=PICTURES, help="default: build/pictures")
    options = parser.parse_args(arguments)
    if unknown := [name for name in options.instruments if name not in INSTRUMENTS.rooms]:
        parser.error(f"there is no instrument {unknown[0]!r}")
    complaints = make(options.out, options.instruments or None)
    for complaint in complaints:
        print(f"Not made: {complaint}", file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
