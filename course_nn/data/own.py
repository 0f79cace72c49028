"""Data of the reader's own, for instruments that show points: checked, and with classes counted from 0."""

import numpy as np

from .._checks import as_array

#: More points than these hide one another, and are too slow to follow a slider.
MOST = 500
#: Beyond it squares of numbers overflow or vanish.
LARGEST = 1e100


def own_classes(X, y, who, most=2):
    """``(X, y, names)``: X float64 (n, 2), y int64 (n,) in 0 … k − 1, and the k labels as text; None without X and y.

    X (n, 2) holds 2 to 500 points. y (n,) holds two different labels (``most`` = 2), or 2 to ``most``: numbers, words
    or truth values; in their order they become 0, 1, … A sentence, which begins with ``who``, for anything else.
    """
    if _neither(X, y, who):
        return None
    X = as_array(X, f"{who}: X", ndim=2)
    if X.shape[1] != 2:
        raise ValueError(
            f"{who}: expected points of the plane, X of shape (n, 2), got {X.shape}; choose two columns, as X[:, :2]"
        )
    X, labels = _sized(X, who), np.asarray(y)
    if labels.shape != (len(X),):
        raise ValueError(f"{who}: expected a label for each point, y of shape ({len(X)},), got {labels.shape}")
    if labels.dtype.kind == "f" and not np.isfinite(labels).all():
        raise ValueError(f"{who}: expected labels in y, got NaN or infinite ones")
    try:
        names, y = np.unique(labels, return_inverse=True)
    except TypeError:
        raise TypeError(f"{who}: expected labels of one kind in y, got words and numbers mixed") from None
    if not 2 <= len(names) <= most:
        expected = "two" if most == 2 else f"2 to {most}"
        few = ", ".join(map(str, names[:4])) + (", …" if len(names) > 4 else "")
        raise ValueError(f"{who}: expected {expected} different labels in y, got {len(names)}: {few}")
    return X, y.astype(np.int64), [_short(f"{name:g}" if labels.dtype.kind == "f" else str(name)) for name in names]


def _neither(X, y, who):
    if (X is None) != (y is None):
        given, missing = ("y", "X") if X is None else ("X", "y")
        raise TypeError(f"{who}: expected X and y together, got {given} without {missing}")
    return X is None


def _sized(X, who):
    if not 2 <= len(X) <= MOST:
        mend = "; take some of them, as X[::2], y[::2]" if len(X) > MOST else ""
        raise ValueError(f"{who}: expected 2 to {MOST} points, got {len(X)}{mend}")
    X = X.astype(np.float64)
    if np.abs(X).max() > LARGEST:
        raise ValueError(f"{who}: expected numbers up to {LARGEST:g}, got {np.abs(X).max():g}")
    return X


def _short(text):
    return text if len(text) <= 20 else text[:19] + "…"
