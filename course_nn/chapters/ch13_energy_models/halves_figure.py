"""Halves as a picture: a digit half covered, six states of chains that hold the seen half, their mean, the rest."""

from ...plots.style import BLUE, GREY
from .digit_machines_figure import draw_digit


def draw_halves(figure, result):
    """``result`` of `halves.fill_in`: covered image, mean, nearest images and truth above; six ends of chains below."""
    axes = figure.subplots(2, 6)
    above, below = axes
    covered = result["covered"]
    shown = result["image"] * ~covered
    draw_digit(above[0], shown, "seen", covered=covered)
    draw_digit(above[1], result["mean"], f"mean: {result['wrong']} wrong", BLUE)
    draw_digit(above[2], result["nearest"], f"nearest: {result['near_wrong']} wrong", GREY)
    draw_digit(above[3], result["nine"], f"nine: {result['nine_wrong']} wrong", GREY)
    draw_digit(above[4], result["image"], "the digit")
    above[5].set_axis_off()
    for k, (ax, x) in enumerate(zip(below, result["samples"], strict=True)):
        draw_digit(ax, x, "chains end at" if k == 0 else "", covered=covered)


def describe_halves(result):
    """How many covered pixels the machine and the nearest image have wrong, and what the machine is unsure of."""
    unsure = int(((result["mean"] > 0.2) & (result["mean"] < 0.8) & result["covered"]).sum())
    return (
        f"Test image {result['digit']}, {result['half']} half covered: the mean of 40 chains has {result['wrong']} of "
        f"32 covered pixels wrong and lies between 0.2 and 0.8 at {unsure}; the nearest training image has "
        f"{result['near_wrong']} wrong, the mean of the nine nearest {result['nine_wrong']}."
    )
