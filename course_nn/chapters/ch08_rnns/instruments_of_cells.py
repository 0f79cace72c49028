"""The instruments of chapter 08 that look at one cell: unrolled, and what is left of a gradient over time."""

from ...widgets.controls import Choice, IntSlider, LogSlider, Slider
from ...widgets.instrument import Instrument
from ...widgets.player import Steps
from .exploding_gradient import B_STARTS, RATE, STEPS, U_STARTS, clip_or_not
from .exploding_gradient_figure import MOST_STEPS, describe_exploding_gradient, draw_exploding_gradient
from .forget_half_life import BIASES, DISTANCES, remember
from .forget_half_life_figure import describe_forget_half_life, draw_forget_half_life
from .gradient_distance import BIASES as GATE_BIASES
from .gradient_distance import LENGTHS, SCALES, SIZES, Compared
from .gradient_distance_figure import describe_gradient_distance, draw_gradient_distance
from .unrolled_cell import Unrolled
from .unrolled_cell_figure import describe_unrolled_cell, draw_unrolled_cell


def unrolled_cell(x=None):
    """A cell of one unit unrolled in time: step forward with its values, and back with the gradient.

    ``x`` may be 2 to 5 numbers of your own, one a step.
    """
    unrolled = Unrolled(x)
    return Instrument(
        unrolled,
        draw_unrolled_cell,
        [
            Choice("inputs", "inputs", list(unrolled.inputs), next(iter(unrolled.inputs))),
            Slider("w", "weight of the input w", -2, 2, 0.1, 1.0),
            Slider("u", "recurrent weight u", -2, 2, 0.1, 0.8),
            Slider("b", "bias b", -2, 2, 0.1, 0.0),
            Choice("cost", "cost", unrolled.costs(), "last"),
            Steps("step", "step", 0, unrolled.last, 2, interval_ms=900),
        ],
        describe_unrolled_cell,
        title="A cell, unrolled in time",
        caption="Blue: values, forward. Vermilion, dashed: ∂J/∂h, back. Above the boxes, what each step multiplies it "
        "by; below, what each step adds to the gradient of the one u.",
        size=(9.4, 3.2),
        story=[
            {"u": [0.8, 1, 2], "step": ...},
            {"cost": ..., "step": [0, 2, 4, 5, 6, 8, 10]},
            {"inputs": ..., "step": [2, 5, 10]},
        ]
        if x is None
        else None,
    )


def gradient_distance(layer=None):
    """What is left of a gradient some steps back in time, in a tanh RNN, an LSTM and a GRU with random weights.

    ``layer``, an RNN, LSTM or GRU of your own, or another Layer with ``start(n)`` and ``step(x, state)``, gets a line
    beside them, as it is, with normal inputs of the size that you set.
    """
    own = "" if layer is None else " Your own is as it is, with inputs of that size: no scale, bias or bound is its."
    return Instrument(
        Compared(layer),
        draw_gradient_distance,
        [
            IntSlider("length", "length of the sequence T", *LENGTHS, 10, unit="steps"),
            LogSlider("scale", "recurrent scale (U's spectral radius)", *SCALES, 1.0),
            Slider("size", "size of what the inputs add", *SIZES, 0.1, 1.0),
            Slider("bias", "bias of the gate that keeps (LSTM f, GRU z)", *GATE_BIASES, 0.5, 1.0),
        ],
        describe_gradient_distance,
        title="A gradient on its way back through time",
        caption="Lines: geometric mean of 5 random cells of 16 units; bands: the least and the largest. All parts of U "
        "are the scale times a random orthogonal matrix. s is the whole state, in the LSTM h and c; d: units of h."
        + own,
        size=(8.2, 3.4),
        story=[
            {"length": [10, 30, 100], "scale": [0.5, 1, 2], "size": [0, 0.3, 1]},
            {"length": [10, 100], "size": [0, 1, 3], "bias": [1, 5]},
            {"length": 100, "bias": [-2, 3, 6.5, 8]},
        ],
    )


def forget_half_life():
    """How long an LSTM's cell remembers with a bias of the forget gate that you set, and the bias that would do."""
    return Instrument(
        remember,
        draw_forget_half_life,
        [
            Slider("bias", "bias of the forget gate b", *BIASES, 0.1, 0.0),
            LogSlider("steps", "distance T", *DISTANCES, 4, unit="steps", whole=True),
        ],
        describe_forget_half_life,
        title="Memory's half-life",
        caption="Each step keeps σ(b), where inputs and state add nothing to the gate. Squares: half is left. Orange: "
        "the distance; the star is the bias that keeps half over it. The curve of half-lives ends at your bias.",
        size=(9.0, 3.2),
        story=[{"bias": [0, 1, 2.6, 5, 7.3], "steps": [4, 10, 100, 1000]}, {"bias": [1, 2, 3, 4, 6]}],
    )


def exploding_gradient():
    """Gradient descent at the cliff of an RNN of one unit, with the gradient clipped by its norm and without."""
    return Instrument(
        clip_or_not,
        draw_exploding_gradient,
        [
            IntSlider("length", "length of the sequence T", 5, MOST_STEPS, 15, unit="steps"),
            Slider("u", "start: recurrent weight u", *U_STARTS, 0.1, 1.5),
            Slider("b", "start: bias b", *B_STARTS, 0.1, -0.4),
            LogSlider("rate", "learning rate α", 0.01, 1, RATE),
            LogSlider("limit", "limit of the gradient's norm", 0.01, 100, 0.5),
            Steps("step", "step of gradient descent", 0, STEPS, 8, interval_ms=300),
        ],
        describe_exploding_gradient,
        title="A cliff, and clipping",
        caption="J = ½ (h_T − 0.3)² for h_t = tanh(u h_{t−1} + b), from h₀ = 0. Diamond: the start. Right: what each "
        "use of b adds to its gradient, where the clipped path now is.",
        size=(9.4, 3.4),
        story=[
            {"step": [0, 2, 4, 6, 8, 10, 12, 13, 14, 15, 16, 20, 30, STEPS]},
            {"u": [0.5, 1.5], "limit": [0.1, 0.5, 100], "step": [0, 8, 15, 20, STEPS]},
        ],
    )
