"""A folder in, a folder of marks out."""

import csv
import itertools
import json
import threading
import tracemalloc
from contextlib import nullcontext
from types import SimpleNamespace

import handed_in
import pytest

from course_nn.exercises import EXERCISES
from course_nn.exercises.report import NOT_ATTEMPTED, NOT_YET, PASSED, CheckResult
from course_nn.mark import desk, kept, trial
from course_nn.mark.marking import NO_CHAPTER, UNREAD, Marked
from course_nn.mark.sandbox import Ground

RIGHT = EXERCISES["weighted_sum"].solution


@pytest.fixture
def class_of_three(folder):
    handed_in.write(folder / "Anna.ipynb", handed_in.solved(0))
    handed_in.write(
        folder / "Bo" / "renamed (1).ipynb", handed_in.as_colab_saves(handed_in.answered(0, weighted_sum=RIGHT))
    )
    handed_in.write(folder / "Cy.ipynb", "<html>")
    text = '{"course": "course_nn", "version": 1, "exercises": {"weighted_sum": {"passed": true}}}'
    handed_in.write(folder / "Bo" / "course_progress.json", text)
    return folder


def marks(folder):
    with open(folder / "marks" / "marks.csv", encoding="utf-8-sig", newline="") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def mark(folder, **more):
    said = []
    found = desk.mark_folder(folder, limits=handed_in.PATIENT, say=said.append, seed=1, jobs=2, **more)
    return found, said


def without_workers(monkeypatch, marking):
    """Mark by a function instead; what a run does with the ground that it has is on the ground that is returned."""
    ground = SimpleNamespace(probes={}, ended=False)
    ground.end = lambda: setattr(ground, "ended", True)
    monkeypatch.setattr(desk, "mark", marking)
    monkeypatch.setattr(trial, "not_held", lambda *_: [])
    monkeypatch.setattr(desk, "Ground", lambda *_: nullcontext(ground))
    return ground


@pytest.mark.long
def test_all_are_marked_and_the_rest_is_told(class_of_three, fenced):
    _, said = mark(class_of_three, chapters=[0])
    rows = marks(class_of_three)
    assert [rows[name]["passed"] for name in ("Anna", "Bo", "Cy")] == ["3", "1", "0"]
    assert rows["Bo"]["weighted_sum"] == "passed" and rows["Bo"]["output_shape"] == "not attempted"
    told = "Cy.ipynb was not marked: it is a web page and no notebook: the file itself has to be downloaded."
    assert f"  {told}" in said
    pages = {path.name: path.read_text(encoding="utf-8") for path in (class_of_three / "marks").rglob("*.html")}
    assert set(pages) == {"index.html", "Anna.html", "Bo.html", "Cy.html"}
    assert told in pages["Cy.html"] and "Exported progress" in pages["index.html"]
    assert "Not enforced" not in pages["index.html"]


def test_where_marking_stops_with_one_student_the_others_are_marked(class_of_three, monkeypatch):
    def stops(submission, *_):
        if submission.student == "Anna":
            raise IndexError("nobody thought of this")
        return Marked(submission.student, {"weighted_sum": CheckResult("weighted_sum", PASSED, "Right.")})

    without_workers(monkeypatch, stops)
    _, said = mark(class_of_three, chapters=[0])
    told = "Not marked: marking stopped with IndexError, and the same command tries again."
    rows, page = marks(class_of_three), (class_of_three / "marks" / "feedback" / "Anna.html").read_text("utf-8")
    assert [rows[name]["weighted_sum"] for name in ("Anna", "Bo", "Cy")] == ["", "passed", "passed"]
    assert f"  {told}" in said and told in page
    without_workers(monkeypatch, lambda one, *_: Marked(one.student, notes=["Again."]))
    found, _ = mark(class_of_three, chapters=[0])
    assert [one.student for one in found if "Again." in one.notes] == ["Anna"]


@pytest.mark.long
def test_interrupted_it_goes_on_where_it_was(class_of_three, fenced, monkeypatch):
    calls = []

    def stops(submission, *args):
        calls.append(submission.student)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(submission, *args)

    real = desk.mark
    monkeypatch.setattr(desk, "mark", stops)
    with pytest.raises(KeyboardInterrupt):
        desk.mark_folder(class_of_three, chapters=[0], limits=handed_in.PATIENT, say=lambda _: None, jobs=1)
    assert calls[0] == "Anna"
    seed = (class_of_three / "marks" / kept.FOLDER / "seed").read_text()
    desk.mark_folder(class_of_three, chapters=[0], limits=handed_in.PATIENT, say=lambda _: None, jobs=1)
    assert calls.count("Anna") == 1 and calls.count("Bo") <= 2 and marks(class_of_three)["Anna"]["passed"] == "3"
    assert (class_of_three / "marks" / kept.FOLDER / "seed").read_text() == seed and int(seed) >= 0
    # Nothing is marked again, and no worker begins; a notebook that was changed is.
    monkeypatch.setattr(desk, "Ground", None)
    desk.mark_folder(class_of_three, chapters=[0], say=lambda _: None, limits=handed_in.PATIENT)
    handed_in.write(class_of_three / "Anna.ipynb", handed_in.answered(0, weighted_sum=RIGHT))
    with pytest.raises(TypeError):
        desk.mark_folder(class_of_three, chapters=[0], say=lambda _: None, limits=handed_in.PATIENT)


