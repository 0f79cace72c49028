"""Gradients over time: Jacobians held to difference quotients, the tanh RNN's bound, and what the gates' bias does."""

import numpy as np
import pytest
from corners import every_two
from helpers import refused
from own_data import move_everywhere

from course_nn import GRU, LSTM, RNN, Dense, Layer
from course_nn.chapters.ch08_rnns.gradient_distance import (
    CELLS,
    DRAWS,
    FEATURES,
    UNITS,
    Compared,
    gradient_norms,
    jacobians,
    norms_of_draws,
)
from course_nn.chapters.ch08_rnns.gradient_distance_figure import fate, log_limits
from course_nn.initializers import orthogonal
from course_nn.plots.style import cut_off
from course_nn.widgets import gradient_distance

SEEDS = range(4)


def mean(cell, scale, length, size, bias, seed=0):
    return np.exp(np.log(norms_of_draws(cell, scale, length, size, bias, seed)).mean(axis=0))


@pytest.mark.parametrize("cell", [RNN, LSTM, GRU])
def test_jacobians_are_difference_quotients(cell):
    rng = np.random.default_rng(0)
    layer, x, step = cell(3, 4, rng, dtype=np.float64), rng.normal(size=(6, 3)), 1e-6
    start = tuple(rng.normal(size=part.shape) * 0.5 for part in layer.start(1))
    found = jacobians(layer, x, start)

    def end(state, k):
        for t in range(6 - k, 6):
            state, _ = layer.step(x[t : t + 1], state)
        return state[0][0]

    states = [start]
    for t in range(6):
        states.append(layer.step(x[t : t + 1], states[-1])[0])
    for k in range(7):
        whole = np.hstack(states[6 - k])
        for j in range(whole.shape[1]):
            moved = [whole + sign * step * np.eye(whole.shape[1])[j] for sign in (1, -1)]
            up, down = (end(tuple(np.split(one, len(start), axis=1)), k) for one in moved)
            np.testing.assert_allclose(found[k, :, j], (up - down) / (2 * step), atol=1e-8)
    assert (found[0, :, :4] == np.eye(4)).all() and (found[0, :, 4:] == 0).all()


def test_asking_leaves_the_layer_as_it_is():
    layer = LSTM(2, 3, np.random.default_rng(0))
    layer.W.grad[:] = 7
    theta, x = layer.W.value.copy(), np.ones((5, 2))
    jacobians(layer, x)
    assert (layer.W.grad == 7).all() and (layer.U.grad == 0).all() and (layer.W.value == theta).all() and (x == 1).all()


@pytest.mark.parametrize("cell", CELLS)
def test_the_draws_are_single_cells(cell):
    """Each block of the wide layer, cut out into a layer of its own, has the norms that are shown."""
    seed, scale, size, bias, length = 3, 1.3, 0.7, 2.0, 12
    rng, width = np.random.default_rng(seed), DRAWS * UNITS
    wide = CELLS[cell](FEATURES, width, rng, dtype=np.float64)
    gates = wide.W.value.shape[1] // width
    W = rng.standard_normal((FEATURES, gates, DRAWS, UNITS)) * size / np.sqrt(FEATURES)
    U = [[scale * orthogonal((UNITS, UNITS), rng, np.float64) for _ in range(DRAWS)] for _ in range(gates)]
    x = rng.standard_normal((length, FEATURES))
    shown = norms_of_draws(cell, scale, length, size, bias, seed)
    for k in range(DRAWS):
        layer = CELLS[cell](FEATURES, UNITS, rng, dtype=np.float64)
        layer.W.value[:] = W[:, :, k].reshape(FEATURES, -1)
        layer.U.value[:] = np.hstack([U[gate][k] for gate in range(gates)])
        layer.b.value[:] = 0
        if gates > 1:
            layer.b.value[UNITS : 2 * UNITS] = bias
        np.testing.assert_allclose(gradient_norms(layer, x), shown[k], rtol=1e-9)


@pytest.mark.parametrize("scale", [0.2, 0.5, 1.0, 1.6, 5.0])
@pytest.mark.parametrize("size", [0.0, 0.3, 1.0, 3.0])
def test_a_tanh_rnn_stays_below_its_bound(scale, size):
    for seed in SEEDS:
        norms = norms_of_draws("tanh RNN", scale, 60, size, 1.0, seed)
        assert (norms <= scale ** np.arange(61.0) * (1 + 1e-9)).all()
    if size == 0:  # the state stays 0, where every slope is 1
        np.testing.assert_allclose(norms, np.broadcast_to(scale ** np.arange(61.0), norms.shape))


@pytest.mark.parametrize("seed", SEEDS)
def test_bias_1_does_not_remember_and_5_does(seed):
    for cell in ("LSTM", "GRU"):
        assert mean(cell, 1.0, 100, 1.0, 1.0, seed)[-1] < 1e-8
        assert mean(cell, 1.0, 100, 1.0, 5.0, seed)[-1] > 0.1
    assert mean("tanh RNN", 1.0, 100, 1.0, 1.0, seed)[-1] < 1e-18, "and the tanh RNN is worse than both"


