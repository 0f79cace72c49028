"""Recurrent layers: one cell, taken step by step along a sequence, with a state that it hands on to itself.

x (n, t, d_in), or tokens (n, t), goes in, the states h of all steps come out, (n, t, d_hidden), or with
``return_last=True`` that of the last step, (n, d_hidden). A cell keeps to one step: ``state, backward =
layer.step(x, state)``, its formula and its derivative as a book has them; the way back through a sequence is the steps'
``backward`` in reverse order (backpropagation through time). `run` takes the whole sequence and computes the same.

Gates stand side by side in the columns of W, U and b, in PyTorch's order and, but for a GRU with ``reset="before"``,
with PyTorch's formulas. PyTorch keeps its matrices transposed, and two biases: their sum is our b, but for GRU's n, for
which the first is in b and the second is c (`conventions`).

Within a run every gate has a slab of its own, (t, n, h): an array (gates, t, n, h) holds them all, and a step's product
with U is one batched product with U as (gates, h, h). The loop over time holds what depends on the step before, and no
more: the product of x with W, the local derivatives and the gradients of the weights are computed for all steps at
once. σ(z) is computed as (1 + tanh(z/2)) / 2, one tanh over all gates; the halves are in copies of W, U and b.
`benchmarks/recurrent_speed.py` shows what this buys.

Memory grows linearly with t: from the way there to the way back a run keeps t·n·h numbers once for an `RNN`, five times
for a `GRU` and seven times for an `LSTM`, with a mask once more, and besides a copy of x, t·n·d_in. The way back needs
up to six times t·n·h more, with a mask up to seven, and for dx as many t·n·d_in as there are gates, and one. Where
sequences are too long for that, `train_truncated` cuts them.
"""

import numpy as np

from .. import _checks
from ..core import Parameter, upstream
from ..functions import _constant, _ones
from ..initializers import drawn
from .embedding import sums_by_token, whole_tokens
from .sequences import SequenceLayer


