"""The playground's networks: built of the settings, read, and carried over into other structures."""

import numpy as np
import pytest

from course_nn import BinaryCrossEntropy, CrossEntropy, Dense, Dropout, SquaredError, check_layer
from course_nn.chapters.playground.data_sets import make_data
from course_nn.chapters.playground.features import featured
from course_nn.chapters.playground.network import (
    HalfSquaredError,
    answer,
    blocks,
    build,
    carried,
    loss_of,
    place_of,
    read,
    right,
    target_of,
)
from course_nn.chapters.playground.settings import ACTIVATIONS, STARTS, Settings

DEEP = Settings(hidden=((4, "relu"), (3, "prelu", 0.5), (2, "linear")), features=("x", "y", "x²"))


def test_the_layers_are_those_of_the_settings():
    network = build(DEEP)
    assert repr(network) == (
        "Sequential(Dense(3, 4), ReLU(), Dense(4, 3), PReLU(1), Dropout(0.5), Dense(3, 2), Dense(2, 1))"
    )
    assert network.theta.dtype == np.float64
    found = blocks(network)
    assert [type(b.activation).__name__ for b in found] == ["ReLU", "PReLU", "NoneType", "NoneType"]
    assert isinstance(found[1].dropout, Dropout)
    assert found[0].dropout is found[3].dropout is None
    squared = build(DEEP.but(loss="squared error"))
    assert type(blocks(squared)[-1].activation).__name__ == "Tanh"
    assert build(DEEP.but(problem="regression", loss="squared error")).layers[-1].d_out == 1
    assert build(Settings(hidden=())).layers[-1].d_in == 2


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_can_be_differentiated(activation):
    network = build(Settings(hidden=((3, activation),)))
    check_layer(network, np.random.default_rng(0).standard_normal((5, 2)))


@pytest.mark.parametrize("start", STARTS)
def test_every_start_follows_the_seed(start):
    settings = Settings(start=start)
    assert np.array_equal(build(settings).theta, build(settings).theta)
    assert np.array_equal(build(settings).theta, build(settings.but(seed=1)).theta) == (start == "zeros")


@pytest.mark.parametrize(
    ("settings", "loss", "targets"),
    [
        (Settings(), BinaryCrossEntropy, [[0.0], [1.0]]),
        (Settings(loss="squared error"), HalfSquaredError, [[-1.0], [1.0]]),
        (Settings(data="spiral", classes=3), CrossEntropy, [0, 1]),
        (Settings(data="spiral", classes=3, loss="squared error"), HalfSquaredError, [[1, -1, -1], [-1, 1, -1]]),
        (Settings(problem="regression", data="plane"), HalfSquaredError, [[0.0], [1.0]]),
    ],
)
def test_the_loss_takes_the_targets(settings, loss, targets):
    assert type(loss_of(settings)) is loss
    made = target_of(settings, np.array([0, 1]))
    np.testing.assert_array_equal(made, targets)
    output = build(settings)(np.array([[0.5, 1.0], [2.0, -1.0]]))
    value, d_output = loss_of(settings)(output, made)
    assert np.isfinite(value)
    assert d_output.shape == output.shape


def test_half_of_the_squared_error():
    rng = np.random.default_rng(0)
    output, target = rng.standard_normal((2, 4, 3))
    value, d_output = HalfSquaredError()(output, target)
    assert value == pytest.approx(0.5 * ((output - target) ** 2).sum() / 4)
    np.testing.assert_allclose(d_output, (output - target) / 4)
    assert value == pytest.approx(SquaredError()(output, target)[0] / 2)


def test_a_class_too_many_is_told():
    with pytest.raises(ValueError, match="classes: expected at least 4 for these data, got 2"):
        target_of(Settings(), np.array([0, 3]))


def test_what_an_output_says():
    z = np.array([[0.0], [2.0], [-1000.0]])
    p = 1 / (1 + np.exp(-z[:2, 0]))
    np.testing.assert_allclose(read(Settings(), z)[:2], 2 * p - 1)
    assert read(Settings(), z)[2] == -1
    np.testing.assert_array_equal(read(Settings(loss="squared error"), np.tanh(z)), np.tanh(z[:, 0]))
    np.testing.assert_array_equal(read(Settings(problem="regression", data="plane"), z), [0, 1, -1])
    three = Settings(data="spiral", classes=3)
    logits = np.array([[1.0, 2.0, 3.0]])
    np.testing.assert_allclose(read(three, logits), np.exp(logits) / np.exp(logits).sum())
    of_tanh = read(three.but(loss="squared error"), np.array([[1.0, 0.0, -1.0], [-1.0, -1.0, -1.0]]))
    np.testing.assert_allclose(of_tanh, [[2 / 3, 1 / 3, 0], [1 / 3, 1 / 3, 1 / 3]], atol=1e-9)


def test_the_answer_for_points_of_the_plane():
    settings = Settings(features=("xy", "x"), data="spiral", classes=4)
    X = np.array([[1.0, 2.0], [-3.0, 0.5]])
    network = build(settings)
    shares = answer(network, settings, X)
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    np.testing.assert_allclose(shares, read(settings, network(featured(X, settings.features))))


