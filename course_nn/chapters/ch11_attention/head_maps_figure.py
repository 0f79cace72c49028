"""The map of a head in a picture, and the loss without each head beside it."""

import numpy as np

from ...plots.style import BLUE, GREY, INK, SEQUENTIAL_CMAP, VERMILION
from .token_tasks import BLOCKS, HEADS

#: Of the axis of the losses.
LOW, HIGH = 1e-4, 10.0


def draw_head_maps(figure, result):
    """``result`` of `head_maps.look`: who looks at whom, and the loss with each of the heads turned off."""
    looks, losses = figure.subplots(1, 2, width_ratios=[1.35, 1])
    draw_map(looks, result["map"], result["line"], result["row"])
    looks.set_title(
        f"Block {result['block']}, head {result['head']}" + (", turned off" if result["off"] else ""), pad=20
    )
    n = BLOCKS * HEADS
    chosen = HEADS * (result["block"] - 1) + result["head"] - 1
    colors = [VERMILION if k == chosen else BLUE for k in range(n)]
    losses.hlines(range(n), LOW, result["losses"], color=colors, lw=2)
    losses.scatter(np.clip(result["losses"], LOW, HIGH), range(n), 45, color=colors, zorder=3)
    losses.axvline(result["whole"], color=INK, lw=1, ls="--", label="all heads on")
    losses.set_yticks(range(n), [f"{1 + k // HEADS}.{1 + k % HEADS}" for k in range(n)])
    losses.set(
        xscale="log", xlim=(LOW, HIGH), ylim=(n - 0.5, -0.5), xlabel="loss without this head", ylabel="block.head"
    )
    losses.grid(axis="x")
    losses.legend(loc="lower right")
    losses.set_title("Each head turned off alone")


def draw_map(ax, weights, line, row):
    """Weights (t, t) over the letters of a line, whose first place is the boundary; one row (from 1) is marked."""
    letters = [*("·" + line)]
    t = len(letters)
    ax.imshow(weights, cmap=SEQUENTIAL_CMAP, vmin=0, vmax=1, interpolation="nearest")
    ax.set_xticks(range(t), letters)
    ax.set_yticks(range(t), letters)
    ax.tick_params(top=True, labeltop=True, bottom=False, labelbottom=False, length=0)
    ax.plot(
        [-0.5, t - 0.5, t - 0.5, -0.5, -0.5], row - 1 + np.array([-0.5, -0.5, 0.5, 0.5, -0.5]), color="#E69F00", lw=2
    )
    ax.set_ylabel("looks from", color=GREY)


def describe_head_maps(result):
    """What the marked row looks at most, what the model answered, and the loss without this head."""
    weights, row = result["map"][result["row"] - 1], result["row"]
    letters = "·" + result["line"]
    most = int(weights.argmax())
    said = f"wrote {result['line'].split('>')[1] or 'nothing'}"
    verdict = f"{said}, and {result['wanted']} is right" if result["wrong"] else f"{said}, which is right"
    index = (result["block"] - 1) * HEADS + result["head"] - 1
    return (
        f"From place {row} ({letters[row - 1]}) the head looks most at place {most + 1} ({letters[most]}), weight "
        f"{weights[most]:.2f}. The model {verdict}. Loss with all heads {result['whole']:.2g}, without this one "
        f"{result['losses'][index]:.2g}."
    )
