"""Transformers: blocks of attention on top of each other, as a model of the next token, and as encoder and decoder."""

import math

import numpy as np

from .. import _checks
from ..core import Layer, upstream
from ..initializers import normal
from ..layers import Dense, Dropout, Embedding, LayerNorm, ReLU
from ..layers.embedding import whole_tokens
from ..layers.positions import LearnedPositions, SinusoidalPositions
from ..layers.sequences import mask_of_padding
from ..layers.transformer_block import TransformerBlock
from .encoder_decoder import _Writer
from .next_token import NextTokenModel

POSITIONS = ("none", "sinusoidal", "learned", "rotary")


class TransformerStack(Layer):
    """Tokens (n, t) to vectors (n, t, d), each of which may know of the others: embedding, positions, blocks.

    x = √d W[token] + positions, then ``blocks`` times a `TransformerBlock`, whose settings ``norm``, ``causal``,
    ``cross``, ``d_ff``, ``activation`` and ``dropout`` are, and with ``norm="before"`` a last `LayerNorm`.
    ``positions`` is "none", "sinusoidal", "learned" (for at most ``longest`` steps) or "rotary" (in each attention).
    W starts with variance 1/d. Vaswani and others, 2017.
    """

    can_skip_dx = True

    def __init__(
        self,
        vocabulary_size,
        d,
        heads,
        blocks,
        rng=None,
        *,
        positions="learned",
        longest=64,
        norm="before",
        causal=False,
        cross=False,
        d_ff=None,
        activation=ReLU,
        dropout=0.0,
        dtype=np.float32,
    ):
        name = type(self).__name__
        self.vocabulary_size = _checks.whole(vocabulary_size, f"{name}: vocabulary_size", low=2)
        self.d = _checks.whole(d, f"{name}: d", low=1)
        self.heads = _checks.whole(heads, f"{name}: heads", low=1)
        blocks = _checks.whole(blocks, f"{name}: blocks", low=1)
        self.positions = _checks.one_of(positions, POSITIONS, f"{name}: positions")
        rate = _checks.number(dropout, f"{name}: dropout", low=0, below=1)
        self.embedding = Embedding(self.vocabulary_size, self.d, rng, init=spread_of_tokens, dtype=dtype)
        self.place = None
        if positions == "learned":
            self.place = LearnedPositions(longest, self.d, rng, dtype=dtype)
        elif positions == "sinusoidal":
            self.place = SinusoidalPositions(self.d, dtype=dtype)
        self.dropout = Dropout(rate, rng) if rate else None
        self.blocks = [
            TransformerBlock(
                *(self.d, self.heads, rng),
                d_ff=d_ff,
                activation=activation,
                norm=norm,
                causal=causal,
                rotary=positions == "rotary",
                cross=cross,
                dropout=rate,
                dtype=dtype,
            )
            for _ in range(blocks)
        ]
        self.norm = LayerNorm(self.d, dtype=dtype) if norm == "before" else None

    def run(self, tokens, source=None, mask=None, source_mask=None, past=None, train=False, seen=None):
        """``y, past, backward``: as `TransformerBlock.run`, with one past for each block.

        ``mask`` and ``source_mask`` (n, s) are True where a step counts. A list ``seen`` gets the weights of each
        attention, the lowest first. ``backward(dy)`` returns None, as tokens have no gradient, or d_source.
        """
        if past is not None and not (isinstance(past, tuple) and len(past) == len(self.blocks)):
            raise TypeError(
                f"{self!r}: expected the state as run returned it, a tuple of {len(self.blocks)}, one for each block, "
                f"got {_checks.describe(past)}"
            )
        x, back_tokens = self._placed(tokens, past, train)
        now, backs = [], []
        for k, block in enumerate(self.blocks):
            x, kept, back = block.run(x, source, mask, source_mask, None if past is None else past[k], train, seen)
            now.append(kept)
            backs.append(back)
        y, back_norm = x, None
        if self.norm is not None:
            y, back_norm = self.norm.forward(x, train)

        def backward(dy, need_dx=True):
            d_source = None
            if back_norm is not None:
                dy = back_norm(dy)
            for back in backs[::-1]:
                dy = back(dy)
                if source is not None:
                    dy, d = dy
                    d_source = d if d_source is None else d_source + d
            back_tokens(dy)
            return d_source

        return y, tuple(now), backward

    def _placed(self, tokens, past, train):
        """x (n, t, d) of the tokens, with their places after those of the ``past``, and the way back."""
        tokens = whole_tokens(self, self.admit(tokens, ("t",), getattr(tokens, "dtype", None)), self.vocabulary_size)
        start = 0 if past is None else self.blocks[0].attention._steps_of(past[0], len(tokens))
        vectors, back_embedding = self.embedding.forward(tokens, train)
        root = vectors.dtype.type(math.sqrt(self.d))
        x, backs = np.multiply(vectors, root, order="C"), []
        if self.place is not None:
            x, back = self.place.run(x, start)
            backs.append(back)
        if self.dropout is not None:
            x, back = self.dropout.forward(x, train)
            backs.append(back)

        def backward(dx):
            for back in backs[::-1]:
                dx = back(dx)
            back_embedding(dx * root)

        return x, backward

    def forward(self, x, train=False):
        y, _, backward = self.run(x, train=train)
        return y, backward

    def __repr__(self):
        return f"{type(self).__name__}({self.vocabulary_size}, {self.d}, {self.heads}, {len(self.blocks)})"


