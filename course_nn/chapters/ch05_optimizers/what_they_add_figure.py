"""Chapter 05: what each optimizer adds, the noise floor under schedules, and where starts lead."""

import numpy as np
from matplotlib.colors import ListedColormap

from ...plots.points import label_line_ends
from ...plots.style import BLUE, GREEN, GREY, INK, ORANGE, SEQUENTIAL_CMAP, SKY, VERMILION
from .race_figure import LOOKS, contours

# --- Momentum


def draw_momentum_map(figure, result):
    """The path down the valley, and the factor of every pair of α and β, with where this pair stands."""
    left, right = figure.subplots(1, 2, width_ratios=[1, 1.15])
    x, y = np.linspace(-2.2, 2.2, 81), np.linspace(-1.3, 1.3, 61)
    J = x[None, :] ** 2 / result["kappa"] + y[:, None] ** 2
    left.contour(x, y, J, levels=np.linspace(0.04, 2.2, 12) ** 2 / 2, colors=["#A9B2BC"], linewidths=0.8)
    path = np.clip(result["path"], -50, 50)
    left.plot(*path.T, "o-", color=BLUE, linewidth=1.1, markersize=3, markeredgewidth=0)
    left.plot(*path[0], "o", color=INK, markersize=7, markeredgecolor="white")
    left.plot(0, 0, "*", color="white", markersize=13, markeredgecolor=INK)
    left.set(xlim=(-2.2, 2.2), ylim=(-1.3, 1.3), xlabel=r"$\theta_1$ (flat)", ylabel=r"$\theta_2$ (steep)")
    left.set_title(f"{len(path) - 1} steps")

    factors = np.ma.masked_greater_equal(result["factors"], 1)
    right.set_facecolor("#E9ECEF")
    # What diverges is masked, and lets the gray below shine through.
    box = {"origin": "lower", "extent": (0, 4, 0, 1), "aspect": "auto"}
    shown = right.imshow(factors, cmap=SEQUENTIAL_CMAP, vmin=0.5, vmax=1, **box)
    right.text(3.9, 0.06, "diverges", color=GREY, ha="right")
    rate, beta, factor = result["best"]
    right.plot(rate, beta, "*", color="white", markersize=14, markeredgecolor=INK)
    right.plot(result["rate"], result["beta"], "o", color=VERMILION, markersize=9, markeredgecolor="white")
    right.set(
        xlim=(0, 4),
        ylim=(0, 1),
        xlabel=r"rate $\alpha$ (times the largest curvature)",
        ylabel=r"momentum $\beta$",
    )
    bar = figure.colorbar(shown, ax=right, pad=0.02)
    bar.set_label("factor per step")
    bar.outline.set_visible(False)
    right.set_title(f"Best: factor {factor:.2f}")


# --- What the step is divided by


def draw_own_rates(figure, result):
    """How long the steps of the two weights are, and how far each has come."""
    left, right = figure.subplots(1, 2)
    t = np.arange(1, len(result["steps"]) + 1)
    looks = (
        (BLUE, "o", "every step"),
        (VERMILION, "s", f"1 in {result['every']}" if result["every"] > 1 else "also"),
    )
    lines, names = [], []
    for k, (color, marker, name) in enumerate(looks):
        steps = result["steps"][:, k]
        moved = steps > 0
        left.plot(
            t[moved],
            np.clip(steps[moved], 1e-4, 1e4),
            marker,
            color=color,
            markersize=4,
            markeredgewidth=0,
            alpha=0.8,
        )
        far = np.clip(result["moved"][:, k], 1e-2, 1e6)
        lines += right.plot(np.arange(len(far)), far, color=color, linestyle="-" if k == 0 else (0, (5, 1.5)))
        names.append(name)
    left.set(yscale="log", xlim=(0, 200), ylim=(5e-3, 2e2), xlabel="step", ylabel=r"length of a step, in $\alpha$")
    right.set(yscale="log", xlim=(0, 200), ylim=(5e-2, 3e4), xlabel="step", ylabel=r"distance moved, in $\alpha$")
    for ax in (left, right):
        ax.grid(axis="y")
        ax.minorticks_off()
    kind = result["kind"]
    left.set_title(f"{kind[0].upper()}{kind[1:]}'s steps")
    right.set_title("How far the two weights come")
    label_line_ends(right, lines, names)


# --- Adam's first steps


def draw_first_steps(figure, result):
    """The two moments with and without correction, and the steps they give."""
    left, right = figure.subplots(1, 2)
    t = result["t"]
    left.plot(t, result["g"], ".", color="#B9C0C8", markersize=4)
    pairs = (
        ("m", "m_hat", BLUE, "$m$", r"$\hat m$"),
        ("v", "v_hat", ORANGE, r"$\sqrt{v}$", r"$\sqrt{\hat v}$"),
    )
    lines, names = [], []
    for raw, corrected, color, plain_name, name in pairs:
        root = np.sqrt if raw == "v" else np.asarray
        lines += left.plot(t, root(result[raw]), color=color, linestyle=(0, (4, 2)), linewidth=1.5)
        lines += left.plot(t, root(result[corrected]), color=color)
        names += [plain_name, name]
    left.set(xlim=(1, 100), ylim=(-1, 3), xlabel="step $t$", ylabel="gradients (dots) and moments")
    left.set_title("Moments start at 0")
    label_line_ends(left, lines, names, gap=13)
    plain = right.plot(t, np.clip(result["plain"], -50, 50), color=VERMILION, linestyle=(0, (4, 2)))[0]
    corrected = right.plot(t, result["corrected"], color=BLUE)[0]
    right.set(xlim=(1, 100), ylim=(-1, 8), xlabel="step $t$", ylabel=r"step, in $\alpha$")
    right.grid(axis="y")
    label_line_ends(right, [plain, corrected], ["raw", "corrected"], gap=13)
    right.set_title(f"Step 1: {result['plain'][0]:.2f} raw, {result['corrected'][0]:.2f} corrected")


