"""Step and sigmoid among the petals, and the costs of both for every place."""

import numpy as np

from ...plots.points import draw_points, label_line_ends
from ...plots.style import BLUE, INK


def draw_smooth_step(figure, result):
    """Step and sigmoid among the petals; the costs of both for every place."""
    left, right = figure.subplots(1, 2)
    left.plot(result["grid"], result["step"], color=INK, linewidth=1.3, linestyle=(0, (4, 2)))
    left.plot(result["grid"], result["smooth"], color=BLUE, linewidth=2.4)
    rows = np.column_stack([result["x"], result["y"] + _spread(result["x"], result["y"])])
    draw_points(left, rows, result["y"], size=4.5)
    left.set(xlim=(2.7, 7.3), ylim=(-0.3, 1.3), yticks=[0, 0.5, 1], xlabel="petal length $x$ (cm)", ylabel="output")
    left.set_title(f"Steepness {result['steepness']:g}")
    (step,) = right.plot(result["places"], result["errors"], color=INK, linewidth=1.3, linestyle=(0, (4, 2)))
    (smooth,) = right.plot(result["places"], result["costs"], color=BLUE, linewidth=2)
    look = {"markeredgecolor": "white", "clip_on": False, "zorder": 4}
    right.plot(result["place"], result["error"], "s", color=INK, markersize=6, **look)
    right.plot(result["place"], result["cost"], "o", color=BLUE, markersize=8, **look)
    right.set(xlim=(3, 7), ylim=(0, 0.55), xlabel="place of the step (cm)", ylabel="mean squared error")
    label_line_ends(right, [step, smooth], ["step", "sigmoid"])
    right.set_title(f"Cost at {result['place']:.2f} cm, and elsewhere")


def describe_smooth_step(result):
    """How many flowers the step has wrong, and the sigmoid's cost with its slope."""
    wrong, slope = round(100 * result["error"]), round(result["slope"], 3) + 0.0
    return (
        f"At {result['place']:.2f} cm the step has {wrong} of 100 flowers wrong; the sigmoid's cost is "
        f"{result['cost']:.2f}, and its slope there {slope:.3f} per cm."
    ).replace("-", "−")


def _spread(x, y):
    """Flowers of the same length stand beside one another: away from the curve, alternately."""
    heights = np.zeros(len(x))
    for label, sign in ((0, -1), (1, 1)):
        rows = np.flatnonzero(y == label)
        order = rows[np.argsort(x[rows], kind="stable")]
        heights[order] = sign * (0.05 + 0.055 * (np.arange(len(order)) % 4))
    return heights
