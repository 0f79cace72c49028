"""Fair comparisons in a picture: errors, and the intervals of their differences to one method."""

from matplotlib.ticker import MaxNLocator, PercentFormatter

from ...plots.style import BLUE, GREEN, GREY, GRID, VERMILION, picture

LOOKS = {
    "better": (GREEN, "D", GREEN),
    "worse": (VERMILION, "s", VERMILION),
    "no difference seen": (GREY, "o", "white"),
}


def draw_contest(figure, result, rival="the network"):
    """For each task the error of each method, with the interval of its difference to the network around it.

    ``result`` is what `contest.standings` gives. A bar that does not reach the blue line is a difference of
    more than chance. The star is the one without a verdict, to whom all are compared: ``rival`` is its name.
    """
    rows = -(-len(result) // 3)
    same = len({tuple(found) for found in result.values()}) == 1
    panels = figure.subplots(rows, -(-len(result) // rows), sharey=same, squeeze=False).ravel()
    for ax in panels[len(result) :]:
        ax.set_visible(False)
    for ax, (name, found) in zip(panels, result.items(), strict=False):
        _draw_task(ax, found)
        ax.set_title(name)
    figure.supxlabel(f"error on the test parts (smaller is better); bars: 95% interval of the difference to {rival}")


def _draw_task(ax, found):
    error = compared_to(found)["error"][0]
    ax.axvline(error, color=BLUE, linewidth=1.4)
    ends = [error]
    for row, standing in enumerate(found.values()):
        x, half = standing["error"][0], standing["difference"][1]
        if not standing["verdict"]:
            ax.plot(x, row, "*", color=BLUE, markersize=13, markeredgecolor="white")
            continue
        color, marker, face = LOOKS[standing["verdict"]]
        ax.plot([x - half, x + half], [row, row], color=color, linewidth=1.6)
        ax.plot(x, row, marker, color=color, markerfacecolor=face, markersize=7)
        ends += [x - half, x + half]
    room = 0.08 * (max(ends) - min(ends))
    ax.set(xlim=(min(ends) - room, max(ends) + room), ylim=(len(found) - 0.5, -0.5))
    ax.xaxis.set_major_locator(MaxNLocator(3, steps=[1, 2, 5, 10]))
    ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=0 if max(ends) - min(ends) > 0.03 else 1))
    ax.set_yticks(range(len(found)), list(found))
    ax.grid(axis="x", color=GRID)


def compared_to(found):
    """Of one task, what was measured of the method that all others are compared to."""
    return next(standing for standing in found.values() if not standing["verdict"])


def describe_contest(result):
    """Which methods are better and which worse than the network, as far as it is more than chance."""
    words = []
    for name, found in result.items():
        for verdict in ("better", "worse"):
            those = [contestant for contestant, standing in found.items() if standing["verdict"] == verdict]
            who = "every other method" if len(those) == len(found) - 1 else ", ".join(those)
            words += [f"{name}: {who} {verdict} than the network"] if those else []
    return f"{'; '.join(words) or 'No difference is more than chance'}."


def show_contest(result):
    """`draw_contest` as a figure with its sentence."""
    return picture(draw_contest, result, describe_contest(result), size=(9.4, 3.0))