def spread_of_tokens(shape, rng, dtype):
    """Normal numbers of variance 1/d, which √d takes to 1."""
    return normal(shape, rng, dtype, std=1 / math.sqrt(shape[1]))


class Transformer(NextTokenModel):
    """Tokens (n, t) to the logits (n, t, k) of the token that follows each: causal blocks and a dense layer.

    ``d``, ``heads``, ``blocks`` and the settings are those of `TransformerStack`. With ``tied`` the logits are the
    products with the vectors of the tokens, z = x Wᵀ, without weights of their own. The state that `run` returns
    holds the keys and values of all steps so far: with it the next step costs one step. Decoder-only: Liu and others,
    2018; Radford and others, 2018 and 2019 (GPT).
    """

    handed_on = TransformerStack
    looks = False

    def __init__(self, vocabulary_size, d, heads, blocks, rng=None, *, tied=False, dtype=np.float32, **settings):
        _refuse_own("Transformer", settings)
        self.stack = TransformerStack(
            *(vocabulary_size, d, heads, blocks, rng), causal=True, cross=self.looks, dtype=dtype, **settings
        )
        self.vocabulary_size = self.stack.vocabulary_size
        tied = _checks.truth(tied, "Transformer: tied")
        self.output = None if tied else Dense(self.stack.d, self.vocabulary_size, rng, dtype=dtype)

    def run(self, tokens, state=None, mask=None, train=False, seen=None):
        """``logits, state, backward`` after the steps of ``state``; ``mask`` (n, t so far) is True where one counts.

        No gradient flows into the state; a list ``seen`` gets the weights of each block's attention.
        """
        h, state, back = self.stack.run(self._tokens(tokens), mask=mask, past=state, train=train, seen=seen)
        logits, back_output = self._logits(h)

        def backward(dy=None, d_state=None, need_dx=True):
            back(back_output(dy))
            return None, None

        return logits, state, backward

    def _logits(self, h):
        if self.output is not None:
            return self.output.forward(h)
        W = self.stack.embedding.W
        rows = h.reshape(-1, h.shape[-1])
        logits = rows.dot(W.value.T).reshape(*h.shape[:2], -1)

        def backward(dy):
            dy = upstream(dy, logits, self).reshape(len(rows), -1)
            W.grad += dy.T.dot(rows)
            return dy.dot(W.value).reshape(h.shape)

        return logits, backward

    def __repr__(self):
        return f"Transformer{repr(self.stack).removeprefix('TransformerStack')}"


def _refuse_own(name, settings):
    for own in ("causal", "cross"):
        if own in settings:
            raise TypeError(f"{name}: expected no argument {own}, which is set by what the model is")


class TransformerEncoderDecoder(_Writer):
    """Logits (n, t, k) for X = [source | decoder's input], tokens (n, s + t), as in `EncoderDecoder`, by attention.

    The encoder reads the source, of which 0 is padding; each block of the decoder looks at all that the encoder made
    of it, not at one last state. ``d``, ``heads``, ``blocks`` (of each of the two) and the settings are those of
    `TransformerStack`. Vaswani and others, 2017.
    """

    handed_on = TransformerStack

    def __init__(
        self, source_length, source_vocabulary, vocabulary, d, heads, blocks, rng=None, *, dtype=np.float32, **settings
    ):
        _refuse_own("TransformerEncoderDecoder", settings)
        decoder = _Looking(vocabulary, d, heads, blocks, rng, dtype=dtype, **settings)
        super().__init__(source_length, decoder)
        self.encoder = TransformerStack(source_vocabulary, d, heads, blocks, rng, dtype=dtype, **settings)

    def read(self, source, train=False, seen=None):
        source = whole_tokens(self.encoder, source, self.encoder.vocabulary_size)
        mask = mask_of_padding(self, source)
        vectors, _, back = self.encoder.run(source, mask=mask, train=train, seen=seen)
        return (vectors, mask, None), lambda d_vectors, need_dx=True: back(d_vectors)

    def __repr__(self):
        inside = repr(self.decoder.stack).removeprefix("TransformerStack(")
        return f"TransformerEncoderDecoder({self.source_length}, {self.encoder.vocabulary_size}, {inside}"


class _Looking(Transformer):
    """A decoder whose state begins with what it looks at: (vectors, mask, keys and values of its own steps)."""

    looks = True

    def run(self, tokens, state=None, mask=None, train=False, seen=None):
        if state is None:
            raise ValueError("the decoder of a TransformerEncoderDecoder needs a state: read(source) gives the first")
        source, source_mask, past = state
        h, past, back = self.stack.run(self._tokens(tokens), source, mask, source_mask, past, train, seen)
        logits, back_output = self._logits(h)

        def backward(dy=None, d_state=None, need_dx=True):
            return None, back(back_output(dy))

        return logits, (source, source_mask, past), backward
