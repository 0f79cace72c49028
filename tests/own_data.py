"""Points of a reader's own, plain and awkward, and an instrument that shows them, moved into every corner."""

import numpy as np

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


def move_everywhere(instrument):
    """Yield the corners after moving there; each has a whole picture and one sentence."""
    for corner in instrument.corners():
        instrument.set(**corner)
        assert 10 <= len(instrument.description) <= 220, corner
        assert not cut_off(instrument.figure), f"{cut_off(instrument.figure)} at {corner}"
        for ax in instrument.figure.axes:
            assert np.isfinite([*ax.get_xlim(), *ax.get_ylim()]).all(), corner
        yield corner
