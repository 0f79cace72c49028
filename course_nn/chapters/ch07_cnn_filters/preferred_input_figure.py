"""Preferred inputs in a picture: three climbs at the chosen step, the best image of the data, and the way up."""

import numpy as np
from matplotlib.patches import Rectangle

from ...plots.style import BLUE, GREEN, GREY, GRID, INK, ORANGE, PINK, WEIGHT_CMAP
from .feature_maps_figure import writer

COLORS, STYLES, MARKERS = (BLUE, GREEN, PINK), ("-", "--", ":"), ("o", "s", "D")


def draw_preferred_input(figure, result):
    """``result`` of `preferred_input.preferred_input`: four images, and the values along the climbs."""
    pictures, climbs = figure.subplots(1, 2, width_ratios=(1, 1.35))
    step, images, start = result["step"], result["images"], result["start"]
    values, write = result["values"][:, step], _writer(result)
    names = (f"from start {start}", f"from start {start + 1}", f"random weights, start {start}")
    for k, name in enumerate(names):
        below = "" if result["p"] is None else _words(result, k)
        _draw_image(pictures, k, images[k], result, f"{name}\n{write(values[k])}", below)
    best = f"image {result['best_image']}\n{write(result['best_value'])}"
    _draw_image(pictures, 3, result["best"], result, best, "best of the data")
    pictures.set(xlim=(-0.25, 2.65), ylim=(2.75, -0.33), aspect="equal")
    pictures.set_axis_off()
    _draw_climbs(climbs, result, step)


def _words(result, k):
    mean = "" if result["to_mean"] is None else f", r = {_two(result['to_mean'][k])}"
    return f"p = {_two(result['p'][k])}{mean}"


def _draw_image(ax, place, x, result, above, below):
    """One of four pictures, two by two, with its words."""
    if result["bound"] == "norm":
        pixels, look = x.mean(axis=0), {"cmap": WEIGHT_CMAP, "vmin": -result["limit"], "vmax": result["limit"]}
    elif len(x) == 3:
        pixels, look = np.moveaxis(x, 0, -1).clip(0, 1), {}
    else:
        pixels, look = x.mean(axis=0), {"cmap": "gray_r", "vmin": 0, "vmax": 1}
    high, wide = np.array(pixels.shape[:2]) / max(pixels.shape[:2])
    top, left = 1.55 * (place // 2) + (1 - high) / 2, 1.4 * (place % 2) + (1 - wide) / 2
    ax.imshow(pixels, extent=(left, left + wide, top + high, top), interpolation="nearest", **look)
    frame = {"fill": False, "edgecolor": (*COLORS, ORANGE)[place], "linewidth": 2.2}
    ax.add_patch(Rectangle((left, top), wide, high, **frame))
    ax.text(left + wide / 2, top - 0.04, above, ha="center", va="bottom", fontsize=8.5)
    ax.text(left + wide / 2, top + high + 0.04, below, ha="center", va="top", fontsize=8.5, color=GREY)


def _draw_climbs(ax, result, step):
    values, best, write = result["values"], result["best_value"], _writer(result)
    steps = np.arange(values.shape[1])
    for k, climb in enumerate(values):
        ax.plot(steps[: step + 1], climb[: step + 1], STYLES[k], color=COLORS[k])
        ax.plot(step, climb[step], MARKERS[k], color=COLORS[k], markeredgecolor="white", markersize=7, zorder=4)
    ax.axhline(best, color=ORANGE, linewidth=1.2)
    low, high = min(values.min(), best), max(values.max(), best)
    room = 0.08 * (high - low) or 1.0
    ax.set(xlim=(-1, len(steps)), ylim=(low - 1.4 * room, high + 1.6 * room), xlabel="step")
    end, way = _free_place(values, best, high - low)
    place = {"ha": "right" if end else "left", "va": "bottom" if way > 0 else "top", "zorder": 5}
    remark = {"fontsize": 8.5, "color": INK, "textcoords": "offset points"}
    ax.annotate("best of the data", (len(steps) if end else -1, best), (-2 if end else 2, 3 * way), **place, **remark)
    ax.grid(axis="y", color=GRID)
    ax.set_title(f"{_unit(result)}{', mean of the map' * result['map']}: {write(values[0, step])}")


def _free_place(values, best, span):
    """Where the name of the line at ``best`` is farthest from all climbs: ``end`` of the axis or not, above or below.

    The name is about a fourth of the axis long, and its middle a twentieth of the span from the line.
    """
    part = max(2, values.shape[1] // 4)

    def distance(place):
        end, way = place
        return np.abs((values[:, -part:] if end else values[:, :part]) - best - 0.05 * way * span).min()

    return max(((end, way) for end in (True, False) for way in (1, -1)), key=distance)


def _writer(result):
    """How the values are written, at every step alike: three digits for the largest."""
    return writer(max(np.abs(result["values"]).max(), abs(result["best_value"])))


def _unit(result):
    return f"Layer {result['name']}, {'channel' if result['map'] else 'unit'} {result['unit']}"


def describe_preferred_input(result):
    """How far the climbs have come, and how alike they are."""
    step, values, best = result["step"], result["values"][:, result["step"]], result["best_value"]
    write = _writer(result)
    than = "above" if values[0] > best else "below" if values[0] < best else "equal to"
    says = (
        f"{_unit(result)}, step {step}: {write(values[0])} and {write(values[1])} from two starts, the first {than} "
        f"the best image's {write(best)}; the two correlate by {_two(result['alike'])}"
    )
    stopped = [f"start {result['start'] + k}" for k in (0, 1) if result["stopped"][k]]
    stopped += ["random weights"] * bool(result["stopped"][2])
    if result["to_mean"] is not None and not stopped:
        says += f", with the class mean by {_two(result['to_mean'][0])} and {_two(result['to_mean'][1])}"
    says += f"; random weights: {write(values[2])}"
    return says + (f"; the gradient is 0, nothing moves: {', '.join(stopped)}" if stopped else "") + "."


def _two(value):
    return f"{value + 0.0:.2f}".replace("-0.00", "0.00").replace("-", "−")
