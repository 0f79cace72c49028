"""A drawing is prepared as the data were, and read; what it costs to prepare it less."""

import numpy as np
import pytest
from corners import every_two
from helpers import refused

from course_nn.chapters.ch07_cnn_filters import digit_cnn, instruments, pen_strokes
from course_nn.chapters.ch07_cnn_filters.drawing_pad import (
    INK,
    PadReader,
    accuracy_by_preparation,
    as_ink,
    prepare_digits,
    prepare_mnist,
    with_ink,
)
from course_nn.chapters.ch07_cnn_filters.drawing_pad_figure import describe_drawing_pad, mosaic
from course_nn.core import Sequential
from course_nn.layers import Conv2D, Dense, Flatten, MaxPool2D, ReLU, Tanh
from course_nn.plots.style import cut_off


def drawn(name, **place):
    return pen_strokes.bitmap(pen_strokes.placed(name, **place))


def rectangle(top, bottom, left, right):
    ink = np.zeros((32, 32), np.uint8)
    ink[top:bottom, left:right] = 1
    return ink


def rng(seed=0):
    return np.random.default_rng(seed)


def for_mnist(activation=ReLU, seed=0):
    """A network for 28 x 28 pixels that has learned nothing."""
    return Sequential(
        Conv2D(1, 4, 3, rng(seed), padding=1), activation(), MaxPool2D(2), Flatten(), Dense(4 * 14 * 14, 10, rng(seed))
    )


# As the digits: 8 x 8


def test_ink_is_counted_in_blocks_of_four_by_four():
    ink = rng().integers(0, 2, (32, 32))
    counts = [[ink[4 * i : 4 * i + 4, 4 * j : 4 * j + 4].sum() for j in range(8)] for i in range(8)]
    image = prepare_digits(ink, center=False, scale=False)
    assert image.dtype == np.float32 and image.shape == (8, 8)
    assert (16 * image == counts).all()
    assert (prepare_digits(np.packbits(ink).tobytes(), False, False) == image).all()


def test_centering_moves_the_middle_of_the_box_to_the_middle():
    corner = rectangle(0, 8, 0, 4)
    assert (
        prepare_digits(corner, center=True, scale=False) == prepare_digits(rectangle(12, 20, 14, 18), False, False)
    ).all()


def test_scaling_fills_the_box_that_the_digits_fill_and_spends_their_ink():
    """All digits to train have ink in the first row and the last, and about 310 of 1,024 squares of it."""
    (X, y), _ = digit_cnn.images()
    assert (X[:, 0, 0].max(axis=1) > 0).all() and (X[:, 0, -1].max(axis=1) > 0).all()
    assert X.sum(axis=(1, 2, 3)).mean() * 16 == pytest.approx(INK, abs=5)
    assert all(300 < X[y == k].sum(axis=(1, 2, 3)).mean() * 16 < 335 for k in range(10)), "of each class"
    for name in pen_strokes.STROKES:
        for height in (10, 20, 32):
            image = prepare_digits(drawn(name, height=height))
            assert image[0].max() > 0 and image[-1].max() > 0, (name, height)
            assert image.sum() * 16 == pytest.approx(INK, abs=70), (name, height)


@pytest.mark.long
@pytest.mark.parametrize("prepare", [prepare_digits, prepare_mnist])
def test_a_drawing_in_a_corner_is_the_same_as_one_in_the_middle(prepare):
    for name in pen_strokes.STROKES:
        corner = drawn(name, height=16, x=0, y=0)
        for scale in (True, False):
            wanted = prepare(corner, scale=scale)
            for down, right in ((14, 0), (0, 14), (9, 5)):
                assert prepare(np.roll(corner, (down, right), (0, 1)), scale=scale) == pytest.approx(wanted), name


def test_a_line_keeps_its_shape_and_what_is_wide_is_stretched():
    line = prepare_digits(rectangle(10, 20, 3, 5))
    assert line[:, [0, 1, 6, 7]].max() == 0 and (line[:, 3:5] == 1).all()
    frame = rectangle(4, 20, 4, 24)
    frame[7:17, 7:21] = 0
    image = prepare_digits(frame)
    assert image[:, [0, 7]].max() == 0 and image[:, 1].max() > 0 and image[:, 6].max() > 0


def test_scaled_and_not_centered_stays_near_its_side_and_whole():
    for prepare, side in ((prepare_digits, 8), (prepare_mnist, 28)):
        left, right = (prepare(drawn("1", height=16, x=x), center=False) for x in (0, 1))
        places = [(image.sum(axis=0) @ np.arange(side)) / image.sum() for image in (left, right)]
        assert places[0] < 0.3 * side and places[1] > 0.65 * side
        assert left.sum() == pytest.approx(right.sum(), rel=0.15), "nothing has left the image"


