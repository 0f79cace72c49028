"""Who has handed in what: notebooks and progress files in a folder, and a sentence for what is left out.

A notebook at the top is its own student's, named as it is; what is in a folder is of whom the folder is named after.
Names that look alike are two students, since who may choose a name could take another's otherwise.
"""

import json
import os
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from .. import _files
from ..exercises import transfer
from ..my_course import answers
from . import reading

#: Bytes of a notebook with all its pictures.
MOST = 2**25
_LEFT_ALONE = {"__MACOSX", "node_modules"}


@dataclass
class Submission:
    """What one student has handed in."""

    student: str
    notebooks: list = field(default_factory=list)
    progress: list = field(default_factory=list)


def collect(folder, leave=None):
    """``(submissions, sentences)``: by name, and what is said about names and files.

    The folder ``leave``, where marks go, is no submission, nor are marks of an earlier run. ValueError for a folder
    without a notebook.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise ValueError(f"expected a folder with notebooks, and {folder} is {_what(folder)}")
    marks = [path for path in sorted(folder.iterdir()) if is_marks(path)]
    left = {path.resolve() for path in (*marks, *([leave] if leave else []))}
    others = [path.name for path in marks if leave is None or path.resolve() != leave.resolve()]
    sentences = [f"{one}: there are marks in this folder, and no submission." for one in others]
    found, taken, hidden = {}, set(), []
    for path in sorted(_files_in(folder, left), key=lambda path: _rank(path.relative_to(folder).parts)):
        inside = path.relative_to(folder).parts
        if path.name.startswith((".", "~")):
            hidden.append("/".join(inside))
            continue
        key = _whose(inside)
        if key not in found:
            found[key] = Submission(_student(key[0], "/".join(inside), taken, sentences))
        files = found[key].progress if path.suffix.lower() == ".json" else found[key].notebooks
        files.append(path)
    sentences += _about_hidden(hidden)
    if not found:
        raise ValueError(" ".join([f"there is no notebook (*.ipynb) in {folder}, nor in a folder in it", *sentences]))
    for path in sorted(folder.iterdir()):
        key = path.name, True
        if path.is_dir() and _is_students(path) and path.resolve() not in left and key not in found:
            found[key] = Submission(_student(path.name, path.name, taken, sentences))  # who handed in nothing
    return sorted(found.values(), key=lambda one: one.student.lower()), sentences


def is_marks(path):
    """Whether a folder holds marks, of this run or another one."""
    return os.path.isfile(path / "kept" / "seed") or all(
        os.path.exists(path / one) for one in ("marks.csv", "feedback")
    )


def _whose(inside):
    """What tells a student from others: the folder's name, or that of the file, as they are; and which of both."""
    *folders, name = inside
    if folders:
        return folders[0], True
    stem, suffix = os.path.splitext(name)
    return (stem if suffix in (".ipynb", ".json") else name), False  # x.IPYNB may stand beside x.ipynb


def _about_hidden(names):
    """One sentence on notebooks with names as programs give them to their own."""
    if not names:
        return []
    told = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
    return [f"Left out, since the name begins with a dot or ~ as that of a program's own copy: {told}."]


def _is_students(path):
    return not path.name.startswith(".") and not path.name.lower().endswith(".ipynb") and path.name not in _LEFT_ALONE


def _rank(parts):
    """By name; what is deeper in a folder, as older copies are, comes before what is in the folder itself."""
    return parts[0].lower(), -len(parts), [part.lower() for part in parts]


def _what(path):
    try:
        return {None: "not there", "": "a file"}.get(kind := _files.what_stands_at(path), kind)
    except OSError as error:
        return f"not to be read ({error.strerror})"


def _files_in(folder, left):
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(one for one in folders if not one.startswith(".") and one not in _LEFT_ALONE)
        folders[:] = [one for one in folders if Path(here, one).resolve() not in left]
        for name in names:
            if name.lower().endswith(".ipynb" if name.startswith((".", "~")) else (".ipynb", ".json")):
                yield Path(here) / name
        for name in list(folders):
            if name.lower().endswith(".ipynb"):  # a folder that is named as a notebook: told when it is read
                folders.remove(name)
                yield Path(here) / name


def _student(name, place, taken, sentences):
    """What a student is called whose files begin at ``place``, and a sentence where somebody is called so already."""
    name = unicodedata.normalize("NFC", name).strip() or "nobody"
    student = _free(name, taken)
    if student != name:
        sentences.append(f"{name}: there are two of this name; {place} is listed as {student}.")
    return student


def _free(name, taken):
    """``name``, or with a number behind it if somebody has it."""
    number, free = 1, name
    while _looks(free) in taken:
        number += 1
        free = f"{name} ({number})"
    taken.add(_looks(free))
    return free


def _looks(name):
    """A name without what hardly shows: capitals, blanks, and how a letter is written."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def code_cells(path):
    """``(cells, digest's bytes)`` of a notebook. OSError or ValueError, as the end of a sentence about it."""
    if kind := _files.what_stands_at(path):
        raise ValueError(f"it is {kind}, and was left alone")
    size = path.stat().st_size
    if size > MOST:
        raise ValueError(f"with {size // 2**20} MB it is larger than a notebook of this course can be")
    content = _files.read_plain(path, MOST)
    book = answers.notebook(content)
    if book is None:
        raise ValueError(_no_notebook(content))
    cells = [one for one in book["cells"] if one["cell_type"] == "code"]
    if sum(len(answers.source(one)) for one in cells) > reading.MOST:
        raise ValueError("it holds more code than can be read")
    return [_slim(one) for one in cells], content


def _slim(cell):
    """What tells of a cell what was written in it; an id that is none, as a list, is left out."""
    kept = [key for key in ("id", "cell_type", "source", "attachments") if key in cell]
    return {key: cell[key] for key in kept if key != "id" or isinstance(cell[key], str)}


def _no_notebook(content):
    text = content[:1000].decode("utf-8", "replace").strip().lower()
    if not content.strip():
        return "it is empty"
    if text.startswith("<"):
        return "it is a web page and no notebook: the file itself has to be downloaded"
    try:
        version = json.loads(content)["nbformat"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return "it is no notebook, or a part of it is lost"
    if version != 4:
        return (
            f"it is a notebook of another form, version {version}: opened in JupyterLab and saved, it is one of today's"
        )
    return "it is no notebook, or a part of it is lost"


def records(path):
    """What a progress file holds, by exercise. OSError or ValueError with a sentence."""
    return transfer.records_in(path)
