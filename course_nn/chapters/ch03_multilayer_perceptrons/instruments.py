"""The instruments of chapter 03, XOR and the multilayer perceptron."""

from ...activations import ACTIVATIONS
from ...widgets.controls import Choice, IntSlider, LogSlider, Slider
from ...widgets.instrument import Instrument
from ...widgets.player import Steps
from .activation_functions import unit
from .activation_functions_figure import describe_activation_functions, draw_activation_functions, spoken
from .hidden_space import fold
from .hidden_space_figure import describe_hidden_space, draw_hidden_space
from .learning_xor import FRAMES, own_points, snapshots
from .learning_xor_figure import describe_learning_xor, draw_learning_xor
from .linear_pieces import pieces_by_depth
from .linear_pieces_figure import describe_linear_pieces, draw_linear_pieces
from .linear_regions import activation_patterns
from .linear_regions_figure import describe_linear_regions, draw_linear_regions
from .softmax_output import class_probabilities
from .softmax_output_figure import describe_softmax_output, draw_softmax_output
from .universal_approximation import PSI, approximate
from .universal_approximation_figure import describe_universal_approximation, draw_universal_approximation


def hidden_space():
    """The plane on its way through the hidden layer of a network that solves XOR."""
    return Instrument(
        fold,
        draw_hidden_space,
        [
            Slider("way", "way: 0 is x, 1 is z, 2 is h", 0, 2, 0.05, 0.0),
            Choice("solution", "network", {"worked example": "worked", "along the diagonal": "diagonal"}, "worked"),
            Slider("bias", "added to the bias c₂", -1, 1, 0.05, 0.0),
            Slider("weight", "added to the weight w₂", -2, 2, 0.1, 0.0),
        ],
        describe_hidden_space,
        title="Fold the plane",
        caption="Left: a grid on the plane and the four corners, moved through the hidden layer. Right: the output "
        "over the plane of the inputs; dashed, where a hidden unit's z is 0; solid, where the output is 1/2.",
        story=[
            {"way": [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2], "solution": ...},
            {"way": [0, 1, 2], "bias": [-0.5, -0.2, 0, 0.2, 0.5]},
            {"way": 2, "weight": [-0.5, -0.2, 0, 0.2, 0.5]},
        ],
    )


def learning_xor(X=None, y=None):
    """One 2-h-1 network learns XOR by Adam, from a random start; or points X (n, 2) with labels y (n,) of your own.

    Up to 500 points, with two labels of any kind, of which the first in order is 0.
    """
    own = own_points(X, y, "learning_xor")
    named = "" if own is None else f" Squares: {own.names[0]}; circles: {own.names[1]}."
    return Instrument(
        snapshots(own),
        draw_learning_xor,
        [
            IntSlider("hidden", "hidden units", 1, 8, 2),
            Choice("activation", "activation", {spoken(name): name for name in ("tanh", "sigmoid", "relu")}, "tanh"),
            LogSlider("learning_rate", "learning rate α", 0.001, 1, 0.05),
            IntSlider("seed", "random start (seed)", 0, 30, 0),
            Steps("frame", "moment (every 10 steps)", 0, FRAMES, 0, interval_ms=150),
        ],
        describe_learning_xor,
        title=f"Watch a small network learn {'XOR' if own is None else 'your points'}",
        caption="Field: the probability of class 1, solid where it is 1/2. Dashed: where each hidden unit's z is 0, "
        "wide where the output listens to it; lines that miss the window are not seen." + named,
        story=[
            {"seed": range(12), "frame": 60},
            {"frame": [0, 5, 10, 20, 30, 40, 50, 60]},
            {"hidden": [1, 2, 8], "seed": [0, 1, 2], "frame": 60},
            {"activation": ..., "seed": [0, 1, 2], "frame": 60},
            {"activation": ..., "frame": [0, 10, 20, 40, 60]},
            {"hidden": [2, 8], "learning_rate": [0.001, 0.05, 1], "seed": [0, 1], "frame": 60},
        ],
    )


