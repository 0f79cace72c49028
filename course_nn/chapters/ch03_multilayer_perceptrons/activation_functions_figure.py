"""Pictures of activation functions, all of them and one close up, and a table of them."""

import numpy as np

from ... import _checks
from ...activations import ACTIVATIONS
from ...plots.style import BLUE, GREY, GRID, INK, VERMILION
from .activation_functions import COST

LOW, HIGH = -2.2, 4.2  # the part of the y-axis that is shown
LONGER = -8.6  # where a steep leaky ReLU needs it

NAMES = {
    "heaviside": "Heaviside",
    "relu": "ReLU",
    "leaky_relu": "leaky ReLU",
    "prelu": "PReLU",
    "elu": "ELU",
    "gelu": "GELU",
}


def spoken(name):
    """An activation's name as one writes it: ``hard tanh``, ``leaky ReLU``."""
    return NAMES.get(name, name.replace("_", " "))


def draw_curves(figure, curves):
    """``curves`` of `activation_functions.curves`: twelve small pictures, g solid and g′ dashed."""
    axes = figure.subplots(3, 4, sharex=True, sharey=True).ravel()
    for k, (ax, curve) in enumerate(zip(axes, curves, strict=True)):
        ax.axhline(0, color=GRID, linewidth=0.8)
        ax.axvline(0, color=GRID, linewidth=0.8)
        a, slope = cut_at_jumps(curve["a"]), cut_at_jumps(curve["slope"])
        ax.plot(curve["z"], a, color=BLUE)
        ax.plot(curve["z"], slope, color=VERMILION, linewidth=1.6, linestyle=(0, (4, 2)))
        ax.set(
            xlim=(-4, 4),
            ylim=(-1.4, 2.3),
            xticks=(-4, 0, 4),
            yticks=(-1, 0, 1, 2),
            title=spoken(curve["name"]),
        )
        if k == 0:
            ax.text(2, 1.15, "$g(z)$", color=BLUE, ha="center")
            ax.text(2, 0.15, "$g'(z)$", color=VERMILION, ha="center")
    figure.supxlabel("$z$")


def cut_at_jumps(values):
    """A jump is not a slope: the line is broken where neighbors are more than 0.3 apart."""
    values = np.array(values, dtype=float)
    values[1:][np.abs(np.diff(values)) > 0.3] = np.nan
    return values


def draw_activation_functions(figure, result):
    """``result`` of `activation_functions.unit`: g and g′ with a tangent at z, beside the unit's answer to x."""
    left, right = figure.subplots(1, 2, sharey=True)
    z, a, slope = result["z"], result["a_here"], result["slope_here"]
    low = LOW if result["a"].min() >= LOW else LONGER
    for ax in (left, right):
        ax.axhline(0, color=GRID, linewidth=0.8)
        ax.axvline(0, color=GRID, linewidth=0.8)
        ax.set(xlim=(-4, 4), ylim=(low, HIGH), xticks=(-4, -2, 0, 2, 4))
    if low < LOW:
        left.text(3.9, low, "a longer axis", ha="right", va="bottom", color=GREY, fontsize=8)
    left.plot(result["zs"], cut_at_jumps(result["a"]), color=BLUE)
    left.plot(result["zs"], cut_at_jumps(result["slope"]), color=VERMILION, linewidth=1.6, linestyle=(0, (4, 2)))
    reach = np.array([-1.1, 1.1]) / np.hypot(1, slope)
    left.plot(z + reach, a + slope * reach, color=INK, linewidth=1.4)
    left.plot([z], [a], "o", color=BLUE, markeredgecolor="white", markersize=8)
    left.plot([z], [slope], "s", color=VERMILION, markeredgecolor="white", markersize=6.5)
    left.text(-3.9, 4.1, "$g(z)$ solid", color=BLUE, va="top")
    left.text(-3.9, 4.1 - 0.09 * (HIGH - low), "$g'(z)$ dashed", color=VERMILION, va="top")
    left.set(xlabel="$z$", title=f"{spoken(result['name'])}: slope{_nearly(slope, 2, ' ')} at $z$ = {two_digits(z)}")
    right.plot(result["xs"], cut_at_jumps(result["answer"]), color=BLUE)
    _mark_beyond(right, result["answer"], low)
    if result["x_here"] is not None:
        right.plot([result["x_here"]], [a], "o", color=BLUE, markeredgecolor="white", markersize=8)
    sign = "+" if result["b"] >= 0 else "−"
    right.set(
        xlabel="$x$",
        title=f"$a = g$({two_digits(result['w'])} $x$ {sign} {two_digits(abs(result['b']))})",
    )


