"""The labs and the additions in their frameworks: the same losses from the same weights, and what is stored."""

import numpy as np
import pytest

from course_nn.chapters.ch14_frameworks import costs, elsewhere, labs


@pytest.mark.parametrize(("backend", "seed"), [("torch", 0), ("tensorflow", 0), ("tensorflow", 1), ("torch", 2)])
def test_the_first_example_has_the_same_losses_in_keras(backend, seed):
    network, (x, y) = labs.first_network(seed), labs.first_data(seed)
    there = labs.first_in_keras(network, x, y, backend)
    records = labs.train_first(network, x, y).records
    for name in ("loss", "validation_loss"):
        np.testing.assert_allclose(np.divide(records[name], 2), there[name], rtol=2e-6)


@pytest.mark.parametrize("slopes", [1, 64])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_regression_has_the_same_losses_in_pytorch(slopes, seed):
    network, (x, y) = labs.prelu_network(slopes, seed), labs.prelu_data(seed)
    there = labs.prelu_in_pytorch(network, x, y)
    np.testing.assert_allclose(labs.train_prelu(network, x, y), there["losses"], rtol=1e-5)
    np.testing.assert_allclose([layer.s.value for layer in (network[1], network[3])], there["slopes"], atol=1e-5)


@pytest.mark.parametrize(
    ("name", "compute"),
    [
        ("differentiate_pytorch", costs.differentiated_in_pytorch),
        ("mixed_pytorch", costs.mixed_in_pytorch),
        ("first_keras_tensorflow", lambda: labs.first_in_keras(labs.first_network(), *labs.first_data())),
        ("prelu_pytorch_64", lambda: labs.prelu_in_pytorch(labs.prelu_network(64), *labs.prelu_data())),
    ],
)
def test_what_is_stored_is_what_they_give_now(name, compute):
    found = compute()
    with np.load(elsewhere.MEASURED / f"{name}.npz") as stored:
        assert {*stored.files} == {*found, elsewhere.RECORD}
        for key in found.keys() - {"seconds"}:
            np.testing.assert_allclose(found[key], stored[key], rtol=1e-3, atol=1e-12)


@pytest.mark.parametrize("name", ["course_nn", "scikit-learn", "PyTorch", "Keras on TensorFlow", "Keras on PyTorch"])
def test_a_program_of_the_costs_takes_its_steps(name):
    way = costs.WAYS[name]
    given = costs.arrays_of("2-8-2", way.mode) | {"steps": 3}
    found = elsewhere.run_elsewhere(way.program, given, backend=way.backend)
    assert found["imported"] > 0 and found["memory"] > 1000
    assert 0 < found["step"] <= max(found["step"], found["first"])
