"""Reverse a string: an encoder reads it, a decoder writes it from the last letter to the first.

About a tenth of all strings, those whose letters' numbers (a is 1) add up to a multiple of 10, are never learned from;
of one letter these are j and t.
"""

from functools import cache

import numpy as np

from ... import _checks
from ...data.measured import measurements
from ...models import EncoderDecoder
from ...models.encoder_decoder import forced_pairs
from ...optimizers import Adam
from ...schedules import CosineDecay
from ...sequence_losses import SequenceCrossEntropy
from ...text import Alphabet
from ...training import train
from .decoding import copied, own_writer, scores, spelled

ALPHABET = Alphabet(["abcdefghijklmnopqrstuvwxyz"])
#: The strings that are learned from have one to six letters; those that are tried, up to twelve.
TRAINED, LONGEST = 6, 12
STEPS, SIZE, RATE = 1000, 128, 0.01
#: How many strings of each length the instrument's curve counts.
COUNTED = 200


def strings(lengths, rng, seen):
    """``source, target``: random strings of these lengths as tokens (n, longest), and reversed.

    ``seen``: those that are learned from, or the tenth that is not.
    """
    lengths = np.asarray(lengths)
    place = np.arange(lengths.max())
    inside = place < lengths[:, None]
    source = rng.integers(1, len(ALPHABET), inside.shape) * inside
    while (wrong := np.flatnonzero((source.sum(axis=1) % 10 > 0) != seen)).size:
        source[wrong, lengths[wrong] - 1] = rng.integers(1, len(ALPHABET), len(wrong))
    turned = np.where(inside, lengths[:, None] - 1 - place, 0)
    return source, np.take_along_axis(source, turned, axis=1) * inside


def untrained(seed=0, longest=TRAINED):
    """The network before `train_reversal`: 26 letters, 96 units, GRU."""
    rng = np.random.default_rng(_checks.whole(seed, "untrained: seed", low=0))
    return EncoderDecoder(longest, len(ALPHABET), len(ALPHABET), 96, rng)


def learning(network, seed=0, steps=STEPS, longest=TRAINED):
    """The iterator of training steps, each on 128 new strings: Adam, cosine decay from 0.01, clipped at 1."""
    rng = np.random.default_rng([1, seed])

    def batches():
        for _ in range(steps):
            source, target = strings([longest, *rng.integers(1, longest + 1, SIZE - 1)], rng, seen=True)
            yield forced_pairs(source, target)

    return train(network, SequenceCrossEntropy(), Adam(CosineDecay(RATE, steps)), batches(), clip_norm=1.0)


def train_reversal(seed=0, steps=STEPS, longest=TRAINED):
    """``network, losses``: trained in about five seconds on strings of up to ``longest`` letters; J of each step."""
    network = untrained(seed, longest)
    return network, np.array([step.loss for step in learning(network, seed, steps, longest)])


def by_length(network, n=1000, seed=2):
    """The shares "exact", "forced" and "free", each (12,): `scores` on ``n`` strings of each length, never learned."""
    found = []
    for length in range(1, LONGEST + 1):
        rng = np.random.default_rng([seed, length])
        found.append(scores(network, *strings([length] * n, rng, seen=False)))
    return {name: np.array([one[name] for one in found]) for name in found[0]}


def unseen(network, n=1000, seed=3):
    """`scores` on ``n`` strings of one to six letters, all lengths alike, that were never learned."""
    rng = np.random.default_rng(seed)
    return scores(network, *strings(np.arange(n) % TRAINED + 1, rng, seen=False))


@cache
def _stored():
    return copied(untrained(), __package__, "string_reversal")


def trained():
    """A new copy of the network that `train_reversal` gave for seed 0, its θ rounded to half precision."""
    return _stored().copy()


def measured():
    """What `measured/measure_shapes.py` found with each of its seeds."""
    return measurements(__package__, "string_reversal")


def measured_longer():
    """What three networks reach that learned from strings of up to eight letters, in twice the steps."""
    return measurements(__package__, "longer_strings")


def reverse(network=None):
    """The instrument's compute: ``word`` → what the network writes, and how often it is right up to that length.

    "longest" is the length up to which the network was "trained"; one of the reader's own is "made for" its source's,
    and is copied: more training shows after opening it again.
    """
    learned = "trained" if network is None else "made for"
    network = own_writer(network, _stored, ALPHABET, ALPHABET, "string_reversal")
    exact = by_length(network, COUNTED)["exact"]
    about = {"longest": network.source_length, "learned": learned}
    return lambda word: _reversed(network, exact, word) | about


def _reversed(network, exact, word):
    tokens, p = spelled(network, ALPHABET.encode([word])[0], LONGEST + 2)
    return {
        "word": word,
        "right": word[::-1],
        "tokens": tokens,
        "wrote": ALPHABET.decode(tokens),
        "p": p,
        "symbols": ALPHABET.symbols,
        "exact": exact[: len(word)],
    }
