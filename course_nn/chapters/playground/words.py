"""What a unit computes, in words: only what its numbers on the grid and on the training points say."""

import numpy as np

from ... import _checks
from .features import featured
from .maps import maps
from .network import answer, blocks, is_squared, outputs_of
from .settings import REACH

#: Places of the grid along each side, and parts that the plane is cut into; fewer for large networks.
PLACES, PARTS, FEW, LARGE = 50, 200, 20, 2000
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


def place_words(run, x, y):
    """What the network answers at one place of the plane."""
    x, y = (_checks.number(side, "place", low=-REACH, high=REACH) + 0.0 for side in (x, y))  # no −0
    where = f"At ({x:g}, {y:g}) the network answers".replace("-", "−")
    with np.errstate(all="ignore"):
        said = np.atleast_1d(answer(run.network, run.settings, np.array([[x, y]]))[0])
    if not np.isfinite(said).all():
        return f"{where} no finite number."
    if run.settings.problem == "regression":
        z = run.network.forward(featured(np.array([[x, y]]), run.settings.features))[0][0, 0]
        return f"{where} {_number(z)}."
    two, squared = outputs_of(run.settings) == 1, is_squared(run.settings)
    best = int(said[0] > 0) if two else int(said.argmax())
    if two and squared:
        return f"{where} {_number(said[0])}, so class {best}."
    share = (1 + abs(said[0])) / 2 if two else said[best]
    size = f"{share:.2f}" if share <= 0.99 or share == 1 else "above 0.99"
    return f"{where} class {best}, {'share' if squared else 'probability'} {size}."


def _output(found, dense):
    """(outputs, p, p): z of the output's units."""
    h = found.units[-1] if found.units else found.features
    return np.tensordot(dense.W.value.T, h, axes=1) + dense.b.value[:, None, None]


def _number(value):
    text = f"{value:.2g}"
    if "e" in text and 1 <= abs(value) < 1e6:
        text = f"{float(text):g}"
    return text.replace("-", "−")


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
    p = len(values)
    flat = f"At {p} × {p} places of the plane it is between {_number(low)} and {_number(high)}: nearly constant."
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
    if not v.any():
        return ""
    if abs(b) > REACH * np.abs(v).sum():
        return f"Its edge z = 0 is outside the plane: z is {'positive' if b > 0 else 'negative'} everywhere in it."
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
    parts = PARTS if run.network.theta.size <= LARGE else FEW
    middles = (np.arange(parts) + 0.5) / parts * 2 * REACH - REACH  # of parts of one size, which places aren't
    X = np.stack(np.meshgrid(middles, middles), axis=-1).reshape(-1, 2)
    said = run.network.forward(featured(X, run.settings.features))[0]
    share = float(((said.argmax(axis=1) == unit) if several else said[:, 0] > 0).mean())
    return f"It says class {unit if several else 1} on about {100 * share:.0f} % of the plane."


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
