"""Gates read out: what the input, forget and output gate of a trained LSTM do over a name, unit by unit."""

import numpy as np

from ... import _checks
from ...functions import sigmoid
from ...layers import LSTM
from .name_model import own_model

#: A gate above or below this counts as open or closed.
OPEN, CLOSED = 0.9, 0.1
#: What can be read: its name → its place in the columns of W, U and b (None: not a gate but what they make).
READ = {"forget gate f": 1, "input gate i": 0, "output gate o": 3, "new content g": 2, "cell c": None, "output h": None}


def gates_of(cell, x):
    """Name of `READ` → (t, h): what an LSTM computes for one sequence x (t, d), written out step by step."""
    W, U, b = (part.value.astype(np.float64) for part in (cell.W, cell.U, cell.b))
    h, c, found = np.zeros(cell.d_hidden), np.zeros(cell.d_hidden), {name: [] for name in READ}
    for x_t in np.asarray(x, np.float64):
        i, f, g, o = np.split(x_t @ W + h @ U + b, 4)
        i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
        c = f * c + i * g
        h = o * np.tanh(c)
        for name, value in zip(READ, (f, i, o, g, c, h), strict=True):
            found[name].append(value)
    return {name: np.array(values) for name, values in found.items()}


def read_tokens(model, tokens):
    """`gates_of` for one row of tokens that a `LanguageModel` with an LSTM reads."""
    x = np.eye(model.vocabulary_size)[tokens] if model.embedding is None else model.embedding.W.value[tokens]
    return gates_of(model.cell, x)


def read_out(model=None, words=None):
    """``compute(word, what, unit=1)`` for a model and the words it learned; without them the stored one.

    It gives a dict: "map" (h, t) of ``what``, and for the unit "lines", name → (t,); "read", the symbols read;
    "mean", "opened" and "closed", over the map if it is a gate: its mean, and the shares above 0.9 and below 0.1;
    "what", "unit" (from 0), "range", the largest size of what is shown over all units and steps, at
    least 1.
    """
    model, letters, words = own_model(model, words, who="gate_readout")
    if type(model.cell) is not LSTM:
        raise TypeError(f"gate_readout: expected a LanguageModel with an LSTM, got {model!r}")

    def compute(word, what, unit=1):
        unit = _checks.whole(unit, "gate_readout: unit", low=1, high=model.d_hidden)
        tokens = np.append(0, letters.encode([word])[0]) if word else np.array([0])
        found = read_tokens(model, tokens)
        field = found[_checks.one_of(what, READ, "gate_readout: what")]
        return {
            "map": field.T,
            "lines": {name: values[:, unit - 1] for name, values in found.items()},
            "read": [letters.symbols[token] for token in tokens],
            "mean": float(field.mean()),
            "opened": float((field > OPEN).mean()),
            "closed": float((field < CLOSED).mean()),
            "what": what,
            "unit": unit - 1,
            "range": float(max(1.0, np.abs(field).max())),
        }

    compute.letters, compute.words, compute.units = "".join(letters.symbols[1:]), words, model.d_hidden
    return compute


def mean_gates(model, words, letters):
    """Name of a gate → its mean over all units and steps of all words, and the shares above 0.9 and below 0.1."""
    found = {name: [] for name in list(READ)[:3]}
    for word in words:
        read = read_tokens(model, np.append(0, letters.encode([word])[0]))
        for name, values in found.items():
            values.append(read[name].ravel())
    every = {name: np.concatenate(values) for name, values in found.items()}
    return {name: (v.mean(), (v > OPEN).mean(), (v < CLOSED).mean()) for name, v in every.items()}


def follows_position(model, words, letters):
    """(h,): for each unit the correlation of its cell c with the number of characters read, over all steps."""
    cells, places = [], []
    for word in words:
        read = read_tokens(model, np.append(0, letters.encode([word])[0]))["cell c"]
        cells.append(read)
        places.append(np.arange(len(read)))
    c, place = np.concatenate(cells), np.concatenate(places)
    c, place = c - c.mean(axis=0), place - place.mean()
    return (c * place[:, None]).sum(axis=0) / np.sqrt((c**2).sum(axis=0) * (place**2).sum() + 1e-30)