def _mark_beyond(ax, answer, low):
    """What leaves the picture above or below is said at the side where it is out of sight, with how far it goes."""
    for out, place, y, va, words in (
        (answer.max() > HIGH, answer.argmax(), 0.98, "top", f"↑ up to {answer.max():.3g}"),
        (answer.min() < low, answer.argmin(), 0.02, "bottom", f"↓ down to −{abs(answer.min()):.3g}"),
    ):
        x, ha = (0.02, "left") if place < len(answer) / 2 else (0.98, "right")
        if out:
            ax.text(x, y, words, transform=ax.transAxes, ha=ha, va=va, color=GREY, fontsize=8.5)


def describe_activation_functions(result):
    """The activation's name and settings, its value and slope at z, and what is to be said of it."""
    with_settings = "".join(f" with {name} {value:g}" for name, value in result["settings"].items())
    here = f"g{_nearly(result['a_here'], 3)} and g′{_nearly(result['slope_here'], 3)}"
    return f"{spoken(result['name'])}{with_settings}: {here}. {ACTIVATIONS[result['name']].note}"


def two_digits(value):
    """A number with two digits behind the point and a proper minus sign."""
    return _digits(value, 2)


def _digits(value, places):
    return f"{round(value, places) + 0.0:.{places}f}".replace("-", "−")  # + 0.0: no minus before a zero


def _nearly(value, places, equals=" = "):
    """What the number equals, or that it is ``≈ 0`` where all its digits are 0 but it is not."""
    return " ≈ 0" if value and round(value, places) == 0 else equals + _digits(value, places)


class ActivationTable:
    """The activations as a table that the notebook shows: their ``"formulas"``, or their ``"history"`` and cost."""

    def __init__(self, view="formulas", names=None):
        self.head = _HEADS[_checks.one_of(view, _HEADS, "view")]
        self.rows, self.note = [], ""
        for name in list(ACTIVATIONS) if names is None else names:
            g = ACTIVATIONS[_checks.one_of(name, ACTIVATIONS, "activation")]
            if view == "history":
                self.rows.append((spoken(name), COST[name], g.source))
                continue
            formula, derivative = _GELU if name == "gelu" else (g.formula, g.derivative_formula)
            self.rows.append((spoken(name), f"${formula}$", f"${derivative}$", g.range))
            if name == "gelu":
                self.note = f"In GELU, {_GELU_NOTE}."

    def _repr_markdown_(self):
        lines = ["| " + " | ".join(self.head) + " |", "|" + " :--- |" * len(self.head)]
        lines += ["| " + " | ".join(row) + " |" for row in self.rows]
        return "\n".join([*lines, "", self.note] if self.note else lines)

    def __repr__(self):
        return "\n".join("; ".join(row) for row in self.rows)


_HEADS = {
    "formulas": ("activation", "$g(z)$", "$g'(z)$, with $a = g(z)$", "range"),
    "history": ("activation", "costs", "history"),
}

# The long formula in two parts, so that the table stays narrow.
_GELU = (r"\tfrac{z}{2}(1 + t)", r"\tfrac{1}{2}(1 + t) + \tfrac{z}{2}(1 - t^2)\,u'")
_GELU_NOTE = r"$t = \tanh u$ and $u = \sqrt{2/\pi}\,(z + 0.044715\,z^3)$"
