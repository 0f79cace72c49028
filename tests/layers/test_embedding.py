"""Embedding: a row for each token, the sum of the gradients by token, what is no token, bad calls."""

import numpy as np
import pytest
from bad_calls import RNG, each_call, of_generator
from helpers import close, refused

from course_nn import LSTM, Adam, Dense, Embedding, Flatten, SequenceCrossEntropy, Sequential, check_layer, fit
from course_nn.layers.embedding import _SMALL

TOKENS = np.random.default_rng(0).integers(0, 6, (4, 5))


def embedding(vocabulary=6, d=3, dtype=np.float64):
    return Embedding(vocabulary, d, np.random.default_rng(1), dtype=dtype)


@pytest.mark.parametrize("shape", [(4, 5), (7,), (1, 1)])
@pytest.mark.parametrize("vocabulary", [1, 6, _SMALL, _SMALL + 1, 1000])
def test_it_is_the_product_with_one_hot_codes(shape, vocabulary):
    """Both ways of adding up by token; some tokens come often, some never."""
    rng = np.random.default_rng(2)
    layer = embedding(vocabulary)
    tokens = rng.integers(0, vocabulary, shape) // rng.integers(1, 4, shape)
    codes = np.eye(vocabulary)[tokens]
    y, backward = layer.forward(tokens)
    close(y, codes @ layer.W.value, 1e-14)
    dy = rng.normal(size=y.shape)
    layer.W.grad += 1  # gradients add up
    assert backward(dy) is None and backward(dy, need_dx=False) is None
    close(layer.W.grad, 1 + 2 * codes.reshape(-1, vocabulary).T @ dy.reshape(-1, 3), 1e-12)


@pytest.mark.parametrize("vocabulary", [6, _SMALL + 1])
def test_gradients(vocabulary):
    assert (report := check_layer(embedding(vocabulary), TOKENS)), report


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("came", [np.uint8, np.int16, np.int64, np.uint64, np.float16, np.float32, np.float64])
def test_tokens_of_any_type(dtype, came):
    layer = embedding(dtype=dtype)
    y = layer(TOKENS.astype(came))
    assert y.dtype == dtype
    np.testing.assert_array_equal(y, layer.W.value[TOKENS])
    np.testing.assert_array_equal(layer(TOKENS.tolist()), y)


def test_memory_order_does_not_matter_and_nothing_is_changed():
    layer, dy = embedding(), np.random.default_rng(3).normal(size=(4, 5, 3))
    kept = TOKENS.copy()
    gradients = []
    for tokens in (TOKENS, np.asfortranarray(TOKENS), np.repeat(TOKENS, 2, axis=1)[:, ::2]):
        for upstream in (dy, np.asfortranarray(dy), dy[:, ::-1].copy()[:, ::-1]):
            layer.zero_grad()
            layer.forward(tokens)[1](upstream)
            gradients.append(layer.W.grad.copy())
    for gradient in gradients:
        close(gradient, gradients[0], 1e-14)
    np.testing.assert_array_equal(TOKENS, kept)


def test_the_table_starts_with_spread_1_or_as_asked_for():
    assert Embedding(300, 50, np.random.default_rng(0)).W.value.std() == pytest.approx(1, abs=0.02)
    assert not Embedding(3, 2, init="zeros").W.value.any()


def test_it_learns_in_front_of_a_recurrent_and_of_a_dense_layer():
    """Each token is answered with the one before it; the first has none before it."""
    rng = np.random.default_rng(0)
    X = rng.integers(0, 4, (60, 6))
    y = np.where(np.arange(6) == 0, -1, np.roll(X, 1, axis=1))
    network = Sequential(Embedding(4, 8, rng), LSTM(8, 16, rng), Dense(16, 4, rng))
    fit(network, X, y, SequenceCrossEntropy(), Adam(0.03), epochs=15, progress=False)
    assert SequenceCrossEntropy().accuracy(network(X), y) > 0.95
    assert Sequential(Embedding(4, 8, rng), Flatten(), Dense(48, 2, rng))(X).shape == (60, 2)


def test_a_mend_for_one_hot_codes_and_for_one_token():
    with refused(r"x\.argmax\(axis=-1\)"):
        embedding()(np.eye(6)[TOKENS])
    with refused(r"x\[None\]"):
        embedding().forward(np.array(3))


BAD_CALLS = {
    "Embedding": [
        *of_generator(lambda rng: Embedding(3, 2, rng)),
        (lambda: Embedding(0, 2, RNG), "Embedding: vocabulary: expected a whole number at least 1, got 0"),
        (lambda: Embedding(3, 2.5, RNG), "Embedding: d: .* got 2.5"),
        (lambda: Embedding(3, 2), r"expected a Generator .* Embedding\(30, 16, rng="),
        (lambda: Embedding(3, 2, RNG, init="hee"), "init: unknown name 'hee'"),
        (lambda: Embedding(3, 2, RNG, dtype=int), "Embedding: dtype: expected np.float32 or np.float64"),
        (lambda: embedding()(TOKENS + 1), r"Embedding\(6, 3\): expected tokens 0 to 5, got 1 to 6"),
        (lambda: embedding()(-TOKENS), "expected tokens 0 to 5, got -5 to 0"),
        (lambda: embedding()(TOKENS + 0.5), r"expected whole-number tokens, got \d.5 among them"),
        (lambda: embedding().forward(np.full((2, 3), np.nan)), "expected whole-number tokens, got nan among them"),
        (lambda: embedding().forward(np.full((2, 3), 1e300)), "expected whole-number tokens, got 1e.300 among them"),
        (lambda: embedding()(TOKENS > 2), "expected whole-number tokens, got bool array"),
        (lambda: embedding()(TOKENS[:0]), "expected at least one number, got an empty array"),
        (lambda: embedding().forward(TOKENS[:, :0]), "expected at least one example, got an empty array"),
        (lambda: embedding().forward(TOKENS.tolist()), "expected a NumPy array .* got list"),
        (lambda: embedding()("abc"), "expected real numbers, got 'abc'"),
        (lambda: embedding().forward(TOKENS)[1](None), "gradient of the output's shape .* got None"),
        (lambda: embedding().forward(TOKENS)[1](np.ones((4, 5))), r"gradient of the output's shape .* got \(4, 5\)"),
    ],
}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
