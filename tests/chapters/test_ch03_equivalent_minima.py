"""Chapter 03, equivalent minima: networks with other weights that are the same function, and the way between them."""

import numpy as np
from helpers import refused
from numpy.testing import assert_allclose, assert_array_equal

from course_nn import BinaryCrossEntropy, data, mlp
from course_nn.chapters.ch03_multilayer_perceptrons import equivalent_minima
from course_nn.chapters.ch03_multilayer_perceptrons.equivalent_minima_figure import draw_between
from course_nn.plots import course_style, new_figure

X, Y = data.xor()


def test_permuted_flipped_scaled_and_doubled_networks_are_the_same_function():
    rng = np.random.default_rng(1)
    x = rng.normal(size=(40, 3))
    network = mlp([3, 5, 2], rng, dtype=np.float64)
    network[0].b.value[:] = rng.normal(size=5)
    bent = mlp([3, 5, 2], rng, activation="relu", dtype=np.float64)
    bent[0].b.value[:] = rng.normal(size=5)
    before = network.theta.copy()
    for twin in (
        equivalent_minima.permuted(network, [4, 2, 0, 1, 3]),
        equivalent_minima.flipped(network, 2),
        equivalent_minima.doubled(network, 1, share=-2.0),
    ):
        assert_allclose(twin(x), network(x), rtol=1e-12, atol=1e-13)
        assert twin.theta.size != before.size or not np.allclose(twin.theta, before)
    bent_before = bent.theta.copy()
    twin = equivalent_minima.scaled(bent, 3, 7.0)
    assert_allclose(twin(x), bent(x), rtol=1e-12, atol=1e-13)
    assert not np.allclose(twin.theta, bent.theta)
    assert_array_equal(network.theta, before)
    assert_array_equal(bent.theta, bent_before)


def test_flipped_and_scaled_change_one_unit():
    network = mlp([2, 3, 1], np.random.default_rng(0), dtype=np.float64)
    twin = equivalent_minima.flipped(network, 1)
    assert_array_equal(twin[0].W.value, network[0].W.value * [1, -1, 1])
    assert_array_equal(twin[2].W.value[:, 0], network[2].W.value[:, 0] * [1, -1, 1])
    assert_array_equal(equivalent_minima.flipped(twin, 1).theta, network.theta)
    bent = mlp([2, 3, 1], np.random.default_rng(0), activation="relu", dtype=np.float64)
    twin = equivalent_minima.scaled(bent, 0, 4.0)
    assert_array_equal(twin[0].W.value, bent[0].W.value * [4, 1, 1])
    assert_array_equal(twin[2].W.value[:, 0], bent[2].W.value[:, 0] / [4, 1, 1])


def test_what_does_not_fit_is_refused():
    rng = np.random.default_rng(1)
    relus, tanhs = mlp([2, 3, 1], rng, activation="relu"), mlp([2, 3, 1], rng)
    for call in (
        lambda: equivalent_minima.flipped(relus, 0),
        lambda: equivalent_minima.scaled(tanhs, 0, 2.0),
        lambda: equivalent_minima.scaled(relus, 0, -1.0),
        lambda: equivalent_minima.permuted(tanhs, [0, 0, 1]),
        lambda: equivalent_minima.permuted(mlp([2, 3, 3, 1], rng), [0, 1, 2]),
        lambda: equivalent_minima.doubled(tanhs, 3),
        lambda: equivalent_minima.between(tanhs, mlp([2, 4, 1], rng), BinaryCrossEntropy(), X, Y),
    ):
        with refused():
            call()


def test_the_way_between_starts_and_ends_at_the_two():
    network = mlp([2, 3, 1], np.random.default_rng(0), dtype=np.float64)
    other = mlp([2, 3, 1], np.random.default_rng(1), dtype=np.float64)
    shares, costs = equivalent_minima.between(network, other, BinaryCrossEntropy(), X, Y, n=11)
    assert_allclose(shares, np.linspace(0, 1, 11))
    assert_allclose(costs[[0, -1]], [BinaryCrossEntropy()(one(X), Y)[0] for one in (network, other)])


def test_the_hill_has_its_height_written_on_top():
    figure = new_figure(6, 3)
    with course_style():
        draw_between(figure, (np.linspace(0, 1, 5), np.array([0.1, 0.5, 2.25, 0.5, 0.1])))
    (ax,) = figure.axes
    (label,) = ax.texts
    assert label.get_text() == "2.25" and label.xy == (0.5, 2.25)
    assert ax.get_ylim()[1] > 2.25
