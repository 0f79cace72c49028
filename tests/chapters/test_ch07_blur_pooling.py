"""Shifts: what is stored is what is measured, the blur is the only difference, and what it brings and costs."""

import numpy as np
import pytest
from helpers import refused

from course_nn import Conv2D, Dense, Flatten, MaxPool2D, Sequential, check_layer
from course_nn.chapters.ch07_cnn_filters.blur_pooling import (
    HEADS,
    MOST,
    POOLS,
    SHIFTS,
    BlurPool2D,
    against_shift,
    answers,
    learned,
    measured,
    on_canvas,
    own_against_shift,
    pool_layers,
    pooled_network,
    summed_up,
)
from course_nn.chapters.ch07_cnn_filters.blur_pooling_figure import describe_blur_pooling, draw_blur_pooling
from course_nn.chapters.ch07_cnn_filters.digit_cnn import images
from course_nn.chapters.ch07_cnn_filters.instruments import blur_pooling
from course_nn.plots.style import course_style, new_figure

PLAIN, BLUR = POOLS


def test_the_blur_by_hand_and_its_gradient():
    x = np.array([[0, 4, 0, 8, 8]], float)[None, None]
    np.testing.assert_array_equal(BlurPool2D()(x)[0, 0], [[1, 3, 8]])
    rng = np.random.default_rng(0)
    for shape in ((2, 3, 4, 5), (1, 1, 1, 1), (2, 1, 7, 2)):
        assert check_layer(BlurPool2D(), rng.normal(size=shape))
    np.testing.assert_allclose(BlurPool2D()(np.ones((1, 2, 6, 7))), 1)
    kernel = np.outer([1, 2, 1], [1, 2, 1]) / 16
    image = rng.normal(size=(8, 8))
    expected = [[(kernel * image[i - 1 : i + 2, j - 1 : j + 2]).sum() for j in (2, 4, 6)] for i in (2, 4, 6)]
    np.testing.assert_allclose(BlurPool2D()(image[None, None])[0, 0, 1:, 1:], expected)


def test_the_blur_is_the_only_difference():
    """The largest of 2 × 2 at every place, every second of these kept, is max pooling: then the blur is left."""
    x = np.random.default_rng(0).normal(size=(2, 3, 8, 8))
    everywhere, blur = pool_layers(BLUR)
    np.testing.assert_array_equal(everywhere(x)[:, :, ::2, ::2], pool_layers(PLAIN)[0](x))
    assert isinstance(blur, BlurPool2D) and not blur.parameters()
    for head in HEADS:
        one, other = (pooled_network(pool, head, np.random.default_rng(0)) for pool in POOLS)
        np.testing.assert_array_equal(one.theta, other.theta)
        assert one(np.ones((2, 1, 16, 16))).shape == other(np.ones((2, 1, 16, 16))).shape == (2, 10)


def test_on_the_canvas_nothing_is_lost():
    X = images()[1][0][:3]
    for down, right in ((0, 0), (-4, 4), (4, -3)):
        canvas = on_canvas(X, down, right)
        np.testing.assert_array_equal(canvas[:, :, 4 + down : 12 + down, 4 + right : 12 + right], X)
        assert canvas.sum() == X.sum() and canvas.dtype == X.dtype
    with refused("on_canvas: expected images that stay on the 16 × 16 canvas"):
        on_canvas(X, 5, 0)


@pytest.mark.long
@pytest.mark.parametrize("pool", POOLS)
def test_what_is_stored_is_what_is_measured(pool):
    """One seed again, at three shifts, with the head that learns in a second."""
    X, y = images()[1]
    found = summed_up(answers(learned(pool, "flatten", 1), X, y, [0], [-1, 0, 2]), y)
    for k, at in enumerate((-1, 0, 2)):
        for name in ("accuracy", "confidence"):
            stored = measured(pool, "flatten")[name][1, MOST, at + MOST]
            assert found[name][0, k] == pytest.approx(stored, abs=0.02), (name, at)


def test_a_dense_layer_on_all_places_forgets_what_moves():
    """With and without a blur: 99 % in the middle, and 4 pixels away less than 40 % from every seed."""
    for pool in POOLS:
        accuracy = measured(pool, "flatten")["accuracy"]
        assert accuracy.shape == (5, 9, 9) and (accuracy[:, MOST, MOST] > 0.975).all()
        assert (accuracy[:, MOST, [0, -1]] < 0.4).all() and (accuracy[:, [0, -1], MOST] < 0.4).all()
        assert (accuracy.max(axis=(1, 2)) == accuracy[:, MOST, MOST]).all()


def paired(name, head, rows=slice(None), columns=slice(None)):
    """Gain by the blur, seed by seed, on average over shifts."""
    plain, blur = (measured(pool, head)[name][:, rows, columns].reshape(5, -1).mean(axis=1) for pool in POOLS)
    return blur - plain


