"""Values that NumPy must not compute with by itself, since it would lose what they carry: a gradient or a slope."""

import sys

import numpy as np

#: What NumPy hands over to us where an array stands on the left, as in ``A @ w``.
_OPERATORS = {
    np.add: "__radd__",
    np.subtract: "__rsub__",
    np.multiply: "__rmul__",
    np.true_divide: "__rtruediv__",
    np.matmul: "__rmatmul__",
}
#: What is written otherwise here.
_WRITTEN = {
    "add": "a + b",
    "subtract": "a - b",
    "multiply": "a * b",
    "divide": "a / b",
    "matmul": "a @ b",
    "dot": "a @ b",
    "power": "a ** k with a number k",
    "square": "a ** 2",
    "sqrt": "a ** 0.5",
    "negative": "-a",
    "transpose": "a.T",
    "maximum": "relu(a) for the maximum of a and 0",
    "amax": "a.max()",
}


class NumpyGuard:
    """Its operators are its own, also with an array on the left; NumPy's functions are refused and ours are named."""

    def __array_ufunc__(self, ufunc, method, *inputs, **more):
        left = inputs[0]
        if method == "__call__" and not more and ufunc in _OPERATORS and not isinstance(left, NumpyGuard):
            return getattr(self, _OPERATORS[ufunc])(left)
        raise TypeError(self._refusal(ufunc.__name__))

    def __array_function__(self, function, types, args, kwargs):
        raise TypeError(self._refusal(function.__name__))

    def __array__(self, dtype=None, copy=None):
        # No TypeError: it would be taken for a list with rows of unequal length.
        raise RuntimeError(self._refusal("", "an array of numbers"))

    def _refusal(self, name, expected="arrays"):
        kind, module = type(self), sys.modules[type(self).__module__]
        if name in _WRITTEN:
            mend = f"write {_WRITTEN[name]}"
        elif isinstance(getattr(kind, name, None), property):
            mend = f"write a.{name}"
        elif hasattr(kind, name):
            mend = f"write a.{name}(...)"
        elif hasattr(module, name):
            mend = f"use {name} from {module.__name__}"
        else:
            mend = f"use the operations of {module.__name__}, or its numbers alone, a.value"
        who = f"np.{name}: " if name else ""
        return f"{who}expected {expected}, got a {kind.__name__}, whose derivatives NumPy would lose; {mend}"
