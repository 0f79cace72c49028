"""Who has handed in what: notebooks and progress files in a folder, and a sentence for each file that can't be read.

A notebook at the top is its own student's, named as it is; what is in a folder is of whom the folder is named after.
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

    What is in the folder ``leave``, where marks go, is no submission. ValueError for a folder without a notebook.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise ValueError(f"expected a folder with notebooks, and {folder} is {_what(folder)}")
    found, sentences, taken = {}, [], {}
    for path in sorted(_files_in(folder, leave), key=lambda path: _rank(path.relative_to(folder).parts)):
        inside = path.relative_to(folder).parts
        name = unicodedata.normalize("NFC", inside[0] if len(inside) > 1 else path.stem).strip() or "nobody"
        key = (name, len(inside) > 1)  # a file and a folder of one name are two
        if key not in found:
            student = _free(name, taken)
            if student != name:
                sentences.append(f"{name}: there are two of this name; {'/'.join(inside)} is listed as {student}.")
            found[key] = Submission(student)
        files = found[key].progress if path.suffix.lower() == ".json" else found[key].notebooks
        files.append(path)
    if not any(one.notebooks or one.progress for one in found.values()):
        raise ValueError(f"there is no notebook (*.ipynb) in {folder}, nor in a folder in it")
    for one in sorted(os.listdir(folder)):
        if (folder / one).is_dir() and _is_students(folder / one, leave) and (one, True) not in found:
            sentences.append(f"{one}: there is no notebook in this folder.")
    return sorted(found.values(), key=lambda one: one.student.lower()), sentences


def _is_students(path, leave):
    if path.name.startswith(".") or path.name.lower().endswith(".ipynb"):
        return False
    return path.name not in _LEFT_ALONE and (leave is None or path != Path(leave))


def _rank(parts):
    """By name; what is deeper in a folder, as older copies are, comes before what is in the folder itself."""
    return parts[0].lower(), -len(parts), [part.lower() for part in parts]


def _what(path):
    try:
        return {None: "not there", "": "a file"}.get(kind := _files.what_stands_at(path), kind)
    except OSError as error:
        return f"not to be read ({error.strerror})"


def _files_in(folder, leave):
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(one for one in folders if not one.startswith(".") and one not in _LEFT_ALONE)
        folders[:] = [one for one in folders if leave is None or Path(here, one).resolve() != Path(leave).resolve()]
        for name in names:
            if name.lower().endswith((".ipynb", ".json")) and not name.startswith((".", "~")):
                yield Path(here) / name
        for name in list(folders):
            if name.lower().endswith(".ipynb"):  # a folder that is named as a notebook: told when it is read
                folders.remove(name)
                yield Path(here) / name


def _free(name, taken):
    """``name``, or with a number behind it if somebody has it."""
    key, number = name.lower(), 1
    while (key if number == 1 else f"{key} ({number})") in taken:
        number += 1
    name = name if number == 1 else f"{name} ({number})"
    taken[name.lower()] = True
    return name


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
    kept = ("id", "cell_type", "source", "attachments")
    return [{key: one[key] for key in kept if key in one} for one in cells], content


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
