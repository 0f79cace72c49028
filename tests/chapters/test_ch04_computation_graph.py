"""A walk through a graph shows what is known at each step, and ends with the gradient of calculus."""

from itertools import pairwise

import numpy as np
import pytest

from course_nn.autodiff import Variable
from course_nn.chapters.ch04_backpropagation.computation_graph import GRAPHS, STEPS, walk, whole_graph
from course_nn.chapters.ch04_backpropagation.computation_graph_figure import (
    describe_computation_graph,
    graph_places,
    show_graph,
)
from course_nn.widgets import computation_graph


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def end_gradients(formula, x, w, b):
    result = walk(formula, x, w, b, 10**6)
    assert result["done"]
    return {v.name: float(v.grad) for v in result["order"] if v.name}, float(result["end"].value)


def test_the_neuron_has_the_gradient_of_calculus():
    x, w, b = 1.5, -0.8, 0.4
    a = sigmoid(x * w + b)
    dz = 2 * (a - 1) * a * (1 - a)
    gradient, value = end_gradients("neuron", x, w, b)
    assert value == pytest.approx((a - 1) ** 2)
    assert gradient == pytest.approx({"x": dz * w, "w": dz * x, "b": dz, "y": -2 * (a - 1)})


def test_the_fork_adds_both_shares():
    x, w, b = 1.5, 0.8, 0.5
    a = x * w
    gradient, value = end_gradients("fork", x, w, b)
    assert value == pytest.approx(a**2 + a * b)
    assert gradient == pytest.approx({"x": (2 * a + b) * w, "w": (2 * a + b) * x, "b": a})


def test_the_chain_by_nudging():
    def f(x, w, b):
        return np.tanh(np.tanh(x * w + b) * w)

    point = np.array([0.7, -1.2, 0.3])
    gradient, _ = end_gradients("chain", *point)
    for i, name in enumerate("xwb"):
        h = np.zeros(3)
        h[i] = 1e-6
        assert gradient[name] == pytest.approx((f(*(point + h)) - f(*(point - h))) / 2e-6, abs=1e-9)


@pytest.mark.parametrize("formula", GRAPHS)
def test_a_walk_shows_nothing_before_its_time(formula):
    k = STEPS // 2
    assert walk(formula, 1.0, 0.5, -0.5, 0)["forward_steps"] == k
    for step in range(2 * k + 1):
        result = walk(formula, 1.0, 0.5, -0.5, step)
        operations = [v for v in result["order"] if v.parents]
        assert sum(id(v) in result["known"] for v in operations) == min(step, k)
        assert len(result["pushed"]) == max(0, step - k)
        shown = [child for _, child, share in result["edges"] if share is not None]
        assert {id(v) for v in shown} == result["pushed"]
        if step == k + 1:  # the way back begins at the end of the graph
            assert result["pushed"] == {id(result["end"])}
        if result["active"] is not None and step <= k:  # whatever is computed has parents that are known
            assert all(id(p) in result["known"] for p, _ in result["active"].parents)


def test_the_whole_graph_has_gradients_once_backward_has_run():
    x = Variable(np.array([1.0, 2.0]), "x")
    J = (x * x).sum()
    before = whole_graph(J)
    assert (before["forward_steps"], before["backward"], before["pushed"]) == (2, False, set())
    assert before["known"] == {id(v) for v in J.graph()}
    J.backward()
    after = whole_graph(J)
    assert after["done"] and after["active"] is None
    shares = [share.tolist() for parent, _, share in after["edges"] if parent is x]
    assert shares == [[1.0, 2.0], [1.0, 2.0]]  # x * x: each factor gets 1 times the other


def test_no_two_nodes_stand_in_one_place():
    for formula in GRAPHS:
        places = list(graph_places(walk(formula, 1, 1, 1, 0)["end"]).values())
        assert len(set(places)) == len(places)


def test_what_is_made_stands_right_of_what_it_is_made_of():
    for formula in GRAPHS:
        result = walk(formula, 1, 1, 1, 0)
        places = graph_places(result["end"])
        for parent, child, _ in result["edges"]:
            assert places[id(parent)][0] < places[id(child)][0]


def test_a_product_favors_the_factor_that_is_smaller_in_size():
    for x, w in ((1.5, 0.8), (1.0, -2.0), (-0.3, -1.7), (-2.0, 0.1)):
        gradient, _ = end_gradients("neuron", x, w, -1.0)
        assert (abs(gradient["x"]) > abs(gradient["w"])) == (abs(x) < abs(w))


def test_a_relu_that_is_off_passes_nothing():
    gradient, value = end_gradients("fork", 1.5, -0.8, 2.0)
    assert value == 0 and set(gradient.values()) == {0}


def test_the_fork_opens_with_two_shares_that_add_up():
    it = computation_graph().set(formula="fork", step=STEPS)
    relu = next(v for v in it.result["order"] if v.operation == "ReLU")
    shares = [float(share) for parent, _, share in it.result["edges"] if parent is relu]
    assert sorted(shares) == pytest.approx([-1.0, 2.4]) and float(relu.grad) == pytest.approx(1.4)


