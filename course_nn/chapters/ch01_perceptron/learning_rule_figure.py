"""The learning rule as a picture: the line before and after a correction, and how many points are right so far."""

import numpy as np

from ...plots.points import draw_points
from ...plots.style import BLUE, GREY, GRID
from .decision_line import line_ends
from .decision_line_figure import draw_boundary, draw_half_planes, draw_normal, point_size


def draw_learning_rule(figure, state):
    """The line after a correction of a `Replay`, the one before it (dashed), and how many points are right so far.

    What comes later is not shown: the reader is asked about it.
    """
    left, right = figure.subplots(1, 2)
    draw_half_planes(left, state.w, state.b, state.window, state.labels)
    if state.step:
        draw_boundary(left, state.w_before, state.b_before, state.window, color=GREY, linestyle="--")
    draw_boundary(left, state.w, state.b, state.window)
    draw_normal(left, state.w, state.b, state.window, state.X)
    ring = None if state.index is None else np.arange(len(state.y)) == state.index
    draw_points(left, state.X, state.y, size=point_size(state.y), ring=ring)
    left.set_title(_correction(state))
    set_rights_axes(right, state)
    done = state.rights[: state.step + 1]
    right.plot(np.arange(len(done)), done, color=BLUE, linewidth=1.5)
    right.plot([state.step], [done[-1]], "o", color=BLUE, markersize=7)
    right.set_title(f"{int(done[-1])} of {len(state.y)} points on their side")


def describe_learning_rule(state):
    """How many points are right after how many mistakes, where the line is, and whether it has ended."""
    remarks = []
    if not np.any(state.w):
        remarks.append("there is no line")
    elif line_ends(state.w, state.b, state.window) is None:
        remarks.append("the line lies outside the picture")
    elif state.edge:
        remarks.append(f"{state.edge} of them on the line, for the rule a mistake")
    right = f"{int(state.rights[state.step])} of {len(state.y)} points are right"
    right += "".join(f" ({one})" for one in remarks)
    made = f"{state.step} mistake{'' if state.step == 1 else 's'}"
    if state.step < state.steps:
        return f"{right}; {made} so far."
    return f"Done: {right} after {made}." if state.converged else f"{right}; {made} so far, and it goes on."


def _correction(state):
    if state.step == 0:
        return "Before learning: $w = 0$, $b = 0$"
    return f"Correction {state.step}: $w \\leftarrow w {'+' if state.sign > 0 else '-'} x$"


def set_rights_axes(ax, state):
    """Axes for the number of points on their side after every correction of a `Replay`."""
    n = len(state.y)
    ax.set(xlim=(-0.02 * state.steps - 0.05, 1.03 * state.steps + 0.05), ylim=(-0.04 * n, 1.08 * n))
    ax.set(xlabel="corrections", ylabel="points on their side")
    ax.axhline(n, color=GRID, linewidth=1, zorder=0)
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.set_yticks([0, n // 2, n])
