"""Softmax regression: its bottom against scikit-learn, borders that don't move, and what it says of its answers."""

import numpy as np
import pytest
from own_data import OWN, move_everywhere

from course_nn import data
from course_nn.chapters.ch02_linear_models import softmax_regression
from course_nn.chapters.ch02_linear_models.softmax_regression import class_regions, softmax_steps
from course_nn.chapters.ch02_linear_models.softmax_regression_figure import (
    describe_softmax_regression,
    draw_layer,
    draw_mistakes,
    draw_softmax_regression,
    draw_templates,
)
from course_nn.core import Sequential
from course_nn.layers import Dense
from course_nn.plots import picture
from course_nn.widgets import softmax_regression as instrument


def test_the_first_step_by_hand():
    start, (W, b) = softmax_steps(np.array([[2.0], [1.0]]), np.array([0, 1]), 1.0, 1)
    assert not start[0].any() and not start[1].any()
    # δ = (p − y)/2 with p = ½: ∓¼ for the first row, ±¼ for the second.
    assert W.tolist() == [[0.25, -0.25]] and b.tolist() == [0, 0]


def test_it_goes_down_to_the_answer_of_sklearn():
    from sklearn.linear_model import LogisticRegression

    flowers, Z, _, costs, _ = softmax_regression.training("sepal length and width")
    theirs = LogisticRegression(C=np.inf, max_iter=10_000, tol=1e-8).fit(Z, flowers.y).predict_proba(Z)
    least = -np.log(theirs[np.arange(150), flowers.y]).mean()
    assert (np.diff(costs) < 0).all() and least < costs[-1] < least + 0.02


def test_larger_logits_move_no_border():
    one, ten = (class_regions("petal length and width", 12, scale) for scale in (1.0, 10.0))
    assert np.array_equal(one["p"].argmax(axis=2), ten["p"].argmax(axis=2))
    assert ten["sure"] > one["sure"] and np.array_equal(one["wrong"], ten["wrong"])


@pytest.mark.parametrize("pair", softmax_regression.PAIRS)
def test_before_the_first_step_everything_is_a_third(pair):
    result = class_regions(pair, 0, 1.0)
    assert result["p"] == pytest.approx(1 / 3) and result["cost"] == pytest.approx(np.log(3))
    assert result["tie"] and not result["wrong"].any()  # nothing is named, so nothing is wrong
    sentence = describe_softmax_regression(result)
    assert sentence.startswith("Before the first step every class gets a third") and "J = 1.10" in sentence
    title = picture(draw_softmax_regression, result, "A sentence.").figure.axes[0].get_title(loc="left")
    assert title == "All three tie"


def test_at_the_end_the_sentence_counts_steps_and_not_stages():
    result = class_regions("sepal length and width", 18, 10.0)
    assert result["steps"] == 512 and result["wrong"].sum() == 25
    sentence = "After 512 steps 125 of 150 flowers are named right, with 97% certainty on average; J = 1.35"
    assert describe_softmax_regression(result).startswith(sentence)


@pytest.mark.parametrize(
    "draw, result",
    [
        (draw_templates, np.random.default_rng(0).normal(size=(64, 10))),
        (draw_mistakes, {"images": np.zeros((2, 8, 8)), "y": [1, 2], "said": [3, 4], "p": [0.5, 0.9]}),
    ],
)
def test_the_figures_of_digits_are_drawn(draw, result):
    shown = picture(draw, result, "A sentence.")
    assert shown.png()[:4] == b"\x89PNG" and all(ax.has_data() for ax in shown.figure.axes)


@pytest.mark.parametrize("pair", softmax_regression.PAIRS)
@pytest.mark.parametrize("step, scale", [(10, 1.0), (18, 0.1), (9, 10.0), (18, 10.0)])
def test_title_picture_and_sentence_show_one_cost(pair, step, scale):
    result = class_regions(pair, step, scale)
    right = picture(draw_softmax_regression, result, "A sentence.").figure.axes[1]
    cost = f"{result['cost']:.2f}"
    assert right.get_title(loc="left").startswith(f"$J$ = {cost}") and f"J = {cost}" in describe_softmax_regression(
        result
    )
    heights = [float(line.get_ydata()[0]) for line in right.lines if line.get_marker() in ("o", "D")]
    assert heights[-1] == pytest.approx(result["cost"]) and max(heights) < right.get_ylim()[1]


