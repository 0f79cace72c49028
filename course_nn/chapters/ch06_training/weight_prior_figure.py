"""A prior on the weights: functions drawn from it, the fit with it, and the error for every strength."""

import numpy as np

from ...plots.style import BLUE, GREEN, GREY, GRID, INK, ORANGE, PINK, VERMILION


def draw_weight_prior(figure, result):
    """Functions drawn from a prior, the fit with it, and the error for every strength: `prior_and_posterior`."""
    left, middle, right = figure.subplots(1, 3, width_ratios=(1, 1.25, 1))
    grid = result["grid"]
    for k, values in enumerate(np.clip(result["drawn"].T, -6, 6)):
        left.plot(grid, values, color=(BLUE, ORANGE, GREEN, PINK, VERMILION, INK)[k], linewidth=1.1)
    left.set(xlim=(-1, 1), ylim=(-5, 5), xlabel="$x$", ylabel="$y$")
    left.set_title("Before the data")
    band = result["band"]
    middle.fill_between(
        grid,
        np.clip(result["fit"] - band, -3, 3),
        np.clip(result["fit"] + band, -3, 3),
        color=BLUE,
        alpha=0.16,
        lw=0,
    )
    middle.plot(grid, result["true"], color=GREEN, linewidth=1.3, ls=(0, (4, 2)))
    middle.plot(grid, np.clip(result["fit"], -3, 3), color=BLUE)
    middle.plot(result["x"], result["y"], "o", color=INK, markersize=4.5, markeredgecolor="white", markeredgewidth=0.5)
    middle.set(xlim=(-1, 1), ylim=(-2.5, 2.5), xlabel="$x$")
    middle.set_title(f"After {result['n']} points")
    right.plot(result["strengths"], np.clip(result["errors"], 0, 3), color=VERMILION)
    right.plot(result["strength"], result["error"], "o", color=VERMILION, markersize=8, markeredgecolor=INK)
    right.axhline(result["noise"], color=GRID, linewidth=1.6, zorder=0)
    right.text(1e-4, result["noise"] - 0.015, "noise", color=GREY, fontsize=9, va="top")
    right.set(xscale="log", xlim=(7e-5, 140), ylim=(0.15, 1.2), xlabel=r"$\lambda$", ylabel="error in validation")
    right.set_xticks([1e-4, 1e-2, 1, 100], ["0.0001", "0.01", "1", "100"])
    right.minorticks_off()
    right.set_title(f"Error {result['error']:.2f}")


def describe_weight_prior(result):
    """One sentence on the result of `prior_and_posterior`."""
    best = result["errors"].min()
    spread = f"A prior that puts each β at 0 ± {result['spread']:.2g}"
    if result["error"] <= 1.1 * best:
        return f"{spread}: error {result['error']:.2f} on new points, about the least that any λ reaches here."
    loose = result["train"] < 0.9 * result["noise"]
    way = "too loose: it follows the noise" if loose else "too tight: the data can't move it"
    return f"{spread}: error {result['error']:.2f} on new points, where {best:.2f} is possible; {way}."
