"""A learning that never ends as a picture: the line of the moment beside the one in the pocket."""

import numpy as np

from ...plots.points import draw_points
from ...plots.style import GREEN, INK
from .decision_line import line_ends
from .decision_line_figure import draw_boundary, draw_half_planes, point_size
from .learning_rule_figure import set_rights_axes


def draw_not_separable(figure, state):
    """The line of the moment and the one in the pocket; right, the points on their side for both."""
    left, right = figure.subplots(1, 2)
    draw_half_planes(left, state.w_best, state.b_best, state.window, state.labels)
    draw_boundary(left, state.w, state.b, state.window, color=GREEN, linestyle="--", linewidth=1.5)
    draw_boundary(left, state.w_best, state.b_best, state.window)
    draw_points(left, state.X, state.y, size=point_size(state.y))
    now, kept = int(state.rights[state.step]), int(state.bests[state.step])
    shown = {"solid: pocket": (state.w_best, state.b_best), "dashed: now": (state.w, state.b)}
    lines = [name for name, line in shown.items() if line_ends(*line, state.window) is not None]
    left.set_title("; ".join(lines).capitalize() or "No line in the picture")
    set_rights_axes(right, state)
    steps = np.arange(state.step + 1)
    right.plot(steps, state.rights[: state.step + 1], color=GREEN, linewidth=0.9)
    right.plot(steps, state.bests[: state.step + 1], color=INK, linewidth=2, drawstyle="steps-post")
    right.plot([state.step], [now], "o", color=GREEN, markersize=6)
    right.plot([state.step], [kept], "o", color=INK, markersize=6)
    right.set_title(f"Right: {now} now, {kept} {'in the pocket' if kept < 100 else 'kept'}")


def describe_not_separable(state):
    """How many points are right now, and how many in the pocket."""
    n, now, kept = len(state.y), int(state.rights[state.step]), int(state.bests[state.step])
    if not np.any(state.w):
        who = "there is no line: w = 0"
    elif line_ends(state.w, state.b, state.window) is None:
        who = "the line of the moment (outside the picture)"
    else:
        who = "the line of the moment"
    corrections = f"{state.step} correction{'' if state.step == 1 else 's'}"
    return f"After {corrections} {who} has {now} of {n} points right, the pocket {kept}."
