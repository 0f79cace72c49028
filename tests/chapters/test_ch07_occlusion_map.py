"""Occlusion: the patch lies where it is said to, the map is p of the true class, and any network will do."""

import numpy as np
import pytest
from helpers import refused
from own_data import move_everywhere

from course_nn import Conv2D, Dense, Flatten, ReLU, Sequential
from course_nn.chapters.ch07_cnn_filters import digit_cnn
from course_nn.chapters.ch07_cnn_filters.instruments import occlusion_map
from course_nn.chapters.ch07_cnn_filters.occlusion_map import MOST_PLACES, covered, occlude
from course_nn.functions import softmax
from course_nn.plots.style import cut_off


def test_every_patch_lies_where_it_is_said_to():
    image = np.arange(24.0).reshape(1, 4, 6)
    images, tops, lefts = covered(image, 3, -1.0)
    assert len(images) == 2 * 4
    for one, top, left in zip(images, tops, lefts, strict=True):
        expected = image.copy()
        expected[0, top : top + 3, left : left + 3] = -1
        np.testing.assert_array_equal(one, expected)
    assert image.min() == 0  # the image itself stays
    assert covered(image, 1, 9.0, step=2)[1].tolist() == [0, 0, 0, 2, 2, 2]


def test_the_map_of_the_stored_network():
    network, (X, y) = digit_cnn.trained(), digit_cnn.images()[1]
    result = occlude()(row=7, size=3, value=0.5)
    assert result["map"].shape == (6, 6) and result["first"] == 1 and result["step"] == 1
    one = X[7].copy()
    one[0, 2:5, 4:7] = 0.5
    np.testing.assert_allclose(result["map"][2, 4], softmax(network(one[None]))[0, y[7]], rtol=1e-5)
    np.testing.assert_allclose(result["p"], softmax(network(X[7][None]))[0], rtol=1e-4, atol=1e-7)
    top, left = result["worst"]
    assert result["map"][top, left] == result["map"].min() == result["worst_p"][y[7]]
    assert (result["worst_image"][0, top : top + 3, left : left + 3] == 0.5).all()


def test_paper_on_paper_changes_nothing():
    X, _ = digit_cnn.images()[1]
    compute, seen = occlude(), 0
    for row in range(0, 449, 30):
        result = compute(row=row, size=2, value=0.0)
        for i, j in np.ndindex(result["map"].shape):
            if not X[row, 0, i : i + 2, j : j + 2].any():
                assert result["map"][i, j] == pytest.approx(result["p"][result["label"]], abs=1e-5)
                seen += 1
    assert seen > 50


@pytest.mark.long
def test_a_patch_is_no_absence():
    """2 x 2 pixels of ink on blank paper hide nothing, and in most images bring p of the true class below one half.

    What the patch is made of matters: somewhere it changes the answer in most images where it is paper or ink, and in
    less than a third where it is gray.
    """
    X, y = digit_cnn.images()[1]
    X, y = X[::3], y[::3]
    for seed in digit_cnn.STORED:
        compute, changed, below, seen = occlude(digit_cnn.trained(seed), X, y), {}, 0, 0
        for value in (0.0, 0.5, 1.0):
            results = [compute(row=row, size=2, value=value) for row in range(len(X))]
            right = [one for one in results if one["p"].argmax() == one["label"]]
            changed[value] = np.mean([one["worst_p"].argmax() != one["label"] for one in right])
        for row, ink in enumerate(results):
            blank = [ink["map"][i, j] for i, j in np.ndindex(7, 7) if not X[row, 0, i : i + 2, j : j + 2].any()]
            if blank and ink["p"][ink["label"]] > 0.9:
                seen, below = seen + 1, below + (min(blank) < 0.5)
        assert seen > 130 and 0.5 < below / seen, (seed, below, seen)
        assert changed[0.5] < 1 / 3 and changed[0.0] > 0.7 and changed[1.0] > 0.8, (seed, changed)


def test_on_a_large_image_the_patch_moves_by_more_than_a_pixel():
    rng = np.random.default_rng(0)
    net = Sequential(Flatten(), Dense(3 * 40 * 60, 4, rng))
    result = occlude(net, rng.random((2, 3, 40, 60)), [0, 3])(size=6, value=0.2)
    rows, columns = result["map"].shape
    assert rows * columns <= MOST_PLACES and result["step"] == 3
    assert (rows, columns) == (1 + 34 // 3, 1 + 54 // 3) and result["first"] == 2.5
    top, left = result["worst"]
    assert result["map"][top // 3, left // 3] == result["map"].min()


def test_the_patch_goes_from_the_least_to_the_largest_number():
    X = np.array([-2.0, 6.0, 1.0, 0.0]).reshape(1, 1, 2, 2)
    compute = occlude(Sequential(Flatten(), Dense(4, 2, np.random.default_rng(0))), X, [1])
    for value, number in ((0, -2), (0.25, 0), (1, 6)):
        assert (compute(size=2, value=value)["worst_image"] == number).all()


rng = np.random.default_rng(0)
CASES = {
    "28 x 28": (
        Sequential(Conv2D(1, 2, 5, rng, stride=3), ReLU(), Flatten(), Dense(2 * 8 * 8, 10, rng)),
        rng.random((3, 1, 28, 28)),
        [0, 9, 4],
    ),
    "one image, in color, 20 classes": (
        Sequential(Flatten(), Dense(3 * 9 * 5, 20, rng, dtype=np.float64)),
        rng.normal(size=(1, 3, 9, 5)),
        [19],
    ),
    "blank": (Sequential(Flatten(), Dense(4, 2, rng)), np.zeros((2, 1, 2, 2)), [0, 1]),
}


@pytest.mark.long
@pytest.mark.parametrize("case", CASES)
def test_the_instrument_with_a_network_of_ones_own(case):
    network, X, y = CASES[case]
    instrument, seen = occlusion_map(network, X, y), set()
    for corner in move_everywhere(instrument):
        assert instrument.result["row"] == corner.get("row", 0)
        seen.add(instrument.description)
    assert len(seen) > 1
    assert not cut_off(instrument.figure)


def test_bad_input():
    net = Sequential(Flatten(), Dense(1, 2, rng))
    with refused("occlusion_map: expected images of at least 2 x 2 pixels, got 1 x 1"):
        occlusion_map(net, np.zeros((2, 1, 1, 1)), [0, 1])
    with refused("occlusion_map: expected X and y together, got y without X"):
        occlusion_map(net, y=[0])
    for wrong in ({"row": 449}, {"size": 9}, {"value": 1.5}):
        with refused(f"occlusion_map: {next(iter(wrong))}: expected"):
            occlude()(**{"size": 3, "value": 0.5} | wrong)
