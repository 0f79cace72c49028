"""Chapter 05's figures on the size of a batch: the cloud of its gradients, what an epoch costs, the rate it needs."""

import numpy as np

from ...plots.points import label_line_end, label_line_ends
from ...plots.style import BLUE, GREEN, GREY, GRID, INK, ORANGE, PINK, VERMILION

_STAGE_LOOKS = {0: (BLUE, "o"), 1: (GREEN, "s"), 20: (VERMILION, "^")}
_STAGE_NAMES = {0: "at the start", 1: "after 1 epoch", 20: "after 20"}


def size_axis(ax, sizes, label="batch size $m$"):
    """A logarithmic axis of batch sizes."""
    ax.set(xscale="log", xlim=(sizes[0] / 1.3, sizes[-1] * 1.3), xlabel=label)
    ax.set_xticks([v for v in (1, 4, 16, 64, 256, 1024) if sizes[0] <= v <= sizes[-1]])
    ax.xaxis.set_major_formatter("{x:g}")
    ax.minorticks_off()


def plain_log(ax):
    """Powers of ten written out on a logarithmic y axis."""
    ax.yaxis.set_major_formatter("{x:g}")
    ax.minorticks_off()


def draw_noise_by_size(figure, result):
    """The noise of a batch's gradient against its size, as training goes on. ``demos`` `noise_by_size`."""
    left, right = figure.subplots(1, 2)
    lines, ratios = [], []
    for stage, found in result["stages"].items():
        color, marker = _STAGE_LOOKS[stage]
        sizes, some = result["sizes"], found["theory"] > 0
        lines += left.plot(sizes[some], found["theory"][some], color=color, linewidth=1.3)
        left.plot(sizes[some], found["noise"][some], marker, color=color, markersize=6, markeredgecolor="white")
        share = found["noise"][some] / found["gradient"]
        ratios += right.plot(sizes[some], share, color=color, marker=marker, markersize=6, markeredgecolor="white")
    names = [_STAGE_NAMES[stage] for stage in result["stages"]]
    for ax in (left, right):
        ax.set_yscale("log")
        plain_log(ax)
        size_axis(ax, result["sizes"])
        ax.grid(color=GRID)
    left.set(ylabel="noise of one batch's gradient", title=r"Noise falls with $\sqrt{m}$ (lines: theory)")
    right.axhline(1, color=INK, linewidth=1, linestyle=(0, (4, 2)))
    right.text(1, 0.9, "as long as the gradient", color=INK, fontsize=8.5, va="top")
    right.set(ylabel="noise / length of the gradient", title="Late in training nearly all of it is noise")
    for ax, ends in ((left, lines), (right, ratios)):
        label_line_ends(ax, ends, names)


def draw_epoch_cost(figure, work, clock):
    """Multiplications and seconds of one epoch. ``demos`` `multiplications` and `seconds_per_epoch`."""
    left, right = figure.subplots(1, 2)
    sizes = work["sizes"]
    total = work["examples"] + work["steps"]
    (line,) = left.plot(sizes, total / 1e6, "o-", color=BLUE, markeredgecolor="white")
    (part,) = left.plot(sizes, work["steps"] / 1e6, "s--", color=ORANGE, markeredgecolor="white", linewidth=1.5)
    left.set(ylim=(0, 9), ylabel="million multiplications in an epoch")
    label_line_end(left, line, "all")
    label_line_end(left, part, "steps in θ")
    after = list(sizes).index(4)
    left.set_title(f"From $m$ = 4 on the work falls by {1 - total[-1] / total[after]:.0%} only")
    milliseconds = 1000 * clock["seconds"]
    right.plot(clock["sizes"], milliseconds, "o-", color=VERMILION, markeredgecolor="white")
    right.set(yscale="log", ylabel="milliseconds for an epoch, here")
    plain_log(right)
    quickest = int(np.argmin(milliseconds))
    times = milliseconds[0] / milliseconds[quickest]
    right.set_title(f"$m$ = {clock['sizes'][quickest]} is {times:.0f} times as fast as $m$ = {clock['sizes'][0]}")
    for ax in (left, right):
        size_axis(ax, sizes)
        ax.grid(axis="y")


