"""The penalty on the critic's gradient: PyTorch's values and second derivatives, finite differences away from kinks."""

from itertools import pairwise

import numpy as np
import pytest
from bad_calls import each_call
from helpers import close, refused, stored

from course_nn import (
    AveragePool2D,
    BatchNorm,
    Conv2D,
    ConvTranspose2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePool2D,
    GradientPenalty,
    HardTanh,
    LeakyReLU,
    ReLU,
    Reshape,
    Residual,
    Sequential,
    Tanh,
)
from course_nn.training.gradient_penalty import input_gradient

ACTIVATIONS = {"ReLU": ReLU, "LeakyReLU": lambda: LeakyReLU(0.2), "HardTanh": HardTanh}


def dense(sizes, activation, seed=0, dtype=np.float64):
    rng, layers = np.random.default_rng(seed), []
    for d_in, d_out in pairwise(sizes):
        layers += [Dense(d_in, d_out, rng, dtype=dtype), activation()]
    network = Sequential(*layers[:-1])
    network.theta[:] += 0.1 * rng.normal(size=network.theta.size)  # biases are not 0
    return network


def of_images():
    rng = np.random.default_rng(3)
    return Sequential(
        Conv2D(2, 3, 3, rng, dtype=np.float64),
        LeakyReLU(0.2),
        Sequential(AveragePool2D(2), ConvTranspose2D(3, 2, 2, rng, dtype=np.float64), ReLU()),
        Conv2D(2, 2, 2, rng, dtype=np.float64),
        HardTanh(),
        Flatten(),
        Dense(8, 1, rng, dtype=np.float64),
    )


CRITICS = {
    "relu": (dense((3, 8, 6, 1), ReLU), (5, 3)),
    "leaky": (dense((3, 8, 6, 1), lambda: LeakyReLU(0.2)), (5, 3)),
    "hard tanh": (dense((3, 8, 6, 1), HardTanh), (5, 3)),
    "one layer": (Dense(3, 1, np.random.default_rng(0), dtype=np.float64), (5, 3)),
    "nested": (Sequential(dense((3, 4, 4), ReLU).copy(), dense((4, 5, 1), LeakyReLU, 1).copy()), (5, 3)),
    "images": (of_images(), (3, 2, 6, 6)),
    "global pooling": (
        Sequential(
            Conv2D(2, 4, 3, np.random.default_rng(0), dtype=np.float64),
            ReLU(),
            GlobalAveragePool2D(),
            Dense(4, 1, np.random.default_rng(1), dtype=np.float64),
        ),
        (3, 2, 6, 6),
    ),
    "rows made images": (
        Sequential(
            Dense(5, 8, np.random.default_rng(0), dtype=np.float64),
            LeakyReLU(0.2),
            Reshape(2, 2, 2),
            Conv2D(2, 3, 2, np.random.default_rng(1), dtype=np.float64),
            Flatten(),
            Dense(3, 1, np.random.default_rng(2), dtype=np.float64),
        ),
        (4, 5),
    ),
}


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("at", ["real", "fake", "mixed"])
@pytest.mark.parametrize("center", [0, 1])
def test_value_and_second_derivative_are_those_of_pytorch(activation, at, center):
    given = stored("penalty", "games")
    critic = dense((3, 8, 6, 1), ACTIVATIONS[activation])
    critic.theta[:] = given["theta"]
    critic.zero_grad()
    penalty = GradientPenalty(2.5, center=center, at=at)
    value = penalty.add(critic, given["real"], given["fake"], np.random.default_rng(7))
    close(value, given[f"{activation}/{at}/{center}"], 1e-12)
    close(critic.grad, given[f"{activation}/{at}/{center}/grad"], 1e-12)
    assert np.abs(critic.grad).max() > 0.01


@pytest.mark.parametrize("name", CRITICS)
def test_the_input_gradient_is_that_of_the_way_back_and_no_share_of_the_critic_s(name):
    critic, shape = CRITICS[name]
    x = np.random.default_rng(1).normal(size=shape)
    critic.zero_grad()
    g, _ = input_gradient(critic, x)
    assert not critic.grad.any()
    y, backward = critic.forward(x)
    close(g, backward(np.ones_like(y)), 1e-13)


@pytest.mark.parametrize("center", [0, 1])
@pytest.mark.parametrize("name", CRITICS)
def test_the_second_derivative_is_the_slope_of_the_penalty(name, center):
    """Central differences in θ; an entry of θ whose step crosses a kink anywhere is no slope, and is left out."""
    critic, shape = CRITICS[name]
    x, h = np.random.default_rng(2).normal(size=shape), 1e-5
    penalty = GradientPenalty(3, center=center, at="real")
    critic.zero_grad()
    penalty.add(critic, x, x, None)
    found, theta = critic.grad.copy(), critic.theta

    def slopes_of_units():
        """Which linear piece each unit is on, of each example."""
        z, pieces = x, []
        for layer in flattened(critic):
            if hasattr(layer, "activation"):
                pieces.append(layer.activation.slope(z, layer(z), **layer.settings).ravel())
            z = layer(z)
        return np.concatenate([*pieces, [0]])

    here, compared = slopes_of_units(), 0
    for i in range(theta.size):
        values, same = [], True
        for step in (h, -h):
            theta[i] += step
            values.append(penalty.add(critic, x, x, None))
            same = same and np.array_equal(slopes_of_units(), here)
            theta[i] -= step
        if same:
            compared += 1
            assert (values[0] - values[1]) / (2 * h) == pytest.approx(found[i], rel=1e-6, abs=1e-7)
    assert compared > 0.9 * theta.size


def flattened(critic):
    return [layer for part in critic.layers for layer in flattened(part)] if type(critic) is Sequential else [critic]


