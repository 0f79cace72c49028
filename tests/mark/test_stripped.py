"""The copy of the package holds no solution, no mistake, no hint, and no exercise."""

import ast

import pytest

from course_nn.exercises import EXERCISES
from course_nn.exercises.bug_hunt import bug_hunt
from course_nn.mark import stripped

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def texts(ground):
    """Every file of the copy that is text: its path → its text."""
    files = [
        path for path in ground.package.rglob("*") if path.suffix in (".py", ".json", ".js", ".md", ".ipynb", ".txt")
    ]
    return {path.relative_to(ground.package).as_posix(): path.read_text(encoding="utf-8") for path in files}


def test_there_is_no_file_of_exercises(texts):
    assert "course_nn/__init__.py" in texts and "course_nn/chapters/ch01_perceptron/learning_rule.py" in texts
    assert not [path for path in texts if path.rpartition("/")[2].startswith("exercise")]
    assert not [path for path in texts if path.endswith(".ipynb") or "/mark/desk" in path or "session" in path]


def test_no_hint_and_no_sentence_about_a_mistake_is_left(texts):
    everything = "\n".join(texts.values())
    for name in EXERCISES.rooms:
        exercise = EXERCISES[name]
        told = [*exercise.hints, *(one.message for one in exercise.mistakes)]
        assert not [one for one in told if len(one) > 30 and one in everything], name
        assert exercise.solution not in everything
    assert "Mistake(" not in everything and "hints=" not in everything


def test_no_function_does_what_a_solution_does_word_by_word(texts):
    """As the syntax tree has it; solutions of two statements and more."""
    bodies = {}
    for path, text in texts.items():
        if path.endswith(".py"):
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.FunctionDef):
                    bodies.setdefault(_body(node), path)
    for name in EXERCISES.rooms:
        for node in ast.walk(ast.parse(EXERCISES[name].solution)):
            if isinstance(node, ast.FunctionDef) and len(_without_docstring(node)) > 1:
                assert _body(node) not in bodies, f"{name} stands in {bodies.get(_body(node))}"


def _without_docstring(node):
    return node.body[1:] if ast.get_docstring(node) else node.body


def _body(node):
    return node.name, "\n".join(map(ast.unparse, _without_docstring(node)))


def test_the_answers_of_a_bug_hunt_are_not_in_it(texts):
    everything = "\n".join(texts.values())
    for name in EXERCISES.rooms:
        exercise = EXERCISES[name]
        if exercise.advice and isinstance(exercise.reference, dict):
            assert repr(exercise.reference) not in everything and "_TRUTH" not in everything


def test_every_probe_that_is_a_function_is_there(ground):
    for name in EXERCISES.rooms:
        assert (name in ground.probes) == stripped.is_open(EXERCISES[name].probe), name
    assert len(ground.probes) >= 10
    hunt = bug_hunt(
        "f", "f", suspect="s", truth={"A": "x"}, kinds=["x"], example="y", advice="a", hints=("a", "b", "c")
    )
    assert not stripped.is_open(hunt.probe)


def test_a_probe_that_needs_its_exercise_is_refused():
    source = (
        "X = Exercise(3)\ndef helper():\n    return X\ndef probe(answer):\n    return helper()\ndef other():\n    0\n"
    )
    with pytest.raises(ValueError, match="a probe needs an exercise itself"):
        stripped.cut(source, ["probe"], "a.module")
    source = source.replace("return X", "return 1")
    text = stripped.cut(source, ["probe"], "a.module")
    assert "Exercise" not in text and "other" not in text and "helper" in text
