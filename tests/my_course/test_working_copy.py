"""The reader's working copy follows the course, and nothing that the reader wrote is ever lost."""

import datetime
import errno
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest
from readers_and_updates import PowerCut, World, cell, write

from course_nn import _files
from course_nn.my_course import answers, working_copy

POSIX = pytest.mark.skipif(os.name != "posix", reason="owners, links and signals as POSIX has them")
BOOK = "04_backpropagation.ipynb"
GIVEN = [
    cell("# Words", "markdown", id="a"),
    cell("x = 1", id="x"),
    cell("def f(x):\n    ...", id="f"),
    cell("check(f)", id="cf"),
    cell("def g(x):\n    ...", id="g"),
    cell("check(g)", id="cg"),
]
NEWER = [GIVEN[0] | {"source": "# Better words"}, *GIVEN[1:]]
ANSWER = "def f(x):\n    return x + 1"
TODAY = datetime.date.today().isoformat()
KEPT = f"old/04_backpropagation {TODAY}.ipynb"


class Folders:
    """A course with one notebook, and its reader's copy."""

    def __init__(self, place):
        self.course, self.mine = place / "notebooks", place / "my_course"
        self.course.mkdir()
        self.theirs, self.copy = self.course / BOOK, self.mine / BOOK
        write(self.theirs, GIVEN)

    def update(self):
        return working_copy.update(self.mine, self.course)

    def work(self, *cells):
        write(self.copy, cells)
        return self.copy.read_bytes()

    def sources(self):
        return [answers.source(one) for one in answers.notebook(self.copy.read_bytes())["cells"]]

    def kept(self):
        return {path.relative_to(self.mine).as_posix(): path.read_bytes() for path in self.mine.glob("old/*")}


@pytest.fixture
def folders(tmp_path):
    made = Folders(tmp_path)
    assert made.update() == []
    return made


def replaced(number, source):
    return [*GIVEN[:number], GIVEN[number] | {"source": source}, *GIVEN[number + 1 :]]


def test_the_course_is_copied_as_it_is_and_added_to(folders):
    assert folders.copy.read_bytes() == folders.theirs.read_bytes()
    write(folders.course / "07_convolution.ipynb", GIVEN)
    folders.copy.unlink()
    assert folders.update() == []
    assert {path.name for path in folders.mine.iterdir()} == {BOOK, "07_convolution.ipynb", ".course_nn"}


def test_a_copy_that_was_only_run_follows_the_course(folders):
    run = [one | {"outputs": [], "metadata": {"x": 1}} for one in GIVEN]
    folders.work(*run, cell("", id="new"))
    write(folders.theirs, NEWER)
    assert folders.update() == [] and folders.kept() == {}
    assert folders.copy.read_bytes() == folders.theirs.read_bytes()


def test_work_stays_as_it_is_while_the_course_does(folders):
    mine = folders.work(*replaced(2, ANSWER), cell("note", "markdown"))
    for _ in range(2):
        assert folders.update() == [] and folders.copy.read_bytes() == mine
    write(folders.theirs, [one | {"outputs": [1], "metadata": {}} for one in GIVEN])  # stored anew
    for _ in range(2):
        assert folders.update() == [] and folders.copy.read_bytes() == mine
    assert folders.kept() == {}


def test_a_new_version_comes_with_the_answers(folders):
    mine = folders.work(*replaced(2, ANSWER), cell("note", "markdown"), cell("y = 2"))
    write(folders.theirs, NEWER)
    assert folders.update() == [
        f"{BOOK} is new; your answers came along: f; other cells that you changed or added are in {KEPT}: 2."
    ]
    assert folders.sources() == ["# Better words", "x = 1", ANSWER, *[one["source"] for one in GIVEN[3:]]]
    assert folders.kept() == {KEPT: mine}
    assert folders.update() == [] and folders.kept() == {KEPT: mine}


def test_the_sentence_is_short_where_everything_came_along(folders):
    mine = folders.work(*replaced(4, "def g(x): return 1"))
    write(folders.theirs, NEWER)
    assert folders.update() == [f"{BOOK} is new; your answers came along: g."] and folders.kept() == {KEPT: mine}
    folders.work(*answers.notebook(folders.copy.read_bytes())["cells"][1:])
    write(folders.theirs, GIVEN)
    (said,) = folders.update()
    assert said.startswith(f"{BOOK} is new; your answers came along: g.") and len(folders.kept()) == 2


def test_where_the_reader_has_what_is_new_nothing_is_done(folders):
    mine = folders.work(*replaced(2, ANSWER))
    write(folders.theirs, replaced(2, "def f(x):\n    ...  # a hint"))
    assert folders.update() == [] and folders.kept() == {} and folders.copy.read_bytes() == mine


