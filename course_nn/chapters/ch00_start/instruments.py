"""The instruments of chapter 00."""

from ...widgets.controls import Choice, Slider
from ...widgets.instrument import Instrument
from ...widgets.player import Steps
from . import start as demo
from . import start_figure as plots


def one_input_neuron():
    """A neuron with one input: the weight sets the steepness, the bias the place, g the shape."""
    shapes = {
        "step": "heaviside",
        "sigmoid": "sigmoid",
        "tanh": "tanh",
        "ReLU": "relu",
        "bump": "radial_basis",
    }
    return Instrument(
        demo.one_input_neuron,
        plots.draw_one_input_neuron,
        [
            Slider("w", "weight w", -4, 4, 0.5, 1),
            Slider("b", "bias b", -4, 4, 0.5, 0),
            Choice("activation", "g", shapes, "sigmoid"),
        ],
        _describe_neuron,
        title="A neuron with one input",
        caption="The output of one neuron for every input between −4 and 4.",
        size=(5.6, 3.3),
    )


def _describe_neuron(result):
    if result["w"] == 0:
        return f"With w = 0 the output is {result['a'][0]:.2f} for every input."
    slope = "rises" if result["w"] > 0 else "falls"
    where = "outside the picture" if result["switch"] is None else f"at x = {result['switch']:.2f}"
    return f"z {slope} with x and is zero {where}."


def time_line():
    """The history of the field, one milestone at a time."""
    return Instrument(
        demo.milestone,
        plots.draw_time_line,
        [Steps("step", "milestone", 0, len(demo.MILESTONES) - 1, 0, interval_ms=4000)],
        _describe_milestone,
        title="How the field came here",
        caption="Shaded: the years in which many worked on neural networks.",
        size=(9.2, 4.1),
    )


def _describe_milestone(result):
    m = result["milestones"][result["chosen"]]
    return f"{m.year}, {m.who}: {m.label}."
