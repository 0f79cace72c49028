"""check, hint, solution and progress as a student meets them."""

import time

import pytest
from helpers import forget_the_kernel

from course_nn.exercises import EXERCISES, check, hint, my_answer, progress, session, solution, store

pytestmark = pytest.mark.usefixtures("home")


REFERENCE = EXERCISES["update"].reference


STUB = EXERCISES["update"].untouched
EXERCISES_NAMES = list(EXERCISES)


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
    assert "progress.json" in [path.name for path in home.iterdir()]


def test_once_passed_stays_passed(monkeypatch):
    check(REFERENCE)
    check("update", lambda w, b, x, y: (w, b))
    assert progress().passed == 1
    forget_the_kernel(monkeypatch)
    check("update", STUB)
    assert progress().passed == 1


def test_a_hint_that_is_run_again_says_the_same(monkeypatch):
    for _ in range(2):  # as Run All does
        first = hint("update")
        assert first.title == "update, hint 1 of 3" and first.note == "hint(update, 2) says more."
    assert hint(REFERENCE, 2).title == "update, hint 2 of 3"
    third = hint("update", 3)
    assert third.title == "update, hint 3 of 3" and third.note.endswith("solution(update) shows the reference.")
    forget_the_kernel(monkeypatch)
    assert hint("update").text == first.text
    assert hint("nand_weights").note == "hint('nand_weights', 2) says more."


def test_the_furthest_hint_is_remembered():
    for number in (1, 3, 2):
        hint("update", number)
    assert store.read()[0]["update"]["hints"] == 3


RIGHT = EXERCISES["update"].solution
WRONG = "def update(w, b, x, y):\n    return w, b"
OTHER = "def update(w, b, x, y):\n    return w, b + 1"


def checked(source):
    return check(EXERCISES["update"].define(source))


def test_an_answer_is_kept_and_one_that_passed_is_not_replaced(monkeypatch):
    assert "no answer of yours is kept yet" in repr(my_answer("update"))
    assert checked(WRONG).status == "not yet" and checked(OTHER).status == "not yet"
    assert repr(my_answer("update")) == f"✗ update: not yet.\n{OTHER}"
    checked(RIGHT)
    checked(WRONG)
    check(STUB)
    assert repr(my_answer(REFERENCE)) == f"✓ update: passed.\n{RIGHT}"
    again = RIGHT.replace("def update", "# Another way.\ndef update")
    checked(again)
    forget_the_kernel(monkeypatch)
    assert my_answer("update").source == again
    assert store.read()[0]["update"]["answer"]["source"] == WRONG.split("\n")


def test_an_answer_that_is_checked_again_is_not_written_again(monkeypatch):
    checked(RIGHT)
    before = store.read()
    monkeypatch.setattr(store, "record", None)
    assert checked(RIGHT).passed and store.read() == before


def test_an_answer_without_a_source_is_checked_and_none_is_kept():
    assert check("nand_weights", (-1, -1, 1.5)).passed
    assert my_answer("nand_weights").source == "" and "passed_answer" not in store.read()[0]["nand_weights"]


def test_the_untouched_stub_is_no_answer():
    check(STUB)
    assert store.read() == ({}, "")
    assert checked("def update(w, b):\n    return 3").message.startswith("It should take the arguments of the stub")
    assert my_answer("update").source == "def update(w, b):\n    return 3"


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


def test_nothing_yet_is_not_attempted():
    def update(w, b, x, y):
        raise NotImplementedError

    assert check(update).status == "not attempted"
    assert "replace the `raise NotImplementedError` by your code" in check(update).message
    assert check("nand_weights", None).status == "not attempted"
    assert check("nand_weights", ...).status == "not attempted"

    def update(w, b, x, y): ...

    assert check(update).status == "not attempted"
    assert check(update).message.startswith("Nothing is wrong: replace the `...` by your code, run that cell")


def test_short_code_is_an_attempt():
    def update(w, b, x, y):
        return None

    assert check(update).status == "not yet" and check(update).mistake == "no return"
    assert progress().rows[EXERCISES_NAMES.index("update")][3] == "not yet"

    def update(w, b, x, y):
        if y == 1:
            return w, b
        raise NotImplementedError

    assert check(update).status == "not yet"


