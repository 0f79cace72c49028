"""Strokes of a pen, and the bitmap they leave: the ten digits drawn in two ways each, for the pad and to test it."""

import numpy as np

#: The side of a drawing in squares, and how far from its middle line the pen leaves ink.
SIDE, RADIUS = 32, 1.5


def _arc(x, y, width, height, start, end):
    """Points on an ellipse around (x, y), from ``start`` to ``end`` degrees: 0 is right, 90 is down."""
    turn = np.radians(np.linspace(start, end, 2 + int(abs(end - start) / 15)))
    return [(x + width * np.cos(t), y + height * np.sin(t)) for t in turn]


#: Name → strokes: lists of points (x, y) in a box that is 0.6 wide and 1 high; y grows downward.
STROKES = {
    "0": [_arc(0.3, 0.5, 0.3, 0.5, -90, 270)],
    "1": [[(0.3, 0), (0.3, 1)]],
    "2": [[*_arc(0.3, 0.3, 0.3, 0.3, -180, 30), (0, 1), (0.6, 1)]],
    "3": [[*_arc(0.25, 0.25, 0.3, 0.25, -160, 90), *_arc(0.25, 0.75, 0.35, 0.25, -90, 160)]],
    "4": [[(0.4, 1), (0.4, 0), (0, 0.65), (0.6, 0.65)]],
    "5": [[(0.55, 0), (0.1, 0), (0.05, 0.45), *_arc(0.25, 0.7, 0.33, 0.3, -110, 150)]],
    "6": [[(0.45, 0), (0.15, 0.35), *_arc(0.3, 0.72, 0.3, 0.28, -180, 180)]],
    "7": [[(0, 0), (0.6, 0), (0.2, 1)]],
    "8": [[*_arc(0.3, 0.24, 0.25, 0.24, 90, -270), *_arc(0.3, 0.74, 0.3, 0.26, -90, 270)]],
    "9": [[*_arc(0.3, 0.28, 0.28, 0.28, 0, -360), (0.56, 0.5), (0.45, 1)]],
    "0, slanted": [_arc(0.3, 0.5, 0.22, 0.5, -60, 300)],
    "1, with a flag": [[(0.1, 0.25), (0.35, 0), (0.35, 1)]],
    "2, with corners": [[(0.05, 0.15), (0.3, 0), (0.55, 0.2), (0.45, 0.5), (0, 1), (0.6, 0.95)]],
    "3, with corners": [[(0.05, 0), (0.55, 0), (0.25, 0.4), *_arc(0.22, 0.7, 0.35, 0.3, -80, 150)]],
    "4, open": [[(0.1, 0), (0.05, 0.5), (0.6, 0.5)], [(0.5, 0.1), (0.45, 1)]],
    "5, in two": [[(0.1, 0), (0.1, 0.4), *_arc(0.22, 0.68, 0.36, 0.32, -90, 130)], [(0.1, 0), (0.6, 0)]],
    "6, straight": [[(0.3, 0), (0, 0.7), (0.1, 0.95), (0.3, 1), (0.55, 0.9), (0.55, 0.65), (0.3, 0.55), (0.05, 0.75)]],
    "7, with a bar": [[(0, 0.05), (0.6, 0), (0.25, 1)], [(0.1, 0.5), (0.55, 0.5)]],
    "8, one line": [
        [
            (0.5, 0.1),
            *_arc(0.3, 0.22, 0.25, 0.22, -30, -200),
            (0.55, 0.7),
            *_arc(0.3, 0.76, 0.28, 0.24, 0, 180),
            (0.5, 0.15),
        ]
    ],
    "9, straight": [
        [(0.55, 0.1), (0.25, 0), (0.05, 0.2), (0.1, 0.45), (0.35, 0.5), (0.55, 0.2), (0.55, 0.1), (0.5, 1)]
    ],
}


def label(name):
    """The digit that the strokes of this name stand for."""
    return int(name[0])


def placed(name, height=26, x=0.5, y=0.5):
    """The strokes of `STROKES` in squares of the pad, ``height`` high with their ink.

    ``x`` and ``y`` say where: 0 is at the left or upper edge, 1 at the right or lower one.
    """
    points = np.concatenate([np.asarray(stroke, float) for stroke in STROKES[name]])
    low, span = points.min(axis=0), np.ptp(points, axis=0)
    scale = (height - 2 * RADIUS) / span[1]
    start = RADIUS + np.array([x, y]) * (SIDE - 2 * RADIUS - scale * span)
    return [start + scale * (np.asarray(stroke, float) - low) for stroke in STROKES[name]]


def bitmap(strokes, radius=RADIUS):
    """(32, 32) uint8: 1 where the middle of a square lies within ``radius`` of a stroke, a list of points (x, y)."""
    squares = np.stack(np.meshgrid(np.arange(SIDE), np.arange(SIDE)), axis=-1) + 0.5
    ink = np.zeros((SIDE, SIDE), bool)
    for stroke in strokes:
        points = np.asarray(stroke, float).reshape(-1, 2)
        for a, b in zip(points, points[1:] if len(points) > 1 else points, strict=False):
            length = max((b - a) @ (b - a), 1e-12)
            along = np.clip((squares - a) @ (b - a) / length, 0, 1)
            ink |= ((squares - a - along[..., None] * (b - a)) ** 2).sum(axis=-1) <= radius**2
    return ink.astype(np.uint8)


def example():
    """The drawing with which the pad opens: a small 3 that is not in the middle."""
    return bitmap(placed("3", 19, 0.2, 0.15))
