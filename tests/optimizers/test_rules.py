"""The formulas: first steps by hand, the books' algorithms, PyTorch's paths of a thousand steps, bad calls.

PyTorch's values are stored in float64 (tests/reference/make_reference.py and make_trajectories.py). There, the points
of the long paths were found to be stable, so that ten digits can be asked for. With ε up to 1, one that stands at
another place shows.
"""

import numpy as np
import pytest
from bad_calls import each_call, of_fraction, of_rate
from helpers import close, reference, refused, stored
from hypothesis import given
from hypothesis import strategies as st
from optimizer_cases import ALL, path

from course_nn import (
    SGD,
    AdaGrad,
    Adam,
    AdamW,
    CosineDecay,
    CrossEntropy,
    Dense,
    ReLU,
    RMSProp,
    Sequential,
    Tanh,
    train,
)


def test_two_steps_by_hand():
    g = [np.array([1.0, -2.0]), np.array([3.0, 1.0])]
    np.testing.assert_allclose(path(SGD(0.1), g), [[-0.1, 0.2], [-0.4, 0.1]], rtol=1e-14)
    v = [[1, -2], [0.9 + 3, -1.8 + 1]]
    np.testing.assert_allclose(path(SGD(0.1, 0.9), g), -0.1 * np.cumsum(v, axis=0), rtol=1e-14)
    ahead = [[1 + 0.9, -2 - 1.8], [3 + 0.9 * 3.9, 1 + 0.9 * -0.8]]
    np.testing.assert_allclose(path(SGD(0.1, 0.9, nesterov=True), g), -0.1 * np.cumsum(ahead, axis=0), rtol=1e-14)
    s = np.array([[0.1, 0.4], [0.09 + 0.9, 0.36 + 0.1]])
    steps = 0.1 * np.array(g) / (np.sqrt(s) + 1e-8)
    np.testing.assert_allclose(path(RMSProp(0.1, rho=0.9), g), -np.cumsum(steps, axis=0), rtol=1e-13)


@pytest.mark.parametrize("epsilon", [1e-8, 1e-3, 0.5])
@pytest.mark.parametrize(("beta1", "beta2"), [(0.9, 0.999), (0.0, 0.9), (0.6, 0.0)])
def test_adam_is_the_algorithm_of_the_paper(beta1, beta2, epsilon):
    rng = np.random.default_rng(0)
    gradients = rng.normal(size=(300, 4)) * [1, 1e-3, 1e3, 1e-6]
    theta, m, v, points = np.zeros(4), np.zeros(4), np.zeros(4), []
    for t, g in enumerate(gradients, 1):
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g * g
        theta = theta - 0.01 * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + epsilon)
        points.append(theta)
    got = path(Adam(0.01, beta1=beta1, beta2=beta2, epsilon=epsilon), gradients)
    np.testing.assert_allclose(got, points, rtol=1e-10, atol=1e-13)


@given(st.floats(1e-6, 1e6), st.sampled_from([-1, 1]))
def test_the_first_step_of_adam_has_the_length_of_the_rate(size, sign):
    (point,) = path(Adam(0.25, epsilon=1e-12), [np.array([sign * size])])
    assert point[0] == pytest.approx(-0.25 * sign, rel=1e-5)


def test_adagrad_and_adamw_by_hand():
    g = [np.array([3.0, -4.0]), np.array([4.0, 3.0])]
    np.testing.assert_allclose(path(AdaGrad(0.1), g), [[-0.1, 0.1], [-0.18, 0.04]], rtol=1e-9)
    first = path(AdamW(0.1, weight_decay=0.5), g, start=2.0)[0]
    np.testing.assert_allclose(first, [2 - 0.1 * (1 + 0.5 * 2), 2 - 0.1 * (-1 + 0.5 * 2)], rtol=1e-8)
    np.testing.assert_array_equal(path(AdamW(0.1, weight_decay=0), g, 2.0), path(Adam(0.1), g, 2.0))


