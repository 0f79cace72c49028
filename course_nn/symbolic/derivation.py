"""From a forward formula alone to its gradients: SymPy differentiates each line, the chain rule joins the lines."""

import inspect
import keyword
from functools import cached_property

import numpy as np
import sympy as sp

from .. import _checks
from . import functions as f
from .display import equations
from .proof import equal


def derive(formula, /, *, output="y", constants=None, latex="", **shapes):
    """The gradients of ``formula``, a function of arrays, as a `Derivation`.

        derive(lambda x, W, b: x @ W + b, x=(2, 3), W=(3, 2), b=(2,))
        derive(lambda z: z * sigmoid(z), output="a", z=())

    The shapes say how many symbols stand for each argument, in the order of the formula's arguments; () is one symbol.
    ``constants`` are further arguments (targets, settings) with shapes, for which no gradient is wanted. J is Σ dy · y
    with a symbol dy for every entry of the output; a formula whose ``output`` is called "J" is J itself.
    ``latex`` is the formula as one would print it.

    A formula may take ``let`` as a last argument: ``v = let("v", expression)`` gives a value a name. The derivation
    then speaks of v, and long chains (recurrent cells, normalization) stay short: SymPy differentiates each named value
    by those it is made of. A name that is not used later still shortens what is printed.
    """
    if not callable(formula):
        raise TypeError(f"derive: expected a function of arrays, got {_checks.describe(formula)}")
    if not shapes:
        raise ValueError("derive: expected the shape of each argument, as in derive(formula, x=(2, 3))")
    given = dict(shapes), dict(constants or {})
    inputs, fixed = ({name: _shape(name, shape) for name, shape in part.items()} for part in given)
    return Derivation(formula, inputs, fixed, output, latex)


