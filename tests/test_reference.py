"""Values from outside: PyTorch's, computed once in float64 and stored (tests/reference/make_reference.py)."""

from pathlib import Path

import numpy as np
import pytest

from course_nn import (
    ACTIVATIONS,
    SGD,
    Adam,
    BinaryCrossEntropy,
    CrossEntropy,
    Dense,
    PReLU,
    ReLU,
    RMSProp,
    Sequential,
    SquaredError,
    Tanh,
    train,
)
from course_nn.layers import ACTIVATION_LAYERS

with np.load(Path(__file__).parent / "reference" / "reference.npz") as archive:
    REFERENCE = dict(archive)

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


def part(prefix):
    """The stored arrays whose names begin so, by the rest of their names."""
    return {name[len(prefix) + 1 :]: value for name, value in REFERENCE.items() if name.startswith(f"{prefix}/")}


def close(a, b, tolerance=1e-10):
    np.testing.assert_allclose(a, b, rtol=tolerance, atol=tolerance)


def test_the_reference_is_whole():
    assert {name for name in part("activation") if name.endswith("/a")} == {f"{name}/a" for name in ACTIVATIONS}
    assert set(OPTIMIZERS) | {"H", "c", "theta"} == set(part("quadratic"))
    assert all(value.dtype in (np.float64, np.int64) for value in REFERENCE.values())


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations(name):
    given, g = part("activation"), ACTIVATIONS[name]
    close(g(given["z"]), given[f"{name}/a"])
    close(given["da"] * g.derivative(given["z"]), given[f"{name}/dz"])
    layer = ACTIVATION_LAYERS[name](**({"dtype": np.float64} if name == "prelu" else {}))
    a, backward = layer.forward(given["z"][:, None])
    close(a[:, 0], given[f"{name}/a"])
    close(backward(given["da"][:, None])[:, 0], given[f"{name}/dz"])


@pytest.mark.parametrize("name", ["sigmoid", "softplus", "radial_basis"])
def test_small_values_keep_their_digits(name):
    given = part("activation")
    np.testing.assert_allclose(ACTIVATIONS[name](given["z"]), given[f"{name}/a"], rtol=1e-12, atol=0)


def test_prelu_with_a_slope_for_each_feature():
    given, z = part("prelu"), REFERENCE["activation/z"][:66].reshape(22, 3)
    layer = PReLU(3, dtype=np.float64)
    layer.theta[...] = given["s"]
    a, backward = layer.forward(z)
    close(a, given["a"])
    close(backward(REFERENCE["activation/da"][:66].reshape(22, 3)), given["dz"])
    close(layer.grad, given["ds"])


def test_dense():
    given = part("dense")
    layer = Dense(4, 3, np.random.default_rng(0), dtype=np.float64)
    layer.W.value[...], layer.b.value[...] = given["W"], given["b"]
    y, backward = layer.forward(given["x"])
    close(y, given["y"])
    close(backward(given["dy"]), given["dx"])
    close(layer.W.grad, given["dW"])
    close(layer.b.grad, given["db"])


@pytest.mark.parametrize(
    ("name", "loss", "target"),
    [
        ("squared", SquaredError(), "y"),
        ("binary", BinaryCrossEntropy(), "bits"),
        ("labels", CrossEntropy(), "labels"),
        ("rows", CrossEntropy(), "rows"),
    ],
)
def test_losses(name, loss, target):
    given = part("loss")
    value, dz = loss(given["z"], given[target])
    close(value, given[f"{name}/value"])
    close(dz, given[f"{name}/dz"])


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_thousand_steps_on_a_quadratic(name):
    given, seen = part("quadratic"), REFERENCE["network/seen"]
    optimizer, theta, path = OPTIMIZERS[name](), given["theta"].copy(), []
    waves = np.append(np.geomspace(0.5, 0.05, 7), 0) * np.sin(np.arange(1001)[:, None] * np.arange(1, 9))
    for t in range(1, seen[-1] + 1):
        optimizer.step(theta, given["H"] @ theta - given["c"] + waves[t])
        if t in seen:
            path.append(theta.copy())
    close(path, given[name])


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_fifty_steps_of_a_network(name):
    given = part("network")
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
