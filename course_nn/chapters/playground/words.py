"""What a unit computes, in words: only what its numbers on the grid and on the training points say."""

import numpy as np

from ... import _checks
from .maps import maps
from .network import blocks
from .settings import REACH

#: Places of the grid along each side; fewer for large networks.
PLACES, FEW, LARGE = 50, 20, 2000
#: A unit whose values on the plane differ by less than this share of their size, or by this much, is nearly constant.
FLAT = 0.02
#: Units whose values on the plane are correlated by more than this go together.
ALIKE = 0.999
#: A unit that is so far on the way to an end of its range, at every training point, is saturated.
SATURATED = 0.95
LINES = ("x", "y")
#: From the x-axis on, counterclockwise; y grows upward.
WAYS = ("right", "upper right", "top", "upper left", "left", "lower left", "bottom", "lower right")


def unit_words(run, layer, unit):
    """A few sentences on a unit: ``layer`` counts hidden layers from 0, the output last; −1 are the features."""
    layers = blocks(run.network)
    layer = _checks.whole(layer, "unit: layer", low=-1, high=len(layers) - 1)
    names = run.settings.features
    if layer < 0:
        unit = _checks.whole(unit, "unit", low=0, high=len(names) - 1)
        return f"The feature {names[unit]}, as it goes into the network."
    dense = layers[layer].dense
    unit = _checks.whole(unit, "unit", low=0, high=dense.d_out - 1)
    w, b = dense.W.value[:, unit], float(dense.b.value[unit])
    found = maps(run, PLACES if run.network.theta.size <= LARGE else FEW)
    out = layer == len(layers) - 1
    with np.errstate(all="ignore"):
        values = _output(found, dense)[unit] if out else found.units[layer][unit]
        if not (np.isfinite(w).all() and np.isfinite(b) and np.isfinite(values).all()):
            return "Its numbers are not finite any more."
        lines = layer == 0 and set(names) <= set(LINES)
        parts = [_sum(w, b, names if layer == 0 else [f"unit {i + 1}" for i in range(len(w))])]
        parts.append(_edge(w, b, names) if lines else "")
        if state := _state(run, layer, unit, values, out):
            parts.append(state)
        elif out:
            parts.append(_answer(run, found, unit, values))
        else:
            ends = f"Over the plane it goes from {_number(values.min())} to {_number(values.max())}."
            parts += ["" if lines else ends, _twin(found.units[layer], unit)]
    return " ".join(part for part in parts if part)


def _output(found, dense):
    """(outputs, p, p): z of the output's units."""
    h = found.units[-1] if found.units else found.features
    return np.tensordot(dense.W.value.T, h, axes=1) + dense.b.value[:, None, None]


def _number(value):
    return f"{value:.2g}".replace("-", "−")


def _sum(w, b, names):
    """z as a sum of the parts with its largest weights."""
    order = [i for i in np.argsort(-np.abs(w), kind="stable")[:3] if w[i]]
    terms = [(w[i], f" {names[i]}") for i in order] + [(b, "")] * bool(b or not order)
    text = "".join(f" {'−' if value < 0 else '+'} {_number(abs(value))}{name}" for value, name in terms)
    more = int(np.count_nonzero(w)) - len(order)
    rest = "" if not more else " and one more part" if more == 1 else f" and {more} more parts"
    return f"z ≈ {text[3:] if text[1] == '+' else text[1] + text[3:]}{rest}."


def _state(run, layer, unit, values, out):
    """What keeps it from doing anything, if something does."""
    low, high = values.min(), values.max()
    flat = f"Over the plane it stays between {_number(low)} and {_number(high)}: it is nearly constant."
    flat = flat if high - low <= FLAT * max(1.0, abs(low), abs(high)) else ""
    if out:
        return flat
    kind = run.settings.hidden[layer].activation
    here = on_points(run, layer)[:, unit]
    if kind == "relu" and len(here) and not here.any():
        return "It is 0 for every training point, so no gradient reaches its weights: it is dead."
    if not flat and kind in HEIGHTS and len(here) and HEIGHTS[kind](here).min() > SATURATED:
        return "It is saturated for every training point: its slope is small there, and little gradient passes."
    return flat


#: Of units with two ends: how far they are on the way from the middle to the nearer end, 0 … 1.
HEIGHTS = {"tanh": np.abs, "sigmoid": lambda a: np.abs(2 * a - 1)}


def on_points(run, layer, most=None):
    """(n, units): what the units of a hidden layer hand on for the training points, without dropout."""
    h = run._sets[0][0][:most]
    if not len(h):
        return np.zeros((0, run.settings.hidden[layer].units))
    with np.errstate(all="ignore"):
        for block in blocks(run.network)[: layer + 1]:
            h = block.dense.forward(h)[0]
            if block.activation is not None:
                h = block.activation.forward(h)[0]
    return h


def _edge(w, b, names):
    """Of a unit that sees x and y alone: where its edge z = 0 is, and on which side z is positive."""
    v = np.array([dict(zip(names, w, strict=True)).get(name, 0.0) for name in LINES])
    if abs(b) > REACH * np.abs(v).sum():
        return f"Its edge z = 0 is outside the plane: z is {'positive' if b > 0 else 'negative'} everywhere in it."
    if not v.any():
        return ""
    v = v / np.abs(v).max()
    to = _way(v)
    away = -b / np.abs(w).max() / np.hypot(*v)
    where = f"{abs(away):.1f} from the middle, to the {to if away > 0 else _way(-v)}"
    return f"Its edge z = 0 is a line {where if abs(away) >= 0.05 else 'through the middle'}; z grows towards the {to}."


def _way(v):
    return WAYS[round(np.degrees(np.arctan2(v[1], v[0])) / 45) % 8]


def _answer(run, found, unit, z):
    """Of an output: what it says of the plane."""
    if run.settings.problem == "regression":
        return f"Over the plane it answers from {_number(z.min())} to {_number(z.max())}."
    several = len(found.outputs) > 1
    share = float(((found.answer.argmax(axis=0) == unit) if several else z > 0).mean())
    return f"It says class {unit if several else 1} on {100 * share:.0f} % of the plane."


def _twin(units, unit):
    """Another unit of the layer that goes with it, or against it, over the plane."""
    flat = units.reshape(len(units), -1)
    size = np.abs(flat).max(axis=1, keepdims=True)
    flat = flat / np.where(size > 0, size, 1)
    flat = flat - flat.mean(axis=1, keepdims=True)
    lengths = np.sqrt((flat**2).sum(axis=1))
    lengths[lengths < 1e-9] = np.inf  # constant, but for rounding
    r = flat @ flat[unit] / (lengths * lengths[unit])
    for other in np.flatnonzero(np.abs(r) > ALIKE):
        if other != unit:
            goes = "rises and falls with unit {}" if r[other] > 0 else "falls where unit {} rises"
            return f"Over the plane it {goes.format(other + 1)}."
    return ""
