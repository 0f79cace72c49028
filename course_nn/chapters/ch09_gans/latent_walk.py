"""A walk through latent space: from one latent point to another, straight or on an arc, or by mixing pixels instead.

straight   z(t) = (1 − t) a + t b
arc        z(t) = (sin((1 − t) ω) a + sin(t ω) b) / sin ω,  ω the angle between a and b   (Shoemake 1985; White 2016)
pixels     x(t) = (1 − t) G(a) + t G(b)

In the middle of a straight way ‖z‖ is on average about 1/√2 of that of its ends, from pair to pair from 0.45 to 0.90 of
it. Of 16 latent numbers, so short a z is rare: ‖z‖ < 4/√2 has probability 0.05.
"""

from functools import lru_cache

import numpy as np

from ...data.measured import measurements
from ...judges import CONFIDENT, nearest_distance, probabilities
from .digit_gan import LATENT, images, own_generator

#: The ways, by their names in the menu; images drawn along the way; points at which the judge reads; ends to choose.
WAYS = {"straight in z": "straight", "arc in z": "arc", "mixing pixels": "pixels"}
DRAWN, FINE, ENDS = 9, 41, 19
#: Pairs of ends in each of the measured trainings.
PAIRS = 500


def between(a, b, t, way):
    """The latent points (len(t), k) at the shares t of the way "straight" or "arc" from a (k,) to b (k,)."""
    a, b, t = np.asarray(a, float), np.asarray(b, float), np.asarray(t, float)[:, None]
    cosine = a @ b / (np.linalg.norm(a) * np.linalg.norm(b))
    angle = np.arccos(np.clip(cosine, -1, 1))
    if way == "straight" or np.sin(angle) < 1e-6:  # on one line there is no arc between them, or no single one
        return (1 - t) * a + t * b
    return (np.sin((1 - t) * angle) * a + np.sin(t * angle) * b) / np.sin(angle)


def along(generator, a, b, t, way):
    """The images (len(t), pixels) at the shares t of a way from a to b."""
    t = np.asarray(t, float)
    if way == "pixels":
        first, last = generator(np.array([a, b], np.float32))
        return ((1 - t[:, None]) * first + t[:, None] * last).astype(np.float32)
    return generator(between(a, b, t, way).astype(np.float32))


def end(number, latent=LATENT):
    """The latent point (latent,) of a number."""
    return np.random.default_rng(number).standard_normal(latent)


def halfway(generator, pairs=PAIRS, seed=0):
    """{way: {"confident", "distance", "length"}} of the middles between ``pairs`` of latent points.

    The share that the judge is sure of, the median distance to the nearest training image, and the median ‖z‖ (None for
    pixels); "ends" are the same of the first end of each pair, as many as there are middles.
    """
    rng = np.random.default_rng(seed)
    latent = generator.layers[0].d_in
    ends = rng.standard_normal((pairs, 2, latent))
    found = {"ends": _judged(generator(ends[:, 0].astype(np.float32)), ends[:, 0])}
    for way in WAYS.values():
        if way == "pixels":
            both = generator(ends.reshape(2 * pairs, latent).astype(np.float32))
            found[way] = _judged(both.reshape(pairs, 2, -1).mean(axis=1), None)
        else:
            z = np.concatenate([between(a, b, [0.5], way) for a, b in ends])
            found[way] = _judged(generator(z.astype(np.float32)), z)
    return found


def _judged(samples, z):
    return {
        "confident": float((probabilities(samples).max(axis=1) >= CONFIDENT).mean()),
        "distance": float(np.median(nearest_distance(samples, images()[0][0]))),
        "length": None if z is None else float(np.median(np.linalg.norm(z, axis=1))),
    }


def measured():
    """What `measured/measure_digits.py` found with each of its seeds."""
    return measurements(__package__, "latent_walk")


def walk(generator=None):
    """The instrument's compute: the numbers of two latent points, the way and t → images and readings along it.

    ``generator`` is one of the reader's own without conditions, of which this takes a copy; without it, the stored one.
    """
    return _Walk(own_generator(generator, "latent_walk"))


class _Walk:
    def __init__(self, generator):
        self.generator, self.latent = generator, generator.layers[0].d_in
        self._way = lru_cache(maxsize=64)(self._new_way)

    def _new_way(self, start, stop, way):
        a, b, t = end(start, self.latent), end(stop, self.latent), np.linspace(0, 1, FINE)
        made = along(self.generator, a, b, t, way)
        return a, b, t, made, probabilities(made), nearest_distance(made, images()[0][0])

    def __call__(self, start, stop, way, t):
        a, b, shares, made, p, distance = self._way(start, stop, way)
        at = round(t * (FINE - 1))
        z = None if way == "pixels" else between(a, b, [shares[at]], way)[0]
        return {
            "start": start,
            "stop": stop,
            "way": way,
            "t": float(shares[at]),
            "shares": shares,
            "here": made[at],
            "images": made[:: (FINE - 1) // (DRAWN - 1)][:DRAWN],
            "p": p,
            "at": at,
            "distance": distance,
            "length": None if z is None else float(np.linalg.norm(z)),
            "lengths": (float(np.linalg.norm(a)), float(np.linalg.norm(b))),
        }
