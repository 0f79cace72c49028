"""The instruments of chapter 00."""

from ...widgets.controls import Choice, Slider
from ...widgets.instrument import Instrument
from ...widgets.player import Steps
from .one_input_neuron import neuron_curve
from .one_input_neuron_figure import describe_one_input_neuron, draw_one_input_neuron
from .time_line import MILESTONES, milestone
from .time_line_figure import describe_time_line, draw_time_line


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
        neuron_curve,
        draw_one_input_neuron,
        [
            Slider("w", "weight w", -4, 4, 0.5, 1),
            Slider("b", "bias b", -4, 4, 0.5, 0),
            Choice("activation", "g", shapes, "sigmoid"),
        ],
        describe_one_input_neuron,
        title="A neuron with one input",
        caption="The output of one neuron for every input between −4 and 4.",
        size=(5.6, 3.3),
    )


def time_line():
    """The history of the field, one milestone at a time."""
    return Instrument(
        milestone,
        draw_time_line,
        [Steps("step", "milestone", 0, len(MILESTONES) - 1, 0, interval_ms=4000)],
        describe_time_line,
        title="How the field came here",
        caption="Shaded: the three waves of work on neural networks.",
        size=(7.0, 4.3),
    )
