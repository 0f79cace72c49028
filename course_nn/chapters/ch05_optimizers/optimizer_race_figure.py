"""The race: seven paths over the contours of a surface, the same in a 3-D view, and a board with the news."""

import numpy as np
from matplotlib.lines import Line2D

from ...plots.style import GREEN, GREY, INK, VERMILION
from .surfaces_figure import Relief, contours
from .trajectories_figure import LOOKS


def draw_optimizer_race(figure, result):
    """What stands still while the race is on: contours, relief, names. Returns what `move_optimizer_race` moves."""
    left, right, board = figure.subplots(1, 3, width_ratios=[1, 1, 1.2])
    surface = result["surface"]
    contours(left, surface)
    x, y = result["start"]
    left.set_title(f"From ({x:.2f}, {y:.2f})".replace("-", "−"))
    relief = Relief(lambda x, y: surface.height(surface.value(x, y)), surface.window, *result["view"])
    relief.draw(right)
    right.set_title("In relief (log scale)")
    board.set(xlim=(0, 1), ylim=(-0.45, 7.4))
    board.axis("off")
    board.set_title("$J$, on a log scale")
    kept = [_Runner(left, right, board, 6.6 - row, runner, relief) for row, runner in enumerate(result["runners"])]
    for J, tick in ((1e-6, "$10^{-6}$"), (1e-3, "$10^{-3}$"), (1.0, "1"), (1e3, "1000")):
        board.text(_bar_end(J), -0.3, tick, color=GREY, fontsize=9, ha="center")
    return kept


class _Runner:
    """The artists of one optimizer: its trail and itself on the contours and on the relief, its bar and its news."""

    def __init__(self, left, right, board, row, runner, relief):
        self.color, self.marker = LOOKS[runner["name"]]
        self.shown = runner["shown"]
        self.view, self.hidden = relief.project(self.shown), relief.hidden(self.shown)
        trail = {"color": self.color, "zorder": 4, "visible": False}
        head = {
            "color": self.color,
            "marker": self.marker,
            "markersize": 9,
            "markeredgewidth": 0.9,
            "zorder": 5,
            "visible": False,
        }
        _line(board, [0.03], [row], color=self.color, marker=self.marker, markersize=7, markeredgecolor="white")
        board.text(0.09, row, runner["name"], color=INK, va="center", fontsize=9, weight="bold")
        self.trails = [
            _line(left, clip=True, linewidth=1.6, alpha=0.9, **trail),
            _line(right, linewidth=1.0, alpha=0.35, **trail),
            _line(right, linewidth=1.6, alpha=0.9, **trail),
        ]
        self.heads = [_line(left, **head), _line(right, **head)]
        self.bar = _line(board, linewidth=5, solid_capstyle="butt", **trail)
        self.row = row - 0.42
        self.news = board.text(1.0, row, "", va="center", ha="right", fontsize=9, visible=False)

    def move(self, runner, step):
        """All artists set to this step; returns the trails, and what is drawn over everyone's trails."""
        hidden, view = self.hidden[: step + 1], self.view[: step + 1]
        lines = (
            self.shown[: step + 1],
            np.where(_wide(hidden)[:, None], view, np.nan),
            np.where(hidden[:, None], np.nan, view),
        )
        for artist, line in zip(self.trails, lines, strict=True):
            artist.set_data(*line.T)
        over = runner["state"] == "diverged"
        for artist, line in zip(self.heads, (lines[0], view), strict=True):
            artist.set_data(line[-1:, 0], line[-1:, 1])
            artist.set_marker("x" if over else self.marker)
            artist.set_markeredgecolor(self.color if over else "white")
        self.bar.set_data([_bar_end(1e-7), _bar_end(runner["J"])], [self.row] * 2)
        words, tone = _news(runner)
        self.news.set(text=words, color=tone)
        over_all = [*self.heads, self.bar, self.news]
        for artist in (*self.trails, *over_all):
            artist.set_visible(True)
        return self.trails, over_all


def move_optimizer_race(result, kept):
    """Everyone's artists set to where they are now, in the order of drawing; ``kept`` is what the drawing returned."""
    both = [one.move(runner, result["step"]) for one, runner in zip(kept, result["runners"], strict=True)]
    return [artist for part in zip(*both, strict=True) for artists in part for artist in artists]


def _line(ax, x=(), y=(), clip=False, **look):
    """A line in the data coordinates of ``ax``, whose limits are fixed: four times faster than ``ax.plot``."""
    line = Line2D(x, y, transform=ax.transData, **look)
    ax.add_artist(line)
    line.set_clip_on(clip)
    return line


def _bar_end(J):
    """Where a bar for this J ends on the board: from 10⁻⁷ to 10³, logarithmic."""
    return 0.1 + 0.09 * (np.log10(np.clip(J, 1e-7, 1e3)) + 7)


def _wide(hidden):
    """The hidden stretches with their first and last seen points, so that no gap is left in the line."""
    wide = hidden.copy()
    wide[1:] |= hidden[:-1]
    wide[:-1] |= hidden[1:]
    return wide


def _news(runner):
    """The board's words for a runner, and their color."""
    words = {
        "arrived": f"arrived at {runner['when']}",
        "diverged": f"diverged at {runner['when']}",
        "outside": "outside",
        "at a saddle": "at a saddle",
        "in a local minimum": "stuck",
        "on its way": "",
    }
    tones = {"arrived": GREEN, "diverged": VERMILION}
    return words[runner["state"]], tones.get(runner["state"], GREY)


_WORDS = {
    "arrived": ("arrived",),
    "diverged": ("diverged",),
    "outside the window": ("outside",),
    "at rest elsewhere": ("at a saddle", "in a local minimum"),
    "on the way": ("on its way",),
}


def describe_optimizer_race(result):
    """Who has arrived, diverged, left, come to rest elsewhere or is on the way.

    Without the step: a new sentence only when there is news, also for a screen reader.
    """
    runners = result["runners"]
    said = []
    for word, states in _WORDS.items():
        names = [runner["name"] for runner in runners if runner["state"] in states]
        if names:
            said.append(f"{word}: {'all' if len(names) == len(runners) else ', '.join(names)}")
    text = "; ".join(said)
    return f"{text[0].upper()}{text[1:]}."
