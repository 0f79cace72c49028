"""Sequences that are written token by token: from another sequence (encoder and decoder), or from a vector.

The decoder is a `LanguageModel` whose first state says what to write. Each token that it writes is its next input, 0
before the first. In training the right token stands there instead, whatever the network would have written: teacher
forcing (Williams and Zipser, 1989). So one array holds both inputs, X = [source | decoder's input]; `forced_pairs`
makes it.
"""

import numpy as np

from .. import _checks
from ..core import Layer
from ..layers import GRU, Dense, Embedding
from ..layers.embedding import whole_tokens
from ..layers.sequences import check_cell, mask_of_padding
from ..text import IGNORE
from .language_model import LanguageModel


class _Writer(Layer):
    """What both share. A subclass gives ``read(source) -> state, backward``: the decoder's first state."""

    can_skip_dx = True

    def __init__(self, source_length, decoder):
        self.source_length = _checks.whole(source_length, f"{type(self).__name__}: source_length", low=1)
        self.decoder = decoder

    def forward(self, x, train=False):
        x = self.admit(x, (f"{self.source_length} + t",), getattr(x, "dtype", None))
        s = self.source_length
        if x.shape[1] <= s:
            raise ValueError(
                f"{self!r}: expected [source | decoder's input], of shape (n, {s} + t) with t at least 1, got {x.shape}"
            )
        return self.run(x[:, :s], x[:, s:], train)

    def run(self, source, written, train=False):
        """``logits, backward`` as `forward`, from the two parts of X; a source of tokens may have any length."""
        state, back_source = self.read(source, train)
        logits, _, back_decoder = self.decoder.run(written, state, train=train)

        def backward(dy, need_dx=True):
            d_source = back_source(back_decoder(dy)[1], need_dx)
            if d_source is None:
                return None
            return np.hstack([d_source, np.zeros(written.shape, d_source.dtype)])  # tokens have no gradient

        return logits, backward

    def read(self, source, train=False):
        """``state, backward``: the state with which the decoder begins, from sources (n, source_length)."""
        raise NotImplementedError

    def decode(self, source, length):
        """The tokens (n, length) int64 that the network writes, at each step the likeliest, and 0 from the first 0 on.

        It runs free: what it wrote is its next input. It ends with a 0, or after ``length`` tokens. A source of tokens
        (n, s) may have any length.
        """
        length = _checks.whole(length, "decode: length", low=1)
        source = self.admit(source, ("s",), getattr(source, "dtype", None), "source")
        state, _ = self.read(source)
        written, going = np.zeros((len(source), length + 1), np.int64), np.ones(len(source), bool)
        for t in range(length):
            logits, state, _ = self.decoder.run(written[:, t : t + 1], state)
            written[:, t + 1] = logits[:, 0].argmax(axis=1) * going
            going &= written[:, t + 1] != 0
            if not going.any():
                break
        return written[:, 1:]


