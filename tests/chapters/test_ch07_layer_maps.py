"""Layers one by one: outputs, what a place can see, places behind Flatten, and the same network drawn anew."""

import numpy as np
import pytest
from example_cnn import X, all_kinds
from helpers import refused

from course_nn import AveragePool2D, Conv2D, Dense, Flatten, GlobalAveragePool2D, Sequential
from course_nn.chapters.ch07_cnn_filters import digit_cnn
from course_nn.chapters.ch07_cnn_filters.layer_maps import layers_of, position, redrawn, seen
from course_nn.chapters.ch07_cnn_filters.receptive_field import receptive_fields, windows_of

RNG = np.random.default_rng(7)


def test_the_outputs_are_the_networks_own():
    network = all_kinds()
    net = layers_of(network, X, who="view")
    assert [net.name(k) for k in (0, 1, 4, 11)] == ["0 image", "1 Conv2D", "4 MaxPool2D", "11 Dense"]
    outputs = net.outputs(net.X)
    np.testing.assert_allclose(outputs[-1], network(X.astype(np.float32)), rtol=1e-4, atol=1e-5)
    assert [output.shape[1:] for output in outputs] == net.shapes
    assert net.places(1) == (4, 8, 12) and net.places(11) == (3, 1, 1)
    network.theta[...] = 0  # it learns on, and is looked at as it was
    np.testing.assert_array_equal(net.outputs(net.X)[-1], outputs[-1])


def plain(rng):
    return Sequential(
        Conv2D(1, 2, 3, rng, padding=1, dtype=np.float64),
        AveragePool2D(2),
        Conv2D(2, 2, (2, 3), rng, padding=(0, 1), stride=(1, 2), dtype=np.float64),
        Flatten(),
        Dense(2 * 3 * 2, 2, rng, dtype=np.float64),
    )


def with_holes(rng):
    return Sequential(
        Conv2D(1, 2, (2, 3), rng, padding=(1, 0), dilation=(3, 2), dtype=np.float64),
        AveragePool2D(2, 1, padding=1),
        Conv2D(2, 2, 2, rng, stride=2, dilation=(1, 2), dtype=np.float64),
        Flatten(),
        Dense(2 * 4 * 2, 2, rng, dtype=np.float64),
    )


@pytest.mark.parametrize("make", [plain, with_holes])
def test_what_a_place_sees_is_where_a_change_reaches_it(make):
    """Change each pixel of the image: the box holds those that move the number, and is no larger than it must be."""
    rng = np.random.default_rng(0)
    network = make(rng)
    x = rng.random((1, 1, 8, 8))
    net = layers_of(network, x, who="view")
    base = net.outputs(x)
    changed = [np.zeros((8, 8, *output.shape[2:]), bool) for output in base]
    for row in range(8):
        for column in range(8):
            other = x.copy()
            other[0, 0, row, column] += 1
            for k, output in enumerate(net.outputs(other)):
                if output.ndim == 4:
                    changed[k][row, column] = np.abs(output - base[k])[0].max(axis=0) > 1e-12
    for k in range(1, 4):
        for row, column in np.ndindex(*net.places(k)[1:]):
            top, left, bottom, right = seen(net, k, row, column)
            reached = changed[k][:, :, row, column]
            assert not reached[: max(top, 0)].any() and not reached[bottom:].any(), (k, row, column)
            assert not reached[:, : max(left, 0)].any() and not reached[:, right:].any(), (k, row, column)
            rows, columns = reached.any(axis=1), reached.any(axis=0)
            for side, line, inside in ((top, rows, top), (bottom, rows, bottom - 1), (left, columns, left)):
                assert not 0 <= side < 8 or inside < 0 or line[inside], (k, row, column)
            assert right > 8 or columns[right - 1], (k, row, column)
            if make is plain:
                assert reached[max(top, 0) : bottom, max(left, 0) : right].all()
    assert seen(net, 5, 0, 0) == (0, 0, 8, 8)


def test_it_is_the_receptive_field_of_the_formula():
    for net in (layers_of(who="view"), layers_of(all_kinds(), X, who="view")):
        for k, field in enumerate(receptive_fields(windows_of(net.layers)), 1):
            for row, column in ((0, 0), (1, 2)):
                top, left, bottom, right = seen(net, k, row, column)
                corner = tuple(
                    start + i * jump for start, i, jump in zip(field.start, (row, column), field.jump, strict=True)
                )
                assert ((top, left), (bottom - top, right - left)) == (corner, field.size), (k, row, column)


def test_a_box_may_lie_partly_outside():
    assert seen(layers_of(who="view"), 1, 0, 7) == (-1, 6, 2, 9)


def test_the_chapters_network_sees_more_and_more():
    net = layers_of(who="view")
    sides = [seen(net, k, 1, 1)[2] - seen(net, k, 1, 1)[0] for k in range(1, 7)]
    assert sides == [3, 3, 4, 8, 8, 10]
    np.testing.assert_allclose(net.outputs(net.X)[-1], digit_cnn.trained()(digit_cnn.images()[1][0]), atol=1e-3)


def test_a_place_behind_flatten():
    net = layers_of(all_kinds(), X, who="view")
    before, flat = net.outputs(net.X[:1])[7:9]
    for unit in range(60):
        assert before[0][position(net, 8, unit)] == flat[0, unit]
    assert position(net, 9, 2) is None  # a dense layer mixes


def test_drawn_anew():
    net = layers_of(all_kinds(), X, who="view")
    before = [output.copy() for output in net.outputs(net.X)]
    fresh, again, other = redrawn(net), redrawn(net), redrawn(net, 1)
    np.testing.assert_array_equal(fresh.outputs(net.X)[-1], again.outputs(net.X)[-1])
    assert np.abs(fresh.outputs(net.X)[-1] - other.outputs(net.X)[-1]).max() > 0.01
    np.testing.assert_array_equal(net.outputs(net.X)[-1], before[-1])
    assert fresh.layers[1].running_mean.value.tolist() == [0, 0, 0, 0]
    assert not fresh.layers[0].b.value.any()
    wide = layers_of(Sequential(Conv2D(3, 200, 3, RNG), GlobalAveragePool2D(), Dense(200, 2, RNG)), X, who="view")
    for layer, fan_in in ((redrawn(wide).layers[0], 27), (redrawn(wide).layers[2], 200)):
        assert layer.W.value.std() == pytest.approx(np.sqrt(2 / fan_in), rel=0.1)


def test_bad_ones_get_a_sentence():
    with refused("view: expected a Sequential network with a Conv2D layer in it, got Sequential"):
        layers_of(Sequential(Flatten(), Dense(64, 10, RNG)), who="view")
    with refused("view: expected at most 1000 images, got 1001; take some of them, as X"):
        layers_of(digit_cnn.trained(), np.zeros((1001, 1, 8, 8)), who="view")
    broken = digit_cnn.trained()
    broken.theta[0] = np.nan
    with refused("view: expected a network with finite weights, got NaN or infinite ones in 0.W"):
        layers_of(broken, who="view")
    with refused("view: Conv2D"):
        layers_of(digit_cnn.trained(), X, who="view")
