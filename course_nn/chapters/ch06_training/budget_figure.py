"""Chapter 06's figures on search spaces: grid against random, and the curse of dimensionality."""

from ...plots.points import label_line_ends
from ...plots.style import BLUE, GREEN, GREY, INK, ORANGE, SEQUENTIAL_CMAP, VERMILION

_LOOKS = {"grid": (VERMILION, "s"), "random": (BLUE, "o")}


def draw_grid_and_random(figure, result):
    """The trials of both over the loss, the profile of the important axis above, and who wins. ``demos`` `search`."""
    *maps, wins = figure.subplots(1, 3)
    for ax, name in zip(maps, ("grid", "random"), strict=True):
        color, marker = _LOOKS[name]
        x, y = result["trials"][name].T
        style = {"cmap": SEQUENTIAL_CMAP, "alpha": 0.4, "vmin": 0, "vmax": 1, "interpolation": "bilinear"}
        ax.imshow(result["surface"], extent=(0, 1, 0, 1), origin="lower", aspect="auto", **style)
        ax.plot(x, y, marker, color=color, markersize=5, markeredgecolor="white", markeredgewidth=0.6)
        k = result["losses"][name].argmin()
        ax.plot(x[k], y[k], marker, color=color, markersize=11, markeredgecolor=INK, markeredgewidth=1.3)
        ax.plot(*result["best"], "*", color=GREEN, markersize=13, markeredgecolor="white")
        ax.vlines(x, 1.03, 1.09, color=color, linewidth=1)
        ax.plot(result["axis"], 1.12 + 0.2 * result["profile"], color=INK, linewidth=1.3)
        ax.set(xlim=(0, 1), ylim=(0, 1.34), xlabel="important axis", xticks=[0, 0.5, 1], yticks=[0, 0.5, 1])
        ax.set_title(f"{name.capitalize()} finds {result['found'][name]:.2f}")
    maps[0].set_ylabel("the other axis")
    _draw_wins(wins, result)


def _draw_wins(ax, result):
    wins, n = result["wins"], len(result["wins"])
    ax.axhline(0.5, color=GREY, linewidth=1, linestyle=(0, (4, 2)))
    ax.plot([k / (n - 1) for k in range(n)], wins, color=BLUE)
    ax.plot(result["importance"], result["win"], "o", color=BLUE, markersize=8, markeredgecolor="white")
    ax.set(xlim=(-0.03, 1.03), ylim=(0, 1), xlabel="importance of the other axis", xticks=[0, 0.5, 1])
    ax.set_yticks([0, 0.5, 1], ["0%", "50%", "100%"])
    ax.set_title(f"Random wins {result['win']:.0%}")


def draw_curse(figure, result):
    """Values on each axis, and where the volume is, against the number of dimensions. ``demos`` `curse`."""
    left, right = figure.subplots(1, 2)
    d, here = result["d"], result["here"]
    left.plot(d, result["per_axis"], color=VERMILION)
    left.plot(result["dimensions"], here["per_axis"], "s", color=VERMILION, markersize=9, markeredgecolor="white")
    left.axhline(2, color=GREY, linewidth=1, linestyle=(0, (4, 2)))
    left.text(20.8, 2, "low, high", color=GREY, ha="left", va="center", fontsize=9)
    left.set(yscale="log", ylim=(1, 1.2e6), xlim=(0.5, 20.5), xlabel="number of axes $d$")
    left.set_ylabel("values on each axis of a grid")
    left.set_title(f"A grid has {here['per_axis']:,.{0 if here['per_axis'] > 9.95 else 1}f} values on each axis")
    looks = {"edge": (ORANGE, "^", "edge of a tenth"), "shell": (INK, "D", "near a face")}
    lines = []
    for name, (color, marker, _) in looks.items():
        lines += right.plot(d, result[name], color=color)
        right.plot(result["dimensions"], here[name], marker, color=color, markersize=8, markeredgecolor="white")
    lines += right.plot(d, [result["hit"]] * len(d), color=BLUE, linestyle=(0, (4, 2)))
    right.set(ylim=(0, 1.03), xlim=(0.5, 20.5), xlabel="number of axes $d$")
    right.set_yticks([0, 0.5, 1], ["0%", "50%", "100%"])
    label_line_ends(right, lines, [look[2] for look in looks.values()] + ["random hits"], gap=13)
    right.set_title(f"{here['shell']:.0%} of the volume is near a face")
    for ax in (left, right):
        ax.set_xticks([1, 5, 10, 15, 20])
    left.minorticks_off()
