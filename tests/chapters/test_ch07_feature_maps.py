"""Feature maps: every number of every layer is what its opened arithmetic says, and the picture tells the same."""

import numpy as np
import pytest
from example_cnn import X, all_kinds
from helpers import refused

from course_nn import Conv2D, Dense, Flatten, GlobalAveragePool2D, MaxPool2D, ReLU, Sequential
from course_nn.chapters.ch07_cnn_filters import digit_cnn
from course_nn.chapters.ch07_cnn_filters.feature_maps import SHOWN, first_look, opened, own_layers
from course_nn.chapters.ch07_cnn_filters.feature_maps_figure import describe_feature_maps, draw_feature_maps, writer
from course_nn.chapters.ch07_cnn_filters.instruments import feature_maps
from course_nn.chapters.ch07_cnn_filters.layer_maps import position
from course_nn.core import Layer
from course_nn.plots.style import course_style, new_figure


class Twice(Layer):
    """A layer of the reader's own, of which nothing is known."""

    def forward(self, x, train=False):
        return 2 * x, lambda dy: 2 * dy


def other_kinds():
    rng = np.random.default_rng(5)
    return Sequential(
        Conv2D(3, 4, 3, rng, padding=1),
        Conv2D(4, 6, 3, rng, groups=2),
        Twice(),
        GlobalAveragePool2D(),
        Dense(6, 4, rng, bias=False),
    )


NETWORKS = {
    "the chapter's": lambda: (None, None),
    "all kinds": lambda: (all_kinds(), X),
    "others": lambda: (other_kinds(), X),
}


@pytest.mark.long
@pytest.mark.parametrize("name", NETWORKS)
def test_every_place_of_every_layer(name):
    """The terms, put together again by the formula of the layer, give the network's own number."""
    network, images = NETWORKS[name]()
    net = own_layers(network, images)
    kinds = set()
    for image in (0, len(net.X) - 1):
        outputs = [output[0] for output in net.outputs(net.X[image : image + 1])]
        for layer in range(1, len(net.layers) + 1):
            for place in np.ndindex(*net.places(layer)):
                result = opened(net, image, layer, *place)
                value = outputs[layer][place if outputs[layer].ndim == 3 else place[0]]
                where = f"image {image}, {net.name(layer)}, {place}"
                assert result["value"] == value, where
                assert result["total"] == pytest.approx(value, abs=1e-12), where
                assert _again(result) == pytest.approx(value, abs=1e-12), where
                _check_after(result, outputs, place)
                kinds.add(result["kind"])
    assert kinds >= {"conv", "dense"}


def _again(result):
    kind, terms = result["kind"], result["terms"]
    if kind in ("conv", "dense"):
        for term in terms:
            assert term["sum"] == pytest.approx(float(np.sum(term["window"] * term["weights"])), abs=1e-12)
        shown = [abs(term["sum"]) for term in terms]
        assert shown == sorted(shown, reverse=True)
        assert (len(terms) == SHOWN) if result["left_out"] else len(terms) <= SHOWN + 1
        return sum(term["sum"] for term in terms) + result["rest"] + result["bias"]
    if kind == "max":
        window = terms[0]["window"]
        assert window[result["winner"]] == window.max()
        assert (window[~result["inside"]] == -np.inf).all()
        return window.max()
    if kind == "mean":
        return terms[0]["window"].mean()
    if kind == "flat":
        return result["maps"][result["layer"] - 1][terms[0]["of"]]
    if kind == "in place":
        return float(result["net"].layers[result["layer"] - 1](_whole(result))[(0, *_index(result))])
    return result["value"]


def _whole(result):
    return result["maps"][result["layer"] - 1][None]


def _index(result):
    return result["place"][: result["maps"][result["layer"]].ndim]


def _check_after(result, outputs, place):
    if result["after"]:
        after = outputs[result["layer"] + 1]
        assert result["after"][0] == after[place if after.ndim == 3 else place[0]]


def test_the_windows_come_from_the_layer_before():
    """By hand, in another way: what stands in the window is what the padded maps hold there."""
    net = own_layers()
    pooled = np.pad(opened(net, 5, 4, 0, 0, 0)["maps"][3], ((0, 0), (1, 1), (1, 1)))
    for row, column in np.ndindex(4, 4):
        result = opened(net, 5, 4, 7, row, column)
        for term in result["terms"]:
            np.testing.assert_array_equal(term["window"], pooled[term["of"], row : row + 3, column : column + 3])
            np.testing.assert_array_equal(term["weights"], net.layers[3].W.value[7, term["of"]])
        assert result["left_out"] == 12 and len({term["of"] for term in result["terms"]}) == 4


