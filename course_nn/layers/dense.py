"""The dense layer, and the layers that make vectors of images for it, and images of its vectors."""

import math

import numpy as np

from .. import _checks
from ..core import Layer, Parameter, upstream
from ..initializers import drawn
from .steps import steps_as_rows


class Dense(Layer):
    """y = x W + b: every output is a weighted sum of all inputs.

    Shapes: x (n, d_in), W (d_in, d_out), b (d_out,), y (n, d_out). Of sequences x (n, t, d_in) every step is taken by
    itself, with the same W and b: y (n, t, d_out) (as in Keras and PyTorch). ``rng`` is the Generator that draws W;
    ``init`` the name of an initializer or a function ``init(shape, rng, dtype)``; b starts at 0, or is left out with
    ``bias=False``. The layer computes in ``dtype``, float32 or float64, and converts what comes in (as Keras does;
    PyTorch, whose ``Linear`` also keeps W transposed, refuses another type).

    >>> import numpy as np
    >>> from course_nn import Dense
    >>> layer = Dense(3, 2, np.random.default_rng(0))
    >>> y, backward = layer.forward(np.ones((4, 3)))
    >>> y.shape, backward(np.ones((4, 2))).shape, layer.W.grad.shape
    ((4, 2), (4, 3), (3, 2))
    """

    can_skip_dx = True

    def __init__(self, d_in, d_out, rng=None, *, init="xavier", bias=True, dtype=np.float32):
        self.d_in = _checks.whole(d_in, "Dense: d_in", low=1)
        self.d_out = _checks.whole(d_out, "Dense: d_out", low=1)
        dtype = _checks.float_type(dtype, "Dense: dtype")
        bias = _checks.truth(bias, "Dense: bias")
        self.W = Parameter(drawn(init, (self.d_in, self.d_out), rng, dtype, "Dense(2, 8"))
        self.b = Parameter(np.zeros(self.d_out, dtype)) if bias else None

    def forward(self, x, train=False):
        if getattr(x, "ndim", 2) == 3:
            return self._step_by_step(x)
        W, b = self.W, self.b
        x = self.admit(x, (self.d_in,), W.value.dtype)
        y = x.dot(W.value)
        if b is not None:
            y += b.value

        def backward(dy, need_dx=True):
            dy = upstream(dy, y, self)
            W.add_product(x.T, dy)  # ∂J/∂W = xᵀ dy
            if b is not None:
                b.add_rows(dy)  # ∂J/∂b = Σ dy over the batch
            return dy.dot(W.value.T) if need_dx else None  # ∂J/∂x = dy Wᵀ

        return y, backward

    def _step_by_step(self, x):
        """x (n, t, d_in): the steps of all sequences are the rows of one batch."""
        x = self.admit(x, [(self.d_in,), ("t", self.d_in)], self.W.value.dtype)
        rows, sequences = steps_as_rows(x)
        y_rows, back = self.forward(rows(x))
        y = sequences(y_rows)

        def backward(dy, need_dx=True):
            dx = back(rows(upstream(dy, y, self)), need_dx)
            return sequences(dx) if need_dx else None

        return y, backward

    def mend(self, shape):
        if len(shape) > 2 and np.prod(shape[1:]) == self.d_in:
            return "put Flatten() before it"
        if shape == (self.d_in,):
            return "for one example, use x[None]"
        if len(shape) == 1 and self.d_in == 1:
            return "for one feature, use x[:, None]"
        if len(shape) == 2 and shape[0] == self.d_in:
            return "the examples are the rows: did you mean x.T?"
        return ""

    def __repr__(self):
        return f"Dense({self.d_in}, {self.d_out}{'' if self.b is not None else ', bias=False'})"


class Reshape(Layer):
    """Each example in another shape: (n, …) becomes (n, *sides), row by row: from a dense layer to images (c, h, w).

    Both hold as many numbers an example. (Keras: ``Reshape``, whose images are (h, w, c); PyTorch: ``Unflatten``.)
    """

    can_skip_dx = True

    def __init__(self, *sides):
        if not sides:
            raise TypeError("Reshape: expected the sides of an example, as Reshape(16, 2, 2)")
        self.sides = tuple(_checks.whole(side, "Reshape: a side", low=1) for side in sides)

    def forward(self, x, train=False):
        return _reshaped(self, x, self._fitting)

    def _fitting(self, x):
        if math.prod(x.shape[1:]) != math.prod(self.sides):
            raise ValueError(
                f"{self!r}: expected {math.prod(self.sides)} numbers an example, got input of shape "
                f"{_checks.shape_text(('n', *x.shape[1:]))}"
            )
        return self.sides

    def __repr__(self):
        return f"Reshape({', '.join(map(str, self.sides))})"


class Flatten(Layer):
    """Each example as one row: (n, …) becomes (n, d), where d is the product of the other sides.

    >>> import numpy as np
    >>> from course_nn import Flatten
    >>> y, _ = Flatten().forward(np.zeros((5, 1, 8, 8)))
    >>> y.shape
    (5, 64)
    """

    can_skip_dx = True

    def forward(self, x, train=False):
        return _reshaped(self, x, lambda x: (math.prod(x.shape[1:]),))


def _reshaped(layer, x, sides):
    """``y, backward`` of x (n, …) as (n, *sides(x))."""
    x = layer.admit(x, dtype=getattr(x, "dtype", None))  # numbers of any type pass as they are
    y = x.reshape(len(x), *sides(x))

    def backward(dy, need_dx=True):
        return upstream(dy, y, layer).reshape(x.shape) if need_dx else None

    return y, backward
