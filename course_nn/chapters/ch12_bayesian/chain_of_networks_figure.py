"""The network of a moment as a picture: its function, its units, the mean so far, and where the chain was."""

import numpy as np

from ...plots.style import BLUE, CLASS_COLORS, GREY, GRID, INK, SKY, VERMILION
from .chain_of_networks import AT, DRAWS, LEFT_OUT, THIN, UNITS

STYLES = ("-", "--", "-.", ":")
#: The axis of functions is linear near 0, and logarithmic well beyond this.
LINEAR = 2.0
FUNCTIONS, NOISES, MIDDLES = (-12, 12), (0.08, 0.6), (-2.8, 3.8)


def draw_chain_of_networks(figure, result):
    """``result`` of `chain_of_networks.network_now`: what stands still. Returns what the player moves."""
    parts = figure.subplot_mosaic("ns;nm", width_ratios=[1.5, 1])
    ax, noise, middle = parts["n"], parts["s"], parts["m"]
    ax.axhline(0, color=GRID, lw=0.8)
    ax.plot(*result["data"], "o", color=GREY, ms=4)
    ax.set_yscale("asinh", linear_width=LINEAR)
    ax.set_yticks([-10, -4, -2, -1, 0, 1, 2, 4, 10], ["−10", "−4", "−2", "−1", "0", "1", "2", "4", "10"])
    ax.minorticks_off()
    ax.set(xlim=(-3.05, 3.05), ylim=FUNCTIONS, xlabel="$x$", ylabel="$f(x)$")
    ax.set_title(f"Chain {result['chain']}")
    steps = np.arange(DRAWS + 1)
    for panel, values, limits, name in (
        (noise, result["sigma"], NOISES, "$\\sigma$"),
        (middle, result["middle"], MIDDLES, "$f(0)$"),
    ):
        panel.plot(steps, values, color=SKY, lw=0.9)
        panel.set(xlim=(-2, DRAWS + 2), ylim=limits, ylabel=name)
        if result["without_start"]:
            panel.axvspan(-2, LEFT_OUT - 0.5, color=GREY, alpha=0.15, lw=0)
    noise.tick_params(labelbottom=False)
    middle.set_xlabel(f"network (every {THIN} sweeps)")
    units = [ax.plot([], [], color=CLASS_COLORS[j + 2], lw=1.1, ls=STYLES[j])[0] for j in range(UNITS)]
    mean = ax.plot([], [], color=INK, lw=2, ls="--", zorder=5)[0]
    function = ax.plot([], [], color=BLUE, lw=2.4, zorder=4)[0]
    look = {"color": BLUE, "ms": 8, "mec": "white", "zorder": 4, "clip_on": False}
    marks = [panel.plot([], [], "o", **look)[0] for panel in (noise, middle)]
    words = ax.text(1, 1.02, "", transform=ax.transAxes, fontsize=9, ha="right", va="bottom")
    far = ax.text(0.98, 0.97, "", transform=ax.transAxes, fontsize=9, va="top", ha="right", color=VERMILION)
    kept = units, function, mean, marks, words, far
    for artist in (*units, function, mean, *marks, words, far):
        artist.set_visible(False)
    return kept


def move_chain_of_networks(result, kept):
    """The network of this moment, its units, the mean so far, and the markers on the traces."""
    units, function, mean, marks, words, far = kept
    draw = result["draw"]
    for line, curve in zip(units, result["units"], strict=True):
        line.set_data(AT, curve)
    function.set_data(AT, result["function"])
    mean.set_data(*(([], []) if result["mean"] is None else (AT, result["mean"])))
    for mark, values in zip(marks, (result["sigma"], result["middle"]), strict=True):
        mark.set_data([draw], [values[draw]])
    words.set_text(f"network {draw}: {result['away']:.2f} away; {_mean(result)}")
    low, high = FUNCTIONS
    outside = int(((result["units"] < low) | (result["units"] > high)).any(axis=1).sum())
    far.set_text(f"{outside} units leave the picture" if outside else "")
    shown = *units, function, mean, *marks, words, far
    for artist in shown:
        artist.set_visible(True)
    return shown


def _mean(result):
    if result["mean"] is None:
        return "no mean yet"
    count = result["count"]
    return (
        f"mean of {count}: {result['mean_away']:.2f} away"
        if count > 1
        else f"mean of 1: {result['mean_away']:.2f} away"
    )


def describe_chain_of_networks(result):
    """Where the chain is, and how far the network and the mean so far are from the mean of a long run."""
    draw = result["draw"]
    said = (
        f"Chain {result['chain']}, after {draw * THIN:,} sweeps: σ = {result['sigma'][draw]:.2f}, and the network's "
        f"function is {result['away']:.2f} away from the mean of a long run"
    )
    if result["mean"] is None:
        return f"{said}; of the {LEFT_OUT} networks that are left out there is no mean."
    count = result["count"]
    return f"{said}; the mean of {count} function{'' if count == 1 else 's'} is {result['mean_away']:.2f} away."
