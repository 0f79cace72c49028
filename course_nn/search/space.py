"""The axes of a search: what values a hyper-parameter may take, and how likely each is."""

import itertools
import math
from dataclasses import dataclass

import numpy as np

from .. import _checks

#: A grid that is larger would not end in a student's lifetime.
MOST_TRIALS = 100_000
#: Columns of the result, or what the objective gets besides the values.
RESERVED = ("rng", "trial", "score", "failure")
_SCALARS = (np.number, np.bool_, np.str_)


@dataclass(frozen=True)
class Uniform:
    """A number from ``low`` to ``high``, each equally likely."""

    low: float
    high: float

    def __post_init__(self):
        _range(self, _checks.number)

    def at(self, share):
        """The value below which ``share`` (0 to 1) of the draws fall."""
        return min(self.low + share * (self.high - self.low), self.high)

    def grid(self, points):
        """``points`` values, evenly spaced, both ends among them."""
        return [self.at(share) for share in np.linspace(0, 1, points).tolist()]


@dataclass(frozen=True)
class LogUniform(Uniform):
    """A positive number whose logarithm is uniform: as many draws between 0.001 and 0.01 as between 0.1 and 1."""

    def __post_init__(self):
        _range(self, lambda value, name: _checks.number(value, name, above=0))

    def at(self, share):
        return min(self.low * (self.high / self.low) ** share, self.high)


@dataclass(frozen=True)
class IntUniform(Uniform):
    """A whole number from ``low`` to ``high``, both included, each equally likely."""

    low: int
    high: int

    def __post_init__(self):
        _range(self, _checks.whole)

    def at(self, share):
        return min(self.low + math.floor(share * (self.high - self.low + 1)), self.high)

    def grid(self, points):
        marks = np.linspace(self.low, self.high, points).round().astype(int).tolist()
        return list(dict.fromkeys(marks))


@dataclass(frozen=True)
class Choices:
    """One of several values, each equally likely. A list in a space means this."""

    options: tuple

    def at(self, share):
        return self.options[min(math.floor(share * len(self.options)), len(self.options) - 1)]

    def grid(self, points):
        return list(self.options)


def read(space):
    """``space``, a dict from names to axes, with lists as `Choices`; or a sentence that says what is wrong with it."""
    if not isinstance(space, dict) or not space:
        raise TypeError(
            "space: expected a dict of at least one name and its axis, such as {'rate': LogUniform(1e-4, 1)}, "
            f"got {_checks.describe(space) if space != {} else 'an empty one'}"
        )
    return {_name(name): _axis(name, axis) for name, axis in space.items()}


def random_values(space, seed, index):
    """The values of random trial ``index``: they depend on the seed and the index alone."""
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(index, 0)))
    return {name: axis.at(rng.random()) for name, axis in space.items()}


def grid_values(space, points):
    """All combinations of ``points`` values on each axis (all of them on a list), the last axis fastest."""
    marks = [axis.grid(points) for axis in space.values()]
    size = math.prod(map(len, marks))
    if size > MOST_TRIALS:
        raise ValueError(
            f"grid_search: expected at most {MOST_TRIALS:,} trials, got {' × '.join(str(len(m)) for m in marks)} "
            f"= {size:,}; take fewer points or axes, or random_search, whose budget you choose"
        )
    return [dict(zip(space, values, strict=True)) for values in itertools.product(*marks)]


def text(value):
    """What a value is called in a file or a table: a function by its name, all else by its repr."""
    if isinstance(value, (list, tuple)):
        return f"({', '.join(map(text, value))})"
    try:
        return getattr(value, "__qualname__", None) or repr(value)
    except Exception:  # of an object of one's own
        return f"{type(value).__qualname__} without words for itself"


def _name(name):
    if not isinstance(name, str) or not name.isidentifier() or name in RESERVED:
        raise ValueError(
            f"space: expected names that can be arguments of the objective, other than {', '.join(RESERVED)}; "
            f"got {_checks.describe(name)}"
        )
    return name


def _axis(name, axis):
    if isinstance(axis, (Uniform, Choices)):
        return axis
    if isinstance(axis, np.ndarray):
        axis = axis.tolist()
    if not isinstance(axis, (list, tuple, range)) or not len(axis):
        raise TypeError(
            f"space: {name}: expected Uniform, LogUniform, IntUniform or a list of choices, "
            f"got {_checks.describe(axis) if axis not in ([], ()) else 'an empty list'}"
        )
    # NumPy's numbers, texts and truths become Python's, as a file gives them back.
    options = tuple(one.item() if isinstance(one, _SCALARS) else one for one in axis)
    if len({text(option) for option in options}) < len(options):
        raise ValueError(f"space: {name}: expected choices that differ, got {list(map(text, options))}")
    return Choices(options)


def _range(axis, check):
    kind = type(axis).__name__
    for part in ("low", "high"):
        object.__setattr__(axis, part, check(getattr(axis, part), f"{kind}: {part}"))
    if not axis.low < axis.high:
        raise ValueError(f"{kind}: expected low below high, got {axis.low:g} and {axis.high:g}")
    if not math.isfinite(axis.high / axis.low if type(axis) is LogUniform else float(axis.high - axis.low)):
        raise ValueError(f"{kind}: expected a range that is a finite number, got {axis.low:g} to {axis.high:g}")
