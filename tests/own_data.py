"""Points of a reader's own, plain and awkward, and an instrument that shows them, moved into every corner."""

import numpy as np
from corners import every_two

from course_nn import data
from course_nn.plots.style import cut_off

_rng = np.random.default_rng(0)
_flowers = data.iris().classes("setosa", "versicolor").features("sepal length", "petal width")
OWN = {
    "flowers": (_flowers.X, [_flowers.target_names[k] for k in _flowers.y]),
    "a gate": ([[0, 0], [0, 1], [1, 0], [1, 1]], [True, True, False, True]),
    "two points": ([[0, 0], [0, 0.001]], [3, -7]),
    "far and uneven": (_rng.normal(size=(500, 2)) * [1e6, 1e-3] + [5e7, 0], _rng.integers(0, 2, 500)),
    "heavy tails": (_rng.standard_cauchy((200, 2)), _rng.integers(1, 3, 200)),
    "one row in many": (_rng.normal(size=(100, 2)), np.arange(100) == 7),
}


def at_corners(instrument):
    """Yield so many corners that every two controls come to all of their ends, after moving there, of an instrument as
    the course opens it: that its pictures are whole there is seen in test_every_instrument.
    """
    for corner in every_two(instrument.corners()):
        instrument.set(**corner)
        yield corner


def move_everywhere(instrument, **own):
    """Yield so many corners that every two controls come to all of their ends, after moving there; each has a whole
    picture and one sentence.

    Of a choice between the reader's ``own`` and the course's, which test_every_instrument moves everywhere, the
    course's come at their first and last corners alone: there the reader's picture may have left something behind.
    """
    for corner in every_two(_own_corners(instrument, own) if own else instrument.corners()):
        instrument.set(**corner)
        assert 10 <= len(instrument.description) <= 220, corner
        assert not cut_off(instrument.figure), f"{cut_off(instrument.figure)} at {corner}"
        for ax in instrument.figure.axes:
            assert np.isfinite([*ax.get_xlim(), *ax.get_ylim()]).all(), corner
        yield corner


def _own_corners(instrument, own):
    """All corners with ``own``, and of each other option the first and the last, in the instrument's order."""
    ((name, option),) = own.items()
    corners, ends = list(instrument.corners()), {}
    for i, corner in enumerate(corners):
        first, _ = ends.get(corner[name], (i, i))
        ends[corner[name]] = first, i
    return [corner for i, corner in enumerate(corners) if corner[name] == option or i in ends[corner[name]]]
