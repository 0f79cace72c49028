"""A network as a list of ONNX's operators: nodes, the arrays that they read, and the names of what flows between."""

import contextlib
from typing import NamedTuple

import numpy as np

from ..core import Buffer, Parameter


class Node(NamedTuple):
    """One operator: its name in ONNX, the names of what it reads and gives, and its attributes."""

    op: str
    inputs: list
    outputs: list
    attributes: dict


class Tokens(str):
    """The name of an array of whole numbers with ``ndim`` sides."""

    def __new__(cls, name, ndim):
        new = super().__new__(cls, name)
        new.ndim = ndim
        return new


class Graph:
    """What the rules write into: ``y = graph("Add", a, b)`` adds a node, and returns the name of what it gives.

    An input is such a name, a `Parameter` or `Buffer`, which keeps the dotted name that it has in the ``network``, an
    array, or None for one that is left out. Numbers are kept in ``dtype``, whole ones as int64. `say` adds a layer.
    """

    def __init__(self, network, dtype):
        self.dtype = np.dtype(dtype)
        self.nodes, self.arrays, self.place = [], {}, ""
        self._names = {id(part): name for name, part in (network.parameters() | network.buffers()).items()}
        self._used = {"x", "y", *self._names.values()}

    def __call__(self, op, *inputs, outputs=1, **attributes):
        inputs = [self._name_of(given) for given in inputs]
        names = [self._new(op) for _ in range(outputs)]
        self.nodes.append(Node(op, inputs, names, attributes))
        return names[0] if outputs == 1 else names

    def say(self, layer, x, name=""):
        """The name of what ``layer`` gives for x; ``name`` is what the layer is called where it stands."""
        from .rulebook import rule_for  # which imports all rules, and they this module

        with self.within(name):
            rule, of_tokens = rule_for(layer, self.place)
            return rule(self, layer, x if of_tokens else self.floats(x))

    @contextlib.contextmanager
    def within(self, name):
        """What is added stands in the part ``name`` of the layer, as its names tell."""
        outer, self.place = self.place, f"{self.place}.{name}".strip(".")
        yield
        self.place = outer

    def given(self, x):
        """The name of the input, for batches like x."""
        return Tokens("x", x.ndim) if x.dtype.kind in "iu" else "x"

    def floats(self, x):
        """x as numbers of the graph's type."""
        return self("Cast", x, to=self.dtype) if isinstance(x, Tokens) else x

    def tokens(self, x, ndim=2):
        """x as whole numbers."""
        return x if isinstance(x, Tokens) else Tokens(self("Cast", x, to=np.dtype(np.int64)), ndim)

    def like(self, x, y, ndim=None):
        """The name y of what holds the same numbers as x: whole ones if those are."""
        return Tokens(y, ndim or x.ndim) if isinstance(x, Tokens) else y

    def constant(self, array, name="constant"):
        """The name of an array that stands in the file."""
        array = np.asarray(array)
        if array.dtype.kind in "iu":
            array = array.astype(np.int64)
        elif array.dtype.kind == "f":
            array = array.astype(self.dtype)
        name = self._new(name)
        self.arrays[name] = array
        return name

    def double(self, array):
        """A constant that stays float64, for angles: rounded to float32 a large one would be another angle."""
        name = self.constant(array)
        self.arrays[name] = np.asarray(array, np.float64)
        return name

    def inner(self, inputs):
        """A graph within this one, as the body of a loop: its nodes read what it is given, and all that is outside."""
        body = Graph.__new__(Graph)
        vars(body).update(vars(self), nodes=[], inputs=[(self._new(name), dtype) for name, dtype in inputs])
        return body

    def _name_of(self, given):
        if given is None:
            return ""
        if isinstance(given, str):
            return given
        if not isinstance(given, (Parameter, Buffer)):
            return self.constant(given)
        name = self._names[id(given)]
        self.arrays[name] = given.value.astype(self.dtype)
        return name

    def _new(self, name):
        name = f"{self.place}.{name}".strip(".")
        unique, k = name, 1
        while unique in self._used:
            k += 1
            unique = f"{name}_{k}"
        self._used.add(unique)
        return unique
