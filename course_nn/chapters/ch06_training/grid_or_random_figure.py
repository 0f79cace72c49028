"""Grid against random search: the trials of both over the loss, and who wins how often."""

from ...plots.style import BLUE, GREEN, GREY, INK, SEQUENTIAL_CMAP, VERMILION

LOOKS = {"grid": (VERMILION, "s"), "random": (BLUE, "o")}


def draw_grid_or_random(figure, result):
    """Trials over the loss, the important axis's profile above, and who wins: `grid_and_random`."""
    *maps, wins = figure.subplots(1, 3)
    for ax, name in zip(maps, ("grid", "random"), strict=True):
        color, marker = LOOKS[name]
        x, y = result["trials"][name].T
        style = {"cmap": SEQUENTIAL_CMAP, "alpha": 0.4, "vmin": 0, "vmax": 1, "interpolation": "bilinear"}
        ax.imshow(result["surface"], extent=(0, 1, 0, 1), origin="lower", aspect="auto", **style)
        small = {"markersize": 5, "markeredgecolor": "white", "markeredgewidth": 0.6, "clip_on": False}
        ax.plot(x, y, marker, color=color, **small)
        k = result["losses"][name].argmin()
        large = {"markersize": 11, "markeredgecolor": INK, "markeredgewidth": 1.3, "clip_on": False}
        ax.plot(x[k], y[k], marker, color=color, **large)
        ax.plot(*result["best"], "*", color=GREEN, markersize=13, markeredgecolor="white", clip_on=False)
        ax.vlines(x, 1.03, 1.09, color=color, linewidth=1)
        ax.plot(result["axis"], 1.12 + 0.2 * result["profile"], color=INK, linewidth=1.3)
        ax.set(xlim=(0, 1), ylim=(0, 1.34), xlabel="important axis", xticks=[0, 0.5, 1], yticks=[0, 0.5, 1])
        ax.set_title(f"{name.capitalize()} finds {result['found'][name]:.2f}")
    maps[0].set_ylabel("the other axis")
    _draw_wins(wins, result)


def _draw_wins(ax, result):
    # From 1 down to where the slider is: what comes is to be predicted.
    known = [(s, win) for s, win in zip(result["importances"], result["wins"], strict=True) if s > result["importance"]]
    ax.axhline(0.5, color=GREY, linewidth=1, linestyle=(0, (4, 2)))
    ax.plot(*zip((result["importance"], result["win"]), *known, strict=True), color=BLUE)
    ax.plot(result["importance"], result["win"], "o", color=BLUE, markersize=8, markeredgecolor="white")
    ax.set(xlim=(-0.03, 1.03), ylim=(0, 1), xlabel="importance of the other axis", xticks=[0, 0.5, 1])
    ax.set_yticks([0, 0.5, 1], ["0%", "50%", "100%"])
    ax.set_title(f"Random wins {result['win']:.0%}")


def describe_grid_or_random(result):
    """One sentence on the result of `grid_and_random`."""
    found, distinct = result["found"], result["distinct"]
    return (
        f"{result['points'] ** 2} trials each: the grid tries {distinct['grid']} values of the important axis and "
        f"finds {found['grid']:.2f}, random tries {distinct['random']} and finds {found['random']:.2f}; "
        f"random wins {result['win']:.0%} of 1,000 such problems."
    )
