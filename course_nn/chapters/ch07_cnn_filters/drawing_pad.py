"""A drawing for a network: prepared as its training images were, then what the network says and its feature maps."""

from functools import cache

import numpy as np

from ... import _checks
from ...functions import softmax
from ...layers.activations import Elementwise
from . import pen_strokes
from .layer_maps import layers_of
from .pen_strokes import SIDE

#: A digit of the embedded set fills a box of so many squares (height, width) before its ink is counted, and …
BOX = (32, 20)
#: … has ink on about so many of the 1,024 squares, whichever digit it is: 310 ± 35.
INK = 310


def prepare_digits(bitmap, center=True, scale=True):
    """(8, 8) float32 as in the embedded digits: the ink of ``bitmap`` counted in blocks of 4 x 4, over 16.

    ``bitmap`` is (32, 32) of 0 and 1, or packed into 128 bytes. With ``scale`` the drawing is stretched to 32 squares
    of height and 20 of width (one narrower than half of its height keeps its shape: a 1), and its strokes are widened
    or thinned until about 310 squares have ink: so the digits are, which were prepared with programs of NIST (Alpaydin
    and Kaynak, 1998). With ``center`` the middle of its box comes to the middle. What would leave the image is kept at
    its edge.
    """
    ink = as_ink(bitmap)
    if not ink.any():
        return np.zeros((8, 8), np.float32)
    top, bottom, left, right = box = bounding_box(ink)
    height, width = size = bottom - top, right - left
    if scale:
        narrow = width * BOX[0] < BOX[0] / 2 * height
        size = BOX[0], max(1, round(width * BOX[0] / height)) if narrow else BOX[1]
    start = [(low + high - length) // 2 for low, high, length in zip(box[::2], box[1::2], size, strict=True)]
    if center:
        start = [(SIDE - length) // 2 for length in size]
    ink = (resampled(ink, box, _inside(start, size, SIDE), size, SIDE) >= 0.5).astype(np.uint8)
    if scale:
        ink = with_ink(ink, INK)
    return (ink.reshape(8, 4, 8, 4).sum(axis=(1, 3)) / 16).astype(np.float32)


def prepare_mnist(bitmap, center=True, scale=True):
    """(28, 28) float32 as in MNIST: the drawing in a box of 20 x 20 pixels, from 0 (paper) over gray edges to 1 (ink).

    ``bitmap`` as for `prepare_digits`. With ``scale`` the longer side becomes 20 pixels and the shape stays; without,
    32 squares become 28 pixels. With ``center`` the center of mass comes to the middle of pixel (14, 14), counted from
    0, to within half a pixel, as it is in MNIST. (LeCun et al., 1998.) What would leave the image is kept at its edge.
    """
    ink = as_ink(bitmap)
    if not ink.any():
        return np.zeros((28, 28), np.float32)
    top, bottom, left, right = box = bounding_box(ink)
    sides = np.array([bottom - top, right - left])
    size = sides * (20 / sides.max() if scale else 28 / SIDE)
    if center:
        mass = [ink.sum(axis=1 - axis) @ (np.arange(SIDE) + 0.5) / ink.sum() for axis in (0, 1)]
        start = [round(14.5 - (m - low) * s / n) for m, low, s, n in zip(mass, box[::2], size, sides, strict=True)]
    else:
        start = (np.array([top + bottom, left + right]) * 28 / SIDE - size) / 2
    return resampled(ink, box, _inside(start, size, 28), size, 28).astype(np.float32)


def as_ink(bitmap):
    """(32, 32) uint8 of 0 and 1 from such an array, or from 128 bytes that hold it packed."""
    if isinstance(bitmap, (bytes, bytearray)) and len(bitmap) == SIDE * SIDE // 8:
        return np.unpackbits(np.frombuffer(bitmap, np.uint8)).reshape(SIDE, SIDE)
    ink = _checks.as_array(bitmap, "drawing", shape=(SIDE, SIDE))
    if not np.isin(ink, (0, 1)).all():
        raise ValueError(f"drawing: expected 1 for ink and 0 for paper, got {ink.min():g} to {ink.max():g}")
    return ink.astype(np.uint8)


def bounding_box(ink):
    """(top, bottom, left, right) of what is drawn, the ends not included."""
    rows, columns = (np.flatnonzero(ink.any(axis=1 - axis)) for axis in (0, 1))
    return int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1


def resampled(ink, box, start, size, side):
    """(side, side) float64: the part ``box`` of the ink, stretched to ``size`` (height, width) and put at ``start``.

    ``start`` is (row, column). Each pixel holds the part of its area that has ink.
    """
    rows, columns = (
        _overlaps(box[2 * axis : 2 * axis + 2], start[axis], size[axis], len(ink), side) for axis in (0, 1)
    )
    return rows @ ink @ columns.T


def _overlaps(ends, start, length, squares, side):
    """(side, squares): how much of each pixel each square of the drawing covers once it is stretched and moved."""
    stretch = length / (ends[1] - ends[0])
    edges = start + (np.clip(np.arange(squares + 1), *ends) - ends[0]) * stretch
    pixels = np.arange(side)[:, None]
    return np.clip(np.minimum(edges[1:], pixels + 1) - np.maximum(edges[:-1], pixels), 0, None)


def _inside(start, size, side):
    return [min(max(first, 0), side - length) for first, length in zip(start, size, strict=True)]


def with_ink(ink, squares):
    """The bitmap with its strokes widened or thinned, a square on each side at a time, to about so many of ink."""
    while True:
        wider = ink.sum() < squares
        padded = np.pad(ink, 1, constant_values=0 if wider else 1)
        near = [padded[1:-1, 1:-1], padded[:-2, 1:-1], padded[2:, 1:-1], padded[1:-1, :-2], padded[1:-1, 2:]]
        changed = (np.maximum if wider else np.minimum).reduce(near)
        if abs(int(changed.sum()) - squares) >= abs(int(ink.sum()) - squares):
            return ink
        ink = changed


#: The side of a network's images → how a drawing is prepared for it.
PREPARE = {8: prepare_digits, 28: prepare_mnist}


class PadReader:
    """What a network makes of a drawing: the chapter's own, or one for images (n, 1, 8, 8) or (n, 1, 28, 28) of digits.

    ``read(drawing, center, scale, layer)`` gives a dict of the ``ink``, the ``image`` the network gets, ``p`` (10,) or
    None for an empty pad, and the ``maps`` (c, h, w) that layer number ``layer`` makes of it; without one, the first
    activation. ``layers`` are those that make maps, by name.
    """

    def __init__(self, network=None):
        self.prepare, self.net = _fitting(network)
        self.layers = {name: k for name, k in self.net.names().items() if len(self.net.shapes[k]) == 3}
        made = [k for k in self.layers.values() if isinstance(self.net.layers[k - 1], Elementwise)]
        #: The first activation; without one the first layer.
        self.first = (made or [min(self.layers.values())])[0]
        # The brightest color stands for what drawings usually reach, so that colors can be compared while one draws.
        outputs = self.net.outputs(self.net.X)
        self.tops = {k: float(np.abs(outputs[k]).max()) or 1.0 for k in self.layers.values()}
        self.signed = {k: bool(outputs[k].min() < 0) for k in self.layers.values()}

    def __call__(self, drawing, center, scale, layer=None):
        layer = self.first if layer is None else layer
        ink = as_ink(drawing)
        image = self.prepare(ink, center, scale)
        outputs = self.net.outputs(image[None, None].astype(np.float64))
        return {
            "ink": ink,
            "image": image,
            "p": softmax(outputs[-1])[0] if ink.any() else None,
            "maps": outputs[layer][0],
            "layer": self.net.name(layer),
            "top": self.tops[layer],
            "signed": self.signed[layer],
            "center": center,
            "scale": scale,
        }


def _fitting(network):
    """How to prepare drawings for the network, and its `Layers` with the stored drawings as images."""
    refused = None
    for prepare in PREPARE.values():
        try:
            net = layers_of(network, stored_drawings(prepare)[0], who="drawing_pad")
        except (TypeError, ValueError) as error:
            refused = refused or error
            continue
        if net.shapes[-1] != (10,):
            raise ValueError(f"drawing_pad: expected logits of ten digits, (n, 10), got {('n', *net.shapes[-1])}")
        return prepare, net
    raise refused


def stored_drawings(prepare=prepare_digits, center=True, scale=True, height=26, x=0.5, y=0.5):
    """``X (20, 1, s, s), y``: the stored strokes of all digits, ``height`` high at a place of the pad, prepared."""
    names = list(pen_strokes.STROKES)
    X = np.stack([prepare(_drawn(name, height, x, y), center, scale) for name in names])[:, None]
    return X, np.array([pen_strokes.label(name) for name in names])


@cache
def _drawn(name, height, x, y):
    return pen_strokes.bitmap(pen_strokes.placed(name, height, x, y))


#: Where and how high the drawings stand on which the cost of preparing them less is measured: (height, x, y).
PLACES = [(height, x, y) for height in (12, 18, 24, 30) for x in (0, 0.5, 1) for y in (0, 0.5, 1)]


def accuracy_by_preparation(network=None):
    """(2, 2): the accuracy [centered or not, scaled or not] on the stored strokes, 4 heights at 9 places: 720 drawings.

    The strokes are the author's own, and few: it says what preparation is worth, not how well a network reads.
    """
    prepare, net = _fitting(network)
    found = np.zeros((2, 2))
    for i, center in enumerate((True, False)):
        for j, scale in enumerate((True, False)):
            parts = [stored_drawings(prepare, center, scale, *place) for place in PLACES]
            X, y = np.concatenate([X for X, _ in parts]), np.concatenate([y for _, y in parts])
            found[i, j] = np.mean(net.outputs(X.astype(np.float64))[-1].argmax(axis=1) == y)
    return found
