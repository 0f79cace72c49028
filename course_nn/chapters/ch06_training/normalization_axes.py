"""Normalization axes: over which numbers BatchNorm and LayerNorm average, and where in a network they stand."""

import numpy as np

from ... import _checks
from ...layers import BatchNorm, LayerNorm
from .batch_normalization import normalized_network

LAYERS = {"BatchNorm": BatchNorm, "LayerNorm": LayerNorm}
EXAMPLES, UNITS = 5, 4
# One row an example, one column a unit; the units differ in mean and spread.
X = np.array(
    [
        [1.0, -2.0, 6.0, 0.5],
        [2.0, -1.0, 2.0, 0.2],
        [0.0, -3.0, 4.0, 0.9],
        [3.0, -2.5, 8.0, 0.1],
        [-1.0, -1.5, 5.0, 0.3],
    ]
)


def normalized_together(kind, example, unit):
    """(5, 4), bool: the numbers whose mean and spread standardize the one of ``example`` and ``unit``."""
    _checks.one_of(kind, LAYERS, "normalized_together: kind")
    rows, columns = np.indices(X.shape)
    return columns == unit if kind == "BatchNorm" else rows == example


def normalization_axes(kind, example=2, unit=3, add=0.0):
    """5 examples of 4 units, normalized in training, after ``add`` was added to one number; both counted from 1."""
    example = _checks.whole(example, "normalization_axes: example", low=1, high=EXAMPLES)
    unit = _checks.whole(unit, "normalization_axes: unit", low=1, high=UNITS)
    together = normalized_together(kind, example - 1, unit - 1)
    layer, x = LAYERS[kind](UNITS, dtype=np.float64), X.copy()
    x[example - 1, unit - 1] += _checks.number(add, "normalization_axes: add")
    y, before = (layer.forward(one, train=True)[0] for one in (x, X))
    return {
        "kind": kind,
        "example": example,
        "unit": unit,
        "add": add,
        "x": x,
        "y": y,
        "together": together,
        "changed": np.abs(y - before) > 1e-9,
        "mean": float(x[together].mean()),
        "spread": float(x[together].std()),
        "network": [type(one).__name__ for one in normalized_network(kind, np.random.default_rng(0)).layers],
    }
