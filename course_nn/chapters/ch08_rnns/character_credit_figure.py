"""Credit in a picture: the word as colored cells, once by the gradient and once by what a replacement changes."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from ...plots.powers import with_power
from ...plots.style import BLUE, GREY, INK, VERMILION
from ...plots.words import drawn, said_symbol

_GRADIENT = LinearSegmentedColormap.from_list("course_credit", ["#FFFFFF", "#F0A576"])
_CHANGE = LinearSegmentedColormap.from_list("course_change", ["#FFFFFF", "#7DB5DA"])


def draw_character_credit(figure, result):
    """``result`` of `character_credit.assign_credit`: two rows of cells; the one asked for is framed in ink."""
    rows = (
        ("gradient of log p: its length on each character read", result["credit"], _GRADIENT, VERMILION, 0),
        ("mean |Δ log p| where the character is replaced", result["change"], _CHANGE, BLUE, 1),
    )
    shown = [*result["read"], result["target"], *result["rest"]]
    for ax, (title, values, colors, edge, first) in zip(figure.subplots(2, 1), rows, strict=True):
        unit = _unit(values.max())
        _draw_row(ax, shown, values / unit, colors, edge, first, result["place"], not first or result["others"])
        ax.set_title(title if unit == 1 else f"{title}; numbers × {with_power(unit, 1)}")
        if nothing := first and _nothing(result):
            place = result["place"] + 1.2 if result["place"] < 6 else 0.06
            ax.text(place, -0.1, nothing, va="top", fontsize=8, color=GREY)


def _nothing(result):
    """Why no character is replaced; empty if some are."""
    if result["place"] == 1:
        return "nothing to replace: only the boundary was read"
    return "" if result["others"] else "nothing to replace it by: the alphabet has one letter"


def _unit(largest):
    """The power of ten that a row's numbers are told in: 1 as long as the largest has two digits of its own."""
    return 1.0 if largest == 0 or 0.1 <= largest < 1000 else 10.0 ** np.floor(np.log10(largest))


def _draw_row(ax, shown, values, colors, edge, first, place, numbers):
    """One row: the cells read, colored by their share of the largest value, with the values below, if ``numbers``."""
    width = max(12, len(shown))
    small = 8 if width <= 16 else 6.5
    largest = float(values.max()) or 1.0
    for k, symbol in enumerate(shown):
        read, asked = k < len(values), k == place
        face = colors(values[k] / largest) if read and k >= first else "white"
        frame = INK if asked else edge if read else "#D9DDE3"
        ax.add_patch(
            Rectangle((k + 0.06, 0.06), 0.88, 0.88, facecolor=face, edgecolor=frame, linewidth=2 if asked else 1)
        )
        ink = INK if read or asked else "#8A9099"
        ax.text(k + 0.5, 0.5, drawn(symbol), ha="center", va="center", fontsize=12, color=ink)
        below = f"{values[k]:.2f}" if numbers and read and k >= first else "asked" if asked else ""
        if below:
            ax.text(k + 0.5, -0.1, below, ha="center", va="top", fontsize=small, color=GREY)
    ax.set(xlim=(0, width), ylim=(-0.55, 1.05), xticks=[], yticks=[])
    ax.spines[:].set_visible(False)


def describe_character_credit(result):
    """Who has the longest gradient, and where a replacement changes most, in a sentence."""
    target, place, credit, change = result["target"], result["place"], result["credit"], result["change"]
    asked = "the end" if target == "·" else f"{said_symbol(target)} as character {place}"
    given = f"The probability of {asked} is {result['p']:.2g}"
    if place == 1:
        own = "all credit is its own" if credit.any() else "its gradient is 0"
        return f"{given}: only the boundary was read, and {own}."
    longest = f"longest on {_where(result['read'], int(credit.argmax()))}" if credit.any() else "0 on all that was read"
    if not result["others"]:
        changed = "there is no other letter to replace one by"
    elif change.any():
        changed = f"a replacement changes most at {_where(result['read'], int(change.argmax()))}"
    else:
        changed = "no replacement changes anything"
    return f"{given}: the gradient is {longest}, and {changed}."


def _where(read, k):
    return "the boundary" if k == 0 else f"{said_symbol(read[k])}, character {k}"
