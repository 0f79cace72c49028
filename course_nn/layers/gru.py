"""The gated recurrent unit: one state, and two gates that say how much of it is looked at, and how much is kept."""

import numpy as np

from .. import _checks
from ..core import Parameter
from ..functions import _ones, _sigmoid
from .recurrent import _Recurrent, from_the_first, rows, to_sigmoids


class GRU(_Recurrent):
    """r, z = σ(…), made of x, h₋₁ and b as in `RNN`;  n = tanh(x W + b + r (h₋₁ U + c));  h = (1 − z) n + z h₋₁.

    Shapes: x (n, t, d_in) or tokens (n, t), W (d_in, 3h), U (h, 3h), b (3h,), c (h,), y (n, t, h). The columns hold
    r, z, n in this order: reset, update, new (PyTorch's order; Keras and ONNX have z, r, n, where ONNX and Keras call n
    h). z is the share that is *kept* (as in PyTorch, Keras and ONNX, and in Cho's paper); many textbooks and Chung and
    others, 2014, write h = (1 − z) h₋₁ + z n, whose z is our 1 − z: its weights with the opposite sign.

    The reset gate acts after the product with U, and therefore n has a second bias c inside of it (PyTorch; Keras's
    ``reset_after=True``, its default; ONNX's ``linear_before_reset=1``). From PyTorch: b = b_ih + b_hh for r and z,
    b = b_ih and c = b_hh for n. With ``reset="before"`` it acts before the product, n = tanh(x W + b + (r h₋₁) U),
    without c, as in the papers and in ONNX's default: another function, so weights can't be carried from one to the
    other. Cho and others, 2014.
    """

    gates = 3
    order, sigmoids = (0, 1, 2), 2  # r, z, n
    setting = ("reset", "after")

    def __init__(self, d_in, d_hidden, rng=None, *, reset="after", **settings):
        super().__init__(d_in, d_hidden, rng, **settings)
        self.reset = _checks.one_of(reset, ("after", "before"), "GRU: reset")
        self.c = Parameter(np.zeros(self.d_hidden, self.b.value.dtype)) if reset == "after" else None

    def _step(self, x, state):
        return self._step_after(x, state) if self.reset == "after" else self._step_before(x, state)

    def _sequence(self, z, state, rests):
        return (self._after if self.reset == "after" else self._before)(z, state, rests)

    def _step_after(self, x, state):
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

    def _step_before(self, x, state):
        (h0,) = state
        W, (Ur, Uz, Un) = self.W.value, np.split(self.U.value, 3, axis=1)
        xr, xz, xn = np.split(x @ W + self.b.value, 3, axis=1)
        r, z = _sigmoid(xr + h0 @ Ur), _sigmoid(xz + h0 @ Uz)
        n = np.tanh(xn + (r * h0) @ Un)
        h = (1 - z) * n + z * h0

        def backward(d_state):
            (dh,) = d_state
            dn = dh * (1 - z) * (1 - n * n)
            dq = dn @ Un.T  # to r h₋₁
            dr = dq * h0 * r * (1 - r)
            dz = dh * (h0 - n) * z * (1 - z)
            d_x = np.hstack([dr, dz, dn])
            self.W.grad += x.T @ d_x
            self.b.grad += d_x.sum(axis=0)
            self.U.grad += np.hstack([h0.T @ dr, h0.T @ dz, (r * h0).T @ dn])
            return d_x @ W.T, (dr @ Ur.T + dz @ Uz.T + dq * r + dh * z,)

        return (h,), backward

    def _after(self, gates, state, rests):
        steps = gates.shape[1]
        U, h = self._slabs(self.U.value, halves=True), from_the_first(state[0], steps)
        q, hu = np.empty_like(h[1:]), np.empty_like(gates[:, 0])  # q = h₋₁ U + c, which the reset gate acts on
        for t in range(steps):
            rz, n = gates[:2, t], gates[2, t]
            np.matmul(h[t], U, hu)
            rz += hu[:2]
            to_sigmoids(np.tanh(rz, rz))
            r, z = rz
            np.add(hu[2], self.c.value, q[t])
            n += np.multiply(r, q[t], hu[0])
            np.tanh(n, n)
            mix(z, n, h[t], h[t + 1])
            if rests is not None:
                np.copyto(h[t + 1], h[t], where=rests[t])

        def backward(dy, d_state):
            (dh,) = d_state
            r, z, n = gates
            UT = np.ascontiguousarray(self._slabs(self.U.value, order=(2, 0, 1)).swapaxes(1, 2))
            d = np.empty((4, *h[1:].shape), h.dtype)  # the slabs n for U, r and z for both, n for W
            d[1] = q * r * (1 - r)  # at first the local derivatives of all steps
            local_derivatives(z, n, h[:-1], d[2:])
            keep = z
            if rests is not None:
                d[1:] *= ~rests
                keep = np.where(rests, 1, z)
            for t in range(steps)[::-1]:
                if dy is not None:
                    dh += dy[t]
                d[2:, t] *= dh
                dn = d[3, t]
                d[1, t] *= dn
                np.multiply(dn, r[t], d[0, t])
                dh *= keep[t]
                dh += np.matmul(d[:3, t], UT, hu).sum(axis=0)
            self._add(self.U.grad, rows(h[:-1]).T.dot, rows(d[:3]), order=(2, 0, 1))
            self.c.grad += _ones(d[0, ..., 0].size, d.dtype) @ rows(d[0])
            return d[1:], [dh]

        return h[1:], (h[-1].copy(),), backward

    def _before(self, gates, state, rests):
        steps = gates.shape[1]
        U, h = self._slabs(self.U.value, halves=True), from_the_first(state[0], steps)
        q, hu = np.empty_like(h[1:]), np.empty_like(gates[:2, 0])  # q = r h₋₁
        for t in range(steps):
            rz, n = gates[:2, t], gates[2, t]
            rz += np.matmul(h[t], U[:2], hu)
            to_sigmoids(np.tanh(rz, rz))
            r, z = rz
            n += np.dot(np.multiply(r, h[t], q[t]), U[2], hu[0])
            np.tanh(n, n)
            mix(z, n, h[t], h[t + 1])
            if rests is not None:
                np.copyto(h[t + 1], h[t], where=rests[t])

        def backward(dy, d_state):
            (dh,) = d_state
            r, z, n = gates
            UT = np.ascontiguousarray(self._slabs(self.U.value).swapaxes(1, 2))
            d = np.empty_like(gates)
            d[0] = h[:-1] * r * (1 - r)
            local_derivatives(z, n, h[:-1], d[1:])
            keep = z
            if rests is not None:
                d *= ~rests
                keep = np.where(rests, 1, z)
            for t in range(steps)[::-1]:
                if dy is not None:
                    dh += dy[t]
                d[1:, t] *= dh
                dq = d[2, t] @ UT[2]
                d[0, t] *= dq
                dh *= keep[t]
                dq *= r[t]
                dh += dq
                dh += np.matmul(d[:2, t], UT[:2], hu).sum(axis=0)
            self._add(self.U.grad, rows(h[:-1]).T.dot, rows(d[:2]), order=(0, 1))
            self._add(self.U.grad, rows(q).T.dot, rows(d[2:]), order=(2,))
            return d, [dh]

        return h[1:], (h[-1].copy(),), backward


def mix(z, n, h0, out):
    """(1 − z) n + z h₋₁ as n + z (h₋₁ − n)."""
    np.subtract(h0, n, out)
    out *= z
    out += n


def local_derivatives(z, n, h0, out):
    """∂h/∂ of what is inside of z and inside of n, for all steps, into ``out``."""
    dz, dn = out
    keeps_not = 1 - z
    np.subtract(h0, n, dz)
    dz *= z
    dz *= keeps_not
    np.multiply(n, n, dn)
    np.subtract(1, dn, dn)
    dn *= keeps_not
