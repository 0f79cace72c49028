"""The curse of dimensionality: what becomes of a budget of trials, and of a cube's volume, on more and more axes."""

import numpy as np

from ... import _checks


def curse(dimensions=6, budget=64):
    """What a ``budget`` of n trials (rounded) is worth in a cube of d ``dimensions``, 1 to 20.

    ``per_axis`` n^(1/d): values on each axis of a grid; ``edge`` 0.1^(1/d): how much of each axis a tenth of the volume
    takes; ``shell`` 1 − 0.9^d: the share of the volume within 5% of a face; ``hit`` 1 − 0.95^n: the chance that one
    of n random trials falls into the best 5% of the volume, in any number of dimensions.
    """
    dimensions = _checks.whole(dimensions, "dimensions", low=1, high=20)
    budget = _checks.whole(round(_checks.number(budget, "budget")), "budget", low=1)
    d = np.arange(1, 21)
    result = {"per_axis": budget ** (1 / d), "edge": 0.1 ** (1 / d), "shell": 1 - 0.9**d}
    here = {name: float(values[dimensions - 1]) for name, values in result.items()}
    return result | {
        "d": d,
        "dimensions": dimensions,
        "budget": budget,
        "hit": float(1 - 0.95**budget),
        "here": here,
    }
