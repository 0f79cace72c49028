"""Where in the sequence a step stands: attention alone doesn't know it, as a sum doesn't know its terms' order."""

import numpy as np

from .. import _checks
from ..core import Layer, Parameter, upstream
from ..initializers import drawn, normal

#: The longest wave has about so many steps, 2π times as many (Vaswani and others, 2017).
_BASE = 10_000.0


def spread_of_positions(shape, rng, dtype):
    """Normal numbers of mean 0 and standard deviation 0.02, as in GPT-2."""
    return normal(shape, rng, dtype, std=0.02)


def sinusoids(length, d, start=0, dtype=np.float64):
    """P (length, d): P[p, 2i] = sin(p ωᵢ) and P[p, 2i + 1] = cos(p ωᵢ), ωᵢ = 10000^(−2i/d), for p from ``start`` on.

    The code of a place k steps further on is a linear function of that of p, the same for all p: each pair of columns
    is turned by k ωᵢ.
    """
    length, d = _checks.whole(length, "sinusoids: length", low=1), _checks.whole(d, "sinusoids: d", low=1)
    start, dtype = _checks.whole(start, "sinusoids: start"), _checks.float_type(dtype, "sinusoids: dtype")
    angles = _angles(length, (d + 1) // 2, d, start)
    codes = np.empty((length, d))
    codes[:, ::2] = np.sin(angles)
    codes[:, 1::2] = np.cos(angles[:, : d // 2])
    return codes.astype(dtype)


def _angles(length, pairs, d, start):
    return np.arange(start, start + length)[:, None] * _BASE ** (-2 * np.arange(pairs) / d)


def rotated(x, start=0, back=False):
    """x (…, t, d) with the numbers i and i + d/2 of each step p turned as a point by p ωᵢ: rotary positions.

    The product of two vectors turned so depends on the vectors and on how far apart their steps are. ``start`` is the
    place of the first step; ``back`` turns the other way, which is the way back of a gradient as well. The paper pairs
    neighbors, 2i and 2i + 1; with halves, as most code has it, the columns stand in another order. Su and others, 2021.
    """
    x = _checks.as_array(x, "rotated: x")
    if x.ndim < 2 or x.shape[-1] % 2:
        raise ValueError(f"rotated: expected x of shape (…, t, d) with an even d, got {x.shape}")
    start, back = _checks.whole(start, "rotated: start"), _checks.truth(back, "rotated: back")
    return _rotated(x if x.dtype.kind == "f" else x.astype(np.float64), start, back)


def _rotated(x, start, back=False):
    half = x.shape[-1] // 2
    angles = _angles(x.shape[-2], half, 2 * half, start)
    c, s = np.cos(angles).astype(x.dtype), np.sin(angles).astype(x.dtype)
    if back:
        s = -s
    left, right = x[..., :half], x[..., half:]
    y = np.empty(x.shape, x.dtype)
    np.subtract(left * c, right * s, y[..., :half])
    np.add(left * s, right * c, y[..., half:])
    return y


class SinusoidalPositions(Layer):
    """y = x + P with the waves of `sinusoids`: nothing to learn, and sequences of any length.

    Shapes: x and y (n, t, d). `run` begins at a later place. Vaswani and others, 2017.
    """

    def __init__(self, d, *, dtype=np.float32):
        self.d = _checks.whole(d, "SinusoidalPositions: d", low=1)
        self.dtype = _checks.float_type(dtype, "SinusoidalPositions: dtype")

    def run(self, x, start=0):
        """``y, backward`` for steps that stand at ``start``, start + 1, …"""
        x = self.admit(x, ("t", self.d), self.dtype)
        y = np.add(x, sinusoids(x.shape[1], self.d, start, self.dtype), order="C")

        def backward(dy):
            return upstream(dy, y, self)

        return y, backward

    def forward(self, x, train=False):
        return self.run(x)

    def __repr__(self):
        return f"SinusoidalPositions({self.d})"


class LearnedPositions(Layer):
    """y = x + W[:t]: a learned vector for every place up to ``longest``; a longer sequence is refused.

    Shapes: x and y (n, t, d), W (longest, d), drawn with a spread of 0.02 as in GPT-2. `run` begins at a later place.
    Gehring and others, 2017.
    """

    def __init__(self, longest, d, rng=None, *, init=spread_of_positions, dtype=np.float32):
        self.longest = _checks.whole(longest, "LearnedPositions: longest", low=1)
        self.d = _checks.whole(d, "LearnedPositions: d", low=1)
        dtype = _checks.float_type(dtype, "LearnedPositions: dtype")
        if rng is not None:
            _checks.generator(rng)
        self.W = Parameter(drawn(init, (self.longest, self.d), rng, dtype, "LearnedPositions(64, 16"))

    def run(self, x, start=0):
        """``y, backward`` for steps that stand at ``start``, start + 1, …"""
        x = self.admit(x, ("t", self.d), self.W.value.dtype)
        start = _checks.whole(start, f"{self!r}: start", low=0)
        stop = start + x.shape[1]
        if stop > self.longest:
            raise ValueError(
                f"{self!r}: expected at most {self.longest} steps, as many places as it learns, got {stop}; sinusoidal "
                "and rotary positions have no end"
            )
        y = np.add(x, self.W.value[start:stop], order="C")

        def backward(dy):
            dy = upstream(dy, y, self)
            self.W.grad[start:stop] += dy.sum(axis=0)
            return dy

        return y, backward

    def forward(self, x, train=False):
        return self.run(x)

    def __repr__(self):
        return f"LearnedPositions({self.longest}, {self.d})"
