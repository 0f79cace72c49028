"""A picture of a run for the page: what there is, as plain values, and all numbers in one stretch of bytes."""

import numpy as np

from .maps import maps, quantized, weights


def frame(run, number, places=50, flow=None):
    """``head, data`` of a run as it now is.

    data: a byte for each place of each map (features, units layer by layer, outputs); zeros up to a multiple of 4; then
    float32: W and b layer by layer, the same of ``flow`` (|∂J/∂W| and |∂J/∂b|, if given), and the curve's epochs,
    training and test losses. A map's bytes 0 … 255 stand for what ``head["ranges"]`` tells, symmetric around 0.
    """
    found, layers = maps(run, places), weights(run)
    parts, ranges = [], []
    for one in found.features:
        parts.append(quantized(one, *_range(one)))
    for units in (*found.units, found.outputs):
        ends = [_range(one) for one in units]  # of the outputs: −1 to 1
        ranges.append([list(end) for end in ends])
        parts.extend(quantized(one, *end) for one, end in zip(units, ends, strict=True))
    pictures = b"".join(part.tobytes() for part in parts)
    curve = np.array([run.history.epochs, run.history.train, run.history.test], np.float64)
    numbers = [*layers, *(flow or []), (curve,)]
    with np.errstate(over="ignore"):
        floats = b"".join(np.ascontiguousarray(one, np.float32).tobytes() for pair in numbers for one in pair)
    head = {
        "number": number,
        "places": places,
        "features": list(run.settings.features),
        "layers": [len(b) for _, b in layers],
        "ranges": ranges,
        "flow": flow is not None,
        "curve": curve.shape[1],
    }
    return head, pictures + bytes(-len(pictures) % 4) + floats


def _range(values):
    """From −m to m, where m is the largest size of the values, and at least 1."""
    with np.errstate(all="ignore"):
        most = float(np.nanmax(np.abs(values), initial=1.0))
    return (-most, most) if np.isfinite(most) else (-1.0, 1.0)


def points(run):
    """``head, data`` of the points: [x, y, target] each as float32, those to train on first."""
    X_train, y_train, X_test, y_test = run.data
    train, test = np.column_stack([X_train, y_train]), np.column_stack([X_test, y_test])
    head = {"train": len(train), "test": len(test), "k": run.settings.classes}
    with np.errstate(over="ignore"):  # of a target that is larger
        return head, np.concatenate([train, test]).astype(np.float32).tobytes()
