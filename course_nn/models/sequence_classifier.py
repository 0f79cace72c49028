"""A class for a whole sequence: it is read step by step, and the state at its end decides."""

import numpy as np

from .. import _checks
from ..core import Layer
from ..layers import GRU, Bidirectional, Dense, Dropout, Embedding
from ..layers.embedding import whole_tokens
from ..layers.sequences import check_cell, mask_of_padding


class SequenceClassifier(Layer):
    """Logits (n, classes) from tokens (n, t): a recurrent layer reads them, and a dense layer its final state.

    Tokens go from 0 to vocabulary − 1, and 0 is padding: such a step doesn't count, so that a sequence gives the same
    in a row of any length. ``cell`` is `GRU`, `LSTM` or `RNN`; it reads one-hot codes, or with ``d_embedding`` learned
    vectors of that length. With ``bidirectional=True`` a second one reads from each sequence's own end, and the dense
    layer gets both final states. ``dropout`` is the share of numbers of the final state dropped in training.
    """

    can_skip_dx = True

    def __init__(
        self,
        vocabulary,
        classes,
        d_hidden,
        rng=None,
        *,
        cell=GRU,
        bidirectional=False,
        d_embedding=None,
        dropout=0.0,
        dtype=np.float32,
    ):
        self.vocabulary = _checks.whole(vocabulary, "SequenceClassifier: vocabulary", low=2)
        self.classes = _checks.whole(classes, "SequenceClassifier: classes", low=2)
        check_cell(cell, "SequenceClassifier", "GRU")
        self.embedding = None if d_embedding is None else Embedding(self.vocabulary, d_embedding, rng, dtype=dtype)
        width = self.vocabulary if d_embedding is None else d_embedding
        both = _checks.truth(bidirectional, "SequenceClassifier: bidirectional")
        readers = [cell(width, d_hidden, rng, return_last=True, dtype=dtype) for _ in range(1 + both)]
        self.reader = Bidirectional(*readers) if both else readers[0]
        rate = _checks.number(dropout, "SequenceClassifier: dropout", low=0, below=1)
        self.dropout = Dropout(rate, rng) if rate else None
        self.output = Dense(d_hidden * len(readers), self.classes, rng, dtype=dtype)

    def forward(self, x, train=False):
        x = whole_tokens(self, self.admit(x, ("t",), getattr(x, "dtype", None)), self.vocabulary)
        mask, backs = mask_of_padding(self, x), []
        if self.embedding is not None:
            x, back = self.embedding.forward(x, train)
            backs.append(back)
        h, _, back = self.reader.run(x, mask=mask, train=train)
        backs.append(lambda dh: back(dh, need_dx=self.embedding is not None)[0])
        for layer in filter(None, (self.dropout, self.output)):
            h, back_layer = layer.forward(h, train)
            backs.append(back_layer)

        def backward(dy, need_dx=True):
            for one in backs[::-1]:
                dy = one(dy)  # None at last: tokens have no gradient

        return h, backward

    def mend(self, shape):
        if len(shape) == 3 and shape[2] == self.vocabulary:
            return "of one-hot codes, use x.argmax(axis=-1)"
        return "for one sequence, use x[None]" if len(shape) == 1 else ""

    def __repr__(self):
        return f"SequenceClassifier({self.vocabulary}, {self.classes}, {self.reader!r})"
