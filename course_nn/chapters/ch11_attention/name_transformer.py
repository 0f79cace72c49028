"""A small transformer on the place names of chapter 08: the same split, the same judges, beside its LSTM and n-grams.

Width and dropout are chosen on a validation part of the training names, by the same rule as the LSTM's; then it learns
from all training names, and the test names are looked at once.
"""

from functools import cache
from itertools import product

import numpy as np

from ... import _checks
from ...data.measured import measurements
from ...data.sequences import place_names
from ...models import Transformer
from ...optimizers import Adam
from ...schedules import CosineDecay
from ...sequence_losses import SequenceCrossEntropy
from ...text import Alphabet, next_token_pairs, split_words
from ...training import fit

EPOCHS, RATE, SIZE, HEADS, BLOCKS, LONGEST = 30, 0.003, 32, 4, 2, 32
#: What is tried on the validation part, six settings; the LSTM of chapter 08 has nine.
WIDTHS, DROPOUT = (32, 64), (0.0, 0.25, 0.5)
SPLITS = 10


@cache
def alphabet():
    """The `Alphabet` of all place names: 54 symbols with the boundary."""
    return Alphabet(place_names().names)


@cache
def parts(split=0):
    """``learn, validation, test``: three tuples of names, split as in chapter 08."""
    train, test = split_words(place_names().names, seed=_checks.whole(split, "parts: split", low=0))
    return *map(tuple, split_words(train, seed=split)), tuple(test)


def untrained(seed=0, width=64, dropout=0.25):
    """The `Transformer` before it learns: two blocks of four heads, learned positions."""
    return Transformer(
        len(alphabet()), width, HEADS, BLOCKS, np.random.default_rng(seed), longest=LONGEST, dropout=dropout
    )


def train_model(words, validation=None, *, seed=0, width=64, dropout=0.25, epochs=EPOCHS, progress=False):
    """``model, history``: Adam at 0.003 with cosine decay over 30 epochs, of which the first ``epochs`` are taken."""
    X, y = next_token_pairs(alphabet(), words)
    model = untrained(seed, width, dropout)
    adam = Adam(CosineDecay(RATE, EPOCHS * -(-len(X) // SIZE)))
    how = {"epochs": epochs, "batch_size": SIZE, "rng": np.random.default_rng([1, seed]), "progress": progress}
    if validation is not None:
        how["validation"] = next_token_pairs(alphabet(), validation)
    return model, fit(model, X, y, SequenceCrossEntropy(), adam, clip_norm=1.0, **how)


def perplexity(model, words):
    """Per character, the end of each word counted as one."""
    X, y = next_token_pairs(alphabet(), words)
    return float(np.exp(SequenceCrossEntropy()(model(X), y)[0]))


def choose(split):
    """``width, dropout, epochs``: the best in validation."""
    learn, validation, _ = parts(split)
    found = []
    for width, dropout in product(WIDTHS, DROPOUT):
        _, history = train_model(learn, validation, seed=split, width=width, dropout=dropout)
        losses = history["validation_loss"]
        found.append((min(losses), width, dropout, int(np.argmin(losses)) + 1))
    return min(found)[1:]


def measured():
    """What ``measured/measure_names.py`` found, by split: perplexities on the test names, and settings."""
    return measurements(__package__, "name_transformer")


def perplexities():
    """Method → perplexities (10,) on the test names of ten splits: "transformer", and chapter 08's as stored there."""
    chapter_08 = measurements("course_nn.chapters.ch08_rnns", "name_model")["perplexity"]
    return {"transformer": np.asarray(measured()["perplexity"])} | {k: np.asarray(v) for k, v in chapter_08.items()}
