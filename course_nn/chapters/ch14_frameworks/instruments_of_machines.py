"""The instruments of chapter 14 for many machines: what sending costs, and gradients that come late."""

from ...widgets.controls import Choice, IntSlider, Ladder
from ...widgets.instrument import Instrument
from . import communication as communication_theme
from . import stale_gradients as stale_theme
from .communication_figure import describe_communication, draw_communication
from .stale_gradients_figure import describe_stale_gradients, draw_stale_gradients


def communication():
    """The time of a step on many workers: what is computed and what is sent."""
    theme = communication_theme
    return Instrument(
        theme.share_step,
        draw_communication,
        [
            Ladder("units", "units u", {f"{u:,}": u for u in theme.UNITS}, 1024),
            Ladder("batch", "batch", {f"{b:,}": b for b in theme.BATCHES}, 512),
            IntSlider("workers", "workers", 1, theme.MOST, 2),
            Ladder("bandwidth", "bandwidth, MB/s", {f"{b:,}": b for b in theme.BANDWIDTHS}, 1000),
            Ladder("latency", "latency, s", {f"{s:g}": s for s in theme.LATENCIES}, 1e-3),
            Ladder("every", "steps between exchanges", {str(k): k for k in (1, 2, 5, 10, 20, 50, 100)}, 1),
            Choice("way", "θ goes", list(theme.WAYS), theme.WAYS[0]),
        ],
        describe_communication,
        title="Computing against sending",
        caption="The network is 784-u-u-2u-9 in float32; one worker does 10¹¹ operations a second. Dashed: one worker, "
        "and on the right also as many times as fast as there are workers.",
        size=(9.0, 3.8),
        story=[
            {"workers": [1, 2, 4, 8, 16, 32], "way": ...},
            {"bandwidth": [1000, 10_000], "every": [1, 10], "latency": [1e-3, 1e-1]},
            {"units": 64, "workers": [8, 32], "latency": [1e-3, 1e-1], "way": ...},
            {"units": [64, 1024, 2048], "batch": [32, 512, 4096]},
        ],
    )


def stale_gradients():
    """Gradient descent on a parabola whose gradients come some steps late."""
    theme = stale_theme
    return Instrument(
        theme.late_gradients,
        draw_stale_gradients,
        [
            IntSlider("delay", "delay τ", 0, theme.MOST_DELAY, 0),
            Ladder("rate", "rate αλ", {f"{rate:g}": rate for rate in theme.RATES}, 0.8),
        ],
        describe_stale_gradients,
        title="Gradients that come late",
        caption="J = λθ²/2 from θ = 1: θ moves along the gradient of the place where it was τ steps ago. Middle: the "
        "roots, whose powers make up θ, and the unit circle. Right: for the delays up to this one.",
        size=(9.4, 3.5),
        story={"delay": [0, 1, 2, 10], "rate": [0.1, 0.15, 0.2, 0.6, 0.8, 1, 1.2, 1.8, 2.1]},
    )
