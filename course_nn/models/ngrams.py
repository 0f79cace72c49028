"""N-grams: the next token from the n − 1 tokens before it, by counting; what a network that reads has to beat.

Sequences are rows of tokens (n, t) with the boundary, token 0, behind them, as `text.Alphabet.encode` gives them; where
a sequence begins, boundaries stand before it. Its end is predicted as a token like the others.
"""

import math
from collections import defaultdict

import numpy as np

from .. import _checks


class _NGrams:
    """What the two share: contexts and their counts, and what is asked of a model. A subclass gives ``_given``."""

    def __init__(self, order, size):
        name = type(self).__name__
        self.order = _checks.whole(order, f"{name}: order", low=1)
        self.size = _checks.whole(size, f"{name}: size", low=2)
        self.counts = None

    def fit(self, tokens):
        """Count the sequences (n, t) and return the model; what was counted before is forgotten."""
        self.counts = [defaultdict(lambda: np.zeros(self.size)) for _ in range(self.order)]
        for before, token in self._steps(tokens):
            for length, counts in enumerate(self.counts):
                counts[before[self.order - 1 - length :]][token] += 1
        return self

    def probabilities(self, beginning=()):
        """Of each token, (size,), after a ``beginning``: the tokens of a sequence so far; they add up to 1."""
        self._fitted()
        beginning = _checks.as_array(beginning, f"{type(self).__name__}: beginning", ndim=1, empty=True)
        known = self._tokens(beginning) if beginning.size else []
        return self._given(((0,) * (self.order - 1) + tuple(known))[len(known) :])

    def loss(self, tokens):
        """Mean −log p over all tokens of the sequences (n, t), their ends included; exp(loss) is the perplexity."""
        self._fitted()
        kept, total, steps = {}, 0.0, 0
        for before, token in self._steps(tokens):
            if before not in kept:
                kept[before] = self._given(before)
            if kept[before][token] == 0:
                return math.inf
            total, steps = total - math.log(kept[before][token]), steps + 1
        return total / steps

    def perplexity(self, tokens):
        """exp(`loss`): as uncertain as a choice among so many equally probable tokens."""
        return math.exp(self.loss(tokens))

    def _steps(self, tokens):
        """(the order − 1 tokens before, token) for every token of every sequence and its end."""
        tokens = _checks.as_array(tokens, f"{type(self).__name__}: tokens", ndim=2)
        for row in self._tokens(tokens):
            end = next((t for t, token in enumerate(row) if token == 0), len(row))
            padded = [0] * (self.order - 1) + row[:end] + [0]
            for t in range(end + 1):
                yield tuple(padded[t : t + self.order - 1]), padded[t + self.order - 1]

    def _tokens(self, tokens):
        if tokens.dtype.kind not in "iu" or tokens.min() < 0 or tokens.max() >= self.size:
            came = f"{tokens.min()} to {tokens.max()}" if tokens.dtype.kind in "iu" else tokens.dtype
            raise ValueError(f"{type(self).__name__}: expected tokens, whole numbers 0 to {self.size - 1}, got {came}")
        return tokens.tolist()

    def _fitted(self):
        if self.counts is None:
            raise ValueError(f"{type(self).__name__}: expected a model that has counted; call fit(tokens) first")


class AddK(_NGrams):
    """p(c | context) = (N(context c) + k) / (N(context ·) + k V), with V = ``size`` tokens; k = 1 is Laplace's rule.

    N counts in the sequences that were given to `fit`. With k = 0 it is the share that was seen, and uniform after a
    context that never was.
    """

    def __init__(self, order, size, k=1.0):
        super().__init__(order, size)
        self.k = _checks.number(k, "AddK: k", low=0)

    def _given(self, before):
        counts = self.counts[-1].get(before)
        if counts is None:
            return np.full(self.size, 1 / self.size)
        return (counts + self.k) / (counts.sum() + self.k * self.size)

    def __repr__(self):
        return f"AddK({self.order}, {self.size}, k={self.k:g})"


class KneserNey(_NGrams):
    """Interpolated Kneser–Ney: a little is taken off each count, and given to the model of a context shorter by one.

    pₘ(c | context) = (max(N(context c) − D, 0) + D T pₘ₋₁(c | shorter)) / N(context ·), shorter: without the first

    T is the number of different tokens seen after the context. For the longest contexts N counts; for shorter ones it
    is the number of different tokens seen before "context c", since they are asked where the longer one did not lead
    on. Nothing but a boundary stands before a context that begins a sequence: after it N counts. Below the empty
    context all V tokens are equally probable, and after a context that was never seen p is that of the shorter one.

    ``discount`` D is one number between 0 and 1 for all lengths; without it, of each length n₁ / (n₁ + 2 n₂), where n₁
    of its n-grams have N = 1 and n₂ have N = 2. Kneser and Ney, 1995; interpolated: Chen and Goodman, 1999.
    """

    def __init__(self, order, size, discount=None):
        super().__init__(order, size)
        self.discount = None if discount is None else _checks.number(discount, "KneserNey: discount", low=0, high=1)

    def fit(self, tokens):
        """Count the sequences (n, t) and return the model; what was counted before is forgotten."""
        super().fit(tokens)
        for length in range(self.order - 1):
            longer, counts = self.counts[length + 1], self.counts[length]
            before = defaultdict(lambda: np.zeros(self.size))
            for context, seen in longer.items():
                before[context[1:]] += seen > 0
            self.counts[length] = {c: counts[c] if c[:1] == (0,) else before[c] for c in counts}
        self.discounts = [self._discount(counts) for counts in self.counts]
        return self

    def _discount(self, counts):
        if self.discount is not None:
            return self.discount
        once, twice = (sum(int((seen == k).sum()) for seen in counts.values()) for k in (1, 2))
        return once / (once + 2 * twice) if once else 0.0

    def _given(self, before):
        p = np.full(self.size, 1 / self.size)
        for length, (counts, discount) in enumerate(zip(self.counts, self.discounts, strict=True)):
            seen = counts.get(before[self.order - 1 - length :])
            if seen is not None:
                p = (np.maximum(seen - discount, 0) + discount * np.count_nonzero(seen) * p) / seen.sum()
        return p

    def __repr__(self):
        return f"KneserNey({self.order}, {self.size}, discount={self.discount})"
