"""The first weights and large logits: what is shown agrees with theory, with SciPy and with plain facts."""

import warnings

import numpy as np
import pytest
from helpers import refused
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import logsumexp, softmax

from course_nn.activations import ACTIVATIONS
from course_nn.chapters.ch05_optimizers.initialization import (
    EVERY,
    SCHEMES,
    STARTS,
    STEPS,
    WINDOWS,
    hidden_units_move,
    mean_field,
    signals_by_layer,
)
from course_nn.chapters.ch05_optimizers.initialization_figure import signals_fate
from course_nn.chapters.ch05_optimizers.stability import LARGEST, logits_formulas

# --- Histograms by layer


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
    assert result["a_spread"][0] == pytest.approx(a.std(), rel=1e-10)
    np.testing.assert_array_equal(result["a"][0], np.histogram(a, np.linspace(-1, 1, 41))[0])
    np.testing.assert_array_equal(result["g"][0], np.histogram(np.log10(np.abs(g)), np.linspace(-12, 4, 41))[0])
    assert result["input_size"] == pytest.approx(np.sqrt(np.mean(x**2)))


@pytest.mark.parametrize(
    "activation, scheme, factor, up, down",
    [
        ("tanh", "zeros", 1, "All activations are 0", "No gradient arrives"),
        ("sigmoid", "zeros", 1, "All units say the same", "No gradient arrives"),
        ("tanh", "too small", 1, "Activations fade", "Gradients vanish"),
        ("tanh", "too large", 1, "Most units are saturated", "Gradients explode"),
        ("relu", "too large", 1, "Activations explode", "Gradients explode"),
        ("relu", "He", 1, "Activations keep their size", "Gradients keep their size"),
        ("relu", "Xavier", 1, "Activations shrink 33-fold", "Gradients shrink 21-fold"),
        ("sigmoid", "Xavier", 1, "Activations keep their size", "Gradients vanish"),
        ("relu", "Xavier", 2, "Activations grow 31-fold", "Gradients grow 24-fold"),
    ],
)
def test_what_is_said(activation, scheme, factor, up, down):
    assert signals_fate(signals_by_layer(10, activation, scheme, factor)) == (up, down)


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


# --- Symmetry


def test_units_that_start_alike_stay_alike():
    weights = hidden_units_move("all alike")["weights"]
    apart = np.abs(weights - weights[:, :1]).max(axis=(1, 2))
    assert apart.max() < 1e-6, "only rounding tells them apart, at all times"
    assert np.abs(weights[-1] - weights[0]).max() > 1
    zero = hidden_units_move("all zero")
    assert not zero["weights"].any() and zero["accuracy"][-1] == 0.5
    np.testing.assert_allclose(zero["cost"], np.log(2))


