"""The gradient's norm by layer: that of the chain rule, and vanishing or exploding where theory says."""

import numpy as np
import pytest
from corners import every_two

from course_nn.chapters.ch04_backpropagation.vanishing_gradients import gradient_norms
from course_nn.chapters.ch04_backpropagation.vanishing_gradients_figure import describe_vanishing_gradients, fate
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
        (20, "sigmoid", 1.0, "The gradient vanishes: 3.5·10¹² times smaller at layer 1"),
        (2, "sigmoid", 1.0, "The gradient shrinks: 21 times smaller at layer 1"),
        (20, "sigmoid", 8.0, "The gradient shrinks: "),
        (20, "tanh", 1.0, "The gradient arrives: "),
        (20, "relu", 2**0.5, "The gradient arrives: "),
        (12, "relu", 2**0.5, "The gradient arrives: equally large at layer 1"),
        (21, "relu", 2**0.5, "The gradient arrives: 10 times smaller at layer 1"),
        (20, "tanh", 2.0, "The gradient grows: "),
        (20, "relu", 10.0, "The gradient explodes: "),
    ],
)
def test_the_title_names_the_gradients_fate(depth, activation, scale, title):
    it = vanishing_gradients().set(depth=depth, activation=activation, scale=scale)
    assert it.figure.axes[0].get_title(loc="left").startswith(title)


def test_the_word_goes_by_the_factor_that_is_shown():
    words = {"arrives": (0.0986, 10.4), "shrinks": (0.094, 1 / 1040), "grows": (10.6, 1040), "vanishes": (1 / 1060,)}
    for word, ratios in (words | {"explodes": (1060,)}).items():
        assert [fate(ratio) for ratio in ratios] == [word] * len(ratios)


def test_what_arrives_depends_on_the_depth():
    def arrive(depth):
        return sum(fate(gradient_norms(depth, "tanh", 1, seed=seed)["ratio"]) == "arrives" for seed in range(20))

    assert arrive(20) > 15 and arrive(30) < 12, "nearly always, and in about half of the networks"


@pytest.mark.long
def test_the_factor_is_one_number_in_title_and_sentence():
    result = {"norm": np.array([1.5e-13, 1e-3, 0.25]), "activation": "leaky_relu", "ratio": 1.5e-13 / 0.25}
    assert describe_vanishing_gradients(result) == (
        "With leaky ReLU units the gradient has norm 0.25 at the output and 1.5·10⁻¹³ at layer 1, "
        "1.7·10¹² times smaller."
    )
    it = vanishing_gradients()
    for corner in it.corners():
        factor = it.set(**corner).figure.axes[0].get_title(loc="left").split(": ")[1].removesuffix(" at layer 1")
        assert it.description.endswith(f", {factor}."), corner
    assert describe_vanishing_gradients(result | {"ratio": 0.0}).endswith("at layer 1.")


@pytest.mark.long
def test_nothing_is_drawn_outside_and_a_longer_axis_says_so():
    it, longer = vanishing_gradients(), 0
    for depth in (1, 20, 30):
        for corner in every_two(it.corners()):
            for ax in it.set(**corner | {"depth": depth}).figure.axes:
                (line,) = ax.lines
                x, y = (np.asarray(part, float) for part in line.get_data())
                assert np.isfinite(y).all() and len(y) in (depth, depth + 1)
                assert ((y > ax.get_ylim()[0]) & (y < ax.get_ylim()[1]) & (x < ax.get_xlim()[1])).all(), corner
                usual = np.allclose(np.log10(ax.get_ylim()), (-15, 5))
                assert usual == (not ax.texts), "a longer axis is named"
                longer += not usual
    assert longer > 10


def test_larger_weights_carry_a_sigmoids_gradient_until_it_explodes():
    ratios = {s: [gradient_norms(20, "sigmoid", s, seed=k)["ratio"] for k in range(5)] for s in (1, 3, 8, 10, 20)}
    assert max(ratios[1]) < 1e-12 and max(ratios[3]) < 1e-5 and max(ratios[8]) < 0.5
    assert 0.1 < min(ratios[10]) and max(ratios[10]) < 10 and min(ratios[20]) > 30


def test_the_root_of_two_is_a_mark_of_the_slider():
    it = vanishing_gradients().set(depth=20, activation="relu", scale=2**0.5)
    assert it.values["scale"] == 2**0.5 and 0.1 < it.result["ratio"] < 10


def test_it_opens_where_the_question_is_still_open():
    it = vanishing_gradients()
    assert it.values["depth"] == 2 and it.result["ratio"] > 1e-2
