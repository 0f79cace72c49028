"""Hidden units that start alike: their weights on the way, and what the network says."""

import numpy as np

from ...plots.points import draw_points
from ...plots.style import BLUE, FIELD_CMAP, GRID, INK


def draw_symmetry_breaking(figure, result):
    """Left: the incoming weights of every hidden unit and where they came from. Right: what the network says."""
    left, right = figure.subplots(1, 2)
    path = result["weights"][: result["frame"] + 1]
    for k in range(result["units"]):
        left.plot(*path[:, k].T, color=BLUE, lw=1.2, alpha=0.7)
    left.plot(*path[0].T, "o", color="white", mec=INK, ms=6, zorder=3)
    left.plot(*path[-1].T, "o", color=BLUE, mec="white", ms=10, zorder=4)
    left.axhline(0, color=GRID, lw=0.8, zorder=0)
    left.axvline(0, color=GRID, lw=0.8, zorder=0)
    left.set(xlim=(-10, 10), ylim=(-10, 10), xlabel="weight from $x_1$", ylabel="weight from $x_2$")
    units, different = result["units"], result["different"][result["frame"]]
    if units == 1:
        left.set_title("One hidden unit")
    elif different > 1:
        left.set_title(f"{units} hidden units, {different} clearly different")
    elif _alike(path[-1]):
        left.set_title(f"{units} hidden units work as one")
    else:
        left.set_title(f"{units} hidden units, nearly one")
    axis = result["axis"]
    field = result["field"][result["frame"]]
    right.imshow(
        field,
        extent=(axis[0], axis[-1], axis[0], axis[-1]),
        origin="lower",
        cmap=FIELD_CMAP,
        vmin=0,
        vmax=1,
        interpolation="bilinear",
        aspect="auto",
    )
    if field.min() < 0.5 < field.max():
        right.contour(axis, axis, field, levels=[0.5], colors=[INK], linewidths=1.6)
    draw_points(right, result["X"], result["y"], size=5)
    right.set(xlim=(-2, 2), ylim=(-1.5, 1.5), xlabel="$x_1$", ylabel="$x_2$")
    right.set_title(
        f"{100 * result['accuracy'][result['frame']]:.0f} % right, $J$ = {result['cost'][result['frame']]:.3f}"
    )


def _alike(weights):
    """Whether all units have the same weights, but for rounding."""
    return np.ptp(weights, axis=0).max() < 1e-6


def describe_symmetry_breaking(result):
    """How many different units there are by now, and how many points are right."""
    frame, units = result["frame"], result["units"]
    different = result["different"][frame]
    moved = abs(result["weights"][frame] - result["weights"][0]).max() > 1e-9
    if not frame:
        now = "nothing has moved yet"
    elif not moved:
        now = "no weight has moved, for no gradient comes through weights of 0"
    elif units == 1:
        now = "the only unit has moved"
    elif different > 1:
        now = f"{different} of {units} units are clearly different"
    elif _alike(result["weights"][frame]):
        now = "all units have moved together: they are one unit"
    else:
        now = "all units are still nearly the same"
    return f"After {result['step']} steps {now}; {100 * result['accuracy'][frame]:.0f} % of the points are right."
