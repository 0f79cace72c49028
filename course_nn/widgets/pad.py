"""A pad to draw on, as a control of an instrument: with mouse, finger or keys, or, without anywidget, with boxes."""

import functools
from dataclasses import KW_ONLY, dataclass
from importlib.resources import files
from typing import Any

import numpy as np

from .. import _checks
from .controls import WIDTH, Control
from .versions import is_old

#: A drawing has so many squares a side; the boxes that stand for the pad have BLOCK x BLOCK of them each.
SIDE, BLOCK = 32, 4


class Drawing(bytes):
    """What is drawn, packed: eight squares a byte, row by row, as `np.packbits` does; short to send and to tell."""

    @property
    def ink(self):
        """(32, 32) uint8: 1 where there is ink, 0 on paper."""
        return np.unpackbits(np.frombuffer(self, np.uint8)).reshape(SIDE, SIDE)

    def __repr__(self):
        return f"a drawing with ink on {int(self.ink.sum())} of {SIDE * SIDE} squares"

    __str__ = __repr__


@dataclass
class Pad(Control):
    """A drawing of 32 x 32 squares; compute gets it as a `Drawing`, which is packed into 128 bytes.

    ``value`` is what is there at first: an array (32, 32) of 0 and 1, or such bytes. ``pen`` is how far from its middle
    line the pen leaves ink, in squares. Where anywidget is missing, and under ipywidgets 7, boxes to check stand for
    the pad, 8 by 8; each is on where more than a quarter of its 4 x 4 squares has ink.
    """

    value: Any
    _: KW_ONLY
    pen: float = 1.5

    moves = True

    def check(self):
        self.value = self.clean(self.value)
        self.pen = _checks.number(self.pen, f"{self._where}: pen", low=0.5, high=8)

    def clean(self, value):
        if isinstance(value, (bytes, memoryview, bytearray)):
            packed = bytes(value)
            if len(packed) != SIDE * SIDE // 8:
                raise ValueError(f"{self._where}: expected {SIDE * SIDE // 8} bytes, got {len(packed)}")
            return Drawing(packed)
        ink = _checks.as_array(value, self._where, shape=(SIDE, SIDE))
        if not np.isin(ink, (0, 1)).all():
            raise ValueError(f"{self._where}: expected 1 for ink and 0 for paper, got {ink.min():g} to {ink.max():g}")
        return Drawing(np.packbits(ink.astype(bool)).tobytes())

    def ends(self):
        """Nothing, a single square in a corner, and ink everywhere."""
        dot = np.zeros((SIDE, SIDE))
        dot[-1, 0] = 1
        return [self.clean(ink) for ink in (np.zeros((SIDE, SIDE)), dot, np.ones((SIDE, SIDE)))]

    def widget(self):
        return _kind()(value=self.value, label=self.label, pen=self.pen)


def _kind():
    """The widget with its script in the page, or boxes where that can't be."""
    if is_old():  # as in Colab, which would fetch anywidget's part of the page from elsewhere
        return _boxes()
    try:
        import anywidget
    except ImportError:
        return _boxes()
    return _drawn(anywidget)


@functools.cache
def _drawn(anywidget):
    import traitlets

    class DrawingPad(anywidget.AnyWidget):
        _esm = files(__package__).joinpath("pad.js").read_text(encoding="utf-8")
        value = traitlets.Bytes(bytes(SIDE * SIDE // 8)).tag(sync=True, from_json=lambda value, _: bytes(value))
        label = traitlets.Unicode("").tag(sync=True)
        pen = traitlets.Float(1.5).tag(sync=True)

    return DrawingPad


@functools.cache
def _boxes():
    """Boxes to check are core widgets, which are there everywhere."""
    import ipywidgets as W
    import traitlets

    class BoxesToCheck(W.VBox):
        value = traitlets.Bytes(bytes(SIDE * SIDE // 8))

        def __init__(self, value, label, pen):
            blocks = range(SIDE // BLOCK)
            self.boxes = {(row, column): self._box(row, column) for row in blocks for column in blocks}
            rows = [W.HBox([self.boxes[row, column] for column in blocks]) for row in blocks]
            clear = W.Button(description="Clear", tooltip="take all ink away", layout={"width": "96px"})
            clear.on_click(lambda _: setattr(self, "value", bytes(SIDE * SIDE // 8)))
            grid = W.VBox(rows).add_class("course-nn-pad-boxes")
            super().__init__([W.Label(label), grid, clear], layout={"width": WIDTH})
            self.observe(self._show, "value")
            self.value = bytes(value)

        def _box(self, row, column):
            box = W.Checkbox(description=f"row {row + 1}, column {column + 1}", indent=False)
            box.observe(lambda change: self._check(row, column, change["new"]), "value")
            return box

        def _blocks(self):
            """The ink as [row, row in the block, column, column in the block]: a view into what is also returned."""
            ink = Drawing(self.value).ink
            return ink, ink.reshape(SIDE // BLOCK, BLOCK, SIDE // BLOCK, BLOCK)

        def _on(self, row, column):
            return bool(self._blocks()[1][row, :, column].sum() > BLOCK**2 / 4)

        def _check(self, row, column, on):
            if on != self._on(row, column):  # otherwise the box follows the value
                ink, blocks = self._blocks()
                blocks[row, :, column] = on
                self.value = np.packbits(ink).tobytes()

        def _show(self, _):
            for (row, column), box in self.boxes.items():
                box.value = self._on(row, column)

    return BoxesToCheck
