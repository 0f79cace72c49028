"""A language model: a network that reads tokens and says, after each of them, how probable every next token is."""

import numpy as np

from .. import _checks
from ..core import Layer
from ..functions import _softmax
from ..layers import LSTM, Dense, Dropout, Embedding
from ..layers.embedding import whole_tokens
from ..layers.sequences import check_cell


class LanguageModel(Layer):
    """Tokens (n, t) to the logits (n, t, k) of the token that follows each: a cell of memory and a dense layer.

    The step at t has read tokens 0 … t and nothing later. ``vocabulary_size`` is k; token 0 is the boundary, which
    begins and ends a sequence (`text.next_token_pairs`). ``cell`` is LSTM, GRU or RNN, or a class made and called
    like them; groups of layers, such as Stacked, aren't. It reads one-hot codes, or with ``d_embedding`` learned
    vectors of that length. ``dropout`` is the share of numbers dropped in training of what goes into the cell (one
    number in a vector, so it needs ``d_embedding``), and of what comes out of it. Learn with `SequenceCrossEntropy`.
    Mikolov and others, 2010.
    """

    can_skip_dx = True

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

    def forward(self, x, train=False):
        logits, _, back = self.run(x, train=train)
        return logits, lambda dy, need_dx=True: back(dy)[0]

    def probabilities(self, beginning=(), temperature=1.0):
        """Of each token, (k,) float64, after a ``beginning``: the tokens of a sequence so far, without a boundary.

        softmax(z / ``temperature``): below 1 the probable tokens gain, above 1 all come nearer to each other, and at 0
        the most probable one has 1; equally probable ones share it.
        """
        beginning = self._beginning(beginning)
        tokens = np.concatenate([[0], beginning])[None]
        return _tempered(self.run(tokens)[0][0, -1:], _temperature(temperature))[0]

    def invent(self, n, rng, *, temperature=1.0, beginning=(), longest=30):
        """``n`` sequences, each token drawn from the model's own probabilities: (n, longest) int64, filled up with 0.

        They start with the tokens ``beginning``, go on as far as a boundary is drawn, and end at ``longest`` tokens.
        The model reads what it has drawn itself (it runs freely); ``temperature`` as in `probabilities`: at 0 equally
        probable tokens are drawn among.
        """
        n = _checks.whole(n, "LanguageModel: n", low=1)
        rng, temperature = _checks.generator(rng), _temperature(temperature)
        beginning = self._beginning(beginning)
        longest = _checks.whole(longest, "LanguageModel: longest", low=max(1, len(beginning)))
        drawn = np.zeros((n, longest), np.int64)
        drawn[:, : len(beginning)] = beginning
        logits, state, _ = self.run(np.tile(np.concatenate([[0], beginning]), (n, 1)))
        running = np.ones(n, bool)
        for t in range(len(beginning), longest):
            p = _tempered(logits[:, -1], temperature)
            # The first token at which the sum of probabilities passes a number drawn between 0 and 1.
            passed = p.cumsum(axis=1) > rng.random((n, 1)) * p.sum(axis=1, keepdims=True)
            drawn[:, t] = passed.argmax(axis=1) * running
            running &= drawn[:, t] > 0
            if not running.any():
                break
            logits, state, _ = self.run(drawn[:, t : t + 1], state)
        return drawn

    def _beginning(self, beginning):
        beginning = _checks.as_array(beginning, "LanguageModel: beginning", ndim=1, empty=True)
        return whole_tokens(self, beginning, self.vocabulary_size) if beginning.size else beginning.astype(np.int64)

    def _tokens(self, tokens):
        tokens = self.admit(tokens, ("t",), getattr(tokens, "dtype", None), "tokens")
        return whole_tokens(self, tokens, self.vocabulary_size)

    def mend(self, shape):
        if len(shape) == 3 and shape[2] == self.vocabulary_size:
            return "of one-hot codes, use x.argmax(axis=-1)"
        return "for one sequence, use tokens[None]" if len(shape) == 1 else ""

    def __repr__(self):
        return f"LanguageModel({self.vocabulary_size}, {self.d_hidden}, cell={type(self.cell).__name__})"


def _temperature(temperature):
    return _checks.number(temperature, "LanguageModel: temperature", low=0)


def _tempered(logits, temperature):
    """softmax(z / temperature) of logits (n, k), in float64."""
    z = logits.astype(np.float64)
    z -= z.max(axis=-1, keepdims=True)
    if temperature == 0:
        p = (z == 0).astype(np.float64)
        return p / p.sum(axis=-1, keepdims=True)
    return _softmax(z / max(temperature, 1e-300))
