"""A moment of a training in the plane: D's field with real and generated examples, and G's map of the latent grid."""

import numpy as np

from ...plots.field import add_colorbar, draw_field
from ...plots.style import BLUE, GREEN, GREY, INK, ORANGE, VERMILION

#: Behind words that may lie on samples.
PAPER = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 2}


def draw_mode_plane(figure, result):
    """What stands still while a run is played: axes, colors, and the modes. Returns what `move_mode_plane` moves."""
    left, right = figure.subplots(1, 2, width_ratios=(1.06, 1))
    half = result["half"]
    axis = np.linspace(-half, half, result["field"].shape[0])
    colors = draw_field(left, axis, axis, result["field"], low=0, high=1)
    add_colorbar(figure, colors, left, "D's probability of real", ticks=[0, 0.5, 1])
    for ax in (left, right):
        ax.set(xlim=(-half, half), ylim=(-half, half), xlabel="$x_1$", aspect="equal")
    left.set_ylabel("$x_2$")
    right.set_yticklabels([])
    right.set_title("What G makes of its grid")
    right.plot(*result["real"].T, "o", color=GREY, ms=3, alpha=0.35, linestyle="none", markeredgewidth=0)
    look = {"linestyle": "none", "markeredgecolor": "white"}
    kept = {
        "colors": colors,
        "image": left.images[0],
        "real": left.plot(*result["real"].T, "o", color=BLUE, ms=8, markeredgewidth=0.8, **look)[0],
        "samples": left.plot([], [], "s", color=VERMILION, ms=4, markeredgewidth=0.4, **look)[0],
        "outside": left.text(0.02, 0.02, "", transform=left.transAxes, color=INK, fontsize=8.5, bbox=PAPER),
        "first": right.plot([], [], "-", color=GREEN, lw=0.9)[0],
        "second": right.plot([], [], "--", color=ORANGE, lw=0.9)[0],
        "title": left.set_title(""),
    }
    for name in kept.keys() - {"colors"}:
        kept[name].set_visible(False)
    return kept


def move_mode_plane(result, kept):
    """D's field, real examples and G's; where G puts the lines of the latent grid; in the order of drawing."""
    half, lines = result["half"], result["lines"]
    kept["image"].set_data(kept["colors"].to_rgba(result["field"], bytes=True))
    kept["samples"].set_data(*_inside(result["samples"], half).T)
    for name, part in (("first", lines[: len(lines) // 2]), ("second", lines[len(lines) // 2 :])):
        parted = np.concatenate([_inside(part, half), np.full((len(part), 1, 2), np.nan)], axis=1)
        kept[name].set_data(*parted.reshape(-1, 2).T)
    outside = result["outside"]
    kept["outside"].set_text(f"{percent(outside)} of G's outside" if outside else "")
    kept["title"].set_text(f"{result['covered']:.0f} of {result['modes']} modes covered")
    artists = [artist for name, artist in kept.items() if name != "colors"]
    for artist in artists:
        artist.set_visible(True)
    return artists


def _inside(points, half):
    """The points with a gap where they leave the window."""
    return np.where((np.abs(points) <= half).all(axis=-1, keepdims=True), points, np.nan)


def percent(share):
    """A share in whole percent; what is not quite all or nothing isn't rounded to it."""
    if 0 < share < 0.005:
        return "under 1 %"
    return "over 99 %" if 0.995 <= share < 1 else f"{100 * share:.0f} %"


def describe_mode_plane(result):
    """The step, the counts, and how far D is from being at a loss."""
    counted = f"{result['covered']:.0f} of {result['modes']} modes covered, {result['reached']:.0f} reached"
    low, high = result["field"].min(), result["field"].max()
    return (
        f"After {result['steps']:,} of {result['last']:,} steps: {counted}, {percent(result['good'])} of 2,500 samples "
        f"good, reverse KL {result['reverse_kl']:.2f}; in the window D's probabilities go from {low:.2f} to {high:.2f}."
    )
