"""What the network gets to see of a point (x, y): the coordinates, their squares, their product, their sines."""

import numpy as np

from .settings import FEATURES

#: Name → function of x and y.
FUNCTIONS = dict(
    zip(
        FEATURES,
        (
            lambda x, y: x,
            lambda x, y: y,
            lambda x, y: x * x,
            lambda x, y: y * y,
            lambda x, y: x * y,
            lambda x, y: np.sin(x),
            lambda x, y: np.sin(y),
        ),
        strict=True,
    )
)


def featured(X, features):
    """(n, f): the ``features``, by name, of the points X (n, 2)."""
    x, y = X.T
    return np.stack([FUNCTIONS[name](x, y) for name in features], axis=1)