def test_alike_units_are_one_unit():
    """Six units that are alike do no better than one, and random ones do."""
    alike, random = hidden_units_move("all alike"), hidden_units_move("random")
    alone = hidden_units_move("all alike", 1)
    assert alike["different"].tolist() == [1] * (STEPS // EVERY + 1)
    assert alike["accuracy"][-1] < 0.95 < 0.98 < random["accuracy"][-1]
    assert random["cost"][-1] < 0.1 * alike["cost"][-1]
    assert alike["cost"][-1] == pytest.approx(alone["cost"][-1], rel=0.05)


def test_small_differences_grow():
    result = hidden_units_move("alike to 1 %")
    assert result["different"][0] == 1 and result["different"][-1] == 6
    assert result["cost"][20] > 0.2 > 0.05 > result["cost"][-1]


def test_the_picture_shows_the_saved_moment():
    result = hidden_units_move("random", 3)
    frames = STEPS // EVERY + 1
    assert result["weights"].shape == (frames, 3, 2) and result["field"].shape == (frames, 41, 41)
    assert [len(result[name]) for name in ("cost", "accuracy", "different")] == [frames] * 3
    inside = result["field"][-1][10:31, 10:31]
    assert inside.min() < 0.05 and inside.max() > 0.95
    assert set(STARTS) >= {"all zero", "all alike", "random"}


# --- Large logits


@given(size=st.floats(0, LARGEST), shift=st.floats(-LARGEST, LARGEST), dtype=st.sampled_from(["float32", "float64"]))
def test_the_stable_formulas_are_scipys(size, shift, dtype):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result = logits_formulas(size, shift, dtype)
    z = result["z"].astype(np.float64)
    near = 1e-5 if dtype == "float32" else 1e-12
    np.testing.assert_allclose(result["stable_p"], softmax(z), rtol=1e-3 if dtype == "float32" else 1e-10, atol=1e-37)
    assert result["stable_loss"] == pytest.approx(logsumexp(z) - z[-1], rel=near, abs=near)
    assert np.isfinite(result["stable_curve"]).all()
    np.testing.assert_allclose(result["shifted"] * np.log(10), z - z.max(), rtol=near, atol=1e-3)
    np.testing.assert_allclose(result["exponents"] * np.log(10), z, rtol=near, atol=1e-300)


@pytest.mark.parametrize("dtype, limit", [("float32", 88.72), ("float64", 709.78)])
def test_where_the_naive_formula_ends(dtype, limit):
    """The largest exponents: log(3.4e38) = 88.7 and log(1.8e308) = 709.8."""
    size = min(limit - 3, 2 * LARGEST) / 2
    below, above = (logits_formulas(size, at - size, dtype) for at in (limit - 0.1, limit + 0.1))
    assert np.isfinite(below["naive_p"]).all() and np.isnan(above["naive_p"][0])
    assert (above["exponents"] > above["range"][1]).sum() == 1 and not (below["exponents"] > below["range"][1]).any()


def test_a_shift_changes_nothing_but_for_the_naive_formula():
    rest, moved = logits_formulas(4, 0, "float32"), logits_formulas(4, 100, "float32")
    np.testing.assert_allclose(moved["stable_p"], rest["stable_p"], rtol=1e-5)
    np.testing.assert_allclose(rest["naive_p"], rest["stable_p"], rtol=1e-5)
    assert np.isnan(moved["naive_p"]).any() and not np.isfinite(moved["naive_loss"])
    lost = logits_formulas(4, -120, "float32")
    assert np.isnan(lost["naive_p"]).all(), "all numbers are too small: 0 / 0"


def test_the_range_is_the_types():
    assert logits_formulas(1, 0, "float64")["range"] == pytest.approx((-323.306, 308.2547), abs=1e-3)
    low, high = logits_formulas(1, 0, "float32")["range"]
    assert np.float32(10 ** (low + 0.01)) > 0 and np.isfinite(np.float32(10 ** (high - 0.01)))
    assert np.float32(10 ** (low - 0.4)) == 0


def test_bad_input_gets_one_sentence():
    for call, words in (
        (lambda: signals_by_layer(0, "tanh", "He"), "depth: expected a whole number at least 1"),
        (lambda: signals_by_layer(99, "tanh", "He"), "at most 10"),
        (lambda: signals_by_layer(3, "tanhh", "He"), "did you mean 'tanh'"),
        (lambda: signals_by_layer(3, "tanh", "Hee"), "did you mean 'He'"),
        (lambda: signals_by_layer(3, "tanh", "He", 0), "factor: expected"),
        (lambda: hidden_units_move("random", 0), "units: expected"),
        (lambda: hidden_units_move("randum"), "did you mean 'random'"),
        (lambda: logits_formulas(-1, 0, "float32"), "size: expected"),
        (lambda: logits_formulas(1, np.nan, "float32"), "shift: expected"),
        (lambda: logits_formulas(1, 0, "float16"), "dtype: unknown name 'float16'"),
    ):
        with refused(words):
            call()
