"""Activations as layers: PyTorch's values forward and backward, and bad calls."""

import numpy as np
import pytest
from bad_calls import X, each_call, of_layer
from helpers import close, reference, refused, stored

from course_nn import (
    ACTIVATIONS,
    ELU,
    GELU,
    Cosine,
    HardTanh,
    Heaviside,
    LeakyReLU,
    PReLU,
    RadialBasis,
    ReLU,
    Sigmoid,
    Softplus,
    Tanh,
)
from course_nn.activations import Activation
from course_nn.layers import ACTIVATION_LAYERS
from course_nn.layers.activations import Elementwise


def test_every_stored_activation_is_compared():
    kept = {name.removesuffix("/a") for name in stored("activation") if name.endswith("/a")}
    assert not set(ACTIVATIONS) - kept, (
        f"enter {sorted(set(ACTIVATIONS) - kept)} in ACTIVATIONS of tests/reference/make_reference.py and run it"
    )
    assert not kept - set(ACTIVATIONS), (
        f"stored, and not in ACTIVATIONS of course_nn: {sorted(kept - set(ACTIVATIONS))}"
    )
    assert all(value.dtype in (np.float64, np.int64) for value in reference().values())


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations(name):
    given, g = stored("activation"), ACTIVATIONS[name]
    close(g(given["z"]), given[f"{name}/a"])
    close(given["da"] * g.derivative(given["z"]), given[f"{name}/dz"])
    layer = ACTIVATION_LAYERS[name](**({"dtype": np.float64} if name == "prelu" else {}))
    a, backward = layer.forward(given["z"][:, None])
    close(a[:, 0], given[f"{name}/a"])
    close(backward(given["da"][:, None])[:, 0], given[f"{name}/dz"])


def test_prelu_with_a_slope_for_each_feature():
    given, activation = stored("prelu"), stored("activation")
    z = activation["z"][:66].reshape(22, 3)
    layer = PReLU(3, dtype=np.float64)
    layer.theta[...] = given["s"]
    a, backward = layer.forward(z)
    close(a, given["a"])
    close(backward(activation["da"][:66].reshape(22, 3)), given["dz"])
    close(layer.grad, given["ds"])


BAD_CALLS = {
    "LeakyReLU": [
        *of_layer(LeakyReLU()),
        (lambda: LeakyReLU("steep"), "LeakyReLU: slope: expected a number, got 'steep'"),
        (lambda: LeakyReLU(np.nan), "LeakyReLU: slope: .* got nan"),
        (lambda: LeakyReLU(None), "LeakyReLU: slope: .* got None"),
    ],
    "ELU": [
        *of_layer(ELU()),
        (lambda: ELU(-1), "ELU: alpha: expected a finite number at least 0, got -1"),
        (lambda: ELU("big"), "ELU: alpha: .* got 'big'"),
    ],
    "PReLU": [
        *of_layer(PReLU()),
        (lambda: PReLU(0), "PReLU: n_slopes: expected a whole number at least 1, got 0"),
        (lambda: PReLU(1.5), "PReLU: n_slopes: .* got 1.5"),
        (lambda: PReLU(slope=np.inf), "PReLU: slope: .* got inf"),
        (lambda: PReLU(dtype=int), "PReLU: dtype"),
        (lambda: PReLU(4)(X), r"PReLU\(4\): expected input of shape \(n, …, 4\), got \(6, 3\)"),
    ],
    **{
        layer.__name__: of_layer(layer())
        for layer in (Heaviside, Sigmoid, Tanh, ReLU, Softplus, HardTanh, GELU, Cosine, RadialBasis)
    },
}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()


@pytest.mark.parametrize(
    "slope", [lambda z, a: z, lambda z, a: a, lambda z, a: 1, lambda z, a: z.dtype.type(2), lambda z, a: np.ones(1)]
)
def test_the_slope_of_an_own_activation_may_be_an_array_of_the_readers(slope):
    """The input, the output, a number: the way back changes none of them."""
    own = Activation("own", lambda z: z.copy(), slope, formula="", derivative_formula="", range="", source="", note="")

    class Own(Elementwise):
        activation = own

    z, da = np.array([[1.0, 2.0, 3.0]]), np.full((1, 3), 10.0)
    a, backward = Own().forward(z)
    expected = da * slope(z, a)
    for _ in range(2):
        np.testing.assert_array_equal(backward(da), expected)
    np.testing.assert_array_equal(z, [[1, 2, 3]])
    np.testing.assert_array_equal(a, [[1, 2, 3]])
    np.testing.assert_array_equal(da, 10)
