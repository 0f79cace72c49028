"""First-layer filters: the stored ones are the trained network's, and the numbers are what they say."""

import numpy as np
import pytest
from example_cnn import X, all_kinds
from helpers import refused

from course_nn import Conv2D, Dense, Flatten, ReLU, Sequential
from course_nn.chapters.ch07_cnn_filters import digit_cnn
from course_nn.chapters.ch07_cnn_filters.first_layer_filters import cosines, own_moments, stored
from course_nn.chapters.ch07_cnn_filters.first_layer_filters import first_layer_filters as filters_of
from course_nn.chapters.ch07_cnn_filters.first_layer_filters_figure import (
    describe_first_layer_filters,
    draw_first_layer_filters,
)
from course_nn.chapters.ch07_cnn_filters.instruments import first_layer_filters
from course_nn.plots.style import course_style, cut_off, new_figure


@pytest.mark.parametrize("seed", digit_cnn.STORED)
def test_what_is_stored_is_the_training_of_the_stored_network(seed):
    moments = stored(seed)
    assert len(moments) == digit_cnn.EPOCHS + 1
    ends = ((moments[0], digit_cnn.untrained(seed), 1e-6), (moments[-1], digit_cnn.trained(seed), 0.02))
    for (layer, _), network, close in ends:  # at the end up to what the order of sums does in 860 steps
        np.testing.assert_allclose(layer.W.value, network[0].W.value, atol=close)
        np.testing.assert_allclose(layer.b.value, network[0].b.value, atol=close)


@pytest.mark.parametrize("seed", digit_cnn.STORED)
def test_filters_stay_near_where_they_were_drawn(seed):
    """What the chapter may say: what a filter looks like at the end was for the most part drawn at its start."""
    start, end = (stored(seed)[k][0].W.value for k in (0, -1))
    cosine = cosines(start, end)
    assert np.median(cosine) > 0.9 and cosine.min() > 0.7
    for k in range(16):  # of all starts its own is the nearest
        assert cosines(np.repeat(end[k : k + 1], 16, axis=0), start).argmax() == k
    longer = np.linalg.norm(end.reshape(16, 9), axis=1) / np.linalg.norm(start.reshape(16, 9), axis=1)
    assert 1.2 < np.median(longer) < 1.5 and longer.min() > 0.99
    once = cosines(start, stored(seed)[1][0].W.value)
    assert np.median(once) > np.median(cosine), "it moved on after the first epoch"


def test_cosines():
    W = np.array([[[[1.0, 0], [0, 0]]], [[[3, 4], [0, 0]]], [[[0, 0], [0, 0]]], [[[1, 2], [3, 4]]]])
    V = np.array([[[[2.0, 0], [0, 0]]], [[[-4, 3], [0, 0]]], [[[1, 0], [0, 0]]], [[[-1, -2], [-3, -4]]]])
    np.testing.assert_allclose(cosines(W, V), [1, 0, 0, -1], atol=1e-12)


def test_the_maps_are_the_networks():
    runs, images = own_moments()
    result = filters_of(runs, images)(moment=20, filter=3, image=5, run=1)
    for network, shown in ((digit_cnn.untrained(1), result["maps"][0]), (digit_cnn.trained(1), result["maps"][1])):
        np.testing.assert_allclose(shown, network[0](images[5:6].astype(np.float32))[0, 3], atol=1e-4)
    np.testing.assert_allclose(result["norms"][1], np.linalg.norm(result["now"].reshape(16, 9), axis=1))
    assert result["limit"] >= np.abs(result["now"]).max()


def draw(result):
    figure = new_figure(9.4, 3.7)
    with course_style():
        draw_first_layer_filters(figure, result)
        figure.canvas.draw()
    return figure


def test_the_picture_keeps_order_and_scale():
    runs, images = own_moments()
    compute = filters_of(runs, images)
    result = compute(moment=20, filter=6, image=0, run=0)
    figure = draw(result)
    before, now, angles = figure.axes[:3]
    for ax, W in ((before, result["start"]), (now, result["now"])):
        sheet = ax.images[0].get_array().filled(np.nan)
        for k in range(16):
            top, left = 4 * (k // 4), 4 * (k % 4)
            np.testing.assert_array_equal(sheet[top : top + 3, left : left + 3], W[k, 0])
        low, high = ax.images[0].get_clim()
        assert (low, high) == (-result["limit"], result["limit"])
    shown = np.sort(np.concatenate([line.get_xdata() for line in angles.lines[1:]]))
    np.testing.assert_array_equal(shown, np.sort(result["cosine"]))
    number = f"{result['cosine'][6]:.2f}"
    assert angles.get_title(loc="left") == f"Filter 6: {number}"
    assert f"cosine {number} with its start" in describe_first_layer_filters(result)


def test_the_sentence_before_training():
    runs, images = own_moments()
    said = describe_first_layer_filters(filters_of(runs, images)(moment=0, filter=0, image=0))
    assert said.startswith("Seed 0, before training: filter 0 is as it was drawn, of length 0.99")


def test_it_opens_before_training():
    it = first_layer_filters()
    assert it.values["moment"] == 0 and it.description.endswith("every cosine with the start is 1.")
    np.testing.assert_array_equal(it.result["start"], it.result["now"])
    assert it.set(moment=20).result["cosine"].min() < 0.9


@pytest.mark.long
def test_a_network_of_the_readers_own():
    network = all_kinds()
    before = network.copy()
    network[0].W.value = network[0].W.value + 0.3
    it = first_layer_filters(network, before, X)
    assert list(it.values) == ["moment", "filter", "image", "channel"] and it.values["moment"] == 1
    it.set(channel=2, filter=99)
    assert it.values["filter"] == 3 and it.description.startswith("After training: filter 3 has length")
    np.testing.assert_allclose(it.result["now"] - it.result["start"], 0.3, atol=1e-6)
    several = first_layer_filters(network, [before, before, network.copy()], X)
    assert several.set(moment=2).description.startswith("Moment 2 of 3: filter 0")


@pytest.mark.long
def test_many_filters_are_shown_in_parts():
    rng = np.random.default_rng(0)
    network = Sequential(ReLU(), Conv2D(1, 70, 5, rng), Flatten(), Dense(70 * 16, 10, rng))
    runs, images = own_moments(network, network.copy())
    for chosen, parts in ((3, 64), (69, 6)):
        figure = draw(filters_of(runs, images)(moment=1, filter=chosen, image=0))
        cosines_shown = figure.axes[2].lines[1:]
        assert sum(len(line.get_xdata()) for line in cosines_shown) == parts and not cut_off(figure)


def test_bad_ones_get_a_sentence():
    network, rng = all_kinds(), np.random.default_rng(0)
    with refused("before without network"):
        first_layer_filters(before=network)
    with refused("expected the network before training, too; copy it first, before = network.copy"):
        first_layer_filters(network, X=X)
    with refused(r"first convolutions of one shape, got .*\(4, 3, 3, 2\)"):
        first_layer_filters(network, digit_cnn.untrained(), X)
    with refused("expected before to be a network or a list of them, got 3"):
        first_layer_filters(network, 3, X)
    with refused("got an empty list"):
        first_layer_filters(network, [], X)
    dense = Sequential(Flatten(), Dense(64, 10, rng))
    with refused("expected a Sequential network with a Conv2D layer in it"):
        first_layer_filters(dense, dense.copy())
