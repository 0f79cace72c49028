"""Prior, likelihood and posterior of one weight as a picture, beside the data with the lines that they favor."""

import numpy as np

from ...plots.powers import with_power
from ...plots.style import BLUE, GREY, INK, ORANGE, VERMILION
from .penalty_as_prior import WEIGHTS

#: Of the densities: the first that holds the posterior's peak, which is the highest of the three.
TOPS = (2, 6, 25)


def draw_penalty_as_prior(figure, result):
    """``result`` of `penalty_as_prior.compare_beliefs`."""
    ax, points = figure.subplots(1, 2, width_ratios=[1.35, 1])
    posterior = result["posterior"]
    ax.fill_between(WEIGHTS, posterior, color=BLUE, alpha=0.15, lw=0)
    ax.plot(WEIGHTS, result["prior"], color=ORANGE, ls=(0, (5, 2)), lw=1.7, label="prior")
    ax.plot(
        WEIGHTS, result["likelihood"], color=VERMILION, ls=(0, (1, 1.3)), lw=2, label="likelihood, area 1", zorder=3
    )
    ax.plot(WEIGHTS, posterior, color=BLUE, label="posterior")
    top = next(one for one in TOPS if posterior.max() <= one)
    marked = {"mec": "white", "clip_on": False, "zorder": 5}
    ax.plot(result["ml"], 0, "s", color=VERMILION, ms=8, **marked)
    ax.plot(result["map"], 0, "o", color=BLUE, ms=8, **marked)
    ax.set(xlim=(WEIGHTS[0], WEIGHTS[-1]), ylim=(0, top), xlabel="weight $w$", ylabel=f"density, up to {top:g}")
    ax.legend(loc="upper left", handlelength=2.1)
    ax.set_title(f"λ = {amount(result['strength'])}: most probable w = {place(result['map'])}")
    _draw_points(points, result)


def _draw_points(ax, result):
    x = np.array([-1.1, 1.1])
    low, high = (result["map"] + side * 2 * result["spread"] for side in (-1, 1))
    ax.fill_between(x, low * x, high * x, color=BLUE, alpha=0.15, lw=0)
    ax.plot(x, result["ml"] * x, color=VERMILION, ls=(0, (1, 1.3)), zorder=3)
    ax.plot(x, result["map"] * x, color=BLUE)
    ax.plot(result["x"], result["y"], "o", color=INK, ms=5, mec="white", mew=0.6, zorder=4)
    ax.axhline(0, color=GREY, lw=0.6, zorder=0)
    ax.set(xlim=(-1.1, 1.1), ylim=(-3.4, 3.4), xlabel="$x$", ylabel="$y$")
    ax.set_title(f"Maximum likelihood: w = {place(result['ml'])}")


def place(weight):
    """A weight with two decimals and a true minus."""
    return f"{round(weight, 2) + 0.0:.2f}".replace("-", "−")


def amount(strength):
    return with_power(strength, 3)


def describe_penalty_as_prior(result):
    """λ, both answers, and how sure the posterior is beside the prior."""
    points = "1 point" if result["n"] == 1 else f"{result['n']} points"
    return (
        f"{points}, σ = {result['sigma']:g}, τ = {result['tau']:g}: λ = σ²/(n τ²) = {amount(result['strength'])}. "
        f"Maximum likelihood {place(result['ml'])}, maximum a posteriori {place(result['map'])}, known to "
        f"± {result['spread']:.2g} (before: ± {result['tau']:g})."
    )
