"""Attention: each query looks at all keys, and gets the mean of their values, weighted by how well they fit."""

import math

import numpy as np

from .. import _checks
from ..core import Layer, upstream

#: So many scores at a time stay in the processor's cache from the product that makes them to the one that uses them.
_AT_ONCE = 65_536
#: Scores below so much need no shift before their exponentials are taken.
_SMALL = 40


def attention_weights(q, k, mask=None, scale=None):
    """W = softmax(scale · q kᵀ): row i says how much query i takes of each key. Rows add up to 1.

    Shapes: q (…, t, d), k (…, s, d), W (…, t, s). ``mask``, booleans that broadcast to W, is True where the query may
    see the key; elsewhere the weight is exactly 0, and a row without any True is 0 altogether. ``scale`` is by default
    1/√d: the product of two vectors of d independent numbers of variance 1 has variance d.

    >>> import numpy as np
    >>> from course_nn.layers.attention import attention_weights
    >>> w = attention_weights(np.zeros((2, 4)), np.zeros((3, 4)))
    >>> w.round(3)
    array([[0.333, 0.333, 0.333],
           [0.333, 0.333, 0.333]])
    """
    q, k, mask, scale = _admitted(q, k, mask, scale)
    return _weights(q * scale, k, _hidden(mask, q.dtype))


def attend(q, k, v, mask=None, scale=None):
    """``y, backward`` of scaled dot-product attention, y = W v with W of `attention_weights`.

    Shapes: q (…, t, d), k (…, s, d), v (…, s, c), y (…, t, c); ``backward(dy)`` returns dq, dk and dv. A query that
    may see no key gets 0, and gives gradients of 0: so does PyTorch's function ``scaled_dot_product_attention``, while
    its layer ``MultiheadAttention``, asked for the weights as by default, answers NaN (2.13). Vaswani and others, 2017;
    a mean weighted by a learned fit is older: Bahdanau, Cho and Bengio, 2015.
    """
    q, k, mask, scale = _admitted(q, k, mask, scale)
    v = _checks.as_array(v, "attend: v").astype(q.dtype, copy=False)
    if v.shape[:-1] != k.shape[:-1]:
        raise ValueError(f"attend: expected a value for each key, v of shape {(*k.shape[:-1], 'c')}, got {v.shape}")
    if q.ndim == 2:
        y, _, back = _attend(q[None], k[None], v[None], _hidden(mask, q.dtype), scale)
        return y[0], lambda dy: tuple(d[0] for d in back(_gradient(dy, y[0])[None]))
    y, _, back = _attend(q, k, v, _hidden(mask, q.dtype), scale)
    return y, lambda dy: back(_gradient(dy, y))


def _gradient(dy, y):
    if getattr(dy, "shape", None) != y.shape:
        raise ValueError(
            f"attend: backward expects a gradient of the output's shape {y.shape}, got {_checks.describe(dy)}"
        )
    return dy.astype(y.dtype, copy=False)


def _admitted(q, k, mask, scale):
    q, k = (_checks.as_array(a, f"attend: {name}") for a, name in ((q, "q"), (k, "k")))
    if q.ndim < 2 or q.ndim != k.ndim or q.shape[:-2] != k.shape[:-2] or q.shape[-1] != k.shape[-1]:
        raise ValueError(
            f"attend: expected queries (…, t, d) and keys (…, s, d) of one length d, got {q.shape} and {k.shape}"
        )
    dtype = np.result_type(q, k, np.float32)
    q, k = (a.astype(dtype, copy=False) for a in (q, k))
    if mask is not None:
        scores = (*q.shape[:-1], k.shape[-2])
        mask = _checks.as_array(mask, "attend: mask")
        if mask.dtype != bool or not _broadcasts(mask.shape, scores):
            raise ValueError(
                f"attend: expected a mask of True (seen) and False of shape {scores[-2:]} or {scores}, "
                f"got {_checks.describe(mask)}"
            )
    scale = 1 / math.sqrt(q.shape[-1]) if scale is None else _checks.number(scale, "attend: scale")
    return q, k, mask, scale


def _broadcasts(shape, to):
    return len(shape) <= len(to) and all(a in (1, b) for a, b in zip(shape[::-1], to[::-1], strict=False))


def _hidden(mask, dtype):
    """What is added to the scores: 0 where the mask is True, and −∞ where it is not."""
    return None if mask is None else np.where(mask, np.array(0, dtype), np.array(-np.inf, dtype))


def _weights(q, k, hidden, w=None):
    """softmax(q kᵀ + hidden), in the memory of ``w`` if it is given."""
    w = np.matmul(q, k.swapaxes(-1, -2), out=w)
    small = -_SMALL < w.min() and w.max() < _SMALL  # no exponential overflows, and none is lost: as in most networks
    if hidden is not None:
        w += hidden
    if not small:
        top = w.max(axis=-1, keepdims=True)
        top[top == -np.inf] = 0  # a row in which nothing is seen
        w -= top
    np.exp(w, w)
    s = w.shape[-1]
    total = w.reshape(-1, s).dot(np.ones((s, 1), w.dtype)).reshape(*w.shape[:-1], 1)  # quicker than a sum
    if hidden is not None:
        total[total == 0] = 1
    w /= total
    return w


