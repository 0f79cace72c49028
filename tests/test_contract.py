"""The contract of a layer: who breaks it is named, wherever that is found out."""

import numpy as np
import pytest
from helpers import refused

from course_nn import Branches, Dense, Layer, Residual, Sequential, Tanh


class Double(Layer):
    """A student's layer that gives y alone."""

    def forward(self, x, train=False):
        return 2 * x


@pytest.mark.parametrize("n", [1, 2, 6])
def test_a_layer_without_backward_is_named_wherever_it_is_used(n):
    """Two rows would pass for a pair, and the first one for the answer."""
    x, rng = np.ones((n, 2)), np.random.default_rng(0)
    for network in (Double(), Sequential(Double(), Dense(2, 1, rng)), Sequential(Dense(2, 2, rng), Double())):
        with refused(r"^Double\(\): expected forward to return a pair y, backward, .* got float"):
            network(x)
    for network in (Branches(Double(), Tanh()), Residual(Double())):
        with refused(r"^Double\(\): expected forward to return a pair"):
            network.forward(x, True)


@pytest.mark.parametrize("given", [(1.0, None), (1.0, 2.0, 3.0), [1.0, abs], None])
def test_what_is_no_pair_of_output_and_function_is_refused(given):
    class Wrong(Layer):
        def forward(self, x, train=False):
            return given

    for network in (Wrong(), Sequential(Wrong())):
        with refused(r"Wrong\(\): expected forward to return a pair y, backward"):
            network(np.ones((2, 2)))


@pytest.mark.parametrize("wrong", [lambda dy: None, lambda dy: dy[:, :1], lambda dy: dy.sum(), lambda dy: dy.tolist()])
def test_a_backward_that_gives_no_gradient_of_its_input_is_blamed_itself(wrong):
    class Wrong(Layer):
        def forward(self, x, train=False):
            return x, wrong

    rng = np.random.default_rng(0)
    first, inner = Dense(2, 3, rng), Sequential(Dense(2, 3, rng), Tanh())
    for network in (
        Sequential(first, Wrong(), Dense(3, 1, rng)),
        Sequential(inner, Sequential(Wrong()), Dense(3, 1, rng)),
    ):
        y, backward = network.forward(np.ones((4, 2), np.float32))
        with refused(
            r"^(Sequential\()?Wrong\(\)\)?: expected backward to return a gradient of the shape of its input \(4, 3\)"
        ):
            backward(np.ones_like(y))
    # What comes in from outside is not the last layer's fault.
    y, backward = Sequential(first, Tanh()).forward(np.ones((4, 2), np.float32))
    with refused(r"^Tanh\(\): backward expects a gradient of the output's shape \(4, 3\)"):
        backward(wrong(np.ones((4, 3))))