class Derivation:
    """What `derive` found: ``inputs``, named values, and for every input the gradient ∂J/∂input in ``gradients``.

    ``d["W"]`` are the symbols of W, ``d["dW"]`` the expressions of its gradient, likewise for every named value and the
    output. It shows itself as mathematics, and ``d.evaluate(x=…, W=…, b=…, dy=…)`` is its NumPy code (``d.source``).
    """

    def __init__(self, formula, inputs, constants, output="y", latex=""):
        self.inputs = {name: f.symbols(name, shape) for name, shape in inputs.items()}
        self.constants = {name: f.symbols(name, shape) for name, shape in constants.items()}
        self.output, self.latex, self.textbook, self.show = output, latex, {}, None
        self.named = {}  # name → (symbols, expressions), in the order of the formula; the output is the last
        arguments = [*self.inputs.values(), *self.constants.values()]
        let = {"let": self._let} if _takes_let(formula) else {}
        self._let(output, self._forward(formula, arguments, let))
        names = {*self.inputs, *self.constants, *self.named}
        for name in names:
            if f"d{name}" in names:
                raise ValueError(f"derive: expected another name than 'd{name}', which is the gradient of {name!r}")
        self._go_back()

    def _forward(self, formula, arguments, let):
        try:
            return formula(*arguments, **let)
        except (TypeError, AttributeError) as error:
            raise TypeError(
                "derive: expected a formula of as many arguments as there are shapes, made of NumPy's + − * / @ and "
                f"sum, and of exp, log, tanh, … from course_nn.symbolic ({type(error).__name__} inside)"
            ) from error
        except (ValueError, IndexError) as error:
            if str(error).startswith("let: "):  # our own sentence
                raise
            shapes = ", ".join(f"{name} {np.shape(s)}" for name, s in (self.inputs | self.constants).items())
            raise ValueError(f"derive: expected shapes that fit the formula, got {shapes}") from error

    def _let(self, name, expressions):
        if name in self.named or name in self.inputs or name in self.constants:
            raise ValueError(f"let: expected a new name, got {name!r} again")
        _name(name, "let")
        expressions = np.asarray(expressions, dtype=object)
        symbols = np.asarray(f.symbols(name, expressions.shape), dtype=object)
        self.named[name] = symbols, _each(sp.sympify, expressions)
        return symbols if symbols.ndim else symbols.item()

    def _go_back(self):
        """∂J/∂s for every symbol s: from each value that s is part of, its own gradient times the local derivative."""
        self.gradients = {}  # name → expressions in symbols of inputs, named values and later gradients
        self.upstream = None if self.output == "J" else f.symbols(f"d{self.output}", self[self.output].shape)
        shares = {}
        for name, (symbols, expressions) in reversed(self.named.items()):
            if name == self.output:
                own = np.array(sp.S.One if self.upstream is None else self.upstream, dtype=object)
            else:
                own = self._collect(name, symbols, shares)
            if own is None:  # a mere abbreviation
                continue
            for s, e, ds in zip(symbols.flat, expressions.flat, own.flat, strict=True):
                for part in sorted(e.free_symbols, key=str):
                    shares.setdefault(part, []).append(ds * self._named_by(sp.diff(e, part), e, s))
        for name, symbols in self.inputs.items():
            self.gradients[name] = _each(lambda s: sp.Add(*shares.get(s, [])), np.array(symbols, dtype=object))

    def _collect(self, name, symbols, shares):
        if not any(s in shares for s in symbols.flat):
            return None
        self.gradients[name] = _each(lambda s: sp.Add(*shares.get(s, [])), symbols)
        return np.asarray(f.symbols(f"d{name}", symbols.shape), dtype=object)

    def _named_by(self, derivative, expression, symbol):
        """The local derivative in terms of the value itself and of abbreviations: 1 − tanh²z becomes 1 − a²."""
        derivative = derivative.replace(sp.Heaviside, lambda z, *_: sp.Piecewise((1, z > 0), (0, True)))
        if _has_parts(derivative):
            derivative = derivative.subs(expression, symbol)
            for symbols, expressions in self.named.values():
                for s, e in zip(symbols.flat, expressions.flat, strict=True):
                    if _has_parts(derivative) and _has_parts(e) and s != symbol:
                        derivative = derivative.subs(e, s)
        return derivative

    def __getitem__(self, name):
        if name in self.named:
            return self.named[name][0]
        if name in self.inputs or name in self.constants:
            return np.array((self.inputs | self.constants)[name], dtype=object)
        if name == f"d{self.output}" and self.upstream is not None:
            return np.array(self.upstream, dtype=object)
        if name[:1] == "d" and name[1:] in self.gradients:
            if name[1:] in self.inputs:
                return self.gradients[name[1:]]
            return np.asarray(f.symbols(name, self.named[name[1:]][0].shape), dtype=object)
        known = [*self.inputs, *self.constants, *self.named, *(f"d{name}" for name in self.gradients)]
        return _checks.one_of(name, known, "name")

    @cached_property
    def program(self):
        """Pairs (symbol, expression) in the order of computation: forward, then back, all but the inputs' gradients."""
        lines = [pair for values in self.named.values() for pair in zip(*map(np.ravel, values), strict=True)]
        for name, expressions in self.gradients.items():
            if name not in self.inputs:
                lines += zip(self[f"d{name}"].flat, expressions.flat, strict=True)
        return lines

    @cached_property
    def given(self):
        """The names of what a numeric evaluation needs: inputs, constants, and the upstream gradient, if any."""
        return [*self.inputs, *self.constants] + ([] if self.upstream is None else [f"d{self.output}"])

    def code(self, expressions):
        """A NumPy function of all numbers that are ``given``, one after the other, for a list of expressions."""
        return sp.lambdify(
            [s for name in self.given for s in self[name].flat],
            expressions,
            modules=[{"sigma": _sigma}, "numpy"],
            cse=lambda results: (self.program, results),  # the named values: each is computed once
        )

    @cached_property
    def _function(self):
        parts = [self[self.output], *(self.gradients[name] for name in self.inputs)]
        return self.code([e for part in parts for e in part.flat])

    @property
    def source(self):
        """The generated NumPy code."""
        return inspect.getsource(self._function)

    def evaluate(self, **arrays):
        """Output and gradients (a dict) for numbers: one array for each input and constant, and ``dy``."""
        names = [*self.inputs, *self.constants]
        if self.upstream is not None:
            names.append(f"d{self.output}")
        if set(arrays) != set(names):
            raise ValueError(f"evaluate: expected arrays {', '.join(names)}, got {', '.join(arrays) or 'none'}")
        numbers = []
        for name in names:
            array = _checks.as_array(arrays[name], name, shape=self[name].shape)
            numbers += array.astype(np.float64).ravel().tolist()
        results = np.array([float(value) for value in self._function(*numbers)])
        output = self[self.output]
        y, rest = results[: output.size].reshape(output.shape), results[output.size :]
        gradients = {}
        for name in self.inputs:
            shape = self.gradients[name].shape
            size = self.gradients[name].size
            gradients[name], rest = rest[:size].reshape(shape), rest[size:]
        return y, gradients

    def equals(self, name, printed):
        """Whether the gradient of an input or a named value is ``printed`` (expressions), whatever the numbers are."""
        _checks.one_of(name, self.gradients, "equals")
        return equal(self, self.gradients[name], printed)

    @cached_property
    def proven(self):
        """Name → whether SymPy finds its gradient equal to the textbook's; only what is proven is printed."""
        return {key: self.equals(key, printed(self)) for key, (_, printed) in self.textbook.items()}

    def _repr_latex_(self):
        return equations(self)

    def __repr__(self):
        shapes = ", ".join(f"{name} {np.shape(symbols)}" for name, symbols in self.inputs.items())
        return f"<derivation of {self.output} by {shapes}>"


def _each(function, array):
    """``function`` of every entry, as an array of objects of the same shape."""
    result = np.empty(array.shape, object)
    for index in np.ndindex(array.shape):
        result[index] = function(array[index])
    return result


def _takes_let(formula):
    try:
        return "let" in inspect.signature(formula).parameters
    except ValueError:  # NumPy's own functions do not tell
        return False


def _has_parts(expression):
    """Whether there is a function, or a power of more than a symbol, that may have a name."""
    return expression.has(sp.Function) or any(not power.base.is_Symbol for power in expression.atoms(sp.Pow))


def _sigma(z):
    return 1 / (1 + np.exp(-z))


def _shape(name, shape):
    sides = (shape,) if isinstance(shape, int) and not isinstance(shape, bool) else shape
    if not isinstance(sides, tuple):
        raise TypeError(f"derive: expected the shape of {name} as a tuple, got {_checks.describe(shape)}")
    _name(name, "derive")
    return tuple(_checks.whole(side, f"derive: shape of {name}", low=1) for side in sides)


def _name(name, who):
    if not (isinstance(name, str) and name.isidentifier() and name.isalnum()) or keyword.iskeyword(name):
        raise ValueError(
            f"{who}: expected a name of letters and digits that Python takes, got {_checks.describe(name)}"
        )
