"""Chapter 03, learning XOR: one network from step to step, a hundred at once, and the dead ends."""

import math

import numpy as np
import pytest
from helpers import refused
from numpy.testing import assert_allclose, assert_array_equal
from own_data import OWN, move_everywhere

from course_nn import Adam, BinaryCrossEntropy, Dense, check_layer, data, mlp, train
from course_nn.chapters.ch03_multilayer_perceptrons import instruments, learning_xor
from course_nn.chapters.ch03_multilayer_perceptrons.learning_xor_figure import (
    describe_learning_xor,
    draw_learning_xor,
    draw_share_solved,
)
from course_nn.plots import course_style, new_figure, picture

X, Y = data.xor()


def test_side_by_side_is_a_layer():
    rng = np.random.default_rng(0)
    layer = learning_xor.SideBySide([Dense(2, 3, rng, dtype=np.float64) for _ in range(4)])
    assert check_layer(layer, rng.normal(size=(4, 5, 2)))
    assert check_layer(learning_xor.crowd(3, seeds=4), rng.normal(size=(4, 5, 2)))


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_each_of_the_crowd_learns_as_if_alone(activation):
    logits, costs = learning_xor.train_crowd(3, activation, seeds=5, steps=600)
    for seed in range(5):
        thetas, losses = learning_xor.history(3, 0.05, seed, activation)
        alone = mlp([2, 3, 1], np.random.default_rng(seed), activation=activation, dtype=np.float64)
        alone.theta[:] = thetas[-1]
        assert_allclose(costs[seed], losses[-1], rtol=1e-6)
        assert_allclose(logits[:, seed], alone(X)[:, 0], rtol=1e-6, atol=1e-9)


def test_the_history_is_that_of_training():
    thetas, losses = learning_xor.history(2, 0.05, 0, "tanh")
    network = mlp([2, 2, 1], np.random.default_rng(0), dtype=np.float64)
    assert_array_equal(thetas[0], network.theta)
    assert thetas.shape == (61, 9) and losses.shape == (601,)
    for frame in (0, 30, 60):
        network.theta[:] = thetas[frame]
        assert_allclose(BinaryCrossEntropy()(network(X), Y)[0], losses[10 * frame], rtol=1e-12)
        shown = learning_xor.snapshot(2, 0.05, 0, "tanh", frame)
        assert shown["step"] == 10 * frame
        assert_allclose(shown["field"][15, 45], 1 / (1 + np.exp(-network(np.array([[1.0, 0.0]]))[0, 0])))


def test_one_unit_never_and_eight_units_nearly_always():
    assert learning_xor.share_solved(1) == 0
    assert learning_xor.share_solved(8) >= 0.95
    assert learning_xor.share_solved(2) < learning_xor.share_solved(3) < learning_xor.share_solved(8)


def test_the_dead_ends():
    """All corners at 1/2; one sure and three that share 1/3 or 2/3; two sure and two at 1/2."""
    third = (3 * (math.log(3) - 2 / 3 * math.log(2))) / 4
    ends = np.array([math.log(2), third, math.log(2) / 2])
    for activation in ("tanh", "relu", "sigmoid"):
        logits, costs = learning_xor.train_crowd(2, activation)
        stuck = ~((logits > 0) == (Y[:, None] == 1)).all(axis=0)
        assert stuck.any()
        assert np.abs(costs[stuck, None] - ends).min(axis=1).max() < 0.02
        surest = np.sort(np.maximum(logits, -logits), axis=0)[:, stuck]  # of the four corners, from the least sure on
        at_half, at_third = np.log(1.1), (np.log(1.8), np.log(2.2))  # odds of 1 and of 2 to 1
        for least, end in zip(surest.T, np.abs(costs[stuck, None] - ends).argmin(axis=1), strict=True):
            unsure = np.sum(least < at_half), np.sum((at_third[0] < least) & (least < at_third[1]))
            assert unsure == ((4, 0), (0, 3), (2, 0))[end]


def test_what_is_not_there_is_refused():
    for call in (
        lambda: learning_xor.snapshot(frame=61),
        lambda: learning_xor.share_solved(2, "tan"),
        lambda: learning_xor.share_solved(0),
    ):
        with refused():
            call()


