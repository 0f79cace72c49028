"""Free running in a picture: the true name, what is said with the true characters read, and what is written freely."""

from matplotlib.patches import Rectangle

from ...plots.style import BLUE, GREY, INK, VERMILION
from ...plots.words import drawn, said

#: What stands in the rows, and where its name does; the numbers are those of the true characters, under forcing.
_ROWS = {"true": 0.45, "forced": 1.45, "p of true": 1.98, "free": 2.75}


def draw_free_running(figure, result):
    """``result`` of `free_running.run_both`: three rows of cells; right ones are blue, wrong ones vermilion, dashed."""
    ax = figure.subplots()
    word, given = result["word"], result["given"]
    written, ended = given + len(result["free"]), result["free"][-1] == "·"
    width = max(12, len(word), written + (not ended))
    for k, symbol in enumerate(word):
        _cell(ax, k, 0, symbol, INK if k < given else GREY, "#EEF0F3" if k < given else "white", "-")
    for row, symbols in ((1, result["forced"]), (2, result["free"])):
        for k, symbol in enumerate(symbols, given):
            right = k < len(word) and symbol == word[k]
            _cell(ax, k, row, symbol, BLUE if right else VERMILION, "white", "-" if right else "--")
    if not ended:
        ax.text(written + 0.5, 2.75, "…", ha="center", va="center", fontsize=12, color=VERMILION)
    how = {"ha": "center", "va": "center", "fontsize": 8 if width <= 16 else 6.5, "color": GREY}
    for k, p in enumerate(result["p"], given):
        ax.text(k + 0.5, _ROWS["p of true"], f"{p:.2f}" if p >= 0.005 else "<.01", **how)
    ax.set(xlim=(0, width), ylim=(3.35, -0.05), xticks=[])
    ax.set_yticks([*_ROWS.values()], [*_ROWS])
    ax.tick_params(axis="y", length=0)
    ax.spines[:].set_visible(False)


def _cell(ax, k, row, symbol, color, face, style):
    top = (0, 1, 2.3)[row]
    ax.add_patch(Rectangle((k + 0.06, top + 0.04), 0.88, 0.8, facecolor=face, edgecolor=color, linestyle=style))
    ax.text(k + 0.5, top + 0.45, drawn(symbol), ha="center", va="center", fontsize=12, color=color)


def describe_free_running(result):
    """How many characters are right with the true ones read, and what is written without them, in a sentence."""
    word, given = result["word"], result["given"]
    true = word[given:]
    forced = sum(a == b for a, b in zip(result["forced"], true, strict=True))
    free = "".join(result["free"]).split("·")[0]
    right = "".join(word[:-1])
    written = "".join(word[:given]) + free
    same = "which is right" if written == right else f"where {said(right)} is right"
    if result["free"][-1] != "·":
        same = f"and no end in {len(result['free'])} characters; right is {said(right)}"
    return (
        f"With the true characters read, {forced} of {len(true)} are said right, the end counted as one; from "
        f"{said(''.join(word[:given]))} on the model alone writes {said(written)}, {same}."
    )