def test_strokes_are_widened_or_thinned_to_the_ink_that_is_wanted():
    for ink in (rectangle(0, 32, 15, 17), rectangle(2, 30, 4, 28), rectangle(31, 32, 0, 1)):
        made = with_ink(ink, 300)
        assert abs(int(made.sum()) - 300) <= min(abs(int(ink.sum()) - 300), 70)
    assert with_ink(rectangle(0, 32, 0, 32), 300).all(), "where there is no edge, there is nothing to thin"


# As MNIST: 28 x 28


def test_mnist_has_a_box_of_20_pixels_and_its_center_of_mass_in_the_middle():
    for name in pen_strokes.STROKES:
        for height in (10, 20, 32):
            for x in (0, 1):
                image = prepare_mnist(drawn(name, height=height, x=x, y=x))
                rows, columns = np.nonzero(image > 1e-6)
                assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20, (name, height)
                for axis in (0, 1):
                    mass = image.sum(axis=1 - axis) @ (np.arange(28) + 0.5) / image.sum()
                    assert abs(mass - 14.5) < 0.6, (name, height, axis)
                assert 0 <= image.min() and image.max() == pytest.approx(1) and image.dtype == np.float32


def test_an_area_that_is_half_covered_is_half_gray():
    image = prepare_mnist(rectangle(0, 32, 0, 32), center=False, scale=False)
    assert image == pytest.approx(1)
    image = prepare_mnist(rectangle(0, 32, 0, 12), center=False, scale=False)
    assert image[:, :10] == pytest.approx(1) and image[:, 10] == pytest.approx(0.5) and not image[:, 11:].any()


# What the network says


def test_the_stored_strokes_are_read_wherever_they_stand():
    network = digit_cnn.trained()
    for name in ("0", "1", "7", "7, with a bar", "3"):
        for place in ({}, {"height": 18, "x": 0, "y": 0}, {"height": 14, "x": 1, "y": 1}):
            result = PadReader(network)(drawn(name, **place), True, True)
            assert result["p"].argmax() == pen_strokes.label(name) and result["p"].max() >= 0.5, (name, place)


@pytest.mark.long
@pytest.mark.parametrize("seed", digit_cnn.STORED)
def test_what_it_costs_to_prepare_a_drawing_less(seed):
    """720 drawings; of ten, 9 are read centered and scaled, 5 or 6 centered or scaled alone, 3 as they are."""
    (both, centered), (scaled, neither) = accuracy_by_preparation(digit_cnn.trained(seed))
    assert both >= 0.9 and 0.45 <= centered <= 0.6 and 0.5 <= scaled <= 0.68 and 0.25 <= neither <= 0.35


def swelling(images):
    """The ink of the fullest of the rows 3 to 5, where a bar would be, beside the emptier of the rows 2 and 6."""
    rows = images.sum(axis=2)
    return rows[:, 3:6].max(axis=1) / np.minimum(rows[:, 2], rows[:, 6])


def test_nine_of_ten_sevens_to_train_have_a_bar_and_without_one_at_most_half_are_read():
    """A bar doubles the ink of its row: 2 parts 20 strokes with a bar from the 20 without. With it 7 of 10 are read."""
    (X, y), _ = digit_cnn.images()
    ways = [(width, lean) for width in (12, 14, 16, 18) for lean in (2, 4, 6, 8, 10)]
    sevens = [[(8.5, 4.5), (8.5 + width, 4.5), (8.5 + width - lean, 28.5)] for width, lean in ways]
    bars = [[(2.5 + width - lean / 2, 16.5), (12.5 + width - lean / 2, 16.5)] for width, lean in ways]
    plain = [pen_strokes.bitmap([seven]) for seven in sevens]
    crossed = [pen_strokes.bitmap(both) for both in zip(sevens, bars, strict=True)]
    without, with_bar = (swelling(np.array([prepare_digits(ink) for ink in inks])) for inks in (plain, crossed))
    assert without.max() < 1.5 and with_bar.min() > 2
    assert 0.9 < np.mean(swelling(X[y == 7, 0]) > 2) < 0.95, "most of them, not all"
    for seed in digit_cnn.STORED:
        read = PadReader(digit_cnn.trained(seed))
        known = [np.mean([read(ink, True, True)["p"][7] > 0.5 for ink in inks]) for inks in (plain, crossed)]
        assert known[0] <= 0.5 and known[1] >= 0.7, seed


