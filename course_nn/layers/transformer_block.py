"""The block of a transformer: attention between the steps, then the same small network for each of them."""

import numpy as np

from .. import _checks
from ..core import Layer, Sequential, upstream
from .activations import ReLU
from .dense import Dense
from .multi_head import MultiHeadAttention
from .noise import Dropout
from .normalization import LayerNorm


class TransformerBlock(Layer):
    """x ← x + A(N(x)), then x ← x + F(N(x)): attention A, and a network F of two layers, the same for each step.

    Shapes: x and y (n, t, d). F is Dense(d, d_ff), ``activation``, Dense(d_ff, d), with ``d_ff`` = 4d by default. N is
    a `LayerNorm` of its own at each place. With ``norm="before"`` (as above; GPT-2 and nearly all since) the way from
    y to x through the sums is free of it; with ``norm="after"``, the paper's first form, x ← N(x + A(x)), x ← N(x +
    F(x)). ``causal`` and ``rotary`` as in `MultiHeadAttention`. With ``cross`` a second attention looks at a source,
    between the two. ``dropout`` acts on the weights of attention, and on A and F before they are added. Vaswani and
    others, 2017; Xiong and others, 2020, on where to normalize.
    """

    def __init__(
        self,
        d,
        heads,
        rng=None,
        *,
        d_ff=None,
        activation=ReLU,
        norm="before",
        causal=False,
        rotary=False,
        cross=False,
        dropout=0.0,
        init="xavier",
        dtype=np.float32,
    ):
        self.d = _checks.whole(d, "TransformerBlock: d", low=1)
        self.heads = _checks.whole(heads, "TransformerBlock: heads", low=1)
        self.norm = _checks.one_of(norm, ("before", "after"), "TransformerBlock: norm")
        d_ff = 4 * self.d if d_ff is None else _checks.whole(d_ff, "TransformerBlock: d_ff", low=1)
        if not (isinstance(activation, type) and issubclass(activation, Layer)):
            raise TypeError(
                f"TransformerBlock: expected activation as a class such as ReLU, got {_checks.describe(activation)}"
            )
        more = {"dropout": dropout, "init": init, "dtype": dtype}
        self.attention = MultiHeadAttention(self.d, self.heads, rng, causal=causal, rotary=rotary, **more)
        self.norm_1 = LayerNorm(self.d, dtype=dtype)
        self.cross = self.norm_cross = None
        if _checks.truth(cross, "TransformerBlock: cross"):
            self.cross = MultiHeadAttention(self.d, self.heads, rng, **more)
            self.norm_cross = LayerNorm(self.d, dtype=dtype)
        self.network = Sequential(
            Dense(self.d, d_ff, rng, init=init, dtype=dtype),
            activation(),
            Dense(d_ff, self.d, rng, init=init, dtype=dtype),
        )
        self.norm_2 = LayerNorm(self.d, dtype=dtype)
        self.dropout = Dropout(dropout, rng) if dropout else None

    def run(self, x, source=None, mask=None, source_mask=None, past=None, train=False, seen=None):
        """``y, past, backward``, as in `MultiHeadAttention.run`.

        ``source`` (n, s, d) is what ``cross`` looks at, ``source_mask`` (n, s) which of its steps count; a list
        ``seen`` gets the weights of ``cross`` after those of the block's own attention.
        ``backward(dy)`` returns dx, or with a source (dx, d_source).
        """
        x = self.admit(x, ("t", self.d), self.norm_1.gamma.value.dtype)
        if (source is None) != (self.cross is None):
            raise ValueError(
                f"{self!r}: expected {'a source for cross' if self.cross is not None else 'no source'}, "
                f"got {'none' if source is None else 'one; cross=True makes a block that looks at it'}"
            )
        now = None

        def attend(x):
            nonlocal now
            y, now, back = self.attention.run(x, mask=mask, past=past, train=train, seen=seen)
            return y, back

        def look(x):
            y, _, back = self.cross.run(x, source, mask=source_mask, train=train, seen=seen)
            return y, back

        x, back_1 = self._added(x, attend, self.norm_1, train)
        if self.cross is not None:
            x, back_cross = self._added(x, look, self.norm_cross, train)
        y, back_2 = self._added(x, lambda x: self.network.forward(x, train), self.norm_2, train)

        def backward(dy):
            dx, _ = back_2(upstream(dy, y, self))
            if self.cross is None:
                return back_1(dx)[0]
            dx, d_source = back_cross(dx)
            return back_1(dx)[0], d_source

        return y, now, backward

    def _added(self, x, part, norm, train):
        """x + part(norm(x)), or norm(x + part(x)); its way back returns dx and, of cross attention, d_source."""
        before = self.norm == "before"
        given, back_norm = norm.forward(x, train) if before else (x, None)
        fx, back_part = part(given)
        back_drop = None
        if self.dropout is not None:
            fx, back_drop = self.dropout.forward(fx, train)
        y = x + fx
        if not before:
            y, back_norm = norm.forward(y, train)

        def backward(dy):
            if not before:
                dy = back_norm(dy)
            d = dy if back_drop is None else back_drop(dy)
            d, d_source = d if isinstance(d := back_part(d), tuple) else (d, None)
            if before:
                d = back_norm(d)
            return dy + d, d_source

        return y, backward

    def forward(self, x, train=False):
        y, _, backward = self.run(x, train=train)
        return y, backward

    def __repr__(self):
        return f"TransformerBlock({self.d}, {self.heads}, norm={self.norm!r})"
