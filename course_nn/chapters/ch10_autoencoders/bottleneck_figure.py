"""Images through a bottleneck: what came back by each way, and the error by the size of the code."""

import numpy as np

from ...plots.powers import with_power
from ...plots.style import BLUE, GREEN, INK, ORANGE, VERMILION
from .bottleneck import SIZES
from .digit_codes_figure import draw_digit

COLORS = {"PCA": VERMILION, "dense": BLUE, "convolutional": GREEN, "yours": ORANGE}
#: Of the errors; beyond, an arrow.
LIMITS = (0.05, 20)
MARKERS = {"PCA": "s", "dense": "o", "convolutional": "^"}


def draw_bottleneck(figure, result):
    """``result`` of `bottleneck.reconstruct`."""
    places = ["01e", "23e"] if result["own"] is None else ["012e", "34.e"]
    parts = figure.subplot_mosaic("\n".join(places), width_ratios=[*(len(places[0]) - 1) * [0.5], 1.15])
    axes = [ax for name, ax in sorted(parts.items()) if name != "e"]
    draw_digit(axes[0], result["image"], "image")
    for ax, (name, y) in zip(axes[1:], result["came"].items(), strict=True):
        draw_digit(ax, y, f"{name}: {result['errors'][name]:.2f}", COLORS[name])
    _draw_errors(parts["e"], result)


def _draw_errors(ax, result):
    for name, runs in result["curves"].items():
        mean, look = runs.mean(axis=0), {"color": COLORS[name], "marker": MARKERS[name]}
        ax.plot(SIZES, mean, label=name, markersize=5, **look)
        if len(runs) > 1:
            ax.vlines(SIZES, runs.min(axis=0), runs.max(axis=0), color=COLORS[name], linewidth=3, alpha=0.35)
        ax.plot(result["k"], mean[SIZES.index(result["k"])], "o", mfc="none", mec=INK, markersize=11, zorder=4)
    ax.plot(SIZES, result["small"], color=BLUE, linestyle=":", linewidth=1.3, label="dense, as small")
    if result["own"] is not None:
        _draw_own(ax, result["own"])
    ax.set(xscale="log", yscale="log", xlim=(0.85, 40), ylim=LIMITS, xlabel="numbers in the code, k")
    ax.set_xticks(SIZES, SIZES)
    ax.minorticks_off()
    ax.set_ylabel("mean squared error, test digits")
    ax.legend(loc="lower left", fontsize=8.5)


def _draw_own(ax, error):
    """The reader's error as a line; beyond the axes an arrow at their edge, and the number."""
    inside = float(np.clip(error, LIMITS[0] * 1.1, LIMITS[1] / 1.1))
    ax.axhline(inside, color=ORANGE, linestyle="--", label="yours")
    if inside != error:
        ax.plot(20, inside, "^" if error > inside else "v", color=ORANGE, markersize=9, zorder=5)
        near = {"xytext": (0, -9), "va": "top"} if error > inside else {"xytext": (0, 9), "va": "bottom"}
        ax.annotate(with_power(error), (20, inside), textcoords="offset points", ha="center", color=INK, **near)


def describe_bottleneck(result):
    """The error of this image by each way, and of all test digits."""
    at = SIZES.index(result["k"])
    here = ", ".join(f"{name} {error:.2f}" for name, error in result["errors"].items())
    all_of = ", ".join(f"{name} {runs.mean(axis=0)[at]:.2f}" for name, runs in result["curves"].items())
    return f"Code of {result['k']}: squared error of this image, {here}; mean of all 449 test digits, {all_of}"
