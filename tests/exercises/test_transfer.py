"""Progress goes home in one file and is joined to another machine's; what is no such file is refused in a sentence."""

import itertools
import json
import os
import tracemalloc

import pytest
from helpers import forget_the_kernel

from course_nn.exercises import (
    EXERCISES,
    begin_anew,
    check,
    export_progress,
    import_progress,
    my_answer,
    progress,
    store,
)

pytestmark = pytest.mark.usefixtures("home")


def answer(name, source=None):
    """Check an answer to an exercise: the reference, or this source."""
    exercise = EXERCISES[name]
    candidate = exercise.define(source or exercise.solution)
    return check(candidate) if exercise.is_function else check(name, candidate)


def machine(monkeypatch, folder):
    """Go to another machine, where nothing is known but what is in this folder."""
    folder.mkdir(exist_ok=True)
    monkeypatch.setenv("COURSE_NN_HOME", str(folder / "home"))
    forget_the_kernel(monkeypatch)
    monkeypatch.chdir(folder)


WRONG = "def update(w, b, x, y):\n    return w, b"


def test_progress_goes_home_and_comes_back_with_its_answers(monkeypatch, tmp_path):
    machine(monkeypatch, tmp_path / "binder")
    answer("update")
    answer("pocket", "def pocket(*_):\n    return 3  # später")
    before = store.read()[0]
    said = export_progress()
    file = tmp_path / "binder" / "course_progress.json"
    assert said.title == f"1 of {len(EXERCISES)} exercises passed" and str(file) in said.text
    assert "with 2 answers" in said.text and "Download" in said.note
    content = file.read_text(encoding="utf-8")
    assert "return 3  # später" in content and json.loads(content)["version"] == 1  # a person can read it
    machine(monkeypatch, tmp_path / "home")
    said = import_progress(file)
    assert said.title == f"1 of {len(EXERCISES)} exercises passed" and said.note == ""
    assert said.text.startswith("course_progress.json brought 1 passed exercise and 2 answers (my_answer shows")
    forget_the_kernel(monkeypatch)
    assert store.read()[0] == before and my_answer("update").source == EXERCISES["update"].solution
    assert progress().passed == 1 and my_answer("pocket").status == "not yet"
    assert import_progress(str(file)).text == "course_progress.json brought nothing that was not known here."


def test_two_machines_come_to_the_same_in_either_order(monkeypatch, tmp_path):
    files = {}
    for name, sources in {
        "a": {"update": None, "pocket": "def pocket(*_):\n    return 1", "learn": WRONG.replace("update", "learn")},
        "b": {"update": WRONG, "pocket": "def pocket(*_):\n    return 2", "bump": None},
    }.items():
        machine(monkeypatch, tmp_path / name)
        for exercise, source in sources.items():
            answer(exercise, source)
        export_progress()
        files[name] = tmp_path / name / "course_progress.json"
    results = []
    for number, order in enumerate(itertools.permutations("ab")):
        machine(monkeypatch, tmp_path / f"order {number}")
        for name in order:
            import_progress(files[name])
        export_progress()
        results.append((tmp_path / f"order {number}" / "course_progress.json").read_bytes())
    assert results[0] == results[1]
    assert progress().passed == 2 and my_answer("update").source == EXERCISES["update"].solution
    assert store.read()[0]["update"]["answer"]["source"] == WRONG.split("\n")


def test_what_is_passed_here_is_not_overwritten_by_what_comes(monkeypatch, tmp_path):
    machine(monkeypatch, tmp_path / "a")
    answer("update", WRONG)
    export_progress()
    machine(monkeypatch, tmp_path / "b")
    answer("update")
    before = my_answer("update")
    said = import_progress(tmp_path / "a" / "course_progress.json")
    assert said.text.startswith("course_progress.json brought 0 passed exercises and 1 answer")
    assert my_answer("update") == before and progress().passed == 1


