"""Build the web book: `python -m tools.book`. What is kept between builds lies beside them.

python -m tools.book                 pictures of all instruments, then the pages, in build/book
python -m tools.book --no-pictures   the pages, with the pictures that are there
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

import nbformat

from course_nn.widgets import INSTRUMENTS

from . import api, chapters, demonstration, health, indexes, instruments, making, pictures, site, sources, stored
from .chapters import ROOT

BUILD = ROOT / "build"
BOOK, RECORDING = BUILD / "book", BUILD / ("recording-of-ends" if making.ENDS_ALONE else "recording")


def write(path, text):
    """Write a source, if it says something else than before: Sphinx goes by the time of its files."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8", newline="\n")
    return path


def write_sources(target):
    """Write all that Sphinx reads; returns the number of its pages."""
    book = chapters.read_all()
    files = {chapter.number: chapter.name for chapter in book if chapter.number is not None}
    kept = stored.Pictures(target / "_stored")
    written, instruments_of, exercises_of = [], [], []
    recordings = demonstration.by_call(RECORDING, "_static/recording")
    for chapter in book:
        head = "" if chapter.number is not None else demonstration.html(RECORDING, "_static/recording")
        way = sources.Transform(chapter, kept, files, instruments.figure, head, recordings)
        text = nbformat.writes(way.notebook())
        written.append(write(target / f"{chapter.name}.ipynb", text + "\n"))
        instruments_of.append((chapter, way.instruments))
        exercises_of.append((chapter, way.exercises))
    modules, stories = api.modules(), instruments.stories()
    moving = sum(len(story["states"]) > 1 or f"{name}()" in recordings for name, story in stories.items())
    pages = {
        "index": indexes.start(
            book, len(INSTRUMENTS.rooms), moving, sum(len(names) for _, names in exercises_of), kept
        ),
        "notation": indexes.notation(book[0], files),
        "instruments": indexes.instruments(instruments_of, stories),
        "exercises": indexes.exercises(exercises_of),
        "health": health.page(chapters=book),
        "api/index": api.index(modules),
        **{module.page: api.page(module) for module in modules},
    }
    written += [write(target / f"{name}.md", text) for name, text in pages.items()]
    for path in (*target.glob("*.ipynb"), *target.rglob("*.md")):
        if path not in written:
            path.unlink()
    kept.tidy()
    return len(written)


def sphinx(source, book, kept):
    """Sphinx's own exit code; a warning is an error, as everywhere in this project."""
    here = str(ROOT / "tools" / "book")
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-c", here, "-d", str(kept), "-q", "-j", "2", "-W"]
    return subprocess.call([*command, "--keep-going", str(source), str(book)], cwd=ROOT)


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m tools.book", description=__doc__.splitlines()[0])
    parser.add_argument("--no-pictures", action="store_true", help="make no pictures of instruments")
    parser.add_argument("--out", type=Path, default=BOOK, help="the folder of the pages; default: build/book")
    options = parser.parse_args(arguments)
    book = options.out.resolve()
    source, kept = (book.with_name(f"{book.name}-{what}") for what in ("sources", "doctrees"))
    seconds, start, complaints = {}, time.perf_counter(), []

    def done(part):
        nonlocal start
        seconds[part], start = time.perf_counter() - start, time.perf_counter()

    try:
        if not options.no_pictures:
            os.environ |= pictures.SURROUNDINGS
            # What can't be drawn is shown as it is stored.
            complaints = [*demonstration.make(RECORDING), *pictures.make()]
            done("pictures")
        write_sources(source)
        done("sources")
        if code := sphinx(source, book, kept):
            return code
        site.tidy(book, source)
        done("pages")
        folders = {
            "stored": source / "_stored",
            "notebooks": ROOT / "notebooks",
            "pictures": pictures.PICTURES,
            "recording": RECORDING,
        }
        site.beside(book / "_static", folders)
        done("files")
    except ValueError as error:
        print(f"The book can't be built: {error}.", file=sys.stderr)
        return 1
    for part, time_taken in seconds.items():
        print(f"  {part:9} {time_taken:6.1f} s")
    print(f"{options.out / 'index.html'}: {site.megabytes(book):.0f} MB")
    for complaint in complaints:
        print(f"Not made: {complaint}", file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
