"""The figures of chapter 01: a neuron, its line, its learning, its margin."""

import numpy as np

from ...plots.points import draw_points, label_line_end, label_line_ends
from ...plots.style import BLUE, FIELD_CMAP, GREEN, GREY, GRID, INK, VERMILION

SIDES = (FIELD_CMAP(0.3), FIELD_CMAP(0.7))  # where the neuron is silent, where it fires


def draw_neuron(figure, weights):
    """A neuron as a diagram and its step: ``weights`` is a dict from the name of an input to its weight.

    Lines are blue for positive weights, vermilion and dashed for negative ones, and as wide as the weight is large.
    """
    left, right = figure.subplots(1, 2, width_ratios=(1.5, 1))
    left.set(xlim=(-0.35, 4.2), ylim=(-0.5, len(weights) - 0.5), aspect="equal")
    left.axis("off")
    middle = (len(weights) - 1) / 2
    largest = max(abs(w) for w in weights.values()) or 1
    for k, (name, w) in enumerate(weights.items()):
        y = len(weights) - 1 - k
        color, style = (BLUE, "-") if w >= 0 else (VERMILION, (0, (3, 1.5)))
        left.plot([0, 2], [y, middle], linestyle=style, color=color, linewidth=0.8 + 3 * abs(w) / largest, zorder=1)
        left.text(
            0.8,
            y + (middle - y) * 0.4,
            f"${w:g}$",
            color=color,
            ha="center",
            va="center",
            bbox={"boxstyle": "round,pad=0.15", "fc": "white", "ec": "none"},
        )
        _unit(left, 0, y, name)
    _unit(left, 2, middle, r"$z$", 0.36)
    left.annotate("", (3.2, middle), (2.36, middle), arrowprops={"arrowstyle": "-|>", "color": INK})
    _unit(left, 3.5, middle, r"$a$")
    left.text(2.9, middle + 0.14, "step", ha="center", va="bottom", color=GREY, fontsize=9)
    left.set_title("Weigh, add up, decide")
    _step(right)
    right.set(xlim=(-3, 3), ylim=(-0.25, 1.25), xlabel="weighted sum $z$", ylabel="output $a$", yticks=[0, 1])
    right.set_title("It fires from zero on")


def _unit(ax, x, y, text, radius=0.3):
    from matplotlib.patches import Circle

    ax.add_patch(Circle((x, y), radius, facecolor="white", edgecolor=INK, linewidth=1.3, zorder=2))
    ax.text(x, y, text, ha="center", va="center", zorder=3, fontsize=11)


def _step(ax):
    ax.axvline(0, color=GRID, linewidth=1, zorder=0)
    ax.plot([-1e3, 0], [0, 0], color=INK, linewidth=1.6, zorder=1)
    ax.plot([0, 1e3], [1, 1], color=INK, linewidth=1.6, zorder=1)
    ax.plot([0], [0], "o", color=INK, markerfacecolor="white", markersize=5, zorder=2)
    ax.plot([0], [1], "o", color=INK, markersize=5, zorder=2)


def draw_decision_line(figure, line):
    """The plane cut by the neuron's line, and beside it where every point lands on the step. A ``demos`` ``Line``."""
    left, right = figure.subplots(1, 2)
    _plane(left, line)
    shade(left, line.w, line.b, line.window)
    draw_boundary(left, line.w, line.b, line.window)
    draw_normal(left, line.w, line.b, line.window)
    draw_points(left, line.X, line.y, size=_size(line), ring=~line.right)
    left.set_title(f"{int(line.right.sum())} of {len(line.y)} points on their side")
    _step(right)
    right_points = np.column_stack([line.z, line.fired + _stack(line)])
    draw_points(right, right_points, line.y, size=_size(line), ring=~line.right)
    right.set(xlim=(-line.reach, line.reach), ylim=(-0.4, 1.4), yticks=[0, 1])
    right.set(xlabel="weighted sum $z$", ylabel="output $a$")
    right.set_title("The same points on the step")


def _stack(line):
    """Heights above (class 1) or below (class 0) the step, so that points with the same z don't hide each other."""
    heights = np.empty(len(line.y))
    for label, sign in ((0, -1), (1, 1)):
        rows = np.flatnonzero(line.y == label)
        order = rows[np.argsort(line.z[rows], kind="stable")]
        heights[order] = sign * (0.07 + 0.07 * (np.arange(len(order)) % 3))
    return heights


