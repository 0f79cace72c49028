"""What is marked already stays, until it would be marked otherwise."""

import json

from course_nn.exercises.report import NOT_YET, CheckResult
from course_nn.mark import kept
from course_nn.mark.limits import Limits
from course_nn.mark.marking import Marked

RESULT = CheckResult("update", NOT_YET, "No.", "sign", (("input", "x"), ("got", "y")), "")
MARKED = Marked(
    "Anna", {"update": RESULT}, {"update": {"source": "x", "tokens": ["x"]}}, ["A note."], not_held=["network"]
)


def test_what_is_kept_comes_back_under_its_digest_alone(tmp_path):
    (tmp_path / kept.FOLDER).mkdir()
    assert kept.read(tmp_path, "anna", "d") is None
    kept.write(tmp_path, "anna", "d", MARKED)
    assert kept.read(tmp_path, "anna", "d") == MARKED
    assert kept.read(tmp_path, "anna", "e") is None


def test_what_is_damaged_is_marked_again(tmp_path):
    (tmp_path / kept.FOLDER).mkdir()
    kept.write(tmp_path, "anna", "d", MARKED)
    path = tmp_path / kept.FOLDER / "anna.json"
    whole = path.read_text()
    for text in (whole[:-9], "", "[]", "[" * 10**5, whole.replace("not yet", "fine"), '{"digest": "d"}'):
        path.write_text(text)
        assert kept.read(tmp_path, "anna", "d") is None
    assert json.loads(whole)["student"] == "Anna"


def test_whatever_changes_the_marks_changes_the_digest():
    told = [
        kept.digest([b"a", b"b"], ["update"], 1, Limits()),
        kept.digest([b"a", b"c"], ["update"], 1, Limits()),
        kept.digest([b"a", b"b"], ["update", "pocket"], 1, Limits()),
        kept.digest([b"a", b"b"], ["update"], 2, Limits()),
        kept.digest([b"a", b"b"], ["update"], 1, Limits(seconds=1)),
    ]
    assert len(set(told)) == len(told)
    assert told[0] == kept.digest([b"a", b"b"], ["update"], 1, Limits())


def test_a_package_that_was_changed_changes_the_digest(tmp_path, monkeypatch):
    """An exercise may have been mended."""
    monkeypatch.setattr(kept, "__file__", str(tmp_path / "mark" / "kept.py"))
    told = set()
    for name, text in (("a.py", "1"), ("a.py", "2"), ("rooms/b.py", "1"), ("rooms/c.py", "1"), ("words.txt", "1")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
        kept._course.cache_clear()
        told.add(kept.digest([], [], 1, Limits()))
    assert len(told) == 4
    monkeypatch.undo()
    kept._course.cache_clear()


def test_of_what_is_longer_than_anybody_reads_the_beginning_is_kept():
    assert kept.brief(MARKED) == MARKED
    long = CheckResult("f", NOT_YET, "x" * 10**6, "sign", (("got", "1, " * 10**6), *[("input", "y")] * 10**5))
    answers = {"f": {"source": "f = 1", "program": [["f = 1", [0]]]}}
    found = kept.brief(Marked("Eve", {"f": long}, answers))
    assert len(repr(found)) < 6000 and found.results["f"].message == "x" * 1000 + "…"
    assert found.answers == {"f": {"source": "f = 1"}}


def test_every_student_has_a_file_name_of_its_own():
    names = ["Anna", "anna", "../../etc/passwd", "a/b", "a\\b", "Zoë Ω", "...", "", "x" * 300, "CON", "<script>"]
    found = kept.slugs(names)
    assert len({slug.lower() for slug in found.values()}) == len(names)
    assert all(slug.strip(".-") and len(slug) <= 70 and not set(slug) & set('/\\<>:"|?* ') for slug in found.values())
    assert found["Zoë Ω"] == "Zoë-Ω"
