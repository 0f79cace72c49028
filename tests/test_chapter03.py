"""Chapter 03: the worked XOR network, learning it, shallow networks, linear pieces, equal minima, exercises."""

import math
from fractions import Fraction

import numpy as np
import pytest
from helpers import refused
from numpy.testing import assert_allclose, assert_array_equal

from course_nn import BinaryCrossEntropy, Dense, ReLU, Sequential, check_layer, data, mlp
from course_nn.activations import ACTIVATIONS
from course_nn.chapters.ch03_multilayer_perceptrons import learning_xor, minima, regions, shallow, units, xor
from course_nn.chapters.ch03_multilayer_perceptrons.units_figure import ActivationTable
from course_nn.exercises import check
from course_nn.plots import course_style, new_figure
from course_nn.plots.network import draw_network

X, Y = data.xor()


# --- XOR and its network


def test_the_best_line_knows_nothing():
    w, b, prediction = xor.best_line()
    assert_allclose(w, [0, 0], atol=1e-14)
    assert_allclose(b, 0.5)
    assert_allclose(prediction, [0.5, 0.5, 0.5, 0.5])


def test_the_worked_numbers():
    """Goodfellow, Bengio and Courville (2016), section 6.1."""
    network = xor.xor_network()
    assert_array_equal(network[0].W.value, [[1, 1], [1, 1]])
    assert_array_equal(network[0](X), [[0, -1], [1, 0], [1, 0], [2, 1]])
    assert_array_equal(network[1](network[0](X)), [[0, 0], [1, 0], [1, 0], [2, 1]])
    assert_array_equal(network(X), [[0], [1], [1], [0]])


def test_the_other_network_folds_along_the_diagonal():
    network = xor.xor_network("diagonal")
    x = np.random.default_rng(0).normal(size=(50, 2))
    assert_allclose(network(x)[:, 0], np.abs(x[:, 0] - x[:, 1]), atol=1e-15)


@pytest.mark.parametrize(
    "way, corners",
    [
        (0, [[0, 0], [0, 1], [1, 0], [1, 1]]),
        (0.5, [[0, -0.5], [0.5, 0.5], [1, 0], [1.5, 1]]),
        (1, [[0, -1], [1, 0], [1, 0], [2, 1]]),
        (1.5, [[0, -0.5], [1, 0], [1, 0], [2, 1]]),
        (2, [[0, 0], [1, 0], [1, 0], [2, 1]]),
    ],
)
def test_the_way_of_the_corners(way, corners):
    result = xor.fold(way)
    assert_allclose(result["corners"], corners)
    assert result["right"] == 4
    assert_allclose(result["output"], [0, 1, 1, 0])


def test_nudged_too_far_a_corner_falls():
    assert xor.fold(weight=2.0)["right"] == 3  # w2 = 0 leaves h1 alone: 0, 1, 1, 2
    assert xor.fold(weight=0.2, bias=0.1)["right"] == 4


# --- Learning it


def test_side_by_side_is_a_layer():
    rng = np.random.default_rng(0)
    layer = learning_xor.SideBySide([Dense(2, 3, rng, dtype=np.float64) for _ in range(4)])
    assert check_layer(layer, rng.normal(size=(4, 5, 2)))
    assert check_layer(learning_xor.crowd(3, seeds=4), rng.normal(size=(4, 5, 2)))


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_each_of_the_crowd_learns_as_if_alone(activation):
    logits, costs = learning_xor.train_crowd(3, activation, seeds=5, steps=600)
    for seed in range(5):
        thetas, losses = learning_xor.history(3, 0.05, seed, activation)
        alone = mlp([2, 3, 1], np.random.default_rng(seed), activation=activation, dtype=np.float64)
        alone.theta[:] = thetas[-1]
        assert_allclose(costs[seed], losses[-1], rtol=1e-6)
        assert_allclose(logits[:, seed], alone(X)[:, 0], rtol=1e-6, atol=1e-9)


