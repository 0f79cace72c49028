"""Temperature in a picture: the next character's probabilities as bars, and names that were drawn."""

import numpy as np

from ...plots.style import BLUE, GREY, INK, VERMILION
from ...plots.words import drawn, said, said_symbol

#: Of a longer name the beginning and the end are written.
WRITTEN = 36


def spelled(symbol):
    """A symbol as it is read: the boundary is the end, and a blank has a name."""
    return {"·": "end", " ": "blank"}.get(symbol) or drawn(symbol)


def draw_temperature(figure, result):
    """``result`` of `temperature.temper`: bars at the temperature, marks at 1; beside them the names."""
    bars, text = figure.subplots(1, 2, width_ratios=[1.7, 1])
    p, plain, names = result["p"], result["plain"], [*map(spelled, result["symbols"])]
    colors = [BLUE] * len(p)
    if result["others"]:
        p, plain = np.append(p, result["rest"]), np.append(plain, result["plain_rest"])
        names.append("others" if result["others"] > 1 else "other")
        colors.append(GREY)
    places = np.arange(len(p))
    bars.bar(places, p, color=colors, width=0.7)
    bars.plot(places, plain, "_", color=VERMILION, markersize=13, markeredgewidth=2.2, clip_on=False)
    bars.set_xticks(places, names, rotation=90 if max(map(len, names)) > 6 else 45, ha="center")
    bars.set(ylim=(0, 1), xlim=(-0.6, len(p) - 0.4), ylabel="probability of the next character")
    bars.tick_params(axis="x", length=0)
    bars.grid(axis="y")
    at_one = "as the model says" if result["temperature"] == 1 else "marks: at T = 1"
    bars.set_title(f"T = {result['temperature']:.2f}; {at_one}")
    text.set(xlim=(0, 1), ylim=(len(result["names"]), 0), xticks=[], yticks=[])
    text.spines[:].set_visible(False)
    _write_names(text, result["names"])
    text.set_title("drawn at this T")


def _write_names(ax, names):
    """One below the other, all of one size: smaller where the widest would leave its third of the figure."""
    written = []
    for k, (name, copied) in enumerate(names):
        name = name if len(name) <= WRITTEN else f"{name[: WRITTEN - 9]} ⋯ {name[-6:]}"
        shown = f"{drawn(name) or '(empty)'}{'  (learned)' if copied else ''}"
        written.append(ax.text(0.02, k + 0.5, shown, color=VERMILION if copied else INK, va="center", fontsize=9))
    widest = max(text.get_window_extent().width for text in written) / ax.figure.bbox.width
    for text in written:
        text.set_fontsize(9 * min(1, 0.32 / widest))


def describe_temperature(result):
    """The most probable character, how open the choice is, and what was drawn, in a sentence."""
    first = int(result["p"].argmax())
    symbol = "the end" if result["symbols"][first] == "·" else said_symbol(result["symbols"][first])
    after = f"After {said(result['beginning'])}" if result["beginning"] else "At the beginning"
    different = {*result["names"]}
    known = [copied for _, copied in different if copied is not None]
    return (
        f"{after} at T = {result['temperature']:.2f} {symbol} has probability "
        f"{result['p'][first]:.2f}; the choice is as open as one among {result['choices']:.1f}. "
        f"{len(result['names'])} names were drawn: {len(different)} different"
        + (f", {sum(known)} of them learned." if known else ".")
    )
