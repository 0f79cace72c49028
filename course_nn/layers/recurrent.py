"""Recurrent layers: one cell, taken step by step along a sequence, with a state that it hands on to itself.

x (n, t, d_in) goes in, the states h of all steps come out, (n, t, d_hidden), or with ``return_last=True`` that of the
last step, (n, d_hidden). The first state is 0. A cell keeps to one step: ``state, backward = layer.step(x, state)``;
the way back through a sequence is the steps' ``backward`` in reverse order (backpropagation through time).

Gates stand side by side in the columns of W, U and b, in PyTorch's order and with PyTorch's formulas. PyTorch keeps its
matrices transposed, and two biases whose sum is our b.
"""

import numpy as np

from .. import _checks
from ..core import Layer, Parameter, upstream
from ..functions import _sigmoid
from ..initializers import drawn


class _Recurrent(Layer):
    """What the three share. A subclass names its ``gates`` and ``states`` and gives `_step`."""

    gates, states = 1, 1

    def __init__(self, d_in, d_hidden, rng=None, *, return_last=False, init="xavier", dtype=np.float32):
        name = type(self).__name__
        self.d_in = _checks.whole(d_in, f"{name}: d_in", low=1)
        self.d_hidden = _checks.whole(d_hidden, f"{name}: d_hidden", low=1)
        self.return_last = _checks.truth(return_last, f"{name}: return_last")
        dtype = _checks.float_type(dtype, f"{name}: dtype")

        def side_by_side(how, d):
            every = [drawn(how, (d, self.d_hidden), rng, dtype, f"{name}(8, 16") for _ in range(self.gates)]
            return Parameter(np.hstack(every))

        self.W, self.U = side_by_side(init, self.d_in), side_by_side("orthogonal", self.d_hidden)
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

    def forward(self, x, train=False):
        x = self.admit(x, ("t", self.d_in), self.W.value.dtype)
        n, steps, _ = x.shape
        state = self.start(n)
        h, backs = np.empty((n, steps, self.d_hidden), x.dtype), []
        for t in range(steps):
            state, back = self._step(x[:, t], state)
            h[:, t] = state[0]
            backs.append(back)
        y = h[:, -1].copy() if self.return_last else h

        def backward(dy):
            dy = upstream(dy, y, self)
            dx, d_state = np.empty_like(x, order="C"), self.start(n)
            for t in range(steps)[::-1]:
                if not self.return_last:
                    d_state = (d_state[0] + dy[:, t], *d_state[1:])  # h went out, and on to the next step
                elif t == steps - 1:
                    d_state = (dy, *d_state[1:])
                dx[:, t], d_state = backs[t](d_state)
            return dx

        return y, backward

    def _step(self, x, state):
        raise NotImplementedError

    def _add(self, x, h, dz):
        """What z = x W + h U + b of one step adds to the gradients; returns ∂J/∂x and ∂J/∂h."""
        self.W.grad += x.T @ dz
        self.U.grad += h.T @ dz
        self.b.grad += dz.sum(axis=0)
        return dz @ self.W.value.T, dz @ self.U.value.T

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
        return ""

    def __repr__(self):
        last = ", return_last=True" if self.return_last else ""
        return f"{type(self).__name__}({self.d_in}, {self.d_hidden}{last})"


class RNN(_Recurrent):
    """h = tanh(x W + h₋₁ U + b), where h₋₁ is the state of the step before.

    Shapes: x (n, t, d_in), W (d_in, h), U (h, h), b (h,), y (n, t, h). W is drawn by ``init``, U is orthogonal, b
    starts at 0. Elman, 1990.
    """

    def _step(self, x, state):
        (h0,) = state
        h = np.tanh(x @ self.W.value + h0 @ self.U.value + self.b.value)

        def backward(d_state):
            (dh,) = d_state
            dx, dh0 = self._add(x, h0, dh * (1 - h * h))
            return dx, (dh0,)

        return (h,), backward


