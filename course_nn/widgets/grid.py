"""The grid: a square matrix of numbers to type, or to fill from a menu, as the weights of a filter."""

import math
from dataclasses import KW_ONLY, dataclass
from typing import Any

import numpy as np

from .. import _checks
from .controls import WIDTH, Control, _shown

OWN = "my own"
CLASS = "course-nn-grid"


@dataclass
class Grid(Control):
    """A square matrix from ``low`` to ``high``, one box a number; ``presets`` (name → matrix) fill it from a menu.

    ``sizes`` are the sides that may be chosen, odd ones: a smaller matrix stands in the middle of a larger one, and
    keeps its place when the side changes. ``value`` is a preset's name or a matrix; compute gets a tuple of rows, which
    ``np.array`` makes an array. An array may have any odd height and width up to the largest side: zeros fill it up. A
    box shows four digits of its number, which stays whole until something else is typed there. What is typed is always
    somebody's own: the menu then says "my own".
    """

    presets: dict
    value: Any
    _: KW_ONLY
    sizes: tuple = (3, 5)
    low: float = -100.0
    high: float = 100.0
    step: float = 1.0

    def check(self):
        self.sizes = tuple(_checks.whole(side, f"{self._where}: sizes", low=1) for side in self.sizes)
        if not self.sizes or any(side % 2 == 0 for side in self.sizes) or list(self.sizes) != sorted(set(self.sizes)):
            raise ValueError(f"{self._where}: expected sizes as odd numbers that grow, got {self.sizes}")
        for part in ("low", "high"):
            setattr(self, part, _checks.number(getattr(self, part), f"{self._where}: {part}"))
        if not self.low <= 0 <= self.high or self.low == self.high:
            raise ValueError(f"{self._where}: expected 0 between low and high, got {self.low:g} and {self.high:g}")
        _checks.number(self.step, f"{self._where}: step", above=0)
        if not isinstance(self.presets, dict) or not self.presets or OWN in self.presets:
            raise ValueError(
                f"{self._where}: expected presets as a dict from names to matrices, none of them named {OWN!r}"
            )
        self.presets = {str(name): self.clean(matrix) for name, matrix in self.presets.items()}
        self.value = self.clean(self.value)

    def clean(self, value):
        if isinstance(value, str):
            return self.presets[_checks.one_of(value, self.presets, self._where)]
        matrix = _checks.as_array(value, self._where, ndim=2).astype(np.float64)
        if max(matrix.shape) > self.sizes[-1] or any(side % 2 == 0 for side in matrix.shape):
            most = f"{self.sizes[-1]} × {self.sizes[-1]}"
            raise ValueError(
                f"{self._where}: expected a matrix with an odd number of rows and columns, at most {most}, "
                f"got {matrix.shape[0]} × {matrix.shape[1]}"
            )
        if matrix.min() < self.low or matrix.max() > self.high:
            raise ValueError(
                f"{self._where}: expected numbers from {self.low:g} to {self.high:g}, "
                f"got {matrix.min():g} to {matrix.max():g}"
            )
        side = next(side for side in self.sizes if side >= max(matrix.shape))
        return resized(matrix, side)

    def name_of(self, value):
        """The preset that ``value`` is, or "my own"."""
        return next((name for name, matrix in self.presets.items() if matrix == value), OWN)

    def ends(self):
        """Everywhere ``low`` and everywhere ``high`` at the largest size, and between them every preset."""
        side = self.sizes[-1]
        low, high = (self.clean(np.full((side, side), one)) for one in (self.low, self.high))
        return list(dict.fromkeys([low, *self.presets.values(), high]))

    def widget(self):
        import ipywidgets
        import traitlets

        # A box that has a value as other widgets do: the kernel alone knows of it, the page sees what is in the box.
        kind = type("MatrixBox", (ipywidgets.VBox,), {"value": traitlets.Any()})
        widget = kind()
        widget.value = self.value
        return widget

    def root(self, widget):
        """Fills the widget with its menu, its size and its boxes, and keeps them and its value together."""
        import ipywidgets

        shown = _shown(self)
        menu = ipywidgets.Dropdown(options=[*self.presets, OWN], **shown)
        sizes = [(f"{side} × {side}", side) for side in self.sizes]
        size = ipywidgets.Dropdown(options=sizes, **{**shown, "description": f"size of the {self.label}"})
        most = self.sizes[-1]
        boxes = [[self._box(row, column) for column in range(most)] for row in range(most)]
        rows = [ipywidgets.HBox(row, layout={"margin": "0"}) for row in boxes]
        parts = [menu, size] if len(sizes) > 1 else [menu]
        widget.children = [*parts, *rows]
        widget.layout.width = WIDTH
        widget.add_class(CLASS)
        link = _Link(self, widget, menu, size, boxes)
        link.show()
        return widget

    def _box(self, row, column):
        import ipywidgets

        return ipywidgets.BoundedFloatText(
            min=self.low,
            max=self.high,
            step=self.step,
            description=f"row {row + 1}, column {column + 1}",  # unseen, and said by a screen reader
            layout={"width": "50px", "margin": "1px"},
        )


