"""What the teacher is shown."""

from handed_in import STRANGE

from course_nn.exercises import EXERCISES
from course_nn.exercises.report import NOT_YET, PASSED, CheckResult
from course_nn.mark import reading
from course_nn.mark.limits import KEPT
from course_nn.mark.marking import Marked
from course_nn.mark.overview import overview

NAMES = {name: EXERCISES[name] for name in ("update", "pocket")}


def marked(who, kind, source="", **more):
    result = CheckResult("update", NOT_YET if kind else PASSED, f"It is {kind}.", kind)
    answers = {"update": {"source": source} | reading.alike(source, "update")} if source else {}
    return Marked(who, {"update": result}, answers, **more)


def page(*all_marked, **more):
    links = {one.student: f"feedback/{one.student}.html" for one in all_marked}
    return overview(all_marked, NAMES, more.pop("sentences", []), links, **more)


def test_mistakes_are_counted_the_most_frequent_first():
    text = page(marked("Anna", "sign"), marked("Bo", "no bias"), marked("Cy", "sign"), marked("Di", ""), seed=7)
    assert text.index("sign: It is sign.") < text.index("no bias: It is no bias.")
    assert "<td>2</td>" in text and "Anna, Cy" in text and "The seed of the unseen inputs is 7" in text
    assert '<a href="feedback/Anna.html">Anna</a>' in text


def test_a_long_list_of_students_is_cut():
    text = page(*(marked(f"s{n}", "sign") for n in range(9)))
    assert "s0, s1, s2, s3, s4 and 4 more" in text


def test_what_was_not_enforced_is_said_as_long_as_marks_from_then_are_kept():
    assert "Not enforced" not in page(marked("Anna", ""))
    text = page(marked("Anna", "", not_held=["network"]), marked("Bo", ""))
    assert "Not enforced" in text and KEPT["network"] in text and KEPT["memory"] not in text


def test_answers_that_are_alike_stand_side_by_side():
    text = page(
        marked("Anna", "sign", STRANGE), marked("Bo", "sign", STRANGE), marked("Cy", "sign", "def update(): pass")
    )
    assert "Anna and Bo, as written" in text and text.count("banana = 0.0") == 1 and "It proves nothing" in text
    text = page(marked("Anna", "sign", STRANGE), marked("Bo", "sign", STRANGE.replace("# first the", "# the")))
    assert text.count("banana = 0.0") == 2
    assert "No two answers are" in page(marked("Anna", "sign", STRANGE))


def test_copies_are_one_entry_with_what_they_wrote_once_in_the_order_of_the_exercises():
    late, early = (STRANGE.replace("def update", f"def {name}") for name in ("pocket", "update"))
    copies = {"pocket": ("Anna", "Bo", "Cy"), "update": ("Di", "Ed")}
    all_marked = []
    for name, whose in copies.items():
        source = (late if name == "pocket" else early) + ("    # more of it, " * 9 if name == "pocket" else "")
        told = {"source": source} | reading.alike(source, name)
        all_marked += [Marked(who, {name: CheckResult(name, NOT_YET, "No.", "sign")}, {name: told}) for who in whose]
    text = page(*all_marked)
    assert text.count("<h3>") == 2 and "Anna, Bo and Cy, as written" in text
    assert text.index("Di and Ed, as written") < text.index("Anna, Bo and Cy, as written")
    assert text.count("banana = 0.0") == 2


def test_exported_progress_and_files_are_told():
    text = page(
        marked("Anna", "", progress={"update": {"passed": True, "hints": 2}, "other": {"passed": True}}),
        sentences=["empty: there is no notebook in this folder."],
    )
    assert "Exported progress" in text and "<td>1</td><td>1</td><td>0</td>" in text and "empty: there is no" in text
    assert "Exported progress" not in page(marked("Anna", ""))