class LSTM(_Recurrent):
    """A state (h, c): the cell c keeps, the gates decide; all gates are made of x, h₋₁ and b as in `RNN`.

    i, f, o = σ(…), g = tanh(…);  c = f c₋₁ + i g;  h = o tanh(c), products entry by entry.

    Shapes: x (n, t, d_in), W (d_in, 4h), U (h, 4h), b (4h,), y (n, t, h). The columns hold i, f, g, o in this order: in
    (input), forget, the new content g, out (PyTorch's order, and Keras's). b starts at 0, for f at 1 (as in Keras),
    so that the cell remembers at first. Hochreiter and Schmidhuber, 1997; the forget gate: Gers and others, 2000.
    """

    gates, states = 4, 2

    def __init__(self, d_in, d_hidden, rng=None, **settings):
        super().__init__(d_in, d_hidden, rng, **settings)
        self.b.value[self.d_hidden : 2 * self.d_hidden] = 1

    def _step(self, x, state):
        h0, c0 = state
        z = x @ self.W.value + h0 @ self.U.value + self.b.value
        zi, zf, zg, zo = np.split(z, 4, axis=1)
        i, f, g, o = _sigmoid(zi), _sigmoid(zf), np.tanh(zg), _sigmoid(zo)
        c = f * c0 + i * g
        s = np.tanh(c)
        h = o * s

        def backward(d_state):
            dh, dc = d_state
            dc = dc + dh * o * (1 - s * s)
            di, df, dg, do = dc * g, dc * c0, dc * i, dh * s
            dz = np.hstack([di * i * (1 - i), df * f * (1 - f), dg * (1 - g * g), do * o * (1 - o)])
            dx, dh0 = self._add(x, h0, dz)
            return dx, (dh0, dc * f)

        return (h, c), backward


class GRU(_Recurrent):
    """r, z = σ(…), made of x, h₋₁ and b as in `RNN`;  n = tanh(x W + b + r (h₋₁ U + c));  h = (1 − z) n + z h₋₁.

    Shapes: x (n, t, d_in), W (d_in, 3h), U (h, 3h), b (3h,), c (h,), y (n, t, h). The columns hold r, z, n in this
    order: reset, update, new. The reset gate acts after the product with U, and therefore n has a second bias c inside
    of it (PyTorch's formula, and Keras's with ``reset_after=True``, with the columns in the order z, r, n). In the
    paper reset comes before the product: tanh(x W + (r h₋₁) U + b). From PyTorch: b = b_ih + b_hh for r and z,
    b = b_ih and c = b_hh for n. Cho and others, 2014.
    """

    gates = 3

    def __init__(self, d_in, d_hidden, rng=None, **settings):
        super().__init__(d_in, d_hidden, rng, **settings)
        self.c = Parameter(np.zeros(self.d_hidden, self.b.value.dtype))

    def _step(self, x, state):
        (h0,) = state
        W, U = self.W.value, self.U.value
        xr, xz, xn = np.split(x @ W + self.b.value, 3, axis=1)
        hr, hz, hn = np.split(h0 @ U, 3, axis=1)
        hn = hn + self.c.value
        r, z = _sigmoid(xr + hr), _sigmoid(xz + hz)
        n = np.tanh(xn + r * hn)
        h = (1 - z) * n + z * h0

        def backward(d_state):
            (dh,) = d_state
            dn = dh * (1 - z) * (1 - n * n)
            dr = dn * hn * r * (1 - r)
            dz = dh * (h0 - n) * z * (1 - z)
            d_x, d_h = np.hstack([dr, dz, dn]), np.hstack([dr, dz, dn * r])  # to x W + b, and to h₋₁ U
            self.W.grad += x.T @ d_x
            self.b.grad += d_x.sum(axis=0)
            self.U.grad += h0.T @ d_h
            self.c.grad += (dn * r).sum(axis=0)
            return d_x @ W.T, (d_h @ U.T + dh * z,)

        return (h,), backward
