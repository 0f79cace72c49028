"""Credit in a picture: the word as colored cells, once by the gradient and once by what a replacement changes."""

from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from ...plots.style import BLUE, GREY, INK, VERMILION

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
        _draw_row(ax, shown, values, colors, edge, first, result["place"])
        ax.set_title(title)


def _draw_row(ax, shown, values, colors, edge, first, place):
    """One row: the cells read, colored by their share of the largest value, with the values below."""
    width = max(12, len(shown))
    small = 8 if width <= 16 else 6.5
    largest = max(float(values.max()), 1e-12)
    for k, symbol in enumerate(shown):
        read, asked = k < len(values), k == place
        face = colors(values[k] / largest) if read and k >= first else "white"
        frame = INK if asked else edge if read else "#D9DDE3"
        ax.add_patch(
            Rectangle((k + 0.06, 0.06), 0.88, 0.88, facecolor=face, edgecolor=frame, linewidth=2 if asked else 1)
        )
        ink = INK if read or asked else "#8A9099"
        ax.text(k + 0.5, 0.5, {" ": "␣"}.get(symbol, symbol), ha="center", va="center", fontsize=12, color=ink)
        below = f"{values[k]:.2f}" if read and k >= first else "asked" if asked else ""
        if below:
            ax.text(k + 0.5, -0.1, below, ha="center", va="top", fontsize=small, color=GREY)
    ax.set(xlim=(0, width), ylim=(-0.55, 1.05), xticks=[], yticks=[])
    ax.spines[:].set_visible(False)


def describe_character_credit(result):
    """Who has the longest gradient, and where a replacement changes most, in a sentence."""
    target, place, credit, change = result["target"], result["place"], result["credit"], result["change"]
    asked = "the end" if target == "·" else f"{_said(target)} as character {place}"
    given = f"p of {asked} is {result['p']:.2g}"
    longest = int(credit.argmax())
    where = _where(result["read"], longest)
    if place == 1:
        return f"{given[0].upper()}{given[1:]}: only the boundary was read, and all credit is its own."
    most = _where(result["read"], 1 + int(change[1:].argmax()))
    return (
        f"{given[0].upper()}{given[1:]}: the gradient is longest on {where}, and a replacement changes most at {most}."
    )


def _said(symbol):
    return "a blank" if symbol == " " else symbol


def _where(read, k):
    return "the boundary" if k == 0 else f"{_said(read[k])}, character {k}"
