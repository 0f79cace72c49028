"""Contrastive divergence as a picture: its bias by the rounds k, and likelihood and reconstruction while it trains."""

import numpy as np

from ...plots.style import BLUE, GREY, INK, ORANGE, VERMILION


def draw_contrastive_divergence(figure, result):
    """``result`` of `contrastive_divergence.compare_rounds`: relative bias, mean log p and the error by the steps."""
    bias, path = figure.subplots(1, 2, width_ratios=[1, 1.25])
    at = int(np.flatnonzero(result["rounds"] == result["k"])[0])
    bias.plot(result["rounds"], np.maximum(result["bias"], 1e-4), "o--", color=VERMILION, ms=4.5, clip_on=False)
    now = max(result["bias"][at], 1e-4)
    bias.plot(result["k"], now, "o", color=VERMILION, ms=10, mec="white", zorder=4, clip_on=False)
    bias.set(xscale="log", yscale="log", xlim=(0.85, 600), ylim=(1e-4, 3), xlabel="rounds $k$", ylabel="relative bias")
    bias.set_xticks([1, 10, 100], ["1", "10", "100"])
    bias.set_yticks([1e-4, 1e-2, 1], ["0.0001 or less", "0.01", "1"])
    bias.minorticks_off()
    bias.grid(axis="y")
    bias.set_title(f"CD-{result['k']}: {degrees(result)} off")
    path.plot(result["steps"], result["likelihood"], color=BLUE, label="mean log p, exact")
    path.axhline(result["best"], color=INK, lw=1.2, ls="--", label="best possible")
    best = int(result["likelihood"].argmax())
    path.plot(result["steps"][best], result["likelihood"][best], "o", color=BLUE, ms=8, mec="white", zorder=4)
    path.set(xlim=(0, result["steps"][-1]), ylim=(-6.3, -2.4), xlabel="steps", ylabel="mean log p (nats)")
    path.set_title(f"Trained with CD-{result['trained']}")
    error = path.twinx()
    error.plot(result["steps"], result["error"], color=ORANGE, lw=1.6, ls="-.", label="reconstruction error")
    error.set(ylim=(-0.005, 0.3), ylabel="squared error of a unit")
    error.spines.right.set(visible=True, color=GREY)
    lines = [*path.get_lines()[:2], error.get_lines()[0]]
    path.legend(lines, [line.get_label() for line in lines], loc="center right")


def degrees(result):
    at = int(np.flatnonzero(result["rounds"] == result["k"])[0])
    value = float(result["angle"][at])
    return "less than 0.1°" if value < 0.05 else f"{value:.1f}°"


def describe_contrastive_divergence(result):
    """Bias and angle of CD-k there; the likelihood's best and last, and the last reconstruction error."""
    at = int(np.flatnonzero(result["rounds"] == result["k"])[0])
    likelihood = result["likelihood"]
    bias = "less than 0.01" if result["bias"][at] < 1e-4 else f"{100 * result['bias'][at]:.2g}"
    said = (
        f"CD-{result['k']} after {result['moment']:,} steps errs by {bias}% of the true "
        f"gradient's length, {degrees(result)} off. Trained with CD-{result['trained']}, mean log p is at best "
        f"{likelihood.max():.2f} of {result['best']:.2f}, at the end {likelihood[-1]:.2f}, the error then "
        f"{result['error'][-1]:.4f}."
    )
    return said.replace("-", "−").replace("CD−", "CD-")
