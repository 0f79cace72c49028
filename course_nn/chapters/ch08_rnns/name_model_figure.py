"""The character models in a picture: perplexity per character on the test names of ten splits."""

import numpy as np

from ...plots.style import BLUE, GREEN, ORANGE, VERMILION

#: Method → what it is called, color, marker.
_METHODS = {
    "LSTM": ("LSTM", BLUE, "o"),
    "Kneser-Ney 2": ("Kneser–Ney, bigrams", VERMILION, "s"),
    "Kneser-Ney 3": ("Kneser–Ney, trigrams", GREEN, "^"),
    "Kneser-Ney 4": ("Kneser–Ney, 4-grams", ORANGE, "D"),
}


def draw_name_model(figure, result):
    """``result`` of `name_model.perplexities`: four points a split, side by side, in the order of the LSTM's."""
    ax = figure.subplots()
    order = np.argsort(result["LSTM"], kind="stable")
    for k, (method, (name, color, marker)) in enumerate(_METHODS.items()):
        places = np.arange(len(order)) + 0.18 * (k - 1.5)  # none hides another
        ax.plot(places, result[method][order], marker, color=color, label=name, markersize=6)
    every = np.concatenate([result[method] for method in _METHODS])
    ax.set(xlabel="split of the names", ylabel="perplexity per character", ylim=(every.min() - 0.4, every.max() + 0.4))
    ax.set_xticks(range(len(order)), [str(k) for k in order])
    ax.grid(axis="y")
    ax.legend(loc="center left", bbox_to_anchor=(1.01, 0.5))
    ax.set_title(f"On {below(result)} of {len(order)} splits the LSTM is at least 5 % below every n-gram model")


def below(result, share=0.05):
    """On how many splits the LSTM's perplexity is at least ``share`` below that of each n-gram model drawn."""
    rival = np.min([result[method] for method in _METHODS if method != "LSTM"], axis=0)
    return int((result["LSTM"] <= (1 - share) * rival).sum())


def describe_name_model(result):
    """The perplexities' means and ranges, in a sentence."""
    said = ", ".join(
        f"{name} {result[method].mean():.1f} ({result[method].min():.1f} to {result[method].max():.1f})"
        for method, (name, _, _) in _METHODS.items()
    )
    return f"Mean perplexity per character on ten splits of the names, with the range: {said}."