def test_the_reader_gives_what_the_network_says_and_the_maps_of_a_layer():
    network, ink = digit_cnn.trained(1), drawn("5")
    read = PadReader(network)
    assert read.layers == {"1 Conv2D": 1, "2 ReLU": 2, "3 MaxPool2D": 3, "4 Conv2D": 4, "5 ReLU": 5, "6 MaxPool2D": 6}
    assert read.first == 2
    result = read(ink, True, True, 4)
    x = prepare_digits(ink)[None, None]
    logits = network(x)[0].astype(float)
    assert result["p"] == pytest.approx(np.exp(logits) / np.exp(logits).sum(), abs=1e-5)
    for layer in network.layers[:4]:
        x = layer(x)
    assert result["maps"] == pytest.approx(x[0], abs=1e-4) and result["signed"] and result["layer"] == "4 Conv2D"
    empty = read(np.zeros((32, 32)), True, True)
    assert empty["p"] is None and not empty["image"].any() and np.isfinite(empty["maps"]).all()


def test_a_network_for_mnist_gets_28_pixels():
    read = PadReader(for_mnist())
    result = read(drawn("2"), True, True)
    assert result["image"].shape == (28, 28) and result["maps"].shape == (4, 28, 28) and result["p"].shape == (10,)
    assert (result["image"] == prepare_mnist(drawn("2"))).all()


def test_networks_that_can_not_read_a_drawing_get_a_sentence():
    conv = Conv2D(1, 4, 3, rng(), padding=1)
    for network, words in (
        (3, "drawing_pad: expected a network"),
        (Sequential(Flatten(), Dense(64, 10, rng())), "drawing_pad: expected a Sequential network with a Conv2D layer"),
        (
            Sequential(conv, ReLU(), Flatten(), Dense(256, 3, rng())),
            r"drawing_pad: expected logits of ten digits, \(n, 10\)",
        ),
        (
            Sequential(Conv2D(3, 4, 3, rng(), padding=1), Flatten(), Dense(256, 10, rng())),
            r"drawing_pad: .*expected input of shape \(n, 3, h, w\)",
        ),
    ):
        with refused(words):
            PadReader(network)
    for wrong in (np.zeros((8, 8)), np.full((32, 32), 0.5)):
        with refused("drawing: expected"):
            as_ink(wrong)


# The picture


@pytest.mark.long
def test_the_sentence_says_what_is_read_and_how_it_was_prepared():
    it = instruments.drawing_pad()
    assert it.description.startswith("The network reads a 3, p = 1.00; next comes ")
    assert it.description.endswith("It was centered and scaled as the training images were.")
    p = it.set(drawing=drawn("8"), center=False).result["p"]
    assert f"reads an {p.argmax()}" in it.description if p.argmax() == 8 else f"reads a {p.argmax()}" in it.description
    assert f"p = {p.max():.2f}" in it.description and it.description.endswith("It was scaled and not centered.")
    assert it.set(drawing=np.zeros((32, 32))).description.startswith("Nothing is drawn: draw a digit")


def test_it_opens_with_a_drawing_that_is_read_wrong_if_it_is_prepared_less():
    it = instruments.drawing_pad()
    assert (it.values["drawing"].ink == pen_strokes.example()).all() and it.result["p"].argmax() == 3
    assert it.set(scale=False).result["p"].argmax() != 3


@pytest.mark.long
def test_the_picture_shows_what_came_out():
    it = instruments.drawing_pad().set(drawing=drawn("2"))
    axes = it.figure.axes
    assert (axes[0].images[0].get_array() == drawn("2")).all()
    assert np.asarray(axes[1].images[0].get_array()) == pytest.approx(prepare_digits(drawn("2")))
    assert [bar.get_height() for bar in axes[2].patches] == pytest.approx(it.result["p"])
    assert [text.get_text() for text in axes[2].texts if text.get_visible()] == [f"{it.result['p'].max():.2f}"]
    it.set(drawing=np.zeros((32, 32)))
    assert [text.get_text() for text in axes[2].texts if text.get_visible()] == ["nothing is drawn"]
    assert not any(bar.get_height() for bar in it.figure.axes[2].patches)


@pytest.mark.parametrize("c, h, w", [(1, 8, 8), (3, 5, 4), (16, 8, 8), (32, 4, 4), (7, 1, 9)])
def test_every_map_is_in_the_mosaic_once(c, h, w):
    maps = np.arange(c * h * w, dtype=float).reshape(c, h, w)
    whole = mosaic(maps)
    assert sorted(whole[~np.isnan(whole)]) == sorted(maps.ravel())
    assert (whole[:h, :w] == maps[0]).all()


OWN = {
    "for MNIST": for_mnist,
    "with outputs below zero": lambda: for_mnist(Tanh),
    "one layer with many maps": lambda: Sequential(Conv2D(1, 40, 3, rng()), Flatten(), Dense(40 * 6 * 6, 10, rng())),
}


@pytest.mark.long
@pytest.mark.parametrize("which", OWN)
def test_a_network_of_ones_own_in_every_corner(which):
    it = instruments.drawing_pad(OWN[which]())
    for corner in every_two(it.corners()):
        it.set(**corner)
        assert it.failure is None and it.description == describe_drawing_pad(it.result) and len(it.description) < 220
        assert not cut_off(it.figure)
