"""Who has handed in what: notebooks and progress files in a folder, and a sentence for what is left out.

A notebook at the top is its own student's, named as it is; what is in a folder is of whom the folder is named after.
Names that look alike are two students, since who may choose a name could take another's otherwise.
"""

import hashlib
import json
import os
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from .. import _files
from ..exercises import transfer
from ..my_course import answers
from . import reading

#: Bytes of a notebook with all its pictures; of all notebooks of a student, and how many these are; folders in folders.
MOST = 2**25
TOGETHER, FILES, DEEPEST = 2 * MOST, 50, 20
_LEFT_ALONE = {"__MACOSX", "node_modules"}


@dataclass
class Submission:
    """What one student has handed in."""

    student: str
    notebooks: list = field(default_factory=list)
    progress: list = field(default_factory=list)
    notes: list = field(default_factory=list)  # on what was left out


def collect(folder, leave=None):
    """``(submissions, sentences)``: by name, and what is said about names and files.

    The folder ``leave``, where marks go, is no submission, nor are marks of an earlier run. ValueError for a folder
    without a notebook, or with marks.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise ValueError(f"expected a folder with notebooks, and {folder} is {_what(folder)}")
    if is_marks(folder):
        raise ValueError(f"expected a folder with notebooks, and {folder} holds marks")
    marks = [path for path in sorted(folder.iterdir()) if is_marks(path)]
    left = {path.resolve() for path in (*marks, *([leave] if leave else []))}
    others = [path.name for path in marks if leave is None or path.resolve() != leave.resolve()]
    sentences = [f"{one}: there are marks in this folder, and no submission." for one in others]
    found, taken, hidden = {}, set(), []
    files, left_out = _look_through(folder, left)
    for path in sorted(files, key=lambda path: _rank(path.relative_to(folder).parts)):
        inside = path.relative_to(folder).parts
        if path.name.startswith((".", "~")):
            hidden.append("/".join(inside))
            continue
        key = _whose(inside)
        if key not in found:
            found[key] = Submission(_student(key[0], "/".join(inside), taken, sentences))
        (found[key].progress if path.suffix.lower() == ".json" else found[key].notebooks).append(path)
    if hidden:
        sentences.append(_left_out("the name begins with a dot or ~ as that of a program's own copy", hidden))
    if not found:
        more = [*sentences, *(_left_out(*one) for whys in left_out.values() for one in whys.items())]
        raise ValueError(" ".join([f"there is no notebook (*.ipynb) in {folder}, nor in a folder in it", *more]))
    for path in sorted(folder.iterdir()):
        key = path.name, True
        if path.is_dir() and _is_students(path) and path.resolve() not in left and key not in found:
            found[key] = Submission(_student(path.name, path.name, taken, sentences))  # who handed in nothing
    for key, whys in left_out.items():
        found[key].notes += [_left_out(*one) for one in whys.items()]
    for one in found.values():
        one.notebooks, one.progress = (_last(files, one.notes) for files in (one.notebooks, one.progress))
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


def _left_out(why, names):
    """One sentence on what was left out for one reason."""
    told = ", ".join(one if len(one) <= 100 else f"{one[:99]}…" for one in names[:5])
    return f"Left out, since {why}: {told}{f' and {len(names) - 5} more' if len(names) > 5 else ''}."


def _last(files, notes):
    """As many of a student's files as are taken, the last ones, since these count; and a note on the others."""
    taken, size = [], 0
    for path in reversed(files):
        size += _read_of(path)
        if len(taken) == FILES or size > TOGETHER:
            why = f"of one student the last {FILES} are taken, and at most {TOGETHER // 2**20} MB"
            notes.append(_left_out(why, [one.name for one in files[: len(files) - len(taken)]]))
            break
        taken.append(path)
    return taken[::-1]


def _read_of(path):
    """How much of a file is read: of one that is larger than a notebook, nothing."""
    try:
        size = os.lstat(path).st_size
    except OSError:  # as where names are too long: told when it is read
        return 0
    return size if size <= MOST else 0


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


def _look_through(folder, left):
    """``(files, left_out)``: paths of notebooks and progress, and of whom what was not looked at: why → names."""
    files, left_out, waiting = [], {}, [folder]
    while waiting:
        here = waiting.pop()
        try:
            names = sorted(os.listdir(here))
        except OSError as error:
            if here == folder:
                raise
            names = []
            _note(left_out, here.relative_to(folder).parts, f"it can't be opened ({error.strerror or error})")
        for name in names:
            path, is_folder, is_a_copy = here / name, os.path.isdir(here / name), name.startswith((".", "~"))
            if is_folder and (name.startswith(".") or name in _LEFT_ALONE or path.resolve() in left):
                continue
            inside, is_a_book = path.relative_to(folder).parts, name.lower().endswith(".ipynb")
            if is_a_book or (name.lower().endswith(".json") and not is_folder and not is_a_copy):
                files.append(path)  # a folder that is named as a notebook, too: told when it is read
            elif is_folder and os.path.islink(path):
                _note(left_out, inside, "it is a link to a folder")
            elif is_folder and len(inside) > DEEPEST:
                _note(left_out, inside, f"folders are looked through only {DEEPEST} deep")
            elif is_folder:
                waiting.append(path)
    return files, left_out


def _note(left_out, inside, why):
    left_out.setdefault((inside[0], True), {}).setdefault(why, []).append("/".join(inside))


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


def fingerprint(path):
    """What tells a notebook from another one; of one that can't be read, why it can't is all there is."""
    try:
        content = _content(path)
    except (OSError, ValueError) as error:
        content = reason(error).encode("utf-8", "replace")
    return hashlib.sha256(os.fsencode(path.name) + b"/" + content).digest()


def reason(error):
    """What is wrong, in words that end a sentence."""
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).rstrip(".")


def code_cells(path):
    """The code cells of a notebook. OSError or ValueError, as the end of a sentence about it."""
    content = _content(path)
    book = answers.notebook(content)
    if book is None:
        raise ValueError(_no_notebook(content))
    cells = [one for one in book["cells"] if one["cell_type"] == "code"]
    if sum(len(answers.source(one)) for one in cells) > reading.MOST:
        raise ValueError("it holds more code than can be read")
    return [_slim(one) for one in cells]


def _content(path):
    if kind := _files.what_stands_at(path):
        raise ValueError(f"it is {kind}, and was left alone")
    size = path.stat().st_size
    if size > MOST:
        raise ValueError(f"with {size // 2**20} MB it is larger than a notebook of this course can be")
    return _files.read_plain(path, MOST)


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
