"""Chapter 01: where no line separates, the pocket only rises, the learning doesn't, and the sentence counts both."""

import numpy as np
import pytest

from course_nn import data
from course_nn.chapters.ch01_perceptron.learning_rule import history
from course_nn.chapters.ch01_perceptron.not_separable import SHOWN, replay_with_pocket
from course_nn.chapters.ch01_perceptron.not_separable_figure import describe_not_separable, draw_not_separable
from course_nn.chapters.ch01_perceptron.point_sets import irises
from course_nn.models import Perceptron
from course_nn.plots import picture
from course_nn.widgets import not_separable


@pytest.mark.parametrize("name, most", [("XOR", 3), ("versicolor and virginica", 92)])
def test_the_pocket_only_rises_and_the_moment_does_not(name, most):
    states = [replay_with_pocket(name, step) for step in range(0, SHOWN + 1, 10)]
    kept = [int(state.bests[state.step]) for state in states]
    assert kept == sorted(kept) and kept[-1] == most
    for state in states:
        right = np.sum((state.X @ state.w_best + state.b_best >= 0) == (state.y == 1))
        assert right == state.bests[state.step] >= state.rights[state.step]
    assert (np.diff(states[-1].rights) < 0).any() and not states[-1].converged


def test_the_pocket_is_that_of_the_library():
    last = replay_with_pocket("XOR", SHOWN)
    kept = Perceptron(200, pocket=True, rng=np.random.default_rng(4)).fit(last.X, last.y)
    assert np.array_equal(last.w_best, kept.w) and last.b_best == kept.b


def test_the_learning_goes_on_as_without_a_pocket():
    run, state = history("versicolor and virginica", epochs=200), replay_with_pocket(step=100)
    assert np.array_equal(state.w, run.W[100]) and state.b == run.B[100] and state.steps == SHOWN


def test_the_sentence_counts_both():
    never = not_separable().set(name="XOR", step=150)
    assert never.description.endswith("has 2 of 4 points right, the pocket 3.")
    begin = describe_not_separable(replay_with_pocket(step=0))
    assert begin == "After 0 corrections there is no line: w = 0 has 50 of 100 points right, the pocket 50."
    outside = describe_not_separable(replay_with_pocket("XOR", 9))
    assert outside.startswith("After 9 corrections the line of the moment (outside the picture) has ")


@pytest.mark.long
@pytest.mark.parametrize("name", ["XOR", "versicolor and virginica"])
def test_a_line_is_named_where_it_is_drawn(name):
    for step in range(0, SHOWN + 1, 3):
        state = replay_with_pocket(name, step)
        left = picture(draw_not_separable, state, "A sentence.").figure.axes[0]
        styles = [line.get_linestyle() for line in left.lines]
        assert ("ashed" in left.get_title(loc="left")) == ("--" in styles), step
        assert ("olid" in left.get_title(loc="left")) == ("-" in styles), step
        assert ("there is no line" in describe_not_separable(state)) == (not state.w.any()), step


@pytest.mark.long
def test_the_picture_shows_the_two_counts_up_to_now():
    state = replay_with_pocket("versicolor and virginica", 65)
    left, right = picture(draw_not_separable, state, "A sentence.").figure.axes
    now, kept = state.rights[65], state.bests[65]
    assert right.get_title(loc="left") == f"Right: {now} now, {kept} in the pocket"
    assert [line.get_xydata().tolist() for line in right.lines[-2:]] == [[[65, now]], [[65, kept]]]
    assert left.get_title(loc="left") == "Solid: pocket; dashed: now"
    titles = {step: replay_with_pocket("XOR", step) for step in (0, 1, 150)}
    shown = {step: picture(draw_not_separable, state, "A sentence.").figure.axes[0] for step, state in titles.items()}
    assert [shown[step].get_title(loc="left") for step in (0, 1, 150)] == [
        "No line in the picture",
        "Dashed: now",
        "Solid: pocket; dashed: now",
    ]


@pytest.mark.parametrize("seed", range(5))
def test_on_xor_the_learning_visits_a_line_for_three_rarely(seed):
    rights = history("XOR", epochs=2000, order=seed).rights
    assert rights.max() == 3 and 0.01 < np.mean(rights == 3) < 0.03


def test_in_the_corrections_shown_it_does_so_once():
    assert np.sum(replay_with_pocket("XOR", SHOWN).rights == 3) == 1


def test_it_opens_before_the_answers_on_both_sets():
    """Neither has the count fallen from what is in the pocket, nor has XOR its three."""
    shown = not_separable()
    for name in ("versicolor and virginica", "XOR"):
        state = replay_with_pocket(name, shown.set(name=name).values["step"])
        assert state.step > 0 and state.rights[state.step] == state.bests[state.step] < state.bests[-1]


def test_in_the_given_order_the_pocket_of_xor_gets_two():
    X, y = data.xor()
    assert Perceptron(pocket=True).fit(X, y).score(X, y) == 0.5


@pytest.mark.parametrize("seed", range(3, 7))
def test_on_the_irises_one_flower_throws_a_line_for_92_out(seed):
    run = history("versicolor and virginica", epochs=200, order=seed)
    rights, (X, _) = run.rights, irises("versicolor", "virginica")
    after = np.flatnonzero(rights[:-1] == 92) + 1
    assert rights.max() == 92 and rights[after].min() <= 52, "right for 92, and after one correction for half of them"
    fired = np.sum(X @ run.W[after].T + run.B[after] >= 0, axis=0)
    assert np.any((fired <= 5) | (fired >= 95)), "nearly all by the same name"
    assert np.mean(rights[after] <= 55) < 0.5, "it can happen, and often it doesn't"
    assert rights[-1000:].min() < 55 and rights[-1000:].max() == 92
