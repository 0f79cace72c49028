"""The instruments of chapter 03, XOR and the multilayer perceptron."""

import numpy as np

from ...activations import ACTIVATIONS
from ...widgets.controls import Choice, IntSlider, LogSlider, Slider
from ...widgets.instrument import Instrument
from ...widgets.player import Steps
from . import learning_xor, regions, shallow, units, xor
from . import regions_figure as draw_regions
from . import shallow_figure as draw_shallow
from . import units_figure as draw_units
from . import xor_figure as draw_xor
from .units_figure import spoken


def fold_the_plane():
    """The plane on its way through the hidden layer of a network that solves XOR."""

    def describe(r):
        way = r["way"]
        where = (
            "The plane as given"
            if way == 0
            else "The weights move the plane"
            if way < 1
            else "z = xW + c"
            if way == 1
            else "max(0, ·) bends the plane"
            if way < 2
            else "The hidden space"
        )
        places = len({tuple(point) for point in np.round(r["corners"], 6)})
        corners = f"four corners at {('one place', 'two places', 'three places', 'four places')[places - 1]}"
        return f"{where}: {corners}; with the output's weights {r['right']} of 4 corners come out right."

    return Instrument(
        xor.fold,
        draw_xor.draw_fold,
        [
            Slider("way", "way: 0 is x, 1 is z, 2 is h", 0, 2, 0.05, 2.0),
            Choice("solution", "network", {"worked example": "worked", "along the diagonal": "diagonal"}, "worked"),
            Slider("bias", "added to the bias c₂", -1, 1, 0.05, 0.0),
            Slider("weight", "added to the weight w₂", -2, 2, 0.1, 0.0),
        ],
        describe,
        title="Fold the plane",
        caption="Left: a grid on the plane and the four corners, moved through the hidden layer. Right: the output "
        "over the plane of the inputs; dashed, where a hidden unit's z is 0; solid, where the output is 1/2.",
    )


def watch_xor():
    """One 2-h-1 network learns XOR by Adam, from a random start."""

    def describe(r):
        lost = float(r["losses"][r["step"]])
        end = float(r["losses"][-1])
        return (
            f"After {r['step']} steps {r['right']} of 4 corners are right and J = {lost:.2g}; "
            f"after all 600 steps it will be {end:.2g}."
        )

    return Instrument(
        learning_xor.watch,
        draw_xor.draw_watch,
        [
            IntSlider("hidden", "hidden units", 1, 8, 3),
            Choice("activation", "activation", ["tanh", "sigmoid", "relu"], "tanh"),
            LogSlider("learning_rate", "learning rate α", 0.001, 1, 0.05),
            IntSlider("seed", "random start (seed)", 0, 30, 0),
            Steps("frame", "moment (every 10 steps)", 0, learning_xor.FRAMES, 12, interval_ms=150),
        ],
        describe,
        title="Watch a small network learn XOR",
        caption="Field: the probability of class 1, solid where it is 1/2. Dashed: where each hidden unit's z is 0, "
        "wide where the output listens to it. The pale curve is what is still to come.",
    )


def activation_viewer():
    """Any activation with its slope, and a unit that uses it."""

    def describe(r):
        with_settings = "".join(f" with {name} {value:g}" for name, value in r["settings"].items())
        note = ACTIVATIONS[r["name"]].note
        return f"{spoken(r['name'])}{with_settings}: g = {r['a_here']:.3f} and g′ = {r['slope_here']:.3f}. {note}"

    return Instrument(
        units.unit,
        draw_units.draw_unit,
        [
            Choice("activation", "activation", {spoken(name): name for name in ACTIVATIONS}, "tanh"),
            Slider("z", "z", -4, 4, 0.05, 1.0),
            Slider("w", "weight w", -4, 4, 0.1, 2.0),
            Slider("b", "bias b", -4, 4, 0.1, 1.0),
            Slider("parameter", "s or α (leaky ReLU, PReLU, ELU)", 0, 2, 0.05, 0.25),
        ],
        describe,
        title="One unit, close up",
        caption="Left: the activation, its derivative and the tangent at z. Right: a unit with this activation; the "
        "dot is the same point.",
    )