@pytest.mark.parametrize("seed", SEEDS)
def test_radius_2_explodes_or_vanishes_with_the_size_of_the_inputs(seed):
    small, middle, large = (mean("tanh RNN", 2.0, 100, size, 1.0, seed)[-1] for size in (0.3, 1.0, 3.0))
    assert small > 1e3 and 1e-2 < middle < 1 and large < 1e-15


@pytest.mark.parametrize("seed", SEEDS)
def test_gates_do_not_keep_a_gradient_from_exploding(seed):
    for cell in CELLS:
        assert mean(cell, 5.0, 100, 0.0, 1.0, seed)[-1] > 1e10


@pytest.mark.long
def test_everything_lies_inside_and_a_longer_axis_says_so():
    it, longer = gradient_distance(), 0
    for corner in every_two(it.corners()):
        for length in (corner["length"], 25, 26, 50):
            it.set(**corner | {"length": length})
            (ax,) = it.figure.axes
            assert len(ax.lines) == 4 and len(ax.collections) == 3
            for line in ax.lines:
                x, y = line.get_data()
                assert len(x) == length + 1 and x[-1] <= ax.get_xlim()[1] / 1.2
                assert (y > ax.get_ylim()[0]).all() and (y < ax.get_ylim()[1]).all()
            usual = np.allclose(np.log10(ax.get_ylim()), (-15, 5))
            assert usual == (not any("longer axis" in text.get_text() for text in ax.texts))
            longer += not usual
    assert longer > 10


@pytest.mark.parametrize(
    ("values", "title"),
    [
        ({}, "The tanh RNN's gradient shrinks"),
        ({"length": 100}, "The tanh RNN's gradient vanishes"),
        ({"length": 100, "scale": 2.0}, "Spectral radius 2, and still, in the mean, the tanh RNN's gradient shrinks"),
        ({"length": 100, "scale": 2.0, "size": 3.0}, "Spectral radius 2, and still the tanh RNN's gradient vanishes"),
        ({"length": 100, "scale": 2.0, "size": 0.3}, "The tanh RNN's gradient explodes"),
        ({"length": 100, "size": 0.0}, "The tanh RNN's gradient arrives"),
    ],
)
def test_the_title_names_the_gradients_fate(values, title):
    assert gradient_distance().set(**values).figure.axes[0].get_title(loc="left") == title


@pytest.mark.long
def test_where_draws_disagree_the_title_speaks_of_the_mean():
    it, kinds = gradient_distance(), set()
    for values in ({"length": 20, "scale": 2.0, "size": 3.0}, {"length": 50, "scale": 1.6, "size": 0.3}, {"size": 0.0}):
        it.set(**{"length": 10, "scale": 1.0, "size": 1.0} | values)
        title = it.figure.axes[0].get_title(loc="left")
        words = {fate(norm) for norm in it.result["norms"]["tanh RNN"][:, -1]}
        assert ("n the mean" in title) == (len(words) > 1) and not cut_off(it.figure)
        kinds.add("n the mean" in title)
    assert kinds == {True, False}


def test_the_axis_says_which_norm():
    label = gradient_distance().figure.axes[0].get_ylabel()
    assert label.endswith(r"\|_F\,/\,\sqrt{d}$")  # of the identity, at k = 0, it is 1
    assert gradient_norms(scaled(1), np.zeros((3, 8)))[0] == 1


def test_the_word_goes_by_the_number_that_is_shown():
    words = {"arrives": (0.1, 0.0996, 10.4), "shrinks": (0.094, 1e-3), "grows": (10.6, 1040), "explodes": (1060,)}
    for word, numbers in (words | {"vanishes": (0.00094, 0)}).items():
        assert [fate(number) for number in numbers] == [word] * len(numbers)


def test_limits_grow_by_whole_steps():
    assert log_limits(np.array([1e-14, 1e4, 0])) == (-15, 5)
    assert log_limits(np.array([1e-15]), np.array([1e5])) == (-30, 20)
    assert log_limits(np.zeros(3)) == (-15, 5)


class Leaky(Layer):
    """A cell of a reader's own: h = ½ h₋₁ + x."""

    d_in = 2

    def start(self, n=1):
        return (np.zeros((n, 2)),)

    def step(self, x, state):
        return (0.5 * state[0] + x,), lambda d: (d[0], (0.5 * d[0],))


@pytest.mark.long
def test_a_cell_of_ones_own():
    np.testing.assert_allclose(gradient_norms(Leaky(), np.ones((9, 2))), 0.5 ** np.arange(10))
    it = gradient_distance(Leaky())
    assert it.description.endswith("(geometric means of 5 draws); your own: 9.8·10⁻⁴.")
    for corner in move_everywhere(it):
        assert it.result["left"]["your own"] == pytest.approx(0.5 ** corner["length"])
    forgetful = RNN(3, 4, np.random.default_rng(0))
    forgetful.U.value[:] = 0
    assert gradient_distance(forgetful).description.endswith("your own: 0.")
    assert Compared(GRU(2, 3, np.random.default_rng(0)))(10, 1.0, 1.0, 1.0)["norms"]["your own"].shape == (1, 11)


