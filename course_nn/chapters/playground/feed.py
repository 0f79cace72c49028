"""The batches of a run, one after the other for as long as it is trained: in an order that can be told and restored."""

import numpy as np


class Feed:
    """Batches ``(x, y)`` of X (n, d) and Y (n, …), from the place where the last one ended.

    Each loop over it gives the rest of a pass over all examples; the pass after it has an order of its own, where they
    are shuffled. The same seed gives the batches of ``batches(X, Y, size, np.random.default_rng(seed))``. With
    ``leftover`` all batches have ``size`` examples: those that are left over at the end of a pass come first in the
    first batch of the next, which is that much larger, as in TensorFlow's playground.

    passes, position    how many passes are complete, and how many examples of this one have been given
    """

    def __init__(self, X, Y, size, *, shuffle, leftover=False, seed=0):
        self.X, self.Y, self.n = X, Y, len(X)
        self.size = min(size, self.n)
        self.shuffle, self.leftover = shuffle, leftover
        self.rng = np.random.default_rng(seed)
        self.passes = self.position = 0
        self._arrange()

    def _arrange(self):
        """Draw the order of a pass. Its batches are then stretches of two arrays, the quickest to take."""
        #: The generator before the order was drawn: with it, the order need not be kept.
        self.before = self.rng.bit_generator.state
        if self.shuffle and self.size < self.n:
            order = self.rng.permutation(self.n)
            self._arranged = self.X[order], self.Y[order]
        else:
            self._arranged = self.X, self.Y

    @property
    def _end(self):
        """Up to which example a pass is given."""
        return self.n - self.n % self.size if self.leftover else self.n

    @property
    def epochs(self):
        """How often all examples have been given, a float; whole at the end of a pass."""
        return self.passes + (1.0 if self.position >= self._end else self.position / self.n)

    @property
    def between(self):
        """Whether a pass is complete, and the next one is not begun."""
        return self.position == 0 or self.position >= self._end

    @property
    def to_go(self):
        """How many batches there are to the end of this pass, or of the next where this one is complete."""
        start = 0 if self.position >= self._end else self.position
        return -((start - self._end) // self.size)

    def __iter__(self):
        if self.position >= self._end:
            self.passes, self.position = self.passes + 1, 0
            self._arrange()
        X, Y = self._arranged
        size, n, end, start = self.size, self.n, self._end, self.position
        if start == 0 and self.passes and end < n:
            self.position = start = size
            yield np.concatenate([X[end:], X[:size]]), np.concatenate([Y[end:], Y[:size]])
        while start < end:
            stop = min(start + size, end)
            self.position = stop
            yield X[start:stop], Y[start:stop]
            start = stop

    def state(self):
        """Where it stands, as plain values."""
        return {"generator": self.before, "passes": self.passes, "position": self.position}

    def restore(self, state):
        """Stand where another feed of the same examples, size and shuffling stood."""
        self.rng.bit_generator.state = state["generator"]
        self.passes, self.position = state["passes"], state["position"]
        self._arrange()