def test_the_gradient_is_added_to_what_is_there():
    critic, shape = CRITICS["leaky"]
    x = np.random.default_rng(2).normal(size=shape)
    critic.zero_grad()
    GradientPenalty(1).add(critic, x, x, np.random.default_rng(0))
    once = critic.grad.copy()
    GradientPenalty(1).add(critic, x, x, np.random.default_rng(0))
    close(critic.grad, 2 * once, 1e-13)


def test_biases_get_nothing():
    critic = dense((3, 4, 1), ReLU)
    critic.zero_grad()
    GradientPenalty(1, center=0, at="real").add(critic, np.ones((2, 3)), np.ones((2, 3)), None)
    assert critic.layers[0].W.grad.any() and not critic.layers[0].b.grad.any() and not critic.layers[2].b.grad.any()


def test_of_a_line_it_is_the_square_of_its_slope():
    line = Dense(2, 1, np.random.default_rng(0), dtype=np.float64)
    line.W.value = [[3.0], [4.0]]
    x = np.zeros((7, 2))
    for center, value, factor in ((0, 25.0, 2.0), (1, 16.0, 2 * 4 / 5)):  # (5 − c)² and its derivative by W
        line.zero_grad()
        assert GradientPenalty(1, center=center, at="fake").add(line, x, x, None) == pytest.approx(value, rel=1e-14)
        close(line.W.grad, factor * line.W.value, 1e-14)


def test_where_the_gradient_is_zero_it_has_a_value_and_no_pull():
    flat = Dense(2, 1, np.random.default_rng(0), dtype=np.float64)
    flat.W.value = [[0.0], [0.0]]
    flat.zero_grad()
    assert GradientPenalty(10).add(flat, np.ones((4, 2)), np.ones((4, 2)), np.random.default_rng(0)) == 10
    assert not flat.grad.any()


def test_mixed_points_lie_on_the_lines_between_the_pairs_with_one_epsilon_for_each():
    rng = np.random.default_rng(0)
    for shape in ((50, 3), (50, 1, 2, 2)):
        real, fake = rng.normal(size=shape), rng.normal(size=shape)
        x = GradientPenalty(1).points(real, fake, np.random.default_rng(1))
        epsilon = ((x - fake) / (real - fake)).reshape(50, -1)
        close(epsilon, np.repeat(epsilon[:, :1], epsilon.shape[1], axis=1), 1e-9)
        assert 0 <= epsilon.min() < 0.1 and 0.9 < epsilon.max() <= 1


def test_inputs_that_do_not_count_have_no_part():
    line = Dense(3, 1, np.random.default_rng(0), dtype=np.float64)
    line.W.value = [[3.0], [4.0], [100.0]]
    line.zero_grad()
    x = np.ones((2, 3))
    value = GradientPenalty(1, 0, "real").add(line, x, x, None, counting=np.array([1.0, 1.0, 0.0]))
    assert value == pytest.approx(25) and line.W.grad[2] == 0


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_type_stays(dtype):
    critic = dense((3, 5, 1), ReLU, dtype=dtype)
    x = np.random.default_rng(0).normal(size=(4, 3)).astype(dtype)
    assert GradientPenalty(1).points(x, x, np.random.default_rng(0)).dtype == dtype
    assert input_gradient(critic, x)[0].dtype == dtype
    assert np.isfinite(GradientPenalty(10).add(critic, x, -x, np.random.default_rng(0)))
    assert critic.grad.dtype == dtype


def with_layer(layer):
    rng = np.random.default_rng(0)
    critic = Sequential(Dense(3, 4, rng), layer, Dense(4, 1, rng))
    x = np.ones((2, 3), np.float32)
    return lambda: GradientPenalty(1).add(critic, x, x, np.random.default_rng(0))


BAD_CALLS = {
    "GradientPenalty": [
        (lambda: GradientPenalty(-1), "strength: expected a finite number at least 0, got -1"),
        (lambda: GradientPenalty(True), "strength: expected a number"),
        (lambda: GradientPenalty(1, center=-1), "center: expected a finite number at least 0, got -1"),
        (lambda: GradientPenalty(1, at="between"), "at: unknown name 'between'; choose from 'mixed', 'real', 'fake'"),
        (lambda: GradientPenalty(1, at="reel"), "did you mean 'real'"),
        (lambda: GradientPenalty(lam=10), "did you mean strength"),
        (
            lambda: GradientPenalty(1).points(np.ones((8, 2)), np.ones((3, 2)), np.random.default_rng(0)),
            r"as many fake examples as real ones, of one shape, got \(8, 2\) real and \(3, 2\) fake",
        ),
        (
            lambda: GradientPenalty(1).points(np.ones((8, 2)), np.ones((8, 2)), None),
            "GradientPenalty: rng: expected a numpy.random.Generator",
        ),
        (
            lambda: input_gradient(Dense(3, 2, np.random.default_rng(0)), np.ones((4, 3))),
            r"one number for each example, shape \(n, 1\), got \(4, 2\)",
        ),
        (lambda: input_gradient(Dense, np.ones((4, 3))), "got one with the class Dense; its second derivative"),
        (with_layer(Tanh()), r"linear piece by piece, made of Dense, .*ReLU.*, got one with Tanh\(\)"),
        (with_layer(BatchNorm(4)), r"got one with BatchNorm\(4\)"),
        (with_layer(Dropout(0.5, np.random.default_rng(0))), r"got one with Dropout\(0\.5\)"),
        (with_layer(Residual(ReLU())), r"got one with Residual\(ReLU\(\)\)"),
    ],
}


@each_call(BAD_CALLS)
def test_bad_calls(call, words):
    with refused(words):
        call()


def test_it_shows_itself():
    assert repr(GradientPenalty(10)) == "GradientPenalty(10, center=1, at='mixed')"
