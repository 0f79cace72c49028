"""Recurrent layers: ONNX's own operators, with their gates in its order."""

import numpy as np
from layer_cases import CASES, TOKEN_CASES
from onnx_files import graph_of, operators

from course_nn import GRU, LSTM, SequenceLayer, Stacked
from course_nn.export.rulebook import RULES
from course_nn.models import SequenceClassifier


def test_each_cell_is_the_operator_of_its_name():
    for name in ("RNN", "LSTM", "GRU", "RNN-relu", "GRU-before"):
        assert operators(CASES[name].layer(), CASES[name].x()).count(name.partition("-")[0]) == 1
    ops = operators(CASES["Bidirectional"].layer(), CASES["Bidirectional"].x())
    assert ("RNN" in ops, "GRU" in ops, ops[-1]) == (True, True, "Concat")
    assert operators(TOKEN_CASES["LSTM-tokens"].layer(), np.ones((2, 3), int))[0] == "OneHot"


def test_settings_that_are_no_weights_stand_in_the_attributes():
    for name, key, value in (
        ("GRU", "linear_before_reset", 1),
        ("GRU-before", "linear_before_reset", 0),
        ("RNN-relu", "activations", ["Relu"]),
    ):
        g, _ = graph_of(CASES[name].layer(), CASES[name].x())
        (cell,) = [node for node in g.nodes if node.op == name.partition("-")[0]]
        assert cell.attributes[key] == value


def test_the_gates_of_an_lstm_stand_in_the_order_of_onnx():
    """i f g o here, i o f c there, transposed."""
    layer = LSTM(2, 1, np.random.default_rng(0))
    g, _ = graph_of(layer, np.ones((1, 3, 2)))
    np.testing.assert_array_equal(g.arrays["W_2"][0], layer.W.value.T[[0, 3, 1, 2]])


def test_a_step_that_does_not_count_takes_a_loop():
    layer = SequenceClassifier(6, 2, 3, np.random.default_rng(0), cell=GRU, bidirectional=True)
    g, _ = graph_of(layer, np.ones((2, 4), int))
    loops = [node for node in g.nodes if node.op == "Scan"]
    assert len(loops) == 2
    assert "GRU" in [node.op for node in loops[0].attributes["body"].nodes]


def test_no_layer_of_sequences_is_taken_for_another():
    assert operators(Stacked(CASES["GRU"].layer()), CASES["GRU"].x()) == operators(
        CASES["GRU"].layer(), CASES["GRU"].x()
    )
    assert SequenceLayer not in RULES
