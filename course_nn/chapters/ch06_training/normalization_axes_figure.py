"""Normalization axes in a picture: a batch before and after, what is averaged over, and where the layer stands."""

from matplotlib.colors import TwoSlopeNorm
from matplotlib.patches import FancyBboxPatch, Rectangle

from ...plots.style import BLUE, FIELD_CMAP, GREY, GRID, INK, ORANGE

COLORS = {"BatchNorm": BLUE, "LayerNorm": ORANGE}


def draw_normalization_axes(figure, result):
    """The numbers before and after with the set that is averaged over, and the layers: `normalization_axes`."""
    left, middle, right = figure.subplots(1, 3, width_ratios=(1, 1, 0.72))
    _draw_table(left, result["x"], result, limit=16)
    left.set_ylabel("example")
    left.set_title("Before: $x$")
    _draw_table(middle, result["y"], result, limit=2.5)
    for row, column in zip(*result["changed"].nonzero(), strict=True):
        middle.plot(column + 0.38, row - 0.36, "o", color=INK, markersize=4)
    count = int(result["changed"].sum())
    middle.set_title("After: none changed" if not count else f"After: {count} changed (dots)")
    _draw_network(right, result)


def _draw_table(ax, values, result, limit):
    ax.imshow(values, cmap=FIELD_CMAP, norm=TwoSlopeNorm(0, -limit, limit), aspect="auto")
    rows, columns = values.shape
    for row in range(rows):
        for column in range(columns):
            ax.text(
                column,
                row,
                f"{values[row, column]:.1f}".replace("-", "−"),
                ha="center",
                va="center",
                fontsize=9,
                color=INK,
            )
    color = COLORS[result["kind"]]
    width, height = (1, rows) if result["kind"] == "BatchNorm" else (columns, 1)
    corner = (result["unit"] - 1.5, -0.5) if result["kind"] == "BatchNorm" else (-0.5, result["example"] - 1.5)
    ax.add_patch(Rectangle(corner, width, height, fill=False, edgecolor=color, linewidth=3, clip_on=False))
    here = (result["unit"] - 1.42, result["example"] - 1.42)
    ax.add_patch(Rectangle(here, 0.84, 0.84, fill=False, edgecolor=INK, linewidth=1.6, linestyle=(0, (3, 1.5))))
    ax.set(xlabel="unit", xticks=range(columns), yticks=range(rows))
    ax.set_xticklabels(range(1, columns + 1))
    ax.set_yticklabels(range(1, rows + 1))
    for side in ax.spines.values():
        side.set_visible(False)


def _draw_network(ax, result):
    names = ["64 inputs", *result["network"], "10 logits"]
    last = len(names) - 1
    for k, name in enumerate(names):
        ours = name == result["kind"]
        color = COLORS[name] if ours else GRID
        if 0 < k < last:
            style = "round,pad=0,rounding_size=0.15"
            box = FancyBboxPatch((0.1, k - 0.31), 0.8, 0.62, boxstyle=style, mutation_aspect=1)
            box.set(facecolor="white", edgecolor=color, linewidth=2.2 if ours else 1.2)
            ax.add_patch(box)
        weight = "bold" if ours else "normal"
        ax.text(
            0.5, k, name, ha="center", va="center", fontsize=8.5, color=INK if 0 < k < last else GREY, weight=weight
        )
        if k:
            ax.plot([0.5, 0.5], [k - 0.69, k - 0.31], color=GREY, linewidth=1)
    ax.set(xlim=(0, 1), ylim=(last + 0.5, -0.5))
    ax.set_axis_off()
    ax.set_title("Where it stands")


def describe_normalization_axes(result):
    """One sentence on the result of `normalization_axes`."""
    whom = f"{result['together'].sum()} numbers"
    over = f"unit {result['unit']}, one an example" if result["kind"] == "BatchNorm" else f"example {result['example']}"
    count = int(result["changed"].sum())
    changed = f"adding {result['add']:g} to it changed {count} of {result['y'].size} outputs"
    numbers = f"mean {result['mean']:.2f}, spread {result['spread']:.2f}"
    return (
        f"{result['kind']}: example {result['example']}, unit {result['unit']} is standardized by the {whom} of {over} "
        f"({numbers}); {changed if result['add'] else 'nothing was added'}."
    )