def test_no_mean_certainty_is_said_to_be_all():
    rounded = class_regions("petal length and width", 18, 10.0)
    assert 0.995 < rounded["sure"] < 1 and "with over 99% certainty on average" in describe_softmax_regression(rounded)
    for pair in softmax_regression.PAIRS:
        for step in range(1, 19):
            assert "100%" not in describe_softmax_regression(class_regions(pair, step, 10.0))


def test_one_step_is_said_in_the_singular():
    assert describe_softmax_regression(class_regions("petal length and width", 1, 1.0)).startswith("After 1 step ")


def test_it_opens_where_no_border_is_drawn_yet():
    assert instrument().values["step"] == 0


def test_of_three_regions_none_is_an_island_but_of_four_one_can_be():
    rng = np.random.default_rng(0)
    far = 1e4 * np.column_stack([np.cos(angle := np.linspace(0, 2 * np.pi, 2000)), np.sin(angle)])
    near = rng.uniform(-5, 5, (20_000, 2))
    for _ in range(50):
        W, b = rng.normal(size=(2, 3)), rng.normal(size=3)
        assert set((near @ W + b).argmax(axis=1)) <= set((far @ W + b).argmax(axis=1))
    W, b = np.array([[0, -0.87, 0.87, 0], [1, -0.5, -0.5, 0]]), np.array([0, 0, 0, 1])
    assert b.argmax() == 3 and 3 not in (far @ W + b).argmax(axis=1)


def test_while_it_learns_the_weights_grow():
    for pair in softmax_regression.PAIRS:
        sizes = [np.linalg.norm(W) for W, _ in softmax_regression.training(pair)[2]]
        assert (np.diff(sizes) > 0).all()


def test_no_borders_can_part_flowers_with_the_same_sepals():
    flowers = data.iris().features("sepal length", "sepal width")
    same = (flowers.X[:, None] == flowers.X).all(axis=2) & (flowers.y[:, None] != flowers.y)
    assert same.any()


def test_a_penalty_ends_at_the_bottom_of_sklearn():
    from sklearn.linear_model import LogisticRegression

    flowers, Z, *_ = softmax_regression.training("petal length and width")
    *_, (W, b) = softmax_steps(Z, flowers.y, 1.0, 2000, penalty=0.01)
    theirs = LogisticRegression(C=1 / (0.01 * len(Z)), tol=1e-10, max_iter=10_000).fit(Z, flowers.y)
    ours = np.exp(Z @ W + b)
    assert ours / ours.sum(axis=1, keepdims=True) == pytest.approx(theirs.predict_proba(Z), abs=1e-4)


def test_inputs_and_outputs_of_the_layer_have_names():
    flowers = data.iris()
    scene = {
        "network": Sequential(Dense(4, 3, init="zeros")),
        "inputs": flowers.feature_names,
        "outputs": flowers.target_names,
    }
    (ax,) = picture(draw_layer, scene, "A sentence.").figure.axes
    heights = {text.get_text(): text.get_position()[1] for text in ax.texts}
    assert [heights[name] for name in flowers.feature_names] == [1.5, 0.5, -0.5, -1.5]
    assert [heights[name] for name in flowers.target_names] == [1, 0, -1]


@pytest.mark.long
@pytest.mark.parametrize("pair", softmax_regression.PAIRS)
def test_no_cost_is_drawn_that_is_not_reached_yet(pair):
    for step in (0, 5, 12):
        right = picture(draw_softmax_regression, class_regions(pair, step, 1.0), "A sentence.").figure.axes[1]
        assert max(max(line.get_xdata()) for line in right.lines if line.get_linestyle() != ":") == step


