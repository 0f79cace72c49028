"""Targets in the plane that a generator can be held to: Gaussians around known centers, so that modes can be counted.

Ring and grid are those of the literature (Metz et al. 2017; Srivastava et al. 2017; Lin et al. 2018), the spiral is a
curve sampled by many centers, and a reader's own target is made of points, or painted.
"""

import numpy as np

from ... import _checks
from ...functions import logsumexp

#: More centers than these make every picture and every count slow.
MOST_CENTERS = 1024
#: Half the side of the window through which every target is seen.
HALF_WINDOW = 5.0


class Mixture:
    """p(x) = Σ_k w_k N(x; c_k, σ² I): k centers (k, 2) in the plane, one σ for all, weights (k,) that add up to 1.

    ``weights`` are made to add up to 1; without them all are 1/k. ``name`` says what it is in pictures and sentences.
    Refused: more than 1,024 centers, σ not above 0, weights that aren't above 0.
    """

    def __init__(self, centers, sigma, weights=None, name="your target"):
        centers = _checks.as_array(centers, f"{type(self).__name__}: centers", shape=(None, 2)).astype(np.float64)
        if len(centers) > MOST_CENTERS:
            raise ValueError(f"Mixture: expected at most {MOST_CENTERS} centers, got {len(centers)}")
        self.centers = centers
        self.sigma = _checks.number(sigma, "Mixture: sigma", above=0)
        self.weights = _shares(weights, len(centers))
        self.name = name

    def sample(self, n, rng):
        """n points (n, 2), float32: a center drawn by its weight, and Gaussian noise around it."""
        n, rng = _checks.whole(n, "n", low=1), _checks.generator(rng)
        if len(set(self.weights)) == 1:  # faster than rng.choice with weights
            drawn = rng.integers(0, len(self.centers), n)
        else:
            drawn = rng.choice(len(self.centers), n, p=self.weights)
        return (self.centers[drawn] + self.sigma * rng.standard_normal((n, 2))).astype(np.float32)

    def log_density(self, x):
        """log p(x) in nats at each of the points x (n, 2): (n,)."""
        x = _checks.as_array(x, "x", shape=(None, 2)).astype(np.float64)
        exponents = -self.squared_distances(x) / (2 * self.sigma**2)
        return logsumexp(exponents + np.log(self.weights)) - np.log(2 * np.pi * self.sigma**2)

    def squared_distances(self, x):
        """From each of the points x (n, 2) to each center: (n, k)."""
        return ((x[:, None, :] - self.centers) ** 2).sum(axis=2)

    def __repr__(self):
        return f"Mixture({len(self.centers)} centers, sigma={self.sigma:g}, name={self.name!r})"


def _shares(weights, k):
    if weights is None:
        return np.full(k, 1 / k)
    weights = _checks.as_array(weights, "Mixture: weights", shape=(k,)).astype(np.float64)
    if weights.min() <= 0:
        raise ValueError(f"Mixture: expected weights above 0, got {weights.min():g}; leave such a center out")
    return weights / weights.sum()


def ring(modes=8, radius=2.0, sigma=0.02):
    """``modes`` centers evenly around a circle, the first at (radius, 0): angles 2π j / modes."""
    angles = 2 * np.pi * np.arange(_checks.whole(modes, "ring: modes", low=1)) / modes
    return Mixture(_on_circle(angles, radius), sigma, name="the ring")


def closed_ring(angles=8, radius=2.0, sigma=0.02):
    """The ring as ``np.linspace(0, 2π, 8)`` gives it: its last angle is its first, so it has seven modes, one twice as
    heavy as the others.
    """
    angles = np.linspace(0, 2 * np.pi, _checks.whole(angles, "closed_ring: angles", low=2))
    weights = np.ones(len(angles) - 1)
    weights[0] = 2
    return Mixture(_on_circle(angles[:-1], radius), sigma, weights, name="the ring closed by linspace")


def _on_circle(angles, radius):
    radius = _checks.number(radius, "radius", above=0)
    return radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)


def grid(side=5, spacing=2.0, sigma=0.05):
    """``side`` × ``side`` centers, ``spacing`` apart, around the origin."""
    line = np.arange(_checks.whole(side, "grid: side", low=1)) - (side - 1) / 2
    x, y = np.meshgrid(line, line)
    spacing = _checks.number(spacing, "grid: spacing", above=0)
    return Mixture(spacing * np.stack([x.ravel(), y.ravel()], axis=1), sigma, name="the grid")


def spiral(modes=24, turns=1.5, radius=2.0, sigma=0.05):
    """``modes`` centers along an Archimedean spiral from the middle out to ``radius``.

    r = radius · t, φ = 2π turns · t; its length up to t is about t², beyond the middle, so t = √(j / modes). With 24
    modes and 1.5 to 3 turns they are spaced evenly to 10 %; with ten turns the widest gap is five times the narrowest.
    """
    modes = _checks.whole(modes, "spiral: modes", low=1)
    t = np.sqrt(np.arange(1, modes + 1) / modes)
    angles = 2 * np.pi * _checks.number(turns, "spiral: turns", above=0, high=10) * t
    return Mixture(_on_circle(angles, radius) * t[:, None], sigma, name="the spiral")


def drawn(points, sigma=0.1):
    """A target of the reader's own: a Gaussian around each of the ``points`` (k, 2), within ±5 in both directions."""
    points = _checks.as_array(points, "drawn: points", shape=(None, 2)).astype(np.float64)
    if (far := np.abs(points).max()) > HALF_WINDOW:
        raise ValueError(
            f"drawn: expected points within ±{HALF_WINDOW:g}, got {far:g}; scale them: "
            f"points * {0.8 * HALF_WINDOW / far:.2g}"
        )
    return Mixture(points, sigma, name="your drawing")


def painted(ink, half=3.0):
    """A target that is painted on squares: a Gaussian around the middle of each inked one of ``ink`` (rows, columns).

    ``ink`` is 1 for ink and 0 for paper, the first row on top, as a `Pad` gives it in ``drawing.ink``; the sheet
    reaches from −half to half. σ is half a square, so that strokes are lines and not rows of dots.
    """
    ink = _checks.as_array(ink, "painted: ink", ndim=2)
    if not np.isin(ink, (0, 1)).all():
        raise ValueError(f"painted: expected 1 for ink and 0 for paper, got {ink.min():g} to {ink.max():g}")
    if not ink.any():
        raise ValueError("painted: expected some ink, got an empty sheet; paint something first")
    half = _checks.number(half, "painted: half", above=0, high=HALF_WINDOW)
    side = 2 * half / max(ink.shape)
    rows, columns = np.nonzero(ink)
    x = (columns - (ink.shape[1] - 1) / 2) * side
    y = ((ink.shape[0] - 1) / 2 - rows) * side
    return Mixture(np.stack([x, y], axis=1), side / 2, name="your drawing")