# --- Schedules


def draw_schedule(figure, result):
    """The rate by step, and J under it against J with the rate kept."""
    left, right = figure.subplots(1, 2, width_ratios=[1, 1.35])
    t = np.arange(len(result["rates"]))
    left.plot(t, result["rates"], color=GREEN)
    left.set(xlim=(0, len(t)), ylim=(0, 1.04), xlabel="step $t$", ylabel=r"learning rate $\alpha_t$")
    left.grid(axis="y")
    left.set_title(f"{result['kind'][0].upper()}{result['kind'][1:]}")
    steps = np.arange(len(t) + 1)
    run, constant, average = (np.clip(result[name], 2e-5, 1e4) for name in ("run", "constant", "expected"))
    right.plot(steps, run, color=SKY, linewidth=0.9)
    kept = right.plot(steps, constant, color=GREY, linestyle=(0, (4, 2)), linewidth=1.5)[0]
    expected = right.plot(steps, average, color=BLUE)[0]
    right.set(yscale="log", xlim=(0, len(t)), ylim=(1e-5, 20), xlabel="step $t$", ylabel="cost $J$")
    right.minorticks_off()
    right.grid(axis="y")
    label_line_ends(right, [kept, expected], ["constant", "on average"], gap=13)
    gain = result["constant"][-1] / max(result["expected"][-1], 1e-300)
    right.set_title(_gain(gain))


def _gain(gain):
    if gain > 1.15:
        return f"Ends {gain:.3g} times lower" if gain < 1e4 else f"Ends {gain:.0e} times lower"
    return "No better than a constant rate" if gain < 0.87 else "Much as at a constant rate"


# --- Where starts lead

_ENDS = ListedColormap(["#84B9DC", "#F6D7BF", "#8A9099"])


def draw_basins(figure, result):
    """The window of starts, colored by where they lead, and the places where the runs ended."""
    left, right = figure.subplots(1, 2)
    surface = result["surface"]
    x, y = result["x"], result["y"]
    half = [(x[1] - x[0]) / 2, (y[1] - y[0]) / 2]
    extent = (x[0] - half[0], x[-1] + half[0], y[0] - half[1], y[-1] + half[1])
    left.imshow(result["where"], origin="lower", extent=extent, aspect="auto", cmap=_ENDS, vmin=0, vmax=2, alpha=0.85)
    for ax in (left, right):
        contours(ax, surface)
    left.set_title(f"{result['shares'][0]:.0%} of the starts lead to a star")
    ends, where = result["ends"], result["where"]
    for k, color, marker in ((1, VERMILION, "s"), (0, BLUE, "o")):
        chosen = where == k
        right.plot(
            ends[0][chosen],
            ends[1][chosen],
            marker,
            color=color,
            markersize=4,
            markeredgewidth=0,
            alpha=0.35,
            zorder=2,
        )
    right.set(ylabel="")
    right.set_title("Where they are after 200 steps")


def draw_two_paths(figure, result):
    """Paths of some optimizers over one surface. ``demos`` `two_paths`."""
    surface, paths = result
    ax = figure.subplots()
    contours(ax, surface)
    lines = []
    for name, path in paths.items():
        color, marker = LOOKS[name]
        shown = surface.to_border(path)
        lines += ax.plot(
            *shown.T,
            marker + "-",
            color=color,
            markersize=3.6,
            linewidth=1.3,
            markeredgewidth=0,
            label=name,
        )
    ax.plot(*next(iter(paths.values()))[0], "o", color=INK, markersize=8, markeredgecolor="white", zorder=5)
    ax.legend(loc="lower right", frameon=True, framealpha=0.9, edgecolor="none")
    return ax


def draw_rare_minima(figure, result):
    """The share of random Hessians without a negative eigenvalue, against the dimension."""
    ax = figure.subplots()
    seen = result["shares"] > 0
    d = result["dimensions"]
    ax.plot(d[seen], result["shares"][seen], "o-", color=BLUE, markersize=7, markeredgecolor="white")
    for dimension, share in zip(d[seen], result["shares"][seen], strict=True):
        ax.annotate(f"{share:.2g}", (dimension, share), (6, 4), textcoords="offset points", fontsize=9, color=INK)
    ax.set(yscale="log", xlim=(0.7, d.max() + 0.6), ylim=(1e-5, 1), xlabel="dimensions", ylabel="share of minima")
    ax.minorticks_off()
    ax.grid(axis="y")
    ax.set_title("In many dimensions almost every resting place is a saddle")