def test_the_history_is_that_of_training():
    thetas, losses = learning_xor.history(2, 0.05, 0, "tanh")
    network = mlp([2, 2, 1], np.random.default_rng(0), dtype=np.float64)
    assert_array_equal(thetas[0], network.theta)
    assert thetas.shape == (61, 9) and losses.shape == (601,)
    for frame in (0, 30, 60):
        network.theta[:] = thetas[frame]
        assert_allclose(BinaryCrossEntropy()(network(X), Y)[0], losses[10 * frame], rtol=1e-12)
        shown = learning_xor.watch(2, 0.05, 0, "tanh", frame)
        assert shown["step"] == 10 * frame
        assert_allclose(shown["field"][15, 45], 1 / (1 + np.exp(-network(np.array([[1.0, 0.0]]))[0, 0])))


def test_one_unit_never_and_eight_units_nearly_always():
    assert learning_xor.share_solved(1) == 0
    assert learning_xor.share_solved(8) >= 0.95
    assert learning_xor.share_solved(2) < learning_xor.share_solved(3) < learning_xor.share_solved(8)


def test_the_dead_ends():
    """All corners at 1/2; one sure and three that share 1/3 or 2/3; two sure and two at 1/2."""
    third = (3 * (math.log(3) - 2 / 3 * math.log(2))) / 4
    ends = np.array([math.log(2), third, math.log(2) / 2])
    for activation in ("tanh", "relu"):
        logits, costs = learning_xor.train_crowd(2, activation)
        stuck = ~((logits > 0) == (Y[:, None] == 1)).all(axis=0)
        assert stuck.any()
        assert np.abs(costs[stuck, None] - ends).min(axis=1).max() < 0.02


# --- Units


def test_every_activation_has_a_cost_and_a_row():
    assert set(units.COST) == set(ACTIVATIONS) and len(ACTIVATIONS) == 12
    for view, columns in (("formulas", 4), ("history", 3)):
        table = ActivationTable(view)
        lines = table._repr_markdown_().splitlines()[:14]
        assert len(table.rows) == 12 and all(line.count(" | ") == columns - 1 for line in lines[2:])
    with refused("did you mean 'tanh'"):
        ActivationTable(names=["tanhh"])
    with refused("unknown name"):
        ActivationTable("numbers")


def test_a_unit_close_up():
    result = units.unit("tanh", z=1.0, w=2.0, b=1.0)
    assert_allclose([result["a_here"], result["slope_here"]], [0.7615941559557649, 0.41997434161402614])
    assert result["x_here"] == 0
    assert units.unit("relu", z=1.0, w=0.0)["x_here"] is None
    assert_allclose(units.unit("leaky_relu", z=-2.0, parameter=0.5)["a_here"], -1)


def test_three_classes():
    result = units.three_classes(1, 0, -1)
    assert_allclose(result["p"], [0.6652409557748219, 0.24472847105479764, 0.09003057317038046])
    assert_allclose(units.three_classes(1, 0, -1, shift=2)["p"], result["p"])
    assert_allclose(units.three_classes(1, 0, -1, scale=0)["p"], 1 / 3)


# --- Shallow networks


@pytest.mark.parametrize("units_", [2, 3, 5, 9])
def test_even_relu_units_form_every_polygon(units_):
    """m units interpolate any values at m evenly spaced nodes."""
    nodes = np.linspace(-1, 1, units_)
    values = np.random.default_rng(units_).normal(size=units_)
    wanted = np.interp(shallow.GRID, nodes, values)
    weights = shallow.gamma(units_)
    beta = shallow.least_squares(wanted, weights, "relu")
    assert_allclose(shallow.shallow(shallow.GRID, weights, beta, "relu"), wanted, atol=1e-9)


@pytest.mark.parametrize("psi", shallow.PSI)
@pytest.mark.parametrize("where", ["even", "random"])
def test_the_fit_is_the_sum_of_its_parts(psi, where):
    result = shallow.approximate("sine", psi, 12, where, seed=1)
    assert result["parts"].shape == (12, 401)
    assert_allclose(result["parts"].sum(axis=0), result["fit"], atol=1e-9)
    assert_allclose(result["error"], np.abs(result["fit"] - np.sin(np.pi * shallow.GRID)).max())
    assert result["errors"].shape == (12,) and np.isfinite(result["errors"]).all()


def test_a_polynomial_makes_a_parabola():
    result = shallow.approximate("waves", "square", 64, "random")
    parabola = np.polyval(np.polyfit(shallow.GRID, result["fit"], 2), shallow.GRID)
    assert_allclose(result["fit"], parabola, atol=1e-8)
    best = np.polyval(np.polyfit(shallow.GRID, result["target"], 2), shallow.GRID)
    assert_allclose(result["fit"], best, atol=1e-8)


