"""Grid or random: two searches on the same budget of trials, where one axis matters more than the other."""

from functools import lru_cache

import numpy as np

from ... import _checks, data

WIDTH = 0.1  # of the good region, in parts of an axis
REPEATS = 1000
IMPORTANCES = np.linspace(0, 1, 11)


def loss(x, y, best, importance):
    """1 − exp(−((x − x*)² + s² (y − y*)²) / 2 w²): 0 at ``best`` (x*, y*), 1 far from it; s is the ``importance``."""
    square = (x - best[0]) ** 2 + (importance * (y - best[1])) ** 2
    return 1 - np.exp(-square / (2 * WIDTH**2))


def grid_and_random(points=5, importance=0.1, seed=0):
    """The same ``points``² trials on a grid and at random, on one problem, and who wins in 1,000 others.

    The place of the smallest loss is drawn from ``seed``, uniform over the square, and so are the random trials. The
    grid stands in the middles of its cells, which is the best place for it.
    """
    points = _checks.whole(points, "points", low=1, high=40)
    importance = _checks.number(importance, "importance", low=0, high=1)
    rng = np.random.default_rng(_checks.whole(seed, "seed", low=0))
    best, marks = rng.random(2), _marks(points)
    grid = data.grid_points(marks, marks)
    trials = {"grid": grid, "random": rng.random((points**2, 2))}
    losses = {name: loss(*xy.T, best, importance) for name, xy in trials.items()}
    axis = np.linspace(0, 1, 61)
    return {
        "points": points,
        "importance": importance,
        "best": best,
        "axis": axis,
        "surface": loss(axis[None, :], axis[:, None], best, importance),
        "profile": loss(axis, best[1], best, importance),  # along the important axis, through the best place
        "trials": trials,
        "losses": losses,
        "found": {name: float(values.min()) for name, values in losses.items()},
        "distinct": {"grid": points, "random": points**2},
        "importances": IMPORTANCES,
        "wins": random_wins(points),
        "win": _win(points, importance),
    }


@lru_cache(maxsize=64)
def random_wins(points):
    """For each of `IMPORTANCES` the share of 1,000 problems in which random search finds less loss than the grid."""
    return np.array([_win(points, float(importance)) for importance in IMPORTANCES])


@lru_cache(maxsize=256)
def _win(points, importance):
    to_grid, to_random = _squares(points)
    # The loss grows with the distance, so the smallest distances say who wins.
    grid = to_grid[0].min(axis=1) + importance**2 * to_grid[1].min(axis=1)
    random = (to_random[0] + np.float32(importance**2) * to_random[1]).min(axis=1)
    return float(np.mean(random < grid))


@lru_cache(maxsize=4)
def _squares(points):
    """Squared distances along x and y from the best places of 1,000 problems to the grid's marks, and to draws."""
    rng = np.random.default_rng(points)
    best = rng.random((2, REPEATS, 1), dtype=np.float32)
    draws = rng.random((2, REPEATS, points**2), dtype=np.float32)
    return (_marks(points).astype(np.float32) - best) ** 2, (draws - best) ** 2


def _marks(points):
    return (np.arange(points) + 0.5) / points
