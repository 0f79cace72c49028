"""The maps of all heads in a picture: one row is marked in each, another lights up while one points at it."""

import matplotlib as mpl
import numpy as np

from ...plots.hover import Spot, box_of
from ...plots.style import GREY, GRID, INK, ORANGE, SEQUENTIAL_CMAP, VERMILION
from .token_tasks import BLOCKS, HEADS

NAMES = tuple(f"{block + 1}.{head + 1}" for block in range(BLOCKS) for head in range(HEADS))
#: Where below a map its two largest weights stand, from top to bottom, in shares of the map's height.
SAID = (-0.03, -0.17)


def draw_head_maps(figure, result):
    """``result`` of `head_maps.look`: who looks at whom in each head, and the loss with each alone turned off."""
    axes = figure.subplots(BLOCKS, HEADS)
    letters, off = "·" + result["line"], result["off"]
    for k, (ax, weights) in enumerate(zip(axes.flat, result["maps"], strict=True)):
        draw_map(ax, weights, later(weights), letters, letters, result["row"], labeled=k % HEADS == 0)
        color = VERMILION if k == off - 1 else INK
        ax.set_title(NAMES[k] + (" off" if k == off - 1 else ""), pad=14, fontsize=9, color=color)
        ax.set_title(f"loss {result['losses'][k]:.2g}", loc="right", pad=14, fontsize=8, weight="normal", color=GREY)


def later(weights):
    """Which of the weights (t, t) a causal mask hides."""
    return np.triu(np.ones(weights.shape, bool), 1)


def draw_map(ax, weights, hidden, rows, columns, row=None, labeled=True):
    """Weights (t, s), gray where they are ``hidden``, from the letters ``rows`` at ``columns``; one row is marked.

    ``row`` counts from 1; below the map stands what it looks at most.
    """
    t, s = weights.shape
    cmap = mpl.colormaps[SEQUENTIAL_CMAP].with_extremes(bad=GRID)
    ax.imshow(np.ma.masked_array(weights, hidden), cmap=cmap, vmin=0, vmax=1, interpolation="nearest", aspect="auto")
    size = 8 if max(t, s) < 13 else 6.5
    ax.set_xticks(range(s), [*columns], fontsize=size)
    ax.set_yticks(range(t), [*rows] if labeled else [""] * t, fontsize=size)
    ax.tick_params(top=True, labeltop=True, bottom=False, labelbottom=False, length=0, pad=1)
    if row is not None:
        ax.plot([-0.5, s - 0.5, s - 0.5, -0.5, -0.5], row - 1 + np.array([-0.5, -0.5, 0.5, 0.5, -0.5]), color=ORANGE)
        words = most(weights[row - 1], columns)
        ax.text(0.5, sum(SAID) / 2, words, transform=ax.transAxes, ha="center", va="center", fontsize=8, color=INK)


def most(weights, columns):
    """A row's two largest weights in words, "5 (6) 0.52": letter, place from 1, weight; none below 0.005."""
    order = np.argsort(-weights, kind="stable")[:2]
    return ", ".join(f"{columns[k]} ({k + 1}) {weights[k]:.2f}" for k in order if weights[k] >= 0.005)


def spots_head_maps(figure, result):
    """Each place of the line is a group: its letters, its row in every map, and what it looks at most there."""
    letters = "·" + result["line"]
    return [
        [
            spot
            for k, (ax, weights) in enumerate(zip(figure.axes, result["maps"], strict=True))
            for spot in row_of_spots(ax, weights, later(weights), letters, letters, i, labeled=k % HEADS == 0)
        ]
        for i in range(len(letters))
    ]


def row_of_spots(ax, weights, hidden, rows, columns, i, labeled=True):
    """Row ``i`` (from 0) of a map drawn by `draw_map`: its letter at the left, a cell a weight, and the two largest."""
    y, s, start = (i - 0.5, i + 0.5), len(columns), f"{rows[i]} ({i + 1})"
    cells = [
        "hidden" if gone else f"{start} → {letter} ({k + 1}): {weight:.3f}"
        for k, (letter, weight, gone) in enumerate(zip(columns, weights[i], hidden[i], strict=True))
    ]
    if labeled:
        yield Spot(box_of(ax, (-0.5 - 0.1 * s, -0.5), y), [start])
    yield Spot(box_of(ax, (-0.5, s - 0.5), y), cells)
    yield Spot(box_of(ax, (-0.02, 1.02), SAID, ax.transAxes), said=most(weights[i], columns))


def describe_head_maps(result):
    """What the marked row looks at most in each head, what the model answered, and the loss without the head."""
    maps, row, off = np.asarray(result["maps"]), result["row"], result["off"]
    rows = maps[:, row - 1]
    places = ", ".join(str(one) for one in rows.argmax(axis=1) + 1)
    letter = ("·" + result["line"])[row - 1]
    best = int(rows.max(axis=1).argmax())
    said = f"It wrote {result['line'].split('>')[1] or 'nothing'}"
    verdict = f"{said}, and {result['wanted']} is right" if result["wrong"] else f"{said}, which is right"
    loss = f"{result['whole']:.2g} with all heads"
    if off:
        loss = f"{result['losses'][off - 1]:.2g} without {NAMES[off - 1]}, {loss}"
    return (
        f"From place {row} ({letter}) heads 1.1–2.4 look most at places {places}; the largest weight, "
        f"{rows[best].max():.2f}, is in {NAMES[best]}. {verdict}. Loss {loss}."
    )
