"""What the way back remembers as a picture: memory that fills and empties in a step, and what it is in megabytes."""

import numpy as np

from ...plots.style import BLUE, GREY, INK, ORANGE, VERMILION

WAYS = {"forward": (BLUE, "forward"), "again": (ORANGE, "forward again"), "back": (VERMILION, "back")}


def draw_backward_memory(figure, result):
    """Left the layers in memory, move by move; right megabytes, on a logarithmic axis."""
    left, right = figure.subplots(1, 2, width_ratios=[1.6, 1])
    moves = np.arange(1, len(result["kept"]) + 1)
    for way, (color, text) in WAYS.items():
        chosen = result["ways"] == way
        if chosen.any():
            left.bar(moves[chosen], result["kept"][chosen], width=1.0, color=color, label=text)
    layers = result["layers"]
    left.set(xlim=(0, 3 * layers + 1), ylim=(0, 1.32 * layers), xlabel="moves of one step of training")
    left.set(ylabel="layers in memory")
    left.legend(loc="upper left", ncols=3, handlelength=1, columnspacing=1)
    kept = "everything is kept" if result["work"] == 1 else f"{result['peak']} layers at the most"
    left.set_title(f"k = {result['every']}: {kept}")
    sizes = result["megabytes"]
    right.barh(list(sizes), list(sizes.values()), color=[GREY, BLUE, ORANGE], height=0.55)
    right.set(xscale="log", xlim=(1e-4, 1e3), xlabel="megabytes", ylim=(2.5, -0.5))
    right.grid(axis="x")
    for i, size in enumerate(sizes.values()):
        right.text(size * 1.4, i, f"{size:.2g}", va="center", fontsize=9.5, color=INK)
    right.set_title(f"{result['work']:.2f} times the work")


def describe_backward_memory(result):
    """How many layers are in memory at the most, and what is computed twice."""
    sizes = {name: f"{size:.2g} MB" for name, size in result["megabytes"].items()}
    ends = f"The weights take {sizes['weights']}."
    if result["work"] == 1:
        return f"All activations are kept: {result['peak']} layers, {sizes['all activations']}. {ends}"
    count = result["checkpoints"]
    return (
        f"{count} checkpoint{'s' if count > 1 else ''}: at the most {result['peak']} layers are in memory, "
        f"{sizes['kept at the most']}, for {result['work']:.2f} times the work. {ends}"
    )
