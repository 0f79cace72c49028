"""check, hint, solution and progress as a student meets them."""

import pytest
from helpers import forget_the_kernel

from course_nn.exercises import EXERCISES, check, hint, progress, solution

pytestmark = pytest.mark.usefixtures("home")


REFERENCE = EXERCISES["update"].reference


STUB = EXERCISES["update"].untouched


def test_progress_is_kept_across_kernels(home, monkeypatch):
    assert "0 of" in repr(progress())
    check("update", STUB)
    check(REFERENCE)
    check("nand_weights", (1, 1, 1))
    forget_the_kernel(monkeypatch)
    table = progress()
    states = {name: status for _, _, name, status in table.rows}
    assert states["update"] == "passed" and states["nand_weights"] == "not yet"
    assert states["pocket"] == "not attempted" and table.passed == 1
    assert "✓ passed" in table._repr_html_() and "✓ passed" in repr(table)
    assert [path.name for path in home.iterdir()] == ["progress.json"]


def test_once_passed_stays_passed(monkeypatch):
    check(REFERENCE)
    check("update", lambda w, b, x, y: (w, b))
    assert progress().passed == 1
    forget_the_kernel(monkeypatch)
    check("update", STUB)
    assert progress().passed == 1


def test_hints_come_one_at_a_time_and_are_remembered(monkeypatch):
    assert hint("update").title == "update, hint 1 of 3"
    assert hint(REFERENCE).title == "update, hint 2 of 3"
    forget_the_kernel(monkeypatch)
    third = hint("update")
    assert third.title == "update, hint 3 of 3" and "solution('update')" in third.note
    assert hint("update").title == "update, all hints"


def test_the_solution_shows_what_is_tested():
    shown = solution("update")
    assert repr(shown) == EXERCISES["update"].solution
    assert shown._repr_markdown_().startswith("```python\ndef update")


def test_nothing_of_an_answer_is_printed_or_raised(capsys):
    def update(w, b, x, y):
        raise ZeroDivisionError("by <zero>")

    result = check(update)
    assert capsys.readouterr() == ("", "")
    assert result.mistake == "error" and "ZeroDivisionError: by <zero>" in result.message
    assert "raise ZeroDivisionError" in result.message  # the student's own line
    assert "&lt;zero&gt;" in result._repr_html_() and "<zero>" not in result._repr_html_()


def test_a_changed_input_is_shown_as_it_is_afterwards():
    def update(w, b, x, y):
        result = REFERENCE(w.copy(), b, x, y)
        w += 5
        return result

    result = check(update)
    assert result.mistake == "changes its input" and "It changes its input w in place" in result.message
    assert result.details[0][1].startswith("w = [0., 0.]")
    assert result.details[1:] == (("w afterwards", "[5., 5.]"),)


def test_not_implemented_and_nothing_are_not_attempted():
    def update(w, b, x, y):
        raise NotImplementedError

    assert check(update).status == "not attempted"
    assert check("nand_weights", None).status == "not attempted"
    assert check("nand_weights", ...).status == "not attempted"

    def update(w, b, x, y): ...

    assert check(update).status == "not attempted"


def test_the_result_of_a_call_is_not_the_function():
    result = check("update", 3)
    assert result.status == "not yet" and "check(update)" in result.message


@pytest.mark.parametrize(
    "call, error, words",
    [
        (lambda: check("updat", 1), ValueError, "did you mean 'update'"),
        (lambda: check("update"), TypeError, "expected the object as well, as in check('update', update)"),
        (lambda: check(3), TypeError, "expected a function named as in the exercise, got 3"),
        (lambda: check(lambda w: w), TypeError, "check('name of the exercise', object)"),
        (lambda: check(REFERENCE, 3), TypeError, "the exercise's name first"),
        (lambda: hint("nothing"), ValueError, "exercise: unknown name 'nothing'"),
        (lambda: solution(7), TypeError, "expected an exercise's name or function, got 7"),
    ],
)
def test_bad_calls_get_one_sentence(call, error, words):
    with pytest.raises(error) as caught:
        call()
    assert words in str(caught.value) and "\n" not in str(caught.value)
