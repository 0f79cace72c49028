"""All files of the editions, from the notebooks: path → bytes."""

import re
from pathlib import Path

import nbformat

from .. import teaching_table
from . import deck, instructor, slides, student

HERE = Path(__file__).resolve().parent
KINDS = ("student", "instructor", "slides")
LINK = re.compile(r"\]\(((?:\d\d_\w+)|playground)\.ipynb")


def paths(wanted=None, folder=teaching_table.ROOT / "notebooks"):
    """The notebooks of the chapters ``wanted`` ("01", "1", "playground"; all); ValueError for one that there is not."""
    there = {path.stem[:2] if path.stem[:2].isdigit() else path.stem: path for path in sorted(folder.glob("*.ipynb"))}
    if not there:
        raise ValueError(f"{folder}: expected the course's notebooks, and there is none")
    names = [name.zfill(2) if name.isdigit() else name for name in wanted or there]
    for name in names:
        if name not in there:
            raise ValueError(f"unknown chapter {name!r}; {_near(name, there)}")
    return [there[name] for name in dict.fromkeys(names)]


def _near(name, there):
    """The chapters near to one that there is not: by number, or else by a word in their name."""
    known = [one for one in there if one.isdigit()]
    if name.isdigit():
        return f"there are {known[0]} to {known[-1]} and the playground"
    word = name.lower()
    near = [
        f"{one} ({path.stem[3:]})" if one in known else one
        for one, path in there.items()
        if word[:5] in path.stem.lower()
    ]
    return f"did you mean {' or '.join(near)}?" if near else f"choose from {', '.join(there)}"


def files(wanted=None, kinds=KINDS, folder=teaching_table.ROOT / "notebooks", moving=None, tell=print):
    """Everything to be written, and nothing on the way: path in the editions' folder → bytes."""
    found, moving = {}, moving or deck.Moving()
    for path in paths(wanted, folder):
        notebook = read(path)
        try:
            found |= _of(path, notebook, kinds, moving)
        except ValueError as error:
            raise ValueError(f"{path.name}: {error}") from None
        tell(f"{path.stem}: {', '.join(kinds)}")
    if "instructor" in kinds:
        found["instructor/nbgrader_config.py"] = (HERE / "nbgrader_config.py").read_bytes()
    if "slides" in kinds:
        found |= {f"slides/{name}": content for name, content in {**deck.files(), **moving.files}.items()}
        if moving.still:
            tell(
                f"{len(moving.still)} instruments on slides show their stored picture; they move after "
                "python -m tools.book.pictures"
            )
    return found


def _of(path, notebook, kinds, moving):
    found, name = {}, path.stem
    if "student" in kinds:
        found[f"student/{name}.ipynb"] = _bytes(student.edition(notebook))
    if "instructor" in kinds:
        opening = teaching_table.opening(path) if name[:2].isdigit() else None
        book = instructor.edition(notebook, opening)
        for cell in book.cells:  # each in a folder of its own
            cell.source = LINK.sub(r"](../\1/\1.ipynb", cell.source)
        found[f"instructor/source/{name}/{name}.ipynb"] = _bytes(book)
    if "slides" in kinds and name[:2].isdigit():
        book = slides.edition(notebook, moving.figure)
        found[f"slides/{name}.ipynb"] = _bytes(book)
        found[f"slides/{name}.slides.html"] = deck.page(book).encode()
    return found


def read(path):
    """The notebook at ``path``; ValueError, in one sentence, where there is none to read."""
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except Exception as error:  # of JSON, of the notebook's form, of letters, of the disk
        raise ValueError(
            f"{path.name}: it can't be read as a notebook ({type(error).__name__}); open it in JupyterLab"
        ) from None
    return notebook


def _bytes(notebook):
    return (nbformat.writes(notebook) + "\n").encode()
