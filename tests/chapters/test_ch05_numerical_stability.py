"""Large logits: the stable formulas are SciPy's, and the naive ones end where the type does."""

import warnings

import numpy as np
import pytest
from helpers import refused
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import logsumexp, softmax

from course_nn.chapters.ch05_optimizers.numerical_stability import LARGEST, logits_formulas
from course_nn.chapters.ch05_optimizers.numerical_stability_figure import draw_numerical_stability
from course_nn.plots import picture
from course_nn.widgets import numerical_stability


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
    for shift, exponents in ((500, np.inf), (-500, 0)):
        with np.errstate(over="ignore"):
            e = np.exp(logits_formulas(10, shift, "float32")["z"])
        assert (e == exponents).all(), "in float32 all five overflow or underflow"
    assert all(np.isfinite(logits_formulas(10, shift, "float64")["naive_loss"]) for shift in (-500, 500))
    lost = logits_formulas(4, -120, "float32")
    assert np.isnan(lost["naive_p"]).all(), "all numbers are too small: 0 / 0"


def test_the_range_is_the_types():
    assert logits_formulas(1, 0, "float64")["range"] == pytest.approx((-323.306, 308.2547), abs=1e-3)
    low, high = logits_formulas(1, 0, "float32")["range"]
    assert np.float32(10 ** (low + 0.01)) > 0 and np.isfinite(np.float32(10 ** (high - 0.01)))
    assert np.float32(10 ** (low - 0.4)) == 0


@pytest.mark.long
def test_what_is_said_of_both_formulas():
    it = numerical_stability(size=0.1)  # log Σ e^(z − z₅) with z − z₅ = 0.2, 0.15, 0.1, 0.05 and 0
    exact = np.log(np.exp([0.2, 0.15, 0.1, 0.05, 0]).sum())
    assert it.description == f"In float32 both formulas say that −log p of the last class is {exact:.4g}."
    assert it.set(size=100.0).description == (
        "−log p of the last class in float32: the naive formula gives infinity, the other 200."
    )
    assert "gives no number, the other 200" in it.set(shift=-500).description, "0 / 0 is not −log 0"
    it.set(shift=0)
    assert it.set(dtype="float64").description.startswith("In float64 both")


def test_bad_input_gets_one_sentence():
    for call, words in (
        (lambda: logits_formulas(-1, 0, "float32"), "size: expected"),
        (lambda: logits_formulas(1, np.nan, "float32"), "shift: expected"),
        (lambda: logits_formulas(1, 0, "float16"), "dtype: unknown name 'float16'"),
    ):
        with refused(words):
            call()


@pytest.mark.parametrize("dtype, deepest", [("float32", 103.97), ("float64", 745.13)])
@pytest.mark.parametrize("size", [400, 450, 500])
def test_the_naive_loss_ends_where_the_last_class_underflows(dtype, deepest, size):
    """Half the smallest number is rounded to 0: the last logit lies 2 · size below the first."""
    end = logits_formulas(size, 0, dtype)["end"]
    assert end == pytest.approx(deepest / 2, rel=0.002), "whatever the size that is looked at"
    assert logits_formulas(0.99 * end, 0, dtype)["end"] is None
    for at, holds in ((0.99 * end, True), (1.01 * end, False)):
        assert np.isfinite(logits_formulas(at, 0, dtype)["naive_loss"]) == holds
    assert logits_formulas(10, 500 if dtype == "float32" else -500, "float32")["end"] == 0


def test_the_picture_shows_no_size_beyond_the_one_chosen():
    for size in (0.1, 10.0, 500.0):
        result = logits_formulas(size, 0, "float32")
        assert result["sizes"][-1] == pytest.approx(size)
        title = picture(draw_numerical_stability, result, "-", size=(9.3, 3.5)).figure.axes[2].get_title("left")
        assert title == ("The naive loss ends at 52" if size == 500 else "The naive loss holds so far")


def _panels(size, shift, dtype):
    return picture(draw_numerical_stability, logits_formulas(size, shift, dtype), "-", size=(9.3, 3.5)).figure.axes


@pytest.mark.parametrize("shift", [-500, 0, 500])
@pytest.mark.parametrize("size", [0.1, 0.5, 10, 500])
def test_the_logits_are_told_apart_and_there_is_a_curve(size, shift):
    _, middle, right = _panels(size, shift, "float64")
    labels = [label.get_text() for label in middle.get_xticklabels()]
    assert len(set(labels)) == 5, "no two logits have the same name"
    assert ("without the" in middle.get_xlabel()) == (size < 10 and shift != 0)
    low, high = right.get_xlim()
    (stable,) = [line.get_xdata() for line in right.lines if len(line.get_xdata()) > 2 and line.get_linestyle() == "-"]
    assert low <= stable.min() and stable.max() <= high and stable.max() > 1.9 * stable.min()


@pytest.mark.parametrize(
    "size, shift, title",
    [
        (10, 0, "All five $e^z$ fit"),
        (10, -500, "Of five $e^z$ 5 too small"),
        (10, 500, "Of five $e^z$ 5 too large"),
        (500, 0, "Of five $e^z$ 2 too large, 2 too small"),
    ],
)
def test_the_title_counts_what_does_not_fit(size, shift, title):
    shown = picture(draw_numerical_stability, logits_formulas(size, shift, "float32"), "-", size=(9.3, 3.5))
    assert shown.figure.axes[0].get_title("left") == title
