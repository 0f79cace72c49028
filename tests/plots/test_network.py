"""The drawing of a network: units, weights and values are those of the network object; wide layers are cut short."""

import numpy as np
import pytest
from helpers import refused

from course_nn import BatchNorm, Conv2D, Dense, Flatten, PReLU, ReLU, Sequential, Sigmoid, mlp, plots
from course_nn.plots.network import draw_network, short


def lines_of(ax):
    """The weights' lines, layer after layer: (ends, width, color, whether dashed) of each."""
    return [
        (segment.tolist(), float(width), tuple(color[:3]), dashes[1] is not None)
        for lines in ax.collections
        for segment, width, color, dashes in zip(
            lines.get_segments(), lines.get_linewidths(), lines.get_colors(), lines.get_linestyles(), strict=True
        )
    ]


def texts_of(ax):
    return [text.get_text() for text in ax.texts]


def by_hand():
    """2-2-1 whose weights are all different: from input i to unit j it is 10 i + j, the last negative."""
    network = Sequential(Dense(2, 2, init="zeros"), ReLU(), Dense(2, 1, init="zeros"), Sigmoid())
    network[0].W.value, network[0].b.value = [[1, 2], [3, -4]], [0.5, -0.25]
    network[2].W.value, network[2].b.value = [[8], [-4]], [0]
    return network


def test_every_weight_is_a_line_whose_width_and_color_say_what_it_is(ax):
    draw_network(ax, by_hand())
    drawn = lines_of(ax)
    assert len(drawn) == 2 * 2 + 2 * 1
    widths = [width for _, width, _, _ in drawn]
    np.testing.assert_allclose(widths, [0.4 + 3.2 * share for share in (1 / 4, 2 / 4, 3 / 4, 1, 1, 1 / 2)], rtol=1e-6)
    positive, negative = drawn[0][2], drawn[3][2]
    assert positive != negative
    assert [(color == negative, dashed) for _, _, color, dashed in drawn] == [
        (sign, sign) for sign in (False, False, False, True, False, True)
    ]
    assert drawn[1][0] == [[0, 0.5], [1, -0.5]]  # from the first input down to the second unit


def test_names_shapes_numbers_and_biases_are_written(ax):
    draw_network(ax, by_hand(), numbers=True)
    texts = texts_of(ax)
    assert {"input\n(n, 2)", "Dense, ReLU\n(n, 2)", "Dense, Sigmoid\n(n, 1)"} <= set(texts)
    assert {"$x_{1}$", "$x_{2}$", "1", "2", "3", "−4", "8", "+ 0.5", "− 0.25"} <= set(texts)
    assert texts.count("−4") == 2


def test_values_that_flow_are_the_networks_own(ax):
    network = by_hand()
    draw_network(ax, network, x=[1, -1])
    texts = texts_of(ax)
    hidden, out = network[1](network[0]([[1, -1]])), network([[1, -1]])
    assert hidden.tolist() == [[0, 5.75]]
    assert [t for t in texts if "\n" not in t] == ["1", "−1", "0", "5.8", short(out.item())]


def test_wide_layers_are_cut_short_and_tall_ones_have_smaller_units(ax):
    draw_network(ax, mlp([784, 30, 10], np.random.default_rng(0)), most=6)
    assert len(lines_of(ax)) == 5 * 5 + 5 * 5  # the first four and the last of each
    units = [line for line in ax.lines if line.get_marker() == "o"]
    assert [len(line.get_xdata()) for line in units] == [5, 5, 5]
    assert "$x_{1}$" not in texts_of(ax) and "input\n(n, 784)" in texts_of(ax)
    few = plots.new_figure(4, 3).subplots()
    draw_network(few, mlp([2, 2], np.random.default_rng(0)))
    assert units[0].get_markersize() < few.lines[0].get_markersize()


def test_of_a_wide_layer_the_first_units_and_the_last_are_drawn(ax):
    layer = Dense(9, 1, init="zeros")
    layer.W.value = np.arange(9.0)[:, None]
    draw_network(ax, layer, most=5)
    widths = [width for _, width, _, _ in lines_of(ax)]
    np.testing.assert_allclose(widths, [0.4 + 3.2 * i / 8 for i in (0, 1, 2, 8)], rtol=1e-6)


def test_a_layer_of_zeros_and_a_layer_alone(ax):
    draw_network(ax, Dense(3, 2, init="zeros"))
    np.testing.assert_allclose([width for _, width, _, _ in lines_of(ax)], [0.4] * 6, rtol=1e-6)
    assert {"input\n(n, 3)", "Dense\n(n, 2)"} <= set(texts_of(ax))


def test_what_may_stand_between_and_before(ax):
    rng = np.random.default_rng(0)
    draw_network(ax, Sequential(Flatten(), Dense(2, 2, rng), PReLU(), Dense(2, 1, rng)))
    assert "Dense, PReLU\n(n, 2)" in texts_of(ax)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda rng: Sequential(Dense(2, 2, rng), mlp([2, 1], rng)), "Dense layers and activations, got Sequential"),
        (lambda rng: Sequential(Dense(2, 2, rng), BatchNorm(2)), "Dense layers and activations, got BatchNorm"),
        (lambda rng: Conv2D(1, 1, 3, rng), "Dense layers and activations, got Conv2D"),
        (lambda rng: Sequential(ReLU(), Dense(2, 1, rng)), "a Dense layer first, got ReLU"),
        (lambda rng: Sequential(Flatten()), "a network of Dense layers, got Sequential"),
    ],
)
def test_what_cannot_be_drawn_is_refused(ax, make, words):
    with refused(f"draw_network: expected {words}"):
        draw_network(ax, make(np.random.default_rng(0)))
    with refused("most: expected a whole number at least 3, got 2"):
        draw_network(ax, by_hand(), most=2)
    with refused("x: expected an array with 1 dimension"):
        draw_network(ax, by_hand(), x=np.ones((1, 2)))


def test_short_numbers():
    assert [short(value) for value in (0, -0.0, 1, -1, 0.5, 12, 123, 1e-9)] == [
        *("0", "0", "1", "−1", "0.5", "12"),
        "1.2e+02",
        "1e−09",
    ]
