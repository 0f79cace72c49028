"""The autodiff engine against finite differences, the package's layers, and its own limits."""

import numpy as np
import pytest
from helpers import refused
from scipy import special

from course_nn import Adam, BinaryCrossEntropy, CrossEntropy, data, mlp
from course_nn import autodiff as ad
from course_nn.autodiff import Variable
from course_nn.gradient_check import numeric_gradient

RNG = np.random.default_rng(7)
A, B = RNG.normal(size=(3, 4)), RNG.normal(size=(4, 2))
V = RNG.normal(size=4)
FAR = np.abs(A) + 0.5  # away from zero, where 1/x and log x are too steep for finite differences

FORMULAS = {
    "add": (lambda a, v: a + v, A, V),
    "subtract": (lambda a, v: v - a, A, V),
    "reflected": (lambda a: 2 - 3 / a + 4 * a - a / 5, FAR),
    "multiply": (lambda a, v: a * v * a, A, V),
    "divide": (lambda a, v: a / v, A, V),
    "power": (lambda a: a**3, A),
    "matmul": (lambda a, b: a @ b, A, B),
    "matrix times vector": (lambda a, v: a @ v, A, V),
    "vector times matrix": (lambda v, b: v @ b, V, B),
    "vector times vector": (lambda v, w: v @ w, V, B[:, 0]),
    "constant on the left": (lambda b: A @ b, B),
    "broadcast column": (lambda a, c: a * c, A, RNG.normal(size=(3, 1))),
    "broadcast number": (lambda a, c: a * c, A, np.array(1.5)),
    "sum": (lambda a: a.sum(), A),
    "sum rows": (lambda a: a.sum(0) ** 2, A),
    "mean": (lambda a: a.mean(axis=1, keepdims=True) * a, A),
    "max": (lambda a: a.max(axis=1) ** 2, A),
    "max of all": (lambda a: a.max() * a.max(axis=0, keepdims=True), A),
    "index": (lambda a: a[[0, 2, 2], [1, 1, 1]] ** 2, A),
    "slice": (lambda a: a[1:, ::2] ** 2, A),
    "reshape": (lambda a: a.reshape(2, 6) @ a.reshape(6, 2), A),
    "entries": (lambda a: sum(row * w for row, w in zip(a, [1, -2, 3], strict=True)) ** 2, A),
    "transpose": (lambda a: a.T @ a, A),
    "exp": (lambda a: ad.exp(a), A),
    "log": (lambda a: ad.log(a * a), FAR),
    "tanh": (lambda a: ad.tanh(a), A),
    "sin and cos": (lambda a: ad.sin(a) * ad.cos(2 * a), A),
    "relu": (lambda a: ad.relu(a), A),
    "sigmoid": (lambda a: ad.sigmoid(a), A),
    "logsumexp": (lambda a: ad.logsumexp(a, axis=0), A),
}


#: The functions of the engine in NumPy and SciPy.
OUTSIDE = {name: getattr(np, name) for name in ("exp", "log", "tanh", "sin", "cos")} | {
    "relu": lambda x: np.maximum(x, 0),
    "sigmoid": special.expit,
    "logsumexp": special.logsumexp,
}