def test_weight_decay_is_not_what_the_penalty_does_under_adam():
    """With λθ in the gradient, Adam pulls a large weight no harder than a small one; decoupled, in proportion."""
    g, start = np.zeros((50, 2)), np.array([10.0, 0.1])
    decoupled, coupled = start.copy(), start.copy()
    adamw, adam = AdamW(0.01, weight_decay=0.5), Adam(0.01)
    for zero in g:
        adamw.step(decoupled, zero)
        adam.step(coupled, 1e-3 * coupled)
    np.testing.assert_allclose(decoupled / start, (1 - 0.01 * 0.5) ** 50, rtol=1e-12)
    assert start[0] - coupled[0] == pytest.approx(0.5, rel=0.05) and abs(coupled[1]) < 0.05


@pytest.mark.parametrize("name", ALL)
def test_it_finds_the_bottom(name):
    theta, optimizer = np.array([3.0, -2.0]), ALL[name]()
    for k in range(1500):
        optimizer.learning_rate = (1.0 if name == "AdaGrad" else 0.1) / (1 + k / 50)
        optimizer.step(theta, theta * [1.0, 3.0])
    assert np.abs(theta).max() < 1e-2


OPTIMIZERS = {
    "sgd": lambda: SGD(0.02),
    "momentum": lambda: SGD(0.01, momentum=0.9),
    "nesterov": lambda: SGD(0.01, momentum=0.9, nesterov=True),
    "rmsprop": lambda: RMSProp(0.003, rho=0.9, epsilon=1e-8),
    "rmsprop-slow": lambda: RMSProp(0.003, rho=0.99, epsilon=1e-2),
    "adam": lambda: Adam(0.01),
    "adam-eps-1e-3": lambda: Adam(0.01, epsilon=1e-3),
    "adam-eps-1": lambda: Adam(0.01, epsilon=1.0),
    "adam-betas": lambda: Adam(0.02, beta1=0.5, beta2=0.9, epsilon=1e-6),
    "adam-no-mean": lambda: Adam(0.005, beta1=0.0, beta2=0.99),
}


def test_every_stored_path_is_compared():
    assert set(OPTIMIZERS) | {"H", "c", "theta"} == set(stored("quadratic"))


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_thousand_steps_on_a_quadratic(name):
    given, seen = stored("quadratic"), stored("network")["seen"]
    optimizer, theta, path = OPTIMIZERS[name](), given["theta"].copy(), []
    waves = np.append(np.geomspace(0.5, 0.05, 7), 0) * np.sin(np.arange(1001)[:, None] * np.arange(1, 9))
    for t in range(1, seen[-1] + 1):
        optimizer.step(theta, given["H"] @ theta - given["c"] + waves[t])
        if t in seen:
            path.append(theta.copy())
    close(path, given[name])


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_fifty_steps_of_a_network(name):
    given = stored("network")
    rng = np.random.default_rng(0)
    network = Sequential(
        *(Dense(3, 6, rng, dtype=np.float64), Tanh()),
        *(Dense(6, 5, rng, dtype=np.float64), ReLU()),
        Dense(5, 4, rng, dtype=np.float64),
    )
    network.theta[...] = given["theta"]
    parts = [(given["X"][k : k + 10], given["labels"][k : k + 10]) for k in (0, 10, 20)]
    output, backward = network.forward(parts[0][0])
    backward(CrossEntropy()(output, parts[0][1])[1])
    close(network.grad, given["grad"])
    losses, thetas = [], []
    for step in train(network, CrossEntropy(), OPTIMIZERS[name](), parts, epochs=17):
        losses.append(step.loss)
        if step.index in (0, 49):
            thetas.append(network.theta.copy())
    close(losses[:50], given[f"{name}/losses"])
    close(thetas, given[f"{name}/thetas"])


REFERENCE = reference("trajectories")


SEEN, A = REFERENCE["seen"], REFERENCE["A"]


START = {"quadratic": [1.0, -3.0, 2.0, 1.5, -2.0, 2.5], "rosenbrock": [-1.2, 1.0]}


GRADIENT = {
    "quadratic": lambda p: A @ p,
    "rosenbrock": lambda p: np.array([-2 * (1 - p[0]) - 400 * p[0] * (p[1] - p[0] ** 2), 200 * (p[1] - p[0] ** 2)]),
}


RATES = {"SGD": (0.05, 1e-3), "momentum": (0.02, 2e-4), "Nesterov": (0.02, 2e-4), "AdaGrad": (0.2, 0.1)}


