"""What a layer holds, parameters and buffers, and the one vector θ that the parameters of a network live in."""

import math
import weakref
from contextlib import contextmanager
from operator import attrgetter

import numpy as np

from . import _checks
from .functions import _ones
from .names import answered


@answered
class Parameter:
    """An array that is learned: its ``value`` and its gradient ``grad``, of one shape and type.

    Alone it owns its arrays. In a network both are views into θ and ∇J (`Layer.theta`, `Layer.grad`), so hold on to the
    parameter, not to its arrays.

    >>> import numpy as np
    >>> from course_nn import Parameter
    >>> W = Parameter(np.zeros((2, 3)))
    >>> W.value.shape, W.grad.shape
    ((2, 3), (2, 3))
    """

    __slots__ = ("_clear", "_grad", "_held", "_home", "_start", "_value")

    def __init__(self, value):
        self._value = _own(value, "Parameter")
        self._grad = np.zeros_like(self._value)
        self._clear = False  # True: the gradient counts as zero, whatever is still in its memory
        self._held = False  # True: shares of the gradient are thrown away
        self._home, self._start = None, 0

    def _assign(self, array):
        if array is not self._value:
            self._value[...] = _checks.as_array(array, "value", shape=self._value.shape, empty=True)

    #: The array itself. Assigning to it writes into its memory, so that it stays the view into θ that it may be.
    value = property(attrgetter("_value"), _assign)

    @property
    def grad(self):
        """∂J/∂value as added up since the last `zero_grad`. ``parameter.grad += dW`` adds to it."""
        if self._held:
            return np.zeros_like(self._grad)
        if self._clear:
            self.zero_grad()
        return self._grad

    @grad.setter
    def grad(self, array):
        if self._held:
            return
        if array is not self._grad:
            self._grad[...] = _checks.as_array(array, "grad", shape=self.value.shape)
        self._clear = False

    def zero_grad(self):
        """Set the gradient to zero."""
        self._grad[...] = 0
        self._clear = False

    def add_product(self, a, b):
        """``grad += a @ b``, written straight into place when it is the first share of a training step."""
        if self._held:
            return
        if self._clear:
            a.dot(b, self._grad)
            self._clear = False
        else:
            self._grad += a.dot(b)

    def add_rows(self, d):
        """``grad += d.sum(axis=0)`` for the rows of d (n, k), as a product with ones: quicker, where d is small."""
        if d.ndim == 2:
            self.add_product(_ones(len(d), d.dtype), d)
        else:
            self.grad += d.sum(axis=0)

    def convert(self, dtype):
        """Go on in another floating type, alone and outside any θ."""
        self._value, self._grad = self._value.astype(dtype), self._grad.astype(dtype)
        self._home = None

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

    def convert(self, dtype):
        """Go on in another floating type."""
        self._value = self._value.astype(dtype)

    def __repr__(self):
        return f"Buffer(shape={self.value.shape}, dtype={self.value.dtype})"


def _own(value, name):
    """A copy of ``value`` as a float32 or float64 array."""
    value = _checks.as_array(value, name)
    dtype = _checks.float_type(value.dtype if value.dtype.kind == "f" else np.float64, f"{name}: dtype")
    return np.array(value, dtype=dtype, order="C")


class Theta:
    """θ of a network and ∇J beside it, each one vector, and the parameters whose arrays are stretches of the two.

    `theta_of` makes it. For a part of a network (an encoder inside an autoencoder) it is the part's stretch of the same
    memory.
    """

    def __init__(self, value, grad, parameters):
        self.value, self.grad, self.parameters = value, grad, parameters

    def clear(self):
        """From now on every gradient counts as zero; its memory is cleared only where no share is written over it."""
        for parameter in self.parameters:
            parameter._clear = True

    def settle(self):
        """Make ∇J whole after the way back: clear the memory of gradients that got no share since `clear`."""
        for parameter in self.parameters:
            if parameter._clear:
                parameter.zero_grad()

    @contextmanager
    def held(self):
        """``with theta.held():`` keeps ∇J as it is: what a way back would add is thrown away, or not computed at all.

        So a gradient passes through a network that is not to learn from it.
        """
        try:
            for parameter in self.parameters:
                parameter._held = True
            yield
        finally:
            for parameter in self.parameters:
                parameter._held = False

    def squared_length(self):
        """‖∇J‖²: infinite where only the sum or a square overflows, NaN where an entry of ∇J itself is not finite."""
        square = float(self.grad.dot(self.grad))  # the quickest look at all of them
        return square if math.isfinite(square) else math.inf if np.isfinite(self.grad).all() else math.nan