def test_a_filter_of_a_group_reads_its_group():
    net = own_layers(other_kinds(), X)
    for channel in range(6):
        read = {term["of"] for term in opened(net, 0, 2, channel, 1, 1)["terms"]}
        assert read == ({0, 1} if channel < 3 else {2, 3})


def test_the_winner_is_where_the_gradient_goes():
    rng = np.random.default_rng(0)
    x = rng.integers(0, 3, (1, 2, 7, 7)).astype(float)  # many equal numbers
    network = Sequential(
        Conv2D(2, 2, 1, rng, dtype=np.float64), MaxPool2D(3, 2, padding=1), Flatten(), Dense(32, 2, rng)
    )
    network[0].W.value[...] = np.eye(2)[:, :, None, None]
    net = own_layers(network.copy(np.float64), x)
    for place in np.ndindex(2, 4, 4):
        result = opened(net, 0, 2, *place)
        y, backward = net.layers[1].forward(x)
        dy = np.zeros_like(y)
        dy[(0, *place)] = 1
        (won,) = np.argwhere(backward(dy)[0])
        top, left = result["window"][:2]
        assert (*won,) == (place[0], top + result["winner"][0], left + result["winner"][1])


def test_a_dense_unit_names_where_its_inputs_stood():
    net = own_layers()
    result = opened(net, 0, 8, 3, 0, 0)
    for term in result["terms"]:
        assert term["at"] == position(net, 7, term["of"])
        assert result["maps"][6][term["at"]] == term["window"]


def drawn(result):
    figure = new_figure(9.4, 4.6)
    with course_style():
        draw_feature_maps(figure, result)
    return [text.get_text() for ax in figure.axes for text in ax.texts], figure.axes[0].get_title(loc="left")


@pytest.mark.long
def test_the_picture_the_sentence_and_the_title_say_one_number():
    net = own_layers()
    for layer in range(1, 9):
        for channel in (0, 3, 9):
            for row in (0, 1):
                row = min(row, net.places(layer)[1] - 1)
                result = opened(net, 2, layer, channel, row, 0)
                texts, title = drawn(result)
                number = title.rpartition(": ")[2]
                assert number in texts, (layer, channel)
                assert f" {number}" in describe_feature_maps(result)
                assert float(number.replace("−", "-")) == pytest.approx(
                    result["value"], abs=0.006 * max(1, abs(result["value"]))
                )


def test_numbers_are_written_with_three_digits_of_the_largest():
    assert [writer(largest)(0.123456) for largest in (0.5, 5, 50, 500)] == ["0.123", "0.12", "0.1", "0"]
    assert writer(5)(-0.001) == "0.00" and writer(5)(-1.5) == "−1.50"
    assert writer(0)(0.0) == "0.00" and writer(1e9)(-123456789.0) == "−1.23e+08" and writer(1e-6)(0) == "0"


@pytest.mark.long
@pytest.mark.parametrize("name", NETWORKS)
def test_every_layer_can_be_drawn(name):
    net = own_layers(*NETWORKS[name]())
    for layer in range(1, len(net.layers) + 1):
        last = [side - 1 for side in net.places(layer)]
        for place in ((0, 0, 0), last):
            result = opened(net, 0, layer, *place)
            texts, _ = drawn(result)
            assert texts and 10 < len(describe_feature_maps(result)) <= 220


def test_it_begins_with_the_largest_number_of_the_first_convolution():
    """It adds up one channel: how many the second adds up is asked after it."""
    net = own_layers()
    start = first_look(net)
    assert start["layer"] == 1
    assert opened(net, **start)["value"] == opened(net, **start)["maps"][1].max()
    it = feature_maps()
    assert it.values == start and "1 channel gives" in it.description and "16" not in it.description


@pytest.mark.long
def test_the_controls_end_where_the_layer_does():
    it = feature_maps(all_kinds(), X)
    for layer, (channels, rows, columns) in ((1, (4, 8, 12)), (11, (3, 1, 1)), (9, (5, 1, 1)), (5, (4, 4, 6))):
        it.set(layer=layer, channel=999, row=999, column=999)
        assert (it.values["channel"], it.values["row"], it.values["column"]) == (channels - 1, rows - 1, columns - 1)
    assert it.set(image=999).values["image"] == 8


def test_one_image_is_enough_and_bad_ones_get_a_sentence():
    assert feature_maps(digit_cnn.trained(), X[:1, :1, :8, :8]).values["image"] == 0
    with refused("feature_maps: expected a Sequential network with a Conv2D"):
        feature_maps(Sequential(Flatten(), ReLU(), Dense(64, 10, np.random.default_rng(0))))
    with refused("feature_maps: expected images, X of shape"):
        feature_maps(None, np.zeros((4, 64)))
