"""What the figures on few digits share: training blue, validation vermilion and dashed; bands; shares in per cent."""

from ...plots.style import BLUE, VERMILION

DASHED = (0, (4, 2))
#: (before the name of what is measured, color, dashes): on the examples themselves, and on others.
LOOKS = (("", BLUE, "-"), ("validation_", VERMILION, DASHED))
NAMES = ("train", "validation")


def draw_band(ax, x, one, color, dashes="-"):
    """A mean with a band of two standard errors on both sides."""
    ax.fill_between(x, one["mean"] - 2 * one["error"], one["mean"] + 2 * one["error"], color=color, alpha=0.18, lw=0)
    return ax.plot(x, one["mean"], color=color, ls=dashes, marker="o", markersize=3.5, linewidth=1.5)[0]


def per_cent(ax, axis, ticks):
    """Ticks at shares, written in per cent."""
    getattr(ax, f"set_{axis}ticks")(ticks, [f"{100 * one:.0f} %" for one in ticks])
