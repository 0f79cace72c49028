"""Every source of digits in a row of samples, and beside it where one judge places it, with real digits as the mark."""

import numpy as np

from ...plots.style import BLUE, GREY, INK, ORANGE
from .beta_figure import mosaic
from .sample_judges import JUDGES, SHOWN, SOURCES

LIMITS = {"confident": (0, 1.05), "neighbor_accuracy": (0.4, 1.05), "distance": (0.8, 4), "frechet": (0, 135)}
CONTROLS = ("noise", "shuffled", "real")


def draw_sample_judges(figure, result):
    """``result`` of `sample_judges.side_by_side`: ten samples of each source, and its scores."""
    samples, scores = figure.subplots(1, 2, width_ratios=[1.15, 1], sharey=True)
    names = list(SOURCES.values())
    tiles = mosaic(np.concatenate([result["images"][name] for name in names]), SHOWN)
    rows = len(names)
    samples.set_facecolor("#C9D3E0")
    samples.imshow(tiles, cmap="gray_r", vmin=0, vmax=1, aspect="auto", extent=(0, 9 * SHOWN - 1, rows - 0.55, -0.45))
    samples.set(xticks=[], ylim=(rows - 0.5, -0.5))
    samples.set_yticks(range(rows), list(SOURCES))
    samples.tick_params(axis="y", length=0)
    samples.spines[:].set_visible(False)
    samples.set_title("Samples")
    judge, real = result["judge"], float(result["scores"]["real"][0])
    scores.axvline(real, color=INK, lw=1.2, ls="--")
    for row, name in enumerate(names):
        every = result["scores"][name]
        color, marker = (GREY, "s") if name in CONTROLS else (BLUE, "o")
        scores.plot(every, np.full(len(every), row), marker, color=color, ms=4, alpha=0.45, mew=0)
        scores.plot(of_seed(result, name), row, marker, color=ORANGE if color == BLUE else color, ms=9, mec="white")
    scores.set(xlim=LIMITS[judge], xlabel=next(text for text, name in JUDGES.items() if name == judge))
    scores.tick_params(axis="y", labelleft=False, length=0)
    scores.grid(axis="x")
    scores.set_title(finding(result))


def of_seed(result, name):
    """The score of this seed; of the real digits, which have none, the one they have."""
    every = result["scores"][name]
    return float(every[min(result["seed"], len(every) - 1)])


def best(result):
    """The generators whose scores are nearest to that of the real digits: more than one where the seeds overlap."""
    real = float(result["scores"]["real"][0])
    away = {name: np.abs(result["scores"][name] - real) for name in SOURCES.values() if name not in CONTROLS}
    first = min(away, key=lambda name: away[name].mean())
    return [name for name, one in away.items() if one.min() <= away[first].max()]


def finding(result):
    """Who is nearest, by all seeds: a winner is named only where no seed says otherwise."""
    names = [read(name) for name in best(result)]
    return f"Nearest to real digits: {names[0]}" if len(names) == 1 else f"Nearest: {' or '.join(names)}"


def read(source):
    return next(text for text, name in SOURCES.items() if name == source)


def score(judge, value):
    """As it is told: shares in percent, distances in numbers."""
    return f"{100 * value:.0f}%" if judge in ("confident", "neighbor_accuracy") else f"{value:.2f}"


def describe_sample_judges(result):
    """What this judge says of each source."""
    judge = result["judge"]
    told = [f"{text} {score(judge, of_seed(result, name))}" for text, name in SOURCES.items()]
    said = next(text for text, name in JUDGES.items() if name == judge)
    return f"{said[0].upper()}{said[1:]}, seed {result['seed']}: {'; '.join(told)}."
