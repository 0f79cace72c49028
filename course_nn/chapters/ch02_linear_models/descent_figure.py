"""Chapter 02's figures on regression: the line, the cost as a landscape, and the paths down."""

import numpy as np
from matplotlib.collections import LineCollection

from ...plots.points import label_line_ends
from ...plots.style import BLUE, GREEN, GREY, GRID, INK, ORANGE, VERMILION

W_LABELS = ("intercept $w_0$", "slope $w_1$")
_LEVELS = 3890.0 + 150.0 * 2.2 ** np.arange(9)


def draw_line_fit(figure, result):
    """The line through the patients with its errors; beside it where it stands on the cost. ``demos`` `line_fit`."""
    left, right = figure.subplots(1, 2)
    draw_patients(left, result)
    ends = np.stack([np.column_stack([result["x"]] * 2), np.column_stack([result["y"], result["prediction"]])], axis=-1)
    left.add_collection(LineCollection(ends, colors=VERMILION, linewidths=0.5, alpha=0.45, zorder=1))
    left.set_title(f"Mean squared error {result['cost']:,.0f}")
    landscape(right, result)
    right.plot(*result["best"], "*", color=GREEN, markersize=13, markeredgecolor="white", zorder=4)
    _arrow(right, result["w"], result["downhill"])
    right.plot(*result["w"], "o", color=BLUE, markersize=9, markeredgecolor="white", zorder=5)
    right.set_title("Where this line stands on $J$")


def _arrow(ax, w, downhill):
    """From w the way of −∇J, a third of the gradient's length; none at the bottom."""
    tip = w + 0.33 * downhill
    if np.linalg.norm(tip - w) > 8:
        look = {
            "arrowstyle": "-|>",
            "color": VERMILION,
            "linewidth": 1.6,
            "linestyle": (0, (3, 1.5)),
            "shrinkA": 3,
        }
        ax.annotate("", tip, w, arrowprops=look, zorder=4, annotation_clip=False)


def draw_patients(ax, result):
    """The 442 patients and the line."""
    ax.plot(result["x"], result["y"], "o", color=INK, markersize=3.2, alpha=0.55, markeredgewidth=0, zorder=2)
    ends = np.array([-2.4, 4.1])
    ax.plot(ends, result["w"][0] + result["w"][1] * ends, color=BLUE, linewidth=2.4, zorder=3)
    ax.set(xlim=ends, ylim=(-30, 380), xlabel="body mass index $x$, standardized", ylabel="progression $y$")


def landscape(ax, result, levels=_LEVELS):
    """Contour lines of J over w0 and w1, the lower the paler."""
    axis0, axis1, J = result["axis0"], result["axis1"], result["surface"]
    ax.contour(axis0, axis1, J, levels=levels, colors=["#9AA5B1"], linewidths=0.9, zorder=1)
    ax.set(xlim=(axis0[0], axis0[-1]), ylim=(axis1[0], axis1[-1]), xlabel=W_LABELS[0], ylabel=W_LABELS[1])
    ax.set(aspect="equal", anchor="N")


def draw_descent(figure, result):
    """The path over the contours of J, and J along it. ``demos`` `descent_path`."""
    left, right = figure.subplots(1, 2)
    landscape(left, result)
    path = np.clip(result["path"], -5000, 5000)
    left.plot(path[:, 0], path[:, 1], "o-", color=BLUE, markersize=3, linewidth=1.1, markeredgewidth=0, zorder=3)
    left.plot(*path[0], "o", color=INK, markersize=7, markeredgecolor="white", zorder=4)
    left.plot(*result["best"], "*", color=GREEN, markersize=13, markeredgecolor="white", zorder=5)
    share = result["rate"] / result["limit"]
    left.set_title("Too long: it flies off" if result["away"] else f"The rate is {share:.0%} of the limit")
    costs = np.clip(result["costs"], 3000, 2e5)
    right.axhline(result["least"], color=GREEN, linewidth=1.4, linestyle=(0, (4, 2)))
    right.text(100, result["least"] * 0.95, "least", color=GREEN, ha="right", va="top", fontsize=9)
    right.plot(np.arange(len(costs)), costs, color=BLUE, linewidth=1.5)
    right.plot(len(costs) - 1, costs[-1], "o", color=BLUE, markersize=6, clip_on=False)
    right.set(yscale="log", xlim=(0, 100), ylim=(3000, 2e5), xlabel="step", ylabel="cost $J$ over all patients")
    right.minorticks_off()
    right.set_yticks([1e4, 1e5])
    right.set_title(f"{result['size'] * (len(costs) - 1):,} rows read")


