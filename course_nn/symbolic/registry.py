"""Which layers and losses have a formula, and how to add one."""

from dataclasses import dataclass, field
from functools import cache

import numpy as np

from .. import _checks
from ..core import Layer
from .derivation import Derivation


@dataclass(frozen=True, eq=False)
class Entry:
    """A row of the table: a layer or loss, its forward formula, and sizes small enough to write out.

    ``make(rng)`` makes the layer in float64, or the loss. ``formula(x, *parameters, *constants)`` is the forward
    formula on arrays of SymPy expressions; the parameters come in the order of ``layer.parameters()``. ``x`` is the
    shape of the input, for a loss that of the network's output. ``constants`` are the settings (numbers) and
    the targets (arrays) by name; a loss gets as its target what ``target(*constants)`` makes of them, and a layer of
    tokens, whose ``x`` is None since there is no gradient of it, its tokens. ``textbook`` says
    how books print a gradient: name → (LaTeX, function of the derivation). ``show`` are the named values to print.
    """

    name: str
    make: object
    formula: object
    x: tuple | None
    latex: str = ""
    input: str = "x"
    output: str = "y"
    constants: dict = field(default_factory=dict)
    target: object = None
    textbook: dict = field(default_factory=dict)
    show: tuple | None = None
    train: bool = False

    def subject(self, rng=None):
        """The layer or loss."""
        return self.make(np.random.default_rng(0) if rng is None else rng)

    def parameters(self):
        """The layer's parameters as (dotted name, name in the formula, shape): ``0.W`` is W0 there."""
        subject = self.subject()
        if not isinstance(subject, Layer):
            return []
        return [(name, "".join(name.split(".")[::-1]), p.value.shape) for name, p in subject.parameters().items()]


ENTRIES = {}


def register(name, make, formula, **rest):
    """Add a row to the table: ``register("Swish", lambda rng: Swish(), lambda z: z * sigmoid(z), x=(2, 3))``.

    See `Entry` for the arguments. From then on `derivation` knows it and `gradient_table` compares it.
    """
    if not callable(make) or not callable(formula):
        raise TypeError(
            "register: expected make(rng) and formula(x, *parameters) as functions, got "
            f"{_checks.describe(make)} and {_checks.describe(formula)}"
        )
    ENTRIES[name] = Entry(name, make, formula, **rest)
    derivation.cache_clear()


@cache
def derivation(name):
    """The derivation of a layer or loss of the table, such as ``derivation("Dense")``; it shows itself."""
    entry = ENTRIES[_checks.one_of(name, ENTRIES, "derivation")]
    inputs = ({} if entry.x is None else {entry.input: entry.x}) | {
        short: shape for _, short, shape in entry.parameters()
    }
    constants = {key: np.shape(value) for key, value in entry.constants.items()}
    result = Derivation(entry.formula, inputs, constants, entry.output, entry.latex)
    result.textbook, result.show = entry.textbook, entry.show
    return result


def prove(name):
    """Name of a gradient → whether SymPy finds the derived one equal to the textbook's, for a row of the table."""
    return dict(derivation(name).proven)
