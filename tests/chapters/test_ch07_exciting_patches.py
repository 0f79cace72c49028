"""Exciting patches: the largest there are, cut where the unit looks, from trained and random weights."""

import numpy as np
import pytest
from example_cnn import X, all_kinds
from helpers import refused

from course_nn.chapters.ch07_cnn_filters import digit_cnn
from course_nn.chapters.ch07_cnn_filters.exciting_patches import cut, extremes, likeness, own_layers
from course_nn.chapters.ch07_cnn_filters.exciting_patches import exciting_patches as patches_of
from course_nn.chapters.ch07_cnn_filters.exciting_patches_figure import (
    describe_exciting_patches,
    draw_exciting_patches,
)
from course_nn.chapters.ch07_cnn_filters.feature_maps_figure import writer
from course_nn.chapters.ch07_cnn_filters.instruments import exciting_patches
from course_nn.chapters.ch07_cnn_filters.layer_maps import layers_of, redrawn, seen
from course_nn.plots.style import course_style, new_figure


@pytest.mark.parametrize("own", [False, True])
def test_they_are_the_largest_and_the_least(own):
    """All values of a layer at once, sorted: the rows say the same."""
    pair = own_layers(all_kinds(), X) if own else own_layers()
    compute = patches_of(pair)
    for name, net in pair.items():
        outputs = net.outputs(net.X)
        for layer in range(1, len(net.layers) + 1):
            flat = outputs[layer].reshape(*outputs[layer].shape[:2], -1)
            for channel in (0, flat.shape[1] - 1):
                values = flat[:, channel]
                if not values.any():
                    continue
                result = compute(name, layer, channel)
                shown = {row: [one["value"] for one in ones] for row, ones in result["rows"].items()}
                np.testing.assert_allclose(shown["most"], np.sort(values.max(axis=1))[::-1][:8], atol=1e-9)
                np.testing.assert_allclose(shown["least"], np.sort(values.min(axis=1))[:8], atol=1e-9)
                assert (result["mean"], result["spread"]) == pytest.approx((values.mean(), values.std()), abs=1e-6)
                for one in (*result["rows"]["most"], *result["rows"]["least"]):
                    row, column = one["place"]
                    there = outputs[layer][one["image"], channel]
                    assert one["value"] == pytest.approx(there[row, column] if there.ndim else there, abs=1e-9)


def test_a_patch_alone_gives_its_value():
    """Put into an empty image at its place, the patch excites the unit just as much: it is all that the unit sees."""
    pair = own_layers()
    net, compute = pair["trained"], patches_of(pair)
    for layer, channel in ((1, 5), (3, 2), (4, 20)):
        for one in compute("trained", layer, channel)["rows"]["most"]:
            top, left, bottom, right = seen(net, layer, *one["place"])
            alone = np.zeros((1, 1, 8, 8))
            inside = one["patch"][:, max(-top, 0) :, max(-left, 0) :][:, : 8 - max(top, 0), : 8 - max(left, 0)]
            alone[0, :, max(top, 0) : bottom, max(left, 0) : right] = inside
            value = net.outputs(alone, layer)[-1][(0, channel, *one["place"])]
            assert value == pytest.approx(one["value"], abs=1e-9)
            assert one["outside"] == (top < 0 or left < 0 or bottom > 8 or right > 8)


def test_cut_beyond_the_border():
    x = np.arange(9.0).reshape(1, 3, 3)
    patch = cut(x, (-1, 1, 2, 4))
    np.testing.assert_array_equal(patch[0], [[np.nan, np.nan, np.nan], [1, 2, np.nan], [4, 5, np.nan]])
    np.testing.assert_array_equal(cut(x, (0, 0, 3, 3)), x)


def test_likeness():
    bar = np.eye(4)[None]
    assert likeness([bar, bar, 3 * bar + 1]) == pytest.approx(1)
    assert likeness([bar, -bar]) == pytest.approx(-1)
    rng = np.random.default_rng(0)
    assert abs(likeness(rng.normal(size=(30, 1, 8, 8)))) < 0.05


def purity(net, layer):
    """Of the 8 images that excite a channel most, how many show the most common digit: the mean over the channels."""
    most = extremes(net)[layer]["most"]
    top = np.argsort(-most, axis=0, kind="stable")[:8]
    return np.mean([np.bincount(net.y[rows], minlength=10).max() for rows in top.T])


def alike(net, layer):
    """The likeness of the 8 patches that excite a channel most: the mean over the channels that are ever excited."""
    compute, most = patches_of({"trained": net}), extremes(net)[layer]["most"].max(axis=0)
    rows = [compute("trained", layer, channel)["rows"]["most"] for channel in np.flatnonzero(most > 0)]
    return np.mean([likeness([one["patch"] for one in row]) for row in rows])


@pytest.mark.parametrize("seed", digit_cnn.STORED)
def test_what_may_be_said_of_trained_and_random_weights(seed):
    net = layers_of(digit_cnn.trained(seed), who="test")
    fresh = redrawn(net, 100 + seed)
    assert min(alike(net, 1), alike(fresh, 1)) > 0.75, "a row of patches that look alike is no sign of training"
    assert abs(alike(net, 1) - alike(fresh, 1)) < 0.12
    assert abs(purity(net, 1) - purity(fresh, 1)) < 1, "the first layer knows no digits, trained or not"
    assert alike(net, 4) > alike(fresh, 4), "behind the second convolution trained weights are more selective, a little"
    assert 0 < purity(net, 4) - purity(fresh, 4) < 2
    assert purity(net, 8) > 7.8, "the best 8 images of an output are of its digit, but for a few"
    assert purity(net, 8) > purity(fresh, 8) + 2


def test_the_picture_and_the_sentence():
    compute = patches_of(own_layers())
    result = compute("trained", 4, 20)
    figure = new_figure(9.4, 3.9)
    with course_style():
        draw_exciting_patches(figure, result)
    left, right = figure.axes
    write = writer(max(abs(one["value"]) for row in result["rows"].values() for one in row))
    values = [text.get_text() for text in left.texts]
    for row in result["rows"].values():
        assert {write(one["value"]) for one in row} <= set(values)
    written = [value for value in values if value not in ("most", "middling", "least")]
    assert len(written) == 24 and len({len(value.partition(".")[2]) for value in written}) == 1, "as many decimals"
    assert len(left.images) == 24 and left.get_title(loc="left") == "Channel 20 of layer 4 Conv2D, trained weights"
    np.testing.assert_array_equal(np.sort(right.lines[1].get_ydata()), np.sort(result["best"])[-8:])
    said = describe_exciting_patches(result)
    assert write(result["rows"]["most"][0]["value"]) in said
    digit, count = result["common"]
    assert f"of the 8 best, {count} are of class {digit}" in said
    outside = sum(one["outside"] for one in result["rows"]["most"])
    assert f"{outside} reach over the border" in said


@pytest.mark.long
def test_networks_and_images_of_the_readers_own():
    it = exciting_patches(all_kinds(), X)
    assert "class" not in it.description
    it.set(network="trained", layer=6, channel=99)
    assert it.values["channel"] == 5
    with refused("exciting_patches: expected at least 8 images to choose from, got 3"):
        exciting_patches(all_kinds(), X[:3])
    with refused("exciting_patches: expected a label for each image"):
        exciting_patches(all_kinds(), X, [1, 2])
