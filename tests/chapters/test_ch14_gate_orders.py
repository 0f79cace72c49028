"""The orders of gates: as the library translates them, and what a wrong reading does, for every seed."""

import itertools
import re

import numpy as np
import pytest

from course_nn.chapters.ch14_frameworks import gate_orders as theme
from course_nn.chapters.ch14_frameworks.instruments_of_conventions import gate_orders
from course_nn.conventions import weights_of
from course_nn.layers import GRU, LSTM

PAIRS = list(itertools.product(theme.ORDERS, theme.FRAMEWORKS, theme.FRAMEWORKS))
#: Cell → the pairs that have one order.
SAME = {"LSTM": {"PyTorch", "Keras"}, "GRU": {"Keras", "ONNX"}}


@pytest.mark.parametrize("framework", theme.FRAMEWORKS)
@pytest.mark.parametrize("cell", theme.ORDERS)
def test_the_orders_are_those_of_the_conventions(cell, framework):
    layer = {"LSTM": LSTM, "GRU": GRU}[cell](1, 1, init="zeros", recurrent_init="zeros")
    layer.W.value = 1.0 + np.arange(layer.gates)[None]
    (W, *_) = weights_of(layer, framework.lower()).values()
    ours = theme.ORDERS[cell]["PyTorch"]
    assert [ours[int(one) - 1] for one in W.ravel()] == list(theme.ORDERS[cell][framework])


def test_the_letters():
    assert {cell: [theme.letters(cell, one) for one in theme.FRAMEWORKS] for cell in theme.ORDERS} == {
        "LSTM": ["ifgo", "ifco", "iofc"],
        "GRU": ["rzn", "zrh", "zrh"],
    }


@pytest.mark.parametrize(("cell", "written", "read"), PAIRS)
def test_outputs_are_the_same_where_the_order_is_and_far_apart_elsewhere(cell, written, read):
    same = written == read or {written, read} == SAME[cell]
    for seed in range(theme.SEEDS):
        result = theme.read_blocks(cell, written, read, seed)
        assert any(result["taken for another"]) != same
        assert result["difference"] == 0 if same else result["difference"] > 0.25, seed
        first = np.abs(result["right"][0] - result["other"][0]).max()
        assert first == 0 if same else first > 0.05, f"seed {seed}: apart from the first step on"
        assert sum(result["taken for another"]) == (0 if same else {"LSTM": 3, "GRU": 2}[cell])
        assert result["right"].shape == result["other"].shape == (theme.STEPS, theme.UNITS)
        assert np.isfinite(result["other"]).all() and np.abs(result["other"]).max() <= 1


@pytest.mark.parametrize(("cell", "written", "read"), PAIRS)
def test_the_reading_is_that_of_an_array_written_in_one_order_and_cut_in_the_other(cell, written, read):
    """One array of W, gate by gate."""
    gates = theme.weights(cell, 3)
    ours, there, here = theme.ORDERS[cell]["PyTorch"], theme.ORDERS[cell][written], theme.ORDERS[cell][read]
    array = np.concatenate([gates[one][0] for one in there], axis=1)
    cut = dict(zip(here, np.split(array, len(here), axis=1), strict=True))
    taken = theme.taken_for(cell, written, read)
    for gate in ours:
        assert np.array_equal(cut[gate], gates[taken[gate]][0])


def test_the_right_output_is_the_cells_formula():
    """LSTM by hand, gate by gate."""
    gates, x = theme.weights("LSTM", 1), theme.signal()[0]
    h = c = np.zeros(theme.UNITS)
    for k, row in enumerate(x):
        i, f, g, o = (row @ gates[a][0] + h @ gates[a][1] + gates[a][2] + gates[a][3] for a in "ifgo")
        sigmoid = lambda z: 1 / (1 + np.exp(-z))  # noqa: E731
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        np.testing.assert_allclose(theme.read_blocks("LSTM", "Keras", "Keras", 1)["right"][k], h, atol=1e-12)


@pytest.mark.long
def test_one_number_in_title_and_sentence():
    one = gate_orders()
    for cell, written, read in PAIRS:
        one.set(cell=cell, written=written, read=read)
        blocks, curve = (ax.get_title(loc="left") for ax in one.figure.axes)
        assert blocks == f"{cell}: " + re.search(r": (.*);", one.description).group(1)
        same, number = "the outputs are the same." in one.description, re.search(r"(\S+) apart", one.description)
        assert same == (not any(one.result["taken for another"]))
        assert curve == ("The same outputs" if same else f"First unit up to {number.group(1)} apart")
        words = {text.get_text() for text in one.figure.axes[0].texts}
        assert {f"written by {written}", f"read as {read}'s"} <= words


@pytest.mark.long
@pytest.mark.parametrize(("cell", "written", "read"), [pair for pair in PAIRS if pair[1] != pair[2]])
def test_the_title_is_of_the_curves_below_it_and_the_sentence_of_all_units(cell, written, read):
    one = gate_orders()
    for seed in range(theme.SEEDS):
        one.set(cell=cell, written=written, read=read, seed=seed)
        curve = one.figure.axes[1]
        right, other = (np.asarray(line.get_ydata()) for line in curve.get_lines()[:2])
        apart, largest = np.abs(right - other).max(), np.abs(one.result["right"] - one.result["other"]).max()
        if largest > 0:
            assert curve.get_title(loc="left") == f"First unit up to {apart:.2f} apart"
            assert one.description.endswith(f"{apart:.2f} apart, those of all {theme.UNITS} up to {largest:.2f}.")
