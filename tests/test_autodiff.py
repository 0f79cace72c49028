"""The autodiff engine against finite differences, the package's layers, and its own limits."""

import numpy as np
import pytest

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
    "index": (lambda a: a[[0, 2, 2], [1, 1, 1]] ** 2, A),
    "slice": (lambda a: a[1:, ::2] ** 2, A),
    "reshape": (lambda a: a.reshape(2, 6) @ a.reshape(6, 2), A),
    "transpose": (lambda a: a.T @ a, A),
    "exp": (lambda a: ad.exp(a), A),
    "log": (lambda a: ad.log(a * a), FAR),
    "tanh": (lambda a: ad.tanh(a), A),
    "sin and cos": (lambda a: ad.sin(a) * ad.cos(2 * a), A),
    "relu": (lambda a: ad.relu(a), A),
    "sigmoid": (lambda a: ad.sigmoid(a), A),
    "logsumexp": (lambda a: ad.logsumexp(a, axis=0), A),
}


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
        ("expected shapes", lambda: Variable(A) @ Variable(A)),
        ("single number", lambda: Variable(A).backward()),
        ("exponent", lambda: Variable(A) ** Variable(A)),
        ("real numbers", lambda: Variable("text")),
        ("use it as it is", lambda: Variable(Variable(1.0))),
        ("expected shape", lambda: Variable(A).backward(V)),
        ("shapes that fit", lambda: Variable(A)[10]),
    ],
)
def test_bad_input_gets_a_sentence(what, wrong):
    with pytest.raises((ValueError, TypeError), match=what) as caught:
        wrong()
    assert "\n" not in str(caught.value)
