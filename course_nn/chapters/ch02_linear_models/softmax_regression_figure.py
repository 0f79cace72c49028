"""What softmax regression learns: its regions on iris, its weights for digits as templates, and its surest mistakes."""

import numpy as np
from matplotlib.colors import to_rgb

from ...plots.network import draw_network
from ...plots.points import draw_points
from ...plots.style import BLUE, CLASS_COLORS, GREY, INK, VERMILION, WEIGHT_CMAP

_SHARES = {2: "a half", 3: "a third", 4: "a quarter", 5: "a fifth", 6: "a sixth"}


def draw_softmax_regression(figure, result):
    """The plane in its classes' colors, mixed by probability; the cost of the steps so far."""
    left, right = figure.subplots(1, 2, width_ratios=(1.25, 1))
    _draw_regions(left, *result["axes"], result["p"])
    draw_points(left, result["X"], result["y"], size=4.8, ring=result["wrong"])
    left.set(xlabel=result["labels"][0], ylabel=result["labels"][1])
    left.spines[["left", "bottom"]].set_visible(False)
    many = result["p"].shape[-1]
    top = max(1.5, 1.37 * np.log(many))
    all_tie = {2: "Both tie", 3: "All three tie"}.get(many, f"All {many} tie")
    left.set_title(all_tie if result["tie"] else f"{result['right']} of {len(result['y'])} right")
    costs, step = result["costs"], result["step"]
    right.plot(np.arange(step + 1), costs[: step + 1], color=BLUE)
    right.plot(step, costs[step], "o", color=BLUE, markersize=7)
    scaled = "" if result["scale"] == 1 else f", logits times {result['scale']:g}"
    if scaled:
        # A triangle at the upper edge where there is no room: the title has the number.
        shown = min(result["cost"], top)
        right.plot([step, step], [costs[step], shown], color=VERMILION, linewidth=1.2, linestyle=(0, (2, 1.2)))
        look = {"color": VERMILION, "markersize": 7, "markeredgecolor": "white", "clip_on": False, "zorder": 4}
        right.plot(step, shown, "D" if shown < top else "^", **look)
    right.set(xlim=(-0.3, len(costs) - 0.7), ylim=(0, top), xlabel="steps of training", ylabel="cost $J$")
    right.set_xticks([0, 4, 10, 14, 18], ["0", "4", "32", "128", "512"])
    right.axhline(np.log(many), color=GREY, linewidth=1, linestyle=":")
    note = {"color": GREY, "fontsize": 9, "ha": "right", "zorder": 3, "bbox": {"color": "white", "pad": 1}}
    right.text(len(costs) - 1, np.log(many) + 0.04, f"guessing: log {many}", **note)
    right.set_title(f"$J$ = {result['cost']:.2f}{scaled}")


def describe_softmax_regression(result):
    """How many points are named right after so many steps, and how sure the answers are."""
    noun, share = result["noun"], _SHARES[result["p"].shape[-1]]
    if result["tie"]:
        return f"Before the first step every class gets {share}, and no {noun[:-1]} a name; J = {result['cost']:.2f}."
    steps = f"{result['steps']:,} step{'' if result['steps'] == 1 else 's'}"
    named = f"After {steps} {result['right']} of {len(result['y'])} {noun} are named right"
    cost = f"J = {result['cost']:.2f}"
    if result["scale"] != 1:
        cost += f" with these logits, {result['costs'][result['step']]:.2f} with those of training"
    sure = "over 99%" if result["sure"] >= 0.995 else f"{result['sure']:.0%}"  # no softmax is ever 100% sure
    return f"{named}, with {sure} certainty on average; {cost}."


def draw_layer(figure, result):
    """Softmax regression as a network, with names at its inputs and outputs. ``result``: network, inputs, outputs."""
    ax = figure.subplots()
    draw_network(ax, result["network"])
    for k, (names, side, shift) in enumerate(((result["inputs"], "right", -0.14), (result["outputs"], "left", 0.14))):
        heights = np.linspace(len(names) - 1, 0, len(names)) - (len(names) - 1) / 2
        for name, height in zip(names, heights, strict=True):
            ax.text(k + shift, height, name, ha=side, va="center", color=INK)


def draw_templates(figure, W):
    """The weights W (64, 10) of softmax regression on digits, one picture a class."""
    strongest = np.abs(W).max()
    for k, ax in enumerate(figure.subplots(2, 5).ravel()):
        shown = ax.imshow(W[:, k].reshape(8, 8), cmap=WEIGHT_CMAP, vmin=-strongest, vmax=strongest)
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
        ax.set_title(f"{k}", fontsize=10, loc="center")
    bar = figure.colorbar(shown, ax=figure.axes, shrink=0.8, aspect=26, pad=0.02)
    bar.outline.set_visible(False)
    bar.set_label("weight", color=GREY)


def draw_mistakes(figure, result):
    """Images that were misjudged, with what they are and what was said. ``result``: images, y, said, p."""
    for ax, image, y, said, p in zip(figure.subplots(1, len(result["y"])), *result.values(), strict=True):
        ax.imshow(image, cmap="gray_r", vmin=0, vmax=1)
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
        ax.set_title(f"{y}, said {said}\n({p:.0%} sure)", fontsize=9, loc="center", fontweight="normal")


def _draw_regions(ax, x, y, p):
    """The classes' pale colors, mixed by their probabilities p (rows, columns, 3), and the borders between them."""
    pale = np.array([[1 - 0.42 * (1 - part) for part in to_rgb(color)] for color in CLASS_COLORS[: p.shape[-1]]])
    extent = (x[0], x[-1], y[0], y[-1])
    ax.imshow(p @ pale, extent=extent, origin="lower", aspect="auto", interpolation="bilinear")
    if np.ptp(p) > 0:
        for k in range(p.shape[-1]):  # where class k stops being the most probable
            lead = p[..., k] - np.delete(p, k, axis=2).max(axis=2)
            if lead.min() < 0 < lead.max():
                ax.contour(x, y, lead, levels=[0], colors=[INK], linewidths=1.2)
