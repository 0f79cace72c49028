"""Digits on demand in a picture: samples of the digit asked for, as they are read, and the shares of all digits."""

from matplotlib.patches import Rectangle
from matplotlib.ticker import PercentFormatter

from ...plots.style import BLUE, GRID, INK, VERMILION
from .conditional_digits import READ, SHOWN
from .digit_gan_figure import corner, draw_tiles

COLUMNS = 6


def draw_conditional_digits(figure, result):
    """``result`` of `conditional_digits.answer`: a sheet of samples, and a bar for each digit."""
    sheet, bars = figure.subplots(1, 2, width_ratios=(1.15, 1))
    digit, right = result["digit"], int((result["read"] == result["digit"]).sum())
    draw_tiles(sheet, result["images"], COLUMNS)
    for k in (result["read"] != digit).nonzero()[0]:
        left, top = corner(k, COLUMNS)
        sheet.add_patch(Rectangle((left, top), 1, 1, fill=False, edgecolor=VERMILION, linewidth=2))
        box = {"facecolor": "white", "edgecolor": "none", "pad": 1.2}
        words = {"color": VERMILION, "ha": "right", "va": "top", "fontweight": "bold", "bbox": box}
        sheet.text(left + 0.95, top + 0.05, result["read"][k], **words)
    sheet.set_title(f"{right} of {SHOWN} are read as {digit}")
    shares = result["shares"]
    bars.bar(range(10), shares, color=[BLUE if k == digit else GRID for k in range(10)])
    bars.axhline(0.1, color=INK, linestyle=":", linewidth=1)
    bars.set(xlim=(-0.6, 9.6), ylim=(0, 1.0), xticks=range(10), xlabel="digit asked for")
    bars.yaxis.set_major_formatter(PercentFormatter(1))
    bars.tick_params(axis="x", length=0)
    bars.set_title(f"Read as asked: {digit} in {100 * shares[digit]:.1f} %")


def describe_conditional_digits(result):
    """How many of the samples shown are read as the digit, and of all that were read."""
    digit, right = result["digit"], int((result["read"] == result["digit"]).sum())
    shares = result["shares"]
    least = int(shares.argmin())
    return (
        f"Asked for {digit}, {right} of the {SHOWN} samples shown are read as {digit}, and of {READ} others "
        f"{100 * shares[digit]:.1f} %; least often obeyed is {least}, in {100 * shares[least]:.1f} %."
    )
