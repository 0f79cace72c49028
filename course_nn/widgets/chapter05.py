"""The instruments of chapter 05, SGD against Adam."""

from ..demos import race
from ..demos.surfaces import SURFACES
from ..plots import race as plot_race
from .controls import Choice, LogSlider, Slider
from .instrument import Instrument
from .player import Steps


def optimizer_race(surface="Rosenbrock", step=100, **knobs):
    """All optimizers on one surface: choose it, the start and everyone's knobs, and let them run."""
    first = race.DEFAULTS | knobs
    return Instrument(
        race.race,
        plot_race.draw_race,
        [
            Choice("surface", "surface", list(SURFACES), surface),
            Slider("across", "start x (0: the usual; ±1: the border)", -1, 1, 0.02, 0),
            Slider("up", "start y (0: the usual; ±1: the border)", -1, 1, 0.02, 0),
            LogSlider("rate", "α of gradient descent, momentum, Nesterov", 1e-3, 1, first["rate"]),
            LogSlider("pace", "α of AdaGrad, RMSProp, Adam, AdamW", 1e-3, 2, first["pace"]),
            Slider("momentum", "momentum β", 0, 0.99, 0.01, first["momentum"]),
            Slider("rho", "RMSProp's ρ", 0, 0.99, 0.01, first["rho"]),
            Slider("beta1", "Adam's β₁", 0, 0.99, 0.01, first["beta1"]),
            Slider("beta2", "Adam's β₂", 0.5, 0.999, 0.001, first["beta2"]),
            Slider("decay", "AdamW's weight decay λ", 0, 1, 0.05, first["decay"]),
            Slider("elevation", "eye above the ground", 10, 90, 1, 40, unit="degrees"),
            Slider("turn", "view turned by", -180, 180, 1, 30, unit="degrees"),
            Steps("step", "step", 0, race.STEPS, step, interval_ms=33),
        ],
        _describe_race,
        title="The race",
        caption="Stars: the lowest points. Pale in the relief: behind a hill. Crosses: a path that has diverged.",
        size=(9.2, 3.9),
        move=plot_race.move_race,
    )


def _describe_race(result):
    named = {
        word: [r["name"] for r in result["runners"] if r["state"] in states]
        for word, states in _WORDS.items()
    }
    said = [f"{word}: {_joined(names)}" for word, names in named.items() if names]
    text = "; ".join(
        said
    )  # without the step: a new sentence only when there is news, also for a screen reader
    return f"{text[0].upper()}{text[1:]}."


_WORDS = {
    "arrived": ("arrived",),
    "diverged": ("diverged",),
    "outside the window": ("outside",),
    "at rest elsewhere": ("at a saddle", "in a local minimum", "held"),
    "on the way": ("on its way",),
}


def _joined(names):
    return "all" if len(names) == len(race.NAMES) else ", ".join(names)