class _Home:
    """The two vectors of one whole network, as its parameters know them.

    It does not know the parameters, so that a network nobody holds any more is gone at once, and its memory with it.
    """

    def __init__(self, value, grad):
        self.value, self.grad = value, grad
        # The network, as long as it is there. Nobody's until all its parameters are in: an interrupt may be made good.
        self.owner = lambda: None


def theta_of(network):
    """The `Theta` of a network, for which its parameters are gathered the first time.

    A network that shares some of its parameters with another's θ, or whose parameters are not those that θ was made of,
    is refused with the mend: its arrays can't be stretches of two vectors.
    """
    named = network.parameters()
    if not named:
        return Theta(np.zeros(0, np.float32), np.zeros(0, np.float32), [])
    parameters, stray = list(named.values()), _stray(named)
    if stray and all(_owner(p) is None for p in parameters):  # nobody else holds them
        _gather(network, named)
    elif stray:
        raise ValueError(_why_not(network, named, stray))
    last = parameters[-1]
    home, start, stop = last._home, parameters[0]._start, last._start + last.value.size
    if (start, stop) == (0, home.value.size):
        return Theta(home.value, home.grad, parameters)
    return Theta(home.value[start:stop], home.grad[start:stop], parameters)


def _gather(network, named):
    """Move the parameters into a new θ, with the values and gradients that they have."""
    types = {p.value.dtype for p in named.values()}
    if len(types) > 1:
        listed = ", ".join(f"{name} is {p.value.dtype}" for name, p in named.items())
        raise TypeError(
            f"{network!r}: expected parameters of one type to make θ of, but {listed}; give all layers the same dtype"
        )
    size = sum(p.value.size for p in named.values())
    home = _Home(aligned_zeros(size, *types), aligned_zeros(size, *types))
    start = 0
    for p in named.values():
        stretch = slice(start, start + p.value.size)
        value, grad = (vector[stretch].reshape(p.value.shape) for vector in (home.value, home.grad))
        value[...], grad[...] = p.value, p.grad
        p._value, p._grad, p._home, p._start = value, grad, home, start
        start = stretch.stop
    home.owner = weakref.ref(network)


def _stray(named):
    """The name of the first parameter that does not follow the one before it in one and the same θ, or None."""
    home = stop = None
    for name, p in named.items():
        if p._home is None or (home is not None and (p._home is not home or p._start != stop)):
            return name
        home, stop = p._home, p._start + p.value.size
    return None


def _owner(parameter):
    """The network whose θ the parameter lives in, as long as that network is there."""
    return None if parameter._home is None else parameter._home.owner()


def _why_not(network, named, stray):
    name, owner = next((name, _owner(p)) for name, p in named.items() if _owner(p) is not None)
    if owner is network:
        return (
            f"{network!r}: expected the parameters that θ was made of, got a new one or another order at {stray}; "
            "build the network whole before its theta is asked for, or go on with a copy()"
        )
    return (
        f"{network!r}: its parameter {name} already lives in the θ of another network, {owner!r:.60}, and can't be "
        "moved; ask the larger network for its theta first, or build from layer.copy()"
    )


def aligned_zeros(size, dtype):
    """A vector of zeros whose memory starts at a multiple of 64 bytes: NumPy's loops over it are a twelfth faster."""
    dtype = np.dtype(dtype)
    memory = np.zeros(size * dtype.itemsize + 64, np.uint8)
    start = -memory.ctypes.data % 64
    return memory[start : start + size * dtype.itemsize].view(dtype)
