"""Chapter 01: the numbers behind its pictures, the geometry of its lines, and what its instruments say."""

import itertools

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from course_nn.chapters.ch01_perceptron import instruments as chapter01
from course_nn.chapters.ch01_perceptron import perceptron as demo
from course_nn.chapters.ch01_perceptron import perceptron_figure as plot
from course_nn.models import Perceptron, best_separator, margin, mistake_bound
from course_nn.plots import picture

WINDOW = (-1.0, 2.0, -1.0, 2.0)
weights = st.floats(-3, 3).map(lambda x: round(x, 1))


def gate(name, w1, w2, b):
    return demo.decision_line(name, w1, w2, b)


@pytest.mark.parametrize("name, w, b", [("AND", 1, -1.5), ("OR", 1, -0.5), ("NAND", -1, 1.5)])
def test_gates_by_hand(name, w, b):
    line = gate(name, w, w, b)
    assert line.right.all() and line.distance == pytest.approx(abs(b) / np.sqrt(2))


def test_no_position_of_the_sliders_solves_xor():
    marks = np.round(np.arange(-20, 21) / 10, 1)
    best = max(gate("XOR", w1, w2, b).right.sum() for w1, w2, b in itertools.product(marks[::4], repeat=3))
    assert best == 3


def test_without_weights_there_is_no_line():
    line = gate("AND", 0, 0, -1)
    assert line.distance is None and line.fired.tolist() == [0, 0, 0, 0]
    assert "no line" in chapter01._describe_line(line)


@given(w1=weights, w2=weights, b=weights)
def test_the_two_sides_fill_the_window_and_the_line_lies_between(w1, w2, b):
    w = np.array([w1, w2])
    assume(np.any(w))
    sides = [plot.half_plane(w, b, WINDOW, sign) for sign in (-1, 1)]
    assert sum(area(corners) for corners in sides) == pytest.approx(9)
    for sign, corners in zip((-1, 1), sides, strict=True):
        assert (sign * (corners @ w + b) >= -1e-9).all()
    ends = plot.line_ends(w, b, WINDOW)
    if ends is not None:
        assert ends @ w + b == pytest.approx(0, abs=1e-9)
        assert (ends >= -1 - 1e-9).all() and (ends <= 2 + 1e-9).all()
        assert (ends[1] - ends[0]) @ w == pytest.approx(0, abs=1e-9)  # w stands at a right angle on it
    else:
        assert min(area(corners) for corners in sides) == pytest.approx(0, abs=1e-9)


def area(corners):
    x, y = corners.T
    return 0.5 * abs(x @ np.roll(y, -1) - y @ np.roll(x, -1))


@pytest.mark.parametrize("name", demo.SETS)
def test_a_replay_is_the_learning(name):
    X, y, window, _ = demo.points(name)
    assert window[1] - window[0] == pytest.approx(window[3] - window[2])  # square: a right angle looks like one
    assert (X >= [window[0], window[2]]).all() and (X <= [window[1], window[3]]).all()
    last = demo.learning_replay(name, demo.last_step(name))
    for step in range(1, last.steps + 1):
        state = demo.learning_replay(name, step)
        x, s = state.X[state.index], state.sign
        assert s * (x @ state.w_before + state.b_before) <= 0  # only a mistake is corrected
        assert np.array_equal(state.w, state.w_before + s * x) and state.b == state.b_before + s
    if last.bound is None:
        assert not last.converged and last.steps == 60
    else:
        assert last.converged and last.rights[-1] == len(y) and last.steps <= last.bound


def test_the_replay_goes_up_and_down():
    rights = demo.learning_replay("two clouds").rights
    assert (np.diff(rights) > 0).any() and (np.diff(rights) < 0).any()


def test_the_whole_numbers_of_the_irises_make_learning_exact():
    X, _ = demo.irises("versicolor", "virginica")
    assert np.array_equal(X, np.rint(X)) and X.min() > 20