@pytest.mark.long
def test_no_line_runs_through_a_circle_and_no_number_lies_under_one():
    for formula in GRAPHS:
        (ax,) = computation_graph().set(formula=formula, step=STEPS).figure.axes
        circles = np.array([patch.center for patch in ax.patches])
        assert len(circles) == STEPS // 2
        numbers = [text for text in ax.texts if text.get_rotation_mode() == "anchor"]
        assert len(numbers) >= 2 * STEPS // 2
        for text in numbers:
            assert np.hypot(*(circles - np.array(text.get_position())).T).min() > 0.3, f"{formula}: {text.get_text()}"
        for line in ax.lines[:-1]:
            corners = np.column_stack(line.get_data()).astype(float)
            ends = [np.hypot(*(circles - end).T) < 0.1 for end in (corners[0], corners[-1])]
            others = circles[~ends[0] & ~ends[1]]
            for a, b in pairwise(corners):
                for at in np.linspace(a, b, 50):
                    assert np.hypot(*(others - at).T).min() > 0.24, f"{formula}: a line through a circle"


def test_a_constant_shows_its_value_and_no_gradient():
    x = Variable(np.array([1.0, 2.0, 4.0]), "x")
    J = (x * x).mean()
    J.backward()
    texts = [text.get_text() for text in show_graph(J).figure.axes[0].texts]
    assert "3" in texts and "$x$" in texts and "" not in texts
    assert "21" in texts and "0.333" in texts, "the sum and its share"
    assert "−2.33" not in texts, "the divisor's gradient"


def test_numbers_are_short_and_the_same_in_picture_and_sentence():
    it = computation_graph().set(formula="chain", x=-2, w=-2, b=-2, step=STEPS)
    said = dict(part.split(" = ") for part in it.description.removeprefix("Done: ").rstrip(".").split(", "))
    texts = [text.get_text() for text in it.figure.axes[0].texts]
    assert said == {"∂J/∂w": "0.101", "∂J/∂b": "−0.011", "∂J/∂x": "0.023"}
    assert {"−0.011", "0.023"} <= set(texts)
    small = computation_graph().set(formula="chain", x=2, w=2, b=2, step=STEPS)
    assert all(len(text.get_text()) <= 6 for text in small.figure.axes[0].texts if "J" not in text.get_text())


def test_small_shares_have_two_digits_and_fit_between_two_circles():
    """∂J/∂b = 3.5e−6 times w = 2 is ∂J/∂x = 6.9e−6: with one digit it would read 3e−6 and 7e−6."""
    it = computation_graph().set(formula="chain", x=2, w=2, b=2, step=STEPS)
    assert it.description == "Done: ∂J/∂w = 0.071, ∂J/∂b = 3.5e−6, ∂J/∂x = 6.9e−6."
    (ax,) = it.set(w=-2, b=-1.9).figure.axes
    widest = [text for text in ax.texts if text.get_text() == "−4.2e−6" and not text.get_rotation()]
    (low, _), (high, _) = ax.transData.transform([(0, 0), (1 - 2 * 0.24, 0)])
    assert len(widest) == 2 and all(text.get_window_extent().width < high - low for text in widest)


@pytest.mark.long
@pytest.mark.parametrize("formula", GRAPHS)
def test_nothing_but_a_zero_is_shown_as_zero(formula):
    """Over all positions of the sliders: what is smaller than 10⁻¹⁴ is zero but for rounding, and there is no −0."""
    ticks = np.round(np.linspace(-2, 2, 41), 1)
    end = GRAPHS[formula](*np.meshgrid(ticks, ticks, ticks))
    end.backward(np.ones(end.shape))
    shares = [pull(v.grad) for v in end.graph() for _, pull in v.parents]
    numbers = np.abs(np.concatenate([np.ravel(n) for v in end.graph() for n in (v.value, v.grad)] + shares, axis=None))
    assert not ((numbers > 1e-15) & (numbers < 1e-6)).any()
    for x, w, b in ((1.5, 0.8, -1.2), (0.0, -1.0, 0.0), (-0.5, 0.0, -1.0), (1.5, -0.8, -2.0)):
        it = computation_graph().set(formula=formula, x=x, w=w, b=b, step=STEPS)
        texts = [text.get_text() for text in it.figure.axes[0].texts] + it.description.rstrip(".").split(" ")
        assert not any(text.rstrip(",.") == "−0" or "e−1" in text for text in texts)


def test_a_graph_shows_itself_with_a_sentence():
    x = Variable(np.array([1.0, 2.0]), "x")
    J = (x * x).sum()
    before = show_graph(J).png()
    J.backward()
    assert "×, sum" in show_graph(J).alt and show_graph(J).png() != before


def test_the_sentence_follows_the_steps():
    # J = a² + a b with a = ReLU(x w) = 2 and b = 3: ×, ReLU, ( )², × and + forward, and the same back.
    said = [describe_computation_graph(walk("fork", 2.0, 1.0, 3.0, step)) for step in range(11)]
    assert said[0] == "5 operations to compute, and then 5 to walk back through."
    assert said[1] == "Step 1 of 5 forward: × gives 2."
    assert said[5] == "Step 5 of 5 forward: + gives 10."
    assert said[6] == "Step 1 of 5 back: 1 arrives at +, which passes on 1 and 1."
    assert said[9] == "Step 4 of 5 back: 7 arrives at ReLU, which passes on 7."
    assert said[10] == "Done: ∂J/∂b = 2, ∂J/∂w = 14, ∂J/∂x = 7."


def test_the_title_says_which_way_the_walk_goes():
    it = computation_graph()  # the neuron has five operations
    titles = [it.set(step=step).figure.get_suptitle().split()[0] for step in (0, 5, 6, 10)]
    assert titles == ["Nothing", "Forward:", "Backward:", "Every"]
