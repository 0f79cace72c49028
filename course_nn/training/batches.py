"""Mini-batches of the training data, shuffled anew for each epoch."""

import math

import numpy as np

from .. import _checks
from ..names import answering


class batches:
    """Mini-batches ``(x, y)`` of ``size`` examples from X (n, …) and y (n, …), shuffled anew for each pass.

    Without ``y`` they are arrays x alone, for learning without targets: ``batches(X, size=64, rng=rng)``.

    ``rng`` is the Generator that shuffles, by default a new ``default_rng(0)``, so that the same call gives the same
    batches; with ``shuffle=False``, or one batch for all, the order stays. (Training in Keras and scikit-learn shuffles
    too, otherwise in each run; PyTorch's ``DataLoader`` does when it is asked to.) The last batch of a pass is smaller
    where ``size`` does not divide n. Every batch is a copy, so X and y are safe whatever is done to it.
    May be looped over as often as one likes, once for each epoch.

    >>> import numpy as np
    >>> from course_nn import batches
    >>> X, y = np.zeros((10, 2)), np.zeros(10)
    >>> [len(x) for x, _ in batches(X, y, size=4)]
    [4, 4, 2]
    """

    @answering
    def __init__(self, X, y=None, size=32, rng=None, *, shuffle=True):
        self.X, self.y = _checks.as_array(X, "X"), None if y is None else _checks.as_array(y, "y")
        for name, array in (("X", self.X), ("y", self.y)):
            if array is not None and array.ndim == 0:
                mend = f"; write size={y} for batches without y" if name == "y" else ""
                raise ValueError(f"{name}: expected an array of examples, got a single number{mend}")
        if y is not None and len(self.X) != len(self.y):
            raise ValueError(
                f"batches: expected as many targets as examples, got {len(self.X)} in X and {len(self.y)} in y"
            )
        self.size = min(_checks.whole(size, "size", low=1), len(self.X))
        self.rng = shuffler(rng, shuffle)

    def __len__(self):
        return math.ceil(len(self.X) / self.size)

    @property
    def sizes(self):
        """How many examples each batch of a pass has."""
        n = len(self.X)
        return [min(self.size, n - start) for start in range(0, n, self.size)]

    def __iter__(self):
        n, arrays = len(self.X), (self.X,) if self.y is None else (self.X, self.y)
        if self.size == n:
            yield _batch(*[array.copy(order="K") for array in arrays])
            return
        order = np.arange(n) if self.rng is None else self.rng.permutation(n)
        for start in range(0, n, self.size):
            chosen = order[start : start + self.size]
            yield _batch(*[array[chosen] for array in arrays])


def _batch(x, *y):
    return (x, *y) if y else x


def shuffler(rng, shuffle):
    """The Generator that shuffles, or None where nothing does."""
    if not _checks.truth(shuffle, "shuffle"):
        if rng is not None:
            raise ValueError("rng: expected none with shuffle=False, which draws nothing")
        return None
    return np.random.default_rng(0) if rng is None else _checks.generator(rng)
