"""Basins as a picture: the share that comes back by damage at one load, and the damage undone by load."""

from ...plots.style import BLUE, GREY, INK, ORANGE, VERMILION
from .basins import DAMAGES, LOADS, RULES, N

LOOKS = dict(zip(RULES, ((VERMILION, "s", "-"), (BLUE, "o", "-"), (ORANGE, "^", "--")), strict=True))


def draw_basins(figure, result):
    """``result`` of `basins.undo_damage`."""
    by_damage, by_load = figure.subplots(1, 2)
    percents = [100 * damage for damage in DAMAGES]
    at, upto = DAMAGES.index(result["damage"]) + 1, LOADS.index(result["load"]) + 1
    for rule, curve in result["curves"].items():
        color, marker, style = LOOKS[rule]
        look = {"color": color, "marker": marker, "ms": 5, "clip_on": False}
        by_damage.plot(percents[:at], curve[:at], style, label=name(rule), **look)
        by_load.plot(LOADS[:upto], 100 * result["radius"][rule][:upto], style, **look)
    by_damage.axvline(100 * result["damage"], color=INK, lw=1, zorder=0)
    by_damage.set(
        xlim=(-1, 51), ylim=(-0.02, 1.3), xlabel="damage (% of the bits)", ylabel=f"share that comes back{how(result)}"
    )
    by_damage.set_yticks([0, 0.5, 1])
    by_damage.legend(loc="upper right", fontsize=8.5)
    by_damage.set_title(f"Load {result['load']:.2f}: {result['patterns']} patterns in {N} units")
    by_load.axvline(result["load"], color=INK, lw=1, zorder=0)
    by_load.axvline(0.138, color=GREY, lw=0.8, ls=":")
    by_load.set(xlim=(0, 0.93), ylim=(-1, 51), xlabel="load $α = p/n$", ylabel="damage (%) that half survive")
    by_load.set_title("How far the basins reach")


def describe_basins(result):
    """The shares at this load and damage."""
    told = ", ".join(f"{share:.2f} by {name(rule)}" for rule, share in result["now"].items())
    damage = f"Load {result['load']:.2f}, {100 * result['damage']:.0f} % damaged"
    return f"{damage}: of the patterns come back{how(result)} {told}"


def how(result):
    return " in every bit" if result["counted"] == "exact" else ""


def name(rule):
    return {"hebb": "Hebb's rule", "pseudo-inverse": "the pseudo-inverse"}.get(rule, "the same, diagonal kept")
