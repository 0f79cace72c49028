"""A row of pixels, the outputs above it, and lines from each output to the pixels that it sees."""

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle

from ...plots.style import BLUE, GREY, INK, ORANGE, VERMILION

#: Pixels, padding, and a window that does not fit stand between them at every position of the controls.
LEFT, RIGHT = -5, 20
_PIXELS, _OUTPUTS = 0.0, 3.2  # their heights
_PALE = "#DCEBF5"


def draw_output_size(figure, result):
    """Pixels, outputs and what they see: the result of `windows_on_a_row`."""
    ax = figure.subplots()
    _draw_pixels(ax, result)
    (_draw_outputs if result["count"] else _draw_misfit)(ax, result)
    ax.set(xlim=(LEFT, RIGHT), ylim=(-2.2, 3.9))
    ax.set_axis_off()
    ax.set_title(f"${_formula(result)}$")


def _draw_pixels(ax, result):
    n, padding = result["n"], result["padding"]
    for place in range(-padding, n + padding):
        if 0 <= place < n:
            times = result["times"][place]
            _cell(ax, place, _PIXELS, _PALE if times else "white", INK if times else VERMILION, "" if times else "////")
            words = {"ha": "center", "va": "center", "fontsize": 8.5, "color": INK if times else VERMILION}
            box = None if times else {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
            ax.text(place, _PIXELS, f"{times}", zorder=4, bbox=box, **words)
        else:
            _cell(ax, place, _PIXELS, "white", GREY, "", (0, (2, 2)))
    small = {"fontsize": 8.5, "color": GREY, "va": "center"}
    ax.text(LEFT, -1.0, "above: the outputs, counted; below, in each pixel: how many outputs see it", **small)
    notes = [f"dashed: padding, {padding} at each end"] if padding else []
    notes += ["hatched: seen by none"] if (result["times"] == 0).any() else []
    if result["left_over"]:
        notes.append(f"left over at the end: {result['left_over']}")
    ax.text(LEFT, -1.7, "; ".join(notes), **small)


def _cell(ax, place, height, face, edge, hatch="", line="-"):
    style = {"facecolor": face, "edgecolor": edge, "hatch": hatch, "linestyle": line, "linewidth": 1}
    ax.add_patch(Rectangle((place - 0.42, height - 0.42), 0.84, 0.84, zorder=3, **style))


def _draw_outputs(ax, result):
    """All outputs, each above the middle of its window; the first and the last, and what they see, in color."""
    middles = result["seen"].mean(axis=1)
    last = result["count"] - 1
    for k, (middle, seen) in enumerate(zip(middles, result["seen"], strict=True)):
        color, width, order = {0: (BLUE, 1.8, 2), last: (ORANGE, 1.8, 1)}.get(k, (GREY, 0.7, 0))
        ends = [[(middle, _OUTPUTS - 0.42), (place, _PIXELS + 0.42)] for place in seen]
        ax.add_collection(LineCollection(ends, colors=color, linewidths=width, zorder=order))
        _cell(ax, middle, _OUTPUTS, "white", color)
        ax.text(middle, _OUTPUTS, f"{k + 1}", ha="center", va="center", fontsize=8.5, color=INK, zorder=4)


def _draw_misfit(ax, result):
    """The window as it would stand at the first place, longer than the row."""
    for place in result["dilation"] * np.arange(result["kernel"]) - result["padding"]:
        _cell(ax, place, 1.7, "white", VERMILION)
    left, right = -result["padding"] - 0.42, result["reach"] - result["padding"] - 0.58
    ax.plot([left, right], [2.5, 2.5], color=VERMILION, linewidth=1.5)
    words = f"a window reaches over {result['reach']}, and there are {result['n'] + 2 * result['padding']}"
    ax.text(left, 2.75, words, fontsize=9, color=VERMILION, va="bottom")


def _formula(result):
    n, k, s, p, d = (result[name] for name in ("n", "kernel", "stride", "padding", "dilation"))
    filled = rf"\lfloor({n} + 2\cdot{p} - {d}\cdot({k} - 1) - 1)\,/\,{s}\rfloor + 1"
    inside = n + 2 * p - result["reach"]
    if result["count"]:
        return rf"{filled} = \lfloor {inside}/{s}\rfloor + 1 = {result['count']}"
    return rf"{n} + 2\cdot{p} - {d}\cdot({k} - 1) - 1 = {inside}"


def describe_output_size(result):
    """One sentence: how many outputs, and what is seen by none."""
    n, padded, reach = result["n"], result["n"] + 2 * result["padding"], result["reach"]
    window = f"A window that reaches over {reach} {'place' if reach == 1 else 'places'}"
    row = f"{n} {'pixel' if n == 1 else 'pixels'}" + (f" and {2 * result['padding']} of padding" if padded > n else "")
    if not result["count"]:
        return f"{window} does not fit into {row}: there is no output, and Conv2D refuses such an image."
    unseen = int((result["times"] == 0).sum())
    seen = "every pixel is seen" if not unseen else f"{unseen} of {n} {'pixels' if n > 1 else 'pixel'} seen by none"
    rest = f"; {result['left_over']} left over at the end" if result["left_over"] else ""
    outputs = "1 output" if result["count"] == 1 else f"{result['count']} outputs"
    return f"{window} fits {_times(result['count'])} into {row}: {outputs}; {seen}{rest}."


def _times(count):
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
