"""What the frameworks cost and add: what is stored is whole, and what the chapter says of it holds."""

import sys

import numpy as np
import pytest
from matplotlib.figure import Figure

from course_nn.autodiff import Variable
from course_nn.chapters.ch14_frameworks import costs
from course_nn.chapters.ch14_frameworks.costs_figure import describe_costs, draw_costs


@pytest.fixture
def alone(monkeypatch):
    """As where PyTorch is not installed."""
    monkeypatch.setitem(sys.modules, "torch", None)


def test_each_way_has_each_cost():
    stored = costs.measured_costs()
    assert stored.keys() == {*costs.WAYS, "made_with"}
    for name in costs.WAYS:
        cost = stored[name]
        assert 0 < cost["own"] <= cost["whole"]
        assert cost["imported"] > 0 and cost["memory"] > 0
        assert cost["step"].keys() == cost["first"].keys() == costs.SIZES.keys()
        assert all(0 < second < 1 for second in cost["step"].values())
    for part in ("one thread", "torch 2", "keras 3", "tensorflow 2"):
        assert part in stored["made_with"]


def test_the_smallest_step_is_the_cheapest_here():
    stored = costs.measured_costs()
    for name in costs.WAYS:
        if name != "course_nn":
            assert stored[name]["step"]["2-8-2"] > 2 * stored["course_nn"]["step"]["2-8-2"]
            assert stored[name]["imported"] > 3 * stored["course_nn"]["imported"]


def test_what_compiling_gives_and_takes():
    stored = costs.measured_costs()
    eager, graph, xla = (
        np.array([*stored[f"Keras on TensorFlow{mode}"]["step"].values()]) for mode in (", eager", "", ", XLA")
    )
    assert (eager > 4 * graph).all(), "the graph brings it"
    assert (np.abs(graph / xla - 1) < 0.15).all(), "XLA adds next to nothing"
    plain, compiled = (np.array([*stored[f"PyTorch{mode}"]["step"].values()]) for mode in ("", ", compiled"))
    assert compiled[0] > 1.2 * plain[0] and abs(compiled[1] / plain[1] - 1) < 0.15, "slower, and a draw"
    assert stored["PyTorch, compiled"]["first"]["2-8-2"] > 5


def test_derivatives_of_a_loop_are_those_of_the_root_but_where_it_ends_at_once(alone, capsys):
    found, a = costs.differentiated_in_pytorch(), np.array(costs.ROOTS_OF)
    np.testing.assert_allclose(found["value"], np.sqrt(a), rtol=1e-14)
    np.testing.assert_allclose(found["first"], 0.5 / np.sqrt(a), rtol=1e-10)
    np.testing.assert_allclose(found["second"][:-1], -0.25 * a[:-1] ** -1.5, rtol=1e-6)
    assert (a[-1], found["second"][-1], found["steps"][-1]) == (1, 0, 1)
    assert len(set(found["steps"][:-1])) > 1, "the loop is of different lengths"


def test_our_variables_go_through_the_same_loop():
    a = Variable(2.0)
    guess = a
    while abs(float(guess.value) ** 2 - 2) > 1e-14:
        guess = (guess + a / guess) * 0.5
    guess.backward()
    assert float(a.grad) == pytest.approx(0.5 / np.sqrt(2), rel=1e-10)


def test_shorter_types_err_and_lose_a_small_gradient_that_a_scale_keeps(alone):
    found = costs.mixed_in_pytorch()
    bfloat, half = found["errors"]
    assert 2**-10 < bfloat < 2**-7 and 2**-13 < half < 2**-10
    exact, lost, scaled, in_bfloat = found["small"]
    assert exact == pytest.approx(1e-9, rel=1e-6)
    assert lost == 0 == float(np.float16(1e-9))
    assert scaled == pytest.approx(1e-9, rel=2e-3) and in_bfloat == pytest.approx(1e-9, rel=1e-2)


def test_the_figure_has_a_bar_for_each_number_and_a_sentence():
    figure, stored = Figure(figsize=(8, 6)), costs.measured_costs()
    draw_costs(figure, stored)
    assert [len(ax.patches) for ax in figure.axes] == [len(costs.WAYS)] * 3 + [2 * len(costs.WAYS)]
    widths = [bar.get_width() for bar in figure.axes[2].patches]
    assert widths == [stored[name]["imported"] for name in costs.WAYS]
    text = describe_costs(stored)
    assert text.count("from") == 4 and "course_nn" in text
