"""A prior on the weights: functions drawn from it, the fit with it, and the error for every strength."""

import numpy as np

from ...plots.style import BLUE, GREEN, GREY, GRID, INK, ORANGE, PINK, VERMILION


def draw_weight_prior(figure, result):
    """Functions drawn from a prior, the fit with it, and the error for every strength: `prior_and_posterior`."""
    left, middle, right = figure.subplots(1, 3, width_ratios=(1, 1.25, 1))
    grid = result["grid"]
    for k, values in enumerate(result["drawn"].T):
        left.plot(grid, values, color=(BLUE, ORANGE, GREEN, PINK, VERMILION, INK)[k], linewidth=1.1)
    left.set(xlim=(-1, 1), xlabel="$x$", ylabel="$y$")
    _limit(left, result["drawn"], (6, 25, 100, 400), "Before the data")
    low, high = result["fit"] - result["band"], result["fit"] + result["band"]
    middle.set(xlim=(-1, 1), xlabel="$x$")
    limit = _limit(middle, result["fit"], (2.5, 6, 13), f"After {result['n']} points")
    middle.fill_between(grid, low.clip(-limit), high.clip(max=limit), color=BLUE, alpha=0.16, lw=0)
    widest = max(-low.min(), high.max())
    if widest > limit:
        middle.text(
            0.98, 0.03, f"band to ±{widest:.0f}", transform=middle.transAxes, ha="right", fontsize=9, color=BLUE
        )
    middle.plot(grid, result["true"], color=GREEN, linewidth=1.3, ls=(0, (4, 2)))
    middle.plot(grid, result["fit"], color=BLUE)
    middle.plot(result["x"], result["y"], "o", color=INK, markersize=4.5, markeredgecolor="white", markeredgewidth=0.5)
    # From the tightest prior down to where the slider is: what comes is to be predicted.
    known = result["strengths"] > result["strength"]
    strengths, errors = (
        np.append(result[here], result[name][known]) for here, name in (("strength", "strengths"), ("error", "errors"))
    )
    right.plot(strengths, errors, color=VERMILION)
    marked = {"markersize": 8, "markeredgecolor": INK, "clip_on": False}
    right.plot(result["strength"], result["error"], "o", color=VERMILION, **marked)
    right.axhline(result["noise"], color=GRID, linewidth=1.6, zorder=0)
    top = next(one for one in (1.2, 2.6, 7.5) if result["errors"].max() <= one)
    place = {"xytext": (0, 3), "va": "bottom"} if top > 2 else {"xytext": (0, -3), "va": "top"}
    right.annotate("noise", (1e-4, result["noise"]), textcoords="offset points", color=GREY, fontsize=9, **place)
    right.set(xscale="log", xlim=(7e-5, 140), ylim=(0 if top > 2 else 0.15, top), xlabel=r"$\lambda$")
    right.set_ylabel("error in validation")
    right.set_xticks([1e-4, 1e-2, 1, 100], ["0.0001", "0.01", "1", "100"])
    right.minorticks_off()
    right.set_title(f"Error {result['error']:.2f}")


def _limit(ax, values, steps, title):
    """The first of the steps that holds all values as the limit of y; a word in the corner if it is not the first."""
    limit = next(one for one in steps if np.abs(values).max() <= one)
    ax.set_ylim(-limit, limit)
    ax.set_title(title)
    if limit > steps[0]:
        card = {"bbox": {"facecolor": "white", "edgecolor": "none", "pad": 1}}
        ax.text(0.03, 0.97, f"y to ±{limit:g}", transform=ax.transAxes, va="top", fontsize=9, color=GREY, **card)
    return limit


def describe_weight_prior(result):
    """One sentence on the result of `prior_and_posterior`."""
    best = result["errors"].min()
    spread = f"A prior that puts each β at 0 ± {result['spread']:.2g}"
    if result["error"] <= 1.1 * best:
        return f"{spread}: error {result['error']:.2f} on new points, about the least that any λ in this range reaches."
    loose = result["strength"] < result["strengths"][result["errors"].argmin()]
    way = "looser than is good here" if loose else "tighter than is good here"
    return f"{spread}: error {result['error']:.2f} on new points, where {best:.2f} is possible; {way}."
