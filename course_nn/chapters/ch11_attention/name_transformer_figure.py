"""The models of place names in a picture: perplexity per character on the test names of ten splits."""

import numpy as np

from ...plots.style import BLUE, GREEN, PINK, VERMILION

#: Method → what it is called, color, marker.
_METHODS = {
    "transformer": ("transformer", PINK, "P"),
    "LSTM": ("LSTM", BLUE, "o"),
    "Kneser-Ney 2": ("Kneser–Ney, bigrams", VERMILION, "s"),
    "Kneser-Ney 3": ("Kneser–Ney, trigrams", GREEN, "^"),
}


def draw_name_transformer(figure, result):
    """``result`` of `name_transformer.perplexities`: a point a method and split, in the order of the LSTM's."""
    ax = figure.subplots()
    order = np.argsort(result["LSTM"], kind="stable")
    for k, (method, (name, color, marker)) in enumerate(_METHODS.items()):
        ax.plot(np.arange(len(order)) + 0.18 * (k - 1.5), result[method][order], marker, color=color, label=name, ms=6)
    every = np.concatenate([result[method] for method in _METHODS])
    ax.set(xlabel="split of the names", ylabel="perplexity per character", ylim=(every.min() - 0.4, every.max() + 0.4))
    ax.set_xticks(range(len(order)), [str(k) for k in order])
    ax.grid(axis="y")
    ax.legend(loc="center left", bbox_to_anchor=(1.01, 0.5))
    lower = int((result["transformer"] < result["LSTM"]).sum())
    ax.set_title(f"On {lower} of {len(order)} splits the transformer is below the LSTM")


def describe_name_transformer(result):
    """The perplexities' means and ranges, in a sentence."""
    said = ", ".join(
        f"{name} {result[method].mean():.1f} ({result[method].min():.1f} to {result[method].max():.1f})"
        for method, (name, _, _) in _METHODS.items()
    )
    return f"Mean perplexity per character on ten splits of the names, with the range: {said}."
