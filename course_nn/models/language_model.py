"""A language model: a network that reads tokens and says, after each of them, how probable every next token is."""

import numpy as np

from .. import _checks
from ..layers import LSTM, Dense, Dropout, Embedding
from ..layers.sequences import check_cell
from .next_token import NextTokenModel


class LanguageModel(NextTokenModel):
    """Tokens (n, t) to the logits (n, t, k) of the token that follows each: a cell of memory and a dense layer.

    The step at t has read tokens 0 … t and nothing later. ``vocabulary_size`` is k; token 0 is the boundary, which
    begins and ends a sequence (`text.next_token_pairs`). ``cell`` is LSTM, GRU or RNN, or a class made and called
    like them; groups of layers, such as Stacked, aren't. It reads one-hot codes, or with ``d_embedding`` learned
    vectors of that length. ``dropout`` is the share of numbers dropped in training of what goes into the cell (one
    number in a vector, so it needs ``d_embedding``), and of what comes out of it. Learn with `SequenceCrossEntropy`.
    Mikolov and others, 2010.
    """

    def __init__(
        self, vocabulary_size, d_hidden, rng=None, *, cell=LSTM, d_embedding=None, dropout=0.0, dtype=np.float32
    ):
        self.vocabulary_size = _checks.whole(vocabulary_size, "LanguageModel: vocabulary_size", low=2)
        self.d_hidden = _checks.whole(d_hidden, "LanguageModel: d_hidden", low=1)
        check_cell(cell, "LanguageModel", "LSTM")
        if d_embedding is None:
            self.embedding, width = None, self.vocabulary_size
        else:
            width = _checks.whole(d_embedding, "LanguageModel: d_embedding", low=1)
            self.embedding = Embedding(self.vocabulary_size, width, rng, dtype=dtype)
        self.cell = cell(width, self.d_hidden, rng, dtype=dtype)
        self.output = Dense(self.d_hidden, self.vocabulary_size, rng, dtype=dtype)
        rate = _checks.number(dropout, "LanguageModel: dropout", low=0, below=1)
        self.dropout = Dropout(rate, rng) if rate else None

    def start(self, n=1):
        """The state before the first token, for ``n`` sequences: zeros."""
        return self.cell.start(n)

    def run(self, tokens, state=None, mask=None, train=False):
        """``logits, state, backward`` from ``state`` on, as in `SequenceLayer.run`; tokens have no gradient (None)."""
        x, backs = self._tokens(tokens), []
        if self.embedding is not None:
            x, back = self.embedding.forward(x, train)
            backs.append(back)
            if self.dropout is not None:
                x, back = self.dropout.forward(x, train)
                backs.append(back)
        h, state, back_cell = self.cell.run(x, state, mask, train)
        back_drop = None
        if self.dropout is not None:
            h, back_drop = self.dropout.forward(h, train)
        logits, back_output = self.output.forward(h, train)

        def backward(dy=None, d_state=None, need_dx=True):
            if dy is not None:
                dy = back_output(dy)
                dy = dy if back_drop is None else back_drop(dy)
            dx, d_state = back_cell(dy, d_state, need_dx=self.embedding is not None)
            for back in backs[::-1]:
                dx = back(dx)
            return None, d_state

        return logits, state, backward

    def __repr__(self):
        return f"LanguageModel({self.vocabulary_size}, {self.d_hidden}, cell={type(self.cell).__name__})"
