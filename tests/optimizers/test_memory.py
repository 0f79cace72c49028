"""An optimizer with a memory belongs to one θ: another is refused, and copies go on apart."""

import copy
import pickle

import numpy as np
import pytest
from helpers import refused
from optimizer_cases import ALL, WITH_MEMORY, path

from course_nn import Adam, Optimizer, mlp
from course_nn.optimizers import memory


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


def test_an_interrupt_while_the_memory_is_made_leaves_no_dead_optimizer(monkeypatch):
    optimizer, theta = Adam(0.1), np.ones(3)

    def interrupted(*_):
        raise KeyboardInterrupt

    for call in range(3):  # of one memory, of the other, of the step
        calls = iter([memory.aligned_zeros] * call + [interrupted] * 3)
        with monkeypatch.context() as patch:
            patch.setattr(memory, "aligned_zeros", lambda n, dtype, calls=calls: next(calls)(n, dtype))
            with pytest.raises(KeyboardInterrupt):
                optimizer.step(theta, np.ones(3))
    optimizer.step(theta, np.ones(3))
    np.testing.assert_allclose(theta, 0.9, rtol=1e-6)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_flushing_takes_what_is_too_small_of_either_sign_and_nothing_else(dtype):
    tiny, numbers = memory.TINY[np.dtype(dtype)], np.array([1.0, -1.0, 5.0, -5.0, 1e-3, -1e-3], dtype)
    kept = memory.Memory({"m": np.append(numbers * dtype(2 * tiny), numbers * dtype(tiny / 8))})
    kept.flush()
    expected = np.append(numbers * [1, 1, 1, 1, 0, 0] * dtype(2 * tiny), 0 * numbers)
    np.testing.assert_array_equal(kept.vectors["m"], expected.astype(dtype))


def test_slots_may_be_named_after_the_base_is_made():
    class Own(Optimizer):
        def __init__(self):
            super().__init__(0.1)
            self.slots = ("v",)

        def update(self, theta, g, u, v):
            v += g
            return v

    theta = np.ones(2)
    optimizer = Own()
    for _ in range(2):
        optimizer.step(theta, np.full(2, 0.25))
    np.testing.assert_allclose(theta, 1 - 0.25 - 0.5)
