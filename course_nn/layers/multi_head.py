"""Several heads: attentions side by side, each on queries, keys and values that it has learned to make."""

import math

import numpy as np

from .. import _checks
from ..core import Layer, Parameter, upstream
from ..initializers import drawn
from .attention import _attend, hidden_steps, refuse_spoiled
from .positions import _rotated


class MultiHeadAttention(Layer):
    """y = [head₁, …, head_h] W_o + b_o, each head attention on a query, a key and a value of its own, d / h numbers.

    [q | k | v] = x W + b, and head = softmax(q kᵀ / √(d/h)) v. Shapes: x and y (n, t, d), W (d, 3d) with the columns of
    all queries first, then keys, then values, in each the heads one after the other; b (3d,), W_o (d, d), b_o (d,).
    ``causal``: a step sees itself and the steps before it. ``rotary``: queries and keys are turned by angles that grow
    with their place (`rotated`), so that a score depends on the distance. ``dropout`` is the share of weights that are
    0 in a training step, the others larger for it. PyTorch's ``MultiheadAttention`` has the same columns, transposed,
    and counts masks the other way round (True hides). Where a query sees no key its heads are 0, and
    there, by default, NaN.

    ``heads_on`` (h,) booleans can be changed: a head that is off gives 0. Vaswani and others, 2017.
    """

    can_skip_dx = True

    def __init__(self, d, heads, rng=None, *, causal=False, rotary=False, dropout=0.0, init="xavier", dtype=np.float32):
        self.d = _checks.whole(d, "MultiHeadAttention: d", low=1)
        self.heads = _checks.whole(heads, "MultiHeadAttention: heads", low=1)
        self.causal = _checks.truth(causal, "MultiHeadAttention: causal")
        self.rotary = _checks.truth(rotary, "MultiHeadAttention: rotary")
        if self.d % self.heads:
            raise ValueError(
                f"MultiHeadAttention: expected a number of heads that divides the width d = {self.d}, got {self.heads}"
            )
        if self.rotary and self.d // self.heads % 2:
            raise ValueError(
                "MultiHeadAttention: expected an even width of a head, as rotary turns pairs of numbers, got "
                f"d / heads = {self.d // self.heads}"
            )
        dtype = _checks.float_type(dtype, "MultiHeadAttention: dtype")
        self.rate = _checks.number(dropout, "MultiHeadAttention: dropout", low=0, below=1)
        self.rng = _checks.generator(rng, "MultiHeadAttention: rng") if self.rate else None
        call = "MultiHeadAttention(64, 4"
        self.W = Parameter(drawn(init, (self.d, 3 * self.d), rng, dtype, call))
        self.b = Parameter(np.zeros(3 * self.d, dtype))
        self.W_o = Parameter(drawn(init, (self.d, self.d), rng, dtype, call))
        self.b_o = Parameter(np.zeros(self.d, dtype))
        self._heads_on = np.ones(self.heads, bool)

    @property
    def heads_on(self):
        """Which heads count, (h,) booleans, to be written into or assigned to."""
        return self._heads_on

    @heads_on.setter
    def heads_on(self, on):
        on = _checks.as_array(on, "MultiHeadAttention: heads_on")
        if on.dtype != bool or on.shape != (self.heads,):
            raise ValueError(
                f"{self!r}: expected heads_on as {self.heads} booleans, one for each head, got {_checks.describe(on)}"
            )
        self._heads_on = on

    def run(self, x, source=None, mask=None, past=None, train=False, seen=None):
        """``y, past, backward`` for x (n, t, d): with keys and values of x, or of ``source`` (n, s, d).

        ``mask`` is True where a key counts, (n, s), or may be seen by a query, (n, t, s). ``past``, as the call before
        returned it, holds the keys and values (n, heads, s, d/heads) of the steps before x, which is how a sequence
        goes on step by step without computing them again; no gradient flows into it. A list ``seen`` gets the weights
        (n, heads, t, s) appended. ``backward(dy)`` returns dx, or with a source (dx, d_source).
        """
        d, dtype = self.d, self.W.value.dtype
        x = self.admit(x, ("t", d), dtype)
        if source is not None:
            source = self.admit(source, ("s", d), dtype, "source")
            if len(source) != len(x):
                raise ValueError(f"{self!r}: expected a source for each of {len(x)} sequences, got {len(source)}")
        what, keys = ("input", x) if source is None else ("a source", source)
        before = 0 if past is None else self._steps_of(past, len(x))
        n, t, s = len(x), x.shape[1], before + keys.shape[1]
        hidden = hidden_steps(self, mask, n, t, s, dtype, heads=True)
        refuse_spoiled(self, mask, keys, f"steps of {what}")
        if source is None:
            (q, k, v), back_in = self._projected(x, 0, 3)
        else:
            (q,), back_q = self._projected(x, 0, 1)
            (k, v), back_kv = self._projected(source, 1, 3)
        if self.rotary:
            q, k = _rotated(q, before), _rotated(k, before)
        now = k, v
        if past is not None:
            now = k, v = tuple(np.concatenate(pair, axis=2) for pair in zip(past, (k, v), strict=True))
        kept = self._kept((n, self.heads, t, s), train)
        a = np.empty((n, t, d), dtype)
        _, weights, back = _attend(q, k, v, hidden, 1 / math.sqrt(d // self.heads), kept, self._by_heads(a))
        if seen is not None:
            seen.append(weights.copy())
        if not self._heads_on.all():
            self._by_heads(a)[:, ~self._heads_on] = 0
        rows = a.reshape(-1, d)
        y = rows.dot(self.W_o.value)
        y += self.b_o.value
        y = y.reshape(n, t, d)

        def backward(dy, need_dx=True):
            dy = upstream(dy, y, self).reshape(-1, d)
            if past is not None:
                raise ValueError(
                    f"{self!r}: expected a run without past, into which no gradient flows; run the whole sequence"
                )
            self.W_o.add_product(rows.T, dy)
            self.b_o.add_rows(dy)
            da = self._by_heads(dy.dot(self.W_o.value.T).reshape(n, t, d))
            if not self._heads_on.all():
                da[:, ~self._heads_on] = 0
            if source is None:
                dz = np.empty((n, t, 3 * d), dtype)
                into = self._parts_of(dz)
            else:
                dz, d_kv = np.empty((n, t, d), dtype), np.empty((n, s, 2 * d), dtype)
                into = self._parts_of(dz) + self._parts_of(d_kv)
            back(da, into)
            if self.rotary:
                for part in into[:2]:
                    part[...] = _rotated(part, 0, back=True)
            if source is None:
                return back_in(dz, need_dx)
            return back_q(dz, need_dx), back_kv(d_kv, need_dx)

        return y, now, backward

    def forward(self, x, train=False):
        y, _, backward = self.run(x, train=train)
        return y, backward

    def _projected(self, x, start, stop):
        """Of q, k and v those from ``start`` to ``stop``, each (n, heads, t, d/heads), and the way back."""
        columns = slice(start * self.d, stop * self.d)
        rows = np.ascontiguousarray(x).reshape(-1, self.d)
        z = rows.dot(self.W.value[:, columns])
        z += self.b.value[columns]

        def backward(dz, need_dx=True):
            dz = dz.reshape(len(rows), -1)
            if stop - start == 3:
                self.W.add_product(rows.T, dz)
                self.b.add_rows(dz)
            else:
                self.W.grad[:, columns] += rows.T.dot(dz)
                self.b.grad[columns] += dz.sum(axis=0)
            return dz.dot(self.W.value[:, columns].T).reshape(x.shape) if need_dx else None

        return self._parts_of(z.reshape(*x.shape[:2], -1)), backward

    def _steps_of(self, past, n):
        """How many steps the keys and values of ``past`` are of."""
        sides = (n, self.heads, self.d // self.heads)
        if not (
            isinstance(past, tuple)
            and len(past) == 2
            and all(type(a) is np.ndarray and a.ndim == 4 and (*a.shape[:2], a.shape[3]) == sides for a in past)
            and past[0].shape == past[1].shape
        ):
            raise ValueError(
                f"{self!r}: expected past as run returned it, keys and values of shape ({n}, {self.heads}, s, "
                f"{sides[2]}), got {_checks.describe(past)}"
            )
        return past[0].shape[2]

    def _parts_of(self, z):
        """Views (n, heads, t, d/heads) of q, k, v, as many as lie side by side in z (n, t, …)."""
        n, t, width = z.shape
        return list(z.reshape(n, t, width // self.d, self.heads, -1).transpose(2, 0, 3, 1, 4))

    def _by_heads(self, a):
        return self._parts_of(a)[0]

    def _kept(self, shape, train):
        """What multiplies the weights: 0 for a share ``rate`` of them, and 1 / (1 − rate) for the others."""
        if not (train and self.rate):
            return None
        kept = (self.rng.random(shape, dtype=np.float32) >= self.rate).astype(self.W.value.dtype)
        kept *= 1 / (1 - self.rate)
        return kept

    def __repr__(self):
        more = "".join(f", {name}=True" for name in ("causal", "rotary") if getattr(self, name))
        return f"MultiHeadAttention({self.d}, {self.heads}{more})"
