"""The bilinear game: the players' field with the path and its average, and how far both are from the equilibrium."""

import numpy as np

from ...plots.points import label_line_ends
from ...plots.powers import with_power
from ...plots.style import BLUE, GREEN, GREY, INK, ORANGE, PINK, VERMILION
from .bilinear_game import OPTIMISTIC_LIMIT, STEPS

WINDOW, TICKS = 2.0, (-2, 0, 2)
LOOKS = {
    "simultaneous": (VERMILION, "--"),
    "alternating": (BLUE, "-"),
    "extragradient": (GREEN, "-."),
    "optimistic": (ORANGE, ":"),
}
#: What is drawn of the path and of its average: their names in the result, colors and markers.
ENDS = (("places", BLUE, "o"), ("averages", PINK, "D"))
#: The axis of distances goes from 10⁻ᵏ to 10ᵏ, with the first of these that holds all.
DECADES = (1, 4, 16, 64)
#: The top of the axis of growth.
MOST_GROWTH = 1.6


def draw_bilinear_game(figure, result):
    """Left the plane of x and y, right the distances over the steps."""
    left, right = figure.subplots(1, 2, width_ratios=[1, 1.15])
    _field(left)
    if result["conserved"] is not None:
        left.plot(*_ellipse(result["conserved"], result["rate"]), color=GREY, lw=1, ls=(0, (4, 3)), zorder=2)
    for name, color, marker in ENDS:
        left.plot(*np.clip(result[name], -50, 50).T, marker=marker, color=color, lw=1.1, ms=2.8, mew=0, zorder=3)
    arrows = [mark_end(left, result[name], color, marker) for name, color, marker in ENDS]
    if arrows[0] is not None:
        note_outside(left, [arrow for arrow in arrows if arrow is not None], with_power(result["distances"].max(), 3))
    left.plot(*result["places"][0], "o", color=INK, ms=7, mec="white", zorder=4)
    left.plot(0, 0, "*", color="white", ms=13, mec=INK, zorder=5)
    left.set(
        xlim=(-WINDOW, WINDOW),
        ylim=(-WINDOW, WINDOW),
        aspect="equal",
        xticks=TICKS,
        yticks=TICKS,
        xlabel="$x$, makes $xy$ small",
    )
    left.set_ylabel("$y$, makes $xy$ large")
    left.set_title(f"{result['step']} {result['way']} step{'s' * (result['step'] != 1)}")
    _distances(right, result)


def _field(ax):
    """Where both would like to go: (−y, x), which turns around the equilibrium."""
    x, y = np.meshgrid(*2 * [np.linspace(-1.75, 1.75, 8)])
    ax.quiver(x, y, -y, x, color="#B9C0C8", angles="xy", scale_units="xy", scale=5, width=0.006, zorder=1)


def _ellipse(value, rate):
    """Where x² + y² − αxy has this value: its axes are the diagonals."""
    turn = np.linspace(0, 2 * np.pi, 181)
    along, across = np.sqrt(2 * value / (2 - rate)) * np.cos(turn), np.sqrt(2 * value / (2 + rate)) * np.sin(turn)
    return (along - across) / np.sqrt(2), (along + across) / np.sqrt(2)


def mark_end(ax, places, color, marker):
    """The last place; and where places lie outside the picture, an arrow at its border, whose own place is returned."""
    sizes = np.abs(places).max(axis=1)
    if sizes[-1] <= WINDOW:
        ax.plot(*places[-1], marker, color=color, ms=8, mec="white", zorder=6)
    if sizes.max() <= WINDOW:
        return None
    far = places[np.argmax(sizes)]
    side = np.argmax(np.abs(far))
    x, y = 0.93 * WINDOW * far / np.abs(far[side])
    ax.plot(x, y, "<>v^"[2 * side + (far[side] > 0)], color=color, ms=9, mec="white", zorder=6)
    return np.array([x, y])


def note_outside(ax, arrows, distance):
    """How far the path goes outside, in the corner that is farthest from the arrows."""
    corners = np.array([(0.97, 0.97), (0.97, 0.03), (0.03, 0.97), (0.03, 0.03)])
    away = np.linalg.norm((corners[:, None] - 0.5) * 2 * WINDOW - arrows, axis=2).min(axis=1)
    x, y = corners[np.argmax(away)]
    card = {"boxstyle": "round,pad=0.15", "facecolor": "white", "alpha": 0.85, "edgecolor": "none"}
    style = {"ha": "right" if x > 0.5 else "left", "va": "top" if y > 0.5 else "bottom", "bbox": card}
    ax.text(x, y, f"up to {distance} away", color=BLUE, transform=ax.transAxes, fontsize=9, zorder=7, **style)


