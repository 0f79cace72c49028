"""Is the derived gradient the one that textbooks print? Decided by SymPy, as an identity in all symbols."""

import numpy as np
import sympy as sp


def equal(derivation, derived, printed):
    """Whether two arrays of expressions are the same, entry by entry, whatever numbers the symbols stand for.

    The names of the derivation are put back one at a time, the last one first, until the difference vanishes.
    Values of functions and roots stay names as long as possible: in them most differences are polynomials.
    """
    derived, printed = np.asarray(derived, dtype=object), np.asarray(printed, dtype=object)
    if derived.shape != printed.shape:
        return False
    differences = [sp.sympify(a) - sp.sympify(b) for a, b in zip(derived.flat, printed.flat, strict=True)]
    if _refuted(derivation, differences):
        return False
    program = derivation.program
    order = {symbol: k for k, (symbol, _) in enumerate(program)}
    meaning = dict(program)
    return all(_vanishes(difference, order, meaning) for difference in differences)


def _refuted(derivation, differences):
    """Whether some numbers already show that it is not so: a wrong claim is found at once, and not by simplifying."""
    function = derivation.code(differences)
    rng = np.random.default_rng(0)
    count = sum(derivation[name].size for name in derivation.given)
    draws = rng.uniform(0.2, 1.8, (8, count)) * rng.choice([-1.0, 1.0], (8, count))
    with np.errstate(all="ignore"):  # a root of a negative number refutes nothing
        found = np.array([np.asarray(function(*draw), dtype=float) for draw in draws])
    return bool((np.abs(found) > 1e-9).any())


def _vanishes(difference, order, meaning):
    for opaque in (True, False):
        while True:
            difference = sp.expand(difference)
            if difference.is_zero:
                return True
            ahead = [s for s in difference.free_symbols if s in meaning and not (opaque and _is_value(meaning[s]))]
            if not ahead:
                if sp.expand(sp.fraction(sp.together(difference))[0]).is_zero:
                    return True
                break
            last = max(ahead, key=order.get)
            difference = difference.subs(last, meaning[last])
    return bool(sp.simplify(sp.piecewise_fold(difference)) == 0)


def _is_value(expression):
    """A function or a root of something."""
    return isinstance(expression, sp.Function) or (expression.is_Pow and not expression.exp.is_Integer)
