"""Where Adam's ε stands as a picture: the way that both go, and what each has beside √v̂."""

import math

from matplotlib.ticker import MaxNLocator

from ...plots.powers import with_power
from ...plots.style import BLUE, GREY, INK, VERMILION
from .adam_epsilon import MOST_STEPS

_TICKS = tuple(10.0**k for k in range(-8, 1, 2))


def draw_adam_epsilon(figure, result):
    """``result`` of `adam_epsilon.compare_epsilons`: the way on the left, what stands beside √v̂ on the right."""
    way, beside = figure.subplots(1, 2)
    # The axis goes with the longer way, so that a short one is seen too; above it stand the words.
    top = 1.4 * max(values[-1] for values in result["ways"])
    unit = 1.0 if top > 0.1 else 10.0 ** math.floor(math.log10(top))
    way.set(ylim=(0, top), ylabel=f"way of θ, in {'' if unit == 1 else with_power(unit) + ' '}learning rates")
    way.yaxis.set_major_locator(MaxNLocator(5))
    way.yaxis.set_major_formatter(lambda value, _: f"{value / unit:g}")
    beside.set(yscale="log", ylim=(2e-9, 30), yticks=_TICKS, ylabel=r"beside $\sqrt{\hat v}$")
    for ax, pair in ((way, result["ways"]), (beside, result["beside"])):
        ax.set(xlim=(0, MOST_STEPS), xlabel="step $t$", autoscale_on=False)
        for values, color, style, width in zip(pair, (BLUE, VERMILION), ("-", "--"), (2.6, 1.8), strict=True):
            ax.plot(result["t"], values, color=color, ls=style, lw=width)
            ax.plot(result["steps"], values[-1], "o", color=color, ms=8, mec="white", clip_on=False, zorder=4)
    beside.axhline(result["gradient"], color=GREY, lw=1.2, ls=":")
    beside.text(0.97 * MOST_STEPS, 1.3 * result["gradient"], r"$\sqrt{\hat v}=|g|$", color=INK, ha="right", va="bottom")
    for height, text, color in ((0.93, "ε beside √v̂", BLUE), (0.84, "ε̂ beside √v", VERMILION)):
        way.text(0.03, height, text, transform=way.transAxes, color=color, va="top", weight="bold")
    ours, theirs, epsilon, other = _told(result)
    way.set_title(f"Way {ours} here, {theirs} there")
    beside.set_title(f"In step {result['steps']}: {epsilon} here, {other} there")


def _told(result):
    """Both ways, and what both have beside √v̂ in the last step, in words."""
    return [with_power(float(values[-1]), 3) for pair in (result["ways"], result["beside"]) for values in pair]


def describe_adam_epsilon(result):
    """How far both went, and what each has beside √v̂ in the end."""
    ours, theirs, epsilon, other = _told(result)
    steps = f"{result['steps']} step" + "s" * (result["steps"] > 1)
    return (
        f"Gradient {with_power(result['gradient'])}, {steps}: in learning rates, θ went {ours} with ε beside √v̂, "
        f"{theirs} with ε̂ beside √v. In the last one {epsilon} and {other} stand beside √v̂."
    )
