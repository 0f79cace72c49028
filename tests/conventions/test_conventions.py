"""`weights_of` and `load_weights`: every layer and whole networks there and back, all or nothing, bad calls.

That the frameworks themselves take the arrays and compute the same stands in frameworks/test_weights_there.py.
"""

import numpy as np
import pytest
from helpers import refused

import course_nn
from course_nn import (
    GRU,
    LSTM,
    BatchNorm,
    Branches,
    Conv2D,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    GlobalAveragePool2D,
    LayerNorm,
    MaxPool2D,
    MultiHeadAttention,
    PReLU,
    ReLU,
    Residual,
    Sequential,
    TransformerBlock,
    conventions,
    mlp,
)
from course_nn.conventions import load_weights, weights_of
from course_nn.layers import ACTIVATION_LAYERS
from course_nn.models import VAE, EncoderDecoder, LanguageModel, SequenceClassifier, Transformer


def cnn(rng):
    return Sequential(
        *(Conv2D(2, 4, 3, rng, padding=1), BatchNorm(4), PReLU(), MaxPool2D(), Flatten()),
        *(BatchNorm(4 * 2 * 3), PReLU(24), LayerNorm(24), Dropout(0.5, rng), Dense(24, 3, rng)),
    )


NETWORKS = {
    "mlp": lambda rng: mlp([3, 4, 2], rng),
    "no bias": lambda rng: Dense(3, 2, rng, bias=False),
    "cnn": cnn,
    "residual": lambda rng: Sequential(Residual(Dense(3, 3, rng), ReLU()), Dense(3, 2, rng)),
    "branches": lambda rng: Branches(Dense(3, 2, rng), Sequential(Dense(3, 4, rng), PReLU(4))),
    "convolutions alone": lambda rng: Sequential(
        Residual(Conv2D(4, 4, 3, rng, padding=1), ReLU()), GlobalAveragePool2D(), Dense(4, 2, rng)
    ),
    "attention": lambda rng: Sequential(
        Embedding(7, 4, rng), MultiHeadAttention(4, 2, rng), Flatten(), Dense(8, 2, rng)
    ),
    "block": lambda rng: TransformerBlock(4, 2, rng, d_ff=6),
    "block after": lambda rng: TransformerBlock(4, 2, rng, norm="after"),
    "block with a source": lambda rng: TransformerBlock(4, 2, rng, cross=True, norm="after"),
    "classifier": lambda rng: SequenceClassifier(7, 3, 4, rng, bidirectional=True, d_embedding=2),
    "language model": lambda rng: LanguageModel(7, 4, rng, cell=GRU),
    "encoder and decoder": lambda rng: EncoderDecoder(4, 5, 6, 3, rng),
    "transformer": lambda rng: Transformer(7, 4, 2, 2, rng),
    "tied transformer": lambda rng: Transformer(7, 4, 2, 1, rng, tied=True, norm="after"),
    "vae": lambda rng: VAE(mlp([6, 4, 4], rng), mlp([2, 4, 6], rng), rng),
}


def made(name, seed=0, dtype=np.float64):
    """A network no parameter or buffer of which is as it starts."""
    rng = np.random.default_rng([3, seed])
    network = NETWORKS[name](rng).copy(dtype)
    for own in (*network.parameters().values(), *network.buffers().values()):
        own.value = rng.uniform(0.5, 2, own.value.shape)
    return network


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("framework", ["pytorch", "keras"])
def test_there_and_back(name, framework):
    network, other = made(name), made(name, 1)
    arrays = weights_of(network, framework)
    kept = {key: array.copy() for key, array in arrays.items()}
    assert load_weights(other, arrays, framework) is other
    np.testing.assert_array_equal(other.theta, network.theta)
    for key, buffer in other.buffers().items():
        np.testing.assert_array_equal(buffer.value, network.buffers()[key].value)
    other.theta[...] = 0.5  # the arrays are the reader's own
    for key, array in arrays.items():
        np.testing.assert_array_equal(array, kept[key])
        assert array.flags.c_contiguous and array.dtype in (np.float64, np.int64)


@pytest.mark.parametrize("name", sorted(NETWORKS.keys() - {"classifier", "language model", "encoder and decoder"}))
@pytest.mark.parametrize("framework", ["pytorch", "keras"])
def test_without_cells_there_are_as_many_numbers_as_here(name, framework):
    network = made(name)
    ours = sum(own.value.size for own in (*network.parameters().values(), *network.buffers().values()))
    arrays = weights_of(network, framework)
    assert ours == sum(a.size for key, a in arrays.items() if not key.endswith("num_batches_tracked"))


