"""Pictures of single units: all activations, one of them close up, and the softmax; and a table of the activations."""

import numpy as np

from ... import _checks
from ...activations import ACTIVATIONS
from ...plots.style import BLUE, CLASS_COLORS, GREY, GRID, INK, VERMILION
from .units import COST

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


def draw_activations(figure, curves):
    """``curves`` of `demos.units.curves`: twelve small pictures, g solid and g′ dashed."""
    axes = figure.subplots(3, 4, sharex=True, sharey=True).ravel()
    for k, (ax, curve) in enumerate(zip(axes, curves, strict=True)):
        ax.axhline(0, color=GRID, linewidth=0.8)
        ax.axvline(0, color=GRID, linewidth=0.8)
        a, slope = _cut(curve["a"]), _cut(curve["slope"])
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


def _cut(values):
    """A jump is not a slope: the line is broken where neighbors are more than 0.3 apart."""
    values = np.array(values, dtype=float)
    values[1:][np.abs(np.diff(values)) > 0.3] = np.nan
    return values


def draw_unit(figure, result):
    """``result`` of `demos.units.unit`: g and g′ with a tangent at z, beside the unit's answer to x."""
    left, right = figure.subplots(1, 2, sharey=True)
    z, a, slope = result["z"], result["a_here"], result["slope_here"]
    for ax in (left, right):
        ax.axhline(0, color=GRID, linewidth=0.8)
        ax.axvline(0, color=GRID, linewidth=0.8)
        ax.set(xlim=(-4, 4), ylim=(-2.2, 4.2), xticks=(-4, -2, 0, 2, 4))
    left.plot(result["zs"], _cut(result["a"]), color=BLUE)
    left.plot(result["zs"], _cut(result["slope"]), color=VERMILION, linewidth=1.6, linestyle=(0, (4, 2)))
    reach = np.array([-1.1, 1.1]) / np.hypot(1, slope)
    left.plot(z + reach, a + slope * reach, color=INK, linewidth=1.4)
    left.plot([z], [a], "o", color=BLUE, markeredgecolor="white", markersize=8)
    left.plot([z], [slope], "s", color=VERMILION, markeredgecolor="white", markersize=6.5)
    left.text(-3.9, 4.1, "$g(z)$ solid", color=BLUE, va="top")
    left.text(-3.9, 3.55, "$g'(z)$ dashed", color=VERMILION, va="top")
    left.set(xlabel="$z$", title=f"{spoken(result['name'])}: slope {_two(slope)} at $z$ = {_two(z)}")
    right.plot(result["xs"], _cut(result["answer"]), color=BLUE)
    if result["x_here"] is not None:
        right.plot([result["x_here"]], [a], "o", color=BLUE, markeredgecolor="white", markersize=8)
    sign = "+" if result["b"] >= 0 else "−"
    right.set(
        xlabel="$x$",
        title=f"$a = g$({_two(result['w'])} $x$ {sign} {_two(abs(result['b']))})",
    )


def _two(value):
    return f"{value:.2f}".replace("-", "−")


def draw_softmax(figure, result):
    """``result`` of `demos.units.three_classes`: three logits beside the probabilities they become."""
    left, right = figure.subplots(1, 2)
    where = np.arange(3)
    for ax, values in ((left, result["logits"]), (right, result["p"])):
        ax.axhline(0, color=GREY, linewidth=0.8)
        ax.bar(where, values, color=CLASS_COLORS[:3], width=0.6)
        for k, value in enumerate(values):
            ax.annotate(
                _two(value),
                (k, value),
                (0, 3 if value >= 0 else -3),
                textcoords="offset points",
                ha="center",
                va="bottom" if value >= 0 else "top",
            )
        ax.set(xticks=where, xticklabels=("class 0", "class 1", "class 2"), xlim=(-0.6, 2.6))
    left.set(ylim=(-9, 9), title="Logits $z$", ylabel="$z$")
    right.set(ylim=(0, 1.12), yticks=(0, 0.5, 1), ylabel="$p$", title="softmax($z$): adds up to 1")


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