def test_the_sentence_before_and_after_success():
    before, after = (learning_xor.snapshot(8, 0.05, 0, "tanh", frame) for frame in (0, 60))
    start, end = before["losses"][0], before["losses"][-1]
    assert end < 0.01 < 0.5 < start
    assert describe_learning_xor(after) == (
        f"After 600 steps 4 of 4 corners are right and J = {end:.2g}; "
        "00, 01, 10, 11 get the probabilities 0.00, 1.00, 1.00, 0.00."
    )
    wanted = f"After 0 steps {before['right']} of 4 corners are right and J = {start:.2g}; 00, 01, 10, 11 get"
    assert describe_learning_xor(before).startswith(wanted)
    assert_allclose(np.mean(-np.log(np.where(Y == 1, before["p"], 1 - before["p"]))), start, rtol=1e-6)


def test_what_is_still_to_come_is_hidden():
    """The reader is asked how it will end; nothing in the picture or the sentence says so before it does."""
    early = learning_xor.snapshot(2, 0.05, 0, "tanh", 10)
    _, right = axes_of(draw_learning_xor, early)
    assert max(np.max(line.get_xdata()) for line in right.lines[:2]) == 100
    opened = instruments.learning_xor().values
    assert opened["frame"] == 0 and f"{early['losses'][-1]:.2g}" not in describe_learning_xor(early)


@pytest.mark.long
def test_the_learning_rate_matters():
    """With rate 1 about half of the starts of eight tanhs fail; with 0.001 nearly all are right, and none is sure."""
    assert 0.4 < learning_xor.share_solved(8, "tanh", 1000, learning_rate=1.0) < 0.6
    assert learning_xor.share_solved(8, "tanh", 1000, learning_rate=0.001) > 0.95
    assert learning_xor.train_crowd(8, "tanh", 1000, learning_rate=0.001)[1].min() > 0.2


def test_the_distances_are_those_of_the_lines():
    network = mlp([2, 3, 1], np.random.default_rng(4), dtype=np.float64)
    network.theta[:] = learning_xor.history(3, 0.05, 4, "tanh")[0][-1]
    W, c = network[0].W.value, network[0].b.value
    for away, w, shift in zip(learning_xor.corner_distances(3, seeds=5)[4].T, W.T, c, strict=True):
        foot = X - away[:, None] * w / np.linalg.norm(w)  # from the corner straight to the line
        assert_allclose(foot @ w + shift, 0, atol=1e-5)


@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
def test_two_smooth_units_cut_off_two_opposite_corners(activation):
    sides = np.sign(found_lines(activation))
    for first, second in sides.transpose(0, 2, 1):
        alone = [int(np.flatnonzero(side == -np.sign(side.sum()))[0]) for side in (first, second)]
        assert sum(alone) == 3 and abs(first.sum()) == abs(second.sum()) == 2


def test_the_creases_of_two_relus_run_through_corners():
    """Those of two tanhs stay away from them."""
    assert np.abs(found_lines("relu")).min(axis=1).max() < 0.01
    assert np.abs(found_lines("tanh")).min() > 0.2


def found_lines(activation):
    """The corners' distances (k, 4, 2) from the lines of two units, for the starts of 200 that were solved."""
    logits, _ = learning_xor.train_crowd(2, activation, 200)
    solved = ((logits > 0) == (Y[:, None] == 1)).all(axis=0)
    assert solved.sum() > 30
    return learning_xor.corner_distances(2, activation, 200)[solved]


@pytest.mark.long
def test_a_little_slope_on_the_left_mends_what_relus_miss():
    """The cause switched off: with slope 0.01 where it is off, a unit gets a gradient, and more starts succeed."""
    for hidden in range(2, 9):
        assert learning_xor.share_solved(hidden, "leaky_relu") > learning_xor.share_solved(hidden, "relu") + 0.1


@pytest.mark.long
def test_almost_no_dead_unit_comes_back_and_none_for_good():
    """And it is not the only way to fail: some networks of two units fail with both of them alive."""
    died, came_back, failed_alive = 0, 0, {}
    for hidden in range(1, 9):
        network, loss = learning_xor.crowd(hidden, "relu", 100), BinaryCrossEntropy()
        inputs, targets = np.broadcast_to(X, (100, 4, 2)), np.repeat(Y[:, None], 100, axis=1)
        dead, ever, back = (np.zeros((100, hidden), bool) for _ in range(3))
        for _ in train(network, loss, Adam(0.05), [(inputs, targets)], epochs=600):
            alive = (inputs @ network[0].W.value + network[0].b.value > 0).any(axis=1).reshape(dead.shape)
            back |= dead & alive
            dead = ~alive
            ever |= dead
        assert_array_equal(dead, ever)
        failed = ((network(inputs) > 0) != (Y[:, None] == 1)).any(axis=0)
        failed_alive[hidden] = (failed & ~dead.any(axis=1)).any()
        died, came_back = died + ever.sum(), came_back + back.sum()
    assert 0 < came_back < 0.005 * died and failed_alive[2]


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
def test_hardly_one_leaves_a_dead_end_later(activation):
    early, late = (learning_xor.train_crowd(2, activation, steps=steps)[1] for steps in (600, 1500))
    assert np.sum((early > 0.3) & (late < 0.3)) < 0.03 * np.sum(early > 0.3)


