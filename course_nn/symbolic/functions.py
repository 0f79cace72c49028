"""Functions for formulas: they take arrays of SymPy expressions, entry by entry, or a single expression.

Sums, products, ``@``, ``.sum()``, indexing and reshaping are NumPy's own, which know arrays of objects.
"""

import numpy as np
import sympy as sp


class sigma(sp.Function):
    """σ(z) = 1 / (1 + e⁻ᶻ) under its own name, with σ′ = σ(1 − σ), which the row of the layer Sigmoid derives."""

    nargs = 1

    def fdiff(self, argindex=1):
        return self * (1 - self)

    def _latex(self, printer, exp=None):
        power = "" if exp is None else f"^{{{exp}}}"
        return rf"\sigma{power}\left({printer._print(self.args[0])}\right)"


def _each(function, arguments=1):
    """``function`` of expressions as a function of arrays of expressions."""
    return np.frompyfunc(function, arguments, 1)


exp, log, tanh, sin, cos, sqrt, absolute = map(_each, (sp.exp, sp.log, sp.tanh, sp.sin, sp.cos, sp.sqrt, sp.Abs))
#: 1 / (1 + e⁻ᶻ), a known function; `exp` spells it out.
sigmoid = _each(sigma)
maximum, minimum = _each(sp.Max, 2), _each(sp.Min, 2)
#: ``if_positive(z, a, b)`` is a where z > 0, else b.
if_positive = _each(lambda z, a, b: sp.Piecewise((a, z > 0), (b, True)), 3)


def mean(x, axis):
    """The mean along ``axis`` (one, or several), which stays with length 1."""
    total = x.sum(axis=axis, keepdims=True)
    return total / (x.size // total.size)


def zeros(*shape):
    """An array of the number 0."""
    return np.full(shape, sp.S.Zero, object)


def symbols(name, shape=()):
    """An array of real symbols ``name_1_1``, ``name_1_2``, … (numbered from 1); for the shape () one bare symbol."""
    if shape == ():
        return sp.Symbol(name, real=True)
    array = np.empty(shape, object)
    for index in np.ndindex(array.shape):
        array[index] = sp.Symbol("_".join([name, *(str(i + 1) for i in index)]), real=True)
    return array
