"""An optimizer with a memory belongs to one θ: another is refused, and copies go on apart."""

import copy
import pickle

import numpy as np
import pytest
from helpers import refused
from optimizer_cases import ALL, WITH_MEMORY, path

from course_nn import mlp


@pytest.mark.parametrize("name", WITH_MEMORY)
def test_another_theta_is_refused_until_reset(name):
    optimizer, theta, other = ALL[name](), np.ones(3), np.ones(3)
    optimizer.step(theta, np.ones(3))
    with refused("another θ"):
        optimizer.step(other, np.ones(3))
    with refused("another θ"):
        optimizer.step(np.ones(4), np.ones(4))
    np.testing.assert_array_equal(other, 1)
    optimizer.step(theta.view(), np.ones(3))  # the same memory under another name
    assert optimizer.steps == 2
    optimizer.reset()
    optimizer.step(other, np.ones(3))
    np.testing.assert_allclose(other, path(ALL[name](), [np.ones(3)], 1.0)[0])


@pytest.mark.parametrize("duplicate", [copy.deepcopy, copy.copy, lambda both: pickle.loads(pickle.dumps(both))])
@pytest.mark.parametrize("name", ALL)
def test_a_copy_of_network_and_optimizer_goes_on_as_they_do(name, duplicate):
    rng = np.random.default_rng(0)
    network, optimizer = mlp([2, 3, 1], rng), ALL[name]()
    gradients = rng.normal(size=(6, network.theta.size)).astype(np.float32)
    for g in gradients[:3]:
        optimizer.step(network.theta, g)
    twin, its = copy.deepcopy(network), duplicate(optimizer)
    if duplicate is copy.deepcopy:
        twin, its = duplicate((network, optimizer))
    for g in gradients[3:]:
        optimizer.step(network.theta, g)
    for g in gradients[3:]:
        its.step(twin.theta, g)
    np.testing.assert_array_equal(network.theta, twin.theta)
    for one, other in zip(optimizer.memory.values(), its.memory.values(), strict=True):
        assert not np.shares_memory(one, other)
    with refused("another θ"):
        its.step(network.theta, gradients[0])
    with refused("another θ"):
        optimizer.step(twin.theta, gradients[0])
