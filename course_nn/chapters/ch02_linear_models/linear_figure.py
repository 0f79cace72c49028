"""Chapter 02's figures on features and classification."""

import numpy as np
from matplotlib.colors import to_rgb

from ...plots.field import add_colorbar, draw_field
from ...plots.points import draw_points, label_line_ends
from ...plots.style import BLUE, CLASS_COLORS, GREEN, GREY, GRID, INK, ORANGE, VERMILION

# --- Features made by hand


def draw_handmade(figure, result):
    """The fitted curve, and train and test error for up to so many features. ``demos`` `handmade`."""
    left, right = figure.subplots(1, 2)
    left.plot(result["grid"], result["true"], color=GREEN, linewidth=1.4, linestyle=(0, (4, 2)))
    left.plot(result["grid"], np.clip(result["fit"], -10, 10), color=BLUE)
    left.plot(result["x"], result["y"], "o", color=INK, markersize=4.5, markeredgecolor="white", markeredgewidth=0.5)
    left.set(xlim=(-1, 1), ylim=(-2, 2), xlabel="$x$", ylabel="$y$")
    left.set_title(f"{result['kind'].capitalize()}: {result['k']}, on {result['n']} points")
    count = np.arange(result["k"] + 1)  # what comes with more features is for the student to find
    shown = np.clip(result["errors"][: len(count)], 0.035, 5)
    train = right.plot(count, shown[:, 0], color=BLUE, marker="o", markersize=3.5, linewidth=1.4)[0]
    test = right.plot(
        count, shown[:, 1], color=VERMILION, marker="s", markersize=3.5, linewidth=1.4, linestyle=(0, (4, 2))
    )[0]
    for k, color in ((0, BLUE), (1, VERMILION)):
        right.plot(result["k"], shown[result["k"], k], "o", color=color, markersize=8, markeredgecolor=INK)
    right.axhline(result["noise"], color=GRID, linewidth=1.6, zorder=0)
    right.text(0, result["noise"] * 0.93, "noise", color=GREY, fontsize=9, va="top")
    right.set(
        xlim=(-0.5, 20),
        ylim=(0.03, 6),
        yscale="log",
        xlabel="number of features",
        ylabel="error",
    )
    right.set_xticks([0, 4, 8, 12, 16])  # to the right of them, room for the names
    right.set_yticks([0.1, 1], ["0.1", "1"])
    right.minorticks_off()
    label_line_ends(right, [train, test], ["train", "test"])
    right.set_title(f"Error: train {result['train']:.2f}, test {result['test']:.2g}")


# --- The step made smooth


def draw_smooth_step(figure, result):
    """Step and sigmoid among the petals; the costs of both for every place. ``demos`` `smooth_step`."""
    left, right = figure.subplots(1, 2)
    left.plot(result["grid"], result["step"], color=INK, linewidth=1.3, linestyle=(0, (4, 2)))
    left.plot(result["grid"], result["smooth"], color=BLUE, linewidth=2.4)
    rows = np.column_stack([result["x"], result["y"] + _spread(result["x"], result["y"])])
    draw_points(left, rows, result["y"], size=4.5)
    left.set(xlim=(2.7, 7.3), ylim=(-0.3, 1.3), yticks=[0, 0.5, 1], xlabel="petal length $x$ (cm)", ylabel="output")
    left.set_title(f"Steepness {result['steepness']:g}")
    (step,) = right.plot(result["places"], result["errors"], color=INK, linewidth=1.3, linestyle=(0, (4, 2)))
    (smooth,) = right.plot(result["places"], result["costs"], color=BLUE, linewidth=2)
    right.plot(result["place"], result["error"], "s", color=INK, markersize=6, markeredgecolor="white")
    right.plot(result["place"], result["cost"], "o", color=BLUE, markersize=8, markeredgecolor="white")
    right.set(xlim=(3, 7), ylim=(0, 0.55), xlabel="place of the step (cm)", ylabel="mean squared error")
    label_line_ends(right, [step, smooth], ["step", "sigmoid"])
    right.set_title("A staircase has no slope")


def _spread(x, y):
    """Flowers of the same length stand beside one another: away from the curve, alternately."""
    heights = np.zeros(len(x))
    for label, sign in ((0, -1), (1, 1)):
        rows = np.flatnonzero(y == label)
        order = rows[np.argsort(x[rows], kind="stable")]
        heights[order] = sign * (0.05 + 0.055 * (np.arange(len(order)) % 4))
    return heights


# --- Two losses for one sigmoid

_LOOK = {"squared error": (ORANGE, "s", (0, (4, 2))), "cross-entropy": (BLUE, "o", "-")}


def draw_two_losses(figure, result):
    """Both losses of a positive example with a ball on each; p against the step. ``demos`` `two_losses`."""
    left, right = figure.subplots(1, 2)
    k, lines = result["steps"], []
    for name, one in result["losses"].items():
        color, marker, style = _LOOK[name]
        left.plot(result["z"], one["curve"], color=color, linestyle=style, linewidth=1.8)
        inside = np.clip(one["path"][k], -10, 10)
        height = np.interp(inside, result["z"], one["curve"])
        left.plot(inside, height, marker, color=color, markersize=9, markeredgecolor="white", zorder=4)
        right.plot(np.arange(len(one["p"])), one["p"], color=GRID, linewidth=1.2, linestyle=style, zorder=1)
        lines += right.plot(np.arange(k + 1), one["p"][: k + 1], color=color, linestyle=style)
        right.plot(k, one["p"][k], marker, color=color, markersize=8, markeredgecolor="white", clip_on=False)
    left.set(xlim=(-10, 10), ylim=(-0.4, 10.4), xlabel="$z$", ylabel="loss $L$ of an example with $y = 1$")
    left.text(-9.6, 1.35, "squared error", color="#9A6A00", fontsize=9)
    left.text(-5.2, 6.2, "cross-entropy", color=BLUE, fontsize=9)
    left.set_title("One of them has a plateau")
    right.set(xlim=(0, len(one["p"]) - 1), ylim=(-0.03, 1.05), yticks=[0, 0.5, 1], xlabel="step")
    right.set_ylabel(r"$p = \sigma(z)$")
    both = [one["p"][k] for one in result["losses"].values()]
    right.set_title(f"$p$ = {both[0]:.2f} (squared), {both[1]:.2f}")


