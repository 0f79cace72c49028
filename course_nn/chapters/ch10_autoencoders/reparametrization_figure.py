"""Two estimates of one gradient as a picture: what f looks like where z falls, and single draws of either."""

import math

import numpy as np

from ...plots.powers import with_power
from ...plots.style import BLUE, GREY, INK, ORANGE
from .reparametrization import COSTS, EDGE

LOOKS = {"reparametrized": (BLUE, "o"), "score function": (ORANGE, "D")}
LIMITS = {"square": (-1, 31), "wave": (-1.5, 1.5), "step": (-0.2, 1.2)}
FARTHEST = 3e4
CARD = {"boxstyle": "round,pad=0.1", "facecolor": "white", "alpha": 0.8, "edgecolor": "none"}


def draw_reparametrization(figure, result):
    """``result`` of `reparametrization.compare_estimators`: g under the density of z₁, and draws of both estimates."""
    cost, estimates = figure.subplots(1, 2, width_ratios=[1, 1.45])
    _draw_cost(cost, result)
    rng = np.random.default_rng(1)
    for row, (name, (color, marker)) in enumerate(LOOKS.items()):
        draws = result["draws"][name]
        height = -row + 0.3 * rng.uniform(-1, 1, len(draws))
        estimates.plot(draws, height, marker, color=color, ms=3, alpha=0.45, mew=0)
        mean, variance = result["exact"][name]
        spread = np.sqrt(variance)
        estimates.plot([mean - spread, mean + spread], [-row - 0.4] * 2, color=color, lw=3)
        text = f"{name}: variance {size(variance)}"
        estimates.text(0.01, 0.955 - 0.5 * row, text, transform=estimates.transAxes, va="top", color=INK, bbox=CARD)
    estimates.axvline(result["exact"]["gradient"], color=INK, lw=1.2, ls="--")
    estimates.set_xscale("symlog", linthresh=1, linscale=0.7)
    estimates.set(xlim=(-FARTHEST, FARTHEST), ylim=(-1.5, 0.62), yticks=[])
    estimates.set_xlabel(r"estimate of $\partial/\partial\mu$")
    ticks = [-1e4, -100, -1, 0, 1, 100, 1e4]
    estimates.set_xticks(ticks, ["−10⁴", "−100", "−1", "0", "1", "100", "10⁴"])
    estimates.minorticks_off()
    estimates.spines["left"].set_visible(False)
    estimates.set_title(f"The gradient is {size(result['exact']['gradient'])} (dashed)")


def _draw_cost(ax, result):
    low, high = LIMITS[result["cost"]]
    ax.fill_between(result["z"], low, low + (high - low) * 0.9 * result["density"], color=GREY, alpha=0.18, lw=0)
    ax.plot(result["z"], result["g"], color=INK, lw=1.6)
    ax.set(xlim=(-EDGE, EDGE), ylim=(low, high), xlabel="$z_1$", ylabel="$g$")
    for side, place, text in ((-1, "left", "◂ {}"), (1, "right", "{} ▸")):  # what of the density lies beyond
        share = 0.5 * math.erfc((EDGE - side * result["mean"]) / result["spread"] / math.sqrt(2))
        if share > 0.001:
            said = text.format(f"{100 * share:.1f}%")
            ax.text(side * EDGE, low + 0.02 * (high - low), said, ha=place, va="bottom", fontsize=8.5, color=GREY)
    said = next(text for text, name in COSTS.items() if name == result["cost"])
    ax.set_title(f"g(z) = {said}")


def size(value):
    """Short, and 0 where it is 0 but for rounding."""
    return "0" if abs(value) < 1e-9 else with_power(value)


def describe_reparametrization(result):
    """The gradient, the variance of one draw of either estimate, and which is the smaller."""
    exact = result["exact"]
    (_, ours), (_, score) = exact["reparametrized"], exact["score function"]
    n = result["dimensions"]
    said = f"{n} dimension{'' if n == 1 else 's'}, gradient {size(exact['gradient'])}; variance of one draw: "
    said += f"reparametrized {size(ours)}, score function {size(score)}"
    if result["cost"] == "step":
        right = "and here that is the gradient" if size(exact["gradient"]) == "0" else "but not the gradient"
        return f"{said}. The slope of a step is 0 wherever a draw falls: without variance, {right}."
    if size(ours) == size(score):
        return f"{said}: about alike."
    return f"{said}: {'the reparametrized' if ours < score else 'the score function'} one is the less noisy."
