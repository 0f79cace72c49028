"""The table of a network: layers, output shapes, numbers of parameters."""

import numpy as np
from helpers import refused

from course_nn import Conv2D, Dense, Flatten, Sequential, Sigmoid, Tanh, mlp


def dense(d_in, d_out, seed=0, dtype=np.float64, **kwargs):
    return Dense(d_in, d_out, np.random.default_rng(seed), dtype=dtype, **kwargs)


def test_parameters_counted_as_in_the_curriculum():
    network = mlp([784, 1024, 1024, 2048, 9], np.random.default_rng(0), activation="relu", init="zeros")
    assert network.theta.size == 3_971_081 and "3,971,081" in str(network.summary())


def test_summary_lists_layers_once():
    shared = dense(2, 2)
    table = Sequential(shared, Tanh(), shared).summary()
    assert [row[3] for row in table.rows] == [0, 6, 0, 0] and table.total == 6
    assert [row[2] for row in table.rows] == [(2,), (2,), (2,), (2,)]
    for line in ("layer", "Dense(2, 2)", "(n, 2)", "6 parameters in θ"):
        assert line in str(table)
    with refused("shape of one example"):
        Sequential(Tanh()).summary()
    with refused("input_shape"):
        Sequential(Tanh()).summary("wide")
    with refused("expected input of shape"):
        Sequential(dense(2, 2)).summary((3,))


def test_layers_work_together_in_words():
    network = Sequential(Conv2D(3, 4, 3, np.random.default_rng(0), stride=2), Sigmoid(), Flatten())
    assert "Conv2D(3, 4, 3, stride=2)" in str(network.summary((3, 9, 9)))
    assert network.summary((3, 9, 9)).rows[-1][2] == (64,)


def test_a_chain_with_a_forward_of_its_own_is_one_row():
    class Twice(Sequential):
        def forward(self, x, train=False):
            y, backward = super().forward(x, train)
            return np.hstack([y, y]), lambda dy: backward(dy[:, :3] + dy[:, 3:])

    table = Twice(dense(4, 3)).summary((4,))
    assert [row[2] for row in table.rows] == [(4,), (6,)]
