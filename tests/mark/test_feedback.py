"""What a student is shown."""

from course_nn.exercises.report import NOT_ATTEMPTED, NOT_YET, PASSED, CheckResult
from course_nn.mark.feedback import feedback
from course_nn.mark.marking import NO_CHAPTER, NOT_FOUND, Marked

RESULTS = {
    "f": CheckResult("f", PASSED, "Right on all 3 test inputs."),
    "g": CheckResult("g", NOT_YET, "It walks `uphill`.", "uphill", (("input", "x = <1>"),)),
    "h": CheckResult("h", NOT_ATTEMPTED, NOT_FOUND),
}
TITLES = {"01 Perceptron": {"f": "A step", "g": "A walk", "h": "Another"}, "02 Nothing": {"k": "Not marked"}}


def test_it_is_what_check_says_with_the_answer_folded():
    answers = {"f": {"source": "f = 1"}, "g": {"source": "g = '<b>'"}, "h": {"source": "..."}}
    text = feedback(Marked("Anna", RESULTS, answers, ["x.ipynb was not marked: it is empty."]), TITLES)
    assert "Feedback for Anna" in text and "1 of 3 exercises passed" in text and "it is empty" in text
    assert RESULTS["g"]._repr_html_() in text and "g = &#x27;&lt;b&gt;&#x27;" in text
    assert text.count("<details>") == 2 and "02 Nothing" not in text


def test_a_chapter_of_which_there_is_nothing_is_told_once():
    results = RESULTS | {name: CheckResult(name, NOT_ATTEMPTED, NO_CHAPTER) for name in ("k", "m")}
    text = feedback(Marked("Anna", results), TITLES | {"02 Nothing": {"k": "A", "m": "B"}})
    assert text.count(NO_CHAPTER) == 1 and "k: not attempted" not in text and NOT_FOUND in text
    assert "1 of 5 exercises passed" in text


def test_headings_come_in_order():
    text = feedback(Marked("Anna", RESULTS), TITLES)
    assert [text.count(f"<h{level}>") for level in (1, 2, 3)] == [1, 1, 3]
