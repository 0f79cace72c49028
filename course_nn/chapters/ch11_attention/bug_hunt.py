"""A bug hunt: five layers that claim to be causal attention with dropout, each with a fault of its own."""

import copy

import numpy as np

from ...layers import MultiHeadAttention

#: What the faults are, in no particular order.
KINDS = (
    "softmax over the wrong axis",
    "mask gone while dropout is on",
    "mask one place too far",
    "heads cut out of the steps",
    "scores scaled by the width of all heads",
)


class _Claimed(MultiHeadAttention):
    """Claims to be a causal `MultiHeadAttention`, and computes it by itself; it has no way back, and no `run`."""

    def seen(self, t, train):
        return np.tri(t, dtype=bool)

    def scale(self):
        return np.sqrt(self.d // self.heads)

    def split(self, a):
        n, t, d = a.shape
        return a.reshape(n, t, self.heads, d // self.heads).transpose(0, 2, 1, 3)

    def softmax(self, scores):
        e = np.exp(scores - scores.max(axis=-1, keepdims=True))
        return e / e.sum(axis=-1, keepdims=True)

    def forward(self, x, train=False):
        x = self.admit(x, ("t", self.d), self.W.value.dtype)
        n, t, d = x.shape
        q, k, v = (self.split(a) for a in np.split(x @ self.W.value + self.b.value, 3, axis=2))
        scores = np.where(self.seen(t, train), q @ k.swapaxes(2, 3) / self.scale(), -np.inf)
        w = self.softmax(scores)
        kept = self._kept(w.shape, train)
        a = (w if kept is None else w * kept) @ v
        a[:, ~self.heads_on] = 0
        y = a.transpose(0, 2, 1, 3).reshape(n, t, d) @ self.W_o.value + self.b_o.value

        def backward(dy, need_dx=True):
            raise ValueError("a suspect has no way back; expected a look at its outputs alone, with train=True as well")

        return y, backward

    def run(self, *args, **kwargs):
        raise ValueError("a suspect has no run of its own; expected suspect(x) or suspect.forward(x, train=True)")


class SuspectA(_Claimed):
    def seen(self, t, train):
        return np.tri(t, k=1, dtype=bool)


class SuspectB(_Claimed):
    def softmax(self, scores):
        e = np.exp(scores - scores.max(axis=-2, keepdims=True))
        return e / e.sum(axis=-2, keepdims=True)


class SuspectC(_Claimed):
    def scale(self):
        return np.sqrt(self.d)


class SuspectD(_Claimed):
    def seen(self, t, train):
        return np.ones((t, t), bool) if train else super().seen(t, train)


class SuspectE(_Claimed):
    def split(self, a):
        n, t, d = a.shape
        return a.reshape(n, self.heads, t, d // self.heads)


def suspects():
    """The five suspects by letter, each beside the package's layer that it claims to be: pairs (suspect, original).

    Both have a width of 6, two heads, the same weights, and Generators of the same state for their dropout of 0.5:
    called in turn with ``forward(x, train=True)`` they drop the same weights.
    """
    found = {}
    for kind in (SuspectA, SuspectB, SuspectC, SuspectD, SuspectE):
        letter = kind.__name__[-1]
        suspect = kind(6, 2, np.random.default_rng(ord(letter)), causal=True, dropout=0.5, dtype=np.float64)
        original = MultiHeadAttention(6, 2, np.random.default_rng(0), causal=True, dropout=0.5, dtype=np.float64)
        for name, parameter in suspect.parameters().items():
            original.parameters()[name].value = parameter.value
        original.rng = copy.deepcopy(suspect.rng)
        found[letter] = suspect, original
    return found
