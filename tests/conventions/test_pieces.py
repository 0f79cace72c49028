"""Pieces: rows of names, layers that lack a bias, and layers of one's own."""

import numpy as np
from helpers import refused

from course_nn import Buffer, Dense, Layer, Parameter
from course_nn.conventions import load_weights, weights_of
from course_nn.conventions.pieces import by_rows, parts_of, same, transposed

ROWS = (("w", "W", transposed, transposed), ("c", "b", same, same))


def test_rows_name_the_arrays_and_copy_them():
    layer = Dense(2, 3, np.random.default_rng(0))
    arrays = by_rows("at.", layer, ROWS).arrays()
    assert list(arrays) == ["at.w", "at.c"] and arrays["at.w"].shape == (3, 2)
    arrays["at.w"][...] = 7
    assert not (layer.W.value == 7).any()


def test_what_a_layer_lacks_has_no_name():
    assert list(by_rows("", Dense(2, 3, init="zeros", bias=False), ROWS).arrays()) == ["w"]


class Scaled(Layer):
    """A layer of one's own with a parameter, or a buffer, of its own."""

    def __init__(self, held):
        self.inside = Dense(2, 2, init="zeros")
        self.scale = held(np.ones(2))

    def forward(self, x, train=False):
        raise NotImplementedError


class Wrapped(Layer):
    """A layer of one's own that is made of the course's."""

    def __init__(self, rng):
        self.first, self.more = Dense(2, 3, rng), {"a": [Dense(3, 1, rng)]}

    def forward(self, x, train=False):
        raise NotImplementedError


def test_parameters_and_buffers_of_ones_own_are_refused():
    for held, word in ((Parameter, "parameter"), (Buffer, "buffer")):
        for framework in ("pytorch", "keras"):
            with refused(rf"Scaled\(\): expected layers that {framework} has as well, .* with the {word} scale"):
                weights_of(Scaled(held), framework)


def test_a_model_of_ones_own_has_the_names_of_its_attributes():
    ours, other = (Wrapped(np.random.default_rng(seed)) for seed in (0, 1))
    assert [name for name, _ in parts_of(ours, "keras")] == ["first", "more.a.0"]
    arrays = weights_of(ours, "pytorch")
    assert list(arrays) == ["first.weight", "first.bias", "more.a.0.weight", "more.a.0.bias"]
    np.testing.assert_array_equal(load_weights(other, arrays, "pytorch").theta, ours.theta)