@pytest.mark.parametrize("frame", [0, 60])
def test_one_half_is_no_right_answer(frame):
    """Neither at the start, where 00 is at exactly 1/2, nor in a dead end, where rounding would decide."""
    for activation, seed in (("tanh", 0), ("relu", 30), ("relu", 1)):
        result = learning_xor.snapshot(1, 0.05, seed, activation, frame)
        said = np.round(result["p"], 2)
        assert result["right"] == np.sum(np.where(Y == 1, said > 0.5, said < 0.5))


def test_the_sentence_in_a_dead_end():
    """One unit, sure of nothing but what a line can tell, never has all four."""
    stuck = learning_xor.snapshot(1, 0.05, 0, "tanh", 60)
    assert stuck["right"] < 4
    assert f"{stuck['right']} of 4 corners" in describe_learning_xor(stuck)


def axes_of(draw, result):
    figure = new_figure(7, 4)
    with course_style():
        draw(figure, result)
    return figure.axes


def test_a_unit_is_as_wide_as_the_output_listens_to_it():
    result = learning_xor.snapshot(3, 0.05, 0, "tanh", 60)
    left, _ = axes_of(draw_learning_xor, result)
    dashed = [line for line in left.lines if line.get_linestyle() == "--"]
    widths = np.array([line.get_linewidth() for line in dashed])
    strength = np.abs(result["w"])
    assert_array_equal(np.argsort(widths), np.argsort(strength))
    assert_allclose([widths.min(), widths.max()], [0.6 + 2 * strength.min() / strength.max(), 2.6])


def test_the_lines_are_where_the_units_are_zero():
    result = learning_xor.snapshot(4, 0.05, 1, "tanh", 60)
    left, _ = axes_of(draw_learning_xor, result)
    dashed = [line for line in left.lines if line.get_linestyle() == "--"]
    assert len(dashed) == 4
    for j, line in enumerate(dashed):
        assert_allclose(line.get_xydata() @ result["W"][:, j] + result["c"][j], 0, atol=1e-12)


def test_a_share_for_each_activation():
    shares = {"tanh": ([1, 2], [0, 0.5]), "ReLU": ([1, 2], [0, 0.25]), "leaky ReLU": ([1, 2], [0, 0.75])}
    (ax,) = axes_of(draw_share_solved, shares)
    above = sorted(ax.texts, key=lambda text: text.xy[1], reverse=True)
    assert [text.get_text() for text in above] == ["leaky ReLU", "tanh", "ReLU"]
    assert_allclose([line.get_ydata() for line in ax.lines], [[0, 0.5], [0, 0.25], [0, 0.75]])


# Points of the reader's own


@pytest.mark.long
@pytest.mark.parametrize("name", ["flowers", "two points", "heavy tails"])
def test_own_points_are_learned_in_every_corner(name):
    points, y = OWN[name]
    shown = instruments.learning_xor(points, y)
    given = shown.result["X"]
    assert given.min() >= 0 and given.max() == 1 and shown.result["own"], "each column goes from 0 to 1"
    order = np.argsort(np.asarray(points, dtype=float)[:, 1], kind="stable")
    assert (np.diff(given[order, 1]) >= 0).all()
    for _ in move_everywhere(shown):
        assert f" of {len(y)} points are right" in shown.description
        assert np.isfinite(shown.result["losses"]).all()


def test_own_flowers_are_learned_and_named():
    shown = instruments.learning_xor(*OWN["flowers"])
    assert shown.set(frame=learning_xor.FRAMES).description.startswith("After 600 steps 100 of 100 points are right")
    assert shown.title == "Watch a small network learn your points"
    assert shown.caption.endswith("Squares: setosa; circles: versicolor.")
    with pytest.raises(ValueError, match=r"^learning_xor: expected two different labels in y, got 1: 0$"):
        instruments.learning_xor([[0, 1], [1, 1]], [0, 0])


def test_a_cost_beyond_the_picture_has_a_sign_at_its_edge():
    result = learning_xor.snapshot(frame=0)
    result["losses"] = np.full_like(result["losses"], 40.0)
    right = picture(draw_learning_xor, result, "A sentence.").figure.axes[1]
    assert right.lines[1].get_marker() == "^" and right.lines[1].get_ydata() == [12]
    assert right.get_title(loc="left") == "$J$ = 40"