def test_which_answers_are_right():
    np.testing.assert_array_equal(right(np.array([[0.1], [-0.1], [3.0]]), np.array([1, 1, 0])), [True, False, False])
    np.testing.assert_array_equal(right(np.array([[0, 2.0, 1], [0, 2.0, 1]]), np.array([1, 0])), [True, False])


def trained(settings):
    """A network whose numbers all differ from those it was built with."""
    network = build(settings)
    network.theta[:] += 1 + np.arange(network.theta.size)
    return network


def dense(network):
    return [(b.dense.W.value, b.dense.b.value) for b in blocks(network)]


def test_units_and_features_added_and_removed():
    old = Settings(features=("x", "y", "xy"), hidden=((4, "prelu"), (2, "tanh", 0.2)))
    network = trained(old)
    before = dense(network)
    new = old.but(features=("y", "xy", "sin x"), hidden=((3, "prelu"), (5, "relu", 0.1)))
    after, fresh = dense(carried(network, old, new)), dense(build(new))
    (W1, b1), (W2, b2), (W3, b3) = after
    np.testing.assert_array_equal(W1[:2], before[0][0][1:, :3])
    np.testing.assert_array_equal(W1[2], fresh[0][0][2])
    np.testing.assert_array_equal(b1, before[0][1][:3])
    np.testing.assert_array_equal(W2[:, :2], before[1][0][:3])
    np.testing.assert_array_equal(W2[:, 2:], fresh[1][0][:, 2:])
    np.testing.assert_array_equal(b2, [*before[1][1], 0, 0, 0])
    np.testing.assert_array_equal(W3[:2], before[2][0])
    np.testing.assert_array_equal(W3[2:], fresh[2][0][2:])
    np.testing.assert_array_equal(b3, before[2][1])
    assert blocks(carried(network, old, new))[0].activation.s.value == blocks(network)[0].activation.s.value


def test_what_follows_a_removed_layer_is_drawn_anew():
    old = Settings(hidden=((4,), (3,), (2,)))
    network = trained(old)
    for hidden, kept in ((((4,), (2,)), 1), (((4,), (3,)), 2), (((4,), (3,), (2,), (2,)), 3), (((3,), (2,)), 0)):
        new = old.but(hidden=hidden)
        after, fresh = dense(carried(network, old, new)), dense(build(new))
        for i, (W, b) in enumerate(after):
            wanted = dense(network)[i] if i < kept else fresh[i]
            np.testing.assert_array_equal(W, wanted[0])
            np.testing.assert_array_equal(b, wanted[1])


def test_an_output_of_another_number_is_drawn_anew():
    old = Settings(data="spiral")
    new = old.but(classes=3)
    network = trained(old)
    after = dense(carried(network, old, new))
    np.testing.assert_array_equal(after[1][0], dense(network)[1][0])
    np.testing.assert_array_equal(after[2][0], dense(build(new))[2][0])


def test_dropout_goes_on_where_it_stood():
    old = Settings(hidden=((4, "tanh", 0.2),))
    network = build(old)
    blocks(network)[0].dropout.rng.random(7)
    after = carried(network, old, old.but(hidden=((3, "tanh", 0.4),)))
    assert blocks(after)[0].dropout.rng.random() == blocks(network)[0].dropout.rng.random()


def test_a_network_carried_over_leaves_the_old_one_alone():
    network = trained(DEEP)
    before = network.theta.copy()
    twin = carried(network, DEEP, DEEP)
    np.testing.assert_array_equal(twin.theta, before)
    twin.theta[:] = 0
    np.testing.assert_array_equal(network.theta, before)


def test_a_place_is_found_by_its_path():
    network = build(Settings())
    array, place = place_of(network, ("W", 1, 3, 0))
    array[place] = 5
    assert isinstance(network.layers[2], Dense)
    assert network.layers[2].W.value[3, 0] == 5
    array, place = place_of(network, ["b", 2, 0])
    assert array is network.layers[4].b.value
    assert place == (0,)


@pytest.mark.parametrize(
    ("path", "part"),
    [
        (("W", 1, 3), "expected a path"),
        (("b", 1, 3, 0), "expected a path"),
        (("V", 0, 0, 0), "expected a path"),
        ("W", "expected a path"),
        ((), "expected a path"),
        (None, "expected a path"),
        (([], 0, 0), "expected a path"),
        (("W", 3, 0, 0), "layer"),
        (("W", 0, 2, 0), "number of the input"),
        (("b", 0, 4), "number of the unit"),
        (("b", 0, -1), "number of the unit"),
        (("b", 0.0, 1), "layer"),
    ],
)
def test_paths_that_lead_nowhere(path, part):
    with pytest.raises((ValueError, TypeError), match=part):
        place_of(build(Settings()), path)


def test_the_data_of_all_sets_fit_their_network():
    for settings in (Settings(data="Gaussians", classes=6), Settings(problem="regression", data="plane")):
        data = make_data(settings)
        output = build(settings)(featured(data.X_train, settings.features))
        assert np.isfinite(loss_of(settings)(output, target_of(settings, data.y_train))[0])