def test_400_steps_reach_the_bottom_for_digits_with_a_strong_penalty_and_stop_short_with_a_weak_one():
    train_set, _ = data.digits().split(test=0.25)[0].split(test=0.2)
    Z = train_set.X - train_set.X.mean(axis=0)
    moved = {}
    for strength in (0.01, 0.001, 0.0001):
        weights = [W for W, _ in softmax_steps(Z, train_set.y, 1.5, 600, penalty=strength)]
        moved[strength] = np.linalg.norm(weights[600] - weights[400]) / np.linalg.norm(weights[400])
    assert moved[0.01] < 0.001 and moved[0.001] > 0.03 and moved[0.0001] > 0.03


# Points of the reader's own

RNG = np.random.default_rng(0)
SEVERAL = {
    **{name: OWN[name] for name in ("flowers", "a gate", "far and uneven", "heavy tails", "one row in many")},
    "six clouds": (RNG.normal(size=(300, 2)) + 5 * RNG.normal(size=(6, 2)).repeat(50, axis=0), list("abcdef" * 50)),
    "four corners": ([[0, 0], [0, 1], [1, 0], [1, 1]], [3, 5, 7, 9]),
}


@pytest.mark.long
@pytest.mark.parametrize("name", SEVERAL)
def test_own_points_are_shown_in_every_corner(name):
    X, y = SEVERAL[name]
    shown, many = instrument(X, y), len(set(np.asarray(y).tolist()))
    assert shown.result["p"].shape == (120, 120, many) and shown.result["tie"]
    assert np.array_equal(shown.result["X"], np.asarray(X, dtype=float)), "they stay as they are"
    low, high = shown.figure.axes[0].get_xlim()
    assert low < np.min(X, axis=0)[0] and np.max(X, axis=0)[0] < high, "the limits follow the data"
    assert shown.result["cost"] == pytest.approx(np.log(many)) and "no point a name" in shown.description
    own = shown.controls[0].value
    assert {corner["pair"] for corner in move_everywhere(shown, pair=own)} == {own, *softmax_regression.PAIRS}
    assert np.isfinite(shown.result["costs"]).all() and shown.result["costs"][-1] <= np.log(many)


def test_what_the_shapes_mean_stands_in_the_caption_and_guessing_on_its_line():
    shown = instrument(*SEVERAL["four corners"])
    assert shown.caption.startswith("Yours: squares 3, circles 5, triangles 7, diamonds 9. Iris: squares setosa")
    assert shown.title == "Softmax regression"
    said = [text.get_text() for text in shown.figure.axes[1].texts]
    assert said == ["guessing: log 4"] and shown.figure.axes[0].get_title(loc="left") == "All 4 tie"
    assert shown.set(step=18).description.startswith("After 512 steps 4 of 4 points are named right")


def test_a_cost_beyond_the_picture_has_a_sign_at_its_edge():
    side = np.arange(100) % 2
    X, wrong = np.column_stack([side, np.arange(100)]), side ^ (np.arange(100) % 11 == 0)  # one in ten is mislabeled
    shown = instrument(X, wrong).set(step=18, scale=10)
    right = shown.figure.axes[1]
    assert shown.result["cost"] > right.get_ylim()[1]
    (edge,) = [line.get_ydata() for line in right.lines if line.get_marker() == "^"]
    assert edge == [right.get_ylim()[1]] and f"{shown.result['cost']:.2f}" in right.get_title(loc="left")
    assert "D" in [line.get_marker() for line in shown.set(scale=2).figure.axes[1].lines]


@pytest.mark.parametrize(
    "X, y, sentence",
    [
        ([[0, 1], [1, 1], [2, 1]], [0, 1, 0], "expected numbers that differ in both columns of X"),
        (np.zeros((9, 2)), range(9), "expected 2 to 6 different labels in y, got 9"),
    ],
)
def test_own_points_that_cannot_be_shown_get_one_sentence(X, y, sentence):
    with pytest.raises(ValueError, match=f"^softmax_regression: {sentence}"):
        instrument(X, y)
