"""Spurious states as a picture: every resting state of a small network by energy, one of them, and where starts end."""

import numpy as np

from ...plots.style import BLUE, GREEN, INK, ORANGE, VERMILION
from .spurious_states import COUNTS, KINDS, LARGE, SMALL

LOOKS = dict(zip(KINDS, ((BLUE, "o"), (GREEN, "s"), (ORANGE, "^"), (VERMILION, "x")), strict=True))


def draw_spurious_states(figure, result):
    """``result`` of `spurious_states.count_spurious`."""
    parts = figure.subplot_mosaic("er\nsr", width_ratios=[1.25, 1], height_ratios=[3, 0.5])
    ax, place = parts["e"], np.arange(len(result["energies"]))
    for k, kind in enumerate(KINDS):
        color, marker = LOOKS[kind]
        those = result["kinds"] == k
        ax.plot(place[those], result["energies"][those], marker, color=color, ms=6, label=_of(those.sum(), kind))
    ax.plot(result["which"], result["energies"][result["which"]], "o", mfc="none", mec=INK, ms=13, mew=1.3, zorder=4)
    most = max(1, len(place) - 1)
    low, high = result["energies"].min(), result["energies"].max()
    room = max(0.5, 0.12 * (high - low))
    ax.set(xlim=(-0.06 * most, 1.06 * most), ylim=(low - room, high + 3.2 * room), ylabel="energy $E$", xticks=[])
    ax.set_xlabel(f"what rests of {2**SMALL:,} states, lowest first")
    ax.legend(loc="upper left", fontsize=8.5, ncols=2)
    ax.set_title(f"{SMALL} units, {patterns(result['count'])}: {len(place)} rest")
    strip = parts["s"]
    strip.imshow(result["state"][None], cmap="gray_r", vmin=-1.6, vmax=1.2, aspect="auto", interpolation="nearest")
    strip.set(xticks=[], yticks=[])
    strip.spines[:].set(visible=True, color=LOOKS[KINDS[result["kinds"][result["which"]]]][0], linewidth=2.2)
    _draw_shares(parts["r"], result["shares"][: COUNTS.index(result["count"]) + 1])


def _draw_shares(ax, shares):
    x, below = np.arange(len(shares)), np.zeros(len(shares))
    for k, kind in enumerate(KINDS):
        ax.bar(x, shares[:, k], 0.8, bottom=below, color=LOOKS[kind][0], label=kind, alpha=0.8)
        widest = int(shares[:, k].argmax())
        if shares[widest, k] > 0.2:
            middle = (widest, below[widest] + shares[widest, k] / 2)
            look = {"rotation": 90, "ha": "center", "va": "center", "color": "white", "fontsize": 9}
            ax.annotate(kind.split(" of")[0], middle, **look)
        below += shares[:, k]
    ax.set(xlim=(-0.6, len(COUNTS) - 0.4), ylim=(0, 1), ylabel="share of random starts", xlabel="patterns")
    ax.set_xticks(np.arange(len(COUNTS)), [str(count) for count in COUNTS])
    ax.tick_params(axis="x", labelsize=8)
    ax.set_title(f"{LARGE} units: where starts end")


def patterns(count):
    return f"{count} pattern{'' if count == 1 else 's'}"


def describe_spurious_states(result):
    """How many rest of each kind, and which one is shown."""
    numbers = ", ".join(_of(number, kind) for number, kind in zip(result["numbers"], KINDS, strict=True))
    one = KINDS[result["kinds"][result["which"]]]
    one = {"others": "none of these"}.get(one, f"one of the {one}")
    return (
        f"{SMALL} units, {patterns(result['count'])}: {len(result['energies'])} states rest: {numbers}. Number "
        f"{result['which'] + 1} from below is {one}, E = {result['energies'][result['which']]:.2f}".replace(
            "= -", "= −"
        )
    )


def _of(number, kind):
    """ "2 patterns" or "1 pattern"; "mixtures of three" have their s inside."""
    return f"{number} {kind}" if number != 1 else f"1 {kind.replace('mixtures', 'mixture').removesuffix('s')}"
