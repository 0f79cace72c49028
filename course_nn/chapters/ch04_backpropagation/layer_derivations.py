"""The derivations of the layers that later chapters use, folded away: one line each until it is opened."""

import html

from ...symbolic import derivation

#: Layer or loss → what its formulas need to be read.
LAYERS = {
    "GELU": "k = 0.044715; t is the tanh (chapter 03)",
    "BatchNorm": "every output depends on every example, by the mean and the variance: three terms (chapter 06)",
    "Conv2D": "the way back is a convolution again, with the filter turned around (chapter 07)",
    "MaxPool2D": "the winner of each window gets the gradient (chapter 07)",
    "RNN": "one set of weights at three steps, so the shares of all steps add up; step 2 is written out (chapter 08)",
    "LSTM": "two units; columns 1 and 2 of z feed the gate i, 3 and 4 f, 5 and 6 g, 7 and 8 o (chapter 08)",
    "GRU": "two units; columns 1 and 2 of u and v feed r, 3 and 4 z, 5 and 6 n; c is a bias (chapter 08)",
}


class FoldedDerivations:
    """Derivations that show themselves in a notebook as a list to open, each as mathematics."""

    def __init__(self, layers=None):
        self.layers = LAYERS if layers is None else layers

    def _repr_html_(self):
        parts = (
            f"<details><summary><b>{html.escape(name)}</b>: {html.escape(words)}</summary>"
            f"\n{html.escape(derivation(name)._repr_latex_(), quote=False)}\n</details>"
            for name, words in self.layers.items()
        )
        return "\n".join(parts)

    def __repr__(self):
        return "Folded derivations of " + ", ".join(self.layers)
