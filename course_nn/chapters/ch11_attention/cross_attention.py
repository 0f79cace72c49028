"""An encoder and a decoder that reverse digits: what each of their three attentions sees, and looks at.

The source has eight places. A shorter question stands at their right end, behind padding, so that the digit to be
written first always stands at the last place. A tenth of the questions, as in `token_tasks`, is never learned from.
"""

from functools import cache

import numpy as np

from ...data.measured import measurements, stored_arrays
from ...models import TransformerEncoderDecoder
from ...models.encoder_decoder import forced_pairs
from ...optimizers import Adam
from ...schedules import CosineDecay
from ...sequence_losses import SequenceCrossEntropy
from ...training import train
from .token_tasks import TRAINED

#: The token of the digit 0 is 1, as 0 is padding in a source, and in what is written the boundary and the end.
TOKENS = 11
WIDTH, HEADS, STEPS, SIZE, RATE = 32, 2, 1000, 64, 0.003
#: The lengths at which answers are counted.
LENGTHS = (2, 4, 6, 8)


def pairs(lengths, rng, seen):
    """``source, target``: questions of so many digits as tokens (n, 8), and them reversed (n, 8), filled up with 0.

    ``seen``: those that are learned from, or the tenth, whose digits add up to a multiple of 10, that is not.
    """
    lengths = np.asarray(lengths)[:, None]
    place = np.arange(TRAINED)
    inside = place >= TRAINED - lengths
    digits = rng.integers(0, 10, inside.shape) * inside
    while (wrong := np.flatnonzero((digits.sum(axis=1) % 10 == 0) == seen)).size:
        digits[wrong] = rng.integers(0, 10, (len(wrong), TRAINED)) * inside[wrong]
    source = (digits + 1) * inside
    return source, source[:, ::-1].copy()


def untrained(seed=0):
    """The model before it learns: one block in the encoder, one in the decoder."""
    rng = np.random.default_rng(seed)
    return TransformerEncoderDecoder(TRAINED, TOKENS, TOKENS, WIDTH, HEADS, 1, rng, positions="sinusoidal")


def learning(model, seed=0, steps=STEPS):
    """The iterator of training steps, each on 64 new questions of one to eight digits; clipped at 1."""
    rng = np.random.default_rng([1, seed])

    def batches():
        for _ in range(steps):
            yield forced_pairs(*pairs(rng.integers(1, TRAINED + 1, SIZE), rng, seen=True))

    return train(model, SequenceCrossEntropy(), Adam(CosineDecay(RATE, steps)), batches(), clip_norm=1.0)


def exact(model, length, n=500, seed=2):
    """The share of ``n`` unseen questions of so many digits that the model reverses exactly, running free."""
    source, target = pairs(np.full(n, length), np.random.default_rng([seed, length]), seen=False)
    return float((model.decode(source, TRAINED) == target).all(axis=1).mean())


@cache
def _theta():
    return stored_arrays(__package__, "cross_attention")["theta"]


def trained():
    """A new copy of the model that `measured/measure_tasks.py` trained with seed 0, θ rounded to half precision."""
    model = untrained()
    model.theta[...] = _theta()
    return model


def measured():
    """What `measured/measure_tasks.py` found: the share of exact answers, a row a seed, by `LENGTHS`."""
    return measurements(__package__, "cross_attention")["exact"]


def maps(model, source, written):
    """``encoder, decoder, cross``, the weights (heads, …) of a question (8,) and of what was written so far (t,)."""
    seen = []
    state, _ = model.read(source[None], seen=seen)
    model.decoder.run(written[None], state, seen=seen)
    return tuple(weights[0] for weights in seen)


@cache
def _model():
    return trained()


def look(question, row):
    """The instrument's compute: the maps of all three attentions while the stored model reverses ``question``."""
    model = _model()
    source = np.zeros(TRAINED, np.int64)
    source[TRAINED - len(question) :] = [int(digit) + 1 for digit in question]
    written = model.decode(source[None], TRAINED)[0]
    written = np.concatenate([[0], written[written > 0]])
    encoder, decoder, cross = maps(model, source, written)
    return {
        "source": "".join(str(token - 1) if token else "·" for token in source),
        "written": "".join(str(token - 1) for token in written[1:]),
        "padding": source == 0,
        "encoder": encoder,
        "decoder": decoder,
        "cross": cross,
        "row": min(int(row), len(written)),
        "wanted": question[::-1],
    }


def on_the_digit(model, length, n=200):
    """The mean weight of each head (2,) on the digit that is to be written, over unseen questions of ``length``."""
    source, target = pairs(np.full(n, length), np.random.default_rng([4, length]), seen=False)
    written = np.hstack([np.zeros((n, 1), np.int64), target[:, : length - 1]])
    seen, places = [], np.arange(length)
    state, _ = model.read(source)
    model.decoder.run(written, state, seen=seen)
    return seen[1][:, :, places, TRAINED - 1 - places].mean(axis=(0, 2))
