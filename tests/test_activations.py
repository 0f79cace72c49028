"""Activations as functions: derivatives by SymPy from the formula they print, ranges, names, bad input."""

import numpy as np
import pytest
import sympy
from bad_calls import X, each_call, of_array
from helpers import refused, stored
from scipy import stats

from course_nn import ACTIVATIONS
from course_nn.activations import Activation
from course_nn.layers import ACTIVATION_LAYERS

s = sympy.Symbol("z", real=True)


LAYERS = "ACTIVATION_LAYERS of course_nn/layers/activations.py"
FORMULAS = {  # written here once more, as textbooks do
    "heaviside": sympy.Piecewise((0, s < 0), (1, True)),
    "sigmoid": 1 / (1 + sympy.exp(-s)),
    "tanh": sympy.tanh(s),
    "relu": sympy.Max(0, s),
    "leaky_relu": sympy.Piecewise((s, s > 0), (s / 100, True)),
    "prelu": sympy.Piecewise((s, s > 0), (s / 4, True)),
    "elu": sympy.Piecewise((s, s > 0), (sympy.exp(s) - 1, True)),
    "softplus": sympy.log(1 + sympy.exp(s)),
    "hard_tanh": sympy.Max(-1, sympy.Min(1, s)),
    "gelu": s / 2 * (1 + sympy.tanh(sympy.sqrt(2 / sympy.pi) * (s + sympy.Rational(44715, 10**6) * s**3))),
    "cosine": sympy.cos(s),
    "radial_basis": sympy.exp(-(s**2)),
}


Z = [sympy.Rational(k, 7) for k in (-29, -13, -6, -3, -1, 1, 2, 4, 9, 30)]  # none of them at a kink


