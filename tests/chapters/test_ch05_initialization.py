"""The first weights: what is shown agrees with theory, with SciPy and with one layer by hand."""

import numpy as np
import pytest
from helpers import refused
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import softmax

from course_nn.activations import ACTIVATIONS
from course_nn.chapters.ch05_optimizers.initialization import SCHEMES, WINDOWS, mean_field, signals_by_layer
from course_nn.chapters.ch05_optimizers.initialization_figure import draw_initialization, signals_fate
from course_nn.plots import picture
from course_nn.plots.powers import printed
from course_nn.widgets import initialization


@pytest.mark.parametrize("activation", WINDOWS)
@pytest.mark.parametrize("scheme", ["too small", "too large", "Xavier", "He"])
def test_what_is_measured_is_what_theory_predicts(activation, scheme):
    """A mean of eight networks of 128 units against the theory of infinitely wide ones."""
    found = [signals_by_layer(8, activation, scheme, seed=seed) for seed in range(8)]
    for name, within in (("a", 0.08), ("g", 0.15)):
        sizes = np.sqrt(np.mean([one[f"{name}_size"] ** 2 for one in found], axis=0))
        theory = np.sqrt(np.mean([one[f"{name}_theory"] ** 2 for one in found], axis=0))
        np.testing.assert_allclose(sizes, theory, rtol=within)


@pytest.mark.parametrize("activation", WINDOWS)
def test_mean_field_integrals_are_scipys(activation):
    g = ACTIVATIONS[activation]
    std, q = 0.13, 128 * 0.13**2

    def expectation(f):
        return quad(lambda z: f(np.sqrt(q) * z) * np.exp(-z * z / 2) / np.sqrt(2 * np.pi), -9, 9, points=[0])[0]

    square = expectation(lambda z: float(g(np.array(z))) ** 2)
    slope = expectation(lambda z: float(g.derivative(np.array(z))) ** 2)
    sizes, gradients = mean_field(1, activation, std, 0.5)
    assert sizes[0] ** 2 == pytest.approx(square, rel=2e-3)
    assert gradients[0] ** 2 == pytest.approx(0.25 * slope, rel=2e-3)


def test_he_keeps_relu_and_xavier_halves_it():
    """He et al. (2015): with variance 2/n the mean square stays as it is; with 1/n every layer halves it."""
    for scheme, ratio in (("He", 1.0), ("Xavier", 0.5)):
        sizes, gradients = mean_field(10, "relu", SCHEMES[scheme](128, 128), 1.0)
        np.testing.assert_allclose(sizes[1:] ** 2 / sizes[:-1] ** 2, ratio, rtol=2e-3)
        np.testing.assert_allclose(gradients[:-1] ** 2 / gradients[1:] ** 2, ratio, rtol=2e-3)


def test_counts_hold_every_entry():
    for activation in WINDOWS:
        result = signals_by_layer(3, activation, "He")
        for name in "ag":
            counted = result[name].sum(axis=1) / 128**2 + result[f"{name}_zero"]
            np.testing.assert_allclose(counted, 1)
            assert result[name].shape == (3, len(result[f"{name}_edges"]) - 1)
    relu = signals_by_layer(5, "relu", "He")
    np.testing.assert_allclose(relu["a_zero"], 0.5, atol=0.06)
    assert relu["a_zero"].tolist() == relu["g_zero"].tolist(), "where a ReLU gives 0, it lets no gradient through"


def test_histograms_lie_where_the_values_are():
    """The size read off the histogram is the size that was measured."""
    result = signals_by_layer(4, "tanh", "Xavier")
    middle = (result["a_edges"][1:] + result["a_edges"][:-1]) / 2
    read = np.sqrt((result["a"] * middle**2).sum(axis=1) / result["a"].sum(axis=1))
    np.testing.assert_allclose(read, result["a_size"], rtol=0.01)
    middle = 10 ** ((result["g_edges"][1:] + result["g_edges"][:-1]) / 2)
    read = np.sqrt((result["g"] * middle**2).sum(axis=1) / result["g"].sum(axis=1))
    np.testing.assert_allclose(read, result["g_size"], rtol=0.15)


