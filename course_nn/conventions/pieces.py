"""What a network's weights are called there is said in pieces: a layer, where its names stand, and two ways."""

from typing import NamedTuple

import numpy as np

from ..core import Buffer, Layer, Parameter
from .given import shortly


class Piece(NamedTuple):
    """The arrays of one layer: ``prefix + name + suffix`` → array.

    ``there(layer)`` gives them by name. ``back(layer, given)`` gives our arrays by their attributes, from a `Given`.
    """

    prefix: str
    suffix: str
    layer: Layer
    there: object
    back: object

    def arrays(self):
        """All arrays of the piece by their whole names, as copies."""
        return {
            self.prefix + name + self.suffix: np.array(array, order="C")
            for name, array in self.there(self.layer).items()
        }


def same(array):
    return array


def transposed(array):
    return array.T


def by_rows(prefix, layer, rows):
    """A `Piece` of ``rows``: name there, attribute here, and the two functions that turn the array there and back.

    An attribute that is None, such as b of ``bias=False``, has no array.
    """
    rows = [row for row in rows if getattr(layer, row[1]) is not None]

    def there(layer):
        return {name: turn(getattr(layer, attribute).value) for name, attribute, turn, _ in rows}

    def back(layer, given):
        shapes = {name: array.shape for name, array in there(layer).items()}
        return {attribute: turn(given.take(name, shapes[name])) for name, attribute, _, turn in rows}

    return Piece(prefix, "", layer, there, back)


def parts_of(layer, framework):
    """Name and layer of what a model is made of, in the order of its attributes; parameters of its own are refused."""
    parts = []
    for name, part in layer.children():
        if isinstance(part, (Parameter, Buffer)):
            raise TypeError(
                f"{shortly(layer)}: expected layers that {framework} has as well, got one of your own with the "
                f"{type(part).__name__.lower()} {name}"
            )
        if isinstance(part, Layer):
            parts.append((name, part))
    return parts
