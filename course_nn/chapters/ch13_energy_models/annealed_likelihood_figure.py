"""The annealed estimate as a picture: log p of digits by runs forward, and what lies below it by runs backward."""

import numpy as np

from ...plots.style import BLUE, GREY, INK, ORANGE
from .annealed_likelihood import MACHINES

LOW, HIGH = -60.0, 40.0


def draw_annealed_likelihood(figure, result):
    """``result`` of `annealed_likelihood.sandwich`: five estimates at each number of steps, from above and below."""
    wide, near = figure.subplots(1, 2, width_ratios=[1.2, 1])
    _draw(wide, result, (LOW, HIGH))
    wide.set_title(f"log p = {nats(result['now'][0])} by {counted(result)}")
    center = result["exact"] if result["exact"] is not None else float(result["forward"][-1, :, 0].mean())
    _draw(near, result, (center - 0.6, center + 0.6))
    if abs(result["now"][0] - center) > 0.6:
        near.annotate("this estimate lies beyond", (0.5, 0.75), xycoords="axes fraction", ha="center", color=BLUE)
    near.set_title("The same, closer")
    wide.legend(loc="lower right", handlelength=1.4)


def _draw(ax, result, limits):
    low, high = limits
    at = int(np.flatnonzero(result["every"] == result["betas"])[0])
    x = result["every"][: at + 1]  # what more steps give is seen when they are chosen
    values = result["forward"][: at + 1, :, 0]
    for k, row in enumerate(values):
        inside = (row >= low) & (row <= high)
        ax.plot(np.full(inside.sum(), x[k]), row[inside], "o", color=BLUE, ms=4, alpha=0.45, mew=0)
        for beyond, edge, marker in ((row > high, high, "^"), (row < low, low, "v")):
            if beyond.any():
                ax.plot(x[k], edge, marker, color=BLUE, ms=6, clip_on=False)
    ax.plot([], [], "o", color=BLUE, ms=5, label="runs forward")
    value, best, worst = result["now"]  # high log p where log Z is low
    ends = np.clip([worst, best], low, high)
    ax.plot([x[at]] * 2, ends, color=BLUE, lw=6, alpha=0.3, solid_capstyle="butt")
    if best > high > worst:
        ax.plot(x[at], high, "^", color=BLUE, ms=9, alpha=0.3, clip_on=False)
    if low <= value <= high:
        ax.plot(x[at], value, "o", color=BLUE, ms=9, mec="white", zorder=4)
    lower = result["careful"][: at + 1, 0]
    _line(ax, x, lower, limits, ORANGE, "s", "backward from the digits")
    if result["above"] is not None:
        _line(ax, x, result["above"][: at + 1], limits, GREY, "D", "backward from exact samples")
        ax.axhline(result["exact"], color=INK, lw=1.2, ls="--", label="exact")
    ax.set(xscale="log", xlim=(0.75, 1300), ylim=limits, xlabel="steps from β = 0 to 1", ylabel="mean log p (nats)")
    ax.set_xticks([1, 10, 100, 1000], ["1", "10", "100", "1000"])
    ax.minorticks_off()
    ax.grid(axis="y")


def _line(ax, x, y, limits, color, marker, label):
    low, high = limits
    seen = (y >= low) & (y <= high)
    ax.plot(
        x[seen],
        y[seen],
        marker + "-",
        color=color,
        ms=4.5 if marker == "s" else 8,
        mfc=color if marker == "s" else "none",
        lw=1.2,
        label=label,
    )
    if (~seen).any():
        look = {"ms": 6} if marker == "s" else {"ms": 10, "mfc": "none"}  # so that both are seen in one place
        for beyond, edge, triangle in ((y > high, high, "^"), (y < low, low, "v")):
            if beyond.any():
                ax.plot(x[beyond], np.full(beyond.sum(), edge), triangle, color=color, clip_on=False, **look)


def nats(value):
    """With two decimals and a true minus."""
    return f"{value:.2f}".replace("-", "−")


def counted(result):
    return "1 step" if result["betas"] == 1 else f"{result['betas']:,} steps"


def describe_annealed_likelihood(result):
    """The estimate with its error, what the walk backward says, and the exact value where there is one."""
    value, best, worst = result["now"]
    machine = next(text for text, name in MACHINES.items() if name == result["machine"]).split(",")[0]
    error = f"{nats(worst)} to {nats(best)}" if best < 900 else f"at least {nats(worst)}"
    told = (
        f"{machine}: 100 runs of {counted(result)} give {nats(value)} nats a test digit, {error} by three standard "
        f"errors; backward from the digits {nats(result['careful_now'][0])}"
    )
    return told + (f"; exact {nats(result['exact'])}." if result["exact"] is not None else ".")