RATES |= {"RMSProp": (5e-4, 2e-4), "Adam": (0.01, 0.005), "AdamW": (0.01, 0.01)}


RULES = {
    "SGD": lambda rate, epsilon: SGD(rate),
    "momentum": lambda rate, epsilon: SGD(rate, momentum=0.9),
    "Nesterov": lambda rate, epsilon: SGD(rate, momentum=0.9, nesterov=True),
    "AdaGrad": lambda rate, epsilon: AdaGrad(rate, epsilon),
    "RMSProp": lambda rate, epsilon: RMSProp(rate, rho=0.98, epsilon=epsilon),
    "Adam": lambda rate, epsilon: Adam(rate, beta1=0.8, beta2=0.99, epsilon=epsilon),
    "AdamW": lambda rate, epsilon: AdamW(rate, epsilon=epsilon, weight_decay=0.1),
}


TRAJECTORIES = [name for name in REFERENCE if name.startswith(("quadratic/", "rosenbrock/"))]


def test_every_case_is_stored():
    cases = {tuple(name.split("/")) for name in TRAJECTORIES}
    assert len(cases) == 2 * 2 * (3 + 4 * 4)
    kept = {rule for _, rule, _, _ in cases}
    lacking = (set(ALL) | set(RULES)) - kept
    assert not lacking, f"enter {sorted(lacking)} in RULES of tests/reference/make_trajectories.py, and run it"
    assert not kept - set(RULES), f"enter {sorted(kept - set(RULES))} in RULES of tests/optimizers/test_rules.py"
    assert {float(e) for _, rule, e, _ in cases if rule == "AdamW"} == {1e-8, 1e-4, 1e-2, 1.0}
    assert SEEN[-1] == 1000


@pytest.mark.parametrize("name", TRAJECTORIES)
def test_a_thousand_steps(name):
    surface, rule, epsilon, rate_kind = name.split("/")
    rate = RATES[rule][surface == "rosenbrock"]
    optimizer = RULES[rule](CosineDecay(rate, 1000, 1e-4) if rate_kind == "cosine" else rate, float(epsilon))
    theta, points = np.array(START[surface]), []
    for t in range(1, 1001):
        optimizer.step(theta, GRADIENT[surface](theta))
        if t in SEEN:
            points.append(theta.copy())
    np.testing.assert_allclose(points, REFERENCE[name], rtol=1e-10, atol=1e-12)


def of_epsilon(make):
    return [(lambda value=value: make(value), "epsilon: expected .* above 0, got") for value in (0, -1e-8, np.inf, "0")]


BAD_CALLS = {
    "SGD": [
        *of_rate(SGD),
        *of_fraction(lambda value: SGD(0.1, momentum=value), "SGD: momentum"),
        (lambda: SGD(0.1, nesterov=True), "SGD: expected a momentum above 0 for nesterov=True, got 0"),
        (lambda: SGD(0.1, 0.9, nesterov="yes"), "SGD: nesterov: expected True or False, got 'yes'"),
    ],
    "RMSProp": of_rate(RMSProp)
    + of_fraction(lambda value: RMSProp(0.1, rho=value), "RMSProp: rho")
    + of_epsilon(lambda value: RMSProp(0.1, epsilon=value)),
    "Adam": of_rate(Adam)
    + of_fraction(lambda value: Adam(0.1, beta1=value), "Adam: beta1")
    + of_fraction(lambda value: Adam(0.1, beta2=value), "Adam: beta2")
    + of_epsilon(lambda value: Adam(0.1, epsilon=value)),
    "AdamW": [
        *of_rate(AdamW),
        *of_fraction(lambda value: AdamW(0.1, beta1=value), "AdamW: beta1"),
        *of_fraction(lambda value: AdamW(0.1, beta2=value), "AdamW: beta2"),
        *of_epsilon(lambda value: AdamW(0.1, epsilon=value)),
        (lambda: AdamW(0.1, weight_decay=-0.1), "AdamW: weight_decay: expected .* at least 0, got -0.1"),
        (lambda: AdamW(0.1, weight_decay="some"), "AdamW: weight_decay: .* got 'some'"),
    ],
    "AdaGrad": of_rate(AdaGrad) + of_epsilon(lambda value: AdaGrad(0.1, epsilon=value)),
}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