def draw_rates(figure, result):
    """J − J(w*) against steps, for rates below and above the limit. ``demos`` `rates_around_the_limit`."""
    ax = figure.subplots()
    lines, names = [], []
    looks = [(GREY, "-"), (BLUE, "-"), (GREEN, (0, (5, 1.5))), (VERMILION, (0, (2, 1.2)))]
    for (share, excess), (color, style) in zip(result["excess"].items(), looks, strict=True):
        shown = np.maximum(excess, 1e-8)
        lines += ax.plot(np.arange(len(shown)), shown, color=color, linestyle=style)
        names.append(f"{share:.0%} of the limit")
    ax.set(yscale="log", xlim=(0, 60), xlabel="step", ylabel="$J(w) - J(w^*)$")
    ax.minorticks_off()
    ax.grid(axis="y")
    label_line_ends(ax, lines, names, gap=13)
    ax.set_title(r"Below $2/\lambda_{\max}$ every rate arrives, above it none does")


def draw_valleys(figure, panels):
    """The same number of steps in a long valley and in a round one. ``demos`` `raw_and_standardized`."""
    words = ("a valley", "a bowl")
    for ax, panel, word in zip(figure.subplots(1, 2), panels, words, strict=True):
        landscape(ax, panel, levels=3890.0 + 60.0 * 3.0 ** np.arange(9))
        ax.plot(*panel["path"].T, "o-", color=BLUE, markersize=3.5, linewidth=1.1, markeredgewidth=0, zorder=3)
        ax.plot(*panel["best"], "*", color=GREEN, markersize=13, markeredgecolor="white", zorder=4)
        ax.set_title(f"{panel['name'][0].upper()}{panel['name'][1:]}: {word}")


def draw_noise(figure, result):
    """The noise of one step's gradient, and what the step costs, against batch size. ``demos`` `gradient_noise`."""
    left, right = figure.subplots(1, 2)
    sizes, noisy = result["sizes"], result["sizes"] < result["n"]
    left.plot(sizes[noisy], result["theory"][noisy], color=INK, linewidth=1.4)
    left.plot(sizes[noisy], result["measured"][noisy], "o", color=VERMILION, markersize=7, markeredgecolor="white")
    left.axhline(result["gradient"], color=BLUE, linewidth=1.4, linestyle=(0, (4, 2)))
    left.text(
        700,
        result["gradient"] * 1.12,
        "length of the gradient",
        color=BLUE,
        fontsize=9,
        va="bottom",
        ha="right",
    )
    left.set(xlim=(0.7, 700), ylim=(8, 1000))
    left.set(xscale="log", yscale="log", xlabel="batch size $m$", ylabel="noise of one step's gradient")
    left.set_title(r"Noise falls only with $\sqrt{m}$")
    right.plot(sizes, result["operations"], "o-", color=ORANGE, markersize=7, markeredgecolor="white")
    right.set(xscale="log", yscale="log", xlabel="batch size $m$", ylabel="multiplications in one step")
    right.set_title("Cost grows with $m$")
    for ax in (left, right):
        ax.grid(color=GRID)
        ax.set_xticks([1, 10, 100], ["1", "10", "100"])
        ax.minorticks_off()
