"""The linear autoencoder in a picture: its directions under the principal axes, the angle, and the loss."""

from ...plots.style import BLUE, GREY, INK, ORANGE
from .digit_codes_figure import draw_sheet
from .linear_autoencoder import MOMENTS, MOST, STEPS


def draw_linear_autoencoder(figure, result):
    """``result`` of `linear_autoencoder.compare_subspaces`."""
    parts = figure.subplot_mosaic([["axes", "angle"], ["rows", "loss"]], width_ratios=[1.25, 1])
    above, below, angle, loss = (parts[name] for name in ("axes", "rows", "angle", "loss"))
    draw_sheet(above, result["axes"], 4, places=MOST)
    above.set_title(f"The first {result['k']} principal axes" if result["k"] > 1 else "The first principal axis")
    draw_sheet(below, result["rows"], 4, places=MOST)
    below.set_title(f"The decoder's rows after {result['moment']} steps, each of length 1")
    _draw_curve(angle, result["angles"], result, "largest angle in °")
    angle.set(yscale="log", ylim=(1e-5, 150))
    angle.axhline(0.1, color=GREY, linewidth=0.9, linestyle=":")
    angle.text(STEPS, 0.1, "0.1°", ha="right", va="bottom", fontsize=8.5, color=GREY)
    _draw_curve(loss, result["losses"], result, "mean squared error")
    loss.axhline(result["floor"], color=INK, linewidth=1, linestyle="--")
    said = {"xytext": (0, -7), "textcoords": "offset points", "ha": "center", "va": "top", "fontsize": 8.5}
    loss.annotate("the other eigenvalues' sum", (STEPS / 2, result["floor"]), **said)
    loss.set(ylim=(0, 9), xlabel="step")


def _draw_curve(ax, values, result, label):
    so_far = result["at"] + 1  # what comes later is for the reader to find
    ax.plot(MOMENTS[:so_far], values[:so_far], "o-", color=BLUE, markersize=3.5)
    ax.plot(MOMENTS[result["at"]], values[result["at"]], "D", color=ORANGE, markersize=8, clip_on=False, zorder=4)
    ax.set(xlim=(0, STEPS), ylabel=label)


def describe_linear_autoencoder(result):
    """How far the two subspaces, and the losses, are from each other."""
    loss, angle = result["losses"][result["at"]], result["angles"][result["at"]]
    above = loss - result["floor"]
    far = f"{above:.2g} above" if above >= 5e-5 else "less than 0.0001 above"
    turned = f"{angle:.1f}°" if angle >= 0.95 else f"{angle:.2f}°" if angle >= 0.095 else "less than 0.1°"
    return (
        f"A code of {result['k']} after {result['moment']} steps: the mean squared error is {loss:.3f}, {far} the sum "
        f"of the other eigenvalues; the largest angle between the two spans is {turned}"
    )