def test_unknown_names_are_refused():
    for call in (
        lambda: shallow.approximate("wave"),
        lambda: shallow.gamma(3, "rellu"),
        lambda: regions.line("zigzag"),
        lambda: xor.xor_network("triangle"),
        lambda: shallow.gamma(0),
        lambda: xor.fold(2.5),
        lambda: learning_xor.watch(frame=61),
        lambda: learning_xor.share_solved(2, "tan"),
        lambda: learning_xor.share_solved(0),
        lambda: regions.line(depth=6),
        lambda: regions.sawtooth(0),
        lambda: units.unit("sofplus"),
        lambda: units.unit(z=float("nan")),
        lambda: regions.plane(depth=3, width=40),
    ):
        with refused():
            call()


# --- Linear pieces


def fractions_of(network):
    """The weights as Python's fractions, exactly the floats they are."""
    return [tuple(np.vectorize(Fraction, otypes=[object])(p) for p in layer) for layer in regions.weights_of(network)]


@pytest.mark.parametrize("depth, width, seed", [(1, 5, 0), (2, 4, 1), (3, 3, 2), (3, 4, 3), (4, 3, 9)])
def test_pieces_of_random_networks_are_those_of_exact_fractions(depth, width, seed):
    network = regions.random_network(depth, width, seed)
    breaks = regions.breakpoints(regions.weights_of(network), -2, 2)
    exact = regions.breakpoints(fractions_of(network), Fraction(-2), Fraction(2))
    assert len(breaks) == len(exact) > 0
    assert_allclose(breaks, exact.astype(float), atol=1e-12)


@pytest.mark.parametrize("depth, width, seed", [(1, 6, 0), (2, 6, 1), (3, 5, 2), (5, 4, 5)])
def test_pieces_by_brute_force(depth, width, seed):
    """Second differences on a fine grid are not zero exactly around the breaks, and the polyline is the network."""
    network = regions.random_network(depth, width, seed)
    breaks = regions.breakpoints(regions.weights_of(network), -2, 2)
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
    network = regions.sawtooth(depth, width)
    assert regions.pieces(network, 0, 1) == width**depth
    k = np.arange(width**depth + 1)
    assert_allclose(network(k[:, None] / width**depth)[:, 0], k % 2, atol=1e-9)  # up, down, up, …


def test_a_piece_is_no_break_where_units_cancel():
    """Two ReLUs with their corner at one place, whose bends cancel: x = max(0, x) − max(0, −x)."""
    network = Sequential(
        Dense(1, 2, init="zeros", dtype=np.float64), ReLU(), Dense(2, 1, init="zeros", dtype=np.float64)
    )
    network[0].W.value[0], network[2].W.value[:, 0] = [1, -1], [1, -1]
    assert regions.pieces(network, -1, 1) == 1
    network[2].W.value[:, 0] = [1, 1]  # |x|
    assert regions.pieces(network, -1, 1) == 2
    assert_array_equal(regions.breakpoints(regions.weights_of(network), -1, 1), [0])


def test_one_layer_has_at_most_a_break_for_each_unit():
    for seed in range(20):
        assert regions.pieces(regions.random_network(1, 12, seed), -2, 2) <= 13


@pytest.mark.parametrize("seed", [0, 1, 2, 5])
def test_regions_of_one_layer(seed):
    """Lines in general position cut a window into 1 + the lines + the crossings that are inside it (Steiner, 1826)."""
    result = regions.plane(depth=1, width=4, seed=seed, n=600)
    (W, b), _ = regions.weights_of(regions.random_network(1, 4, seed, d_in=2))
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
    result = regions.plane(depth=3, width=5, seed=1, n=120)
    a = np.stack(np.meshgrid(result["axis"], result["axis"]), axis=-1).reshape(-1, 2)
    patterns = []
    for layer in regions.random_network(3, 5, 1, d_in=2)[:-1]:
        a = layer(a)
        if isinstance(layer, ReLU):
            patterns.append(a > 0)
    patterns = np.concatenate(patterns, axis=1)
    assert result["regions"] == len(np.unique(patterns, axis=0)) > 30
    assert_allclose(result["active"].ravel(), patterns.mean(axis=1))


