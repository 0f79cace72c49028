"""The four cells that chapter 08 holds against each other where memory counts."""

from ... import _checks
from ...layers import GRU, LSTM, RNN

#: By name: the layer and its settings. A "plain RNN" is one of the first two, and they differ much.
CELLS = {
    "tanh RNN": (RNN, {"recurrent_init": "orthogonal"}),
    "ReLU RNN": (RNN, {"activation": "relu", "recurrent_init": "identity"}),
    "GRU": (GRU, {}),
    "LSTM": (LSTM, {}),
}


def memory_cell(name, d_in, d_hidden, rng, **settings):
    """A layer by its name in `CELLS`: the tanh RNN starts orthogonal, the ReLU RNN at the identity (Le and others,
    2015), GRU and LSTM as they do anywhere in the course, the LSTM with a forget bias of 1.
    """
    layer, start = CELLS[_checks.one_of(name, CELLS, "cell")]
    return layer(d_in, d_hidden, rng, **start, **settings)


def drawn_anew(draw, steps):
    """``steps`` batches, each a new call of ``draw()``: data without an end, in which nothing comes twice."""
    for _ in range(steps):
        yield draw()