def test_an_earlier_export_that_holds_more_is_kept(monkeypatch, tmp_path):
    """An export from a fresh Binder must not wipe out the file that was brought along and not yet read."""
    machine(monkeypatch, tmp_path / "a")
    answer("update")
    export_progress()
    first = (tmp_path / "a" / "course_progress.json").read_bytes()
    assert "kept as" not in export_progress().text
    answer("pocket")
    assert "kept as" not in export_progress().text  # it held less
    assert sorted(os.listdir()) == ["course_progress.json", "home"]
    begin_anew()
    said = export_progress()
    assert said.text.endswith(
        "The file that stood there holds something else, and is kept as course_progress-earlier-1.json."
    )
    (tmp_path / "a" / "course_progress.json").write_bytes(first)
    assert "course_progress-earlier-2.json" in export_progress().text
    assert (tmp_path / "a" / "course_progress-earlier-2.json").read_bytes() == first
    import_progress("course_progress-earlier-1.json")
    assert progress().passed == 2


def test_a_file_that_is_something_else_is_not_replaced(tmp_path):
    other = tmp_path / "other.json"
    other.write_text('{"mine": 1}')
    with pytest.raises(ValueError, match=r"^export_progress: expected a new name.*other\.json holds something else$"):
        export_progress(other)
    assert other.read_text() == '{"mine": 1}' and os.listdir(tmp_path) == ["other.json"]


def test_the_file_that_keeps_progress_is_not_exported_into(home):
    answer("update")
    before = (home / "progress.json").read_bytes()
    with pytest.raises(ValueError, match="another place than where progress is kept"):
        export_progress(home / "." / "progress.json")
    assert (home / "progress.json").read_bytes() == before
    begin_anew()
    assert "brought 1 passed exercise and 1 answer" in import_progress(home / next(_asides(home))).text


def _asides(home):
    return (name for name in os.listdir(home) if name.startswith("progress-until-"))


def test_a_full_disk_leaves_the_earlier_export(tmp_path, monkeypatch):
    file = tmp_path / "p.json"
    answer("update")
    export_progress(file)
    before = file.read_bytes()
    begin_anew()

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space left on device"):
        export_progress(file)
    assert [path.read_bytes() for path in tmp_path.glob("p*.json")] == [before]


@pytest.mark.parametrize("call", [export_progress, import_progress])
@pytest.mark.parametrize("path", [3, None, "a\0b", "no folder/x.json", "", ".", "x" * 400], ids=lambda p: repr(p)[:20])
def test_a_path_that_is_none_gets_one_sentence(call, path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises((TypeError, ValueError, OSError)) as caught:
        call(path)
    assert str(caught.value).startswith(f"{call.__name__}: ") and "expected" in str(caught.value)
    assert "\n" not in str(caught.value) and os.listdir(tmp_path) == []


def test_a_missing_file_is_said_with_where_it_was_looked_for(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError) as caught:
        import_progress()
    assert str(tmp_path / "course_progress.json") in str(caught.value) and "or say where it is" in str(caught.value)


SOUND = {"course": "course_nn", "version": 1, "exercises": {"update": {"passed": True}}}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "a part of it is lost"),
        (json.dumps(SOUND).encode()[:-9], "a part of it is lost"),
        (b"\xff\xfe\x00", "a part of it is lost"),
        (b"\x00" * 99, "a part of it is lost"),
        (b"[" * 99999, "a part of it is lost"),
        (b'{"version": ' + b"9" * 9999 + b"}", "a part of it is lost"),
        (b"[]", "holds something else"),
        (b"null", "holds something else"),
        (b'{"cells": [], "nbformat": 4}', "holds something else"),
        (b'{"version": 1}', "holds something else"),
        (b'{"exercises": {}}', "holds something else"),
        (b'{"version": true, "exercises": {}}', "holds something else"),
        (b'{"version": 1, "exercises": []}', "holds something else"),
        (b'{"course": "algebra", "version": 1, "exercises": {}}', "holds something else"),
        (b'{"version": 2, "exercises": {}}', r"newer course \(version 2 of such files\): update this one first"),
    ],
    ids=lambda value: ascii(value)[:30],
)
def test_what_is_no_progress_is_refused_in_one_sentence(content, words, tmp_path, home):
    file = tmp_path / "p.json"
    file.write_bytes(content)
    with pytest.raises(ValueError, match=words) as caught:
        import_progress(file)
    assert str(caught.value).startswith("import_progress: expected a file that export_progress() wrote")
    assert "\n" not in str(caught.value) and file.read_bytes() == content and not home.exists()


