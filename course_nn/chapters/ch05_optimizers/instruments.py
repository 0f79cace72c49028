"""The instruments of chapter 05, SGD against Adam."""

import numpy as np

from ...widgets.controls import Choice, IntSlider, LogSlider, Slider
from ...widgets.instrument import Instrument
from ...widgets.player import Steps
from . import basins, noise_floor, race, what_they_add
from . import race_figure as plot_race
from . import what_they_add_figure as plots
from .instruments_digits import batch_gradients, schedule_trial, tune_by_hand  # noqa: F401
from .instruments_initialization import alike_units, first_weights, large_logits  # noqa: F401
from .surfaces import SURFACES


def optimizer_race(surface="Rosenbrock", step=race.STEPS, **knobs):
    """All optimizers on one surface: choose it, the start and everyone's knobs, and let them run."""
    first = race.DEFAULTS | knobs
    return Instrument(
        race.race,
        plot_race.draw_race,
        [
            Choice("surface", "surface", list(SURFACES), surface),
            Slider("across", "start, left to right", -1, 1, 0.02, 0),
            Slider("up", "start, down to up", -1, 1, 0.02, 0),
            LogSlider("rate", "α of the first three", 1e-3, 1, first["rate"]),
            LogSlider("pace", "α of the other four", 1e-3, 2, first["pace"]),
            Slider("momentum", "momentum β", 0, 0.99, 0.01, first["momentum"]),
            Slider("rho", "RMSProp's ρ", 0, 0.99, 0.01, first["rho"]),
            Slider("beta1", "Adam's β₁", 0, 0.99, 0.01, first["beta1"]),
            Slider("beta2", "Adam's β₂", 0.5, 0.999, 0.001, first["beta2"]),
            Slider("decay", "AdamW's decay λ", 0, 1, 0.05, first["decay"]),
            Slider("elevation", "elevation", 10, 90, 1, 40, unit="degrees"),
            Slider("turn", "turned by", -180, 180, 1, 30, unit="degrees"),
            Steps("step", "step", 0, race.STEPS, step, interval_ms=33),
        ],
        _describe_race,
        title="The race",
        caption="Start: 0 is the usual place, ±1 the border. Star: lowest point. Pale: behind a hill. Cross: diverged.",
        size=(9.2, 3.9),
        move=plot_race.move_race,
    )


def _describe_race(result):
    named = {word: [r["name"] for r in result["runners"] if r["state"] in states] for word, states in _WORDS.items()}
    said = [f"{word}: {_joined(names)}" for word, names in named.items() if names]
    text = "; ".join(said)  # without the step: a new sentence only when there is news, also for a screen reader
    return f"{text[0].upper()}{text[1:]}."


_WORDS = {
    "arrived": ("arrived",),
    "diverged": ("diverged",),
    "outside the window": ("outside",),
    "at rest elsewhere": ("at a saddle", "in a local minimum"),
    "on the way": ("on its way",),
}


def _joined(names):
    return "all" if len(names) == len(race.NAMES) else ", ".join(names)


SIZE = (6.6, 3.4)


def momentum_map(rate=1.2, beta=0.5, kappa=25):
    """Rate and momentum on a long valley: the path, and how fast every pair comes down."""
    return Instrument(
        what_they_add.momentum_map,
        plots.draw_momentum_map,
        [
            Slider("rate", "rate α, times λ_max", 0.05, 4, 0.05, rate),
            Slider("beta", "momentum β", 0, 0.99, 0.01, beta),
            LogSlider("kappa", "length of the valley κ", 1, 100, kappa),
        ],
        _describe_momentum,
        title="Rate and momentum",
        caption="κ: the steepest curvature over the flattest. Dot: where you stand. Star: the best pair.",
        size=SIZE,
    )


def _describe_momentum(result):
    factor = result["factor"]
    if factor >= 1 - 1e-9:
        return f"It does not come to rest: α must stay below 2 (1 + β) = {result['limit']:.2f} here."
    tenfold = "1 step" if factor < 0.1 else f"{np.log(0.1) / np.log(factor):,.0f} steps"
    return (
        f"In the long run ten times closer every {tenfold} (factor {factor:.3f}); the best here is "
        f"{result['best'][2]:.3f}, without momentum {result['plain']:.3f}."
    )