def test_weights_of_other_networks_are_refused():
    rng = np.random.default_rng(0)
    for network in (
        mlp([1, 2, 1], rng),
        Sequential(ReLU()),
        Dense(1, 1, rng),
        Sequential(Dense(1, 2, rng), ReLU()),
    ):
        with refused("weights_of: expected Sequential"):
            regions.weights_of(network)


# --- Equal minima


def test_permuted_flipped_scaled_and_doubled_networks_are_the_same_function():
    rng = np.random.default_rng(1)
    x = rng.normal(size=(40, 3))
    network = mlp([3, 5, 2], rng, dtype=np.float64)
    network[0].b.value[:] = rng.normal(size=5)
    bent = mlp([3, 5, 2], rng, activation="relu", dtype=np.float64)
    bent[0].b.value[:] = rng.normal(size=5)
    before = network.theta.copy()
    for twin in (
        minima.permuted(network, [4, 2, 0, 1, 3]),
        minima.flipped(network, 2),
        minima.doubled(network, 1, share=-2.0),
    ):
        assert_allclose(twin(x), network(x), rtol=1e-12, atol=1e-13)
        assert twin.theta.size != before.size or not np.allclose(twin.theta, before)
    twin = minima.scaled(bent, 3, 7.0)
    assert_allclose(twin(x), bent(x), rtol=1e-12, atol=1e-13)
    assert not np.allclose(twin.theta, bent.theta)
    assert_array_equal(network.theta, before)


def test_what_does_not_fit_is_refused():
    rng = np.random.default_rng(1)
    relus, tanhs = mlp([2, 3, 1], rng, activation="relu"), mlp([2, 3, 1], rng)
    for call in (
        lambda: minima.flipped(relus, 0),
        lambda: minima.scaled(tanhs, 0, 2.0),
        lambda: minima.scaled(relus, 0, -1.0),
        lambda: minima.permuted(tanhs, [0, 0, 1]),
        lambda: minima.permuted(mlp([2, 3, 3, 1], rng), [0, 1, 2]),
        lambda: minima.doubled(tanhs, 3),
        lambda: minima.between(tanhs, mlp([2, 4, 1], rng), BinaryCrossEntropy(), X, Y),
    ):
        with refused():
            call()


def test_the_way_between_starts_and_ends_at_the_two():
    network = mlp([2, 3, 1], np.random.default_rng(0), dtype=np.float64)
    other = mlp([2, 3, 1], np.random.default_rng(1), dtype=np.float64)
    shares, costs = minima.between(network, other, BinaryCrossEntropy(), X, Y, n=11)
    assert_allclose(shares, np.linspace(0, 1, 11))
    assert_allclose(costs[[0, -1]], [BinaryCrossEntropy()(one(X), Y)[0] for one in (network, other)])


# --- The network drawing


def drawn(network, **options):
    figure = new_figure(5, 3)
    with course_style():
        ax = figure.subplots()
        draw_network(ax, network, **options)
        figure.canvas.draw()
    return ax


def test_the_drawing_is_made_from_the_network():
    ax = drawn(xor.xor_network(), x=np.array([1.0, 1.0]), numbers=True)
    texts = [text.get_text() for text in ax.texts]
    assert [t for t in texts if t in ("1", "−2", "2", "0")].count("−2") == 1  # the one negative weight
    assert "Dense, ReLU\n(n, 2)" in texts and "Dense\n(n, 1)" in texts
    segments = sum(len(lines.get_segments()) for lines in ax.collections)
    assert segments == 2 * 2 + 2


def test_wide_layers_are_cut_short():
    ax = drawn(mlp([784, 30, 10], np.random.default_rng(0)), most=6)
    assert sum(len(lines.get_segments()) for lines in ax.collections) == 5 * 5 + 5 * 5
    with refused("Dense layers and activations, got Sequential"):
        drawn(Sequential(Dense(2, 2, init="zeros"), mlp([2, 1], np.random.default_rng(0))))
    with refused("Dense layer first"):
        drawn(Sequential(ReLU(), Dense(2, 1, np.random.default_rng(0))))


# --- Exercises: wrong answers written by hand, not taken from the catalog


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_NN_HOME", str(tmp_path))


def diagnosis(answer, name=None):
    result = check(answer) if name is None else check(name, answer)
    return "passed" if result.passed else result.mistake