def test_one_layer_by_hand():
    """The same random numbers in their order, and backpropagation written out, for one example's loss."""
    result = signals_by_layer(1, "tanh", "He", 1.5, seed=4)
    rng = np.random.default_rng(4)
    x, labels = rng.standard_normal((128, 128)), rng.integers(0, 10, 128)
    W, V = (1.5 * np.sqrt(2 / 128) * rng.standard_normal(shape) for shape in ((128, 128), (128, 10)))
    a = np.tanh(x @ W)
    d = softmax(a @ V, axis=1) - np.eye(10)[labels]
    g = (d @ V.T) * (1 - a * a)
    for name, want in (("a", a), ("g", g)):
        assert result[f"{name}_size"][0] == pytest.approx(np.sqrt(np.mean(want**2)), rel=1e-10)
    assert result["a_spread"][0] == pytest.approx(np.sqrt(a.var(axis=0).mean()), rel=1e-10)
    np.testing.assert_array_equal(result["a"][0], np.histogram(a, np.linspace(-1, 1, 41))[0])
    np.testing.assert_array_equal(result["g"][0], np.histogram(np.log10(np.abs(g)), np.linspace(-12, 4, 41))[0])
    assert result["input_size"] == pytest.approx(np.sqrt(np.mean(x**2)))


@pytest.mark.parametrize(
    "activation, scheme, factor, up, down",
    [
        ("tanh", "zeros", 1, "All activations are 0", "No gradient arrives"),
        ("sigmoid", "zeros", 1, "Nothing of the input arrives", "No gradient arrives"),
        ("tanh", "Xavier", 1, "Activations shrink 2.8-fold", "Gradients shrink 3.8-fold"),
        ("tanh", "He", 1, "Activations keep their size", "Gradients keep their size"),
        ("sigmoid", "too large", 1, "Most units are saturated", "Gradients keep their size"),
        ("tanh", "too small", 1, "Activations fade", "Gradients vanish"),
        ("tanh", "too large", 1, "Most units are saturated", "Gradients explode"),
        ("relu", "too large", 1, "Activations explode", "Gradients explode"),
        ("relu", "He", 1, "Activations keep their size", "Gradients keep their size"),
        ("relu", "Xavier", 1, "Activations shrink 23-fold", "Gradients shrink 21-fold"),
        ("sigmoid", "Xavier", 1, "Differences fade", "Gradients vanish"),
        ("sigmoid", "too small", 0.5, "Differences fade", "Gradients vanish"),
        ("sigmoid", "too small", 2, "Differences fade", "Gradients vanish"),
        ("sigmoid", "too large", 0.5, "Differences shrink 18-fold", "Gradients shrink 17-fold"),
        ("relu", "Xavier", 2, "Activations grow 22-fold", "Gradients grow 24-fold"),
    ],
)
def test_what_is_said(activation, scheme, factor, up, down):
    assert signals_fate(signals_by_layer(10, activation, scheme, factor)) == (up, down)