@pytest.mark.parametrize("replaced_already", [False, True])
def test_work_between_an_update_that_was_cut_off_and_the_next(folders, monkeypatch, replaced_already):
    """It is told from what was written which version the reader has."""
    write(folders.theirs, GIVEN[:4])
    folders.work(*replaced(2, ANSWER))
    put = working_copy._write

    def cut_off(path, content):
        if (path == folders.copy and not replaced_already) or b'"sha256": "' in content:
            raise KeyboardInterrupt
        put(path, content)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(working_copy, "_write", cut_off)
        folders.update()
    there = answers.notebook(folders.copy.read_bytes())["cells"]
    mine = folders.work(*there[:1], cell("note", "markdown"), *there[1:])
    said = folders.update()
    if replaced_already:
        assert said == [] and folders.copy.read_bytes() == mine and mine not in folders.kept().values()
    else:
        assert "came along: f; other cells that you changed or added" in said[0] and mine in folders.kept().values()
    assert folders.sources() == ["# Words", *["note"] * replaced_already, "x = 1", ANSWER, "check(f)"]


def test_an_answer_whose_exercise_is_gone_is_kept_and_named(folders):
    mine = folders.work(*replaced(2, ANSWER))
    write(folders.theirs, GIVEN[:2] + GIVEN[4:])
    assert folders.update() == [f"{BOOK} is new; of exercises that are no longer there, your answers are in {KEPT}: f."]
    assert folders.kept() == {KEPT: mine} and ANSWER not in folders.sources()


def test_what_was_kept_is_never_overwritten_and_never_doubled(folders):
    (folders.mine / "old").mkdir()
    (folders.mine / KEPT).write_text("something else")
    mine = folders.work(*replaced(1, "x = 2"))
    write(folders.theirs, NEWER)
    second = KEPT.replace(".ipynb", " 2.ipynb")
    assert folders.update() == [f"{BOOK} is new; other cells that you changed or added are in {second}: 1."]
    assert folders.kept() == {KEPT: b"something else", second: mine}
    folders.copy.write_bytes(mine)
    write(folders.theirs, [*NEWER, cell("more", "markdown")])
    assert f"are in {second}" in folders.update()[0] and len(folders.kept()) == 2


def test_without_notes_nothing_is_lost_and_what_is_new_already_stays(folders):
    mine = folders.work(*replaced(2, ANSWER), cell("note", "markdown"))
    shutil.rmtree(folders.mine / ".course_nn")
    assert folders.update() == [] and folders.copy.read_bytes() == mine
    write(folders.theirs, NEWER)
    (folders.mine / ".course_nn" / "04_backpropagation.json").write_text("{")
    (said,) = folders.update()
    assert "your answers came along: f; other cells" in said and folders.kept() == {KEPT: mine}


@pytest.mark.parametrize("content", [b"", b"{", b"\x89PNG\r\n", b"[]", b'{"nbformat": 3}'])
def test_what_is_no_notebook_is_kept_and_a_new_one_put_in_its_place(folders, content):
    folders.copy.write_bytes(content)
    assert folders.update() == [f"{BOOK} was no notebook any more: it is kept as {KEPT}, and a new one is there."]
    assert folders.copy.read_bytes() == folders.theirs.read_bytes() and folders.kept() == {KEPT: content}


@pytest.mark.long
def test_a_huge_file_is_not_read(folders, monkeypatch):
    with folders.copy.open("r+b") as file:
        file.truncate(500 * 2**20)
    assert "is kept as" in folders.update()[0]
    assert (folders.mine / KEPT).stat().st_size == 500 * 2**20


@POSIX
def test_what_is_no_plain_file_is_left(folders, tmp_path):
    elsewhere = tmp_path / "elsewhere.ipynb"
    write(elsewhere, GIVEN[:1])
    before = elsewhere.read_bytes()
    for make, kind in (
        (os.mkdir, "a folder"),
        (lambda path: os.symlink(elsewhere, path), "a link"),
        (os.mkfifo, "a pipe"),
    ):
        folders.copy.unlink()
        make(folders.copy)
        write(folders.theirs, NEWER)
        assert folders.update() == [f"{BOOK} in your working copy is {kind}, and was left as it is."]
        if kind == "a folder":
            folders.copy.rmdir()
            folders.copy.touch()
    assert elsewhere.read_bytes() == before


