"""What is stored as a picture: the weights, and each pattern with the units that want to change."""

import numpy as np

from ...plots.style import BLUE, ORANGE, WEIGHT_CMAP
from .hebbian_storage import MOST
from .pattern_sets_figure import draw_pattern


def draw_hebbian_storage(figure, result):
    """``result`` of `hebbian_storage.store_patterns`."""
    parts = figure.subplot_mosaic("w0123\nw4567", width_ratios=[2.3, 1, 1, 1, 1])
    ax, W = parts["w"], result["W"]
    limit = float(np.abs(W).max()) or 1.0
    image = ax.imshow(W, cmap=WEIGHT_CMAP, vmin=-limit, vmax=limit, interpolation="nearest")
    ax.set(xlabel="from unit $j$", ylabel="to unit $i$", xticks=[0, len(W) - 1], yticks=[0, len(W) - 1])
    ax.set_title(f"{len(W):,} × {len(W):,} weights")
    figure.colorbar(
        image, ax=ax, shrink=0.75, ticks=[-limit, 0, limit], format=lambda value, _: f"{value:.2f}".replace("-", "−")
    )
    places = [parts[str(k)] for k in range(MOST)]
    for place in places[len(result["patterns"]) :]:
        place.set_axis_off()
    for place, x, name, unhappy in zip(places, result["patterns"], result["names"], result["unhappy"], strict=False):
        wrong = int(unhappy.sum())
        title = f"{name} rests" if not wrong else f"{name}: {wrong}"
        draw_pattern(place, x, title, unhappy, ORANGE if wrong else BLUE)


def rule_name(rule):
    return "Hebb's rule" if rule == "hebb" else "the pseudo-inverse"


def describe_hebbian_storage(result):
    """How many rest, how many units want to change, and how alike the patterns are."""
    count, rests = len(result["patterns"]), int(result["rests"].sum())
    n, kind = result["patterns"].shape[1], {"random": "random pattern"}.get(result["kind"], result["kind"][:-1])
    told = f"{count} {kind}{'' if count == 1 else 's'} in {n} units by {rule_name(result['rule'])}: "
    told += f"{rests} rest{'s' if rests == 1 else ''}, "
    wanting = int(result["unhappy"].sum())
    told += f"{wanting} unit{'' if wanting == 1 else 's'} in all want{'s' if wanting == 1 else ''} to change"
    return told if count == 1 else f"{told}; the largest overlap of two is {result['overlap']:.2f}"