def draw_loss_slopes(figure, result):
    """Losses and derivatives against z, for a positive example. ``demos`` `two_losses`."""
    left, right = figure.subplots(1, 2)
    for ax, what, title in (
        (left, "curve", "Wrong and sure: one loss still rises"),
        (right, "slope", "The other's gradient is gone"),
    ):
        ax.axvspan(-10, -4, color="#F3F4F6", zorder=0)
        lines = []
        for name, one in result["losses"].items():
            color, _, style = _LOOK[name]
            lines += ax.plot(result["z"], one[what], color=color, linestyle=style)
        ax.set(xlim=(-10, 10), xlabel="$z$  ($y = 1$)", title=title)
        ax.grid(axis="y")
    left.set(ylabel="$L$")
    right.set(ylabel=r"$\partial L / \partial z$")
    left.text(-9.4, 1.4, "squared error", color="#9A6A00", fontsize=9)
    left.text(-4.6, 5.4, "cross-entropy", color=BLUE, fontsize=9)
    right.text(-9.4, -0.12, "squared error", color="#9A6A00", fontsize=9, va="top")
    right.text(-9.4, -0.92, "cross-entropy", color=BLUE, fontsize=9)


# --- Classes


def draw_probability(figure, result):
    """The probability of class 1 over the plane of two lengths. ``result``: axes, p (rows, columns), X, y, labels."""
    ax = figure.subplots()
    colors = draw_field(ax, *result["axes"], result["p"], low=0, high=1, boundary=0.5)
    draw_points(ax, result["X"], result["y"], size=5.5, ring=result["wrong"])
    ax.set(xlabel=result["labels"][0], ylabel=result["labels"][1])
    add_colorbar(figure, colors, ax, "probability of virginica", ticks=[0, 0.5, 1])
    ax.set_title(f"{int((~result['wrong']).sum())} of {len(result['y'])} flowers on their side, and a measure of doubt")


def draw_regions(figure, result):
    """The plane in its classes' colors, mixed by probability; the cost against steps. ``demos`` `softmax_regions`."""
    left, right = figure.subplots(1, 2, width_ratios=(1.25, 1))
    pale = np.array([[1 - 0.42 * (1 - part) for part in to_rgb(color)] for color in CLASS_COLORS[:3]])
    x, y = result["axes"]
    left.imshow(
        result["p"] @ pale,
        extent=(x[0], x[-1], y[0], y[-1]),
        origin="lower",
        aspect="auto",
        interpolation="bilinear",
    )
    if np.ptp(result["p"]) > 0:
        for k in range(3):  # where class k stops being the most probable
            rest = np.delete(result["p"], k, axis=2).max(axis=2)
            lead = result["p"][..., k] - rest
            if lead.min() < 0 < lead.max():
                left.contour(x, y, lead, levels=[0], colors=[INK], linewidths=1.2)
    draw_points(left, result["X"], result["y"], size=4.8, ring=result["wrong"])
    left.set(xlabel=result["labels"][0], ylabel=result["labels"][1])
    left.spines[["left", "bottom"]].set_visible(False)
    left.set_title(f"{result['right']} of {len(result['y'])} right")
    costs = result["costs"]
    right.plot(np.arange(len(costs)), costs, color=GRID, linewidth=1.6)
    right.plot(np.arange(result["step"] + 1), costs[: result["step"] + 1], color=BLUE)
    right.plot(result["step"], costs[result["step"]], "o", color=BLUE, markersize=7)
    right.set(xlim=(-0.3, len(costs) - 0.7), ylim=(0, 1.2), xlabel="steps of training", ylabel="cost $J$")
    right.set_xticks([0, 4, 10, 14, 18], ["0", "4", "32", "128", "512"])
    right.axhline(np.log(3), color=GREY, linewidth=1, linestyle=":")
    right.text(len(costs) - 1, np.log(3) + 0.02, "guessing: log 3", color=GREY, fontsize=9, ha="right")
    right.set_title(f"$J$ = {costs[result['step']]:.2f} in training")


def draw_templates(figure, W):
    """The weights W (64, 10) of softmax regression on digits, one picture a class. ``W`` is an array."""
    from ...plots.style import WEIGHT_CMAP

    strongest = np.abs(W).max()
    for k, ax in enumerate(figure.subplots(2, 5).ravel()):
        shown = ax.imshow(W[:, k].reshape(8, 8), cmap=WEIGHT_CMAP, vmin=-strongest, vmax=strongest)
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
        ax.set_title(f"{k}", fontsize=10, loc="center")
    bar = figure.colorbar(shown, ax=figure.axes, shrink=0.8, aspect=26, pad=0.02)
    bar.outline.set_visible(False)
    bar.set_label("weight", color=GREY)


def draw_mistakes(figure, result):
    """Images that were misjudged, with what they are and what was said. ``result``: images, y, said, p."""
    for ax, image, y, said, p in zip(figure.subplots(1, len(result["y"])), *result.values(), strict=True):
        ax.imshow(image, cmap="gray_r", vmin=0, vmax=1)
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
        ax.set_title(f"{y}, said {said}\n({p:.0%} sure)", fontsize=9, loc="center", fontweight="normal")
