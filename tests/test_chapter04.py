"""What chapter 04's instruments compute, against values from calculus; its suspects; its exercises' diagnoses."""

import numpy as np
import pytest

from course_nn import check_layer, mlp
from course_nn.autodiff import Variable
from course_nn.chapters.ch04_backpropagation import backprop
from course_nn.chapters.ch04_backpropagation.graph_figure import graph_places, show_graph
from course_nn.chapters.ch04_backpropagation.suspects import KINDS, suspects
from course_nn.exercises import check


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def end_gradients(formula, x, w, b):
    result = backprop.walk(formula, x, w, b, 10**6)
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
        return np.tanh(np.tanh(x * w + b) * w + b)

    point = np.array([0.7, -1.2, 0.3])
    gradient, _ = end_gradients("chain", *point)
    for i, name in enumerate("xwb"):
        h = np.zeros(3)
        h[i] = 1e-6
        assert gradient[name] == pytest.approx((f(*(point + h)) - f(*(point - h))) / 2e-6, abs=1e-9)


@pytest.mark.parametrize("formula", backprop.GRAPHS)
def test_a_walk_shows_nothing_before_its_time(formula):
    k = backprop.graph_steps(formula) // 2
    for step in range(2 * k + 1):
        result = backprop.walk(formula, 1.0, 0.5, -0.5, step)
        operations = [v for v in result["order"] if v.parents]
        assert sum(id(v) in result["known"] for v in operations) == min(step, k)
        assert len(result["pushed"]) == max(0, step - k)
        shown = [child for _, child, share in result["edges"] if share is not None]
        assert {id(v) for v in shown} == result["pushed"]
        if step == k + 1:  # the way back begins at the end of the graph
            assert result["pushed"] == {id(result["end"])}
        if result["active"] is not None and step <= k:  # whatever is computed has parents that are known
            assert all(id(p) in result["known"] for p, _ in result["active"].parents)


def test_no_two_nodes_stand_in_one_place():
    for formula in backprop.GRAPHS:
        places = list(graph_places(backprop.walk(formula, 1, 1, 1, 0)["end"]).values())
        assert len(set(places)) == len(places)


def test_a_graph_shows_itself_with_a_sentence():
    x = Variable(np.array([1.0, 2.0]), "x")
    J = (x * x).sum()
    before = show_graph(J).png()
    J.backward()
    assert "×, sum" in show_graph(J).alt and show_graph(J).png() != before


def test_gradient_norms_are_those_of_the_layers():
    result = backprop.gradient_norms(3, "tanh", 1.0)
    assert result["layer"].tolist() == [1, 2, 3, 4] and len(result["activations"]) == 3
    ratios = {name: backprop.gradient_norms(20, name, s)["ratio"] for name, s in (("sigmoid", 1), ("tanh", 1))}
    assert ratios["sigmoid"] < 1e-10 < 1e-2 < ratios["tanh"]
    assert backprop.gradient_norms(20, "relu", 10)["ratio"] > 1e10


def test_a_sigmoid_layer_shrinks_the_gradient_at_least_by_its_largest_slope():
    # ‖δ W^T ⊙ g'‖ ≤ ‖δ‖ ‖W‖ / 4, layer by layer.
    result = backprop.gradient_norms(6, "sigmoid", 1.0)
    largest = 2.2  # the spectral norm of a 32 × 32 matrix with standard deviation 1/√32 is below this
    for below, above in zip(result["norm"], result["norm"][1:], strict=False):
        assert below <= above * largest / 4


def test_the_best_steps_are_where_theory_says():
    errors = backprop.step_size_errors(1.0, True)
    assert 1e-6 < errors["best"]["float64"] < 1e-4 and 1e-3 < errors["best"]["float32"] < 5e-2
    one_sided = backprop.step_size_errors(1.0, False)
    assert 1e-9 < one_sided["best"]["float64"] < 1e-7
    far = errors["h"] > 1e-3  # there the error is h²/6 |f'''|
    np.testing.assert_allclose(errors["errors"]["float64"][far], errors["h"][far] ** 2 / 6 * np.cos(1), rtol=0.06)


def test_operations_counted_by_hand():
    counts = backprop.operation_counts(width=3, depth=1, n=2, d_in=4)
    assert counts["forward"] == 2 * (4 * 3 + 3 * 1)
    assert counts["backward"] == 2 * (4 * 3 + 2 * 3 * 1)
    assert counts["parameters"] == mlp([4, 3, 1], np.random.default_rng(0)).theta.size
    assert counts["differences"] == 2 * counts["parameters"] * counts["forward"]


WRONG = {"A": "x", "B": "gamma", "C": "x", "D": "W", "E": "b"}


@pytest.mark.parametrize("letter", WRONG)
def test_each_suspect_is_wrong_in_one_gradient_only(letter):
    report = check_layer(suspects()[letter], np.random.default_rng(0).standard_normal((4, 3)))
    assert [name for name, difference in report.rows if difference > 1e-7] == [WRONG[letter]]
    assert len(suspects()) == len(KINDS) == 5


def test_softsign_written_otherwise():
    def by_cases(z, da):
        slope = np.where(z > 0, 1 / (1 + z * (z > 0)) ** 2, 1 / (1 - z * (z < 0)) ** 2)
        return da * slope

    assert check("softsign_backward", by_cases).passed
    assert check("softsign_backward", lambda z, da: (1 + abs(z)) ** -2.0).mistake == "no upstream"
    assert check("softsign_backward", lambda z, da: da / (1 + abs(z))).mistake == "not squared"
    assert check("softsign_backward", lambda z, da: -da / (1 + abs(z)) ** 2).status == "not yet"


def test_dense_written_otherwise():
    def loops(x, W, dy):
        dx = np.array(
            [[sum(dy[i, k] * W[j, k] for k in range(W.shape[1])) for j in range(len(W))] for i in range(len(x))]
        )
        dW = sum(np.outer(row, d) for row, d in zip(x, dy, strict=True))
        return dx, dW, np.ones(len(dy)) @ dy

    assert check("dense_backward", loops).passed
    mean = check("dense_backward", lambda x, W, dy: (dy @ W.T, x.T @ dy / len(x), dy.sum(0) / len(x)))
    assert mean.mistake == "mean"
    swapped = check("dense_backward", lambda x, W, dy: (np.dot(x.T, dy), np.dot(dy, W.T), dy.sum(0)))
    assert swapped.mistake == "order"
    flat = check("dense_backward", lambda x, W, dy: (dy @ W.T, x.T @ dy, np.sum(dy)))
    assert flat.mistake == "all in one db"


def test_culprits():
    right = dict(zip("ABCDE", [KINDS[3], KINDS[4], KINDS[1], KINDS[2], KINDS[0]], strict=True))
    assert check("culprits", right).passed
    assert check("culprits", {k: v.upper() for k, v in right.items()}).passed
    assert check("culprits", right | {"A": KINDS[0], "E": KINDS[3]}).mistake == "A and E exchanged"
    assert "none of the five kinds" in repr(check("culprits", right | {"B": "bad luck"}))
    one_wrong = repr(check("culprits", right | {"E": KINDS[4]}))
    assert not any(kind in one_wrong for kind in KINDS), "the report gives the answer away"
    assert "letters A to E" in repr(check("culprits", ["A"]))