class EncoderDecoder(_Writer):
    """Logits (n, t, k) for X = [source | decoder's input], tokens (n, s + t): one sequence into another.

    The encoder reads the source, s = ``source_length`` tokens from 0 to ``source_vocabulary`` − 1, of which 0 is
    padding and doesn't count. Its final state is the decoder's first, and all that the decoder learns of the source.
    The decoder's tokens go from 0 to ``vocabulary`` − 1 = k − 1. Both are of the class ``cell``, GRU, LSTM or RNN, and
    read one-hot codes, or with ``d_embedding`` learned vectors of that length. Cho and others, 2014; Sutskever,
    Vinyals and Le, 2014.
    """

    def __init__(
        self,
        source_length,
        source_vocabulary,
        vocabulary,
        d_hidden,
        rng=None,
        *,
        cell=GRU,
        d_embedding=None,
        dtype=np.float32,
    ):
        check_cell(cell, "EncoderDecoder", "GRU")
        super().__init__(
            source_length, LanguageModel(vocabulary, d_hidden, rng, cell=cell, d_embedding=d_embedding, dtype=dtype)
        )
        self.source_vocabulary = _checks.whole(source_vocabulary, "EncoderDecoder: source_vocabulary", low=2)
        one_hot = d_embedding is None
        self.embedding = None if one_hot else Embedding(self.source_vocabulary, d_embedding, rng, dtype=dtype)
        self.encoder = cell(self.source_vocabulary if one_hot else d_embedding, d_hidden, rng, dtype=dtype)

    def read(self, source, train=False):
        x = source = whole_tokens(self, source, self.source_vocabulary)
        back_embedding = None
        if self.embedding is not None:
            x, back_embedding = self.embedding.forward(source, train)
        _, state, back_encoder = self.encoder.run(x, mask=mask_of_padding(self, source), train=train)

        def backward(d_state, need_dx=True):
            dx, _ = back_encoder(d_state=d_state, need_dx=back_embedding is not None)
            if back_embedding is not None:
                back_embedding(dx)

        return state, backward

    def __repr__(self):
        k, cell = self.decoder.vocabulary_size, type(self.encoder).__name__
        return (
            f"EncoderDecoder({self.source_length}, {self.source_vocabulary}, {k}, {self.decoder.d_hidden}, cell={cell})"
        )


class VectorDecoder(_Writer):
    """Logits (n, t, k) for X = [vector | decoder's input], numbers (n, d + t): a vector into a sequence.

    A dense layer with tanh makes the decoder's first state of the vector (for an LSTM, h and c). The decoder's tokens
    go from 0 to ``vocabulary`` − 1 = k − 1. ``cell`` and ``d_embedding`` as in `EncoderDecoder`.
    """

    def __init__(self, d, vocabulary, d_hidden, rng=None, *, cell=GRU, d_embedding=None, dtype=np.float32):
        check_cell(cell, "VectorDecoder", "GRU")
        super().__init__(d, LanguageModel(vocabulary, d_hidden, rng, cell=cell, d_embedding=d_embedding, dtype=dtype))
        self.parts = len(self.decoder.start())
        self.encoder = Dense(self.source_length, self.parts * d_hidden, rng, dtype=dtype)

    def read(self, source, train=False):
        z, back = self.encoder.forward(source, train)
        a = np.tanh(z)

        def backward(d_state, need_dx=True):
            return back((1 - a * a) * np.hstack(d_state), need_dx)

        return tuple(np.split(a, self.parts, axis=1)), backward

    def __repr__(self):
        k, cell = self.decoder.vocabulary_size, type(self.decoder.cell).__name__
        return f"VectorDecoder({self.source_length}, {k}, {self.decoder.d_hidden}, cell={cell})"


def forced_pairs(source, target):
    """``X, y`` for teacher forcing, from sources (n, s) and target tokens (n, t) that are filled up with 0 behind.

    X (n, s + t + 1) is [source | 0, target]; y (n, t + 1) is [target, 0], and `IGNORE` after its first 0.
    """
    source = _checks.as_array(source, "forced_pairs: source", ndim=2)
    target = _checks.as_array(target, "forced_pairs: target", shape=(len(source), None))
    if target.dtype.kind not in "iu":
        raise TypeError(f"forced_pairs: target: expected whole-number tokens, got {_checks.describe(target)}")
    if target.min() < 0 or target.max() > np.iinfo(np.int64).max:
        raise ValueError(
            f"forced_pairs: target: expected tokens of at least 0, got {target.min()} to {target.max()}; a shorter "
            "target is filled up with 0"
        )
    target = target.astype(np.int64)  # in which IGNORE has a place
    boundary = np.zeros((len(target), 1), np.int64)
    y = np.hstack([target, boundary])
    first = (y == 0).argmax(axis=1)
    return np.hstack([source, boundary, target]), np.where(np.arange(y.shape[1]) > first[:, None], IGNORE, y)
