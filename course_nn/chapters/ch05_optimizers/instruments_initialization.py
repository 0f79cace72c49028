"""Chapter 05: instruments for the first weights, and for numbers that are too large."""

import math

from ...widgets.controls import Choice, IntSlider, LogSlider, Slider
from ...widgets.instrument import Instrument
from ...widgets.player import Steps
from . import initialization as demo
from . import initialization_figure as plots
from . import stability
from .stability_figure import draw_logits

ACTIVATIONS = {"tanh": "tanh", "sigmoid": "sigmoid", "ReLU": "relu", "ELU": "elu"}


def first_weights(scheme="Xavier", activation="tanh", depth=10):
    """Histograms of activations and of gradients by layer, for a depth, an activation and a scheme."""
    schemes = {
        "zeros": "zeros",
        "too small: σ = 0.01": "too small",
        "too large: σ = 1": "too large",
        "Xavier: σ² = 2 / (fan-in + fan-out)": "Xavier",
        "He: σ² = 2 / fan-in": "He",
    }
    return Instrument(
        demo.signals_by_layer,
        plots.draw_signals,
        [
            IntSlider("depth", "hidden layers", 1, demo.DEEPEST, depth),
            Choice("activation", "activation", ACTIVATIONS, activation),
            Choice("scheme", "weights", schemes, scheme),
            LogSlider("factor", "times a factor", 0.5, 2, 1),
        ],
        _describe_signals,
        title="What the first weights do to signals and gradients",
        caption="An untrained network, 128 units a layer. What lies outside a histogram's window counts at its border.",
        size=(9.3, 4.4),
    )


def _describe_signals(result):
    up, down = plots.signals_fate(result)
    a, g = result["a_size"], result["g_size"]
    return (
        f"{up}: root mean square {a[0]:.2g} in layer 1, {a[-1]:.2g} in layer {result['depth']}. "
        f"{down}: {g[-1]:.2g} in layer {result['depth']}, {g[0]:.2g} in layer 1."
    )


def alike_units(start="alike to 1 %", units=6, frame=20):
    """Hidden units that start alike stay alike: their weights while the network learns."""
    return Instrument(
        lambda start, units, frame: demo.hidden_units_move(start, units) | {"frame": frame},
        plots.draw_units,
        [
            Choice("start", "the first weights", list(demo.STARTS), start),
            IntSlider("units", "hidden units", 1, 12, units),
            Steps("frame", "ten steps at a time", 0, demo.STEPS // demo.EVERY, frame, interval_ms=120),
        ],
        _describe_units,
        title="Do units that start alike ever differ?",
        caption="Left: a blue dot for each hidden unit, white where it began. Right: two moons to tell apart.",
        size=(8.6, 3.9),
    )


def _describe_units(result):
    frame, units = result["frame"], result["units"]
    different = result["different"][frame]
    moved = abs(result["weights"][frame] - result["weights"][0]).max() > 1e-9
    if not frame:
        now = "nothing has moved yet"
    elif not moved:
        now = "no weight has moved, for no gradient comes through weights of 0"
    elif units == 1:
        now = "the only unit has moved"
    elif different == 1:
        now = "all units have moved together: they are one unit"
    else:
        now = f"{different} of {units} units differ"
    return f"After {frame * demo.EVERY} steps {now}; {100 * result['accuracy'][frame]:.0f} % of the points are right."


def large_logits(size=100.0, shift=0.0, dtype="float32"):
    """Softmax and cross-entropy by the naive formula and by the stable one, for logits as large as you like."""
    return Instrument(
        stability.logits_formulas,
        draw_logits,
        [
            LogSlider("size", "size of the logits", 0.1, stability.LARGEST, size),
            Slider("shift", "added to all logits", -stability.LARGEST, stability.LARGEST, 10, shift),
            Choice("dtype", "numbers", list(stability.TYPES), dtype),
        ],
        _describe_logits,
        title="Logits that are too large",
        caption="Hollow: numbers that the type can't hold. What is added to all logits should change no probability.",
        size=(9.3, 3.5),
    )


def _describe_logits(result):
    stable, naive = result["stable_loss"], result["naive_loss"]
    if math.isfinite(naive) and abs(naive - stable) <= 1e-3 * max(stable, 1):
        return f"In {result['dtype']} both formulas say that −log p of the last class is {stable:.4g}."
    said = f"{naive:.4g}, which is wrong" if math.isfinite(naive) else "no number"
    return f"−log p of the last class in {result['dtype']}: the naive formula gives {said}, the other {stable:.4g}."
