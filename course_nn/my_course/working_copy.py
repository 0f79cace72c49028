"""The folder ``my_course``: copies of the notebooks to work in, which follow the course.

Three versions meet: what was handed out last (noted in ``.course_nn``), what the reader has, and what the course has
now. A copy in which nothing was written follows the course; one in which the reader has worked is kept in ``old``, and
the new version comes with the answers. It is kept first, then replaced in one step, then noted, so that whatever stops
it in between, nothing is lost and the next time finishes.
"""

import datetime
import errno
import glob
import hashlib
import itertools
import json
import os
import tempfile
from pathlib import Path

from .. import _files
from . import answers

NAME = "my_course"
_NOTES, _OLD = ".course_nn", "old"
_NOTED = ("id", "cell_type", "source", "attachments")  # of each cell
_MOST = 2**27  # bytes: more than a browser can open
_PACKAGE = Path(__file__).resolve().parent.parent


def course():
    """The folder of the course's own notebooks: in the package, as a wheel brings it, or beside it, as in a clone."""
    inside, beside = _PACKAGE / "notebooks", _PACKAGE.parent / "notebooks"
    return beside if not inside.is_dir() and (_PACKAGE.parent / "pyproject.toml").is_file() else inside


def place():
    """``(folder, sentence)``: where the working copy is or will be, and what there is to say about it.

    In a clone it stands beside the notebooks, otherwise in the folder where one is. Where one may not write, it is in
    the home folder. OSError, as a sentence, where it can't be anywhere.
    """
    beside = Path.cwd() if course().parent == _PACKAGE else _PACKAGE.parent
    folder = beside if beside.name == NAME and (beside / _NOTES).is_dir() else beside / NAME
    if _usable(folder):
        return folder, ""
    try:
        home = Path.home() / NAME
    except RuntimeError:
        raise OSError(f"{beside} can't be written, and there is no home folder for your working copy") from None
    if home == folder or not _usable(home):
        raise OSError(f"{home} can't be written, and your working copy would have to be there")
    return home, f"You may not write in {folder if folder.exists() else beside}: your working copy is in {home}."


def _usable(folder):
    """Whether the reader's own files can be there, or are already."""
    if os.path.lexists(folder) and not folder.is_dir():
        raise OSError(f"{folder} is not a folder, and your working copy has to be there: rename what it is")
    found = folder.stat() if folder.exists() else None
    try:
        # By a new file and not by the user's number: some drives give all files one owner.
        with tempfile.TemporaryFile(dir=folder if found else folder.parent) as file:
            return found is None or os.fstat(file.fileno()).st_uid == found.st_uid
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            return True  # a full disk, which is said when something is to be written
        return found is not None and found.st_uid == getattr(os, "geteuid", lambda: found.st_uid)()


def update(folder, notebooks):
    """Bring the working copy in ``folder`` up to the course's ``notebooks``; returns sentences about what was done."""
    folder, sentences, failures = Path(folder), [], {}
    paths = sorted(Path(notebooks).glob("*.ipynb"))
    if not paths:
        return [f"There are no notebooks of the course in {notebooks}: get the course anew."]
    try:
        _make_folder(folder)
        _make_folder(folder / _NOTES)
    except OSError as error:
        return [_NOT_FOLLOWED.format("Your working copy", _reason(error))]
    with _files.alone(folder / _NOTES / "lock", seconds=60):
        for path in paths:
            try:
                _follow(folder, path, sentences.append)
            except OSError as error:
                what = _NOT_NOTED if isinstance(error, _NotNoted) else _NOT_FOLLOWED
                failures.setdefault((what, _reason(error)), []).append(path.name)
    return sentences + [what.format(", ".join(names), reason) for (what, reason), names in failures.items()]


_NOT_FOLLOWED = "{} could not be brought up to date ({}); what you have is as it was."
_NOT_NOTED = "{} came up to date, but that could not be noted (" + _NOTES + ": {})."


class _NotNoted(OSError):
    pass


def _reason(error):
    return error.strerror or str(error) or type(error).__name__


def _make_folder(path):
    """A folder of the working copy, never one elsewhere that a link leads to; `my_course` itself may be a link."""
    kind = _files.what_stands_at(path)
    if kind is None:
        os.mkdir(path)
    elif kind != "a folder" and not (path.name == NAME and path.is_dir()):
        raise OSError(f"{path.name} is {kind or 'a file'} and has to be a folder")