@pytest.mark.long
def test_what_is_not_enforced_is_refused_and_with_unsafe_reported(class_of_three, monkeypatch):
    def bare(exercises, limits, fence=True):
        return Ground(exercises, limits, fence=False)

    monkeypatch.setattr(desk, "Ground", bare)
    with pytest.raises(ValueError, match=r"this computer can't enforce.*network.*--unsafe marks all the same"):
        mark(class_of_three, chapters=[0])
    assert not (class_of_three / "marks" / "marks.csv").exists()
    found, said = mark(class_of_three, chapters=[0], unsafe=True)
    assert "network" in found[0].not_held and any(one.startswith("Not enforced here: ") for one in said)
    assert marks(class_of_three)["Anna"]["passed"] == "3"
    assert "that it reaches no network" in (class_of_three / "marks" / "index.html").read_text(encoding="utf-8")


@pytest.mark.long
def test_where_there_is_no_fence_at_all_it_goes_without_if_it_may(class_of_three, monkeypatch):
    tries = itertools.count()
    real = trial.not_held

    def refuses_once(ground, theirs):
        if ground.fence:
            next(tries)
            raise OSError("a world of its own: Operation not permitted")
        return real(ground, theirs)

    monkeypatch.setattr(trial, "not_held", refuses_once)
    with pytest.raises(ValueError, match=r"can't enforce \(a world of its own: Operation not permitted\): how long"):
        mark(class_of_three, chapters=[0])
    mark(class_of_three, chapters=[0], unsafe=True)
    assert next(tries) == 2 and marks(class_of_three)["Anna"]["passed"] == "3"


def test_each_run_says_where_the_pages_are_and_one_that_had_nothing_to_do_that(class_of_three, monkeypatch):
    without_workers(monkeypatch, lambda one, *_: Marked(one.student))
    place = f"3 students: {class_of_three / 'marks' / 'index.html'}"
    nothing = "Nothing is new: all were marked before, and keep their marks."
    said = [mark(class_of_three, chapters=[0])[1] for _ in range(2)]
    assert said[0][-1] == place and nothing not in said[0]
    assert said[1] == [nothing, place]


def test_what_was_in_the_middle_when_marking_ended_is_not_kept(class_of_three, monkeypatch):
    """Its worker was ended with it, so that right answers look as if they had ended Python."""

    def marking(submission, *_):
        if submission.student == "Anna":
            raise KeyboardInterrupt
        ended.wait(10)
        return Marked(submission.student, {"weighted_sum": CheckResult("weighted_sum", NOT_YET, "No.", "ends Python")})

    ended, ground = threading.Event(), without_workers(monkeypatch, marking)
    ground.end = lambda: (setattr(ground, "ended", True), ended.set())
    with pytest.raises(KeyboardInterrupt):
        mark(class_of_three, chapters=[0])
    assert ended.is_set()
    assert [path.name for path in (class_of_three / "marks" / kept.FOLDER).iterdir()] == ["seed"]


def test_marks_from_a_run_that_held_nothing_back_are_none_where_answers_are_held_back(class_of_three, monkeypatch):
    def run(missing, **more):
        without_workers(monkeypatch, lambda one, *_: Marked(one.student))
        monkeypatch.setattr(trial, "not_held", lambda *_: missing)
        return mark(class_of_three, chapters=[0], **more)[1]

    nothing = "Nothing is new: all were marked before, and keep their marks."
    assert nothing not in run(["network"], unsafe=True) and nothing in run(["network"], unsafe=True)
    assert nothing not in run([]) and nothing in run([]) and nothing in run(["network"], unsafe=True)


def test_of_many_places_no_more_are_made_than_there_are_students(class_of_three, monkeypatch):
    slots = []
    without_workers(monkeypatch, lambda one, books, exam, ground, slot: slots.append(slot) or Marked(one.student))
    desk.mark_folder(class_of_three, chapters=[0], say=lambda _: None, jobs=10**18)
    assert len(slots) == 3 and set(slots) <= {0, 1, 2}


@pytest.mark.long
def test_notebooks_are_in_memory_one_student_at_a_time(class_of_three, monkeypatch):
    """A notebook of 4 MB at a time, of fifteen: before the first is marked, and while it is."""
    for name in ("Anna", "Bo", "Di"):
        for k in range(5):
            text = json.dumps(handed_in.notebook("x = 1")) + " " * 2**22
            handed_in.write(class_of_three / name / f"{k}.ipynb", text)
    without_workers(monkeypatch, lambda one, *_: Marked(one.student))
    tracemalloc.start()
    try:
        desk.mark_folder(class_of_three, chapters=[0], say=lambda _: None, jobs=1)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 4 * 2**22


