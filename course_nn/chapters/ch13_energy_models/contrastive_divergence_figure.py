"""Contrastive divergence as a picture: its bias by the rounds k, and likelihood and reconstruction while it trains."""

import numpy as np

from ...plots.style import BLUE, GREY, INK, ORANGE, VERMILION
from .contrastive_divergence import STEPS

LOWEST = -6.6


def draw_contrastive_divergence(figure, result):
    """``result`` of `contrastive_divergence.compare_rounds`: relative bias, mean log p and the error by the steps."""
    bias, path = figure.subplots(1, 2, width_ratios=[1, 1.25])
    _draw_bias(bias, result)
    steps, likelihood = result["steps"], result["likelihood"]
    path.plot(steps, likelihood, color=BLUE, label="mean log p, exact")
    path.axhline(result["best"], color=INK, lw=1.2, ls="--", label="best possible")
    path.plot(steps[-1], likelihood[-1], "o", color=BLUE, ms=8, mec="white", zorder=4, clip_on=False)
    path.set(xlim=(0, STEPS), ylim=(LOWEST, -2.4), xlabel="steps", ylabel="mean log p (nats)")
    path.set_xticks([0, 5000, 10_000], ["0", "5,000", "10,000"])
    path.set_title(f"Trained with {trained(result)}")
    error = path.twinx()
    error.plot(steps[1:], result["error"], color=ORANGE, lw=1.6, ls="-.", label="reconstruction error")
    if len(steps) > 1:
        error.plot(steps[-1], result["error"][-1], "o", color=ORANGE, ms=5, mec="white", zorder=4, clip_on=False)
    error.set(ylim=(-0.005, 0.3), ylabel="squared error of a unit")
    error.spines.right.set(visible=True, color=GREY)
    lines = [*path.get_lines()[:2], error.get_lines()[0]]
    path.legend(lines, [line.get_label() for line in lines], loc="lower right", bbox_to_anchor=(1, 0.08))


def _draw_bias(ax, result):
    ax.plot(result["rounds"], np.maximum(result["bias"], 1e-4), "o--", color=VERMILION, ms=4.5, clip_on=False)
    now = max(result["bias"][_at(result)], 1e-4)
    ax.plot(result["k"], now, "o", color=VERMILION, ms=10, mec="white", zorder=4, clip_on=False)
    ax.set(xscale="log", yscale="log", xlim=(0.85, 600), ylim=(1e-4, 3), xlabel="rounds $k$", ylabel="relative bias")
    ax.set_xticks([1, 10, 100], ["1", "10", "100"])
    ax.set_yticks([1e-4, 1e-2, 1], ["0.0001 or less", "0.01", "1"])
    ax.minorticks_off()
    ax.grid(axis="y")
    ax.set_title(f"CD-{result['k']}: {degrees(result)} off")


def _at(result):
    return int(np.flatnonzero(result["rounds"] == result["k"])[0])


def trained(result):
    """How the machine on the right was trained."""
    going = ", chains go on" * result["persistent"]
    return f"CD-{result['trained']}{going}{', rate falls' * result['falling']}"


def degrees(result):
    value = float(result["angle"][_at(result)])
    return "less than 0.1°" if value < 0.05 else f"{value:.1f}°"


def describe_contrastive_divergence(result):
    """Bias and angle of CD-k there; the likelihood after as many steps of training, and the reconstruction error."""
    bias, steps = result["bias"][_at(result)], int(result["steps"][-1])
    percent = "less than 0.01" if bias < 1e-4 else f"{100 * bias:.2g}"
    said = (
        f"CD-{result['k']} after {result['moment']:,} steps errs by {percent}% of the true gradient's length, "
        f"{degrees(result)} off. Trained with {trained(result)}: after {steps:,} steps mean log p "
        f"{result['likelihood'][-1]:.2f}"
    )
    if steps:
        said += f", at best {result['likelihood'].max():.2f}, error {result['error'][-1]:.4f}"
    return said.replace("-", "−").replace("CD−", "CD-") + "."