def test_with_averages_accuracy_comes_and_goes_with_the_total_stride():
    """Without a blur a move by 4 = 2 · 2 pixels to a side costs little, one of 1 to 3 costs 8 points and more."""
    plain = measured(PLAIN, "average")["accuracy"].mean(axis=0)[MOST]
    between = plain[np.abs(SHIFTS) % 4 != 0]
    assert plain[MOST] - plain[[0, -1]].min() < 0.015 and plain[MOST] - between.max() > 0.08
    blur = measured(BLUR, "average")["accuracy"].mean(axis=0)[MOST]
    assert np.ptp(blur[1:-1]) < 0.02 and np.ptp(blur) < 0.05


def test_what_the_blur_brings_and_what_it_costs():
    """From every seed: fewer answers change, moved digits are better known; in the middle a little is lost."""
    for head in HEADS:
        assert (paired("change", head) < 0).all()
        assert (paired("accuracy", head) > 0).all()
    plain, blur = (measured(pool, "average")["change"].mean() for pool in POOLS)
    assert 0.3 < plain < 0.45 and blur < 0.06 and (paired("change", "average") < -0.2).all()
    middle = slice(MOST, MOST + 1)
    assert -0.02 < paired("accuracy", "average", middle, middle).mean() < 0.005
    assert paired("confidence", "average", middle, middle).mean() < 0
    # Where the move is a multiple of 4 both ways, it does not help: the corners.
    assert paired("accuracy", "average", [0, 0, -1, -1], [0, -1, 0, -1]).mean() < 0


def test_curves_end_where_the_slider_is():
    for right in (0, -3, 4):
        result = against_shift(1, right, "average")
        assert result["shifts"].tolist() == list(range(-abs(right), abs(right) + 1))
        for pool in POOLS:
            mean, half = result["curves"][pool]["accuracy"]
            stored = measured(pool, "average")["accuracy"][:, MOST + 1, MOST - abs(right) : MOST + abs(right) + 1]
            np.testing.assert_allclose(mean, stored.mean(axis=0))
            np.testing.assert_allclose(half, 2 * stored.std(axis=0, ddof=1) / np.sqrt(5))
            assert len(result["curves"][pool]["change"][0]) == 2 * abs(right)
    for corner in ((-4, 4), (4, -4)):
        figure = new_figure(9.2, 3.0)
        with course_style():
            draw_blur_pooling(figure, against_shift(*corner, "flatten"))
        for ax in figure.axes[1:]:
            for line in ax.lines[1:]:
                assert (np.asarray(line.get_ydata()) >= 0).all() and (np.asarray(line.get_ydata()) <= 1).all()


def test_the_sentence():
    assert describe_blur_pooling(against_shift(0, 0, "flatten")) == (
        "Not moved: no blur 99% right, confidence 98%; blur 99% right, confidence 98%."
    )
    said = describe_blur_pooling(against_shift(0, -4, "average"))
    assert said.startswith("Moved 4 to the left: no blur 96% right") and "one pixel changes 2% of a" in said
    assert describe_blur_pooling(against_shift(-3, 1, "average")).startswith("Moved 1 to the right, 3 up: ")
    assert "on average over the steps from pixel to pixel in what is drawn" in blur_pooling().caption


@pytest.mark.long
@pytest.mark.parametrize("head", HEADS)
def test_names_lie_below_the_upper_edge(head):
    for right in (0, 1, 4):
        figure = new_figure(9.2, 3.0)
        with course_style():
            draw_blur_pooling(figure, against_shift(0, right, head))
            figure.canvas.draw()
        assert figure.axes[0].get_title(loc="left") == ("A digit, moved" if right else "A digit, not moved")
        for ax in figure.axes[1:]:
            for text in ax.texts:
                assert text.get_window_extent().y1 < ax.bbox.y1


def test_a_network_of_ones_own():
    rng = np.random.default_rng(0)
    network = Sequential(Conv2D(1, 4, 3, rng, padding=1), MaxPool2D(2), Flatten(), Dense(64, 10, rng))
    X, y = images()[1]
    result = own_against_shift(network, X, y)(down=-2, right=3)
    found = result["curves"]["your network"]
    for at, right in enumerate(result["shifts"]):
        there = np.zeros_like(X[:200])
        there[:, :, :6, max(right, 0) : 8 + min(right, 0)] = X[:200, :, 2:, max(-right, 0) : 8 + min(-right, 0)]
        assert found["accuracy"][0][at] == (network(there).argmax(axis=1) == y[:200]).mean()
        if right == 3:
            np.testing.assert_array_equal(result["image"], there[0, 0])
    instrument = blur_pooling(network, X, y)
    assert "head" not in instrument.values and "your network" in instrument.description
    with refused("blur_pooling: expected X and y together"):
        blur_pooling(network, X)
