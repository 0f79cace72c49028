"""An exercise of chapter 07: a filter of one's own that finds vertical edges."""

import numpy as np

from ...exercises import draws
from ...exercises.exercise import Exercise, Mistake
from ...exercises.running import Unusable

#: An answer below so much of the largest weight is 0: float32 and decimals such as 0.1 + 0.2 - 0.3 are rounded.
_ZERO = 1e-5
_WANTED = "three rows of three numbers were expected, as [[1, 2, 3], [4, 5, 6], [7, 8, 9]]"


def _weights(answer):
    """The filter as an array (3, 3) of finite numbers."""
    try:
        W = np.array([list(row) for row in answer])
    except (TypeError, ValueError):
        raise Unusable(_WANTED) from None
    if any(one is ... for one in W.ravel()):
        raise Unusable("some of its weights are still `...`")
    if W.dtype.kind not in "fiub":
        raise Unusable(_WANTED)
    if W.shape != (3, 3):
        raise Unusable(f"{_WANTED}; it has shape {W.shape}")
    if not np.isfinite(W).all():
        raise Unusable("its weights should be finite numbers")
    return W.astype(float)


def _answers(answer, image):
    """1 if the filter gives something other than 0 for a window of the image, else 0."""
    W = _weights(answer)
    windows = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    y = np.sum(windows * W, axis=(2, 3))
    return int(np.abs(y).max() > _ZERO * np.abs(W).max() * np.abs(image).max())


def edge(below, above, before=3, after=3, across=3):
    """An image with a vertical edge: columns of the one brightness, then of the other."""
    return np.tile(np.repeat([float(below), float(above)], [before, after]), (across, 1))


def _scenes():
    """An even surface, edges across both ways, edges upright both ways. With an even window in each, so that a filter
    that answers to even surfaces answers to all of them.
    """
    return [(np.ones((3, 3)),), (edge(1, 2).T,), (edge(2, 1).T,), (edge(1, 2),), (edge(2, 1),)]


def _any_scene(rng):
    """Columns that are all equal, or two even surfaces with a vertical edge between them."""
    if rng.random() < 0.5:
        rows, columns = rng.integers(3, 8, 2)
        return (np.repeat(draws.floats(rng, rows, 1), columns, axis=1),)
    return (edge(*rng.permutation([-2, 0, 1, 3])[:2], *rng.integers(2, 5, 2), rng.integers(3, 6)),)


_STUB = """
# 1. It gives 0 everywhere on an image whose columns are all equal: an even surface, a horizontal edge.
# 2. It does not give 0 everywhere on an image of two even surfaces with a vertical edge between them.
# The sign and the size of what it gives there are up to you.
vertical_edges = ...  # three rows of three weights: [[..., ..., ...], [..., ..., ...], [..., ..., ...]]
"""

VERTICAL_EDGES = Exercise(
    name="vertical_edges",
    title="A filter that finds vertical edges",
    stub=_STUB,
    hints=(
        "At a vertical edge left and right differ. Give the weights on the left and on the right opposite signs.",
        "Where all columns are equal, a row of the window holds one number three times: what must the three weights "
        "of that row add up to, so that the result is 0?",
        "Each row adds up to 0, and the columns do not all: for example -1, 0, 1 in every row.",
    ),
    solution="vertical_edges = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]",
    cases=_scenes,
    unseen=_any_scene,
    arguments=("image",),
    probe=_answers,
    measure="(1: not all 0)",
    mistakes=(
        Mistake(
            "answers to even surfaces",
            "vertical_edges = [[1, 1, 1], [1, 1, 1], [1, 1, 1]]",
            "It does not give 0 on an even surface, and so not beside an edge either: its nine weights have to add up "
            "to 0.",
        ),
        Mistake(
            "horizontal edges instead",
            "vertical_edges = [[-1, -2, -1], [0, 0, 0], [1, 2, 1]]",
            "It finds horizontal edges and no vertical ones: rows and columns are exchanged, and the transposed filter "
            "is right.",
        ),
        Mistake(
            "horizontal edges as well",
            "vertical_edges = [[0, 1, 0], [1, -4, 1], [0, 1, 0]]",
            "It finds edges of both directions. On a horizontal edge it gives 0 only if the three weights of each row "
            "add up to 0 by themselves.",
        ),
        Mistake(
            "finds nothing",
            "vertical_edges = [[1, 0, -1], [0, 0, 0], [-1, 0, 1]]",
            "It gives 0 at every edge, vertical ones too: each of its columns adds up to 0, so that where left and "
            "right differ nothing is left.",
        ),
    ),
)
