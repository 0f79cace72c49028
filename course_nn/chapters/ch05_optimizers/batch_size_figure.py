"""The size of a batch: the cloud of its gradients, the cost that they lead to, and their noise as training goes on."""

import numpy as np

from ...plots.points import label_line_ends
from ...plots.style import BLUE, GREEN, GREY, GRID, INK, VERMILION
from .problems_figure import about, corner_words, draw_losses

CLOUD, COSTS = 8, (0.03, 200)
_STAGE_LOOKS = {0: (BLUE, "o"), 1: (GREEN, "s"), 20: (VERMILION, "^")}
_STAGE_NAMES = {0: "at the start", 1: "after 1 epoch", 20: "after 20"}


def draw_batch_size(figure, result):
    """The cloud of batch gradients, and the cost over the same examples."""
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
    right.plot(base["epoch"], base["loss"], color=GREY, linewidth=1.5, linestyle=(0, (4, 1.5)))
    draw_losses(right, run["epoch"], run["loss"], COSTS, BLUE, linewidth=2)
    words = f"$m$ = {result['trained']}, α = {run['rate']:.2g}", f"$m$ = 32, α = {base['rate']:.2g}"
    corner_words(right, (words[0], BLUE), (words[1], GREY))
    right.set(yscale="log", ylim=COSTS, xlim=(0, run["epoch"][-1]), xlabel="epoch", ylabel="cost $J$")
    right.set_xticks([0, 1, 2])
    right.minorticks_off()
    right.set_yticks([0.1, 1, 10], ["0.1", "1", "10"])
    right.set_title(f"{result['steps']} step{'' if result['steps'] == 1 else 's'} an epoch")


def describe_batch_size(result):
    """How noisy the gradients of these batches are, and where two epochs with them lead."""
    cloud, run = result["cloud"], result["run"]
    if not cloud["theory"]:
        first = "A batch of all examples has no noise"
    else:
        ratio = cloud["noise"] / cloud["gradient"]
        first = (
            f"With m = {cloud['size']} the noise is {ratio:.2g} times as long as the gradient, and "
            f"{_share(1 - cloud['downhill'])} of the batches point uphill"
        )
    trained = result["trained"]
    said = f"two epochs with m = {trained} and α = {run['rate']:.2g}"
    if run["loss"][-1] > run["loss"][0]:
        return f"{first}; {said} make the cost larger than it was."
    return f"{first}; {said} bring the cost to about {about(run['loss'][-1])}."


def _share(share):
    """A share of 200 batches, no finer than 200 batches tell."""
    return "hardly any" if share < 0.02 else f"1 in {1 / share:.0f}"


def draw_noise_by_size(figure, result):
    """The noise of a batch's gradient against its size, as training goes on."""
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
