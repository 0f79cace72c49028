"""Attention, positions and blocks: which operators they become."""

import numpy as np
from layer_cases import CASES
from onnx_files import graph_of, operators

from course_nn import MultiHeadAttention, TransformerBlock


def test_only_causal_attention_hides():
    for name, hides in (("Attention", False), ("Attention-causal", True), ("MultiHeadAttention-causal", True)):
        ops = operators(CASES[name].layer(), CASES[name].x())
        assert (ops.count("Trilu"), ops.count("Softmax")) == (int(hides), 1)


def test_angles_are_computed_in_float64():
    for name in ("SinusoidalPositions", "MultiHeadAttention-rotary"):
        g, _ = graph_of(CASES[name].layer(np.float32), CASES[name].x(np.float32))
        made = {out: node for node in g.nodes for out in node.outputs}
        for sine in [node for node in g.nodes if node.op == "Sin"]:
            added = made[sine.inputs[0]]
            assert g.arrays[added.inputs[1]].dtype == np.float64


def test_a_head_that_is_off_is_multiplied_by_zero():
    layer = MultiHeadAttention(4, 2, np.random.default_rng(0))
    x = np.ones((1, 3, 4))
    before = operators(layer, x)
    layer.heads_on[1] = False
    after = operators(layer, x)
    assert len(after) == len(before) + 1
    g, _ = graph_of(layer, x)
    assert [[[1.0]], [[0.0]]] in [array.tolist() for array in g.arrays.values()]


def test_the_parts_of_a_block_keep_their_names():
    g, _ = graph_of(TransformerBlock(4, 2, np.random.default_rng(0)), np.ones((1, 3, 4)))
    assert {"attention.W", "norm_1.gamma", "network.0.W", "norm_2.beta"} <= set(g.arrays)