def _attend(q, k, v, hidden, scale, kept=None, y=None):
    """`attend` for arrays of three sides or more, a few examples at a time; ``y`` is written into, if it is given.

    ``hidden`` is added to the scores; ``kept`` (…, t, s) multiplies the weights: dropout, after which they do not add
    up to 1 any more. ``backward(dy, into)`` writes into the three arrays ``into``.
    """
    scale = q.dtype.type(scale)
    q = q * scale
    W = np.empty((*q.shape[:-1], k.shape[-2]), q.dtype)
    y = np.empty((*q.shape[:-1], v.shape[-1]), q.dtype) if y is None else y
    parts = _parts(W)
    each = hidden is not None and hidden.ndim == W.ndim and len(hidden) == len(W) > 1
    for part in parts:
        w = _weights(q[part], k[part], hidden[part] if each else hidden, W[part])
        np.matmul(w if kept is None else w * kept[part], v[part], out=y[part])

    def backward(dy, into=None):
        dq, dk, dv = into or [np.empty(a.shape, a.dtype) for a in (q, k, v)]
        # ∂J/∂scores = W (dW − Σ dW W), and the sum over the keys is that over the output's few entries: Σ dy y.
        inner = np.einsum("...c,...c->...", dy, y)[..., None]
        for part in parts:
            w, d = W[part], dy[part]
            dw = np.matmul(d, v[part].swapaxes(-1, -2))
            if kept is None:
                np.matmul(w.swapaxes(-1, -2), d, out=dv[part])
            else:
                dw *= kept[part]
                np.matmul((w * kept[part]).swapaxes(-1, -2), d, out=dv[part])
            dw -= inner[part]
            dw *= w
            np.matmul(dw, k[part], out=dq[part])
            np.matmul(dw.swapaxes(-1, -2), q[part], out=dk[part])
        dq *= scale
        return dq, dk, dv

    return y, W, backward


def _parts(scores):
    """Slices of so many examples as have few enough scores."""
    step = max(1, _AT_ONCE * len(scores) // scores.size)
    return [slice(start, start + step) for start in range(0, len(scores), step)]


class Attention(Layer):
    """y = softmax(x xᵀ / √d) x: each step of a sequence gets a mean of all steps, weighted by how well they fit.

    Shapes: x and y (n, t, d). It has nothing to learn: queries, keys and values are x itself. With ``causal`` a step
    sees itself and the steps before it. `run` takes queries, keys and values of one's own, and is `attend` for batches
    with a mask of padding. Vaswani and others, 2017.
    """

    def __init__(self, *, causal=False, scale=None):
        self.causal = _checks.truth(causal, "Attention: causal")
        self.scale = None if scale is None else _checks.number(scale, "Attention: scale")

    def run(self, q, k, v, mask=None):
        """``y, backward`` for q (n, t, d), k (n, s, d), v (n, s, c); ``mask`` as in `MultiHeadAttention.run`.

        ``backward(dy)`` returns dq, dk and dv.
        """
        q = self.admit(q, ("t", "d"), what="queries")
        k = self.admit(k, ("s", q.shape[2]), q.dtype, "keys")
        v = self.admit(v, (k.shape[1], "c"), q.dtype, "values")
        if len(k) != len(q) or len(v) != len(q):
            raise ValueError(f"{self!r}: expected as many keys and values as queries, {len(q)}, got {len(k)}, {len(v)}")
        hidden = hidden_steps(self, mask, len(q), q.shape[1], k.shape[1], q.dtype)
        refuse_spoiled(self, mask, k, "keys")
        refuse_spoiled(self, mask, v, "values")
        scale = 1 / math.sqrt(q.shape[2]) if self.scale is None else self.scale
        y, _, back = _attend(q, k, v, hidden, scale)
        return y, lambda dy: back(upstream(dy, y, self))

    def forward(self, x, train=False):
        y, back = self.run(x, x, x)
        return y, lambda dy: sum(back(dy))

    def __repr__(self):
        return f"Attention({'causal=True' if self.causal else ''})"


def hidden_steps(layer, mask, n, t, s, dtype, heads=False):
    """0 where a query may see a key, and −∞ elsewhere: (t, s), (n, 1, s) or (n, t, s), or None where all is seen.

    ``layer.causal`` hides the keys after each query; the last query stands where the last key does. With ``heads`` a
    side of 1 stands at axis 1.
    """
    seen = None
    if layer.causal and t > 1:
        seen = np.tri(t, s, s - t, dtype=bool)
    if mask is not None:
        _checks.refuse_masked(mask, f"{layer!r}: mask")
        if type(mask) is not np.ndarray or mask.dtype != bool or mask.shape not in ((n, s), (n, t, s)):
            raise ValueError(
                f"{layer!r}: expected a mask of True (seen) and False of shape {(n, s)}, one for each key, or "
                f"{(n, t, s)}, one for each pair, got {_checks.describe(mask)}"
            )
        mask = mask if mask.ndim == 3 else mask[:, None]
        seen = mask if seen is None else mask & seen
        seen = seen[:, None] if heads else seen
    return _hidden(seen, dtype)


def refuse_spoiled(layer, mask, keys, what):
    """One sentence where only keys (n, …, d) that the mask hides from every query hold NaN or ∞.

    A weight of 0 doesn't keep them out: 0 · NaN is NaN, and so would be every output. Where what is seen is not finite
    either, the outputs say so by themselves, as those of every layer do.
    """
    if mask is None or (finite := np.isfinite(keys).all(axis=-1)).all():
        return
    seen = mask if mask.ndim == 2 else mask.any(axis=1)
    if finite[seen[:, -keys.shape[1] :]].all():  # the last ones, as those before may be of a past
        raise ValueError(
            f"{layer!r}: expected {what} that are finite also where the mask hides them, as 0 · NaN is NaN, got "
            f"{int((~finite).sum())} steps that are not; fill them with 0"
        )
