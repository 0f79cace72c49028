"""A network as boxes with output shapes and numbers of parameters, drawn from the network object."""

import re
from dataclasses import dataclass, field
from math import ceil, log2

from matplotlib.patches import FancyArrowPatch, Rectangle

from .. import _checks
from ..core import Branches, Layer, Residual, Sequential
from ..layers import BatchNorm, LayerNorm, PReLU
from .style import BLUE, GREY, INK, picture

# Inches, which are the units of the axes: at `_size` nothing is stretched.
COLUMN, MARGIN, TALL, SHEET, LINE, GAP = 1.05, 0.85, 0.78, 0.026, 0.155, 0.2
LETTERS = 13  # of a name in one line
INNER = 4  # layers inside a layer that are named
PALE = "#D6E6F1"


@dataclass
class Box:
    """One box: the layer, those that joined it (they keep its output's shape), and what comes out."""

    layer: Layer | None  # None: the input
    shape: tuple
    counts: list  # of parameters: the layer's own, and those of each that joined
    joined: list = field(default_factory=list)

    @property
    def parameters(self):
        return sum(self.counts)

    @property
    def name(self):
        return "input" if self.layer is None else type(self.layer).__name__

    @property
    def lines(self):
        """What is written under the box: the layer's name and settings, then the names of those that joined."""
        lines = _broken(self.name) + _settings(self.layer)
        return lines + [line for one in self.joined for line in _broken(f"+ {type(one).__name__}")]


def draw_architecture(ax, network, input_shape=None, per_row=8):
    """Boxes from left to right, ``per_row`` in a row: what comes out of each layer, its shape, its parameters.

    ``network`` is any layer; a Sequential, also one inside another, is drawn layer by layer, and a layer that keeps the
    shape joins the box before it if it has no parameters or normalizes. A `Residual` or `Branches` is one box that
    names what is inside. ``input_shape`` is the shape of one example; it may be left out where the first layer knows
    it. Images (c, h, w) are sheets, one more for each doubling of c; everything else is a rectangle, its last side
    upright. Sides are drawn on a log scale. Blue: what has parameters.
    """
    boxes = architecture(network, input_shape)
    rows = _rows(boxes, per_row)
    scale = _scale(boxes)
    y = 0.0
    for r, row in enumerate(rows):
        y -= GAP + TALL
        edges = []
        for k, box in enumerate(row):
            x = MARGIN + (k + 0.5) * COLUMN
            edges.append(_draw_box(ax, box, x, y + TALL / 2, scale))
        # From box to box; a row after the first begins with an arrow, and one before the last ends with one.
        ends, starts = ([side[k] for side in edges] for k in (0, 1))
        starts, ends = ([MARGIN - 0.2, *starts], ends) if r > 0 else (starts, ends[1:])
        ends = [*ends, MARGIN + len(row) * COLUMN + 0.12] if r < len(rows) - 1 else ends
        for start, end in zip(starts, ends, strict=False):
            _arrow(ax, (start, y + TALL / 2), (end, y + TALL / 2))
        y = _write(ax, row, y - 0.06)
    width, height = _size(rows)
    ax.set(xlim=(0, width), ylim=(-height, 0))
    ax.set_axis_off()
    ax.set_title(_finding(boxes))


def describe_architecture(network, input_shape=None):
    """The shapes from layer to layer, and where the parameters are, in one sentence."""
    boxes = architecture(network, input_shape)
    steps = [f"{' + '.join([box.name, *(type(one).__name__ for one in box.joined)])} {_times(box)}" for box in boxes]
    return f"From layer to layer: {', '.join(steps)}. {_finding(boxes)}."


def show_architecture(network, input_shape=None, per_row=8):
    """`draw_architecture` as a figure of the size it needs, with its sentence."""
    width, height = _size(_rows(architecture(network, input_shape), per_row))

    def draw(figure, network):
        draw_architecture(figure.subplots(), network, input_shape, per_row)

    return picture(draw, network, describe_architecture(network, input_shape), (min(9.4, width), height + 0.45))


def architecture(network, input_shape=None):
    """The `Box` es of a network from the input on; shapes and parameters are those of its summary."""
    if not isinstance(network, Layer):
        raise TypeError(f"draw_architecture: expected a network or a layer, got {_checks.describe(network)}")
    layers = list(_chain(network))
    rows = Sequential(*layers).summary(input_shape).rows
    boxes = [Box(None, tuple(rows[0][2]), [0])]
    for layer, (_, _, shape, count) in zip(layers, rows[1:], strict=True):
        joins = not layer.parameters() or isinstance(layer, (BatchNorm, LayerNorm, PReLU))
        last = boxes[-1]
        if joins and last.layer is not None and last.shape == shape and not isinstance(layer, (Residual, Branches)):
            last.joined.append(layer)
            last.counts.append(count)
        else:
            boxes.append(Box(layer, tuple(shape), [count]))
    return boxes


def _chain(layer):
    """The layers one after the other, those of a Sequential inside a Sequential too."""
    if type(layer) is Sequential:
        for one in layer.layers:
            yield from _chain(one)
    else:
        yield layer


def _rows(boxes, per_row):
    """Rows of boxes, all as long as the first but the last, which has what is left."""
    count = ceil(len(boxes) / _checks.whole(per_row, "per_row", low=2))
    long = ceil(len(boxes) / count)
    return [boxes[k : k + long] for k in range(0, len(boxes), long)]


def _size(rows):
    """Inches that the boxes and their texts need, without the title."""
    text = sum(max(len(box.lines) for box in row) + 2 for row in rows) * LINE
    width = MARGIN + len(rows[0]) * COLUMN + 0.15
    return max(width, 4.5), len(rows) * (GAP + TALL + 0.06) + text + 0.05