def test_one_stop_ends_a_check_and_says_on_which_input():
    calls = []

    def update(w, b, x, y):
        calls.append(x)
        if len(calls) < 3:
            return REFERENCE(w, b, x, y)
        raise KeyboardInterrupt

    result = check(update)
    assert len(calls) == 3 and result.mistake == "interrupted"
    assert result.message.startswith("It was interrupted before it returned")
    assert [word for word, _ in result.details] == ["input"] and result.details[0][1].startswith("w = [1., 2.], b = -1")


def test_a_stop_while_the_exercises_own_answers_run_is_said(monkeypatch):
    exercise = EXERCISES["update"]

    def stopped(source, label="answer"):
        raise KeyboardInterrupt

    monkeypatch.delitem(exercise.__dict__, "known", raising=False)
    monkeypatch.setitem(exercise.__dict__, "define", stopped)
    result = check("update", lambda w, b, x, y: (w, b + 9))
    assert result.mistake == "interrupted" and "run it again" in result.message and not result.details


@pytest.mark.long
def test_a_check_that_takes_long_says_how_to_stop_it(capsys, monkeypatch):
    monkeypatch.setattr(session, "PATIENCE", 0.05)

    def update(w, b, x, y):
        time.sleep(0.1)
        return REFERENCE(w, b, x, y)

    assert check(update).passed
    said = capsys.readouterr().out
    assert said.count("\n") == 1 and "press ■ in the toolbar once" in said
    monkeypatch.setattr(session, "PATIENCE", 5)
    assert check(REFERENCE).passed and capsys.readouterr().out == ""


def test_prints_stand_beside_the_input_that_fails(capsys):
    def update(w, b, x, y):
        print("z is", w @ x + b)
        return w, b + 7

    result = check(update)
    assert dict(result.details)["printed"] == "z is 0.0" and capsys.readouterr().out == ""


@pytest.mark.parametrize("answer", [lambda w, b: (w, b), lambda: None, lambda w, b, x, y, z: (w, b)])
def test_other_arguments_than_the_stub_s(answer):
    assert "should take the arguments of the stub, update(w, b, x, y)" in check("update", answer).message


def test_numbers_that_print_alike_are_shown_with_more_digits():
    def update(w, b, x, y):
        w, b = REFERENCE(w, b, x, y)
        return w, b + 3e-6

    details = dict(check(update).details)
    assert details["expected"] == "([1., 0.], 1)" and details["got"] == "([1., 0.], 1.000003)"


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
        (lambda: hint("update", 4), ValueError, "hint: number: expected a whole number"),
        (lambda: hint("update", 0), ValueError, "got 0"),
        (lambda: hint("nothing"), ValueError, "exercise: unknown name 'nothing'"),
        (lambda: solution(7), TypeError, "expected an exercise's name or function, got 7"),
    ],
)
def test_bad_calls_get_one_sentence(call, error, words):
    with pytest.raises(error) as caught:
        call()
    assert words in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["update", "Swish"])
def test_a_right_answer_of_another_name_passes_and_is_told_by_what_name_marking_finds_it(name):
    exercise = EXERCISES[name]
    renamed = exercise.define(exercise.solution.replace(name, f"my_{name}") + f"\n{name} = my_{name}")
    result = check(name, renamed)
    told = f"Its name is my_{name}: where a notebook is marked, answers are found by the stub's name, {name}."
    assert result.passed and result.note == told and repr(result).endswith(told)
    assert f"Its name is my_{name}" in result._repr_html_()
    assert check(name, exercise.reference).note == ""


def test_only_a_right_function_with_a_name_is_told_so():
    assert check("update", lambda *arguments: REFERENCE(*arguments)).note == ""
    wrong = EXERCISES["update"].define("def mine(w, b, x, y):\n    return w, b + 9\nupdate = mine")
    assert check("update", wrong).note == "" and not check("update", wrong).passed