class _Recurrent(SequenceLayer):
    """What the three share. A subclass gives its gates and states, `_step` and `_sequence`."""

    #: How many gates stand in the columns, and how many arrays are a state.
    gates, states = 1, 1
    #: The gates in the order of their slabs in a run; the first ``sigmoids`` of them are sigmoids.
    order, sigmoids = (0,), 0
    #: The setting of its own, if there is one, and what it usually is.
    setting = ("activation", "tanh")

    def __init__(
        self,
        d_in,
        d_hidden,
        rng=None,
        *,
        return_last=False,
        init="xavier",
        recurrent_init="orthogonal",
        dtype=np.float32,
    ):
        name = type(self).__name__
        self.d_in = _checks.whole(d_in, f"{name}: d_in", low=1)
        self.d_hidden = _checks.whole(d_hidden, f"{name}: d_hidden", low=1)
        self.return_last = _checks.truth(return_last, f"{name}: return_last")
        dtype = _checks.float_type(dtype, f"{name}: dtype")

        def side_by_side(how, d):
            every = [drawn(how, (d, self.d_hidden), rng, dtype, f"{name}(8, 16") for _ in range(self.gates)]
            return Parameter(np.hstack(every))

        self.W, self.U = side_by_side(init, self.d_in), side_by_side(recurrent_init, self.d_hidden)
        self.b = Parameter(np.zeros(self.gates * self.d_hidden, dtype))

    def start(self, n=1):
        """The state before the first step, for ``n`` sequences: zeros."""
        n = _checks.whole(n, f"{type(self).__name__}: n", low=1)
        return tuple(np.zeros((n, self.d_hidden), self.W.value.dtype) for _ in range(self.states))

    def step(self, x, state):
        """``state, backward`` of one step from x (n, d_in) and the state before, a tuple of arrays (n, d_hidden).

        The first array of a state is h, the cell's output. ``backward`` takes ∂J/∂state as such a tuple and returns
        dx and the same tuple for the state before.
        """
        x = self.admit(x, (self.d_in,), self.W.value.dtype, "input for one step")
        state, back = self._step(x, self._state(state, len(x), "state"))
        return state, lambda d_state: back(self._state(d_state, len(x), "gradient of the state"))

    def run(self, x, state=None, mask=None, train=False):
        z, back_to_x = self._said_by_input(x)
        steps, n = z.shape[1:3]
        mask = self._mask(mask, n, steps)
        state = self.start(n) if state is None else self._state(state, n, "state")
        counts = rests = None
        if mask is not None:
            counts = mask.T[:, :, None]
            rests = ~counts
        h, last, back_in_time = self._sequence(z, state, rests)
        if self.return_last:
            y = last[0].copy()
        else:
            y = (h if mask is None else h * counts).swapaxes(0, 1)

        def backward(dy=None, d_state=None, need_dx=True):
            self._refuse_nothing(dy, d_state)
            d_state = self.start(n) if d_state is None else self._state(d_state, n, "gradient of the state")
            d_state = [d.copy() for d in d_state]  # which change from step to step
            if dy is not None:
                dy = upstream(dy, y, self)
                if self.return_last:
                    d_state[0] += dy
                    dy = None
                else:
                    dy = dy.swapaxes(0, 1) if mask is None else dy.swapaxes(0, 1) * counts
            dz, d_state = back_in_time(dy, d_state)
            return back_to_x(dz, need_dx), tuple(d_state)

        return y, last, backward

    def _step(self, x, state):
        """`step` without its checks."""
        raise NotImplementedError

    def _sequence(self, z, state, rests):
        """``h, state, backward`` for what the input says to the gates, z (gates, t, n, h), which may be written into.

        h (t, n, h) are the outputs. ``rests`` (t, n, 1) is True where a step doesn't count, or None.
        ``backward(dy, d_state)`` gets dy (t, n, h) or None and a list of arrays that it may write into; it adds to the
        gradients of U, and returns the gradient of z and that of the first state.
        """
        raise NotImplementedError

    def _said_by_input(self, x):
        """x W + b for all steps as slabs (gates, t, n, h), and ``backward(dz, need_dx)``, which returns dx.

        A token stands for its one-hot code, whose product with W is a row of W.
        """
        W, b = self._slabs(self.W.value, halves=True), self._slabs(self.b.value[None], halves=True)
        if type(x) is np.ndarray and x.ndim > 1 and not x.shape[1]:
            raise ValueError(f"{self!r}: expected sequences of at least one step, got an array of shape {x.shape}")
        if type(x) is np.ndarray and x.ndim == 2 and x.dtype.kind in "iu":
            tokens = whole_tokens(self, self.admit(x, ("t",), x.dtype), self.d_in).T
            z = (W + b).take(tokens, axis=1, mode="clip")
            steps, n = tokens.shape
            rows = None
        else:
            x = self.admit(x, ("t", self.d_in), self.W.value.dtype)
            n, steps = x.shape[:2]
            rows = x.swapaxes(0, 1).reshape(steps * n, self.d_in)
            z = rows @ W
            z += b
            z = z.reshape(self.gates, steps, n, self.d_hidden)

        def backward(dz, need_dx):
            dz = dz.reshape(self.gates, steps * n, self.d_hidden)
            sums = sums_by_token(tokens.ravel(), self.d_in, dz.dtype) if rows is None else rows.T.dot
            self._add(self.W.grad, sums, dz)
            self._add(self.b.grad, _ones(steps * n, dz.dtype).dot, dz)
            if rows is None or not need_dx:
                return None
            dx = np.matmul(dz, self._slabs(self.W.value).swapaxes(1, 2)).sum(axis=0)
            return dx.reshape(steps, n, self.d_in).swapaxes(0, 1)

        return z, backward

    def _columns(self, array, gate):
        """The columns of one gate in W, U, b or their gradients: a view."""
        return array[..., gate * self.d_hidden : (gate + 1) * self.d_hidden]

    def _slabs(self, array, halves=False, order=None):
        """The columns of the gates as slabs one after the other, in ``order``: a copy; those of sigmoids halved."""
        slabs = np.stack([self._columns(array, gate) for gate in order or self.order])
        if halves:
            slabs[: self.sigmoids] *= 0.5
        return slabs

    def _add(self, grad, over_steps, dz, order=None):
        """Add to the columns of each gate what ``over_steps`` makes of its slab (t·n, h): a sum over all steps."""
        for gate, d in zip(order or self.order, dz, strict=True):
            columns = self._columns(grad, gate)
            columns += over_steps(d)

    def _state(self, state, n, what):
        shape = (n, self.d_hidden)
        if not isinstance(state, tuple) or len(state) != self.states:
            raise TypeError(
                f"{self!r}: expected the {what} as a tuple of {self.states} array(s) of shape {shape}, got "
                f"{len(state) if isinstance(state, tuple) else _checks.describe(state)}; start(n) makes the first state"
            )
        name, dtype = f"{self!r}: {what}", self.W.value.dtype
        return tuple(
            _checks.as_array(part, name, shape=shape, finite=False).astype(dtype, copy=False) for part in state
        )

    def mend(self, shape):
        if len(shape) == 2 and shape[1] == self.d_in:
            return "for one example, use x[None]"
        if len(shape) == 2 and self.d_in == 1:
            return "for one feature at each step, use x[:, :, None]"
        return "tokens, of shape (n, t), must be whole numbers" if len(shape) == 2 else ""

    def __repr__(self):
        settings = [f"{self.d_in}, {self.d_hidden}"]
        for name, usual in (self.setting, ("return_last", False)):
            if getattr(self, name, usual) != usual:
                settings.append(f"{name}={getattr(self, name)!r}")
        return f"{type(self).__name__}({', '.join(settings)})"


