"""Chapter 03, linear regions of the plane: counted by lines and crossings, and by the patterns of all units."""

import numpy as np
import pytest
from helpers import refused
from numpy.testing import assert_allclose

from course_nn import ReLU
from course_nn.chapters.ch03_multilayer_perceptrons.linear_pieces import random_network, weights_of
from course_nn.chapters.ch03_multilayer_perceptrons.linear_regions import activation_patterns
from course_nn.chapters.ch03_multilayer_perceptrons.linear_regions_figure import (
    describe_linear_regions,
    draw_linear_regions,
)
from course_nn.plots import course_style, new_figure


@pytest.mark.parametrize("seed", [0, 1, 2, 5])
def test_regions_of_one_layer(seed):
    """Lines in general position cut a window into 1 + the lines + the crossings that are inside it (Steiner, 1826)."""
    result = activation_patterns(depth=1, width=4, seed=seed, n=600)
    (W, b), _ = weights_of(random_network(1, 4, seed, d_in=2))
    visible = sum(
        np.ptp(np.sign([[sx, sy] @ W[:, j] + b[j] for sx in (-2, 2) for sy in (-2, 2)])) > 0 for j in range(4)
    )
    crossings = 0
    for i in range(4):
        for j in range(i):
            at = np.linalg.solve(W[:, [i, j]].T, -b[[i, j]])
            crossings += bool(np.all(np.abs(at) < 2))
    assert result["regions"] == 1 + visible + crossings
    assert result["straight"] == 1 + 4 + 6


def test_regions_of_deep_networks_are_the_patterns_of_all_units():
    result = activation_patterns(depth=3, width=5, seed=1, n=120)
    a = np.stack(np.meshgrid(result["axis"], result["axis"]), axis=-1).reshape(-1, 2)
    patterns = []
    for layer in random_network(3, 5, 1, d_in=2)[:-1]:
        a = layer(a)
        if isinstance(layer, ReLU):
            patterns.append(a > 0)
    patterns = np.concatenate(patterns, axis=1)
    assert result["regions"] == len(np.unique(patterns, axis=0)) > 30
    assert_allclose(result["active"].ravel(), patterns.mean(axis=1))


def test_the_shown_z_are_those_of_the_first_layer():
    result = activation_patterns(depth=2, width=3, seed=4, n=60)
    (W, b), *_ = weights_of(random_network(2, 3, 4, d_in=2))
    x, y = result["axis"][::2][[7, 11]]
    assert [z.shape for z in result["z"]] == [(3, 30, 30)] * 2
    assert_allclose(result["z"][0][:, 11, 7], [x, y] @ W + b)


def test_too_many_units_are_refused():
    with refused("at most 64 hidden units, got 120"):
        activation_patterns(depth=3, width=40)


def test_the_sentence_of_one_layer_says_how_many_there_could_be():
    result = activation_patterns(depth=1, width=6, n=60)
    regions = result["regions"]
    assert describe_linear_regions(result) == (
        f"1 layer of 6 units: {regions} regions seen in this window; 6 lines cut the whole plane into at most 22."
    )


def test_the_sentence_of_more_layers():
    result = activation_patterns(depth=2, width=6, n=60)
    regions = result["regions"]
    assert describe_linear_regions(result) == (
        f"2 layers of 6 units: {regions} regions seen in this window, in each of which the network is one linear "
        "function."
    )


def test_the_legend_does_not_promise_bends():
    """Some lines of deeper layers are straight in the window."""
    figure = new_figure(8, 4.4)
    with course_style():
        draw_linear_regions(figure, activation_patterns(3, 2, 0))
    named = [text.get_text() for text in figure.axes[1].texts[:3]]
    assert named == ["first layer: straight lines", "second layer: may bend", "third layer: may bend, dashed"]
