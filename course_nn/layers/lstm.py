"""Long short-term memory: a cell that keeps what its gates let it keep."""

import numpy as np

from .. import _checks
from ..functions import _sigmoid
from .recurrent import _Recurrent, from_the_first, rows, to_sigmoids


class LSTM(_Recurrent):
    """A state (h, c): the cell c keeps, the gates decide; all gates are made of x, h₋₁ and b as in `RNN`.

    i, f, o = σ(…), g = tanh(…);  c = f c₋₁ + i g;  h = o tanh(c), products entry by entry.

    Shapes: x (n, t, d_in) or tokens (n, t), W (d_in, 4h), U (h, 4h), b (4h,), y (n, t, h). The columns hold i, f, g, o
    in this order: in (input), forget, the new content g, out. It is PyTorch's order, and Keras's (who calls them i, f,
    c, o); ONNX has i, o, f, c. b starts at 0, for f at ``forget_bias``: with 1, as in Keras, a cell keeps σ(1) = 0.73
    of itself from step to step at first, and with 0 half; PyTorch draws two biases uniformly within ±1/√h, 0 on
    average. Hochreiter and Schmidhuber, 1997; the forget gate: Gers, Schmidhuber and Cummins, 2000.
    """

    gates, states = 4, 2
    order, sigmoids = (3, 0, 1, 2), 3  # o, i, f, g

    def __init__(self, d_in, d_hidden, rng=None, *, forget_bias=1.0, **settings):
        super().__init__(d_in, d_hidden, rng, **settings)
        self._columns(self.b.value, 1)[...] = _checks.number(forget_bias, "LSTM: forget_bias")

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
            self.W.grad += x.T @ dz
            self.U.grad += h0.T @ dz
            self.b.grad += dz.sum(axis=0)
            return dz @ self.W.value.T, (dz @ self.U.value.T, dc * f)

        return (h, c), backward

    def _sequence(self, z, state, rests):
        steps = z.shape[1]
        U = self._slabs(self.U.value, halves=True)
        h, c = (from_the_first(first, steps) for first in state)
        s, hu, new = np.empty_like(h[1:]), np.empty_like(z[:, 0]), np.empty_like(h[0])
        for t in range(steps):
            zt = z[:, t]
            zt += np.matmul(h[t], U, hu)
            np.tanh(zt, zt)
            to_sigmoids(zt[:3])
            o, i, f, g = zt
            np.multiply(f, c[t], c[t + 1])
            c[t + 1] += np.multiply(i, g, new)
            np.multiply(o, np.tanh(c[t + 1], s[t]), h[t + 1])
            if rests is not None:
                for array in (h, c):
                    np.copyto(array[t + 1], array[t], where=rests[t])
        o, i, f, g = z  # of all steps

        def backward(dy, d_state):
            dh, dc = d_state
            UT = np.ascontiguousarray(self._slabs(self.U.value).swapaxes(1, 2))
            # At first the local derivatives of all steps: ∂h/∂zₒ = o (1 − o) s, and ∂c/∂z of the others,
            # i (1 − i) g, f (1 − f) c₋₁ and (1 − g²) i.
            dz = np.empty_like(z)
            np.multiply(z[:3], z[:3], dz[:3])
            np.subtract(z[:3], dz[:3], dz[:3])
            dz[0] *= s
            dz[1] *= g
            dz[2] *= c[:-1]
            np.multiply(g, g, dz[3])
            np.subtract(1, dz[3], dz[3])
            dz[3] *= i
            to_c = 1 - s * s  # ∂h/∂c = o (1 − s²)
            to_c *= o
            keep = f  # ∂c/∂c₋₁
            if rests is not None:
                dz *= ~rests
                to_c *= ~rests
                keep = np.where(rests, 1, f)
            for t in range(steps)[::-1]:
                if dy is not None:
                    dh += dy[t]
                past = None if rests is None else dh * rests[t]
                dc += np.multiply(dh, to_c[t], new)
                dz[0, t] *= dh
                dz[1:, t] *= dc
                dc *= keep[t]
                np.matmul(dz[:, t], UT, hu).sum(axis=0, out=dh)
                if rests is not None:
                    dh += past
            self._add(self.U.grad, rows(h[:-1]).T.dot, rows(dz))
            return dz, [dh, dc]

        return h[1:], (h[-1].copy(), c[-1].copy()), backward
