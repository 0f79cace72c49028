"""Inputs that a student has not seen: they are other ones, they tell wrong answers, and right ones pass."""

import copy
import dataclasses
import functools

import numpy as np
import pytest
from helpers import told

from course_nn.exercises import EXERCISES
from course_nn.exercises.diagnosis import agree, diagnose, does
from course_nn.exercises.running import Outcome, identical
from course_nn.exercises.unseen import LEAST, judge_unseen, with_unseen

DRAWN = [name for name, one in EXERCISES.items() if one.unseen]
FUNCTIONS = [name for name in DRAWN if EXERCISES[name].is_function]
#: What shows only where its source says that anything may come, `...`: right elsewhere, and wrong for large numbers.
ANYTHING_THERE = {
    ("masked_loss", "smoothed"),
    ("clip_global_norm", "added under the root"),
    ("game_losses", "wrong from 1000 on"),
    ("game_losses", "wrong for large logits"),
    ("reparametrize", "wrong for extreme variances"),
    ("reparametrize", "another z"),
    ("gaussian_kl", "wrong for means far away"),
    ("gaussian_kl", "wrong for extreme variances"),
    ("attention", "wrong for large scores"),
    ("causal_weights", "wrong for large scores"),
}
#: Whose results are few, small whole numbers, so that those of other inputs are the same as well.
FEW_RESULTS = {"pocket", "conv_output_size", "vertical_edges"}
#: Whose answers are names, or weights that are tried at all corners or trained: nobody can write them for the cases.
KNOWN_WHOLE = {"nand_weights", "xor_tanh", "mend_collapse"}
seeds = pytest.mark.parametrize("seed", [0, *(pytest.param(one, marks=pytest.mark.long) for one in (1, 2))])


@functools.cache
def hidden(name, seed):
    return with_unseen(EXERCISES[name], np.random.default_rng(seed))


def judged(name, answer, seed):
    return judge_unseen(hidden(name, seed), hidden(name, seed).run(answer))


def test_every_exercise_has_them_but_those_whose_answers_are_known_whole():
    assert len(DRAWN) > 45
    for name in set(EXERCISES) - set(DRAWN):
        hunt = EXERCISES[name].advice and set(EXERCISES[name].reference) == set("ABCDE")
        assert hunt or name in KNOWN_WHOLE, f"{name}: give it `unseen`, a function that draws a case with a Generator"
        assert with_unseen(EXERCISES[name], np.random.default_rng(0)) is None


@seeds
@pytest.mark.parametrize("name", DRAWN)
def test_the_solution_is_right_on_them_and_they_are_other_ones(name, seed):
    exercise, other = EXERCISES[name], hidden(name, seed)
    cases, visible = other.cases(), exercise.cases()
    assert LEAST <= len(cases) and identical(cases, other.cases())
    assert judged(name, exercise.define(exercise.solution), seed) is None
    assert not any(one.error for one in other.expected)
    every = [*visible, *cases]
    assert not any(identical(a, b) for k, a in enumerate(cases) for b in every[: k + len(visible)])


@pytest.mark.parametrize("name", ["weighted_sum", "masked_loss"])
def test_the_same_seed_gives_the_same_ones(name):
    again = with_unseen(EXERCISES[name], np.random.default_rng(0)).cases()
    assert identical(again, hidden(name, 0).cases())
    other = with_unseen(EXERCISES[name], np.random.default_rng(1)).cases()
    assert not any(identical(a, b) for a in again for b in other)


@seeds
@pytest.mark.parametrize("name", [name for name in DRAWN if name not in FEW_RESULTS])
def test_their_results_are_other_ones(name, seed):
    exercise, results = EXERCISES[name], hidden(name, seed).expected
    other = [one for one in results if not any(agree(exercise, one, known) for known in exercise.expected)]
    assert len(other) > len(results) / 3


@pytest.mark.long
@seeds
@pytest.mark.parametrize("name", DRAWN)
def test_every_mistake_of_the_catalog_is_wrong_on_them(name, seed):
    """By what it does, and not by the `...` in its source that stands for anything."""
    other = hidden(name, seed)
    for mistake, outcomes in other.known:
        with told(mistake.name):
            assert judge_unseen(other, outcomes)
            shows = any(not does(other, a, b) for a, b in zip(outcomes, other.expected, strict=True))
            assert shows or (name, mistake.name) in ANYTHING_THERE


def test_the_exceptions_are_some():
    """Their mistakes can't show otherwise among the visible cases either."""
    assert FEW_RESULTS < set(DRAWN)
    for name, title in ANYTHING_THERE:
        exercise = EXERCISES[name]
        (outcomes,) = (some for mistake, some in exercise.known if mistake.name == title)
        assert all(does(exercise, a, b) for a, b in zip(outcomes, exercise.expected, strict=True))


def by_heart(exercise):
    """A function that knows the results of the visible cases, and gives the last of them for any other input."""
    table = [(case, exercise.reference(*copy.deepcopy(case))) for case in exercise.cases()]

    def answer(*args):
        return copy.deepcopy(next((result for case, result in table if identical(case, args)), table[-1][1]))

    return answer


