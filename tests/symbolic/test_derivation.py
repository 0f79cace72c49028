"""derive: derivatives that are known, named values, NumPy code; bad input."""

import numpy as np
import pytest
import sympy as sp
from helpers import refused
from scipy.special import expit, softmax

from course_nn.symbolic import ENTRIES, derivation, derive, maximum, mean, sigmoid, tanh


def close(a, b, tolerance=1e-12):
    np.testing.assert_allclose(a, b, rtol=tolerance, atol=tolerance)


def test_known_derivatives():
    z = sp.Symbol("z", real=True)
    da, a = sp.Symbol("da", real=True), sp.Symbol("a", real=True)
    assert derive(tanh, output="a", z=()).gradients["z"].item() == da * (1 - a**2)
    assert derive(sigmoid, output="a", z=()).gradients["z"].item() == da * a * (1 - a)
    assert derive(lambda z: z**3, output="a", z=()).gradients["z"].item() == 3 * da * z**2
    step = derive(lambda z: maximum(z, 0), output="a", z=()).gradients["z"].item()
    assert step.subs({da: 2, z: 0.5}) == 2 and step.subs({da: 2, z: -0.5}) == 0


def test_curriculum_of_chapter_02():
    """∂/∂w0 (w0 + w1 x − y)² = 2 (w0 + w1 x − y), ∂/∂w1 = 2 x (w0 + w1 x − y)."""
    d = derive(
        lambda w0, w1, x, y: (w0 + w1 * x - y) ** 2,
        output="J",
        w0=(),
        w1=(),
        constants={"x": (), "y": ()},
    )
    w0, w1, x, y = (d[name].item() for name in ("w0", "w1", "x", "y"))
    assert d.equals("w0", 2 * (w0 + w1 * x - y)) and d.equals("w1", 2 * x * (w0 + w1 * x - y))
    assert not d.equals("w1", 2 * (w0 + w1 * x - y))


def test_evaluate_is_numpy_code():
    rng = np.random.default_rng(0)
    x, W, b, dy = (rng.normal(size=shape) for shape in ((2, 3), (3, 2), (2,), (2, 2)))
    y, gradients = derivation("Dense").evaluate(x=x, W=W, b=b, dy=dy)
    close(y, x @ W + b)
    close(gradients["x"], dy @ W.T)
    close(gradients["W"], x.T @ dy)
    close(gradients["b"], dy.sum(axis=0))
    assert set(gradients) == {"x", "W", "b"}

    z, labels = rng.normal(0, 3, (2, 3)), ENTRIES["CrossEntropy, labels"].target()
    value, gradients = derivation("CrossEntropy, labels").evaluate(z=z)
    p = softmax(z, axis=1)
    close(value, -np.log(p[np.arange(2), labels]).mean())
    close(gradients["z"], (p - np.eye(3)[labels]) / 2)

    y, gradients = derive(lambda z: z * sigmoid(z), output="a", z=()).evaluate(z=0.7, da=2.0)
    s = expit(0.7)
    assert y.shape == gradients["z"].shape == ()
    close(gradients["z"], 2 * (s + 0.7 * s * (1 - s)))


@pytest.mark.long
def test_named_values_are_computed_once():
    source = derivation("LSTM").source
    compile(source, "derived", "exec")
    assert source.count("tanh(") == 3 * 2 * (2 + 2)  # 3 steps, 2 sequences, g and s of 2 units
    assert source.count("exp(") == 0 and source.count("sigma(") == 3 * 2 * 6


def test_a_formula_may_name_its_parts():
    def formula(x, let):
        m = let("m", mean(x, 0))
        return ((x - m) ** 2).sum()

    d = derive(formula, output="J", x=(3,))
    assert list(d.named) == ["m", "J"]
    assert d.equals("x", 2 * (d["x"] - mean(d["x"], 0)))
    assert d["dm"].shape == (1,) and d["dx"].shape == (3,)
    with refused("expected a new name, got 'm' again"):
        derive(lambda x, let: let("m", x) + let("m", x), x=(2,))
    with refused("let: expected a name of letters .* got 'm_1'"):
        derive(lambda x, let: let("m_1", x), x=(2,))


X = np.ones((2, 3))


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("function of arrays, got 3", lambda: derive(3, x=(2,))),
        ("expected the shape of each argument", lambda: derive(tanh)),
        ("shapes that fit the formula, got x", lambda: derive(lambda x, W: x @ W, x=(2, 3), W=(2, 2))),
        ("as many arguments as there are shapes", lambda: derive(lambda x, W: x, x=(2, 3))),
        ("exp, log, tanh", lambda: derive(lambda x: np.exp(x), x=(2, 3))),
        ("at least 1, got 0", lambda: derive(tanh, x=(0,))),
        ("shape of x as a tuple", lambda: derive(tanh, x="big")),
        ("letters and digits that Python takes, got 'x_1'", lambda: derive(tanh, x_1=(2,))),
        ("letters and digits that Python takes, got 'lambda'", lambda: derive(tanh, **{"lambda": ()})),
        ("another name than 'dx'", lambda: derive(lambda x, dx: x * dx, x=(), dx=())),
        ("expected a new name, got 'y'", lambda: derive(tanh, y=())),
        ("expected arrays x, W, b, dy, got x", lambda: derivation("Dense").evaluate(x=X)),
        ("z: expected shape", lambda: derivation("Tanh").evaluate(z=X, da=1.0)),
        ("unknown name 'V'", lambda: derivation("Dense")["V"]),
        ("unknown name 'V'", lambda: derivation("Dense").equals("V", X)),
    ],
)
def test_bad_input_gets_a_sentence(words, wrong):
    with refused(words):
        wrong()
