"""A typical search, for tests: a space with every kind of axis, and an objective that fails now and then."""

import math

import numpy as np

from course_nn.search import IntUniform, LogUniform, Uniform

SPACE = {
    "rate": LogUniform(1e-4, 1),
    "shift": Uniform(-2, 3),
    "units": IntUniform(2, 5),
    "kind": ["a", None, (3, 4)],
}


def objective(rng, rate, shift, units, kind):
    if shift < -1.5:
        raise ZeroDivisionError("too far left")
    if shift > 2.7:
        return float("nan")
    noise = np.linalg.norm(rng.normal(size=(60, 60)) @ rng.normal(size=(60, 60)))
    return float((math.log10(rate) + 2) ** 2 + shift**2 / 10 + units / 100 + 1e-6 * noise)


def quiet(function, *args, **kwargs):
    return function(*args, progress=False, **kwargs)


CALLS = []


def counted(rng, **values):
    CALLS.append(1)
    return objective(rng, **values)


def locked(rng, x, lock):
    return x