@seeds
@pytest.mark.parametrize("name", FUNCTIONS)
def test_results_by_heart_pass_the_visible_cases_alone(name, seed):
    exercise = EXERCISES[name]
    assert diagnose(exercise, exercise.run(by_heart(exercise))) is None
    found = judged(name, by_heart(exercise), seed)
    assert found.kind == "unseen" and found.sentence.startswith("It is wrong on ")


@seeds
def test_a_layer_that_is_right_for_the_visible_inputs_alone(seed):
    exercise = EXERCISES["Swish"]
    visible = [factor * x for x, _, _ in exercise.cases() for factor in (1, 2)]

    class Swish(exercise.reference):
        def forward(self, x, train=False):
            y, backward = super().forward(x, train)
            return (y if any(identical(x, one) for one in visible) else 2 * y), backward

    assert diagnose(exercise, exercise.run(Swish)) is None
    assert judged("Swish", Swish, seed)


def single(value):
    if isinstance(value, np.ndarray):
        return value.astype(np.float32) if value.dtype == float else value
    return np.float32(value) if isinstance(value, float) else value


def each(change):
    return lambda result: tuple(map(change, result)) if isinstance(result, tuple) else change(result)


FORMS = {
    "in float32": lambda f: lambda *args: f(*map(single, args)),
    "rounded to float32": lambda f: lambda *args: each(single)(f(*args)),
    "as lists": lambda f: lambda *args: each(lambda one: np.asarray(one).tolist())(f(*args)),
}


@seeds
@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_solution_passes_in_other_forms(name, seed):
    for form, made in FORMS.items():
        if (name, form) == ("averaged_gradient", "rounded to float32"):  # it asks for the type that came
            continue
        with told(form):
            answer = made(EXERCISES[name].reference)
            assert diagnose(EXERCISES[name], EXERCISES[name].run(answer)) is None
            assert judged(name, answer, seed) is None


#: Twice a number: three numbers are visible, and more are drawn.
DOUBLE = dataclasses.replace(
    EXERCISES["output_shape"],
    name="double",
    stub="def double(x):\n    ...",
    solution="def double(x):\n    return x + x",
    cases=lambda: [(np.array([1.0 * k]),) for k in range(3)],
    mistakes=(),
    returns=(),
    unseen=lambda rng: (rng.integers(0, 40, 1).astype(float),),
)


def test_a_case_that_is_drawn_twice_or_visible_is_left_out():
    for seed in range(5):
        numbers = [case[0].item() for case in with_unseen(DOUBLE, np.random.default_rng(seed)).cases()]
        assert len(set(numbers)) == len(numbers) == LEAST and min(numbers) > 2


def test_what_a_rounding_decides_is_left_out():
    third = dataclasses.replace(
        DOUBLE,
        solution="def double(x):\n    return (3 * x > 1) * 1.0",
        unseen=lambda rng: (np.array([rng.choice([1 / 3 + 1e-10, rng.random()])]),),
    )
    for seed in range(5):
        cases = with_unseen(third, np.random.default_rng(seed)).cases()
        assert len(cases) == LEAST and all(abs(case[0] - 1 / 3) > 1e-8 for case in cases)


def test_too_few_cases_or_a_mistake_that_shows_nowhere_is_a_mistake_of_the_author():
    few = dataclasses.replace(DOUBLE, unseen=lambda rng: (rng.integers(0, 9, 1).astype(float),))
    with pytest.raises(ValueError, match=r"double: expected 20 new cases or more .*, got 6 that leave 0 unshown"):
        with_unseen(few, np.random.default_rng(0))
    square = dataclasses.replace(EXERCISES["output_shape"].mistakes[0], source="def double(x):\n    return x * x")
    twos = dataclasses.replace(DOUBLE, mistakes=(square,), unseen=lambda rng: (np.full(rng.integers(2, 99), 2.0),))
    with pytest.raises(ValueError, match="got 20 that leave 1 unshown"):
        with_unseen(twos, np.random.default_rng(0))


def test_the_judgment_counts_what_is_wrong_and_shows_nothing():
    other = with_unseen(DOUBLE, np.random.default_rng(0))
    right = [Outcome(value=case[0] * 2) for case in other.cases()]
    assert judge_unseen(other, right) is None
    wrong = [*right[:4], Outcome(value=np.array([777.0])), Outcome(error="ValueError", message="777"), *right[6:]]
    found = judge_unseen(other, wrong)
    assert found.case == 4 and found.sentence.startswith("It is wrong on 2 of 20 inputs") and found.expected is None
    assert "777" not in repr(found)
    assert judge_unseen(other, right[:13]).case == 13 and judge_unseen(other, []).case == 0
    changed = [*right[:-1], Outcome(value=right[-1].value, changed=(0,))]
    assert judge_unseen(other, changed).case == 19