def draw_replay(figure, state):
    """The line after a correction, the one before it (dashed), and how many points are right so far. A ``Replay``."""
    left, right = figure.subplots(1, 2)
    _plane(left, state)
    shade(left, state.w, state.b, state.window)
    if state.step:
        draw_boundary(left, state.w_before, state.b_before, state.window, color=GREY, linestyle="--")
    draw_boundary(left, state.w, state.b, state.window)
    draw_normal(left, state.w, state.b, state.window)
    ring = None if state.index is None else np.arange(len(state.y)) == state.index
    draw_points(left, state.X, state.y, size=_size(state), ring=ring)
    left.set_title(_correction(state))
    _rights_axes(right, state)
    done = state.rights[: state.step + 1]
    right.plot(np.arange(state.steps + 1), state.rights, color=GRID, linewidth=1.5)
    right.plot(np.arange(len(done)), done, color=BLUE, linewidth=1.5)
    right.plot([state.step], [done[-1]], "o", color=BLUE, markersize=7)
    right.set_title(f"{int(done[-1])} of {len(state.y)} points on their side")


def _correction(state):
    if state.step == 0:
        return "Before learning: $w = 0$, $b = 0$"
    return f"Correction {state.step}: $w \\leftarrow w {'+' if state.sign > 0 else '-'} x$"


def draw_no_line(figure, state):
    """The line of the moment and the one in the pocket; right, the points on their side for both. A ``Replay``."""
    left, right = figure.subplots(1, 2)
    _plane(left, state)
    shade(left, state.w_best, state.b_best, state.window)
    draw_boundary(left, state.w, state.b, state.window, color=GREEN, linestyle="--", linewidth=1.5)
    draw_boundary(left, state.w_best, state.b_best, state.window)
    draw_points(left, state.X, state.y, size=_size(state))
    now, kept = int(state.rights[state.step]), int(state.bests[state.step])
    left.set_title("Solid: pocket; dashed: now")
    _rights_axes(right, state)
    shown = np.arange(state.step + 1)
    right.plot(shown, state.rights[: state.step + 1], color=GREEN, linewidth=0.9)
    right.plot(shown, state.bests[: state.step + 1], color=INK, linewidth=2, drawstyle="steps-post")
    right.plot([state.step], [now], "o", color=GREEN, markersize=6)
    right.plot([state.step], [kept], "o", color=INK, markersize=6)
    right.set_title(f"Right: {now} now, {kept} in the pocket")


