"""Automatic differentiation on arrays in reverse mode: write the formula, the gradients come by themselves.

    w = Variable(np.array([1.0, -2.0]))
    J = ((x @ w - y) ** 2).mean()
    J.backward()
    w.grad                       # ∂J/∂w

Every operation makes a new `Variable` that remembers its parents, each with a *pull*: the function that turns the
gradient of the result into that parent's share, one link of the chain rule. `backward` walks the graph from its end to
its beginning. This is the idea behind every deep learning framework (Linnainmaa, 1970; Speelpenning, 1980); the
course's layers are the same links, written for whole layers and by hand.
"""

import numpy as np

from . import _checks, functions
from .numpy_guard import NumpyGuard


class Variable(NumpyGuard):
    """An array with a gradient. ``value`` is float64, ``grad`` has its shape (zeros before `backward`).

    Arithmetic (+ − * / ** @), indexing, ``sum``, ``mean``, ``max``, ``reshape``, ``T`` and the functions of this file
    make new variables; plain numbers and arrays take part as constants, NumPy's functions are refused. One may go
    through the entries of the first axis, as in ``a, b = x``. ``name`` is for drawings.

    >>> from course_nn.autodiff import Variable
    >>> x = Variable(3.0)
    >>> y = x * x + 2 * x
    >>> y.backward()
    >>> float(y.value), float(x.grad)
    (15.0, 8.0)
    """

    def __init__(self, value, name="", *, operation="", parents=()):
        if isinstance(value, Variable):
            raise TypeError("Variable: expected numbers, got a Variable; use it as it is")
        self.value = np.array(_checks.as_array(value, name or "Variable", finite=False), dtype=np.float64)
        self.grad = np.zeros_like(self.value)
        self.name, self.operation = str(name), operation
        self.parents = parents  # pairs (variable, pull)
        self._seen = [parent.value.copy() for parent, _ in parents]

    @property
    def shape(self):
        return self.value.shape

    def backward(self, grad=None):
        """Set ``grad`` of this variable and of all it was made from to ∂self/∂variable.

        ``grad`` is the gradient to begin with: 1 for a single number, which is the only case in which it may be left
        out. Gradients of an earlier call are forgotten first. A graph belongs to the values that it was made from:
        where one of them has changed since, as after a step of training, it is refused.
        """
        if grad is None:
            if self.value.size != 1:
                raise ValueError(f"backward: expected a single number, got shape {self.shape}; take its sum first")
            grad = np.ones(self.shape)
        order = self.graph()
        for variable in order:
            variable._refuse_if_stale()
            variable.grad = np.zeros_like(variable.value)
        self.grad = np.array(_checks.as_array(grad, "grad", shape=self.shape), dtype=np.float64)
        for variable in reversed(order):
            for parent, pull in variable.parents:
                parent.grad = parent.grad + pull(variable.grad)  # a value used twice collects both shares

    def graph(self):
        """This variable and all it was made from, every one after its parents (without recursion: graphs are deep)."""
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            variable, parents_done = stack.pop()
            if parents_done:
                order.append(variable)
            elif id(variable) not in seen:
                seen.add(id(variable))
                stack.append((variable, True))
                stack.extend((parent, False) for parent, _ in variable.parents)
        return order

    def _refuse_if_stale(self):
        for (parent, _), seen in zip(self.parents, self._seen, strict=True):
            if not np.array_equal(parent.value, seen, equal_nan=True):  # the pulls would mix old and new values
                raise ValueError(
                    f"backward: expected the values that the graph was made from, but {parent.name or 'a variable'} "
                    f"of shape {seen.shape} has changed since; compute the graph anew in each step"
                )

    # Arithmetic. Each line: the result, and for each parent how much of the result's gradient g is its own.

    def __add__(self, other):
        a, b = self, constant(other)
        return _make("+", np.add, (a, lambda g: g), (b, lambda g: g))

    def __sub__(self, other):
        a, b = self, constant(other)
        return _make("−", np.subtract, (a, lambda g: g), (b, lambda g: -g))

    def __mul__(self, other):
        a, b = self, constant(other)
        return _make("×", np.multiply, (a, lambda g: g * b.value), (b, lambda g: g * a.value))

    def __truediv__(self, other):
        a, b = self, constant(other)
        return _make("/", np.divide, (a, lambda g: g / b.value), (b, lambda g: -g * a.value / b.value**2))

    def __pow__(self, exponent):
        k = _checks.number(exponent, "exponent")
        sign = {2: "( )²", 3: "( )³"}.get(k, f"^{k:g}")
        slope = (lambda x: k * x ** (k - 1)) if k else np.zeros_like  # x⁰ is 1 at 0 as well
        return _make(sign, lambda x: x**k, (self, lambda g: g * slope(self.value)))

    def __matmul__(self, other):
        a, b = self, constant(other)
        if not (a.value.ndim in (1, 2) and b.value.ndim in (1, 2)) or a.shape[-1] != b.shape[0]:
            raise ValueError(f"@: expected (n, k) @ (k, m), got shapes {a.shape} @ {b.shape}")
        rows, columns = np.atleast_2d(a.value), b.value.reshape(b.shape[0], -1)

        def square(g):
            return g.reshape(rows.shape[0], columns.shape[1])

        return _make(
            "@",
            np.matmul,
            (a, lambda g: (square(g) @ columns.T).reshape(a.shape)),
            (b, lambda g: (rows.T @ square(g)).reshape(b.shape)),
        )

    def __getitem__(self, index):
        def pull(g):
            share = np.zeros_like(self.value)
            np.add.at(share, index, g)  # an entry that is picked twice gets both shares
            return share

        return _make("[…]", lambda x: x[index], (self, pull))

    def __len__(self):
        if not self.shape:
            raise TypeError("len: expected a variable with axes, got a single number")
        return len(self.value)

    def __iter__(self):
        return (self[i] for i in range(len(self)))

    def __neg__(self):
        return self * -1.0

    def __rsub__(self, other):
        return constant(other) - self

    def __rtruediv__(self, other):
        return constant(other) / self

    def __rmatmul__(self, other):
        return constant(other) @ self

    __radd__, __rmul__ = __add__, __mul__

    def sum(self, axis=None, keepdims=False):
        return _make(
            "sum",
            lambda x: x.sum(axis, keepdims=keepdims),
            (self, lambda g: _spread(g, self, axis, keepdims)),
        )

    def mean(self, axis=None, keepdims=False):
        total = self.sum(axis, keepdims)
        return total / (self.value.size / total.value.size)

    def max(self, axis=None, keepdims=False):
        """The largest entry. Equal ones share its gradient evenly (PyTorch: ``amax``; its ``max(dim)`` picks one)."""
        top = self.value.max(axis, keepdims=True)
        winners = (self.value == top) / (self.value == top).sum(axis, keepdims=True)
        return _make(
            "max",
            lambda x: x.max(axis, keepdims=keepdims),
            (self, lambda g: _spread(g, self, axis, keepdims) * winners),
        )

    def reshape(self, *shape):
        return _make("reshape", lambda x: x.reshape(*shape), (self, lambda g: g.reshape(self.shape)))

    @property
    def T(self):
        return _make("ᵀ", np.transpose, (self, np.transpose))

    def __repr__(self):
        return f"Variable({self.name + ' = ' if self.name else ''}{np.array2string(self.value, precision=4)})"


