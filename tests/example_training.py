"""Random examples and a small network, for tests of training."""

import numpy as np

from course_nn import mlp


def data(n=20, d=3, k=4, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, d)), rng.integers(0, k, n)


def net(seed=0, sizes=(3, 5, 4), dtype=np.float64):
    return mlp(sizes, np.random.default_rng(seed), dtype=dtype)