def test_a_formula_for_each():
    for names, place in ((FORMULAS, "FORMULAS of tests/test_activations.py"), (ACTIVATION_LAYERS, LAYERS)):
        assert not set(ACTIVATIONS) - set(names), f"enter {sorted(set(ACTIVATIONS) - set(names))} in {place}"
        assert not set(names) - set(ACTIVATIONS), (
            f"{place} names what is no activation: {set(names) - set(ACTIVATIONS)}"
        )


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_value_and_derivative_by_sympy(name):
    g, formula = ACTIVATIONS[name], FORMULAS[name]
    z = np.array([float(value) for value in Z])
    slope = sympy.diff(formula, s) if name != "heaviside" else sympy.Integer(0)
    expected = [[float(f.subs(s, value).evalf(30)) for value in Z] for f in (formula, slope)]
    np.testing.assert_allclose(g(z), expected[0], rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(g.derivative(z), expected[1], rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_type_shape_and_finite_everywhere(name, dtype):
    g, big = ACTIVATIONS[name], np.finfo(dtype).max
    z = np.array([[-big, -1e30, -1e4], [1e4, 1e30, big], [-0.0, 0.0, 1e-30]], dtype)
    kept = z.copy()
    for values in (g(z), g.derivative(z)):
        assert values.dtype == dtype and values.shape == z.shape and np.isfinite(values).all()
    np.testing.assert_array_equal(z, kept)
    for setting in g.parameters:
        changed = {setting: np.float64(0.3)}
        assert g(z, **changed).dtype == g.derivative(z, **changed).dtype == dtype


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_single_numbers_and_lists(name):
    g = ACTIVATIONS[name]
    assert np.shape(g(0.3)) == np.shape(g.derivative(0.3)) == ()
    np.testing.assert_allclose(g([1, 2]), g(np.array([1.0, 2.0])))
    np.testing.assert_allclose(g(0.3), g(np.array([0.3]))[0])


@pytest.mark.parametrize("name", sorted(set(ACTIVATIONS) - {"cosine"}))
def test_infinities_are_taken_at_their_limits(name):
    g, far = ACTIVATIONS[name], np.array([-1e4, 1e4])
    for values, limits in ((g([-np.inf, np.inf]), g(far)), (g.derivative([-np.inf, np.inf]), g.derivative(far))):
        limits = np.where(np.abs(limits) > 10, np.copysign(np.inf, limits), limits)
        np.testing.assert_allclose(values, limits, atol=1e-300)


def test_settings_reach_value_and_derivative():
    z = np.array([-2.0, 3.0])
    np.testing.assert_allclose(ACTIVATIONS["leaky_relu"](z, slope=0.3), [-0.6, 3])
    np.testing.assert_allclose(ACTIVATIONS["leaky_relu"].derivative(z, slope=0.3), [0.3, 1])
    np.testing.assert_allclose(ACTIVATIONS["elu"](z, alpha=2.0), [2 * (np.exp(-2) - 1), 3])
    np.testing.assert_allclose(ACTIVATIONS["elu"].derivative(z, alpha=2.0), [2 * np.exp(-2), 1])


def test_values_at_the_kinks():
    assert ACTIVATIONS["heaviside"](0.0) == 1  # the curriculum's convention: [z >= 0]
    for name, slope in {"relu": 0, "leaky_relu": 0.01, "prelu": 0.25, "elu": 1}.items():
        assert ACTIVATIONS[name].derivative(0.0) == slope
    np.testing.assert_array_equal(ACTIVATIONS["hard_tanh"].derivative([-1.0, 1.0]), 0)


def test_gelu_is_nearly_z_times_the_normal_distribution():
    z = np.linspace(-6, 6, 101)
    assert np.abs(ACTIVATIONS["gelu"](z) - z * stats.norm.cdf(z)).max() < 1e-3


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_it_tells_its_story(name):
    g = ACTIVATIONS[name]
    assert isinstance(g, Activation) and g.name == name and name in repr(g)
    for text in (g.formula, g.derivative_formula, g.range, g.source, g.note):
        assert isinstance(text, str) and text
    assert any(ch.isdigit() for ch in g.source), "a year"
    assert g._repr_latex_().startswith("$") and g._repr_latex_().count("{") == g._repr_latex_().count("}")


RANGES = {  # in words → limits, open or closed
    "0 or 1": (0, 1),
    "between 0 and 1": (0, 1),
    "between −1 and 1": (-1, 1),
    "0 and above": (0, np.inf),
    "all numbers, for s > 0": (-np.inf, np.inf),
    "above −α, for α > 0": (-1, np.inf),
    "above 0": (0, np.inf),
    "−1 to 1": (-1, 1),
    "about −0.17 and above": (-0.1701, np.inf),
    "above 0, at most 1": (0, 1),
}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_range_is_true_and_tight(name):
    g = ACTIVATIONS[name]
    low, high = RANGES[g.range]
    a = g(np.linspace(-15, 15, 30001))
    assert a.min() >= low and a.max() <= high
    assert a.min() < low + 0.01 or (low == -np.inf and a.min() < -0.1)
    assert a.max() > high - 0.01 or (high == np.inf and a.max() > 10)


def test_small_inputs_keep_their_digits():
    """g(z) ≈ g′(0) z + g″(0) z² / 2 near 0, to the last digits."""
    z = np.array([-1e-12, 1e-12])
    np.testing.assert_allclose(ACTIVATIONS["elu"](z), [-1e-12 + 5e-25, 1e-12], rtol=1e-15)
    np.testing.assert_allclose(ACTIVATIONS["tanh"](z), z, rtol=1e-15)
    np.testing.assert_allclose(ACTIVATIONS["gelu"](z), z / 2 + z * z / np.sqrt(2 * np.pi), rtol=1e-15)


@pytest.mark.parametrize("name", ["sigmoid", "softplus", "radial_basis"])
def test_small_values_keep_their_digits(name):
    given = stored("activation")
    np.testing.assert_allclose(ACTIVATIONS[name](given["z"]), given[f"{name}/a"], rtol=1e-12, atol=0)


BAD_CALLS = {
    "ACTIVATIONS": [
        *[
            row
            for name, g in ACTIVATIONS.items()
            for row in [
                *of_array(g),
                *of_array(g.derivative),
                (lambda g=g: g(X, slop=1), f"{name}: parameter: unknown name 'slop'"),
                (lambda g=g: g.derivative(X, slop=1), f"{name}: parameter: unknown name 'slop'"),
            ]
        ],
        (lambda: ACTIVATIONS["leaky_relu"](X, slop=1), "did you mean 'slope'"),
        (
            lambda: ACTIVATIONS["leaky_relu"](X, slope="steep"),
            "leaky_relu: slope: expected a number, got 'steep'",
        ),
        (lambda: ACTIVATIONS["elu"](X, alpha=np.nan), "elu: alpha: expected a finite number, got nan"),
    ],
}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("slope", [0.0, 1e-30, 0.01, 0.2, 1 / 3, 0.9999999, 1.0, 1.5, 1e9, -0.5])
def test_the_leaky_ramp_is_exact_for_every_slope_and_number(slope, dtype):
    """However it is computed: z itself above 0, the slope times z below, and infinities at their limits."""
    g, s = ACTIVATIONS["leaky_relu"], dtype(slope)
    z = np.concatenate([np.random.default_rng(0).normal(size=2000) * 10, [0.0, 1e-30, -1e-30, 1e20, -1e20]]).astype(
        dtype
    )
    np.testing.assert_array_equal(g(z, slope=slope), [x if x > 0 else s * x for x in z])
    np.testing.assert_array_equal(g.derivative(z, slope=slope), [dtype(1) if x > 0 else s for x in z])
    if slope:
        ends = np.array([np.inf, -np.inf], dtype)
        np.testing.assert_array_equal(g(ends, slope=slope), [np.inf, s * dtype(-np.inf)])


@pytest.mark.parametrize("shape", [(5,), (40, 40)], ids=["few", "many"])
def test_the_ramp_takes_every_memory_order(shape):
    z = np.random.default_rng(0).normal(size=shape)
    expected = [x if x > 0 else 0.0 for x in z.ravel()]
    for array in (z, np.asfortranarray(z), np.repeat(z, 2, axis=-1)[..., ::2], z[::-1].copy()[::-1]):
        a = ACTIVATIONS["relu"](array)
        np.testing.assert_array_equal(a.ravel(), expected)
    assert ACTIVATIONS["relu"](np.asfortranarray(z)).flags.f_contiguous  # what is fast to read stays so
