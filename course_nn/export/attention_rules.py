"""ONNX for attention and what stands around it: products and a softmax, as in the formulas."""

import math

import numpy as np

from ..layers import Attention, LearnedPositions, MultiHeadAttention, SinusoidalPositions, TransformerBlock
from ..layers.positions import _angles
from .rulebook import says


@says(Attention)
def attention(g, layer, x):
    if layer.scale is None:
        q = g("Div", x, g("Sqrt", g("Cast", g("Shape", x, start=-1), to=g.dtype)))
    else:
        q = g("Mul", x, np.array(layer.scale))
    scores = g("MatMul", q, g("Transpose", x, perm=[0, 2, 1]))
    return g("MatMul", _softmax(g, scores, layer.causal), x)


@says(MultiHeadAttention)
def multi_head(g, layer, x):
    z = g("Add", g("MatMul", x, layer.W), layer.b)
    return _heads(g, layer, *g("Split", z, outputs=3, axis=-1))


def look(g, layer, x, source, hidden):
    """Attention of x to a ``source`` (n, s, d), where ``hidden`` (n, 1, 1, s) is added to the scores."""
    (W, W_source), (b, b_source) = (np.split(p.value, [layer.d], axis=-1) for p in (layer.W, layer.b))
    q = g("Add", g("MatMul", x, g.constant(W, "W_queries")), g.constant(b, "b_queries"))
    kv = g("Add", g("MatMul", source, g.constant(W_source, "W_source")), g.constant(b_source, "b_source"))
    return _heads(g, layer, q, *g("Split", kv, outputs=2, axis=-1), hidden)


def hide(g, mask):
    """What is added to scores (n, heads, t, s) so that only the steps of a ``mask`` (n, s) count: 0 or −∞."""
    return g("Unsqueeze", g("Where", mask, np.array(0.0), np.array(-np.inf)), np.array([1, 2]))


def _heads(g, layer, q, k, v, hidden=None):
    """[head₁, …] W_o + b_o of queries, keys and values (n, t, d)."""
    width = layer.d // layer.heads
    q, k, v = (
        g("Transpose", g("Reshape", part, np.array([0, 0, layer.heads, width])), perm=[0, 2, 1, 3])
        for part in (q, k, v)
    )
    if layer.rotary:
        q, k = _rotated(g, q, width), _rotated(g, k, width)
    scores = g("MatMul", g("Mul", q, np.array(1 / math.sqrt(width))), g("Transpose", k, perm=[0, 1, 3, 2]))
    y = g("MatMul", _softmax(g, scores, layer.causal, hidden), v)
    if not layer.heads_on.all():
        y = g("Mul", y, layer.heads_on.astype(float)[:, None, None])
    y = g("Reshape", g("Transpose", y, perm=[0, 2, 1, 3]), np.array([0, 0, layer.d]))
    return g("Add", g("MatMul", y, layer.W_o), layer.b_o)


def _softmax(g, scores, causal, hidden=None):
    if causal:
        everywhere = g("Expand", np.full((1, 1), -np.inf), g("Shape", scores, start=-2))
        scores = g("Add", scores, g("Trilu", everywhere, np.array(1), upper=1))  # −∞ after each query, else 0
    if hidden is not None:
        scores = g("Add", scores, hidden)
    return g("Softmax", scores, axis=-1)


def _waves(g, x, frequencies, phases):
    """sin(p ω + phase) for the places p of x (…, t, d): in float64, as in float32 a large angle would be another."""
    steps = g("Squeeze", g("Shape", x, start=-2, end=-1), np.array([0]))
    places = g("Cast", g("Range", np.array(0), steps, np.array(1)), to=np.dtype(np.float64))
    turned = g("Mul", g("Unsqueeze", places, np.array([1])), g.double(frequencies))
    return g("Cast", g("Sin", g("Add", turned, g.double(phases))), to=g.dtype)


def _rotated(g, x, d):
    frequencies = _angles(1, d // 2, d, 1)[0]
    c, s = (_waves(g, x, frequencies, np.full(d // 2, phase)) for phase in (math.pi / 2, 0.0))
    left, right = g("Split", x, outputs=2, axis=-1)
    turned_left = g("Sub", g("Mul", left, c), g("Mul", right, s))
    return g("Concat", turned_left, g("Add", g("Mul", left, s), g("Mul", right, c)), axis=-1)


@says(SinusoidalPositions)
def sinusoidal(g, layer, x):
    frequencies = np.repeat(_angles(1, (layer.d + 1) // 2, layer.d, 1)[0], 2)[: layer.d]
    return g("Add", x, _waves(g, x, frequencies, np.arange(layer.d) % 2 * (math.pi / 2)))  # cos z = sin(z + π/2)


@says(LearnedPositions)
def learned(g, layer, x):
    return g("Add", x, g("Slice", layer.W, np.array([0]), g("Shape", x, start=1, end=2), np.array([0])))


@says(TransformerBlock)
def block(g, layer, x, source=None, hidden=None, hidden_source=None):
    def added(x, part, norm, name):
        before = layer.norm == "before"
        fx = part(g.say(norm, x, name) if before else x)
        y = g("Add", x, fx)
        return y if before else g.say(norm, y, name)

    def attend(x):
        with g.within("attention"):
            z = g("Add", g("MatMul", x, layer.attention.W), layer.attention.b)
            return _heads(g, layer.attention, *g("Split", z, outputs=3, axis=-1), hidden)

    def cross(x):
        with g.within("cross"):
            return look(g, layer.cross, x, source, hidden_source)

    x = added(x, attend, layer.norm_1, "norm_1")
    if layer.cross is not None:
        x = added(x, cross, layer.norm_cross, "norm_cross")
    return added(x, lambda x: g.say(layer.network, x, "network"), layer.norm_2, "norm_2")
