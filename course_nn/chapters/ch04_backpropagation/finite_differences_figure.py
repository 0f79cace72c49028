"""Finite differences as a picture: the error falls with the step, and rises again; a kink becomes a ramp."""

import numpy as np

from ...plots.points import label_line_ends
from ...plots.powers import with_power
from ...plots.style import BLUE, GREY, INK, ORANGE

STYLES = {"float32": (ORANGE, "--", "s"), "float64": (BLUE, "-", "D")}


def draw_finite_differences(figure, result):
    """Error of the difference quotient against its step, both axes logarithmic: at one step, or at all of them.

    Filled marks are the best steps, open ones stand at the chosen step.
    """
    ax = figure.subplots()
    ax.set(xscale="log", yscale="log", xlim=(10**-14.3, 2), ylim=(1e-14, 5))
    ax.set(xlabel="step $h$", ylabel="error of the derivative")
    ax.grid()
    if result["whole"]:
        _draw_all_steps(ax, result)
    else:
        ends = [
            ax.plot([result["at"]], [error], STYLES[name][2], color=STYLES[name][0], ms=8, mec="white")[0]
            for name, error in result["here"].items()
        ]
        if result["at"] < 1e-2:
            label_line_ends(ax, ends, list(result["here"]))
        else:
            _labels_on_the_left(ax, result)
    kind = "Centered" if result["centered"] else "One-sided"
    if result["whole"]:
        ax.set_title(f"{kind} differences: the best step is neither small nor large")
    else:
        ax.set_title(f"{kind} differences with the step h = {with_power(result['at'])}")


def _draw_all_steps(ax, result):
    lines = []
    for name, error in result["errors"].items():
        color, dashes, marker = STYLES[name]
        lines.append(ax.plot(result["h"], error, color=color, ls=dashes, lw=1.6)[0])
        ax.plot(result["best"][name], error.min(), marker, color=color, ms=8, mec="white")
        ax.plot(result["at"], result["here"][name], marker, color=color, ms=11, mfc="none", mew=1.6)
    ax.text(2e-14, 3e-14, "rounding error dominates", color=GREY, fontsize=9)
    ax.text(0.8, 3e-14, "the formula's own error dominates", color=GREY, fontsize=9, ha="right")
    # At h = 1 both lines end in one place: they are named where they begin to differ.
    for name, where, dy in (("float32", 1e-6, 12), ("float64", 1e-11, 12)):
        k = int(np.argmin(np.abs(np.log(result["h"] / where))))
        at = where, result["errors"][name][k]
        ax.annotate(name, at, (6, dy), textcoords="offset points", color=STYLES[name][0], fontsize=9)


def _labels_on_the_left(ax, result):
    errors = result["here"]
    if abs(np.log10(errors["float32"] / errors["float64"])) < 1:
        middle = np.sqrt(errors["float32"] * errors["float64"])
        spots = [("float32 and float64", middle, INK)]
    else:
        spots = [(name, error, STYLES[name][0]) for name, error in errors.items()]
    for text, error, color in spots:
        place = {"textcoords": "offset points", "ha": "right", "va": "center", "fontsize": 9, "color": color}
        ax.annotate(text, (result["at"], error), (-9, 0), **place)


def describe_finite_differences(result):
    """The errors at the chosen step, and the best step of each type if all are shown."""
    here = " and ".join(f"{with_power(error)} in {name}" for name, error in result["here"].items())
    chosen = f"With the step h = {with_power(result['at'])} the derivative is off by {here}."
    if not result["whole"]:
        return chosen
    best = " and ".join(f"{with_power(h, 1)} in {name}" for name, h in result["best"].items())
    return f"The best steps here are {best}. {chosen}"


def draw_kink(figure, result):
    """The centered quotient of ReLU against x: a ramp of width 2h in the place of a jump."""
    ax = figure.subplots()
    ax.set(xlim=(-1, 1), ylim=(-0.08, 1.12), xlabel="$x$", ylabel="slope of ReLU at $x$")
    ax.grid()
    x, left = result["x"], result["x"] <= 0
    for side in (left, ~left):
        ax.plot(x[side], result["derivative"][side], color=INK, lw=2.2)
    looks = ((BLUE, "-", "right", -12), (ORANGE, "--", "left", 6))  # the wider ramp is named on its left
    for (h, quotient), (color, dashes, side, dx) in zip(result["quotients"].items(), looks, strict=True):
        ax.plot(x, quotient, color=color, ls=dashes, lw=1.6)
        where = (-0.6 * h, 0.2) if side == "right" else (-0.2 * h, 0.4)
        ax.annotate(f"$h$ = {h:g}", where, (dx, -3), textcoords="offset points", ha=side, color=color)
    ax.annotate("the derivative", (0.6, 1.0), (0, 5), textcoords="offset points", ha="center", color=INK)
    ax.set_title("A difference makes a ramp of a jump, as wide as $2h$")
