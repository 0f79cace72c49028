"""Anomalies in a picture: the scores of usual and unseen images, the threshold, and the ROC of each way."""

import numpy as np

from ...plots.style import BLUE, GREEN, GREY, INK, ORANGE, VERMILION
from .anomaly import WAYS
from .digit_codes_figure import draw_digit

COLORS = dict(zip(WAYS, (BLUE, VERMILION, GREEN), strict=True))
STYLES = dict(zip(WAYS, ("-", "--", "-."), strict=True))


def draw_anomaly(figure, result):
    """``result`` of `anomaly.find_unseen`."""
    parts = figure.subplot_mosaic(
        [["scores", "roc", "above"], ["scores", "roc", "below"]], width_ratios=[1.3, 1.3, 0.6]
    )
    ax, curves, above, below = (parts[name] for name in ("scores", "roc", "above", "below"))
    both = np.concatenate([result["usual"], result["unseen"]])
    edges = np.linspace(0, both.max() * 1.02, 31)
    weights = [np.full(len(s), 100 / len(s)) for s in (result["usual"], result["unseen"])]
    ax.hist(result["usual"], edges, weights=weights[0], color=GREY, alpha=0.55, label="the nine known digits")
    ax.hist(
        result["unseen"],
        edges,
        weights=weights[1],
        histtype="step",
        color=ORANGE,
        lw=2,
        label=f"{result['digit']}, unseen",
    )
    top = ax.get_ylim()[1]
    ax.vlines(result["threshold"], 0, top, color=INK, lw=1.2)  # the legend is above
    ax.set(xlim=(0, edges[-1]), ylim=(0, 1.35 * top), ylabel="% of the images")
    ax.set_xlabel("distance to the nearest known" if result["way"] == WAYS[2] else "squared error of what comes back")
    ax.legend(loc="upper right", fontsize=8.5)
    ax = curves
    for way, (false, found) in result["curves"].items():
        wide = 2.4 if way == result["way"] else 1.2
        label = f"{way}: {result['areas'][way]:.3f}"
        ax.plot(false, found, color=COLORS[way], linestyle=STYLES[way], lw=wide, label=label)
    ax.plot(result["false"], result["found"], "D", color=ORANGE, markersize=8, zorder=4, clip_on=False)
    ax.plot([0, 1], [0, 1], color=GREY, lw=0.8, linestyle=":")
    ax.set(xlim=(0, 1), ylim=(0, 1), aspect="equal", xlabel="known ones flagged", ylabel="unseen ones found")
    ax.legend(loc="lower right", fontsize=8.5, title="area under the curve", title_fontsize=8.5)
    draw_digit(above, result["strangest"], "highest score\nof a known digit")
    draw_digit(
        below, result["missed"], f"lowest score\nof a{'n' if result['digit'] == 8 else ''} {result['digit']}", ORANGE
    )


def describe_anomaly(result):
    """What the threshold finds, and the areas under the three curves."""
    areas = ", ".join(f"{way} {value:.3f}" for way, value in result["areas"].items())
    return (
        f"Never learned: {result['digit']}. By {result['way']}, {100 * result['found']:.0f} % of them lie above a "
        f"threshold that {100 * result['false']:.1f} % of the known digits exceed; areas: {areas}"
    )
