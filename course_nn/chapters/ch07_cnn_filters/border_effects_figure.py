"""Borders leak position, in a picture."""

from ...plots.points import label_line_ends
from ...plots.style import BLUE, GREEN, GREY, SEQUENTIAL_CMAP, VERMILION, picture
from .border_effects import DEPTHS

LOOKS = {"zeros": (VERMILION, "s", "-"), "none": (GREEN, "^", ":"), "wrapped around": (BLUE, "o", "--")}


def draw_border_effects(figure, result):
    """``result`` is (response (h, w), probes): the answer to a constant image, and R² of the probes by depth."""
    response, probes = result
    left, right = figure.subplots(1, 2, width_ratios=(0.6, 1))
    left.imshow(response, cmap=SEQUENTIAL_CMAP, interpolation="nearest")
    left.set(xticks=[], yticks=[], xlabel="an image that is 1 everywhere,\nafter two convolutions")
    left.spines[:].set(visible=True, color=GREY)
    left.set_title("The border shows")
    lines = []
    for padding, found in probes.items():
        color, marker, style = LOOKS[padding]
        right.plot(DEPTHS, found, marker, color=color, markersize=3, alpha=0.4)
        lines += right.plot(DEPTHS, found.mean(axis=1), marker=marker, linestyle=style, color=color)
    right.set(
        ylim=(-0.1, 0.4),
        xlim=(0.8, DEPTHS[-1] + 1.5),
        xticks=DEPTHS,
        xlabel="convolutions",
        ylabel="$R^2$ of a linear probe",
    )
    right.grid(axis="y")
    best = max(0.0, *(found.mean(axis=1).max() for found in probes.values()))
    right.set_title(f"At best {best:.0%} of the distance's variance is read")
    label_line_ends(right, lines, list(probes))


def describe_border_effects(result):
    """The largest mean R² of each padding."""
    best = {padding: found.mean(axis=1) for padding, found in result[1].items()}
    words = [f"{padding} {max(means.max(), 0):.2f}" for padding, means in best.items()]
    return (
        "A constant image comes out with a frame; the distance from the middle, read from noise by a linear function, "
        f"has an R² of, at best: {', '.join(words)}."
    )


def show_border_effects(result):
    """`draw_border_effects` as a figure with its sentence."""
    return picture(draw_border_effects, result, describe_border_effects(result), size=(8.2, 3.0))
