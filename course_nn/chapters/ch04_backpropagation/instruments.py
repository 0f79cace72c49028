"""The instruments of chapter 04."""

from ...widgets.controls import Choice, IntSlider, Ladder, LogSlider, Slider, Toggle
from ...widgets.instrument import Instrument
from ...widgets.player import Steps
from .backward_memory import LAYERS, WIDTH, memory_of_a_step
from .backward_memory_figure import describe_backward_memory, draw_backward_memory
from .computation_graph import STEPS, walk
from .computation_graph_figure import describe_computation_graph, draw_computation_graph
from .finite_differences import step_size_errors
from .finite_differences_figure import describe_finite_differences, draw_finite_differences
from .gradient_cost import compute_gradient_cost
from .gradient_cost_figure import describe_gradient_cost, draw_gradient_cost
from .vanishing_gradients import gradient_norms
from .vanishing_gradients_figure import describe_vanishing_gradients, draw_vanishing_gradients


def computation_graph():
    """Step forward through a computation graph, and back."""
    formulas = {
        "J = (σ(x w + b) − 1)²": "neuron",
        "J = tanh(w tanh(x w + b))": "chain",
        "J = a² + a b, a = ReLU(x w)": "fork",
    }
    return Instrument(
        walk,
        draw_computation_graph,
        [
            Choice("formula", "formula", formulas, "neuron"),
            Slider("x", "input x", -2, 2, 0.1, 1.5),
            Slider("w", "weight w", -2, 2, 0.1, 0.8),
            Slider("b", "bias b", -2, 2, 0.1, -1.0),
            Steps("step", "step", 0, STEPS, 6, interval_ms=900),
        ],
        describe_computation_graph,
        title="Forward with values, back with gradients",
        caption="Blue, above an edge: the value. Vermilion, below: the share of the gradient that flows back.",
        size=(9.2, 3.4),
        story=[
            {"formula": ..., "step": range(11)},
            {"formula": "fork", "w": -0.8, "step": range(11)},
        ],
    )


def gradient_cost():
    """Operations forward, backward, and by finite differences, as the network grows."""
    return Instrument(
        compute_gradient_cost,
        draw_gradient_cost,
        [
            LogSlider("width", "units in a layer", 1, 1000, 100),
            IntSlider("depth", "hidden layers", 1, 10, 2),
            Toggle("derivatives", "show what the derivatives cost", False),
        ],
        describe_gradient_cost,
        title="What a gradient costs",
        caption="Multiplications of the matrix products, for a batch of 32 examples with 16 inputs each.",
        size=(7.0, 2.8),
    )


def backward_memory():
    """What is kept for the way back, and what a network needs that keeps only every k-th layer."""
    return Instrument(
        memory_of_a_step,
        draw_backward_memory,
        [
            IntSlider("every", "keep every k-th layer: k", 1, LAYERS, 1),
            LogSlider("n", "examples in a batch", 1, 1000, 32),
        ],
        describe_backward_memory,
        title="What the way back remembers",
        caption=f"{LAYERS} layers of {WIDTH} units, in float32. One step of training, forward and back.",
        size=(8.8, 3.4),
        story=[
            {"every": [1, 2, 4, 6, 8, 11, 16, 32, 64], "n": [32, 100, 1000]},
            {"n": [1, 10, 32, 80, 100, 125]},
        ],
    )


def finite_differences():
    """The error of a finite difference against its step."""
    return Instrument(
        step_size_errors,
        draw_finite_differences,
        [
            LogSlider("h", "step h", 1e-14, 1, 0.1),
            Toggle("centered", "centered difference", True),
            Slider("at", "x in d sin x / dx", 0.1, 1.5, 0.1, 1.0),
            Toggle("whole", "show all steps", False),
        ],
        describe_finite_differences,
        title="How small should the step be?",
        caption="The usual error of the quotient of differences of sin, at points within 2 % of x.",
        size=(6.4, 3.6),
        story=[
            {"h": [1e-14, 1e-12, 1e-10, 1e-8, 1e-6, 1e-5, 1e-4, 1e-3, 5e-3, 0.01, 0.1, 1], "centered": ...},
            {"h": [1e-5, 0.1], "centered": ..., "whole": True},
        ],
    )


def vanishing_gradients():
    """The gradient's norm by layer, for a depth, an activation and a size of the weights."""
    kinds = {"sigmoid": "sigmoid", "tanh": "tanh", "ReLU": "relu", "leaky ReLU": "leaky_relu", "ELU": "elu"}
    scales = {f"{s:g}": s for s in (0.1, 0.2, 0.5, 0.7, 1.0, 1.2)} | {"√2": 2**0.5}
    scales |= {f"{s:g}": float(s) for s in (1.7, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20)}
    return Instrument(
        gradient_norms,
        draw_vanishing_gradients,
        [
            IntSlider("depth", "hidden layers", 1, 30, 2),
            Choice("activation", "activation", kinds, "sigmoid"),
            Ladder("scale", "weights: s in s / √width", scales, 1.0),
        ],
        describe_vanishing_gradients,
        title="What is left of the gradient",
        caption="An untrained network of 32 units a layer, with random weights of standard deviation s / √32.",
        size=(8.6, 3.4),
        story=[
            {"depth": 20, "activation": ["sigmoid", "tanh", "relu"], "scale": [0.5, 1, 2**0.5, 2, 5, 10, 20]},
            {"depth": [2, 20], "activation": ..., "scale": [1, 2**0.5]},
            {"depth": [2, 5, 10, 20, 30]},
        ],
    )
