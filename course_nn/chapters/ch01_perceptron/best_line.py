"""The best line for points in the plane, found by trying all: what no learning rule promises where classes overlap."""

from itertools import combinations

import numpy as np


def best_line(X, y):
    """``(right, w, b)``: a line with the most rows of X (n, 2) on their side, y (n,) in {0, 1}, and how many that are.

    Every way in which a line can divide the points is found by turning a line through two of them a little, about any
    place on it: the two then lie on different sides, or, about a place beyond them, on the same.
    """
    X, s = np.asarray(X, dtype=float), np.where(np.asarray(y) == 1, 1, -1)
    best = (0, np.zeros(2), 0.0)
    for p, q in combinations(np.unique(X, axis=0), 2):
        along = (q - p) / np.linalg.norm(q - p)
        normal = np.array([-along[1], along[0]])
        t, z = (X - p) @ along, (X - p) @ normal
        on = np.abs(z) < 1e-9 * (1 + np.abs(X).max())
        off = int(np.sum(s[~on] * z[~on] > 0))
        side = 1 if 2 * off >= np.sum(~on) else -1
        places = np.unique(t[on])
        pivots = np.append(places[0] - 1, (places + np.append(places[1:], places[-1] + 2)) / 2)
        # Turned to the left about each pivot; to the right, those that were right are wrong.
        left = np.sum(s[on, None] * (t[on, None] - pivots) > 0, axis=0)
        for turn, right in ((1, left), (-1, on.sum() - left)):
            k = int(np.argmax(right))
            total = max(off, np.sum(~on) - off) + int(right[k])
            if total > best[0]:
                nearest = np.abs(z[~on]).min(initial=1.0)
                little = turn * nearest / (2 * (1 + np.abs(t - pivots[k]).max()))
                w = side * normal + little * along
                best = (total, w, float(-w @ p - little * pivots[k]))
    return best
