"""Dense layers, activations, normalization and layers of layers: which operators they become."""

import numpy as np
import pytest
from layer_cases import CASES
from onnx_files import graph_of, operators

from course_nn import ELU, BatchNorm, Dense, Dropout, Embedding, Flatten, LayerNorm, Reshape, Sequential


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Dense", ["MatMul", "Add"]),
        ("Dense-no-bias", ["MatMul"]),
        ("Flatten", ["Flatten"]),
        ("Reshape", ["Reshape"]),
        ("Sigmoid", ["Sigmoid"]),
        ("ReLU", ["Relu"]),
        ("LeakyReLU", ["PRelu"]),
        ("PReLU-3", ["PRelu"]),
        ("ELU", ["Elu"]),
        ("ELU-0.5", ["Elu", "PRelu"]),
        ("HardTanh", ["Clip"]),
        ("Cosine", ["Cos"]),
        ("Dropout", []),
        ("GaussianNoise", []),
        ("GaussianSample", ["Split"]),
        ("BatchNorm", ["BatchNormalization"]),
        ("LayerNorm", ["LayerNormalization"]),
        ("Residual-plain", ["Tanh", "Add"]),
        ("Residual-noisy", ["MatMul", "Add", "Add"]),
        ("Branches", ["MatMul", "Add", "MatMul", "Add", "Add", "Concat"]),
    ],
)
def test_a_layer_becomes_these_operators(name, expected):
    assert operators(CASES[name].layer(), CASES[name].x()) == expected


def test_epsilon_is_kept_to_the_last_bit_in_float64():
    """Attributes are float32, and ε as such would be another."""
    x = np.ones((2, 3))
    g, _ = graph_of(BatchNorm(3, epsilon=1e-5), x, np.float64)
    (node,) = g.nodes
    variance = g.arrays[node.inputs[4]] + float(np.float32(node.attributes["epsilon"]))
    np.testing.assert_allclose(variance, 1 + 1e-5, rtol=1e-15)
    g, _ = graph_of(LayerNorm(3, epsilon=1e-5), x, np.float64)
    assert "LayerNormalization" not in [node.op for node in g.nodes]
    assert 1e-5 in [array.item() for array in g.arrays.values() if array.size == 1]


def test_tokens_become_numbers_where_a_layer_computes_with_them():
    rng, tokens = np.random.default_rng(0), np.ones((2, 4), int)
    assert operators(Sequential(Flatten(), Embedding(3, 2, rng)), tokens) == ["Flatten", "Gather"]
    assert operators(Sequential(Reshape(4), Dense(4, 2, rng)), tokens) == ["Reshape", "Cast", "MatMul", "Add"]
    assert operators(Embedding(3, 2, rng), tokens.astype(float)) == ["Cast", "Gather"]
    assert operators(Sequential(Dropout(0.5, rng), Embedding(3, 2, rng)), tokens) == ["Cast", "Cast", "Gather"]


def test_a_slope_is_kept_to_the_last_bit_in_float64():
    g, _ = graph_of(ELU(alpha=0.3), np.ones((2, 3)), np.float64)
    assert [array.item() for array in g.arrays.values()] == [0.3]