def test_a_long_file_is_not_taken_into_memory(tmp_path):
    file = tmp_path / "p.json"
    with open(file, "wb") as out:
        out.write(b'{"version": 1, "exercises": {"a": "')
        out.truncate(10**8)
    tracemalloc.start()
    with pytest.raises(ValueError, match=r"p\.json is longer than any progress"):
        import_progress(file)
    assert tracemalloc.get_traced_memory()[1] < 5e6
    tracemalloc.stop()


@pytest.mark.skipif(os.name != "posix", reason="links and pipes as POSIX has them")
@pytest.mark.parametrize("call", [export_progress, import_progress])
@pytest.mark.parametrize("what", ["a pipe", "a link", "a device", "a folder"])
def test_what_is_no_plain_file_is_refused(call, what, tmp_path):
    place, other = tmp_path / "p.json", tmp_path / "other.json"
    other.write_text(json.dumps(SOUND))
    if what == "a pipe":
        os.mkfifo(place)
    elif what == "a folder":
        place.mkdir()
    elif what == "a link":
        place.symlink_to(other)
    else:
        place = "/dev/zero"
    with pytest.raises(ValueError, match=f"{call.__name__}: expected .*"):
        call(place)
    assert other.read_text() == json.dumps(SOUND) and progress().passed == 0


def test_what_this_version_does_not_know_is_kept_and_said(tmp_path, monkeypatch):
    file = tmp_path / "p.json"
    late = {"when": "2026-05-01T10:00:00Z", "source": ["import os", "os.abort()"]}  # text, and never run
    strange = {f"later_{k}": {"passed": True, "passed_answer": late} for k in range(7)}
    file.write_text(
        json.dumps(SOUND | {"exercises": strange | {"update": {"passed": True, "mood": "good"}, "a b": {}}})
    )
    said = import_progress(file)
    assert "does not have is kept: later_0, later_1, later_2, later_3, later_4 and 2 more." in said.text
    assert said.text.endswith("What could not be understood was left out: 2 parts.")
    assert said.title == f"1 of {len(EXERCISES)} exercises passed"
    forget_the_kernel(monkeypatch)
    assert store.read()[0] == strange | {"update": {"passed": True}}


def test_what_would_leave_no_room_is_refused_and_changes_nothing(tmp_path, home):
    answer("update")
    before = (home / "progress.json").read_bytes()
    file = tmp_path / "p.json"
    many = {f"e{k}": {"answer": {"when": "2026-05-01T10:00:00Z", "source": ["x" * 8000]}} for k in range(300)}
    file.write_text(json.dumps(SOUND | {"exercises": many}))
    with pytest.raises(
        ValueError, match=r"^import_progress: expected the progress of one reader.*nothing was changed$"
    ):
        import_progress(file)
    assert (home / "progress.json").read_bytes() == before and set(store.read()[0]) == {"update"}


def test_what_comes_is_known_even_where_it_can_not_be_written(tmp_path, home):
    file = tmp_path / "p.json"
    file.write_text(json.dumps(SOUND))
    home.write_text("a file stands where the folder should be")
    assert "could not be" in import_progress(file).note and progress().passed == 1


def test_a_file_that_an_editor_has_saved_anew_is_read(tmp_path):
    for number, encoding in enumerate(("utf-8-sig", "utf-16")):
        begin_anew()
        (tmp_path / f"{number}.json").write_bytes(json.dumps(SOUND).replace(" ", "\r\n").encode(encoding))
        import_progress(tmp_path / f"{number}.json")
        assert progress().passed == 1


@pytest.mark.long
def test_to_begin_anew_keeps_what_there_was_and_says_where(home):
    assert begin_anew().text == "There was no progress yet."
    for number in (1, 2):
        answer("update")
        said = begin_anew()
        (aside,) = [home / name for name in _asides(home) if name.endswith(f"-{number}.json")]
        assert repr(str(aside)) in said.text and progress().passed == 0
        assert "no answer of yours" in repr(my_answer("update"))
    assert answer("update").passed and progress().passed == 1
    import_progress(aside)
    assert progress().passed == 1


def test_a_message_says_the_same_as_text_and_as_a_page(tmp_path):
    said = export_progress(tmp_path / "<b>.json")
    assert "&lt;b&gt;.json" in said._repr_html_() and "<b>" not in said._repr_html_()
    assert "<b>.json" in repr(said) and said.note in repr(said) and said.note in said._repr_html_()
