"""What the optimizers reach once each is tuned: curves by epochs and by time, and scores on the test part."""

import numpy as np
from matplotlib.ticker import MaxNLocator, PercentFormatter

from ...plots.points import label_line_ends
from ...plots.style import GREY, GRID
from .rate_tuning_figure import LOOKS


def draw_fair_comparison(figure, result, seconds):
    """Validation loss against epochs, and with the ``seconds`` of a step against time."""
    axes = figure.subplots(1, 2, sharey=True)
    runs = result["optimizers"]
    low = min(run["validation"].min() for run in runs.values())
    high = 1.3 * max(run["validation"][:, 0].max() for run in runs.values())
    for ax in axes:
        for who, run in runs.items():
            color, marker = LOOKS[who]
            x = result["epoch"]
            if ax is not axes[0]:
                x = x * result["steps"] * seconds[who] * 1000
            values = np.minimum(run["validation"], high)
            ax.fill_between(x, values.min(axis=0), values.max(axis=0), color=color, alpha=0.08, linewidth=0)
            ax.plot(
                x,
                np.median(values, axis=0),
                color=color,
                marker=marker,
                markersize=5.5,
                markevery=4,
                linewidth=1.5,
                markeredgecolor="white",
                markeredgewidth=0.6,
            )
        ax.set(yscale="log", xlim=(0, None), ylim=(0.75 * low, high))
        ax.minorticks_off()
        ax.set_yticks([v for v in (0.05, 0.1, 0.2, 0.5, 1, 2, 5) if low < v < high])
        ax.yaxis.set_major_formatter("{x:g}")
        ax.grid(axis="y")
    axes[0].set(xlabel="epoch", ylabel="validation loss", xlim=(0, result["epoch"][-1]))
    label_line_ends(axes[0], axes[0].lines, list(runs))
    axes[0].set_xticks(result["epoch"][::5])
    ends = [float(np.median(run["validation"][:, -1])) for run in runs.values()]
    axes[0].set_title(f"In the end all stand between {min(ends):.2g} and {max(ends):.2g}")
    axes[1].set_xlabel("milliseconds on this machine")
    longest = max(seconds, key=seconds.get)
    times = seconds[longest] / min(seconds.values())
    axes[1].set_title(f"{longest}'s step takes {times:.2f} × the shortest")


def draw_scores(figure, results):
    """What the tuned optimizers reach on the test part, a dot for each seed; one panel for each comparison."""
    axes = figure.subplots(1, len(results), sharey=True)
    for ax, result in zip(np.atleast_1d(axes), results, strict=True):
        whole = np.concatenate([run["score"] for run in result["optimizers"].values()])
        middle = np.nanmean(whole)
        if result["classes"]:
            error = np.sqrt(middle * (1 - middle) / result["tested"])
            ax.axvspan(middle - error, middle + error, color=GRID, alpha=0.6, linewidth=0)
        ax.axvline(middle, color=GREY, linewidth=0.9, linestyle=(0, (3, 2)))
        for row, (who, run) in enumerate(result["optimizers"].items()):
            color, marker = LOOKS[who]
            away = row + 0.26 * np.linspace(-1, 1, len(run["score"]))
            ax.plot(
                run["score"],
                away,
                marker,
                color=color,
                markersize=5,
                alpha=0.6,
                markeredgecolor="white",
                markeredgewidth=0.5,
            )
            ax.plot([run["score"].mean()] * 2, [row - 0.36, row + 0.36], color=color, linewidth=2.6)
        means = [run["score"].mean() for run in result["optimizers"].values()]
        name = result["name"][0].upper() + result["name"][1:]
        ax.set_title(f"{name}: {100 * min(means):.1f} to {100 * max(means):.1f} %")
        ax.set_ylim(len(result["optimizers"]) - 0.5, -0.5)
        ax.xaxis.set_major_locator(MaxNLocator(4))
        ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=1, symbol=" %"))
        ax.set_yticks(range(len(result["optimizers"])), list(result["optimizers"]))
        ax.tick_params(axis="y", length=0)
        ax.set_xlabel(f"{'right' if result['classes'] else 'variance explained'}, {result['tested']} tested")
