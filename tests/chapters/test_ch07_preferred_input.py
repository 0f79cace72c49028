"""Preferred input: the gradient is right, each climb rises within its bound, and what may be said of what it finds."""

import numpy as np
import pytest
from example_cnn import X, all_kinds
from helpers import refused

from course_nn import Conv2D, Dense, Flatten, Sequential
from course_nn.chapters.ch07_cnn_filters import digit_cnn
from course_nn.chapters.ch07_cnn_filters.feature_maps_figure import writer
from course_nn.chapters.ch07_cnn_filters.instruments import preferred_input
from course_nn.chapters.ch07_cnn_filters.layer_maps import layers_of, redrawn
from course_nn.chapters.ch07_cnn_filters.preferred_input import (
    BOUNDS,
    STEPS,
    ascend,
    correlation,
    image_values,
    own_layers,
    starts,
    units,
    value_and_gradient,
)
from course_nn.chapters.ch07_cnn_filters.preferred_input import preferred_input as climbs_of
from course_nn.chapters.ch07_cnn_filters.preferred_input_figure import (
    describe_preferred_input,
    draw_preferred_input,
)
from course_nn.functions import softmax
from course_nn.plots.style import course_style, new_figure


@pytest.mark.parametrize("own", [False, True])
def test_the_gradient_by_finite_differences(own):
    net = layers_of(all_kinds(), X, who="test") if own else layers_of(who="test")
    x = np.random.default_rng(0).random((2, *net.shapes[0]))
    direction = np.random.default_rng(1).normal(size=x.shape)
    for layer in units(net).values():
        unit = net.places(layer)[0] - 1
        value, gradient = value_and_gradient(net, layer, unit, x)
        output = net.outputs(x, layer)[-1][:, unit]
        np.testing.assert_allclose(value, output.reshape(2, -1).mean(axis=1))
        there, back = (value_and_gradient(net, layer, unit, x + h * direction)[0] for h in (1e-6, -1e-6))
        slope = (gradient * direction).reshape(2, -1).sum(axis=1)
        np.testing.assert_allclose((there - back) / 2e-6, slope, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("bound", BOUNDS.values())
def test_each_climb_keeps_its_bound_and_gets_higher(bound):
    net = layers_of(who="test")
    length = np.sqrt((net.X**2).sum(axis=(1, 2, 3))).mean()
    for layer in units(net).values():
        for unit in range(0, net.places(layer)[0], 5):
            path, values = ascend(net, layer, unit, starts(net.shapes[0], range(4), bound), bound)
            assert path.shape == (STEPS + 1, 4, 1, 8, 8)
            assert (values[-1] > values[0]).all(), (layer, unit)
            if bound == "box":
                assert path.min() >= 0 and path.max() <= 1
            else:
                np.testing.assert_allclose(np.sqrt((path**2).sum(axis=(2, 3, 4))), length)


def test_a_linear_unit_is_climbed_to_its_known_best():
    """w · x + b within the bounds: 1 where w > 0 and 0 elsewhere; or along w."""
    rng = np.random.default_rng(0)
    network = Sequential(Conv2D(1, 1, 1, rng), Flatten(), Dense(64, 10, rng))
    network[0].W.value[...] = 1
    net = layers_of(network, who="test")
    w = net.layers[2].W.value[:, 1]
    length = np.sqrt((net.X**2).sum(axis=(1, 2, 3))).mean()
    for bound, best in (("box", w.clip(0).sum()), ("norm", length * np.linalg.norm(w))):
        path, values = ascend(net, 3, 1, starts((1, 8, 8), range(3), bound), bound, steps=300)
        np.testing.assert_allclose(values[-1], best, rtol=0.03)
        assert (values[-1] <= best + 1e-9).all()
    assert correlation(path[-1, 0].ravel(), w) > 0.99


@pytest.mark.long
def test_what_may_be_said_of_the_digits():
    """Each of the ten outputs of the three stored networks from ten starts, pixels from 0 to 1."""
    for seed in digit_cnn.STORED:
        net = layers_of(digit_cnn.trained(seed), who="test")
        fresh = redrawn(net, seed)
        found = {"trained": [], "random": [], "p": [], "alike": []}
        for unit in range(10):
            begin, mean = starts((1, 8, 8), range(10), "box"), net.X[net.y == unit].mean(axis=0)
            for name, one in (("trained", net), ("random", fresh)):
                path, values = ascend(one, 8, unit, begin, "box")
                found[name].append([correlation(x, mean) for x in path[-1]])
                if name == "trained":
                    assert values[-1].max() > image_values(net, "box")[8][:, unit].max(), "beats the best test image"
                    found["p"].append(softmax(net.outputs(path[-1])[-1])[:, unit])
                    found["alike"] += [correlation(a, b) for i, a in enumerate(path[-1]) for b in path[-1][:i]]
        assert np.mean(np.array(found["p"]) > 0.9) > 0.9, "the network is sure"
        assert 0.15 < np.mean(found["trained"]) < 0.5, "they resemble the mean of the class a little"
        assert abs(np.mean(found["random"])) < 0.15, "with random weights they don't"
        assert np.mean(found["alike"]) < 0.6, "another start finds another image"


@pytest.mark.long
def test_the_picture_and_the_sentence():
    compute = climbs_of(own_layers())
    for bound in BOUNDS.values():
        for layer in (1, 4, 8):
            for step in (0, 31, STEPS):
                result = compute(layer, 3, bound, 2, step)
                write = writer(max(np.abs(result["values"]).max(), abs(result["best_value"])))
                figure = new_figure(9.4, 4.0)
                with course_style():
                    draw_preferred_input(figure, result)
                pictures, climbs = figure.axes
                shown = [text.get_text().rpartition("\n")[2] for text in pictures.texts[::2]]
                here = [write(value) for value in (*result["values"][:, step], result["best_value"])]
                assert len({value.partition(".")[2].__len__() for value in here}) == 1, "as many decimals"
                assert shown == here
                said = describe_preferred_input(result)
                assert all(f" {value}" in said for value in here) and len(said) <= 220
                assert climbs.get_title(loc="left").endswith(f": {here[0]}")
                low, high = climbs.get_ylim()
                assert low < min(result["values"].min(), result["best_value"])
                assert high > max(result["values"].max(), result["best_value"])
                assert all(len(line.get_xdata()) == step + 1 for line in climbs.lines[:6:2])


def test_another_start_and_random_weights_stand_beside():
    pair = own_layers()
    result = climbs_of(pair)(8, 3, "box", 4, 20)
    for k, (net, start) in enumerate((("trained", 4), ("trained", 5), ("random", 4))):
        path, values = ascend(pair[net], 8, 3, starts((1, 8, 8), [start], "box"), "box")
        np.testing.assert_allclose(result["images"][k], path[20, 0], atol=1e-9)
        np.testing.assert_allclose(result["values"][k], values[:, 0], atol=1e-9)
    assert result["best_value"] == pytest.approx(pair["trained"].outputs(pair["trained"].X)[-1][:, 3].max())


@pytest.mark.long
@pytest.mark.parametrize("bound", BOUNDS.values())
def test_no_climb_runs_through_the_name_of_the_line(bound):
    compute = climbs_of(own_layers())
    for unit in range(10):
        figure = new_figure(9.4, 4.0)
        with course_style():
            draw_preferred_input(figure, compute(8, unit, bound, 9, STEPS))
            figure.canvas.draw()
        ax = figure.axes[1]
        (name,) = ax.texts
        box = name.get_window_extent()
        assert ax.bbox.y0 < box.y0 and box.y1 < ax.bbox.y1
        for line in ax.lines[:6:2]:
            steps = np.linspace(0, STEPS, 2000)
            x, y = ax.transData.transform(np.column_stack([steps, np.interp(steps, *line.get_data())])).T
            assert not ((box.x0 < x) & (x < box.x1) & (box.y0 < y) & (y < box.y1)).any(), unit


def test_a_climb_without_a_slope_is_told():
    network = digit_cnn.trained().copy()
    for name, parameter in network.parameters().items():
        parameter.value[...] = -1 if name.endswith("b") else 0
    compute = climbs_of(own_layers(network))
    result = compute(8, 3, "box", 4, 0)
    assert result["stopped"].tolist() == [True, True, False]
    said = describe_preferred_input(result)
    assert said.endswith("; the gradient is 0, nothing moves: start 4, start 5.") and len(said) <= 220
    assert not climbs_of(own_layers())(8, 3, "box", 4, 0)["stopped"].any()


@pytest.mark.long
def test_networks_and_images_of_the_readers_own():
    it = preferred_input(all_kinds(), X)
    assert it.values["unit"] == 2 and it.result["to_mean"] is None
    for layer, unit in ((1, 3), (6, 5), (11, 2)):
        assert it.set(layer=layer, unit=99, step=STEPS).values["unit"] == unit
    with refused("preferred_input: expected a network"):
        preferred_input("net")
