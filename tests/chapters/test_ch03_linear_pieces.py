"""Chapter 03, linear pieces of ReLU networks on a line, against exact fractions and against brute force."""

from fractions import Fraction

import numpy as np
import pytest
from helpers import refused
from numpy.testing import assert_allclose, assert_array_equal

from course_nn import Dense, ReLU, Sequential, mlp
from course_nn.chapters.ch03_multilayer_perceptrons.linear_pieces import (
    breakpoints,
    pieces,
    pieces_by_depth,
    random_network,
    sawtooth,
    weights_of,
)
from course_nn.chapters.ch03_multilayer_perceptrons.linear_pieces_figure import (
    describe_linear_pieces,
    draw_linear_pieces,
)
from course_nn.plots import course_style, new_figure


def fractions_of(network):
    """The weights as Python's fractions, exactly the floats they are."""
    return [tuple(np.vectorize(Fraction, otypes=[object])(p) for p in layer) for layer in weights_of(network)]


@pytest.mark.parametrize("depth, width, seed", [(1, 5, 0), (2, 4, 1), (3, 3, 2), (3, 4, 3), (4, 3, 9)])
def test_pieces_of_random_networks_are_those_of_exact_fractions(depth, width, seed):
    network = random_network(depth, width, seed)
    breaks = breakpoints(weights_of(network), -2, 2)
    exact = breakpoints(fractions_of(network), Fraction(-2), Fraction(2))
    assert len(breaks) == len(exact) > 0
    assert_allclose(breaks, exact.astype(float), atol=1e-12)


@pytest.mark.parametrize("depth, width, seed", [(1, 6, 0), (2, 6, 1), (3, 5, 2), (5, 4, 5)])
def test_pieces_by_brute_force(depth, width, seed):
    """Second differences on a fine grid are not zero exactly around the breaks, and the polyline is the network."""
    network = random_network(depth, width, seed)
    breaks = breakpoints(weights_of(network), -2, 2)
    x = np.linspace(-2, 2, 40_001)
    bent = np.abs(np.diff(network(x[:, None])[:, 0], 2)) > 1e-9
    runs = int(np.sum(np.diff(np.concatenate([[0], bent.astype(int)])) == 1))
    assert runs <= len(breaks)  # two breaks between two points of the grid are seen as one
    near = np.abs(x[1:-1][bent][:, None] - breaks).min(axis=1)
    assert near.max() <= 1.01e-4
    if np.diff(breaks).min() > 3e-4:
        assert runs == len(breaks)
    knots = np.concatenate([[-2], breaks, [2]])
    assert_allclose(np.interp(x, knots, network(knots[:, None])[:, 0]), network(x[:, None])[:, 0], atol=1e-10)


@pytest.mark.parametrize("width", [1, 2, 3, 4])
@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_the_sawtooth(depth, width):
    network = sawtooth(depth, width)
    assert pieces(network, 0, 1) == width**depth
    k = np.arange(width**depth + 1)
    assert_allclose(network(k[:, None] / width**depth)[:, 0], k % 2, atol=1e-9)  # up, down, up, …


def test_a_piece_is_no_break_where_units_cancel():
    """Two ReLUs with their corner at one place, whose bends cancel: x = max(0, x) − max(0, −x)."""
    network = Sequential(
        Dense(1, 2, init="zeros", dtype=np.float64), ReLU(), Dense(2, 1, init="zeros", dtype=np.float64)
    )
    network[0].W.value[0], network[2].W.value[:, 0] = [1, -1], [1, -1]
    assert pieces(network, -1, 1) == 1
    network[2].W.value[:, 0] = [1, 1]  # |x|
    assert pieces(network, -1, 1) == 2
    assert_array_equal(breakpoints(weights_of(network), -1, 1), [0])


def test_one_layer_has_at_most_a_break_for_each_unit():
    for seed in range(20):
        assert pieces(random_network(1, 12, seed), -2, 2) <= 13


