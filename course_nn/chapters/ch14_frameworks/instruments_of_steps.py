"""The instrument of chapter 14 about a step that is another in Keras: where Adam's ε stands."""

from ...widgets.controls import Choice, IntSlider, Ladder
from ...widgets.instrument import Instrument
from . import adam_epsilon as theme
from .adam_epsilon_figure import describe_adam_epsilon, draw_adam_epsilon


def adam_epsilon():
    """Adam with ε beside √v̂ and with ε̂ beside √v, for a gradient that stays the same."""
    return Instrument(
        theme.compare_epsilons,
        draw_adam_epsilon,
        [
            Ladder("epsilon", "ε", theme.EPSILONS, 1e-7),
            Ladder("gradient", "gradient", theme.GRADIENTS, 1.0),
            IntSlider("steps", "steps", 1, theme.MOST_STEPS, 100),
            Choice("told", "Keras is told", list(theme.TOLD), theme.TOLD[0]),
        ],
        describe_adam_epsilon,
        title="Where does ε stand?",
        caption="Blue: ε is added to √v̂, as here and in PyTorch. Dashed: ε̂ is added to √v, as in Keras and "
        "scikit-learn, shown on the right as what it is beside √v̂. β₁ = 0.9, β₂ = 0.999.",
        size=(9.4, 3.6),
        story=[{"gradient": [1.0, 1e-4, 1e-6, 1e-8], "steps": [1, 10, 100, theme.MOST_STEPS], "told": ...}],
    )
