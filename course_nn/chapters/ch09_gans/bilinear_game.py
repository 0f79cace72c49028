"""The bilinear game, min over x and max over y of V(x, y) = x y: four ways to take steps, and how fast each turns out.

Its equilibrium is (0, 0), and both players' gradients turn around it: −∂V/∂x = −y, ∂V/∂y = x. Every way below is linear
in the places so far, so the eigenvalues of one step say all (Korpelevich, 1976; Daskalakis et al., 2018; Gidel et al.,
2019).
"""

import numpy as np

from ... import _checks

STEPS = 100


def simultaneous(x, y, rate, before):
    """Both players answer to where the other one was."""
    return x - rate * y, y + rate * x


def alternating(x, y, rate, before):
    """y answers to where x is now."""
    x = x - rate * y
    return x, y + rate * x


def extragradient(x, y, rate, before):
    """A step to look ahead; then, from the old place, a step along the gradients that were found there."""
    ahead_x, ahead_y = simultaneous(x, y, rate, before)
    return x - rate * ahead_y, y + rate * ahead_x


def optimistic(x, y, rate, before):
    """The gradient that comes next is guessed from the last two, as 2 g − g_before: one gradient for each step."""
    return x - rate * (2 * y - before[1]), y + rate * (2 * x - before[0])


WAYS = {one.__name__: one for one in (simultaneous, alternating, extragradient, optimistic)}
#: Optimistic steps shrink below this rate. There z = e^{−iπ/3} solves z² − (1 − 2iα) z − iα = 0.
OPTIMISTIC_LIMIT = 1 / np.sqrt(3)


def play(way, rate, start, steps):
    """The places (steps + 1, 2) from ``start`` on. Without a step before it, the first one is taken as if at rest."""
    way = WAYS[_checks.one_of(way, WAYS, "play: way")]
    places = [tuple(map(float, start))]
    for _ in range(steps):
        places.append(way(*places[-1], rate, places[-2] if len(places) > 1 else places[-1]))
    return np.array(places)


def step_matrix(way, rate):
    """One step as a matrix (4, 4): column vectors (x, y, x before, y before) to those of the next step."""
    columns = [[*WAYS[way](x, y, rate, (u, v)), x, y] for x, y, u, v in np.eye(4)]
    return np.array(columns).T


def growth(way, rate):
    """By what factor the distance grows for each step in the long run: the largest eigenvalue's size, in closed form.

    simultaneous √(1 + α²), alternating 1 up to α = 2 (where it grows all the same, with the number of steps: the factor
    of such a growth is 1), extragradient √(1 − α² + α⁴), optimistic
    √(½ + ½ √(1 − 4α²)) up to α = ½, and beyond it ½ |1 + i (2α + √(4α² − 1))|.
    """
    a = np.asarray(rate, dtype=float)
    if way == "simultaneous":
        return np.sqrt(1 + a**2)
    if way == "alternating":
        half = np.abs(a**2 - 2) / 2
        return np.where(a <= 2, 1.0, half + np.sqrt(np.maximum(half**2 - 1, 0)))
    if way == "extragradient":
        return np.sqrt(1 - a**2 + a**4)
    root = np.sqrt(np.abs(1 - 4 * a**2))
    return np.where(a <= 0.5, np.sqrt((1 + root) / 2), np.sqrt(1 + (2 * a + root) ** 2) / 2)


def conserved(places, rate):
    """x² + y² − αxy, which alternating steps leave as it is: for α < 2 an ellipse that they never leave."""
    x, y = np.moveaxis(np.asarray(places), -1, 0)
    return x**2 + y**2 - rate * x * y


def running_average(places):
    """The mean of all places up to each step."""
    return np.cumsum(places, axis=0) / np.arange(1, len(places) + 1)[:, None]


def bilinear_game(way, rate, angle, step):
    """The game from a place on the unit circle, ``angle`` in degrees: its places, their average, and both's distances.

    ``span`` is what an axis of distances has to hold over all ``STEPS``, whatever the step that is shown: half of the
    averages and all the rest.
    """
    start = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    whole = play(way, rate, start, STEPS)
    averages = running_average(whole)
    distances, of_average = np.linalg.norm(whole, axis=1), np.linalg.norm(averages, axis=1)
    return {
        "way": way,
        "rate": rate,
        "step": step,
        "places": whole[: step + 1],
        "averages": averages[: step + 1],
        "distances": distances[: step + 1],
        "of_average": of_average[: step + 1],
        "span": (min(distances.min(), np.median(of_average)), max(distances.max(), of_average.max())),
        "conserved": float(conserved(whole[0], rate)) if way == "alternating" and rate < 2 else None,
    }


def growth_by_rate():
    """``rates`` from 0 to 1.2, and by name what each way's distance is multiplied with at each of them."""
    rates = np.linspace(0, 1.2, 601)
    return {"rates": rates, "growth": {way: growth(way, rates) for way in WAYS}}