def _rights_axes(ax, state):
    n = len(state.y)
    ax.set(xlim=(-0.02 * state.steps - 0.05, 1.03 * state.steps + 0.05), ylim=(-0.04 * n, 1.08 * n))
    ax.set(xlabel="corrections", ylabel="points on their side")
    ax.axhline(n, color=GRID, linewidth=1, zorder=0)
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.set_yticks([0, n // 2, n])


def draw_margin(figure, result):
    """Points with a gap and the widest street between them; right, mistakes and bound for every gap. A ``Margin``."""
    left, right = figure.subplots(1, 2)
    _plane(left, result)
    shade(left, result.w, result.b, result.window)
    draw_boundary(left, result.w, result.b, result.window)
    for side in (-1, 1):
        edge = result.b + side * result.gaps[result.now]
        draw_boundary(left, result.w, edge, result.window, linestyle=":", linewidth=1.2)
    draw_points(left, result.X, result.y, size=5.5)
    left.set_title(f"Nobody nearer than {result.gaps[result.now]:g}")
    gaps, now = result.gaps, result.now
    right.axvline(gaps[now], color=GRID, linewidth=8, zorder=0)
    (bound,) = right.plot(gaps, result.bounds, color=INK)
    (most,) = right.plot(gaps, result.mistakes.max(axis=1), color=BLUE, linewidth=1.2)
    right.plot(
        np.repeat(gaps, result.mistakes.shape[1]),
        result.mistakes.ravel(),
        "o",
        color=BLUE,
        markersize=2.5,
        alpha=0.6,
        markeredgewidth=0,
    )
    right.plot([gaps[now]], [result.bounds[now]], "o", color=INK)
    right.plot([gaps[now]], [result.mistakes[now].max()], "o", color=BLUE)
    right.set(
        xlim=(0, 1.02),
        ylim=(0.9, 2000),
        yscale="log",
        yticks=[1, 10, 100, 1000],
        yticklabels=["1", "10", "100", "1000"],
    )
    right.minorticks_off()
    right.set(xlabel="distance of the nearest points", ylabel="mistakes")
    label_line_ends(right, [bound, most], ["bound", "most made"])
    right.set_title("Mistakes stay below the bound")


def draw_squeeze(figure, result):
    """‖w‖ after each mistake between its two limits, which cross at the bound. A ``demos`` ``Squeeze``."""
    ax = figure.subplots()
    ax.plot(result.k, result.upper, color=VERMILION, linestyle="--")
    ax.plot(result.k, result.lower, color=INK)
    made = np.arange(len(result.length))
    (line,) = ax.plot(made, result.length, "o-", color=BLUE, markersize=3.5, linewidth=1.2)
    ax.fill_between(result.k, result.lower, result.upper, color=GRID, alpha=0.5, linewidth=0)
    ax.axvline(result.bound, color=GREY, linewidth=1, linestyle=":")
    ax.text(result.bound, 0, f" bound {result.bound:.0f}", ha="left", va="bottom", color=GREY)
    ax.set(xlim=(0, result.bound * 1.18), ylim=(0, result.upper[-1] * 1.12))
    ax.set(xlabel="mistakes so far, $k$", ylabel=r"length of $\tilde{w}$")
    ax.annotate(
        "at most $R\\sqrt{k}$",
        (result.k[len(result.k) // 3], result.upper[len(result.k) // 3]),
        xytext=(-6, 8),
        textcoords="offset points",
        ha="right",
        color=VERMILION,
    )
    ax.annotate(
        "at least $k\\,m/\\|w^*\\|$",
        (result.k[len(result.k) // 2], result.lower[len(result.k) // 2]),
        xytext=(8, -8),
        textcoords="offset points",
        ha="left",
        va="top",
        color=INK,
    )
    label_line_end(ax, line, f"{made[-1]}")
    ax.set_title(f"Squeezed from both sides: {made[-1]} mistakes, and never more than {result.bound:.0f}")


# --- Parts


def _plane(ax, scene):
    window = scene.window
    ax.set(xlim=window[:2], ylim=window[2:], aspect="equal", anchor="N")
    x, y = getattr(scene, "labels", ("$x_1$", "$x_2$"))
    step = 10 if window[1] - window[0] > 10 else 1
    ticks = [np.arange(np.ceil(low / step) * step, high, step) for low, high in (window[:2], window[2:])]
    ax.set(xlabel=x, ylabel=y, xticks=ticks[0], yticks=ticks[1])
    ax.spines[["left", "bottom"]].set_visible(False)


def _size(scene):
    return 9.0 if len(scene.y) <= 4 else 5.5


def half_plane(w, b, window, sign):
    """The corners (k, 2) of that part of the window where sign · (x w + b) >= 0; empty if there is none."""
    low1, high1, low2, high2 = window
    corners = np.array([[low1, low2], [high1, low2], [high1, high2], [low1, high2]], dtype=float)
    z = sign * (corners @ w + b)
    kept = []
    for k in range(4):  # Sutherland and Hodgman: keep the inner corners, cut the edges that cross
        here, there, z0, z1 = corners[k], corners[(k + 1) % 4], z[k], z[(k + 1) % 4]
        if z0 >= 0:
            kept.append(here)
        if (z0 >= 0) != (z1 >= 0):
            kept.append(here + (there - here) * z0 / (z0 - z1))
    return np.array(kept).reshape(-1, 2)


def shade(ax, w, b, window):
    """The two sides of the line in the pale colors of their classes."""
    from matplotlib.patches import Polygon

    for sign, color in zip((-1, 1), SIDES, strict=True):
        corners = half_plane(w, b, window, sign)
        if not np.any(w) and (b >= 0) != (sign > 0):
            continue  # no line: one color for the whole plane
        if len(corners) > 2:
            ax.add_patch(Polygon(corners, closed=True, facecolor=color, edgecolor="none", zorder=0))


def draw_boundary(ax, w, b, window, **style):
    """The line x w + b = 0 inside the window; nothing if it passes by or if w = 0."""
    ends = line_ends(w, b, window)
    if ends is not None:
        style = {"color": INK, "linewidth": 1.8, "zorder": 2, **style}
        ax.plot(ends[:, 0], ends[:, 1], **style)


def line_ends(w, b, window):
    """Where x w + b = 0 enters and leaves the window, (2, 2), or None."""
    if not np.any(w):
        return None
    corners = half_plane(w, b, window, 1)
    on = corners[np.abs(corners @ w + b) <= 1e-9 * (np.abs(corners) @ np.abs(w) + abs(b) + 1e-300)]
    if len(on) < 2:
        return None
    far = np.argmax(np.sum((on - on[0]) ** 2, axis=1))
    return None if np.allclose(on[0], on[far]) else np.array([on[0], on[far]])


def draw_normal(ax, w, b, window):
    """The weight vector as an arrow that stands on the line, longer with ‖w‖, but never out of sight."""
    from matplotlib.patheffects import withStroke

    ends = line_ends(w, b, window)
    if ends is None:
        return
    foot = ends.mean(axis=0)
    norm = np.linalg.norm(w)
    span = min(window[1] - window[0], window[3] - window[2])
    tip = foot + w / norm * span * (0.08 + 0.22 * norm / (1 + norm))
    arrow = {"arrowstyle": "-|>", "color": INK, "linewidth": 1.8, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", tip, foot, arrowprops=arrow, zorder=5)
    ax.annotate(
        "$w$",
        tip,
        xytext=tuple(7 * w / norm),
        textcoords="offset points",
        ha="center",
        va="center",
        fontsize=12,
        zorder=5,
        annotation_clip=True,
        path_effects=[withStroke(linewidth=3, foreground="white")],
    )
