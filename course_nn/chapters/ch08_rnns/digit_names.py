"""From a vector to a sequence: the 8 × 8 image of a digit, and its name written out, letter by letter."""

from functools import cache

import numpy as np

from ... import _checks, data
from ...data.measured import measurements
from ...models import VectorDecoder
from ...models.encoder_decoder import forced_pairs
from ...optimizers import Adam
from ...schedules import CosineDecay
from ...sequence_losses import SequenceCrossEntropy
from ...text import Alphabet
from ...training import fit
from .decoding import copied, own_copy, scores, spelled

NAMES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
ALPHABET = Alphabet(NAMES)
LONGEST = 5
EPOCHS, SIZE, RATE = 30, 32, 0.005


@cache
def images():
    """``(X, y), (X_test, y_test)``: 1,348 and 449 digits, X (n, 64) float32 from 0 to 1, y (n,); read-only."""
    found = []
    for part in data.digits().split():
        X, y = part.X.astype(np.float32), part.y.copy()
        X.flags.writeable = y.flags.writeable = False
        found.append((X, y))
    return tuple(found)


def names(y):
    """The names of digits y (n,) as tokens (n, 5)."""
    return ALPHABET.encode([NAMES[k] for k in y], LONGEST)


def untrained(seed=0):
    """The network before `train_names`: 64 pixels, a dense layer to 64 units, GRU, 16 symbols."""
    rng = np.random.default_rng(_checks.whole(seed, "untrained: seed", low=0))
    return VectorDecoder(64, len(ALPHABET), 64, rng)


def train_names(seed=0, epochs=EPOCHS, progress=False):
    """``network, history``: trained by Adam with cosine decay from 0.005."""
    network, (X, y) = untrained(seed), images()[0]
    adam = Adam(CosineDecay(RATE, epochs * -(-len(X) // SIZE)))
    how = {"epochs": epochs, "batch_size": SIZE, "rng": np.random.default_rng([1, seed]), "progress": progress}
    return network, fit(network, *forced_pairs(X, names(y)), SequenceCrossEntropy(), adam, **how)


def unseen(network):
    """`scores` on the 449 test digits."""
    X, y = images()[1]
    return scores(network, X, names(y))


@cache
def _stored():
    return copied(untrained(), __package__, "digit_names")


def trained():
    """A new copy of the network that `train_names` gave for seed 0, its θ rounded to half precision."""
    return _stored().copy()


def measured():
    """What `measured/measure_shapes.py` found with each of its seeds."""
    return measurements(__package__, "digit_names")


def mixed(network, X, share):
    """The names that are written of ``X[0]`` (64,) fading into ``X[1]`` by each of the shares (n,)."""
    share = np.asarray(share, np.float32)[:, None]
    return [ALPHABET.decode(row) for row in network.decode((1 - share) * X[0] + share * X[1], LONGEST + 2)]


def strange(network, n=300, seed=4):
    """How often a word that is no digit's name is written of a mix of two test images.

    The share of ``n`` pairs of images of different digits with at least one such word among 21 mixes.
    """
    (X, y), rng = images()[1], np.random.default_rng(seed)
    found = []
    while len(found) < n:
        a, b = rng.integers(0, len(y), 2)
        if y[a] != y[b]:
            found.append(not set(NAMES).issuperset(mixed(network, (X[a], X[b]), np.linspace(0, 1, 21))))
    return float(np.mean(found))


def write_names(network=None):
    """The instrument's compute: a test image that fades into another, and the name that the network writes.

    "right" is the name of the digit where one image is shown; of a mix None. "way" holds (share, name, right) of mixes.
    """
    if network is not None and not isinstance(network, VectorDecoder):
        raise TypeError(
            f"digit_names: expected a VectorDecoder(64, {len(ALPHABET)}, …), got {_checks.describe(network)}"
        )
    if network is not None and (network.source_length, network.decoder.vocabulary_size) != (64, len(ALPHABET)):
        raise ValueError(f"digit_names: expected a VectorDecoder(64, {len(ALPHABET)}, …), got {network!r}")
    network = _stored() if network is None else own_copy(network, "digit_names")
    return lambda first, second, share: _written(network, first, second, share)


def _written(network, first, second, share):
    X, y = images()[1]
    image = (1 - np.float32(share)) * X[first] + np.float32(share) * X[second]
    tokens, p = spelled(network, image, LONGEST + 2)
    steps = np.linspace(0, 1, 21)
    names_on_the_way = mixed(network, (X[first], X[second]), steps)
    digits = int(y[first]), int(y[second])

    def right(share):
        if share == 0 or first == second:
            return NAMES[digits[0]]
        return NAMES[digits[1]] if share == 1 else None

    return {
        "image": image.reshape(8, 8),
        "digits": digits,
        "right": right(share),
        "same": first == second,
        "share": share,
        "tokens": tokens,
        "wrote": ALPHABET.decode(tokens),
        "p": p,
        "symbols": ALPHABET.symbols,
        "way": [(s, name, right(s)) for s, name in zip(steps.tolist(), names_on_the_way, strict=True)],
    }
