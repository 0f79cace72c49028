"""`settings_of`: momentum and its complement, ε, slopes.."""

import numpy as np
import pytest
from helpers import refused

from course_nn import (
    ELU,
    GELU,
    GRU,
    LSTM,
    RNN,
    BatchNorm,
    Bidirectional,
    Dense,
    Dropout,
    LayerNorm,
    LeakyReLU,
    MultiHeadAttention,
    ReLU,
    Sequential,
    TransformerBlock,
)
from course_nn.conventions import settings_of

RNG = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("layer", "pytorch", "keras"),
    [
        (
            BatchNorm(2, momentum=0.25, epsilon=1e-4),
            {"eps": 1e-4, "momentum": 0.25},
            {"epsilon": 1e-4, "momentum": 0.75},
        ),
        (LayerNorm(2), {"eps": 1e-5}, {"epsilon": 1e-5}),
        (LeakyReLU(0.2), {"negative_slope": 0.2}, {"negative_slope": 0.2}),
        (ELU(0.5), {"alpha": 0.5}, {"alpha": 0.5}),
        (GELU(), {"approximate": "tanh"}, {"approximate": True}),
        (Dropout(0.3, RNG), {"p": 0.3}, {"rate": 0.3}),
        (
            RNN(2, 3, RNG, activation="relu"),
            {"nonlinearity": "relu", "batch_first": True},
            {"activation": "relu", "return_sequences": True},
        ),
        (LSTM(2, 3, RNG, return_last=True), {"batch_first": True}, {"return_sequences": False}),
        (
            GRU(2, 3, RNG, reset="before"),
            {"batch_first": True},
            {"reset_after": False, "return_sequences": True},
        ),
        (
            MultiHeadAttention(6, 3, RNG),
            {"embed_dim": 6, "num_heads": 3, "dropout": 0.0, "batch_first": True},
            {"num_heads": 3, "key_dim": 2, "dropout": 0.0},
        ),
        (
            TransformerBlock(4, 2, RNG, norm="after", dropout=0.1),
            {"d_model": 4, "nhead": 2, "dim_feedforward": 16, "dropout": 0.1, "norm_first": False, "batch_first": True},
            None,
        ),
        (Dense(2, 3, RNG), {}, {}),
        (ReLU(), {}, {}),
    ],
    ids=lambda one: type(one).__name__,
)
def test_settings(layer, pytorch, keras):
    assert settings_of(layer, "pytorch") == pytorch
    if keras is not None:
        assert settings_of(layer, "keras") == keras


def test_a_class_of_ones_own_has_those_of_what_it_derives_from():
    class Mine(BatchNorm):
        pass

    class Block(TransformerBlock):
        pass

    assert settings_of(Mine(2, momentum=0.25), "keras") == {"epsilon": 1e-5, "momentum": 0.75}
    assert settings_of(Block(4, 2, RNG), "pytorch")["nhead"] == 2


@pytest.mark.parametrize(
    ("layer", "said"),
    [
        (Sequential(Dense(2, 3, RNG), Sequential(BatchNorm(3))), r"whose part 1\.0, BatchNorm\(3\), has settings"),
        (Bidirectional(LSTM(2, 3, RNG), LSTM(2, 3, RNG)), r"whose part 0, LSTM\(2, 3\), has settings"),
        (TransformerBlock(4, 2, RNG), r"whose part attention, MultiHeadAttention\(4, 2\), has settings"),
        ("BatchNorm", "expected a layer of course_nn, got 'BatchNorm'"),
        (None, "expected a layer of course_nn, got None"),
        (BatchNorm, "expected a layer of course_nn, got the class BatchNorm"),
    ],
)
def test_what_is_no_single_layer_is_refused(layer, said):
    with refused(said):
        settings_of(layer, "keras")
    assert settings_of(Sequential(Dense(2, 3, RNG), ReLU()), "keras") == {}, "a network without any has none"


def test_other_frameworks_are_refused():
    with refused("framework: unknown name 'onnx'; choose from 'pytorch', 'keras'"):
        settings_of(BatchNorm(2), "onnx")
