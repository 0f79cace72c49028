"""ONNX for the models that are layers: each as its `forward` computes it in prediction."""

import math

import numpy as np

from ..layers import Bidirectional
from ..models.encoder_decoder import EncoderDecoder, VectorDecoder
from ..models.language_model import LanguageModel
from ..models.restricted_boltzmann import RestrictedBoltzmannMachine
from ..models.sequence_classifier import SequenceClassifier
from ..models.transformer import Transformer, TransformerEncoderDecoder, TransformerStack
from ..models.vae import VAE
from .attention_rules import block, hide
from .recurrent_rules import backwards, read, read_masked
from .rulebook import says


def _columns(g, x, start, stop):
    return g.like(x, g("Slice", x, np.array([start]), np.array([stop]), np.array([1])))


def _parts(g, layer, x):
    """The two parts of [source | decoder's input]."""
    s = layer.source_length
    return _columns(g, x, 0, s), _columns(g, x, s, np.iinfo(np.int64).max)


def _counts(g, tokens):
    """Where tokens are no padding, which is 0."""
    return g("Not", g("Equal", tokens, np.array(0)))


def _embedded(g, layer, tokens):
    return tokens if layer.embedding is None else g.say(layer.embedding, tokens, "embedding")


def _written(g, model, tokens, state=None):
    """The logits of a `LanguageModel` that begins in ``state``."""
    x = _embedded(g, model, tokens)
    with g.within("cell"):
        h, _ = read(g, model.cell, x, state)
    return g.say(model.output, h, "output")


@says(LanguageModel, tokens=True)
def language_model(g, layer, x):
    return _written(g, layer, g.tokens(x))


@says(SequenceClassifier, tokens=True)
def sequence_classifier(g, layer, x):
    tokens = g.tokens(x)
    x, mask = _embedded(g, layer, tokens), _counts(g, tokens)
    with g.within("reader"):
        if isinstance(layer.reader, Bidirectional):
            forth, back = layer.reader.layers
            ends = [read_masked(g, forth, x, mask), read_masked(g, back, backwards(g, x), backwards(g, mask))]
            h = g("Concat", *(end[0] for end in ends), axis=-1)
        else:
            h = read_masked(g, layer.reader, x, mask)[0]
    return g.say(layer.output, h, "output")


@says(EncoderDecoder, tokens=True)
def encoder_decoder(g, layer, x):
    source, written = _parts(g, layer, g.tokens(x))
    read_source = _embedded(g, layer, source)
    with g.within("encoder"):
        state = read_masked(g, layer.encoder, read_source, _counts(g, source))
    with g.within("decoder"):
        return _written(g, layer.decoder, written, state)


@says(VectorDecoder)
def vector_decoder(g, layer, x):
    vector, written = _parts(g, layer, x)
    a = g("Tanh", g.say(layer.encoder, vector, "encoder"))
    state = g("Split", a, outputs=layer.parts, axis=1) if layer.parts > 1 else [a]
    with g.within("decoder"):
        return _written(g, layer.decoder, g.tokens(written), state)


@says(TransformerStack, tokens=True)
def stack(g, layer, x, source=None, hidden=None, hidden_source=None):
    x = g("Mul", g.say(layer.embedding, x, "embedding"), np.array(math.sqrt(layer.d)))
    if layer.place is not None:
        x = g.say(layer.place, x, "place")
    for k, part in enumerate(layer.blocks):
        with g.within(f"blocks.{k}"):
            x = block(g, part, x, source, hidden, hidden_source)
    return x if layer.norm is None else g.say(layer.norm, x, "norm")


@says(Transformer, tokens=True)
def transformer(g, layer, x, source=None, hidden_source=None):
    with g.within("stack"):
        h = stack(g, layer.stack, x, source, None, hidden_source)
    if layer.output is not None:
        return g.say(layer.output, h, "output")
    return g("MatMul", h, g("Transpose", layer.stack.embedding.W, perm=[1, 0]))


@says(TransformerEncoderDecoder, tokens=True)
def transformer_encoder_decoder(g, layer, x):
    source, written = _parts(g, layer, g.tokens(x))
    hidden = hide(g, _counts(g, source))
    with g.within("encoder"):
        vectors = stack(g, layer.encoder, source, None, hidden)
    with g.within("decoder"):
        return transformer(g, layer.decoder, written, vectors, hidden)


@says(VAE, tokens=True)
def vae(g, layer, x):
    h = g.say(layer.encoder, x, "encoder")
    y = g.say(layer.decoder, g.say(layer.draw, h, "draw"), "decoder")
    return g("Concat", g("Flatten", y, axis=1), h, axis=1)


@says(RestrictedBoltzmannMachine)
def free_energy(g, layer, x):
    z = g("Add", g("MatMul", x, layer.W), layer.c)
    linear = g("MatMul", x, g("Unsqueeze", layer.b, np.array([1])))
    return g("Neg", g("Add", linear, g("ReduceSum", g("Softplus", z), np.array([1]), keepdims=1)))
