"""The same network in the frameworks: outputs, gradients, and 100 steps of SGD and of Adam."""

import numpy as np
import pytest

from course_nn import Adam
from course_nn.chapters.ch14_frameworks import same_network as theme
from course_nn.chapters.ch14_frameworks.adam_epsilon import beside_raw
from course_nn.chapters.ch14_frameworks.elsewhere import run_elsewhere

THERE = [("pytorch", None), ("keras", "torch"), ("keras", "tensorflow"), ("sklearn", None)]
ONES = [(name, *one) for name in theme.EXAMPLES for one in THERE if name == "dense" or one[0] != "sklearn"]


@pytest.mark.parametrize(("name", "framework", "backend"), ONES)
def test_in_float32(name, framework, backend):
    apart = theme.compare(name, framework, backend)
    assert apart.get("outputs", apart.get("probabilities")) < 1e-5
    assert apart["gradient"] < 1e-5
    assert apart["sgd"] < 3e-6
    assert apart["adam"] < 1e-3


@pytest.mark.parametrize("seed", [2, 5])
def test_the_digits_that_adam_loses_come_back_with_a_larger_epsilon(seed):
    """In PyTorch; so it is the division by small gradients that costs them. SGD has them all."""
    digits = {}
    for epsilon in (1e-7, 1e-3):
        adam = Adam(theme.ADAM_RATE, epsilon=epsilon)
        apart = theme.compare("dense", "pytorch", seed=seed, adam=adam, epsilons=epsilon)
        assert apart["sgd"] < 3e-6
        digits[epsilon] = apart["adam"]
    assert digits[1e-3] < 3e-6 < 1e-5 < digits[1e-7] < 1e-3


@pytest.mark.parametrize("name", theme.EXAMPLES)
def test_in_float64_with_pytorch(name):
    apart = theme.compare(name, "pytorch", dtype=np.float64)
    assert max(apart["outputs"], apart["gradient"], apart["sgd"]) < 1e-10


@pytest.mark.parametrize("backend", ["torch", "tensorflow"])
def test_keras_takes_our_steps_where_epsilon_is_translated_in_every_one(backend):
    translated = beside_raw(1e-7, np.arange(1, theme.STEPS + 1))

    def apart(epsilon, **there):
        adam = Adam(theme.ADAM_RATE, epsilon=epsilon)
        return theme.compare("dense", "keras", backend, adam=adam, **there)["adam"]

    assert apart(1e-7, epsilons=translated) < 1e-3
    assert apart(1e-7) > 3e-3, "the same number is another one"
    assert apart(1e-8) > 3e-3, "nor are the defaults the same"


@pytest.mark.parametrize(("framework", "backend", "name"), [("pytorch", None, "lstm"), ("keras", "tensorflow", "gru")])
def test_two_biases_that_both_move_move_their_sum_farther(framework, backend, name):
    net, x, labels = theme.problem(name, 1)
    given = theme.arrays_for(net, x, labels, framework, hold_second_bias=False)
    found = run_elsewhere(f"same_{framework}", given, backend=backend, network=name)
    apart = theme.largest(theme.differences(found, theme.computed_here(net, x, labels, framework)))
    assert apart["gradient"] < 1e-4 < 1e-2 < apart["sgd"]
