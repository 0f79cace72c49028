"""A bug hunt: five layers that claim to be LSTM, all with its weights, and each with a fault of its own."""

import numpy as np

from ... import _checks
from ...core import Layer, Parameter, upstream
from ...functions import sigmoid
from ...layers import LSTM

#: What the faults are, in no particular order.
KINDS = (
    "cell state begins anew at each step",
    "gradient cut between the steps",
    "input and forget gate exchanged",
    "state kept from the batch before",
    "time and batch exchanged",
)


class _Claimed(Layer):
    """Claims to be the LSTM that it is made of, with copies of its weights."""

    gates = (0, 1, 2, 3)  # which block of columns is read as i, f, g and o

    def __init__(self, original):
        self.W, self.U, self.b = (Parameter(one.value.copy()) for one in (original.W, original.U, original.b))

    def begins(self, n):
        """The state h, c before the first step."""
        h = np.zeros((n, len(self.U.value)))
        return h, h.copy()

    def hands_on(self, h, c):
        """What of a step's state the next one gets."""
        return h, c

    def hands_back(self, dh, dc):
        """What of its gradient."""
        return dh, dc

    def ends(self, h, c):
        """What is done with the state after the last step."""

    def forward(self, x, train=False):
        x = self.admit(x, ("t", len(self.W.value)), np.float64)
        state, steps = self.begins(len(x)), []
        for t in range(x.shape[1]):
            state, backward = self._step(x[:, t], self.hands_on(*state) if t else state)
            steps.append((state[0], backward))
        self.ends(*state)
        y = np.stack([h for h, _ in steps], axis=1)

        def backward(dy):
            dy = upstream(dy, y, self)
            dx, d_state = np.empty_like(x), (np.zeros_like(state[0]), np.zeros_like(state[1]))
            for t in range(len(steps))[::-1]:
                dx[:, t], d_state = steps[t][1](d_state[0] + dy[:, t], d_state[1])
                d_state = self.hands_back(*d_state)
            return dx

        return y, backward

    def _step(self, x, state):
        h0, c0 = state
        blocks = np.split(x @ self.W.value + h0 @ self.U.value + self.b.value, 4, axis=1)
        zi, zf, zg, zo = (blocks[k] for k in self.gates)
        i, f, g, o = sigmoid(zi), sigmoid(zf), np.tanh(zg), sigmoid(zo)
        c = f * c0 + i * g
        s = np.tanh(c)

        def backward(dh, dc):
            dc = dc + dh * o * (1 - s * s)
            d_read = dc * g * i * (1 - i), dc * c0 * f * (1 - f), dc * i * (1 - g * g), dh * s * o * (1 - o)
            dz = np.hstack([d_read[self.gates.index(k)] for k in range(4)])
            self.W.grad += x.T @ dz
            self.U.grad += h0.T @ dz
            self.b.grad += dz.sum(axis=0)
            return dz @ self.W.value.T, (dz @ self.U.value.T, dc * f)

        return (o * s, c), backward


class SuspectA(_Claimed):
    def hands_back(self, dh, dc):
        return 0 * dh, 0 * dc


class SuspectB(_Claimed):
    def forward(self, x, train=False):
        y, backward = super().forward(np.swapaxes(self.admit(x, ("t", len(self.W.value)), np.float64), 0, 1))
        return np.swapaxes(y, 0, 1), lambda dy: np.swapaxes(backward(np.swapaxes(dy, 0, 1)), 0, 1)


class SuspectC(_Claimed):
    def __init__(self, original):
        super().__init__(original)
        self.kept = []

    def begins(self, n):
        return self.kept if self.kept and len(self.kept[0]) == n else super().begins(n)

    def ends(self, h, c):
        self.kept[:] = h, c


class SuspectD(_Claimed):
    gates = (1, 0, 2, 3)


class SuspectE(_Claimed):
    def hands_on(self, h, c):
        return h, 0 * c

    def hands_back(self, dh, dc):
        return dh, 0 * dc


def suspects(d_in=2, d_hidden=3, seed=0):
    """The five suspects by letter, each beside the package's LSTM that it claims to be, all with the same weights.

    They are made anew at every call, and have seen no batch yet. All compute in float64; h of all steps comes out.
    """
    d_in, d_hidden = _checks.whole(d_in, "suspects: d_in", low=1), _checks.whole(d_hidden, "suspects: d_hidden", low=1)
    seed = _checks.whole(seed, "suspects: seed", low=0)

    def original():
        return LSTM(d_in, d_hidden, np.random.default_rng(seed), dtype=np.float64)

    kinds = (SuspectA, SuspectB, SuspectC, SuspectD, SuspectE)
    return {kind.__name__[-1]: (kind(original()), original()) for kind in kinds}
