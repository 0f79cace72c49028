"""The curse of dimensionality: values on each axis of a grid, and where the volume of a cube is."""

from ...plots.points import label_line_ends
from ...plots.style import BLUE, GREY, INK, ORANGE, VERMILION


def draw_curse_of_dimensionality(figure, result):
    """Values on each axis, and where the volume is, against the number of dimensions: `curse`."""
    left, right = figure.subplots(1, 2)
    d, here, free = result["d"], result["here"], {"clip_on": False, "zorder": 3}
    left.plot(d, result["per_axis"], color=VERMILION)
    left.plot(
        result["dimensions"], here["per_axis"], "s", color=VERMILION, markersize=9, markeredgecolor="white", **free
    )
    left.axhline(2, color=GREY, linewidth=1, linestyle=(0, (4, 2)))
    left.text(20.8, 2, "low, high", color=GREY, ha="left", va="center", fontsize=9)
    left.set(yscale="log", ylim=(1, 1.2e6), xlim=(0.5, 20.5), xlabel="number of axes $d$")
    left.set_ylabel("values on each axis of a grid")
    left.set_title(f"A grid has {here['per_axis']:,.{0 if here['per_axis'] > 9.95 else 1}f} values on each axis")
    looks = {"edge": (ORANGE, "^", "edge of a tenth"), "shell": (INK, "D", "near a face")}
    lines = []
    for name, (color, marker, _) in looks.items():
        lines += right.plot(d, result[name], color=color)
        right.plot(result["dimensions"], here[name], marker, color=color, markersize=8, markeredgecolor="white", **free)
    lines += right.plot(d, [result["hit"]] * len(d), color=BLUE, linestyle=(0, (4, 2)))
    right.set(ylim=(0, 1.03), xlim=(0.5, 20.5), xlabel="number of axes $d$")
    right.set_yticks([0, 0.5, 1], ["0%", "50%", "100%"])
    label_line_ends(right, lines, [look[2] for look in looks.values()] + ["random hits"], gap=13)
    right.set_title(f"{here['shell']:.0%} of the volume is near a face")
    for ax in (left, right):
        ax.set_xticks([1, 5, 10, 15, 20])
    left.minorticks_off()


def describe_curse_of_dimensionality(result):
    """One sentence on the result of `curse`."""
    here = result["here"]
    axes = "1 axis" if result["dimensions"] == 1 else f"{result['dimensions']} axes"
    chance = f"{result['hit']:.1%}" if result["hit"] < 0.9995 else "over 99.9%"
    return (
        f"{result['budget']:,} trials on {axes}: a grid has {_count(here['per_axis'])} values on "
        f"each, {here['shell']:.0%} of the volume lies near a face; with a chance of {chance} at least one of as "
        "many random trials is among the best 5%."
    )


def _count(number):
    return f"{number:,.0f}" if number > 9.95 else f"{number:.1f}"