def scaled(u, activation="tanh", dtype=np.float32):
    layer = RNN(8, 16, np.random.default_rng(0), activation=activation, dtype=dtype)
    layer.U.value[:] = u * np.eye(16)
    return layer


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    ("u", "activation", "length", "said"),
    [
        (2, "tanh", 100, "1.3·10³⁰"),
        (0.3, "tanh", 100, "5.2·10⁻⁵³"),
        (10, "tanh", 100, "10¹⁰⁰"),
        (10, "tanh", 20, "10²⁰"),
        (1000, "tanh", 100, "over 10²³⁰"),
        (1e-4, "tanh", 100, "under 10⁻²⁴⁰"),
    ],
)
def test_a_cell_of_ones_own_is_followed_however_far(u, activation, length, said, dtype):
    """With no inputs the state is 0, every slope is 1, and uᵏ is left."""
    it = gradient_distance(scaled(u, activation, dtype)).set(length=length, size=0.0)
    assert it.description.endswith(f"your own: {said}.")
    assert not cut_off(it.figure)
    whole = said[0].isdigit()
    assert any(text.get_text() == ("your own" if whole else f"your own: {said}") for text in it.figure.axes[0].texts)
    own = [line for line in it.figure.axes[0].lines if len(line.get_xdata()) > 1][-1].get_ydata()
    assert np.isfinite(own).all() and (len(own) == length + 1) == whole


def test_what_is_exactly_0_is_told_from_what_is_below_all_floats():
    x = np.zeros((100, 8))
    assert gradient_norms(scaled(1e-4, dtype=np.float64), x)[-1] > 0 == gradient_norms(scaled(0), x)[-1]


@pytest.mark.long
@pytest.mark.parametrize("u", [0, 1e-3])
def test_the_word_of_a_longer_axis_stands_apart_from_names(u):
    own = scaled(u)
    figure = gradient_distance(own).set(length=100, scale=0.2, size=0.0, bias=-2.0).figure
    figure.canvas.draw()
    (ax,) = figure.axes
    (word,) = [text for text in ax.texts if "longer axis" in text.get_text()]
    others = [*(text for text in ax.texts if text is not word), ax.xaxis.label, *ax.get_xticklabels()]
    assert not any(word.get_window_extent().overlaps(text.get_window_extent()) for text in others)
    assert not cut_off(figure)


@pytest.mark.long
def test_an_exploding_gradient_is_no_0_and_states_beyond_all_floats_are_said():
    layer = scaled(10, "relu")
    it = gradient_distance(layer).set(length=100)
    assert 1e95 < it.result["left"]["your own"] < 1e101
    it = gradient_distance(scaled(1e5, "relu")).set(length=100)
    assert it.description.endswith("your own: not a number, since its states grow beyond all floats.")
    assert np.isnan(it.result["means"]["your own"][1:]).all() and not cut_off(it.figure)


def test_jacobians_of_float32_reach_beyond_its_range():
    found = jacobians(scaled(10), np.zeros((60, 8)))
    np.testing.assert_allclose(found[60], 1e60 * np.eye(16), rtol=1e-5)
    np.testing.assert_allclose(gradient_norms(scaled(0.1), np.zeros((200, 8)))[200], 1e-200, rtol=1e-4)


def test_what_is_said_of_the_draws_is_not_said_of_ones_own():
    it = gradient_distance(scaled(1))
    assert "Your own is as it is, with inputs of that size" in it.caption
    assert "bound is its" in it.caption and "bound is its" not in gradient_distance().caption
    (ax,) = it.figure.axes
    assert len(ax.collections) == 3, "one network has no band"
    assert "tanh RNN's bound 1ᵏ" in [text.get_text() for text in ax.texts]


def test_bad_input_gets_one_sentence():
    broken, through_w = RNN(2, 2, np.random.default_rng(0)), RNN(2, 2, np.random.default_rng(0), activation="relu")
    broken.U.value[0, 0] = through_w.W.value[0, 0] = np.nan
    for call, sentence in (
        (lambda: gradient_distance(3), "gradient_distance: expected an RNN, LSTM or GRU, or a Layer with"),
        (lambda: jacobians(Dense(2, 2, np.random.default_rng(0)), np.ones((3, 2))), "jacobians: expected an RNN"),
        (lambda: jacobians(Leaky(), np.ones(3)), "jacobians: x: expected an array with 2 dimension"),
        (lambda: jacobians(RNN(3, 2, np.random.default_rng(0)), np.ones((4, 2))), "expected input for one step"),
        (lambda: gradient_distance(broken), "gradient_distance: expected a layer with finite weights"),
        (lambda: gradient_distance(through_w), "gradient_distance: expected a layer with finite weights"),
        (lambda: gradient_distance(RNN), "got the class RNN"),
    ):
        with refused(sentence):
            call()