def test_weights_of_other_networks_are_refused():
    rng = np.random.default_rng(0)
    for network in (
        mlp([1, 2, 1], rng),
        Sequential(ReLU()),
        Dense(1, 1, rng),
        Sequential(Dense(1, 2, rng), ReLU()),
    ):
        with refused("weights_of: expected Sequential"):
            weights_of(network)


def test_folds_multiply_where_one_layer_only_adds():
    result = pieces_by_depth("sawtooth", depth=3, width=2)
    assert_array_equal(result["folded"], [2, 4, 8, 16, 32])
    assert_array_equal(result["one_layer"], [3, 5, 7, 9, 11])
    assert_allclose(result["breaks"], np.arange(1, 8) / 8)
    assert_allclose(result["x"], np.arange(9) / 8)
    assert_allclose(result["y"], np.arange(9) % 2, atol=1e-12)


def test_a_random_network_has_the_pieces_of_its_depth():
    result = pieces_by_depth("random", depth=4, width=3, seed=6)
    assert result["pieces"] == result["random"][3] == len(result["x"]) - 1
    assert_array_equal(result["x"][[0, -1]], [-2, 2])


def test_what_is_not_there_is_refused():
    for call in (lambda: pieces_by_depth("zigzag"), lambda: pieces_by_depth(depth=6), lambda: sawtooth(0)):
        with refused():
            call()


@pytest.mark.parametrize(
    "values, sentence",
    [
        (
            {"depth": 4, "width": 2},
            "4 layers of 2 units, folded: 16 pieces; one layer of 8 units has at most 9.",
        ),
        (
            {"depth": 1, "width": 5},
            "1 layer of 5 units, folded: 5 pieces; one layer of 5 units has at most 6.",
        ),
    ],
)
def test_the_sentence(values, sentence):
    assert describe_linear_pieces(pieces_by_depth(**values)) == sentence


@pytest.mark.long
def test_random_networks_have_no_more_pieces_than_units_give_or_take_one():
    """On average over the slider's seeds, for all its widths and depths; deep and narrow, often far fewer."""
    for width in range(2, 6):
        counts = np.array([pieces_by_depth("random", 5, width, seed)["random"] for seed in range(31)])
        assert np.all(counts.mean(axis=0) <= width * np.arange(1, 6) + 1)
        few = np.mean(counts < width * np.arange(1, 6) / 2, axis=0)
        assert few[0] == 0 and few[-1] > (0.6 if width == 2 else 0)


def drawn(**values):
    figure = new_figure(9, 3.6)
    with course_style():
        draw_linear_pieces(figure, pieces_by_depth(**values))
    return figure.axes


def test_deeper_networks_are_still_to_come():
    _, right = drawn(depth=3)
    assert max(line.get_xdata().max() for line in right.lines) == 3


@pytest.mark.long
@pytest.mark.parametrize("width", [2, 4, 5])
def test_random_networks_stay_in_the_picture_and_a_longer_axis_says_so(width):
    for depth in (1, 3, 5):
        for seed in range(0, 31, 3):
            y = pieces_by_depth("random", depth, width, seed)["y"]
            left, _ = drawn(kind="random", depth=depth, width=width, seed=seed)
            low, high = left.get_ylim()
            assert low < y.min() <= y.max() < high
            words = [text.get_text() for text in left.texts]
            assert any("longer axis" in word for word in words) == (np.abs(y).max() > 4)


def test_the_sentence_of_a_random_network():
    result = pieces_by_depth("random", depth=2, width=5)
    wanted = f"2 layers of 5 units, random: {result['pieces']} pieces; one layer of 10 units has at most 11."
    assert describe_linear_pieces(result) == wanted


def test_one_piece_is_no_pieces():
    flat = next(r for s in range(31) if (r := pieces_by_depth("random", 5, 2, s))["pieces"] == 1)
    assert ": 1 piece; one layer" in describe_linear_pieces(flat)
