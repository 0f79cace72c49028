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
        kept.digest([b"ab"], ["update"], 1, Limits()),
        kept.digest([b"a", b"c"], ["update"], 1, Limits()),
        kept.digest([b"a", b"b"], ["update", "pocket"], 1, Limits()),
        kept.digest([b"a", b"b"], ["update"], 2, Limits()),
        kept.digest([b"a", b"b"], ["update"], 1, Limits(seconds=1)),
    ]
    assert len(set(told)) == len(told)
    assert told[0] == kept.digest([b"a", b"b"], ["update"], 1, Limits())


def test_every_student_has_a_file_name_of_its_own():
    names = ["Anna", "anna", "../../etc/passwd", "a/b", "a\\b", "Zoë Ω", "...", "", "x" * 300, "CON", "<script>"]
    found = kept.slugs(names)
    assert len({slug.lower() for slug in found.values()}) == len(names)
    assert all(slug.strip(".-") and len(slug) <= 70 and not set(slug) & set('/\\<>:"|?* ') for slug in found.values())
    assert found["Zoë Ω"] == "Zoë-Ω"