@pytest.mark.parametrize("name", FORMULAS)
def test_every_operation_has_the_value_that_numpy_gives(name, monkeypatch):
    """A gradient of the wrong function agrees with its finite differences, so the functions are looked at as well."""
    formula, *values = FORMULAS[name]
    ours = formula(*map(Variable, values)).value
    for function, outside in OUTSIDE.items():
        monkeypatch.setattr(ad, function, outside)
    np.testing.assert_allclose(ours, formula(*values), rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("name", FORMULAS)
def test_every_operation_against_finite_differences(name):
    formula, *values = FORMULAS[name]
    variables = [Variable(v) for v in values]
    result = formula(*variables)
    g = RNG.normal(size=result.shape)
    result.backward(g)
    for variable in variables:

        def objective():
            return float(np.vdot(formula(*(Variable(v.value) for v in variables)).value, g))

        numeric = numeric_gradient(objective, variable.value)
        assert variable.grad.shape == variable.shape
        assert np.linalg.norm(variable.grad - numeric) <= 1e-7 * (np.linalg.norm(numeric) + 1)


def test_a_value_used_twice_collects_both_shares():
    x = Variable(3.0)
    y = x * x + x
    y.backward()
    assert x.grad == 7
    y.backward()  # again: from zero, not on top
    assert x.grad == 7


def test_equal_maxima_share_the_gradient_evenly():
    """As PyTorch's amax: the shares of a maximum add up to its gradient, whichever entries hold it."""
    x = Variable([[3.0, 1.0, 3.0], [2.0, 2.0, 2.0]])
    x.max(axis=1).backward([1.0, 6.0])
    np.testing.assert_array_equal(x.grad, [[0.5, 0, 0.5], [2, 2, 2]])
    x.max().backward()
    np.testing.assert_array_equal(x.grad, [[0.5, 0, 0.5], [0, 0, 0]])


def test_powers_at_zero():
    """d/dx x⁰ = 0 and d/dx x¹ = 1 everywhere, also where 0 · 0⁻¹ would be no number."""
    for k, slope in ((0, 0), (1, 1), (2, 0)):
        x = Variable([0.0, 2.0])
        (x**k).sum().backward()
        np.testing.assert_array_equal(x.grad, [slope, k * 2.0 ** (k - 1)])


def test_relu_passes_nothing_at_zero():
    x = Variable([-1.0, 0.0, 1.0])
    ad.relu(x).sum().backward()
    np.testing.assert_array_equal(x.grad, [0, 0, 1])


def test_large_logits_do_not_overflow():
    x = Variable([[1e4, 0.0, 1e4], [-1e4, -1e4, -2e4]])
    y = ad.logsumexp(x)
    y.sum().backward()
    np.testing.assert_allclose(y.value, [1e4 + np.log(2), -1e4 + np.log(2)], rtol=1e-15)
    np.testing.assert_allclose(x.grad, [[0.5, 0, 0.5], [0.5, 0.5, 0]])
    z = Variable([-800.0, 0.0, 800.0])
    ad.sigmoid(z).sum().backward()
    np.testing.assert_array_equal(z.grad, [0, 0.25, 0])


def test_one_may_go_through_the_entries():
    x = Variable([1.0, 2.0])
    a, b = x
    (a * b + sum(x) + len(x)).backward()
    np.testing.assert_array_equal(x.grad, [3, 2])
    assert [row.shape for row in Variable(A)] == [(4,)] * 3


def _rebind(w):
    w.value = w.value + 1


def _in_place(w):
    w.value -= 0.5


@pytest.mark.parametrize("change", [_rebind, _in_place])
def test_a_graph_whose_values_have_changed_is_refused(change):
    """As in a training loop that computes J once: half of its pulls would look at the new weights, half at the old."""
    w = Variable([2.0, 0.0], "w")
    hidden = w * w
    J = (hidden * w).sum()
    J.backward()
    np.testing.assert_array_equal(w.grad, [12, 0])
    change(w)
    with pytest.raises(ValueError, match=r"but w of shape \(2,\) has changed since; compute the graph anew"):
        J.backward()
    (w * w * w).sum().backward()
    np.testing.assert_array_equal(w.grad, 3 * w.value**2)
    hidden = w * w
    J = (hidden * 1.0).sum()
    hidden.value[0] = 7
    with pytest.raises(ValueError, match=r"a variable of shape .* has changed"):
        J.backward()


def test_a_graph_with_nan_is_not_taken_for_a_changed_one():
    x = Variable([np.nan, 2.0])
    (x * x).sum().backward()
    assert np.isnan(x.grad[0]) and x.grad[1] == 4


def test_a_graph_deeper_than_the_recursion_limit():
    x = Variable(1.0)
    y = x
    for _ in range(3_000):
        y = y + 0.001
    (y * y).backward()
    assert x.grad == pytest.approx(2 * 4)


def _forward(variables, X):
    """The network of ``mlp`` with tanh, from its parameters as variables."""
    *hidden, (W, b) = [(variables[i], variables[i + 1]) for i in range(0, len(variables), 2)]
    a = X
    for V, c in hidden:
        a = ad.tanh(a @ V + c)
    return a @ W + b


def _cost(problem, variables, X, y):
    z = _forward(variables, X)
    if problem == "digits":
        return (ad.logsumexp(z) - z[np.arange(len(y)), y]).mean()
    z = z.reshape(len(y))
    return (ad.log(1 + ad.exp(z)) - z * y).mean()


@pytest.mark.parametrize("problem", ["xor", "digits"])
def test_the_engine_trains_networks_with_the_gradients_of_the_layers(problem):
    if problem == "xor":
        (X, y), sizes, loss, rate, steps = data.xor(), [2, 8, 1], BinaryCrossEntropy(), 0.05, 300
    else:
        learn, _ = data.digits().split()
        X, y, sizes, loss, rate, steps = learn.X[:300], learn.y[:300], [64, 16, 10], CrossEntropy(), 0.02, 60
    network = mlp(sizes, np.random.default_rng(1), dtype=np.float64)
    theta, parameters, adam = network.theta, list(network.parameters().values()), Adam(rate)
    for _ in range(steps):
        network.zero_grad()
        output, backward = network.forward(X)
        value, d_output = loss(output, y)
        backward(d_output)

        variables = [Variable(p.value) for p in parameters]
        J = _cost(problem, variables, X, y)
        J.backward()
        gradient = np.concatenate([v.grad.reshape(-1) for v in variables])
        assert float(J.value) == pytest.approx(value, abs=1e-10)
        assert np.abs(gradient - network.grad).max() <= 1e-10
        adam.step(theta, gradient)  # it is the engine's gradient that trains
    assert loss.accuracy(network(X), y) >= (1 if problem == "xor" else 0.95)


@pytest.mark.parametrize(
    ("what", "wrong"),
    [
        ("shapes that fit", lambda: Variable(A) + Variable(B)),
        (r"expected \(n, k\) @ \(k, m\), got shapes \(3, 4\) @", lambda: Variable(A) @ Variable(A)),
        ("single number", lambda: Variable(A).backward()),
        ("exponent", lambda: Variable(A) ** Variable(A)),
        ("real numbers", lambda: Variable("text")),
        ("use it as it is", lambda: Variable(Variable(1.0))),
        ("expected shape", lambda: Variable(A).backward(V)),
        (r"shapes that fit, got \(3, 4\); the index", lambda: Variable(A)[10]),
        (r"shapes that fit, got \(3, 4\); the index, axis", lambda: Variable(A).sum(axis=2)),
        (r"shapes that fit, got \(3, 4\); .* new shape", lambda: Variable(A).reshape(5)),
        ("expected a variable with axes, got a single number", lambda: len(Variable(1.0))),
        ("expected a variable with axes", lambda: list(Variable(1.0))),
        ("masked", lambda: Variable(np.ma.masked_equal([1.0, -999.0], -999.0))),
    ],
)
def test_bad_input_gets_a_sentence(what, wrong):
    with refused(what):
        wrong()