def test_of_what_an_answer_returned_no_page_takes_more_than_anybody_reads(class_of_three, monkeypatch):
    long = CheckResult("weighted_sum", NOT_YET, "x and " * 10**5, "sign", (("got", "1, " * 10**4),) * 100)
    without_workers(monkeypatch, lambda one, *_: Marked(one.student, {"weighted_sum": long}))
    found, _ = mark(class_of_three, chapters=[0])
    assert len(repr(found)) < 2 * 10**5
    assert all(path.stat().st_size < 10**5 for path in (class_of_three / "marks").rglob("*.*"))


def test_what_would_speak_to_the_terminal_is_shown(capsys):
    desk.tell("1 of 1: Zo\u00eb \x1b]0;owned\x07\x1b[31m\u202e\n\u06cc\u200c\udc80")
    assert capsys.readouterr().out == ("1 of 1: Zo\u00eb \\x1b]0;owned\\x07\\x1b[31m\\u202e\\n\u06cc\u200c\\udc80\n")


def test_old_marks_are_no_student(class_of_three, tmp_path, monkeypatch):
    without_workers(monkeypatch, lambda one, *_: Marked(one.student))
    mark(class_of_three, chapters=[0])
    found, said = mark(class_of_three, chapters=[0], out=tmp_path / "elsewhere")
    assert [one.student for one in found] == ["Anna", "Bo", "Cy"]
    assert "marks: there are marks in this folder, and no submission." in said


def test_who_handed_in_nothing_or_what_could_not_be_read_is_told_in_the_table_and_in_feedback(
    class_of_three, monkeypatch
):
    (class_of_three / "heidi").mkdir()
    nothing = {"weighted_sum": CheckResult("weighted_sum", NOT_ATTEMPTED, NO_CHAPTER)}
    without_workers(monkeypatch, lambda one, *_: Marked(one.student, nothing))
    _, said = mark(class_of_three, chapters=[0])
    rows, none = marks(class_of_three), "No notebook was handed in."
    assert [rows["heidi"][key] for key in ("passed", "weighted_sum", "notes")] == ["0", "not attempted", none]
    assert rows["Cy"]["notes"].startswith("Cy.ipynb was not marked: it is a web page") and rows["Anna"]["notes"] == ""
    assert f"  {none}" in said
    folder = class_of_three / "marks"
    page, cy, heidi = (
        (folder / name).read_text("utf-8") for name in ("index.html", "feedback/Cy.html", "feedback/heidi.html")
    )
    assert page.count(none) == 1 and none in heidi and NO_CHAPTER in heidi and UNREAD not in heidi
    assert UNREAD in cy and NO_CHAPTER not in cy


AMONG = "is among the submissions"


@pytest.mark.parametrize(
    "out, told",
    [("", "got an empty one"), (" ", "got an empty one"), (".", AMONG), ("Bo", AMONG), ("Bo/marks", AMONG)],
)
def test_marks_go_beside_submissions_and_not_among_them(class_of_three, out, told, monkeypatch):
    monkeypatch.chdir(class_of_three)
    before = sorted(class_of_three.rglob("*"))
    with pytest.raises(ValueError, match=f"out: expected .*{told}$"):
        mark(class_of_three, chapters=[0], out=out)
    with pytest.raises(ValueError, match="folder: expected the name of a folder, got an empty one"):
        mark("", chapters=[0])
    handed_in.write(class_of_three / "marks" / "hw.ipynb", handed_in.solved(0))  # of somebody of this name
    with pytest.raises(ValueError, match=r"out: expected a folder for the marks, and .* holds something else, as hw"):
        mark(class_of_three, chapters=[0])
    assert sorted(class_of_three.rglob("*")) == sorted(
        [*before, *class_of_three.rglob("marks"), *class_of_three.rglob("hw.ipynb")]
    )


def test_bad_input_gets_one_sentence(folder, tmp_path):
    with pytest.raises(ValueError, match="there is no notebook"):
        mark(folder)
    handed_in.write(folder / "a.ipynb", "")
    with pytest.raises(ValueError, match="chapters: expected numbers of chapters with exercises, 0 to 14, got 99"):
        mark(folder, chapters=[99])
    for seed in (-1, 10**90):  # a longer one would not be read back as it was
        with pytest.raises(ValueError, match="seed: expected a whole number at least 0 and at most"):
            desk.mark_folder(folder, chapters=[0], seed=seed)
    for jobs in (0, -2):
        with pytest.raises(ValueError, match=f"jobs: expected a whole number at least 1, got {jobs}"):
            desk.mark_folder(folder, chapters=[0], jobs=jobs)
    assert not (folder / "marks").exists()
    with pytest.raises(ValueError, match=r"expected a folder with notebooks, and .*old holds marks$"):
        mark(handed_in.write(folder / "old" / "kept" / "seed", "1").parents[1])
    file = handed_in.write(tmp_path / "marks2", "x")
    with pytest.raises(ValueError, match=r"out: expected a folder for the marks, and .*marks2 is a file"):
        mark(folder, out=file)
    with pytest.raises(ValueError, match=r"out: .*marks2.* can't be made: Not a directory|marks2.inside is"):
        mark(folder, out=file / "inside")
