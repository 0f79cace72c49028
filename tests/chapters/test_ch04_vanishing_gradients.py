"""The gradient's norm by layer: that of the chain rule, and vanishing or exploding where theory says."""

import numpy as np
import pytest

from course_nn.chapters.ch04_backpropagation.vanishing_gradients import gradient_norms
from course_nn.chapters.ch04_backpropagation.vanishing_gradients_figure import describe_vanishing_gradients
from course_nn.widgets import vanishing_gradients


def test_gradient_norms_are_those_of_the_layers():
    result = gradient_norms(3, "tanh", 1.0)
    assert result["layer"].tolist() == [1, 2, 3, 4] and len(result["activations"]) == 3
    ratios = {name: gradient_norms(20, name, s)["ratio"] for name, s in (("sigmoid", 1), ("tanh", 1))}
    assert ratios["sigmoid"] < 1e-10 < 1e-2 < ratios["tanh"]
    assert gradient_norms(20, "relu", 10)["ratio"] > 1e10


def test_a_sigmoid_layer_shrinks_the_gradient_at_least_by_its_largest_slope():
    # ‖δ W^T ⊙ g'‖ ≤ ‖δ‖ ‖W‖ / 4, layer by layer.
    result = gradient_norms(6, "sigmoid", 1.0)
    largest = 2.2  # the spectral norm of a 32 × 32 matrix with standard deviation 1/√32 is below this
    for below, above in zip(result["norm"], result["norm"][1:], strict=False):
        assert below <= above * largest / 4


def test_relu_gradients_grow_with_the_scale_of_every_layer_above():
    # Without biases, ReLU(s z) = s ReLU(z): with all weights twice as large, layer l is 2 to the l times as large.
    one, two = (gradient_norms(5, "relu", scale) for scale in (1.0, 2.0))
    np.testing.assert_allclose(two["activations"] / one["activations"], 2.0 ** np.arange(1, 6))
    # Every layer further down, the gradient has one more factor W (and, from the targets, a little another direction).
    factors = [result["norm"][:-1] / result["norm"][1:] for result in (one, two)]
    np.testing.assert_allclose(factors[1] / factors[0], 2.0, rtol=0.05)


def test_the_same_seed_gives_the_same_network():
    one, again, other = (gradient_norms(4, "tanh", 1.0, seed=seed)["norm"] for seed in (0, 0, 1))
    assert (one == again).all() and (one != other).all()


@pytest.mark.parametrize(
    ("depth", "activation", "scale", "title"),
    [
        (20, "sigmoid", 1.0, "The gradient vanishes: "),
        (20, "tanh", 1.0, "The gradient arrives: "),
        (20, "relu", 10.0, "The gradient explodes: "),
    ],
)
def test_the_title_names_the_gradients_fate(depth, activation, scale, title):
    it = vanishing_gradients().set(depth=depth, activation=activation, scale=scale)
    assert it.figure.axes[0].get_title(loc="left").startswith(title)


def test_the_sentence_has_the_norm_at_both_ends():
    result = {"norm": np.array([1.5e-13, 1e-3, 0.25]), "activation": "sigmoid"}
    said = describe_vanishing_gradients(result)
    assert said == "The gradient has norm 0.25 at the output and 1.5e-13 at layer 1 (sigmoid units)."