def activation_functions():
    """Any activation with its slope, and a unit that uses it."""
    return Instrument(
        unit,
        draw_activation_functions,
        [
            Choice("activation", "activation", {spoken(name): name for name in ACTIVATIONS}, "tanh"),
            Slider("z", "z", -4, 4, 0.05, 1.0),
            Slider("w", "weight w", -4, 4, 0.1, 2.0),
            Slider("b", "bias b", -4, 4, 0.1, 1.0),
            Slider("parameter", "s or α (leaky ReLU, PReLU, ELU)", 0, 2, 0.05, 0.25),
        ],
        describe_activation_functions,
        title="One unit, close up",
        caption="Left: the activation, its derivative and the tangent at z. Right: a unit with this activation; the "
        "dot is the same point.",
        story=[
            {"activation": ..., "z": [-4, 1]},
            {"activation": ["cosine", "radial_basis"], "z": 0},
            {"activation": "gelu", "z": -0.75},
            {"activation": ["relu", "tanh"], "w": [-2, 2, 4], "b": [0, 1]},
            {"activation": ["leaky_relu", "prelu", "elu"], "parameter": [0, 1, 2]},
        ],
    )


def softmax_output():
    """Three logits and the probabilities that the softmax makes of them."""
    return Instrument(
        class_probabilities,
        draw_softmax_output,
        [
            Slider("z1", "logit of class 0", -3, 3, 0.1, 1.0),
            Slider("z2", "logit of class 1", -3, 3, 0.1, 0.0),
            Slider("z3", "logit of class 2", -3, 3, 0.1, -1.0),
            Slider("shift", "added to all three", -2, 2, 0.1, 0.0),
            Slider("scale", "all three times", 0, 2, 0.05, 1.0),
        ],
        describe_softmax_output,
        title="From logits to probabilities",
        caption="Left: the logits after scaling and shifting. Right: their softmax.",
    )


def universal_approximation():
    """A shallow network with chosen hidden weights comes as near to a curve as its size allows."""
    targets = ["waves", "sine", "bump", "corner", "cubic", "step"]
    functions = {spoken(name): name for name in PSI if name != "square"} | {"z² (a polynomial)": "square"}
    return Instrument(
        approximate,
        draw_universal_approximation,
        [
            IntSlider("units", "hidden units", 1, 64, 1),
            Choice("target", "target", targets, "waves"),
            Choice("psi", "activation ψ", functions, "relu"),
            Choice("where", "hidden weights γ", {"spread evenly": "even", "drawn at random": "random"}, "even"),
            IntSlider("seed", "seed of the random γ", 0, 30, 0),
        ],
        describe_universal_approximation,
        title="As near as you like",
        caption="The hidden weights γ are chosen, the output weights β are found by least squares: nothing is learned "
        "by gradient descent here. The error is the largest distance at 401 points of [−1, 1].",
        story=[
            {"units": [1, 3, 4, 8, 16, 32, 64], "target": ["waves", "corner", "step"]},
            {"units": [8, 32, 64], "psi": "square"},
            {"units": 16, "psi": ..., "where": ...},
            {"units": 16, "where": "random", "seed": [0, 1, 2, 3]},
        ],
    )


def linear_pieces():
    """The linear pieces of a deep ReLU network on a line, counted exactly."""
    return Instrument(
        pieces_by_depth,
        draw_linear_pieces,
        [
            Choice("kind", "weights", {"folding (sawtooth)": "sawtooth", "random": "random"}, "sawtooth"),
            IntSlider("depth", "hidden layers", 1, 5, 2),
            IntSlider("width", "units a layer", 2, 5, 2),
            IntSlider("seed", "seed of the random weights", 0, 30, 0),
        ],
        describe_linear_pieces,
        title="How many pieces?",
        caption="The sawtooth is shown on [0, 1], random networks on [−2, 2]. The ring marks the network on the left.",
        story=[
            {"kind": ..., "depth": [1, 2, 3, 4, 5], "width": [2, 3]},
            {"depth": [1, 2], "width": [2, 3, 4, 5]},
            {"kind": "random", "depth": 5, "seed": [0, 1, 2, 3, 4]},
        ],
    )


def linear_regions():
    """The linear regions of a random ReLU network with two inputs."""
    return Instrument(
        activation_patterns,
        draw_linear_regions,
        [
            IntSlider("depth", "hidden layers", 1, 3, 1),
            IntSlider("width", "units a layer", 2, 12, 3),
            IntSlider("seed", "random start (seed)", 0, 30, 0),
        ],
        describe_linear_regions,
        title="The plane in pieces",
        caption="A line is where a unit switches on or off. Inside a region the network is linear. Regions that fall "
        "between the 240 × 240 points are missed.",
    )