def rates_of_their_own(kind="AdaGrad", scale=1.0, every=10):
    """Two weights, one with a gradient in every step, one rarely: how far does each come?"""
    return Instrument(
        what_they_add.own_rates,
        plots.draw_own_rates,
        [
            Choice("kind", "optimizer", list(what_they_add.KINDS), kind),
            LogSlider("scale", "size of the gradients", 0.01, 100, scale),
            IntSlider("every", "the second weight: one step in", 1, 50, every),
        ],
        _describe_own_rates,
        title="A rate for every weight",
        caption="All gradients have the same size. Blue: a weight that meets one in every step; vermilion: rarely.",
        size=SIZE,
    )


def _describe_own_rates(result):
    first, second = result["moved"][-1]
    return (
        f"{result['met'][0]} gradients against {result['met'][1]}: the weights come {_plain(first)} α and "
        f"{_plain(second)} α far, {_plain(first / second)} to 1."
    )


def _plain(number):
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def adams_start(beta1=0.9, beta2=0.999, noise=0.0):
    """Adam's moments start at 0: what its bias correction does about that."""
    return Instrument(
        what_they_add.first_steps,
        plots.draw_first_steps,
        [
            Slider("beta1", "β₁", 0, 0.99, 0.01, beta1),
            Slider("beta2", "β₂", 0.5, 0.999, 0.001, beta2),
            Slider("noise", "noise of the gradients", 0, 1, 0.05, noise),
        ],
        _describe_first_steps,
        title="Adam's first hundred steps",
        caption="All gradients are 1, plus noise. Dashed: without bias correction.",
        size=SIZE,
    )


def _describe_first_steps(result):
    plain, corrected = np.abs(result["plain"]), np.abs(result["corrected"])
    return (
        f"The longest step is {plain.max():.2f} α without correction (step {plain.argmax() + 1}) and "
        f"{corrected.max():.2f} α with it; step 100 is {result['plain'][-1]:.2f} and {result['corrected'][-1]:.2f} α."
    ).replace("-", "−")


def rate_schedules(kind="cosine", rate=0.5, drop=100, noise=0.5):
    """Let the rate fall, and the noise of stochastic gradient descent falls with it."""
    return Instrument(
        noise_floor.scheduled_descent,
        plots.draw_schedule,
        [
            Choice("kind", "schedule", list(noise_floor.KINDS), kind),
            LogSlider("rate", "highest rate α", 0.02, 1, rate),
            LogSlider("drop", "falls in all by the factor", 1, 1000, drop),
            IntSlider("warm", "steps of warming up", 1, 200, 40),
            Slider("noise", "noise of the gradients σ", 0, 2, 0.1, noise),
        ],
        _describe_schedule,
        title="Learning-rate schedules",
        caption="SGD on a valley with noisy gradients. Thick: J on average. Thin: one run. Dashed: the rate kept.",
        size=SIZE,
    )


def _describe_schedule(result):
    end, floor = result["expected"][-1], result["floor"]
    return f"After 400 steps J is {end:.2g} on average; at the constant rate it would settle at {floor:.2g}."


def where_starts_lead(surface="rugged", name="gradient descent", rate=0.05, momentum=0.9, noise=0.0):
    """From which starts does an optimizer find the lowest minimum?"""
    return Instrument(
        basins.basins,
        plots.draw_basins,
        [
            Choice("surface", "surface", list(SURFACES), surface),
            Choice("name", "optimizer", list(race.NAMES), name),
            LogSlider("rate", "learning rate α", 1e-3, 0.5, rate),
            Slider("momentum", "momentum β (Adam's β₁)", 0, 0.99, 0.01, momentum),
            Slider("noise", "noise of the gradients", 0, 3, 0.1, noise),
        ],
        _describe_basins,
        title="Where a start leads",
        caption="1,681 starts, 200 steps each. Blue: to a lowest minimum. Pale vermilion: elsewhere. Gray: diverged.",
        size=SIZE,
    )


def _describe_basins(result):
    best, elsewhere, lost = result["shares"]
    said = f"Of 1,681 starts {best:.0%} lead to a lowest minimum and {elsewhere:.0%} elsewhere"
    return f"{said}; {lost:.0%} diverge." if lost else f"{said}."
