"""A recall as a picture: the pattern, what was made of it, where it is now, and the energy so far."""

import numpy as np

from ...plots.style import BLUE, GREEN, INK, ORANGE
from .hebbian_storage_figure import rule_name
from .pattern_sets_figure import draw_pattern


def draw_energy_descent(figure, result):
    """``result`` of `energy_descent.let_go`."""
    parts = figure.subplot_mosaic("012e", width_ratios=[0.62, 0.62, 0.62, 1.25])
    pattern, s = result["pattern"], result["state"]
    draw_pattern(parts["0"], pattern, f"stored: {result['name']}", None, GREEN)
    draw_pattern(parts["1"], result["began"], f"{result['damage']} % turned: {result['began_wrong']} wrong")
    here = "as it begins" if result["step"] == 0 else f"after {result['step']}"
    draw_pattern(parts["2"], s, f"{here}: {result['wrong']} wrong", s != pattern, ORANGE)
    _draw_energies(parts["e"], result)


def _draw_energies(ax, result):
    energies, step = result["energies"], result["step"]
    t = np.arange(step + 1)
    for e in result["pattern_energies"]:
        ax.axhline(e, color=GREEN, lw=0.8, ls=":")
    ax.plot(t, energies[: step + 1], color=BLUE, marker="o", ms=3.5)
    ax.plot(step, energies[step], "o", color=ORANGE, ms=9, mec=INK, zorder=4, clip_on=False)
    low, high = min(energies.min(), result["pattern_energies"].min()), max(energies.max(), 0)
    room = 0.06 * (high - low)
    most = result["axis"]
    ax.set(xlim=(-0.02 * most, most * 1.02), ylim=(low - room, high + room), ylabel="energy $E$")
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.set_xlabel("updates of all units" if result["together"] else "changes of single units")
    ax.set_title(f"E = {number(energies[step])}")


def number(value):
    return f"{round(float(value), 1) + 0.0:.1f}".replace("-", "−")


def changes(result):
    step, together = result["step"], result["together"]
    what = "update" if together else "change"
    return f"{step} {what}{'' if step == 1 else 's'}"


def describe_energy_descent(result):
    """Where the recall is now, and where it will end."""
    E = result["energies"]
    what = {"letters": "letter", "digits": "digit"}[result["kind"]]
    told = f"By {rule_name(result['rule'])}, {result['damage']} % of the {what} {result['name']} damaged: "
    told += f"{result['wrong']} of {len(result['pattern'])} bits wrong after {changes(result)}, "
    told += f"E = {number(E[result['step']])} (at first {number(E[0])}). "
    if result["step"] < len(E) - 1:
        return told + "It is still on its way."
    if result["period"] == 2:
        return told + "It ends between two states that take turns."
    if result["ended_at"] is None:
        return told + f"It rests at none of the patterns, {result['ended_wrong']} bits from this one."
    which = f"the negative of the {result['ended_at']}" if result["ended_negative"] else f"the {result['ended_at']}"
    return told + f"It rests at {which}."
