"""The cliff as a map, gradient descent with and without clipping, and the shares in the gradient, clipped or not."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from ...plots.field import add_colorbar
from ...plots.powers import with_power
from ...plots.style import BLUE, GREY, INK, ORANGE
from .exploding_gradient import B_MAP, U_MAP
from .gradient_distance_figure import USUAL, log_limits, positive

STYLES = {"plain": (ORANGE, "--", "s", 4.5), "clipped": (BLUE, "-", "o", 3.0)}
NAMES = {"plain": "without clipping", "clipped": "with clipping"}
PALE = LinearSegmentedColormap.from_list("course_cost", ["#FFFFFF", "#8F99A5"])
MOST_STEPS = 30


def draw_exploding_gradient(figure, result):
    """Left the cost over u and b with both paths so far; right each step's share in ∂J/∂b at the clipped path's end."""
    left, right = figure.subplots(1, 2, width_ratios=[1.25, 1])
    place = {"origin": "lower", "extent": (*U_MAP, *B_MAP), "aspect": "auto"}
    field = left.imshow(result["map"], cmap=PALE, vmin=0, vmax=0.85, **place)
    left.set(xlim=U_MAP, ylim=B_MAP, xlabel="recurrent weight $u$", ylabel="bias $b$")
    add_colorbar(figure, field, left, "cost $J$", ticks=[0, 0.4, 0.8])
    for name, path in result["paths"].items():
        color, dashes, marker, size = STYLES[name]
        style = {"marker": marker, "ms": size, "mec": "white", "mew": 0.5, "lw": 1.5, "zorder": 4}
        left.plot(*path.T, dashes, color=color, label=NAMES[name], markevery=apart(path), **style)
    same = np.array_equal(result["paths"]["plain"], result["paths"]["clipped"])
    for name in ("clipped",) if same else STYLES:
        _mark_outside(left, name, result["paths"][name])
    left.plot(*result["paths"]["plain"][0], "D", color=INK, ms=6, mec="white", clip_on=False, zorder=5)
    left.legend(loc="lower left", handlelength=2.4, frameon=True, framealpha=0.85, edgecolor="none")
    left.set_title(_left_title(result))
    _draw_shares(right, result["shares"])


def apart(path):
    """The places of a path that get a mark: not those that would lie on the mark before, and hide each other."""
    size, kept = np.array([U_MAP[1] - U_MAP[0], B_MAP[1] - B_MAP[0]]), [0]
    for k in range(1, len(path)):
        if np.linalg.norm((path[k] - path[kept[-1]]) / size) > 0.02:
            kept.append(k)
    return kept


def _mark_outside(ax, name, path):
    """Where a path leaves the map: an arrow at the edge, and the farthest place in numbers."""
    low, high = np.array([U_MAP, B_MAP]).T
    away = np.maximum(np.maximum(low - path, path - high), 0)
    if not away.any():
        return
    far = path[np.argmax(np.linalg.norm(away, axis=1))]
    margin = 0.025 * (high - low)
    u, b = np.clip(far, low + margin, high - margin)
    if low[0] <= far[0] <= high[0]:
        arrow = "^" if far[1] > high[1] else "v"
    else:
        arrow = ">" if far[0] > high[0] else "<"
    color, right, top = STYLES[name][0], u > sum(U_MAP) / 2, b > 0
    ax.plot(u, b, arrow, color=color, ms=9, mec="white", zorder=6)
    shift = (-9 if right else 9, (-1 if top else 1) * (14 if name == "clipped" else 0))
    card = {"boxstyle": "round,pad=0.15", "facecolor": "white", "alpha": 0.8, "edgecolor": "none"}
    style = {"ha": "right" if right else "left", "va": "top" if top else "bottom", "fontsize": 9, "color": color}
    place = f"to ({with_power(far[0])}, {with_power(far[1])})"
    ax.annotate(place, (u, b), shift, textcoords="offset points", zorder=6, bbox=card, **style)


def _draw_shares(ax, shares):
    k = np.arange(len(shares["plain"]))  # 0 at the last step
    every = {name: np.abs(shares[name]) for name in STYLES}
    low, high = log_limits(*every.values())
    ax.set(yscale="log", ylim=(10.0**low, 10.0**high), xlim=(-1, MOST_STEPS))
    ax.set(xlabel="distance $k$ from the last step", ylabel=r"share in $\partial J/\partial b$, without sign")
    ax.grid(axis="y")
    for name, values in every.items():
        color, dashes, marker, size = STYLES[name]
        ax.plot(k, positive(values), dashes, color=color, marker=marker, ms=size, lw=1.5)
    if not every["plain"].any():
        ax.text(0.5, 0.5, "∇J is 0 here", transform=ax.transAxes, ha="center", color=GREY)
    if (low, high) != USUAL:
        word = f"a longer axis: {high - low} powers of ten"
        ax.text(0.01, 0.02, word, transform=ax.transAxes, va="bottom", color=GREY, fontsize=8)
    clipped = shares["factor"] < 1
    ax.set_title(f"Clipping: every share × {shortened(shares)[1]}" if clipped else "Here clipping changes nothing")


def shortened(shares):
    """Norm and factor of a gradient that is clipped, as texts: not 1, and limit over norm gives the factor as shown."""
    norm, factor = shares["norm"], shares["factor"]
    for digits in range(2, 16):
        if with_power(factor, digits) != "1":
            break
    told = with_power(factor, digits)
    for more in range(2, 17):
        shown = float(f"{norm:.{more - 1}e}")
        if with_power(min(factor * norm / shown, 1), digits) == told:
            break
    return with_power(norm, more), told


def _left_title(result):
    if not result["step"]:
        return "Before the first step"
    plain, clipped = (_text(result["last"][name]) for name in STYLES)
    return f"Step {result['step']}: {plain} long; clipped, {clipped}"


def _text(size):
    """A size, to no more than what is the same on every processor."""
    return "under 10⁻⁶" if size < 1e-6 else with_power(size)


def describe_exploding_gradient(result):
    """The cost of both paths now, the gradient's norm where the clipped one is, and what clipping does to it."""
    plain, clipped = (_text(result["costs"][name]) for name in STYLES)
    shares, step = result["shares"], result["step"]
    found = f"has norm {_text(shares['norm'])} and stays as it is" if shares["plain"].any() else "is 0"
    if shares["factor"] < 1:
        found = f"has norm {shortened(shares)[0]} and is shortened to {with_power(result['limit'])}"
    return (
        f"After {step} step{'' if step == 1 else 's'} the cost is {plain} without clipping and {clipped} with it; at "
        f"the clipped path's end ∇J {found}."
    )
