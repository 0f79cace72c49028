"""Whether an answer can be called as its exercise asks."""

from course_nn.exercises import EXERCISES
from course_nn.exercises.calling import not_to_be_called


def test_what_takes_the_arguments_may_be_called():
    exercise = EXERCISES["update"]
    assert not_to_be_called(exercise, exercise.reference) == ""
    assert not_to_be_called(exercise, lambda *args: None) == ""
    assert not_to_be_called(exercise, max) == ""  # written in C: it says nothing about its arguments


def test_what_does_not_gets_a_sentence():
    exercise = EXERCISES["update"]
    assert not_to_be_called(exercise, 3) == "Give the function itself, check(update), not 3."
    assert "update(w, b, x, y)" in not_to_be_called(exercise, lambda w, b: None)


def test_a_value_is_not_called():
    assert not_to_be_called(EXERCISES["nand_weights"], 3) == ""
