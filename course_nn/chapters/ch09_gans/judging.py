"""The judges of generated digits, each beside what fools it: noise, shuffled pixels, copies, a single digit.

A classifier's confidence, the rarest digit's share, a two-sample test by nearest neighbors, the distance to the
nearest training image and a Fréchet distance: `course_nn.judges` computes them, here they are tried on what is known.
"""

from functools import lru_cache

import numpy as np

from ...judges import CONFIDENT, NEAR, judge_digits, probabilities
from . import conditional_digits
from .digit_gan import JUDGED, images, sample, stored_generator

#: Samples shown.
SHOWN = 24
#: What is asked of a generator: the share that the judge is sure of, with p ≥ 0.9, and the rarest digit's share.
ENOUGH, LEAST = 0.7, 0.05
#: The rarest digit is asked about from so many images on: of 100 real digits one in ten draws has a digit below 5 %.
MANY = 200
#: So many images of each kind two of the judges compare where there are enough: all that are held out.
ALL = 449
#: The digit that the collapsed generator makes.
ONLY = 3


def noise(seed=0):
    """Pixels from 0 to 1, each drawn alone: (JUDGED, 64)."""
    return np.random.default_rng(seed).random((JUDGED, 64), dtype=np.float32)


def shuffled(seed=0):
    """The training digits in another order, the pixels of each image shuffled among themselves: the same ink."""
    rng = np.random.default_rng(seed)
    return rng.permuted(rng.permutation(images()[0][0]), axis=1)


def mixed(seed=0):
    """Each pixel from another training digit: right at every place by itself, and nothing goes together."""
    return np.random.default_rng(seed).permuted(images()[0][0], axis=0)


def copies(seed=0):
    """The training digits themselves, in another order: a generator that has learned them by heart."""
    return np.random.default_rng(seed).permutation(images()[0][0])


def one_digit(seed=0):
    """The stored generator with conditions, asked for threes alone: a generator that has collapsed to one digit."""
    return conditional_digits.ask(conditional_digits.trained(), np.full(JUDGED, ONLY), seed)


#: What no generator should be praised for, by name: a function of a seed that gives images.
CONTROLS = {"noise": noise, "shuffled": shuffled, "mixed": mixed, "copies": copies, "one_digit": one_digit}
REAL = "held-out digits"
#: What may be judged: the words in the menu, and the images.
SOURCES = {
    REAL: lambda: images()[1][0],
    "uniform noise": noise,
    "digits, pixels shuffled": shuffled,
    "each pixel of another digit": mixed,
    "copies of training digits": copies,
    "only threes, generated": one_digit,
    "the generator": lambda: sample(stored_generator()),
    "the generator, told the digit": lambda: conditional_digits.ask(
        conditional_digits.trained(), np.arange(JUDGED) % 10, 99
    ),
}
OWN = "yours"


def judging(samples=None):
    """The instrument's compute: whose images, and how sure is sure → some of the images and what each judge says.

    ``samples`` (n, 64) or (n, 8, 8) from 0 to 1, at least 24, are the reader's own, which are then found under "yours".
    """
    sources = dict(SOURCES)
    if samples is not None:
        own = np.array(samples, dtype=np.float32)
        if len(own) < SHOWN:
            raise ValueError(f"judging: expected at least {SHOWN} images to judge, got {len(own)}")
        judge_digits(own)
        own.flags.writeable = False
        sources[OWN] = lambda: own
    return _Judging(sources)


class _Judging:
    def __init__(self, sources):
        self.sources = list(sources)
        self._found = lru_cache(maxsize=len(sources))(lambda name: _found(name, sources[name]()))

    def __call__(self, source, sure):
        found = self._found(source)
        real = found["real"] | {"confident": float((found["real"]["p"] >= sure).mean())}
        return {**found, "sure": sure, "confident": float((found["p"] >= sure).mean()), "real": real}


def _found(name, samples):
    one = judge_digits(samples)
    if name == REAL:  # beside themselves they would be copies: two of the judges compare one half with the other
        half = judge_digits(samples[::2], held_out=samples[1::2])
        one = half._replace(shares=one.shares, distance=one.distance, held_out_distance=one.held_out_distance)
    p = probabilities(samples)
    passed = {
        "confident": float((p.max(axis=1) >= CONFIDENT).mean()) >= ENOUGH,
        "distance": one.distance >= NEAR * one.held_out_distance,
    }
    if len(samples) >= MANY:
        passed["least"] = float(one.shares.min()) >= LEAST
    return {
        "source": name,
        "images": np.asarray(samples, np.float32).reshape(len(samples), 64)[:SHOWN],
        "p": p.max(axis=1),
        "shares": one.shares,
        "least": float(one.shares.min()),
        "neighbor": one.neighbor_accuracy,
        "distance": one.distance,
        "frechet": one.frechet,
        "n": one.n,
        "real": {
            **_real(),
            "neighbor": one.real_neighbor_accuracy,
            "distance": one.held_out_distance,
            "frechet": one.frechet_floor,
        },
        "passed": passed,
    }


@lru_cache(maxsize=1)
def _real():
    p = probabilities(images()[1][0])
    return {"p": p.max(axis=1), "least": float(np.bincount(p.argmax(axis=1), minlength=10).min() / len(p))}
