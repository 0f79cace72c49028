"""Chapter 01: a replay is the learning, correction by correction, and its sentence counts the mistakes."""

import numpy as np
import pytest

from course_nn.chapters.ch01_perceptron.learning_rule import SHOWN, history, last_step, replay
from course_nn.chapters.ch01_perceptron.learning_rule_figure import describe_learning_rule, draw_learning_rule
from course_nn.chapters.ch01_perceptron.point_sets import SETS
from course_nn.models import best_separator, mistake_bound
from course_nn.plots import picture
from course_nn.widgets import learning_rule


@pytest.mark.parametrize("name", SETS)
def test_a_replay_is_the_learning(name):
    last = replay(name, last_step(name))
    for step in range(1, last.steps + 1):
        state = replay(name, step)
        x, s = state.X[state.index], state.sign
        # Only a mistake is corrected.
        assert s * (x @ state.w_before + state.b_before) <= 0
        assert np.array_equal(state.w, state.w_before + s * x) and state.b == state.b_before + s
    best = best_separator(last.X, last.y)
    if best is None:
        assert not last.converged and last.steps == SHOWN
    else:
        assert last.converged and last.rights[-1] == len(last.y)
        assert last.steps <= mistake_bound(last.X, last.y, *best)


def test_and_is_learned_in_eighteen_corrections():
    run = history("AND")
    assert run.W[0].tolist() == [0, 0] and run.B[0] == 0
    assert run.W[-1].tolist() == [3, 2] and run.B[-1] == -4
    assert len(run.indices) == 18 and run.converged


def test_a_history_is_cut_where_it_is_asked_to_be():
    whole, cut = history("XOR"), history("XOR", most=7)
    assert len(whole.indices) == 4 * 100 and len(cut.indices) == 7
    assert np.array_equal(cut.W, whole.W[:8]) and np.array_equal(cut.rights, whole.rights[:8])


@pytest.mark.parametrize("name", sorted(set(SETS) - {"XOR"}))
def test_the_replay_goes_up_and_down_but_on_xor(name):
    rights = replay(name).rights
    assert (np.diff(rights) > 0).any() and (np.diff(rights) < 0).any()


def test_on_xor_two_are_right_whatever_is_corrected():
    assert set(history("XOR").rights) == {2}


def test_a_correction_brings_its_example_nearer_by_its_squared_length():
    for name in SETS:
        run = history(name, most=60)
        X, y = SETS[name]()
        for k, i in enumerate(run.indices):
            s, before, after = 2 * y[i] - 1, X[i] @ run.W[k] + run.B[k], X[i] @ run.W[k + 1] + run.B[k + 1]
            assert s * (after - before) == pytest.approx(1 + X[i] @ X[i])


def test_a_single_flower_throws_the_line_to_where_all_lie_on_one_side():
    run = history("setosa and versicolor")
    X, _ = SETS["setosa and versicolor"]()
    fired = [(X @ w + b >= 0).sum() for w, b in zip(run.W, run.B, strict=True)]
    thrown = [k for k in range(1, len(fired)) if 0 < fired[k - 1] < 100 and fired[k] in (0, 100)]
    assert thrown, "from a line between the flowers to one that has all on one side, by one correction"


def test_the_sentences():
    shown = learning_rule().set(name="AND", step=18)
    assert shown.description == "Done: 4 of 4 points are right after 18 mistakes."
    assert "1 mistake so far" in shown.set(step=1).description
    end = describe_learning_rule(replay("XOR", 10**6))
    assert end == "2 of 4 points are right (there is no line); 60 mistakes so far, and it goes on."
    assert describe_learning_rule(replay("AND", 10**6)).startswith("Done: 4 of 4 points are right after ")
    assert "50 of 100 points are right (the line lies outside the picture); 1 mistake" in describe_learning_rule(
        replay("setosa and versicolor", 1)
    )
    assert describe_learning_rule(replay("OR", 0)) == "3 of 4 points are right (there is no line); 0 mistakes so far."


@pytest.mark.parametrize("name", SETS)
def test_the_sentence_answers_neither_the_question_before_nor_the_section_after(name):
    for step in (0, 1, 2, last_step(name) - 1):
        said = describe_learning_rule(replay(name, step))
        assert "bound" not in said and "never" not in said and said.endswith("so far.")


def test_it_opens_before_the_number_of_points_falls():
    opened = learning_rule().values
    rights = history(opened["name"]).rights
    assert opened["step"] > 0 and (np.diff(rights[: opened["step"] + 1]) >= 0).all() and (np.diff(rights) < 0).any()


def test_all_right_and_not_done_is_explained():
    """The neuron says 1 on the line, and the rule corrects it there: the sentence names it wherever both are drawn."""
    found = 0
    for name in SETS:
        for step in range(last_step(name) + 1):
            state = replay(name, step)
            on = int(np.sum((state.X @ state.w + state.b == 0) & (state.y == 1)))
            said = describe_learning_rule(state)
            if "outside" not in said and "no line" not in said:
                assert (f"{on} of them on the line, for the rule a mistake" in said) == (on > 0)
            if said.startswith(f"{len(state.y)} of {len(state.y)}") and step < state.steps:
                found += 1
                assert on and "on the line" in said
    assert found


@pytest.mark.parametrize("name", ["OR", "XOR", "setosa and versicolor", "versicolor and virginica"])
def test_the_corrected_example_may_still_be_wrong(name):
    run = history(name, most=60)
    X, y = SETS[name]()
    z = [X[i] @ run.W[k + 1] + run.B[k + 1] for k, i in enumerate(run.indices)]
    assert any((2 * y[i] - 1) * one <= 0 for i, one in zip(run.indices, z, strict=True))


@pytest.mark.parametrize("step, title", [(0, "Before learning"), (1, "- x$"), (2, "+ x$")])
def test_the_picture_says_what_was_added(step, title):
    left, right = picture(draw_learning_rule, replay("AND", step), "A sentence.").figure.axes
    assert title in left.get_title(loc="left")
    assert right.lines[-1].get_xydata().tolist() == [[step, history("AND").rights[step]]]
    # What comes later is the question: the limits alone leave room for it.
    assert max(max(line.get_xdata()) for line in right.lines if len(line.get_xdata()) != 2 or step == 1) <= step + 0.01
    assert right.get_xlim()[1] > 18


def test_a_step_below_zero_gets_one_sentence():
    with pytest.raises(ValueError, match="step: expected a whole number at least 0"):
        replay(step=-1)
