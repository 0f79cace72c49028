"""What a layer holds: parameters, which live in the one vector θ of a network, and buffers, which do not."""

import weakref
from operator import attrgetter

import numpy as np

from . import _checks


class Parameter:
    """An array that is learned: its ``value`` and its gradient ``grad``, of one shape and type.

    Alone it owns its arrays. In a network both are views into θ and ∇J (`Layer.theta`, `Layer.grad`), so hold on to the
    parameter, not to its arrays.
    """

    __slots__ = ("_clear", "_grad", "_home", "_start", "_value")

    def __init__(self, value):
        self._value = _own(value, "Parameter")
        self._grad = np.zeros_like(self._value)
        self._clear = False  # True: the gradient counts as zero, whatever is still in its memory
        self._home, self._start = None, 0

    def _assign(self, array):
        if array is not self._value:
            self._value[...] = _checks.as_array(array, "value", shape=self._value.shape, empty=True)

    #: The array itself. Assigning to it writes into its memory, so that it stays the view into θ that it may be.
    value = property(attrgetter("_value"), _assign)

    @property
    def grad(self):
        """∂J/∂value as added up since the last `zero_grad`. ``parameter.grad += dW`` adds to it."""
        self.settle()
        return self._grad

    @grad.setter
    def grad(self, array):
        if array is not self._grad:
            self._grad[...] = _checks.as_array(array, "grad", shape=self.value.shape)
        self._clear = False

    def zero_grad(self):
        """Set the gradient to zero."""
        self._grad[...] = 0
        self._clear = False

    def forget(self):
        """`zero_grad` for the training loop: memory that is written over, or settled, need not be cleared first."""
        self._clear = True

    def settle(self):
        """Clear the memory of a gradient that counts as zero and got no share since."""
        if self._clear:
            self._grad[...] = 0
            self._clear = False

    def add_product(self, a, b):
        """``grad += a @ b``, written straight into place when it is the first share after `zero_grad`."""
        if self._clear:
            np.dot(a, b, out=self._grad)
            self._clear = False
        else:
            self._grad += a.dot(b)

    def __reduce__(self):  # a copy starts on its own, outside any θ
        return Parameter, (self.value.copy(),)

    def __repr__(self):
        return f"Parameter(shape={self.value.shape}, dtype={self.value.dtype})"


class Buffer:
    """An array that a layer keeps beside its parameters, such as running statistics: saved and copied, not trained."""

    __slots__ = ("_value",)

    def __init__(self, value):
        self._value = _own(value, "Buffer")

    def _assign(self, array):
        if array is not self._value:
            self._value[...] = _checks.as_array(array, "value", shape=self._value.shape)

    #: The array itself; assigning to it writes into its memory.
    value = property(attrgetter("_value"), _assign)

    def __repr__(self):
        return f"Buffer(shape={self.value.shape}, dtype={self.value.dtype})"


def _own(value, name):
    """A copy of ``value`` as a float32 or float64 array."""
    value = _checks.as_array(value, name)
    dtype = _checks.float_type(value.dtype if value.dtype.kind == "f" else np.float64, f"{name}: dtype")
    return np.array(value, dtype=dtype, order="C")


class Home:
    """The two flat arrays θ and ∇J of one network, and what their parts are called."""

    def __init__(self, owner, parameters):
        self.owner = weakref.ref(owner)
        types = {p.value.dtype for p in parameters.values()}
        if len(types) > 1:
            listed = ", ".join(f"{name} is {p.value.dtype}" for name, p in parameters.items())
            raise TypeError(
                f"{owner!r}: expected parameters of one type to make θ of, but {listed}; give all layers the same dtype"
            )
        size = sum(p.value.size for p in parameters.values())
        self.theta, self.grad = aligned_zeros(size, *types), aligned_zeros(size, *types)
        start = 0
        for p in parameters.values():
            part = slice(start, start + p.value.size)
            value, grad = self.theta[part].reshape(p.value.shape), self.grad[part].reshape(p.value.shape)
            value[...], grad[...] = p.value, p.grad
            p._value, p._grad = value, grad
            p._home, p._start = self, start
            start = part.stop


def aligned_zeros(size, dtype):
    """A vector of zeros whose memory starts at a multiple of 64 bytes: NumPy's loops over it are a twelfth faster."""
    dtype = np.dtype(dtype)
    memory = np.zeros(size * dtype.itemsize + 64, np.uint8)
    start = -memory.ctypes.data % 64
    return memory[start : start + size * dtype.itemsize].view(dtype)


def find_stray(parameters):
    """The name of the first parameter that does not follow the one before it in one and the same θ, or None."""
    home = stop = None
    for name, p in parameters.items():
        if p._home is None or (home is not None and (p._home is not home or p._start != stop)):
            return name
        home, stop = p._home, p._start + p.value.size
    return None
