"""Digits on demand: both players are told the class, and a classifier reads whether the generator gave what was asked.

The class stands as ten numbers, one-hot, beside z in the generator's input and beside the pixels in the critic's
(Mirza and Osindero, 2014). All else is as in `digit_gan`.
"""

import numpy as np

from ... import _checks
from ...data.measured import measurements
from ...judges import probabilities
from .digit_gan import JUDGED, STEPS, image_game, images, own_generator, sample, scores, stored_generator

#: Samples shown at once, and samples of each digit that the judge reads for the shares.
SHOWN, READ = 24, 200
ONE_HOT = np.eye(10, dtype=np.float32)


def conditional_game(seed=0, steps=STEPS):
    """``pair, steps`` of the training digits with their classes as conditions: about 5 seconds on one thread."""
    X, y = images()[0]
    return image_game(X, ONE_HOT[y], seed, steps=steps)


def trained():
    """The generator of `conditional_game` after all steps of seed 0, its θ rounded to half precision; a new copy."""
    return stored_generator(conditions=10)


def measured():
    """What `measured/measure_digits.py` found with each of its seeds."""
    return measurements(__package__, "conditional_digits")


def ask(generator, digits, seed=0):
    """An image for each of the ``digits`` (n,), as rows (n, pixels), each at a latent point of its own, by ``seed``."""
    digits = _checks.as_array(digits, "ask: digits", ndim=1)
    if digits.dtype.kind not in "iu" or digits.min() < 0 or digits.max() > 9:
        raise ValueError(f"ask: expected whole numbers from 0 to 9, got {_checks.describe(digits)}")
    rng = np.random.default_rng(_checks.whole(seed, "ask: seed", low=0))
    z = rng.standard_normal((len(digits), generator.layers[0].d_in - 10), dtype=np.float32)
    return generator(np.concatenate([z, ONE_HOT[digits]], axis=1))


def obeyed(generator, n=JUDGED, seed=99):
    """(10,): of so many samples of each digit, n in all, the share that the judge reads as the digit asked for."""
    asked = np.arange(n) % 10
    read = probabilities(ask(generator, asked, seed)).argmax(axis=1)
    return np.array([np.mean(read[asked == digit] == digit) for digit in range(10)])


def evenly(samples, each=45):
    """As many of each digit, (10 ``each``, pixels): the first that the judge reads as 0, as 1 and so on."""
    read = probabilities(samples).argmax(axis=1)
    return samples[np.concatenate([np.flatnonzero(read == digit)[:each] for digit in range(10)])]


def nearness(plain, told, draws=8):
    """{"plain", "evenly", "told"}: mean Fréchet distances over so many draws of 2,000 samples.

    Of the ``plain`` generator's, as they come and `evenly` many of each digit, and of those of the one that is ``told``
    the digit, asked for each equally often. One draw may differ from the next by half of what is to be told apart.
    """
    found = []
    for seed in range(draws):
        samples = sample(plain, seed=seed)
        both = (samples, evenly(samples), ask(told, np.arange(JUDGED) % 10, seed))
        found.append([scores(one)["frechet"] for one in both])
    return dict(zip(("plain", "evenly", "told"), np.mean(found, axis=0).tolist(), strict=True))


def shared_style(generator, n=300, seed=7):
    """{"ink", "slant"}: how two digits made of the same z agree, the mean correlation over the 45 pairs of digits.

    Ink is the sum of the pixels, slant how far the strokes lean: the slope of the ink's columns against its rows.
    """
    rng = np.random.default_rng(seed)
    z = rng.standard_normal((n, generator.layers[0].d_in - 10), dtype=np.float32)
    pairs = np.triu_indices(10, 1)
    made = [generator(np.concatenate([z, np.tile(one, (n, 1))], axis=1)) for one in ONE_HOT]
    return {
        name: float(np.corrcoef([measure(X) for X in made])[pairs].mean())
        for name, measure in (("ink", lambda X: X.sum(axis=1)), ("slant", slant))
    }


def slant(X):
    """The slope of column against row of the ink in each image (n, 64); 0 is upright, below 0 it leans to the right."""
    ink = X.reshape(-1, 8, 8).astype(np.float64)
    whole = ink.sum(axis=(1, 2)) + 1e-12
    rows, columns = np.mgrid[:8, :8]
    r, c = (np.einsum("nij,ij->n", ink, at) / whole for at in (rows, columns))
    both, alone = (np.einsum("nij,ij->n", ink, at) / whole for at in (rows * columns, rows * rows))
    return (both - r * c) / (alone - r * r + 1e-12)


def answer(generator=None):
    """The instrument's compute: a digit and the number of a draw → samples, how they are read, and all shares.

    The latent points belong to the draw alone: another digit at the same ones. ``generator`` is one of the reader's
    own; of its weights this takes a copy.
    """
    return _Answer(own_generator(generator, "conditional_digits", conditions=10), generator is not None)


class _Answer:
    def __init__(self, generator, own):
        self.generator, self.shares, self.own = generator, obeyed(generator, 10 * READ), own

    def __call__(self, digit, draw):
        samples = ask(self.generator, np.full(SHOWN, digit), draw)
        p = probabilities(samples)
        return {
            "digit": digit,
            "images": samples,
            "read": p.argmax(axis=1),
            "p": p.max(axis=1),
            "shares": self.shares,
            "own": self.own,
        }
