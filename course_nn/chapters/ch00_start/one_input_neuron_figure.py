"""The curve of a neuron with one input as a picture."""

import numpy as np

from ...plots.style import BLUE, GRID, ORANGE

#: The highest output in the picture.
TOP = 2.35


def draw_one_input_neuron(figure, result):
    """The curve a = g(wx + b), with the input at which z = 0 marked, and a ▲ where it leaves the picture."""
    ax = figure.subplots()
    ax.set(xlim=(-4, 4), ylim=(-1.35, TOP), xlabel="input $x$", ylabel="output $a = g(w x + b)$")
    ax.axhline(0, color=GRID, lw=1)
    ax.axvline(0, color=GRID, lw=1)
    ax.plot(result["x"], result["a"], color=BLUE, lw=2.4)
    if _highest(result):
        leaves = result["x"][np.flatnonzero(np.diff(result["a"] > TOP))]
        # A constant output leaves nowhere: it is above everywhere.
        leaves = leaves if len(leaves) else np.linspace(-3.6, 3.6, 7)
        ax.plot(leaves, np.full(len(leaves), TOP - 0.09), "^", color=BLUE, ms=9, mec="white")
    if result["switch"] is not None:
        ax.axvline(result["switch"], color=ORANGE, lw=1.6, ls=(0, (4, 2)))
        right = _name_goes_right(result)
        ax.annotate(
            "$z = 0$",
            (result["switch"], 2.15),
            xytext=(5 if right else -5, 0),
            textcoords="offset points",
            ha="left" if right else "right",
            va="center",
            color="#8A5E00",
        )
    ax.set_yticks(np.arange(-1, 3))
    ax.set_title(_title(result))


def describe_one_input_neuron(result):
    """Whether z rises or falls with x, and where it is zero."""
    if result["w"] == 0:
        return f"With w = 0 the output is {result['a'][0]:.2f} for every input."
    slope = "rises" if result["w"] > 0 else "falls"
    where = "outside the picture" if result["switch"] is None else f"at x = {result['switch']:.2f}"
    highest = _highest(result)
    beyond = f"; the output goes on to {highest:g}, beyond the picture" if highest else ""
    return f"z {slope} with x and is zero {where}{beyond}."


def _name_goes_right(result):
    """The side of the dashed line on which its name has room: away from the ▲, except near the picture's edges."""
    if _highest(result) and abs(result["switch"]) < 3:
        return result["w"] < 0
    return result["switch"] < 2.6


def _highest(result):
    """The highest output if it lies above the picture, else None."""
    highest = float(result["a"].max())
    return highest if highest > TOP else None


def _title(result):
    w, b, highest = result["w"], result["b"], _highest(result)
    if w == 0:
        return "With $w = 0$ the neuron does not see its input" + (f" (▲ $a = {highest:g}$)" if highest else "")
    formula = f"Here $z = {w:g}\\,x {'+' if b >= 0 else '-'} {abs(b):g}$"
    return formula + (f" (▲ on to $a = {highest:g}$)" if highest else "")
