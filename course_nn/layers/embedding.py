"""The embedding: a learned vector for every token, looked up instead of multiplied out of one-hot codes."""

import numpy as np

from .. import _checks
from ..core import Layer, Parameter, upstream
from ..initializers import drawn, normal

#: Up to so many entries of a one-hot code, a product with it is the quickest sum of gradients by tokens.
_SMALL = 100


def spread_one(shape, rng, dtype):
    """Normal numbers of mean 0 and standard deviation 1, as inputs that are scaled."""
    return normal(shape, rng, dtype, std=1)


class Embedding(Layer):
    """y = W[token]: the row of W that belongs to the token, which is the product of its one-hot code with W.

    Shapes: tokens 0 … vocabulary − 1 of shape (n, t) or (n,), W (vocabulary, d), y (n, t, d) or (n, d). Tokens are
    whole numbers, also where they come as floats; they have no gradient, so ``backward`` returns None. W is drawn by
    ``init`` with ``rng``: by default independent normal numbers of spread 1 (as PyTorch; Keras draws them uniformly
    within ±0.05). No token is special: for padding, give a mask to the layers after it. Bengio and others, 2003.

    >>> import numpy as np
    >>> from course_nn import Embedding
    >>> y, _ = Embedding(10, 4, np.random.default_rng(0)).forward(np.array([[1, 2, 3]]))
    >>> y.shape
    (1, 3, 4)
    """

    can_skip_dx = True

    def __init__(self, vocabulary, d, rng=None, *, init=spread_one, dtype=np.float32):
        self.vocabulary = _checks.whole(vocabulary, "Embedding: vocabulary", low=1)
        self.d = _checks.whole(d, "Embedding: d", low=1)
        dtype = _checks.float_type(dtype, "Embedding: dtype")
        if rng is not None:
            _checks.generator(rng)
        self.W = Parameter(drawn(init, (self.vocabulary, self.d), rng, dtype, "Embedding(30, 16"))

    def forward(self, x, train=False):
        x = self.admit(x, [("t",), ()], getattr(x, "dtype", None))
        tokens = whole_tokens(self, x, self.vocabulary)
        # In memory step after step, as recurrent layers read it.
        y = self.W.value.take(tokens.T, axis=0, mode="clip")
        y = y.swapaxes(0, 1) if tokens.ndim == 2 else y

        def backward(dy, need_dx=True):
            dy = upstream(dy, y, self)
            dy = dy.swapaxes(0, 1) if tokens.ndim == 2 else dy
            sums = sums_by_token(tokens.T.ravel(), self.vocabulary, dy.dtype)
            self.W.grad += sums(dy.reshape(-1, self.d))  # ∂J/∂W[k] = Σ dy where the token is k

        return y, backward

    def mend(self, shape):
        if len(shape) == 3:
            return "of one-hot codes, use x.argmax(axis=-1)"
        return "for one token, use x[None]" if shape == () else ""

    def __repr__(self):
        return f"Embedding({self.vocabulary}, {self.d})"


def whole_tokens(layer, x, vocabulary):
    """The tokens ``x``, an array of numbers, as indices, or a sentence."""
    tokens = x
    if x.dtype.kind == "b":
        raise TypeError(f"{layer!r}: expected whole-number tokens, got {_checks.describe(x)}")
    if x.dtype.kind == "f":
        with np.errstate(invalid="ignore"):  # NaN is no token, as the next line sees
            tokens = x.astype(np.intp)
        if not np.array_equal(tokens, x):
            raise ValueError(f"{layer!r}: expected whole-number tokens, got {x[tokens != x][0]:g} among them")
    low, high = tokens.item(tokens.argmin()), tokens.item(tokens.argmax())
    if low < 0 or high >= vocabulary:
        raise ValueError(f"{layer!r}: expected tokens 0 to {vocabulary - 1}, got {low} to {high}")
    return tokens.astype(np.intp, copy=False)


def sums_by_token(tokens, vocabulary, dtype):
    """A function of rows (m, k), one for each of the ``tokens`` (m,): the sum of each token's rows, (vocabulary, k)."""
    m = len(tokens)
    if vocabulary <= _SMALL:
        codes = np.zeros((m, vocabulary), dtype)
        codes.reshape(-1)[tokens + np.arange(0, m * vocabulary, vocabulary)] = 1
        return codes.T.dot
    order = tokens.argsort(kind="stable")
    tokens = tokens[order]
    first = np.flatnonzero(np.diff(tokens, prepend=-1))  # where each token's rows begin

    def sums(rows):
        total = np.zeros((vocabulary, rows.shape[1]), rows.dtype)
        total[tokens[first]] = np.add.reduceat(rows.take(order, axis=0), first, axis=0)
        return total

    return sums
