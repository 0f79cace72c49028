"""The instruments of chapter 14 about what frameworks do otherwise: probabilities that are clipped, gates' orders."""

from ...widgets.controls import Choice, IntSlider, Ladder, Slider
from ...widgets.instrument import Instrument
from . import clipped_probability as loss_theme
from . import gate_orders as order_theme
from .clipped_probability_figure import describe_clipped_probability, draw_clipped_probability
from .gate_orders_figure import describe_gate_orders, draw_gate_orders


def clipped_probability():
    """Cross-entropy and its gradient from logits, and from probabilities that are clipped on the way."""
    return Instrument(
        loss_theme.compare_losses,
        draw_clipped_probability,
        [
            Slider("z", "logit z", *loss_theme.LOGITS, 0.5, -10),
            Ladder("clip", "p clipped at", loss_theme.CLIPS, 1e-7),
            Choice("dtype", "numbers", list(loss_theme.TYPES), "float32"),
        ],
        describe_clipped_probability,
        title="A loss from probabilities",
        caption="Two classes, p = σ(z). Blue: log(1 + e⁻ᶻ), from the logit. Dashed: −log p, p kept between the clip "
        "and 1 − clip, and its gradient by the chain rule.",
        size=(9.4, 3.6),
        story=[{"z": [-120, -105, -90, -20.5, -10, 0], "clip": [0.0, 1e-12, 1e-7], "dtype": ...}],
    )


def gate_orders():
    """The blocks of a recurrent layer's weights, written in one framework's order and read in another's."""
    return Instrument(
        order_theme.read_blocks,
        draw_gate_orders,
        [
            Choice("cell", "cell", list(order_theme.ORDERS), "LSTM"),
            Choice("written", "written by", list(order_theme.FRAMEWORKS), "PyTorch"),
            Choice("read", "read as", list(order_theme.FRAMEWORKS), "PyTorch"),
            IntSlider("seed", "seed of the weights", 0, order_theme.SEEDS - 1, 0),
        ],
        describe_gate_orders,
        title="Whose gate is it?",
        caption="Left: W above U, gate by gate (PyTorch's and ONNX's transposed back); letters above as written, below "
        "as read. Right: blue, what the layer computes; dashed, what it computes with the blocks as read.",
        size=(9.4, 3.6),
    )