def softmax_bars():
    """Three logits and the probabilities that the softmax makes of them."""

    def describe(r):
        p = r["p"]
        best = int(np.argmax(p))
        rest = float(np.sort(p)[-2])
        ratio = f"{p[best] / rest:.3g}" if rest > 1e-9 else "more than a billion"
        much = f"Class {best} gets {100 * p[best]:.0f} %, {ratio} times as much as the next"
        return f"{much}: e to the power of the gap between their logits."

    return Instrument(
        units.three_classes,
        draw_units.draw_softmax,
        [
            Slider("z1", "logit of class 0", -3, 3, 0.1, 1.0),
            Slider("z2", "logit of class 1", -3, 3, 0.1, 0.0),
            Slider("z3", "logit of class 2", -3, 3, 0.1, -1.0),
            Slider("shift", "added to all three", -2, 2, 0.1, 0.0),
            Slider("scale", "all three times", 0, 2, 0.05, 1.0),
        ],
        describe,
        title="From logits to probabilities",
        caption="Left: the logits after scaling and shifting. Right: their softmax.",
    )


def universal_approximation():
    """A shallow network with chosen hidden weights comes as near to a curve as its size allows."""

    def describe(r):
        trend = r["errors"][-1] / r["errors"][2]
        verdict = (
            "more units help"
            if trend < 0.25
            else "more units help a little"
            if trend < 0.8
            else "more units do not help"
        )
        error = f"{r['error']:.2g}" if r["error"] >= 1e-4 else "less than 0.0001"
        return f"With {r['units']} units the largest error is {error}; from 3 to 64 units, {verdict}."

    targets = ["waves", "sine", "bump", "corner", "cubic", "step"]
    functions = {spoken(name): name for name in shallow.PSI if name != "square"} | {"z² (a polynomial)": "square"}
    return Instrument(
        shallow.approximate,
        draw_shallow.draw_approximation,
        [
            IntSlider("units", "hidden units", 1, 64, 8),
            Choice("target", "target", targets, "waves"),
            Choice("psi", "activation ψ", functions, "relu"),
            Choice("where", "hidden weights γ", {"spread evenly": "even", "drawn at random": "random"}, "even"),
            IntSlider("seed", "seed of the random γ", 0, 30, 0),
        ],
        describe,
        title="As near as you like",
        caption="The hidden weights γ are chosen, the output weights β are found by least squares: nothing is learned "
        "by gradient descent here. The error is the largest distance on [−1, 1].",
    )


def count_pieces():
    """The linear pieces of a deep ReLU network on a line, counted exactly."""

    def describe(r):
        most = r["units"] + 1
        kind = "folded" if r["kind"] == "sawtooth" else "random"
        text = f"{r['depth']} layer{'s' * (r['depth'] > 1)} of {r['width']} units, {kind}: {r['pieces']} pieces; "
        return text + f"one layer of {r['units']} units has at most {most}."

    return Instrument(
        regions.line,
        draw_regions.draw_line,
        [
            Choice("kind", "weights", {"folding (sawtooth)": "sawtooth", "random": "random"}, "sawtooth"),
            IntSlider("depth", "hidden layers", 1, 5, 4),
            IntSlider("width", "units a layer", 2, 5, 2),
            IntSlider("seed", "seed of the random weights", 0, 30, 0),
        ],
        describe,
        title="How many pieces?",
        caption="The sawtooth is shown on [0, 1], random networks on [−2, 2]. The ring marks the network on the left.",
    )


def regions_of_the_plane():
    """The linear regions of a random ReLU network with two inputs."""

    def describe(r):
        layers = f"{r['depth']} layer{'s' * (r['depth'] > 1)} of {r['width']} units"
        text = f"{layers}: {r['regions']} regions seen in this window"
        if r["depth"] == 1:
            return f"{text}; {r['width']} lines cut the whole plane into at most {r['straight']}."
        return f"{text}, in each of which the network is one linear function."

    return Instrument(
        regions.plane,
        draw_regions.draw_plane,
        [
            IntSlider("depth", "hidden layers", 1, 3, 2),
            IntSlider("width", "units a layer", 2, 12, 6),
            IntSlider("seed", "random start (seed)", 0, 30, 0),
        ],
        describe,
        title="The plane in pieces",
        caption="A line is where a unit switches on or off. Inside a region the network is linear. Regions that fall "
        "between the 240 × 240 points are missed.",
    )


INSTRUMENTS = {
    function.__name__: function
    for function in (
        fold_the_plane,
        watch_xor,
        activation_viewer,
        softmax_bars,
        universal_approximation,
        count_pieces,
        regions_of_the_plane,
    )
}
