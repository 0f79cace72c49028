"""Automatic differentiation in forward mode: numbers that carry their own derivative.

    x = Dual(2.0, 1.0)           # the value 2, and dx/dx = 1
    y = x * x + sin(x)
    y.value, y.slope             # f(2) and f'(2)

One pass gives the derivative by *one* input, however many outputs there are; `course_nn.autodiff` gives the derivatives
of *one* output by all inputs. A network has many inputs (its weights) and one output (its cost), so it is trained in
reverse mode. Dual numbers are Clifford's (1873); their use for derivatives is from Wengert (1964).
"""

import numpy as np

from . import _checks
from .numpy_guard import NumpyGuard


class Dual(NumpyGuard):
    """A value and its slope, float64 of one shape. + − * / ** @ and the functions of this file carry both along.

    >>> from course_nn.forward_mode import Dual
    >>> x = Dual(3.0, 1.0)
    >>> x * x + 2 * x
    Dual(15., slope 8.)
    """

    def __init__(self, value, slope=0.0):
        self.value = np.asarray(_checks.as_array(value, "Dual: value", finite=False), dtype=np.float64)
        slope = np.asarray(_checks.as_array(slope, "Dual: slope", finite=False), dtype=np.float64)
        if slope.ndim and slope.shape != self.value.shape:
            raise ValueError(f"Dual: expected a slope of the value's shape {self.value.shape}, got {slope.shape}")
        self.slope = np.broadcast_to(slope, self.value.shape)

    def __add__(self, other):
        other = dual(other)
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        other = dual(other)
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def __truediv__(self, other):
        other = dual(other)
        ratio = self.value / other.value
        return Dual(ratio, (self.slope - ratio * other.slope) / other.value)

    def __pow__(self, exponent):
        k = _checks.number(exponent, "exponent")
        slope = k * self.value ** (k - 1) if k else np.zeros_like(self.value)  # x⁰ is 1 at 0 as well
        return Dual(self.value**k, slope * self.slope)

    def __matmul__(self, other):
        other = dual(other)
        return Dual(self.value @ other.value, self.slope @ other.value + self.value @ other.slope)

    def __neg__(self):
        return Dual(-self.value, -self.slope)

    def __sub__(self, other):
        return self + -dual(other)

    def __rsub__(self, other):
        return dual(other) - self

    def __rtruediv__(self, other):
        return dual(other) / self

    def __rmatmul__(self, other):
        return dual(other) @ self

    __radd__, __rmul__ = __add__, __mul__

    def sum(self):
        return Dual(self.value.sum(), self.slope.sum())

    def mean(self):
        return Dual(self.value.mean(), self.slope.mean())

    def __repr__(self):
        return f"Dual({np.array2string(self.value, precision=4)}, slope {np.array2string(self.slope, precision=4)})"


def dual(x):
    """``x`` as a dual number; a plain number is a constant, of slope 0."""
    return x if isinstance(x, Dual) else Dual(x)


def exp(x):
    x = dual(x)
    return Dual(np.exp(x.value), np.exp(x.value) * x.slope)


def log(x):
    x = dual(x)
    return Dual(np.log(x.value), x.slope / x.value)


def tanh(x):
    x = dual(x)
    a = np.tanh(x.value)
    return Dual(a, (1 - a * a) * x.slope)


def sin(x):
    x = dual(x)
    return Dual(np.sin(x.value), np.cos(x.value) * x.slope)


def cos(x):
    x = dual(x)
    return Dual(np.cos(x.value), -np.sin(x.value) * x.slope)