@POSIX
@pytest.mark.parametrize("name", ["old", ".course_nn"])
def test_nothing_is_written_through_a_link(folders, tmp_path, name):
    mine = folders.work(*replaced(2, ANSWER))
    write(folders.theirs, NEWER)
    shutil.rmtree(folders.mine / name, ignore_errors=True)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (folders.mine / name).symlink_to(elsewhere)
    (said,) = folders.update()
    assert f"({name} is a link and has to be a folder); what you have is as it was." in said
    assert folders.copy.read_bytes() == mine and not any(elsewhere.iterdir())


def test_a_full_disk_is_one_sentence(folders, monkeypatch):
    mine = folders.work(*replaced(2, ANSWER))
    write(folders.theirs, NEWER)
    write(folders.course / "07_convolution.ipynb", GIVEN)

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert folders.update() == [
        f"{BOOK}, 07_convolution.ipynb could not be brought up to date (No space left on device); "
        "what you have is as it was."
    ]
    assert folders.copy.read_bytes() == mine and folders.kept() == {}


def test_a_disk_that_fills_up_at_the_end_is_said_too(folders, monkeypatch):
    write(folders.theirs, NEWER)
    written = _files.replacing

    def full(path):
        if path.suffix == ".json" and folders.copy.read_bytes() == folders.theirs.read_bytes():
            raise OSError(errno.ENOSPC, "No space left on device")
        return written(path)

    monkeypatch.setattr(_files, "replacing", full)
    assert folders.update() == [
        f"{BOOK} came up to date, but that could not be noted (.course_nn: No space left on device)."
    ]


def test_a_file_in_the_place_of_the_folder(tmp_path):
    made = Folders(tmp_path)
    made.mine.write_text("mine")
    (said,) = made.update()
    assert "my_course is a file and has to be a folder" in said and made.mine.read_text() == "mine"


def test_a_course_without_notebooks_is_said(folders):
    folders.theirs.unlink()
    assert folders.update() == [f"There are no notebooks of the course in {folders.course}: get the course anew."]
    assert folders.copy.exists()


def test_a_notebook_of_the_course_that_is_damaged_is_no_reason_to_touch_the_readers(folders):
    mine = folders.work(*replaced(2, ANSWER))
    folders.theirs.write_text("{")
    assert "the course's own file holds no notebook" in folders.update()[0]
    assert folders.copy.read_bytes() == mine


def test_what_is_saved_meanwhile_is_not_overwritten(folders, monkeypatch):
    folders.work(*replaced(2, ANSWER))
    write(folders.theirs, NEWER)
    keep, later = working_copy._keep, "def f(x): return 5"

    def save_meanwhile(*arguments):
        kept = keep(*arguments)
        if len(folders.kept()) == 1:
            folders.work(*replaced(2, later))
        return kept

    monkeypatch.setattr(working_copy, "_keep", save_meanwhile)
    assert "came along: f" in folders.update()[0]
    assert later in folders.sources() and len(folders.kept()) == 2


