"""PyTorch's names: of its Sequential, normalization and blocks. The real ones: frameworks/test_weights_there.py."""

import numpy as np
import pytest
from helpers import refused

from course_nn import (
    RNN,
    BatchNorm,
    Bidirectional,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    PReLU,
    ReLU,
    Sequential,
    Stacked,
    TransformerBlock,
)
from course_nn.conventions import load_weights, weights_of
from course_nn.models import Transformer

RNG = np.random.default_rng(0)
ATTENTION = ("in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias")

CELL = ("1.weight_ih_l0", "1.weight_hh_l0", "1.bias_ih_l0", "1.bias_hh_l0")


def both(*names):
    return [f"{name}.{part}" for name in names for part in ("weight", "bias")]


BLOCK = [*(f"self_attn.{a}" for a in ATTENTION), *both("linear1", "linear2", "norm1", "norm2")]


@pytest.mark.parametrize(
    ("network", "names"),
    [
        (Dense(2, 3, RNG), ["weight", "bias"]),
        (Sequential(Flatten(), Dense(2, 3, RNG), ReLU(), Dropout(0.1, RNG), Dense(3, 1, RNG)), both("1", "4")),
        (Sequential(Sequential(Dense(2, 2, RNG)), PReLU()), [*both("0.0"), "1.weight"]),
        (Sequential(Embedding(5, 2, RNG), RNN(2, 3, RNG)), ["0.weight", *CELL]),
        (BatchNorm(2), ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"]),
        (TransformerBlock(4, 2, RNG), BLOCK),
        (
            Transformer(5, 4, 2, 1, RNG, positions="none", norm="after"),
            ["stack.embedding.weight", *(f"stack.blocks.0.self_attn.{a}" for a in ATTENTION)]
            + [f"stack.blocks.0.{name}" for name in both("linear1", "linear2", "norm1", "norm2")]
            + both("output"),
        ),
    ],
)  # fmt: skip
def test_names_and_their_order(network, names):
    assert list(weights_of(network, "pytorch")) == names


def test_dense_matrices_are_transposed_and_tokens_are_not():
    network = Sequential(Embedding(5, 2, RNG), Dense(2, 3, RNG))
    arrays = weights_of(network, "pytorch")
    np.testing.assert_array_equal(arrays["0.weight"], network[0].W.value)
    np.testing.assert_array_equal(arrays["1.weight"], network[1].W.value.T)


def test_the_running_statistics_come_along_and_the_count_may_be_any_or_missing():
    layer = BatchNorm(2)
    arrays = weights_of(layer, "pytorch") | {"running_mean": np.array([1, 2]), "running_var": np.array([3, 4])}
    assert arrays["num_batches_tracked"] == 0
    for given in (arrays | {"num_batches_tracked": np.array(77)}, dict(list(arrays.items())[:4])):
        other = load_weights(BatchNorm(2), given, "pytorch")
        assert other.running_mean.value.tolist() == [1, 2] and other.running_variance.value.tolist() == [3, 4]
    for framework, name in (("pytorch", "running_var"), ("keras", "moving_variance")):
        with refused(r"BatchNorm\(2\): expected a running variance of at least 0, got -1"):
            load_weights(layer, weights_of(layer, framework) | {name: np.array([2, -1])}, framework)


def test_a_blocks_activation_has_no_parameters():
    with refused(r"expected an activation without parameters, as PyTorch's block has, got PReLU\(1\)"):
        weights_of(TransformerBlock(4, 2, RNG, activation=PReLU), "pytorch")


def test_cells_inside_of_a_network_are_modules():
    cell = Stacked(Bidirectional(RNN(2, 3, RNG), RNN(2, 3, RNG)), Bidirectional(RNN(6, 3, RNG), RNN(6, 3, RNG)))
    names = list(weights_of(Sequential(cell, Dense(6, 1, RNG)), "pytorch"))
    assert names[:1] + names[4:5] + names[8:9] == ["0.weight_ih_l0", "0.weight_ih_l0_reverse", "0.weight_ih_l1"]
    assert names[-2:] == ["1.weight", "1.bias"]