@pytest.mark.parametrize("name, most", [("XOR", 3), ("versicolor and virginica", 92)])
def test_the_pocket_only_rises_and_the_moment_does_not(name, most):
    states = [demo.no_line(name, step) for step in range(0, demo.NEVER + 1, 10)]
    kept = [int(state.bests[state.step]) for state in states]
    assert kept == sorted(kept) and kept[-1] == most
    for state in states:
        right = np.sum((state.X @ state.w_best + state.b_best >= 0) == (state.y == 1))
        assert right == state.bests[state.step] >= state.rights[state.step]
    assert (np.diff(states[-1].rights) < 0).any() and not states[-1].converged


@pytest.mark.parametrize("gap", demo.GAPS)
def test_the_gap_is_what_it_says_and_the_bound_holds(gap):
    X, y = demo.gap_points(gap)
    assert margin(X, y, [0.6, 0.8], 0.2) == pytest.approx(gap)
    w, b = best_separator(X, y)
    assert mistake_bound(X, y, w, b) <= mistake_bound(X, y, [0.6, 0.8], 0.2) * (1 + 1e-9)
    result = demo.margin_and_mistakes(gap)
    assert result.mistakes[result.now].max() <= mistake_bound(X, y, w, b)
    assert result.gaps[result.now] == gap
    again = Perceptron(10**5, rng=np.random.default_rng(7)).fit(X, y).mistakes_
    assert result.mistakes[result.now, 7] == again


def test_half_the_gap_makes_nearly_four_times_the_bound():
    bounds = dict(zip(demo.GAPS.tolist(), demo.margin_and_mistakes(0.3).bounds, strict=True))
    assert 3.7 < bounds[0.05] / bounds[0.1] < 4 and 3.5 < bounds[0.1] / bounds[0.2] < 4


@pytest.mark.parametrize("gap", [0.1, 0.4])
def test_the_proof_in_numbers(gap):
    proof = demo.squeeze(*demo.gap_points(gap))
    made = len(proof.length)
    assert (proof.lower[:made] <= proof.length + 1e-9).all()
    assert (proof.length <= proof.upper[:made] + 1e-9).all()
    crossing = int(np.floor(proof.bound))
    assert proof.lower[crossing] <= proof.upper[crossing] + 1e-9
    assert proof.lower[-1] >= proof.upper[-1] - 1e-9 and made - 1 <= proof.bound


def test_drawing_a_neuron_and_the_proof():
    for draw, result in (
        (plot.draw_neuron, {"$1$": -1.5, "$x_1$": 1.0}),
        (plot.draw_neuron, {"$1$": 0.0}),
        (plot.draw_squeeze, demo.squeeze(*demo.gap_points(0.4))),
    ):
        shown = picture(draw, result, "A sentence.")
        assert shown.png().startswith(b"\x89PNG")
        assert all(ax.get_title(loc="left") for ax in shown.figure.axes)


def test_the_sentences():
    line = chapter01.decision_line()
    assert line.description.startswith("3 of 4 points")
    assert line.set(name="AND", w1=1, w2=1, b=-1.5).description.startswith("4 of 4 points are on their side")
    replay = chapter01.learning_replay().set(name="AND", step=18)
    assert replay.description == "Done: 4 of 4 points are right after 18 mistakes; the bound is 51."
    assert "1 mistake so far" in replay.set(step=1).description
    assert "never ends" in replay.set(name="XOR").description
    assert "the bound is 39" in chapter01.margin_and_bound().description
    never = chapter01.no_line().set(name="XOR", step=150)
    assert never.description.endswith("has 2 of 4 points right, the pocket 3.")


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: demo.points("AN"), "data set: unknown name 'AN'; did you mean 'AND'"),
        (lambda: demo.decision_line(w1=np.nan), "w1: expected a finite number"),
        (lambda: demo.learning_replay(step=-1), "step: expected a whole number at least 0"),
        (lambda: demo.gap_points(0), "gap: expected a finite number above 0"),
    ],
)
def test_bad_input_gets_one_sentence(call, words):
    with pytest.raises(ValueError, match=words):
        call()
