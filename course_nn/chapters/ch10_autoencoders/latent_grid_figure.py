"""The latent plane as a picture: where digits are encoded, the window over it, and what the window decodes to."""

import numpy as np
from matplotlib.patches import Rectangle

from ...plots.style import BLUE, GREEN, GREY, INK, ORANGE, PINK, SKY, VERMILION
from .beta_figure import draw_mosaic
from .latent_grid import CENTERS, SIDE, WIDTHS

#: Ten colors do not tell apart: the numerals on the plane do.
COLORS = (VERMILION, BLUE, GREEN, PINK, ORANGE, SKY, INK, "#7A5C00", "#5B3F8C", GREY)
EDGE = CENTERS[1] + WIDTHS[1] + 0.2


def draw_latent_grid(figure, result):
    """``result`` of `latent_grid.show_plane`: means of unseen digits with the window over them, and its images."""
    plane, grid = figure.subplots(1, 2)
    (x, y), half = result["center"], result["half"]
    means = np.clip(result["means"], -EDGE, EDGE)
    for digit in range(10):
        chosen = means[result["digits"] == digit]
        plane.plot(*chosen.T, marker=f"${digit}$", color=COLORS[digit], ms=5.5, ls="none", mew=0.2)
    outside = (np.abs(result["means"]) > EDGE).any(axis=1)
    if outside.any():
        plane.text(0.02, 0.02, f"{outside.sum()} lie farther out: at the edge", transform=plane.transAxes, color=GREY)
    turn = np.linspace(0, 2 * np.pi, 100)
    for radius in (1, 2):  # of the prior
        plane.plot(radius * np.cos(turn), radius * np.sin(turn), color=GREY, lw=0.9, ls=":")
    plane.add_patch(Rectangle((x - half, y - half), 2 * half, 2 * half, fill=False, edgecolor=INK, lw=2, zorder=5))
    plane.set(xlim=(-EDGE, EDGE), ylim=(-EDGE, EDGE), aspect="equal", xlabel="$z_1$", ylabel="$z_2$")
    plane.set(xticks=range(-4, 5, 2), yticks=range(-4, 5, 2))
    plane.set_title(f"{result['inside'].sum()} of {len(means)} unseen digits in the window")
    draw_mosaic(grid, result["images"].reshape(-1, 64), SIDE)
    grid.set_title("The window, decoded")


def describe_latent_grid(result):
    """The window, how many unseen digits are encoded within, and which most."""
    (x, y), half = result["center"], result["half"]
    said = f"The window around ({number(x)}, {number(y)}), {2 * half:g} wide, "
    inside = result["inside"]
    if not inside.any():
        return f"{said}holds the code of no unseen digit; its images are decoded all the same."
    most = np.flatnonzero(inside == inside.max())
    who = f"a {most[0]}".replace("a 8", "an 8") if len(most) == 1 else " and ".join(map(str, most))
    each = "most often" if len(most) == 1 else "equally often"
    count = "code of 1 unseen digit" if inside.sum() == 1 else f"codes of {inside.sum()} unseen digits"
    return f"{said}holds the {count}, {each} {who} ({inside.max()} of them)."


def number(value):
    return f"{value + 0.0:g}".replace("-", "−")
