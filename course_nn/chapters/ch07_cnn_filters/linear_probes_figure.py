"""What linear probes find in a picture: accuracy from layer to layer, learned and random."""

import numpy as np
from matplotlib.ticker import PercentFormatter

from ...plots.points import label_line_ends
from ...plots.style import BLUE, GREY, VERMILION, picture

#: Below it a probe is not drawn but named: the ten outputs of a random network are far down.
LOWEST = 0.935
_LOOKS = {"learned": (BLUE, "o", "-"), "random": (VERMILION, "s", (0, (4, 2)))}
_TITLES = {"all": "All activations", "64": "64 directions"}


def draw_linear_probes(figure, result):
    """``result`` of `linear_probes.standings`: a panel for all activations, and one for 64 directions.

    Or of `linear_probes.probe_layers`, the accuracy by layer of a network of one's own: a single panel.
    """
    if "layers" not in result:
        return _draw_own(figure, result)
    layers = result["layers"]
    places = np.arange(len(layers))
    for ax, kind in zip(figure.subplots(1, 2, sharey=True), ("all", "64"), strict=True):
        lines = []
        for who, (color, marker, dashes) in _LOOKS.items():
            mean, error = (result[who][kind][what] for what in ("mean", "error"))
            inside = mean >= LOWEST
            lines += ax.plot(places[inside], mean[inside], color=color, marker=marker, ls=dashes)
            ax.errorbar(places[inside], mean[inside], 2 * error[inside], color=color, ls="none", lw=1.2)
            for k in np.flatnonzero(~inside):
                ax.annotate(
                    f"{100 * mean[k]:.0f} %",
                    (places[k], LOWEST),
                    xytext=(0, 16),
                    textcoords="offset points",
                    ha="center",
                    color=color,
                    fontsize=8.5,
                    arrowprops={"arrowstyle": "->", "color": color},
                )
        ax.axhline(result["learned"][kind]["mean"][0], color=GREY, lw=1, ls=":")
        _name_layers(ax, layers)
        ax.set(ylim=(LOWEST, 0.99))
        best = {who: 100 * result[who][kind]["mean"].max() for who in _LOOKS}
        ax.set_title(f"{_TITLES[kind]}: {best['learned']:.1f} % at best, random {best['random']:.1f} %")
        label_line_ends(ax, lines, list(_LOOKS))
    figure.axes[0].set_ylabel("accuracy of the probe")


def _name_layers(ax, layers):
    names = [name.replace("MaxPool2D", "pool").replace("Conv2D", "conv") for name in layers]
    ax.set_xticks(range(len(names)), names)
    ax.tick_params(axis="x", rotation=40)
    ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    ax.grid(axis="y")


def _draw_own(figure, accuracy):
    ax, values = figure.subplots(), np.array(list(accuracy.values()))
    ax.plot(values, color=BLUE, marker="o", ls="-")
    ax.axhline(values[0], color=GREY, lw=1, ls=":")
    room = 0.1 * np.ptp(values) or 0.01
    _name_layers(ax, accuracy)
    ax.set(ylim=(values.min() - room, values.max() + room), ylabel="accuracy of the probe")
    ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=None))
    ax.set_title(f"Your network: {100 * values.max():.1f} % at best, the pixels {100 * values[0]:.1f} %")


def describe_linear_probes(result):
    """Where a linear classifier does best, in the learned and in the random network, or in one's own."""
    if "layers" not in result:
        best = max(result, key=result.get)
        pixels, most = 100 * result["pixels"], 100 * result[best]
        return f"On the pixels the probe is right in {pixels:.1f} %; in your network at best {most:.1f} % at {best}."
    words = []
    for kind, name in (("all", "all activations"), ("64", "64 directions")):
        best = {who: int(result[who][kind]["mean"].argmax()) for who in _LOOKS}
        told = (f"{who} {100 * result[who][kind]['mean'][k]:.1f} % at {result['layers'][k]}" for who, k in best.items())
        words.append(f"with {name} at best {', '.join(told)}")
    pixels = 100 * result["learned"]["all"]["mean"][0]
    return f"On the pixels the probe is right in {pixels:.1f} %; {'; '.join(words)}."


def show_linear_probes(result):
    """`draw_linear_probes` as a figure with its sentence."""
    size = (9.4 if "layers" in result else 6.6, 3.6)
    return picture(draw_linear_probes, result, describe_linear_probes(result), size=size)
