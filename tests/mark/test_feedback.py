"""What a student is shown."""

from course_nn.exercises.report import NOT_ATTEMPTED, NOT_YET, PASSED, CheckResult
from course_nn.mark.feedback import feedback
from course_nn.mark.marking import Marked

RESULTS = {
    "f": CheckResult("f", PASSED, "Right on all 3 test inputs."),
    "g": CheckResult("g", NOT_YET, "It walks `uphill`.", "uphill", (("input", "x = <1>"),)),
    "h": CheckResult("h", NOT_ATTEMPTED, "No answer was found."),
}
TITLES = {"01 Perceptron": {"f": "A step", "g": "A walk", "h": "Another"}, "02 Nothing": {"k": "Not marked"}}


def test_it_is_what_check_says_with_the_answer_folded():
    answers = {"f": {"source": "f = 1"}, "g": {"source": "g = '<b>'"}, "h": {"source": "..."}}
    text = feedback(Marked("Anna", RESULTS, answers, ["x.ipynb was not marked: it is empty."]), TITLES)
    assert "Feedback for Anna" in text and "1 of 3 exercises passed" in text and "it is empty" in text
    assert RESULTS["g"]._repr_html_() in text and "g = &#x27;&lt;b&gt;&#x27;" in text
    assert text.count("<details>") == 2 and "02 Nothing" not in text


def test_headings_come_in_order():
    text = feedback(Marked("Anna", RESULTS), TITLES)
    assert [text.count(f"<h{level}>") for level in (1, 2, 3)] == [1, 1, 3]
