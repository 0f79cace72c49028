"""What every unit makes of the plane: a number at each place of a grid."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ... import _checks
from .features import featured
from .network import blocks, outputs_of, read
from .settings import REACH


class Maps(NamedTuple):
    """Maps of p × p places over the plane: rows from the lowest y up, columns from the lowest x.

    features (f, p, p)    what goes in
    units                 for each hidden layer (units, p, p), after its activation
    outputs (o, p, p)     what each output says, −1 … 1; for more than two classes −1 is the share 0, and 1 the share 1
    answer                (p, p), the map of the one output; for more than two classes the shares (k, p, p)
    """

    features: np.ndarray
    units: list
    outputs: np.ndarray
    answer: np.ndarray


def maps(run, places=50):
    """The `Maps` of a run, in one pass through the network as it predicts."""
    try:
        places = _checks.whole(places, "maps: places", low=2, high=1000)
    except TypeError as error:
        raise ValueError(str(error)) from error
    settings = run.settings
    x = features = features_of(settings.features, places)
    units = []
    with np.errstate(all="ignore"):  # of weights that are not finite there are no finite maps
        *hidden, last = blocks(run.network)
        for block in (*hidden, last):
            x = block.dense.forward(x)[0]
            if block.activation is not None:
                x = block.activation.forward(x)[0]
            if block is not last:
                units.append(_on_grid(x, places))
        said = read(settings, x)
    several = outputs_of(settings) > 1
    answer = _on_grid(said, places) if several else said.reshape(places, places)
    outputs = 2 * answer - 1 if several else answer[None]
    return Maps(_on_grid(features, places), units, outputs, answer)


def _on_grid(values, places):
    """(n, k) at the places of the grid as k maps."""
    return values.T.reshape(-1, places, places)


@lru_cache(maxsize=16)
def grid(places):
    """(places², 2): the points of the grid, row by row."""
    along = np.linspace(-REACH, REACH, places)
    X = np.stack([axis.ravel() for axis in np.meshgrid(along, along)], axis=1)
    X.flags.writeable = False
    return X


@lru_cache(maxsize=16)
def features_of(names, places):
    """(places², f): the features of the grid's points, which stay the same as long as a network is trained."""
    features = featured(grid(places), names)
    features.flags.writeable = False
    return features


def weights(run):
    """[(W, b), …]: copies of the weights and biases of each layer, the output's last."""
    return [(block.dense.W.value.copy(), block.dense.b.value.copy()) for block in blocks(run.network)]


def quantized(values, low=-1.0, high=1.0):
    """``values`` as bytes: ``low`` and all below is 0, ``high`` and all above 255; NaN, or no range, is 127.

    What is above the middle is 128 or more: so 0 is on the side where it is counted, that of no class 1.
    """
    if not high > low:
        return np.full(np.shape(values), 127, np.uint8)
    scaled = np.subtract(values, low)
    with np.errstate(all="ignore"):
        scaled *= 255 / (high - low)
        scaled -= 0.5
        np.ceil(scaled, scaled)
    np.nan_to_num(scaled, copy=False, nan=127.0, posinf=255.0, neginf=0.0)
    return scaled.clip(0, 255.0).astype(np.uint8)