@pytest.mark.parametrize("activation", WINDOWS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_keeps_its_size_still_tells_the_examples_apart(activation, scheme):
    """In every corner of the instrument: no title says that all is well where nothing of the input arrives."""
    for factor in (0.5, 1.0, 2.0):
        for depth in (2, 3, 6, 10):
            result = signals_by_layer(depth, activation, scheme, factor)
            up, _ = signals_fate(result)
            kept = result["a_spread"][-1] / max(result["a_spread"][0], 1e-300)
            if "keep" in up or "grow" in up or "explode" in up:
                assert kept > 0.4, (factor, depth, up)
            if "Nothing" in up or "are 0" in up:
                assert kept == 0, (factor, depth, up)
            if activation == "sigmoid" and kept < 0.01:
                assert up in ("Differences fade", "Nothing of the input arrives"), (factor, depth, up)


@given(
    depth=st.integers(1, 10),
    activation=st.sampled_from(list(WINDOWS)),
    scheme=st.sampled_from(list(SCHEMES)),
    factor=st.floats(0.5, 2),
)
@settings(max_examples=25)
def test_pure_and_finite_everywhere(depth, activation, scheme, factor):
    one, again = (signals_by_layer(depth, activation, scheme, factor) for _ in range(2))
    for name, value in one.items():
        if isinstance(value, np.ndarray):
            assert np.isfinite(value).all(), name
            np.testing.assert_array_equal(value, again[name])


@pytest.mark.long
def test_the_whole_sentence():
    a, g = (signals_by_layer(1, "relu", "He")[name][0] for name in ("a_size", "g_size"))
    said = initialization(scheme="He", activation="relu", depth=1).description
    assert said == f"Activations of one layer: root mean square {a:.2g}. Gradients at one layer: {g:.2g}."
    told = initialization(scheme="Xavier", activation="tanh", depth=10).description
    assert told.startswith("Activations shrink 2.8-fold: root mean square 0.63 in layer 1, 0.22 in layer 10."), (
        "the factor is that of the two numbers"
    )
    spread = signals_by_layer(10, "sigmoid", "He")["a_spread"]
    told = initialization(scheme="He", activation="sigmoid", depth=10).description
    assert told.startswith(
        printed(
            f"Differences fade: standard deviation over the examples {spread[0]:.2g} in layer 1, {spread[-1]:.2g} in"
        )
    )


def test_bad_input_gets_one_sentence():
    for call, words in (
        (lambda: signals_by_layer(0, "tanh", "He"), "depth: expected a whole number at least 1"),
        (lambda: signals_by_layer(99, "tanh", "He"), "at most 10"),
        (lambda: signals_by_layer(3, "tanhh", "He"), "did you mean 'tanh'"),
        (lambda: signals_by_layer(3, "tanh", "Hee"), "did you mean 'He'"),
        (lambda: signals_by_layer(3, "tanh", "He", 0), "factor: expected"),
    ):
        with refused(words):
            call()


@pytest.mark.long
@pytest.mark.parametrize("activation", WINDOWS)
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_all_sizes_are_inside_the_axis_and_fill_it(activation, scheme, factor):
    result = signals_by_layer(10, activation, scheme, factor)
    ax = picture(draw_initialization, result, "-", size=(9.3, 4.4)).figure.axes[2]
    low, high = ax.get_xlim()
    sizes = np.concatenate([result[name] for name in ("a_size", "g_size", "a_theory", "g_theory")])
    sizes = sizes[sizes > 0]
    assert not len(sizes) or (low <= sizes.min() and sizes.max() <= high)
    assert high == 100 or max(sizes.max(), 1 / sizes.min()) > high**0.3, "no axis longer than the next shorter one"


@pytest.mark.parametrize("seed", range(3))
def test_what_the_first_weights_do(seed):
    """For several drawn networks: who dies, explodes, and is kept."""

    def kept(activation, scheme):
        seen = signals_by_layer(10, activation, scheme, seed=seed)
        return seen["a_size"][-1] / seen["a_size"][0], seen["g_size"][0] / seen["g_size"][-1]

    assert kept("tanh", "too large")[1] > 1000 and 0.4 < kept("sigmoid", "too large")[1] < 2.5
    assert max(kept("tanh", "Xavier")) < 0.5 < min(kept("tanh", "He")), "He keeps tanh better than Xavier"
    assert max(kept("relu", "Xavier")) < 0.07 and min(kept("relu", "He")) > 0.6
    assert max(kept("sigmoid", scheme)[1] for scheme in ("Xavier", "He")) < 1e-4
    for scheme in ("too small", "Xavier", "He"):
        seen = signals_by_layer(10, "sigmoid", scheme, seed=seed)
        assert seen["a_spread"][-1] < 1e-4 * seen["a_spread"][0], "the differences between the examples vanish"
        np.testing.assert_allclose(seen["a_size"], 0.5, atol=0.08)


@pytest.mark.parametrize("activation", WINDOWS)
@pytest.mark.parametrize("scheme", ["too small", "too large", "Xavier", "He"])
def test_theory_is_met_within_a_factor_of_two(activation, scheme):
    """At all factors of the slider, and for three networks."""
    for factor in (0.5, 0.8, 1.0, 1.4, 2.0):
        for seed in range(3):
            result = signals_by_layer(10, activation, scheme, factor, seed=seed)
            for part in "ag":
                size, theory = result[f"{part}_size"], result[f"{part}_theory"]
                assert (size < 2 * theory).all() and (theory < 2 * size).all(), (factor, seed)
