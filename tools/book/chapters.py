"""The notebooks as the book takes them: read, told apart, and refused in one sentence where they are none."""

import re
from pathlib import Path
from typing import NamedTuple

import nbformat

ROOT = Path(__file__).resolve().parents[2]
NUMBER = re.compile(r"(\d\d)_")
HEADING = re.compile(r"# (.+)\n")


class Chapter(NamedTuple):
    """One notebook: its ``name`` is the file's without its ending, its ``number`` None for the playground."""

    name: str
    number: int | None
    heading: str
    notebook: object


def read(path):
    """The `Chapter` in the notebook at ``path``; ValueError, in one sentence, where there is none."""
    try:
        notebook = nbformat.read(path, as_version=4)
    except FileNotFoundError:
        raise ValueError(f"notebooks/{path.name}: the book needs this notebook, and it is not there") from None
    except Exception as error:  # of JSON, of the notebook's form, of letters, of the disk
        raise ValueError(
            f"notebooks/{path.name}: it can't be read as a notebook ({type(error).__name__}); open it in JupyterLab"
        ) from None
    cells = notebook.cells
    heading = HEADING.match(cells[0].source) if cells and cells[0].cell_type == "markdown" else None
    if heading is None:
        raise ValueError(f"notebooks/{path.name}: its first cell should begin with its heading, '# 01 Title'")
    number = NUMBER.match(path.stem)
    return Chapter(path.stem, int(number[1]) if number else None, heading[1].strip(), notebook)


def read_all(folder=ROOT / "notebooks"):
    """All chapters in their order, the playground last. ValueError if a number is missing or stands twice."""
    paths = sorted(folder.glob("[0-9][0-9]_*.ipynb"))
    if not paths:
        raise ValueError(f"{folder.name}: the book needs the course's notebooks, and there is none in this folder")
    chapters = [read(path) for path in (*paths, folder / "playground.ipynb")]
    for place, chapter in enumerate(chapters[:-1]):
        if chapter.number != place:
            raise ValueError(
                f"notebooks/{chapter.name}.ipynb: expected chapter {place:02d} in this place, got {chapter.number:02d}"
            )
    return chapters
