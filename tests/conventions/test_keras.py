"""Keras's arrays: channels last in filters, behind a Flatten too, and what can't be known is refused."""

import numpy as np
import pytest
from helpers import close, refused

from course_nn import (
    RNN,
    BatchNorm,
    Branches,
    Conv2D,
    ConvTranspose2D,
    Dense,
    Embedding,
    Flatten,
    GlobalAveragePool2D,
    LayerNorm,
    MaxPool2D,
    MultiHeadAttention,
    PReLU,
    ReLU,
    Reshape,
    Residual,
    Sequential,
    Sigmoid,
    Stacked,
    Tanh,
    TransformerBlock,
)
from course_nn.conventions import load_weights, weights_of

RNG = np.random.default_rng(0)


def rng():
    return np.random.default_rng(7)


@pytest.mark.parametrize("seed", range(3))
def test_behind_a_flatten_the_rows_stand_pixel_by_pixel(seed):
    """What a network of channels last computes from the arrays is what ours computes."""
    noise = np.random.default_rng(seed)
    layers = BatchNorm(3 * 2 * 4), Dense(3 * 2 * 4, 5, noise)
    ours = Sequential(Conv2D(2, 3, 1, noise), Tanh(), Flatten(), *layers).copy(np.float64)
    for own in (*ours.parameters().values(), *ours.buffers().values()):
        own.value = noise.uniform(0.5, 2, own.value.shape)
    x = noise.standard_normal((6, 2, 2, 4))
    a = weights_of(ours, "keras")
    h = np.tanh(np.moveaxis(x, 1, -1) @ a["0/kernel"][0, 0] + a["0/bias"]).reshape(6, -1)
    h = a["3/gamma"] * (h - a["3/moving_mean"]) / np.sqrt(a["3/moving_variance"] + 1e-5) + a["3/beta"]
    close(h @ a["4/kernel"] + a["4/bias"], ours(x), 1e-12)
    assert not np.array_equal(a["4/kernel"], ours[4].W.value)
    np.testing.assert_array_equal(load_weights(ours.copy(), a, "keras").theta, ours.theta)


@pytest.mark.parametrize(
    "before",
    [
        lambda: (Embedding(9, 4, rng()),),
        lambda: (RNN(4, 4, rng()),),
        lambda: (MultiHeadAttention(4, 2, rng()),),
        lambda: (TransformerBlock(4, 2, rng()),),
        lambda: (Dense(3, 4, rng()), Tanh()),
        lambda: (Conv2D(2, 1, 1, rng()),),
        lambda: (Dense(3, 8, rng()), Reshape(1, 2, 4), MaxPool2D((1, 1))),
        lambda: (Conv2D(2, 8, 1, rng()), GlobalAveragePool2D()),
    ],
)
def test_sequences_and_images_of_one_channel_are_flattened_alike(before):
    network = Sequential(*before(), Flatten(), Dense(8, 2, rng()))
    kernel = list(weights_of(network, "keras").values())[-2]
    np.testing.assert_array_equal(kernel, network[-1].W.value)


def test_the_channels_of_the_input_are_asked_for_and_count():
    network = Sequential(Flatten(), Dense(12, 2, rng()))
    with refused(r"Flatten\(\): expected to know what it flattens, since Keras keeps the channels .* give channels=3"):
        weights_of(network, "keras")
    np.testing.assert_array_equal(weights_of(network, "keras", channels=1)["1/kernel"], network[1].W.value)
    kernel = weights_of(network, "keras", channels=3)["1/kernel"]
    expected = network[1].W.value.reshape(3, 2, 2, 2).transpose(1, 2, 0, 3).reshape(12, 2)
    np.testing.assert_array_equal(kernel, expected)
    other = Sequential(Flatten(), Dense(12, 2, init="zeros"))
    load_weights(other, weights_of(network, "keras", channels=3), "keras", channels=3)
    np.testing.assert_array_equal(other.theta, network.theta)


def test_filters_have_their_channels_last():
    conv, back = Conv2D(2, 5, (3, 4), rng()), ConvTranspose2D(2, 5, (3, 4), rng())
    kernel = weights_of(conv, "keras")["kernel"]
    assert kernel.shape == (3, 4, 2, 5) and kernel[1, 2, 0, 3] == conv.W.value[3, 0, 1, 2]
    kernel = weights_of(back, "keras")["kernel"]
    assert kernel.shape == (3, 4, 5, 2) and kernel[1, 2, 3, 0] == back.W.value[0, 3, 1, 2]
    for layer in (conv, back):
        other = load_weights(type(layer)(2, 5, (3, 4), init="zeros"), weights_of(layer, "keras"), "keras")
        np.testing.assert_array_equal(other.theta, layer.theta)


def test_each_head_has_its_columns():
    layer = MultiHeadAttention(6, 3, rng())
    a = weights_of(layer, "keras")
    assert [name for name in a if "kernel" in name] == [
        f"{n}/kernel" for n in ("query", "key", "value", "attention_output")
    ]
    np.testing.assert_array_equal(a["key/kernel"][:, 1], layer.W.value[:, 6 + 2 : 6 + 4])
    np.testing.assert_array_equal(a["attention_output/kernel"][2], layer.W_o.value[4:6])


@pytest.mark.parametrize(
    ("norm", "kinds"),
    [("before", "norm_1 attention norm_2 network"), ("after", "attention norm_1 network norm_2")],
)
def test_a_blocks_layers_come_in_the_order_in_which_they_work(norm, kinds):
    names = weights_of(TransformerBlock(4, 2, rng(), norm=norm), "keras")
    assert list(dict.fromkeys(name.partition("/")[0] for name in names)) == kinds.split()


def on_images(layer):
    return Sequential(Conv2D(1, 2, 1, rng()), layer)


def flattened(*after):
    return Sequential(Conv2D(2, 3, 1, rng()), Flatten(), *after)


@pytest.mark.parametrize(
    ("words", "make"),
    [
        ("expected to know what it flattens", lambda: Sequential(MaxPool2D(), Flatten(), Dense(4, 2, rng()))),
        ("expected to know what it flattens", lambda: Sequential(BatchNorm(4), Flatten(), Dense(4, 2, rng()))),
        ("expected no flattened images of 3 channels in it", lambda: flattened(Residual(Dense(3, 3, rng())))),
        ("expected no flattened images of 3 channels", lambda: Branches(flattened(), flattened())),
        (r"Reshape\(3, 1, 1\): expected no reshaping from or to images", lambda: Sequential(Reshape(3, 1, 1))),
        ("expected no reshaping from or to images", lambda: flattened(Reshape(3))),
        (r"LayerNorm\(4\): expected vectors or sequences, not images", lambda: on_images(LayerNorm(4))),
        (r"PReLU\(4\): expected vectors or sequences", lambda: on_images(PReLU(4))),
        ("Keras's transposed convolution has no groups", lambda: ConvTranspose2D(2, 2, 1, rng(), groups=2)),
        ("expected one layer for keras", lambda: Sequential(Stacked(RNN(2, 2, rng()), RNN(2, 2, rng())))),
    ],
)  # fmt: skip
def test_what_can_not_be_known_or_said_is_refused(words, make):
    with refused(words):
        weights_of(make(), "keras")


def test_one_slope_for_all_is_taken_wherever_it_stands():
    network = Sequential(Conv2D(1, 2, 1, rng()), PReLU(), ReLU(), Flatten(), PReLU(), Dense(4, 1, rng()), Sigmoid())
    assert [a.shape for name, a in weights_of(network, "keras").items() if "alpha" in name] == [(1,), (1,)]