def draw_best_rates(figure, results, along):
    """The best rate of each size, for SGD and Adam, and the cost along the rule. ``demos`` `best_rates` and
    `along_the_rule`.
    """
    left, right = figure.subplots(1, 2)
    lines = []
    for result, color, marker in zip(results, (INK, VERMILION), ("o", "P"), strict=True):
        sizes, best = result["sizes"], result["best"]
        lines += left.plot(sizes, best, color=color, marker=marker, markersize=7, markeredgecolor="white")
        rising = sizes <= result["upto"]
        power = {1.0: "m", 0.5: r"\sqrt{m}"}.get(round(2 * result["slope"]) / 2, f"m^{{{result['slope']:.2f}}}")
        middle = int(np.flatnonzero(rising)[len(np.flatnonzero(rising)) // 2])
        left.annotate(
            rf"$\alpha \propto {power}$",
            (sizes[middle], best[middle]),
            xytext=(0, 11),
            textcoords="offset points",
            ha="right",
            color=color,
        )
    left.set(yscale="log", ylabel=r"best learning rate $\alpha$")
    left.set_title("A larger batch wants a larger rate")
    looks = (
        ("kept", PINK, "v", (0, (2, 1.2))),
        ("scaled", BLUE, "s", "-"),
        ("best", GREEN, "*", (0, (5, 1.5))),
    )
    ends = []
    names = {"kept": "rate kept", "scaled": "rate ∝ m", "best": "best rate"}
    for part, color, marker, style in looks:
        values = np.where(along[part] < 4, along[part], np.nan)
        ends += right.plot(
            along["sizes"],
            values,
            marker,
            color=color,
            linestyle=style,
            markeredgecolor="white",
            markersize=8,
        )
    right.set(yscale="log", ylabel="cost after 5 epochs of SGD", ylim=(0.003, 5))
    right.set_title("The linear rule holds, up to a limit")
    for ax in (left, right):
        size_axis(ax, results[0]["sizes"])
        plain_log(ax)
        ax.grid(axis="y")
    label_line_ends(left, lines, [result["who"] for result in results])
    label_line_ends(right, ends, list(names.values()))


def draw_batch(figure, result):
    """The instrument: the cloud of batch gradients, and the cost over the same examples. ``demos`` `batch`."""
    left, right = figure.subplots(1, 2)
    cloud = result["cloud"]
    places = np.clip(cloud["places"], -CLOUD, CLOUD)
    left.axvspan(-CLOUD, 0, color="#F6E3D6", linewidth=0)
    left.text(-0.95 * CLOUD, -0.95 * CLOUD, "uphill", color=VERMILION, fontsize=9, zorder=5)
    left.plot(*places.T, "o", color=BLUE, markersize=4.5, alpha=0.55, markeredgewidth=0)
    look = {"arrowstyle": "-|>", "color": INK, "linewidth": 1.8, "shrinkA": 0, "shrinkB": 0}
    left.annotate("", (1, 0), (0, 0), arrowprops=look, zorder=4)
    left.set(xlim=(-CLOUD, CLOUD), ylim=(-CLOUD, CLOUD), aspect="equal")
    left.set(xlabel=r"along $\nabla J$, in its length", ylabel="across it")
    left.set_title(f"200 batches of {cloud['size']}")
    run, base = result["run"], result["base"]
    right.plot(base["epoch"], np.clip(base["loss"], *COSTS), color=GREY, linewidth=1.5, linestyle=(0, (4, 1.5)))
    right.plot(run["epoch"], np.clip(run["loss"], *COSTS), color=BLUE, linewidth=2)
    right.plot(run["epoch"][-1], np.clip(run["loss"][-1], *COSTS), "o", color=BLUE, clip_on=False)
    right.text(0.98, 0.97, f"$m$ = {result['trained']}, α = {run['rate']:.2g}", color=BLUE, **_corner(right))
    right.text(0.98, 0.89, f"$m$ = 32, α = {base['rate']:.2g}", color=GREY, **_corner(right))
    right.set(yscale="log", ylim=COSTS, xlim=(0, run["epoch"][-1]), xlabel="epoch", ylabel="cost $J$")
    right.set_xticks([0, 1, 2])
    right.minorticks_off()
    right.set_yticks([0.1, 1, 10], ["0.1", "1", "10"])
    right.set_title(f"{result['steps']} step{'' if result['steps'] == 1 else 's'} an epoch")


CLOUD, COSTS = 8, (0.03, 20)


def _corner(ax):
    return {"transform": ax.transAxes, "ha": "right", "va": "top", "fontsize": 9}