def constant(x):
    """``x`` as a variable."""
    return x if isinstance(x, Variable) else Variable(x)


def exp(x):
    y = np.exp(constant(x).value)
    return _make("exp", lambda _: y, (constant(x), lambda g: g * y))


def log(x):
    x = constant(x)
    return _make("log", np.log, (x, lambda g: g / x.value))


def tanh(x):
    a = np.tanh(constant(x).value)
    return _make("tanh", lambda _: a, (constant(x), lambda g: g * (1 - a * a)))


def sin(x):
    x = constant(x)
    return _make("sin", np.sin, (x, lambda g: g * np.cos(x.value)))


def cos(x):
    x = constant(x)
    return _make("cos", np.cos, (x, lambda g: -g * np.sin(x.value)))


def relu(x):
    x = constant(x)
    return _make("ReLU", lambda z: np.maximum(z, 0), (x, lambda g: g * (x.value > 0)))


def sigmoid(x):
    a = functions.sigmoid(constant(x).value)
    return _make("σ", lambda _: a, (constant(x), lambda g: g * a * (1 - a)))


def logsumexp(x, axis=-1):
    """log Σ exp(x); the largest entry is taken out as a constant, which changes neither the value nor the gradient."""
    x = constant(x)
    top = x.value.max(axis, keepdims=True)
    return log(exp(x - top).sum(axis)) + np.squeeze(top, axis)


def _make(operation, function, *parents):
    """The variable that ``operation`` makes of its parents' values, each parent with its pull."""
    try:
        value = function(*(parent.value for parent, _ in parents))
    except (ValueError, IndexError):
        shapes = " and ".join(str(parent.shape) for parent, _ in parents)
        mend = "" if len(parents) > 1 else "; the index, axis or new shape is not one of it"
        raise ValueError(f"{operation}: expected shapes that fit, got {shapes}{mend}") from None
    fitted = tuple((parent, _fitted(pull, parent)) for parent, pull in parents)
    return Variable(value, operation=operation, parents=fitted)


def _fitted(pull, parent):
    """Broadcasting copies a value along an axis; its gradient is the sum over the copies."""

    def sums_over_copies(g):
        share = pull(g)
        share = share.sum(axis=tuple(range(share.ndim - parent.value.ndim)))
        copied = tuple(i for i, side in enumerate(parent.shape) if side == 1 and share.shape[i] != 1)
        return share.sum(axis=copied, keepdims=True)

    return sums_over_copies


def _spread(g, x, axis, keepdims):
    """The gradient of a sum along ``axis``, given back to every entry that was added."""
    if axis is not None and not keepdims:
        g = np.expand_dims(g, axis)
    return np.broadcast_to(g, x.shape)