def _follow(folder, path, say):
    """Bring one notebook up to date."""
    handed_in = path.read_bytes()
    new, target, notes = answers.notebook(handed_in), folder / path.name, folder / _NOTES / f"{path.stem}.json"
    if new is None:
        raise OSError("the course's own file holds no notebook: get it anew")
    if kind := _files.what_stands_at(target):
        say(f"{path.name} in your working copy is {kind}, and was left as it is.")
        return
    checksum = hashlib.sha256(handed_in).hexdigest()
    cells = [{key: cell[key] for key in _NOTED if key in cell} for cell in new["cells"]]
    while True:
        there, (noted, versions) = _read(target), _noted(notes)
        mine = answers.notebook(there) if there else None
        if mine and noted == checksum:
            return
        content, sentence = handed_in, ""
        if mine:
            content, sentence = _next(folder, path.stem, there, mine["cells"], new, versions)
            content = handed_in if content is new else content
        elif there is not None:
            kept = _free_name(folder, path.stem)
            os.rename(target, kept)
            there = None
            sentence = (
                f"{path.name} was no notebook any more: it is kept as {_OLD}/{kept.name}, and a new one is there."
            )
        if content and versions and cells not in versions:  # stopped from here on, the reader's file may be of either
            _note(notes, None, [*versions, cells])
        if _read(target) == there:  # otherwise somebody wrote meanwhile: once more
            break
    if content:
        _write(target, content)
    if sentence:
        say(sentence)
    try:
        _note(notes, checksum, [cells])
    except OSError as error:
        raise _NotNoted(_reason(error)) from None


def _next(folder, stem, there, mine, new, versions):
    """What takes the place of the reader's notebook, and a sentence: ``new``, bytes, or None if it may stay.

    ``there`` are its bytes, which are kept first where that is needed, and ``mine`` its cells.
    """
    written, now = answers.contents(mine), answers.contents(new["cells"])
    # More than one version is noted if the last update was stopped: the reader's is that which it is most like.
    given = min(reversed(versions), key=lambda cells: len({*answers.contents(cells)} ^ {*written}), default=None)
    if given and written == answers.contents(given):
        return new, ""
    if given and now == answers.contents(given):
        return None, ""
    came = answers.carry(new, mine, given)
    wanted = answers.contents(came.notebook["cells"])
    if written == wanted or (not given and {*wanted} <= {*written}):
        return None, ""
    kept = _keep(folder, stem, there)
    text = json.dumps(came.notebook, indent=1) + "\n"
    return text.encode(), _sentence(f"{stem}.ipynb", f"{_OLD}/{kept.name}", came)


def _sentence(name, kept, came):
    parts = [f"{name} is new"]
    if came.came:
        parts.append(f"your answers came along: {', '.join(came.came)}")
    if came.gone:
        parts.append(f"of exercises that are no longer there, your answers are in {kept}: {', '.join(came.gone)}")
    if came.others:
        parts.append(f"other cells that you changed or added are in {kept}: {came.others}")
    if len(parts) == 1:
        parts.append(f"yours is kept as {kept}")
    return "; ".join(parts) + "."


def _keep(folder, stem, content):
    """A file in ``old`` with the reader's bytes: one that is there already, or a new one."""
    _make_folder(folder / _OLD)
    for path in (folder / _OLD).glob(f"{glob.escape(stem)} *.ipynb"):
        if path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content:
            return path
    path = _free_name(folder, stem)
    _write(path, content)
    return path


def _free_name(folder, stem):
    """A name in ``old`` that nothing has."""
    _make_folder(folder / _OLD)
    today = f"{stem} {datetime.date.today().isoformat()}"
    names = itertools.chain([today], (f"{today} {number}" for number in itertools.count(2)))
    return next(path for name in names if not os.path.lexists(path := folder / _OLD / f"{name}.ipynb"))


def _write(path, content):
    with _files.replacing(path) as file:
        file.write(content)


def _read(path):
    """The bytes of the reader's file, or None if there is none; empty for one that is too large for a notebook."""
    try:
        content = _files.read_plain(path, _MOST)
    except FileNotFoundError:
        return None
    return content if len(content) <= _MOST else b""


def _note(path, checksum, versions):
    """Note the checksum of what was handed out last, None while that is being done, and its cells in both versions."""
    _write(path, json.dumps({"sha256": checksum, "versions": versions}).encode())


def _noted(path):
    """``(checksum, versions)`` as noted, the versions empty if that isn't known."""
    try:
        noted = json.loads(_files.read_plain(path, _MOST))
        if all(answers.is_cell(cell) for cells in noted["versions"] for cell in cells):
            return noted["sha256"], noted["versions"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        pass
    return None, []
