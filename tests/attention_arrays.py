"""Arrays, layers and references that the tests of attention and of several heads share."""

import numpy as np
import pytest
from helpers import attention_cases

from course_nn import MultiHeadAttention

RNG = np.random.default_rng(0)
Q, K, V = RNG.normal(size=(3, 4, 2)), RNG.normal(size=(3, 5, 2)), RNG.normal(size=(3, 5, 3))
X, SOURCE = RNG.normal(size=(3, 5, 4)), RNG.normal(size=(3, 6, 4))


def cases(kind):
    some = [
        pytest.param(*case, id="-".join(map(str, case[0].values())).replace(" ", "")) for case in attention_cases(kind)
    ]
    return pytest.mark.parametrize(("settings", "given"), some)


def heads(d=4, count=2, seed=1, dtype=np.float64, **settings):
    """A layer no parameter of which is 0."""
    rng = np.random.default_rng(seed)
    layer = MultiHeadAttention(d, count, rng, dtype=dtype, **settings)
    for p in layer.parameters().values():
        p.value += rng.normal(0, 0.5, p.value.shape).astype(dtype)
    return layer


def seen_of(lengths, steps):
    return None if lengths is None else np.arange(steps) < np.array(lengths)[:, None]


def softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


#: Of five steps those that count, in three sequences.
MASK = seen_of([5, 2, 3], 5)


def spoiled(x):
    """``x`` with NaN in every step that doesn't count."""
    return np.where(MASK[..., None], x, np.nan)