def test_eight_at_once(folders):
    mine = folders.work(*replaced(2, ANSWER), cell("note", "markdown"))
    write(folders.theirs, NEWER)
    said = []
    threads = [threading.Thread(target=lambda: said.extend(folders.update())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert folders.kept() == {KEPT: mine} and ANSWER in folders.sources()
    assert len(said) == 1 or os.name == "nt"


# Where it is


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """A clone, and a home folder; the reader stands in a third place."""
    for name in ("clone/notebooks", "clone/course_nn", "home", "here"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "clone" / "pyproject.toml").touch()
    monkeypatch.setattr(working_copy, "_PACKAGE", tmp_path / "clone" / "course_nn")
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "clone"


def test_in_a_clone_it_stands_beside_the_notebooks(clone):
    assert working_copy.course() == clone / "notebooks"
    assert working_copy.place() == (clone / "my_course", "")
    (clone / "my_course").mkdir()
    assert working_copy.place() == (clone / "my_course", "") and not any((clone / "my_course").iterdir())


def test_with_a_wheel_it_is_made_where_the_reader_is(clone, monkeypatch):
    (clone / "course_nn" / "notebooks").mkdir()
    here = Path.cwd()
    assert working_copy.course() == clone / "course_nn" / "notebooks"
    assert working_copy.place() == (here / "my_course", "")
    (here / "my_course" / ".course_nn").mkdir(parents=True)
    monkeypatch.chdir(here / "my_course")
    assert working_copy.place() == (here / "my_course", ""), "not a working copy within the working copy"


@POSIX
def test_in_somebody_elses_folder_it_is_in_the_home_folder(clone, monkeypatch):
    home = clone.parent / "home" / "my_course"
    made = working_copy.tempfile.TemporaryFile

    def refused(dir):
        if clone in (Path(dir), Path(dir).parent):
            raise PermissionError(errno.EACCES, "Permission denied")
        return made(dir=dir)

    monkeypatch.setattr(working_copy.tempfile, "TemporaryFile", refused)
    assert working_copy.place() == (home, f"You may not write in {clone}: your working copy is in {home}.")
    (clone / "my_course").mkdir()
    assert working_copy.place() == (clone / "my_course", ""), (
        "the reader's own, which can only be read: opened as it is"
    )
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    assert working_copy.place()[0] == home
    monkeypatch.undo()


@POSIX
def test_a_working_copy_that_belongs_to_another_is_left_to_them(clone, monkeypatch):
    (clone / "my_course").mkdir()
    own = os.fstat

    def another(file):
        found = list(own(file))
        found[4] += 1
        return os.stat_result(found)

    monkeypatch.setattr(working_copy.os, "fstat", another)
    folder, sentence = working_copy.place()
    monkeypatch.undo()
    assert folder == clone.parent / "home" / "my_course" and str(clone / "my_course") in sentence


def test_where_it_can_be_nowhere_there_is_a_sentence(clone, monkeypatch):
    (clone / "my_course").write_text("a file")
    with pytest.raises(OSError, match="is not a folder, and your working copy has to be there"):
        working_copy.place()
    (clone / "my_course").unlink()

    def refused(dir):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(working_copy.tempfile, "TemporaryFile", refused)
    with pytest.raises(OSError, match=r"home.my_course can't be written"):
        working_copy.place()

    def homeless():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", homeless)
    with pytest.raises(OSError, match="there is no home folder"):
        working_copy.place()


# Whatever comes, nothing is lost


@pytest.fixture
def in_memory(tmp_path):
    """A folder in memory where there is such a thing: on a disk, every file that takes a place is brought to it."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else tmp_path) as folder:
        yield Path(folder)


@pytest.mark.long
def test_a_thousand_random_sequences_of_work_updates_and_power_cuts(in_memory, monkeypatch):
    cut, killed = PowerCut(monkeypatch), 0
    for seed in range(1000):
        rng = random.Random(seed)
        world = World(in_memory / str(seed), rng)
        for _ in range(4):
            for _ in range(rng.randrange(3)):
                world.change_course()
            world.publish()
            for _ in range(rng.randrange(4)):
                world.work()
            before, written = world.look(), world.written()
            through = cut.update(world.mine, world.course, after=rng.choice([None, rng.randrange(30)]))
            lost = written - world.written()
            assert not lost, f"seed {seed}: {lost}"
            killed += not through
            if through:
                world.check_followed(before)
        shutil.rmtree(in_memory / str(seed))
    assert killed > 800


#: Updates a working copy in processes of which each is killed one step later; prints how many it took.
KILLED = """
import os, signal, sys
from course_nn.my_course import working_copy
steps = {"open", "os.rename", "os.mkdir", "os.remove"}
for last in range(200):
    child = os.fork()
    if not child:
        def count(event, arguments, left=[last]):
            if event in steps:
                left[0] -= 1
                if left[0] < 0:
                    os.kill(os.getpid(), signal.SIGKILL)
        sys.addaudithook(count)
        working_copy.update("my_course", "notebooks")
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    with open("my_course/04_backpropagation.ipynb") as mine:
        assert "return x + 1" in mine.read()
    if os.waitstatus_to_exitcode(status) == 0:
        print(last)
        break
"""


@pytest.mark.long
@POSIX
@pytest.mark.parametrize("start", ["at once", "anew"])
def test_a_process_that_is_killed_at_any_step_loses_nothing(folders, start):
    mine = folders.work(*replaced(2, ANSWER), cell("note", "markdown"))
    write(folders.theirs, NEWER)
    code = (
        KILLED
        if start == "at once"
        else KILLED.replace(
            "    child = os.fork()",
            "    import shutil; shutil.rmtree('my_course'); shutil.copytree('saved', 'my_course')\n"
            "    child = os.fork()",
        )
    )
    shutil.copytree(folders.mine, folders.mine.parent / "saved")
    how = {"cwd": folders.mine.parent, "capture_output": True, "text": True}
    done = subprocess.run([sys.executable, "-c", code], **how)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > (10 if start == "anew" else 3)
    assert folders.kept() == {KEPT: mine} and ANSWER in folders.sources() and "# Better words" in folders.sources()
    assert folders.update() == []
    assert not [path for path in folders.mine.rglob("*.part")]
