"""A typed f(x): read, never run."""

import numpy as np
import pytest

from course_nn.chapters.playground.rule import as_rule

X = np.linspace(-6, 6, 25)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2 * sin(x)", 2 * np.sin(X)),
        ("x^2 - 3", X**2 - 3),
        ("-x / 2 + pi", -X / 2 + np.pi),
        ("max(x, 0) * exp(-abs(x))", np.maximum(X, 0) * np.exp(-np.abs(X))),
        ("min(1, tanh(x)) + cos(x) ** 3", np.minimum(1, np.tanh(X)) + np.cos(X) ** 3),
        ("4", np.full(25, 4.0)),
    ],
)
def test_a_formula_has_its_values(text, wanted):
    assert as_rule(text)(X) == pytest.approx(wanted, rel=1e-14, abs=1e-14)


def test_where_there_is_no_value_it_is_nan_or_infinite_without_a_warning(recwarn):
    assert np.isnan(as_rule("sqrt(x)")(np.array([-1.0]))).all()
    assert as_rule("1 / x")(np.array([0.0])) == [np.inf]
    assert as_rule("9 ** 9 ** 9 ** 9")(np.array([0.0])) == [np.inf]
    assert not recwarn.list


@pytest.mark.parametrize(
    "text",
    ["", "  ", "y", "sin", "sin(", "sin x", "True", "x.real", "x if x else 1", "[x]", "x > 1", "lambda: x", "'x'",
     "__import__('os')", "exec('1')", "min(x)", "sin(x, x)", "sin(x=1)", "x; x", "x\x00", "(" * 150, "x" * 201, "1j"],
)  # fmt: skip
def test_anything_else_is_refused_in_one_sentence(text):
    with pytest.raises(ValueError, match=r"^f\(x\): ") as caught:
        as_rule(text)
    assert "\n" not in str(caught.value)


def test_no_text_is_refused():
    with pytest.raises(ValueError, match="expected a formula"):
        as_rule(3)


def test_the_text_is_kept_so_that_it_can_be_read_again():
    assert as_rule("  x  ^ 2 ").text == "x ^ 2"
    assert as_rule(as_rule("x ^ 2").text)(X) == pytest.approx(X**2)
