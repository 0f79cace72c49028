"""The same formula through the autodiff engine of chapter 04: a third witness for every gradient."""

import numpy as np
import sympy as sp

from .. import autodiff as ad
from .functions import sigma

FUNCTIONS = {
    sp.exp: ad.exp,
    sp.log: ad.log,
    sp.tanh: ad.tanh,
    sp.sin: ad.sin,
    sp.cos: ad.cos,
    sigma: ad.sigmoid,
}


def autodiff_gradients(derivation, numbers, dy=None):
    """Output and gradients (a dict) of a derivation's formula, evaluated line by line on the engine's variables."""
    known = {}
    for name in (*derivation.inputs, *derivation.constants):
        for symbol, number in zip(derivation[name].flat, np.ravel(numbers[name]), strict=True):
            known[symbol] = ad.Variable(number)
    for symbols, expressions in derivation.named.values():
        for symbol, expression in zip(symbols.flat, expressions.flat, strict=True):
            known[symbol] = _value(expression, known)
    outputs = [known[s] for s in derivation[derivation.output].flat]
    weights = np.ones(len(outputs)) if dy is None else np.ravel(dy)
    J = sum(weight * output for weight, output in zip(weights.tolist(), outputs, strict=True))
    J.backward()
    y = np.reshape([output.value for output in outputs], derivation[derivation.output].shape)
    return y, {
        name: np.reshape([known[s].grad for s in derivation[name].flat], derivation[name].shape)
        for name in derivation.inputs
    }


def _value(e, known):
    """The expression ``e`` on variables."""
    if e in known:
        return known[e]
    if e.is_number:
        return ad.constant(float(e))
    if isinstance(e, sp.Piecewise):
        return _value(next(value for value, condition in e.args if _holds(condition, known)), known)
    parts = [_value(part, known) for part in e.args]
    if e.is_Add or e.is_Mul:
        result = parts[0]
        for part in parts[1:]:
            result = result + part if e.is_Add else result * part
        return result
    if e.is_Pow and e.exp.is_number:
        return parts[0] ** float(e.exp)
    if isinstance(e, sp.Max):
        return max(parts, key=lambda part: float(part.value))
    if isinstance(e, sp.Abs):
        return parts[0] if parts[0].value > 0 else -parts[0]
    return FUNCTIONS[type(e)](parts[0])


def _holds(condition, known):
    if condition in (sp.true, sp.false):
        return bool(condition)
    numbers = {s: float(known[s].value) for s in condition.free_symbols}
    return bool(condition.subs(numbers))