class _Link:
    """Keeps a grid's value, its boxes, its menu and its size together, whichever of them is moved."""

    def __init__(self, grid, widget, menu, size, boxes):
        self.grid, self.widget, self.menu, self.size, self.boxes = grid, widget, menu, size, boxes
        self.showing, self.own = False, None
        widget.observe(self.show, "value")
        menu.observe(self._choose, "value")
        size.observe(self._resize, "value")
        for row in boxes:
            for box in row:
                box.observe(self._type, "value")

    def show(self, _change=None):
        """The parts as the value has it; those outside a smaller matrix keep their place and are not seen."""
        value, name, was = self.widget.value, self.grid.name_of(self.widget.value), self.showing
        self.showing = True
        if name == OWN:
            self.own = value
        try:
            self.menu.value, self.size.value = name, len(value)
            edge = (len(self.boxes) - len(value)) // 2
            for i, row in enumerate(self.boxes):
                for j, box in enumerate(row):
                    inside = edge <= i < edge + len(value) and edge <= j < edge + len(value)
                    box.layout.visibility = "visible" if inside else "hidden"
                    box.value = _short(value[i - edge][j - edge]) if inside else 0.0
        finally:
            self.showing = was

    def _choose(self, change):
        """From the menu: a preset, or what was last the reader's own."""
        self.widget.value = self.grid.presets.get(change["new"], self.own or self.widget.value)

    def _resize(self, change):
        self.widget.value = resized(np.array(self.widget.value), change["new"])

    def _type(self, change):
        if self.showing:
            return
        value = np.array(self.widget.value)
        edge = (len(self.boxes) - len(value)) // 2
        for i, row in enumerate(value):
            for j, number in enumerate(row):
                typed = self.boxes[i + edge][j + edge].value
                if typed != _short(number):  # a number of more digits than are shown is kept
                    value[i, j] = typed
        self.widget.value = tuple(map(tuple, value.tolist()))


def resized(matrix, side):
    """A matrix with odd sides cut off or filled up with zeros around its middle, as a tuple of ``side`` rows."""
    result = np.zeros((side, side))
    height, width = (min(side, mine) for mine in matrix.shape)
    top, left = ((mine - kept) // 2 for mine, kept in zip(matrix.shape, (height, width), strict=True))
    down, right = (side - height) // 2, (side - width) // 2
    result[down : down + height, right : right + width] = matrix[top : top + height, left : left + width]
    return tuple(map(tuple, (result + 0.0).tolist()))


def _short(number):
    """What a box has room for: four significant digits."""
    return number if number == 0 else round(number, max(0, 3 - math.floor(math.log10(abs(number)))))
