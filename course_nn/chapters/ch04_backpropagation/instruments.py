"""The instruments of chapter 04."""

from ...widgets.controls import Choice, IntSlider, LogSlider, Slider, Toggle
from ...widgets.instrument import Instrument
from ...widgets.player import Steps
from . import backprop as demo
from . import backprop_figure as plots
from .graph_figure import draw_graph


def graph_walk():
    """Step forward through a computation graph, and back."""
    formulas = {
        "J = (σ(x w + b) − 1)²": "neuron",
        "J = tanh(tanh(x w + b) w + b)": "chain",
        "J = a² + a b, a = ReLU(x w)": "fork",
    }
    return Instrument(
        demo.walk,
        draw_graph,
        [
            Choice("formula", "formula", formulas, "neuron"),
            Slider("x", "input x", -2, 2, 0.1, 1.5),
            Slider("w", "weight w", -2, 2, 0.1, -0.8),
            Slider("b", "bias b", -2, 2, 0.1, 0.4),
            Steps("step", "step", 0, lambda values: demo.graph_steps(values["formula"]), 6, interval_ms=900),
        ],
        _describe_walk,
        title="Forward with values, back with gradients",
        caption="Blue, above an edge: the value. Vermilion, below: the share of the gradient that flows back.",
        size=(9.2, 3.4),
    )


def _describe_walk(result):
    k, step = result["forward_steps"], result["step"]
    if not step:
        return f"{k} operations to compute, and then {k} to walk back through."
    if result["done"]:
        gradients = ", ".join(f"∂J/∂{v.name} = {_short(v.grad)}" for v in result["order"] if v.name in ("x", "w", "b"))
        return f"Done: {gradients}."
    what = result["active"].operation
    if result["backward"]:
        shares = [share for _, child, share in result["edges"] if child is result["active"]]
        passed = " and ".join(_short(share) for share in shares)
        arrived = _short(result["active"].grad)
        return f"Step {step - k} of {k} back: {arrived} arrives at {what}, which passes on {passed}."
    return f"Step {step} of {k} forward: {what} gives {_short(result['active'].value)}."


def _short(number):
    return f"{float(number):.3g}".replace("-", "−")


def vanishing_gradients():
    """The gradient's norm by layer, for a depth, an activation and a size of the weights."""
    kinds = {"sigmoid": "sigmoid", "tanh": "tanh", "ReLU": "relu", "leaky ReLU": "leaky_relu", "ELU": "elu"}
    return Instrument(
        demo.gradient_norms,
        plots.draw_gradient_norms,
        [
            IntSlider("depth", "hidden layers", 1, 30, 20),
            Choice("activation", "activation", kinds, "sigmoid"),
            LogSlider("scale", "weights: s in s / √width", 0.1, 10, 1),
        ],
        _describe_norms,
        title="What is left of the gradient",
        caption="An untrained network of 32 units a layer, with random weights of standard deviation s / √32.",
        size=(8.6, 3.4),
    )


def _describe_norms(result):
    first, last = result["norm"][0], result["norm"][-1]
    return f"The gradient has norm {last:.2g} at the output and {first:.2g} at layer 1 ({result['activation']} units)."


def difference_step():
    """The error of a finite difference against its step."""
    return Instrument(
        demo.step_size_errors,
        plots.draw_step_sizes,
        [
            Slider("at", "x in d sin x / dx", 0.1, 1.5, 0.1, 1.0),
            Toggle("centered", "centered difference", True),
        ],
        _describe_steps,
        title="How small should the step be?",
        caption="The error of the quotient of differences of sin x, against its true derivative cos x.",
        size=(6.4, 3.6),
    )


def _describe_steps(result):
    parts = (f"{name}: {h:.0e}" for name, h in result["best"].items())
    return f"The best steps here are {', '.join(parts)}."


def gradient_cost():
    """Operations forward, backward, and by finite differences, as the network grows."""
    return Instrument(
        lambda width, depth: demo.operation_counts(round(width), depth),
        plots.draw_costs,
        [LogSlider("width", "units in a layer", 1, 1000, 100), IntSlider("depth", "hidden layers", 1, 10, 2)],
        _describe_cost,
        title="What a gradient costs",
        caption="Multiplications for a batch of 32 examples with 16 inputs each.",
        size=(7.0, 2.8),
    )


def _describe_cost(result):
    return (
        f"{result['parameters']:,} parameters: backward takes {result['ratio']:.2f} times the forward pass, finite "
        f"differences {result['differences'] / result['forward']:,.0f} times."
    )
