"""The shapes of sequence tasks drawn: inputs below, states in the middle, outputs above; steps from left to right."""

from ...plots.style import BLUE, GREY, GRID

_HEIGHT = {"input": 0, "state": 1, "output": 2}
#: Columns that the widest shape has: a string of five letters, and six steps of the decoder.
_WIDEST = 11


def draw_four_shapes(figure, result):
    """``result`` of `four_shapes.four_shapes`: in blue what the chosen output is computed from."""
    ax = figure.subplots()
    columns, reach = result["columns"], result["reach"]
    for k, column in enumerate(columns):
        if column["input"] is not None:
            _arrow(ax, (k, 0.22), (k, 0.78), (k, "state") in reach)
        if column["output"] is not None:
            _arrow(ax, (k, 1.22), (k, 1.78), (k, "output") in reach)
        if k:
            _arrow(ax, (k - 0.72, 1), (k - 0.28, 1), (k, "state") in reach)
        for part, text in column.items():
            if text is not None:
                _box(ax, k, part, text, (k, part) in reach)
    for k in result["fed"]:
        ax.annotate(
            "",
            (k - 0.3, 0.12),
            (k - 1, 1.78),
            arrowprops={"arrowstyle": "->", "color": GREY, "ls": ":", "connectionstyle": "arc3,rad=-0.12"},
        )
    for part, height in _HEIGHT.items():
        ax.text(-1.05, height, part, ha="right", va="center", color=GREY)
    X, y = result["arrays"]
    middle = (len(columns) - 1) / 2
    ax.text(middle, -0.62, f"X {X},  output {y}", ha="center", va="center", color=GREY, fontsize=9)
    half = _WIDEST / 2 + 1.3
    ax.set(xlim=(middle - 0.6 - half, middle - 0.6 + half), ylim=(-0.85, 2.35))
    ax.set_axis_off()
    ax.set_title(f"{result['shape'][0].upper()}{result['shape'][1:]}")


def _arrow(ax, start, end, on):
    style = {"arrowstyle": "-|>", "color": BLUE if on else GRID, "lw": 2 if on else 1.2, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", end, start, arrowprops=style)


def _box(ax, k, part, text, on):
    wide = len(text) > 2
    ax.text(
        k,
        _HEIGHT[part],
        text if part != "state" else "h",
        ha="center",
        va="center",
        color=BLUE if on else GREY,
        fontsize=8.5 if wide else 10.5,
        fontweight="bold" if on else "normal",
        style="italic" if part == "state" else "normal",
        bbox={
            "boxstyle": "circle,pad=0.35" if part == "state" else "round,pad=0.35",
            "facecolor": "white",
            "edgecolor": BLUE if on else GRID,
            "lw": 1.6 if on else 1.1,
        },
    )


def describe_four_shapes(result):
    """The task, and how many of the inputs the chosen output is computed from, in a sentence."""
    inputs = [k for k, column in enumerate(result["columns"]) if column["input"] is not None]
    used = sum((k, "input") in result["reach"] for k in inputs)
    text = result["columns"][result["at"]]["output"]
    text = "the end" if text == "·" else f"“{text}”"
    task, many = result["task"], f"{len(inputs)} input{'s' if len(inputs) > 1 else ''}"
    return f"{task[0].upper()}{task[1:]}. Output {result['number']}, {text}, is computed from {used} of {many}"