def _sheets(box):
    return 1 + int(log2(box.shape[0])) if len(box.shape) == 3 else 1


def _scale(boxes):
    """Inches a doubling, the same for all sides: as many as the highest and the widest box have room for."""
    scale = TALL / log2(1 + max(max((*box.shape, 1)) for box in boxes))
    for box in boxes:
        if len(box.shape) > 1:
            side = box.shape[-1] if len(box.shape) == 3 else box.shape[-2]
            scale = min(scale, (COLUMN - 0.35 - (_sheets(box) - 1) * SHEET) / log2(1 + side))
    return scale


def _draw_box(ax, box, x, y, scale):
    """The sheets or the rectangle around (x, y); returns where arrows end and begin. ``scale``: inches a doubling."""
    sides = [max(scale * log2(1 + side), 0.05) for side in box.shape]
    image, sheets = len(box.shape) == 3, _sheets(box)
    wide = sides[-1] if image else sides[-2] if len(sides) > 1 else 0.14
    tall = sides[-2] if image else sides[-1] if sides else 0.14
    shift = (sheets - 1) * SHEET
    look = (
        {"facecolor": PALE, "edgecolor": BLUE}
        if box.parameters
        else {"facecolor": "white", "edgecolor": GREY, "linestyle": (0, (4, 1.5)) if box.layer is None else "-"}
    )
    for k in range(sheets):  # the backmost first
        off = shift / 2 - k * SHEET
        ax.add_patch(Rectangle((x - wide / 2 + off, y - tall / 2 + off), wide, tall, linewidth=1, zorder=2, **look))
    left, right = x - wide / 2 - shift / 2, x + wide / 2 + shift / 2
    if isinstance(box.layer, Residual):
        top, start, end = y + tall / 2 + shift / 2 + 0.07, left - 0.06, right + 0.06
        ax.plot([start, start, end], [y + 0.04, top, top], color=GREY, linewidth=1)
        _arrow(ax, (end, top), (end, y + 0.03))
        left, right = start, end
    return left - 0.04, right + 0.04


def _arrow(ax, start, end):
    look = {"arrowstyle": "-|>", "mutation_scale": 8, "color": GREY, "linewidth": 1}
    ax.add_patch(FancyArrowPatch(start, end, shrinkA=0, shrinkB=0, **look))


def _write(ax, row, y):
    """The table under a row of boxes; returns where it ends."""
    most = max(len(box.lines) for box in row)
    style = {"va": "top", "fontsize": 8.5}
    for k, box in enumerate(row):
        x = MARGIN + (k + 0.5) * COLUMN
        for i, line in enumerate(box.lines):
            first = i < len(_broken(box.name))
            ax.text(x, y - i * LINE, line, ha="center", weight="bold" if first else "normal", color=INK, **style)
        ax.text(x, y - most * LINE, _times(box), ha="center", color=INK, **style)
        ax.text(x, y - (most + 1) * LINE, f"{box.parameters:,}", ha="center", color=GREY, **style)
    for line, word in ((most, "output"), (most + 1, "parameters")):
        ax.text(0.02, y - line * LINE, word, ha="left", color=GREY, **style)
    return y - (most + 2) * LINE


def _times(box):
    return "×".join(map(str, box.shape)) if box.shape else "1"


def _finding(boxes):
    """How many parameters there are, and which kind of layer has most of them."""
    kinds = {}
    for box in boxes:
        names = [box.name, *(type(one).__name__ for one in box.joined)]
        for name, count in zip(names, box.counts, strict=True):
            if count:
                kinds.setdefault(name, []).append(count)
    if not kinds:
        return "No parameters"
    total, name = sum(map(sum, kinds.values())), max(kinds, key=lambda name: sum(kinds[name]))
    share = "all" if len(kinds) == 1 else f"{min(round(100 * sum(kinds[name]) / total), 99)}%"
    where = f"the {len(kinds[name])} {name} layers" if len(kinds[name]) > 1 else name
    return f"{total:,} parameters, {share} of them in {where}"


def _settings(layer):
    """Lines for a small place: the size of a window and its stride, or the names of the layers inside."""
    if isinstance(layer, (Residual, Branches)):
        names = [type(one).__name__ for one in layer.layers]
        more = [] if len(names) <= INNER else [f"and {len(names) - INNER + 1} more"]
        names = names if not more else names[: INNER - 1]
        return [line for name in names for line in _broken(name)] + more
    window = getattr(layer, "kernel", None) or getattr(layer, "size", None)
    if not isinstance(window, tuple):
        return []
    # A pool moves on by its size, a convolution by one, unless told.
    usual = {"stride": (1, 1) if hasattr(layer, "kernel") else window, "padding": (0, 0), "dilation": (1, 1)}
    values = {name: getattr(layer, name, at) for name, at in usual.items()}
    told = [f"{name} {_pair(value)}" for name, value in values.items() if value != usual[name]]
    return ["×".join(map(str, window)), *told]


def _pair(value):
    return str(value[0]) if value[0] == value[1] else "×".join(map(str, value))


def _broken(name):
    """A long name in lines, broken before a capital."""
    if len(name) <= LETTERS:
        return [name]
    lines, pieces = [""], re.findall(r"^\+ |[A-Z]?[^A-Z]+|[A-Z]", name)
    for piece in pieces:
        if lines[-1] and len(lines[-1] + piece) > LETTERS:
            lines.append("")
        lines[-1] += piece
    return lines