def test_every_layer_of_the_course_is_tried_or_has_no_parameters():
    rng = np.random.default_rng(0)
    tried = {type(layer).__name__ for make in NETWORKS.values() for layer in all_layers(make(rng))}
    tried |= {"ConvTranspose2D", "LSTM", "RNN", "Stacked"}  # test_keras.py, test_cells.py
    without = {"Attention", "AveragePool2D", "GaussianNoise", "GaussianSample", "Reshape", "SequenceLayer"}
    without |= {layer.__name__ for layer in ACTIVATION_LAYERS.values()} | {"SinusoidalPositions"}
    assert set(course_nn.layers.__all__) - {"ACTIVATION_LAYERS"} - tried <= without


def all_layers(layer):
    yield layer
    for _, part in layer.children():
        if isinstance(part, course_nn.Layer):
            yield from all_layers(part)


def test_the_examples_of_the_module_run():
    layer = LSTM(8, 16, np.random.default_rng(0))

    class Framework:
        def state_dict(self):
            return weights_of(layer, "pytorch")

        def set_weights(self, arrays):
            self.arrays = arrays

    framework = Framework()
    names = vars(conventions) | {"LSTM": LSTM, "layer": layer, "module": framework, "keras_layer": framework}
    lines = [line.strip() for line in conventions.__doc__.splitlines() if line.startswith("    ")]
    assert len(lines) == 2
    loaded, _ = [eval(line, names) for line in lines]
    np.testing.assert_array_equal(loaded.theta, layer.theta)
    assert [a.shape for a in framework.arrays] == [(8, 64), (16, 64), (64,)]


def test_a_layer_used_twice_has_its_weights_twice_in_pytorch_and_once_in_keras():
    def network(seed):
        shared = Dense(3, 3, np.random.default_rng(seed))
        return Sequential(shared, ReLU(), shared)

    ours, other = network(0), network(1)
    arrays = weights_of(ours, "pytorch")
    assert list(arrays) == ["0.weight", "0.bias", "2.weight", "2.bias"]
    assert list(weights_of(ours, "keras")) == ["0/kernel", "0/bias"]
    load_weights(other, arrays, "pytorch")
    np.testing.assert_array_equal(other.theta, ours.theta)
    kept = other.theta.copy()
    with refused(r"Dense\(3, 3\): expected the same W at each place where the layer is used, got another at '2\.'"):
        load_weights(other, arrays | {"2.weight": np.ones((3, 3))}, "pytorch")
    np.testing.assert_array_equal(other.theta, kept)


@pytest.mark.parametrize("framework", ["pytorch", "keras", "sklearn"])
def test_nothing_is_written_unless_all_fits(framework):
    network = made("mlp")
    kept = network.theta.copy()
    arrays = weights_of(made("mlp", 1), framework)
    last = list(arrays)[-1]
    for wrong in (np.ones(7), np.full(2, np.nan)):
        with refused("expected"):
            load_weights(network, arrays | {last: wrong}, framework)
        np.testing.assert_array_equal(network.theta, kept)


def test_numbers_that_the_type_can_not_hold_are_refused():
    network = made("mlp", dtype=np.float32)
    kept = network.theta.copy()
    arrays = weights_of(made("mlp"), "keras") | {"2/bias": np.full(2, 1e300)}
    with refused(r"Dense\(4, 2\): b as float32: expected finite numbers, got 2 NaN or infinite"):
        load_weights(network, arrays, "keras")
    np.testing.assert_array_equal(network.theta, kept)


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("framework: unknown name 'torch'; did you mean 'pytorch'", lambda: weights_of(made("mlp"), "torch")),
        ("expected a layer or a network of course_nn, got dict", lambda: weights_of({}, "pytorch")),
        ("the class Dense", lambda: load_weights(Dense, {}, "pytorch")),
        ("channels: expected a whole number at least 1, got 0", lambda: weights_of(made("mlp"), "keras", channels=0)),
        ("expected a dict of arrays by name, got list", lambda: load_weights(made("mlp"), [np.ones(3)], "keras")),
        ("expected RNN, LSTM or GRU, .* got Sequential", lambda: weights_of(made("mlp"), "onnx")),
    ],
)
def test_bad_calls_get_a_sentence(words, wrong):
    with refused(words):
        wrong()