@pytest.mark.parametrize(
    "weights, kind",
    [
        (([[5, -5], [-5, 5]], [-2.5, -2.5], [1, 1], 1), "passed"),  # x1 and not x2, or x2 and not x1
        ((np.full((2, 2), 20.0), np.array([-10.0, -30.0]), np.array([3.0, -3.0]), -3.0), "passed"),
        (([[1, 1], [1, 1]], [0, -1], [1, -2], 0), "weights of the ReLU network"),
        (([[5, -5], [-5, 5]], [-2.5, -2.5], [-1, -1], -1), "XNOR"),
        (([[0, 0], [0, 0]], [0, 0], [0, 0], 0), "output bias too low"),
        (([[9, 0], [9, 0]], [-13, 0], [1, 0], 0), "AND"),
        (([[9, 0], [9, 0]], [-4, 0], [1, 0], 0), "OR"),
        (([[2, 2], [2, 2]], [-1, -3], [1, -1]), "error"),  # no output bias
        (([[2, 2]], [-1, -3], [1, -1], -1), "error"),
        (7, "error"),
    ],
)
def test_xor_with_tanh(home, weights, kind):
    assert diagnosis(weights, "xor_tanh") == kind


def test_shape_messages_read_well(home):
    result = check("xor_tanh", ([[2, 2]], [-1, -3], [1, -1], -1))
    assert "W should have shape (2, 2), it has shape (1, 2)" in result.message
    result = check("xor_tanh", ([[2, 2], [2, 2]], [-1, -3], [1, -1], [-1]))
    assert "b should be a single number, it has shape (1,)" in result.message


def test_counting(home):
    def count_parameters(sizes):
        total = 0
        for k in range(len(sizes) - 1):
            total += (sizes[k] + 1) * sizes[k + 1]
        return total

    assert diagnosis(count_parameters) == "passed"

    def count_parameters(sizes):
        total = 0
        for k in range(1, len(sizes)):
            total += sizes[k] * sizes[k - 1]
        return total

    assert diagnosis(count_parameters) == "no biases"

    def count_parameters(sizes):
        total = 0
        for k in range(len(sizes) - 2):
            total += (sizes[k] + 1) * sizes[k + 1]
        return total

    assert diagnosis(count_parameters) == "last layer left out"

    def count_parameters(sizes):
        total = sizes[0]
        for k in range(1, len(sizes)):
            total += sizes[k] * sizes[k - 1] + sizes[k]
        return total

    assert diagnosis(count_parameters) == "biases of the input"


def s(z):
    return 0.5 + 0.5 * np.tanh(z / 2)


@pytest.mark.parametrize(
    "bump, kind",
    [
        (lambda x, left, right, k: s(k * x - k * left) - s(k * (x - right)), "passed"),
        (lambda x, left, right, k: s(k * (x - left)) + s(k * (right - x)) - 1, "passed"),
        (lambda x, left, right, k: s(k * (x - left)) + s(k * (x - right)), "sum"),
        (lambda x, left, right, k: s(k * (right - x)) * s(k * (x - left)), "product"),
        (lambda x, left, right, k: s((x - left) / k) - s((x - right) / k), "steepness divides"),
        (lambda x, left, right, k: s(x - left) - s(x - right), "steepness left out"),
        (lambda x, left, right, k: -s(k * (x - left)) + s(k * (x - right)), "upside down"),
    ],
)
def test_bumps(home, bump, kind):
    assert diagnosis(bump, "bump") == kind


def test_the_bug_hunt(home):
    def xor_forward(X, W, c, w, b):
        return np.array([sum(max(0, x @ W[:, j] + c[j]) * w[j] for j in range(len(w))) + b for x in X])

    assert diagnosis(xor_forward) == "passed"

    def xor_forward(X, W, c, w, b):
        hidden = X @ W
        hidden[hidden < 0] = 0
        return (hidden + c) @ w + b

    assert diagnosis(xor_forward) == "still outside"

    def xor_forward(X, W, c, w, b):
        return (X @ W + c) @ w + b

    assert diagnosis(xor_forward) == "no ReLU"

    def xor_forward(X, W, c, w, b):
        return relu(relu(X @ W) + c) @ w + b

    assert diagnosis(xor_forward) == "ReLU twice"


def relu(z):
    return np.where(z > 0, z, 0)
