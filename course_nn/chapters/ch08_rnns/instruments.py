"""The instruments of chapter 08: each joins a theme, its figure and its controls."""

from ...widgets.controls import Choice, IntSlider
from ...widgets.instrument import Instrument
from .instruments_of_cells import (  # noqa: F401 (found here by the door)
    exploding_gradient,
    forget_half_life,
    gradient_distance,
    unrolled_cell,
)
from .instruments_of_memory import delay_task, truncation  # noqa: F401 (found here by the door)
from .instruments_of_shapes import (  # noqa: F401 (found here by the door)
    continents,
    dates,
    digit_names,
    four_shapes,
    string_reversal,
)
from .instruments_of_text import (  # noqa: F401 (found here by the door)
    character_credit,
    free_running,
    gate_readout,
    temperature,
)
from .sunspots import HORIZONS, MODELS, MOST_YEARS, PERIODS, TESTS, own_forecaster, shown
from .sunspots_figure import describe_sunspots, draw_sunspots


def sunspots(forecaster=None):
    """Forecasts of the yearly sunspot numbers: by which model, from how many years, how far ahead, in which period.

    ``forecaster`` is one of your own, as `sunspots.training` gives it, with an order up to 12.
    """
    models = [
        Choice("model", "model", MODELS, "linear"),
        IntSlider("order", "order: years that it sees", 1, MOST_YEARS, 3),
    ]
    return Instrument(
        shown if forecaster is None else own_forecaster(forecaster),
        draw_sunspots,
        [
            *(models if forecaster is None else []),
            IntSlider("steps", "forecast ahead", 1, HORIZONS, 1, unit="years"),
            Choice("period", "period", list(PERIODS), TESTS[0]),
        ],
        describe_sunspots,
        title="Forecasting the sun",
        caption="All but persistence have learned from 1700–1920. Mean and persistence have no order. √: learned from "
        "square roots. Networks: 8 hidden units, 100 epochs, seed 0."
        if forecaster is None
        else "Your forecaster, as it is now.",
        size=(6.6, 4.3),
        story=[
            {"model": ["persistence", "linear", "feed-forward", "recurrent"], "order": [3, 9], "steps": [1, 5, 11]},
            {"model": ["linear", "feed-forward", "recurrent"], "order": 9, "period": ...},
        ]
        if forecaster is None
        else None,
    )