def _distances(ax, result):
    low, high = result["span"]
    top = next(k for k in DECADES if 10.0**-k < low and high < 10.0**k)
    bottom = 10.0**-top
    steps = np.arange(result["step"] + 1)
    ax.axhline(result["distances"][0], color=GREY, lw=0.8, ls=(0, (2, 3)))
    shown = np.maximum(result["of_average"], 1.3 * bottom)
    ax.plot(steps, shown, "--", color=PINK, lw=1.6, label="of the average")
    below = result["of_average"] < bottom
    ax.plot(steps[below], shown[below], "v", color=PINK, ms=6, mec="white")
    ax.plot(steps, result["distances"], color=BLUE, lw=2, label="of the place")
    for distances, color, marker in ((shown, PINK, "D"), (result["distances"], BLUE, "o")):
        ax.plot(steps[-1], distances[-1], marker, color=color, ms=6, mec="white", clip_on=False)
    ax.set(yscale="log", xlim=(0, STEPS), xticks=(0, 50, 100), ylim=(bottom, 10.0**top), xlabel="step")
    ax.set_yticks(10.0 ** np.array([-top, -top / 2, 0, top / 2, top]) if top > 1 else [0.1, 1, 10])
    ax.set_yticklabels([with_power(tick, 1) for tick in ax.get_yticks()])
    ax.minorticks_off()
    ax.grid(axis="y")
    ax.set_ylabel("distance from the equilibrium", labelpad=12)  # room for long numbers
    ax.legend(loc="upper left", handlelength=2)
    if top > 1:
        ax.set_xlabel(f"step   (axis widened to {with_power(10.0**top, 1)})")
    ax.set_title(f"Distance {with_power(result['distances'][-1], 3)}")


def describe_bilinear_game(result):
    """How far from the equilibrium the place is and the average, and the ellipse of alternating steps."""
    step, distance, average = result["step"], result["distances"][-1], result["of_average"][-1]
    steps = f"After {step} {result['way']} step{'s' * (step != 1)} at α = {result['rate']:g}"
    if step == 0:
        return "Before the first step: distance 1 from the equilibrium."
    shown = with_power(average, 3) if average > 1e-12 else "0"
    said = f"{steps} the distance from the equilibrium is {with_power(distance, 3)}, that of the average {shown}"
    if result["conserved"] is None:
        return f"{said}."
    value = with_power(result["conserved"], 3)
    return f"{said}; x² + y² − αxy is {value}, as at the start: the dashed ellipse."


def draw_growth_by_rate(figure, result):
    """What the distance is multiplied with in one step, over the rate, for the four ways."""
    ax = figure.subplots()
    rates, lines = result["rates"], []
    ax.axhline(1, color=GREY, lw=0.8)
    for way, values in result["growth"].items():
        color, dashes = LOOKS[way]
        seen = values <= MOST_GROWTH - 0.02
        lines += ax.plot(rates[seen], values[seen], dashes, color=color)
        if not seen.all():  # where the line leaves the picture
            ax.plot(rates[seen][-1], values[seen][-1], "^", color=color, mec="white", ms=8, zorder=4)
    ax.set(xlim=(0, rates[-1]), ylim=(0.65, MOST_GROWTH), xlabel=r"rate $\alpha$", ylabel="long-run growth per step")
    label_line_ends(ax, lines, list(result["growth"]))
    ax.plot(OPTIMISTIC_LIMIT, 1, "o", color=ORANGE, mec="white", ms=7, zorder=4)
    ax.annotate(r"$1/\sqrt{3}$", (OPTIMISTIC_LIMIT, 1), (-6, 6), textcoords="offset points", ha="right", color=INK)
    ax.set_title("Below the line a way comes to rest")


def describe_growth_by_rate(result):
    """Which ways come to rest, over the rates that are drawn."""
    last = result["rates"][-1]
    return (
        f"In the long run a step at a rate above 0, up to {last:g}, multiplies the distance by more than 1 if "
        "simultaneous and by 1 if alternating; by less than 1 if extragradient, at rates under 1, or optimistic, at "
        "rates under 1/√3 = 0.577, where ½ is best."
    )