def from_the_first(first, steps):
    """Memory for an array of the state before the first step and after each, (t + 1, n, h), the first filled in."""
    states = np.empty((steps + 1, *first.shape), first.dtype)
    states[0] = first
    return states


def to_sigmoids(gates):
    """(1 + tanh(z/2)) / 2 = σ(z) in the place of tanh(z/2)."""
    half = _constant(0.5, gates.dtype)
    gates *= half
    gates += half


def rows(slabs):
    """Slabs (…, t, n, h) with all steps of all sequences as rows, (…, t·n, h): a view."""
    return slabs.reshape(*slabs.shape[:-3], -1, slabs.shape[-1])


class RNN(_Recurrent):
    """h = tanh(x W + h₋₁ U + b), where h₋₁ is the state of the step before.

    Shapes: x (n, t, d_in) or tokens (n, t), W (d_in, h), U (h, h), b (h,), y (n, t, h); the state is (h,). W is drawn
    by ``init``, U by ``recurrent_init``: orthogonal (as in Keras; PyTorch draws all uniformly within ±1/√h); b starts
    at 0. With ``activation="relu"`` h = max(0, …); with ``recurrent_init="identity"`` besides it is the IRNN of Le,
    Jaitly and Hinton, 2015, which keeps its state at first. Elman, 1990.

    >>> import numpy as np
    >>> from course_nn import RNN
    >>> y, _ = RNN(3, 5, np.random.default_rng(0)).forward(np.zeros((2, 7, 3)))
    >>> y.shape
    (2, 7, 5)
    """

    def __init__(self, d_in, d_hidden, rng=None, *, activation="tanh", **settings):
        super().__init__(d_in, d_hidden, rng, **settings)
        self.activation = _checks.one_of(activation, ("tanh", "relu"), "RNN: activation")

    def _g(self, z, out=None):
        return np.tanh(z, out=out) if self.activation == "tanh" else np.maximum(z, _constant(0.0, z.dtype), out=out)

    def _slope(self, h):
        """g′(z) from h = g(z)."""
        return 1 - h * h if self.activation == "tanh" else (h > 0).astype(h.dtype)

    def _step(self, x, state):
        (h0,) = state
        h = self._g(x @ self.W.value + h0 @ self.U.value + self.b.value)

        def backward(d_state):
            (dh,) = d_state
            dz = dh * self._slope(h)
            self.W.grad += x.T @ dz
            self.U.grad += h0.T @ dz
            self.b.grad += dz.sum(axis=0)
            return dz @ self.W.value.T, (dz @ self.U.value.T,)

        return (h,), backward

    def _sequence(self, z, state, rests):
        steps = z.shape[1]
        U, h = self.U.value, from_the_first(state[0], steps)
        hu = np.empty_like(h[0])
        for t in range(steps):
            zt = z[0, t]
            zt += np.dot(h[t], U, hu)
            self._g(zt, h[t + 1])
            if rests is not None:
                np.copyto(h[t + 1], h[t], where=rests[t])

        def backward(dy, d_state):
            (dh,) = d_state
            UT = U.T.copy()
            dz = self._slope(h[1:])  # the local derivatives of all steps
            if rests is not None:
                dz *= ~rests
            for t in range(steps)[::-1]:
                if dy is not None:
                    dh += dy[t]
                dz[t] *= dh
                if rests is None:
                    np.dot(dz[t], UT, dh)
                else:
                    dh = dz[t] @ UT + dh * rests[t]
            self.U.grad += rows(h[:-1]).T @ rows(dz)
            return dz[None], [dh]

        return h[1:], (h[-1].copy(),), backward
