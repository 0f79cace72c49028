"""Optimizers: the first steps by hand, the formulas of the books, memory that belongs to one θ."""

import numpy as np
import pytest
from helpers import refused
from hypothesis import given
from hypothesis import strategies as st

from course_nn import SGD, Adam, Optimizer, RMSProp

ALL = {
    "SGD": lambda: SGD(0.1),
    "momentum": lambda: SGD(0.1, momentum=0.9),
    "Nesterov": lambda: SGD(0.1, momentum=0.9, nesterov=True),
    "RMSProp": lambda: RMSProp(0.1),
    "Adam": lambda: Adam(0.1),
}
WITH_MEMORY = [name for name in ALL if name != "SGD"]


def path(optimizer, gradients, start=0.0, dtype=np.float64):
    theta = np.full(np.shape(gradients[0]), start, dtype)
    points = []
    for g in gradients:
        optimizer.step(theta, np.asarray(g, dtype))
        points.append(theta.copy())
    return np.array(points)


def test_two_steps_by_hand():
    g = [np.array([1.0, -2.0]), np.array([3.0, 1.0])]
    np.testing.assert_allclose(path(SGD(0.1), g), [[-0.1, 0.2], [-0.4, 0.1]], rtol=1e-14)
    v = [[1, -2], [0.9 + 3, -1.8 + 1]]
    np.testing.assert_allclose(path(SGD(0.1, 0.9), g), -0.1 * np.cumsum(v, axis=0), rtol=1e-14)
    ahead = [[1 + 0.9, -2 - 1.8], [3 + 0.9 * 3.9, 1 + 0.9 * -0.8]]
    np.testing.assert_allclose(
        path(SGD(0.1, 0.9, nesterov=True), g), -0.1 * np.cumsum(ahead, axis=0), rtol=1e-14
    )
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


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_type_memory_and_gradient(name, dtype):
    optimizer, theta = ALL[name](), np.ones(5, dtype)
    g = np.arange(5, dtype=dtype)
    g.flags.writeable = False
    same = theta
    for _ in range(3):
        optimizer.step(theta, g)
    assert same is theta and theta.dtype == dtype and optimizer.steps == 3
    assert theta[0] == 1 and (theta[1:] < 1).all()
    for memory in optimizer.memory.values():
        assert memory.dtype == dtype and memory.shape == theta.shape
    twice = ALL[name]()
    np.testing.assert_allclose(path(twice, [g] * 3, 1.0, dtype)[-1], theta, rtol=1e-6)


@pytest.mark.parametrize("name", ALL)
def test_every_entry_goes_its_own_way(name):
    """In a θ longer than any block the optimizer may work in, entries see neither their neighbors nor the place."""
    rng = np.random.default_rng(0)
    gradients, n = rng.normal(size=(4, 7)), 100_003
    long = path(ALL[name](), np.resize(gradients.repeat(1, axis=0), (4, 7)).repeat(n // 7 + 1, axis=1)[:, :n])
    short = path(ALL[name](), gradients)
    np.testing.assert_array_equal(long, short.repeat(n // 7 + 1, axis=1)[:, :n])


@pytest.mark.parametrize("name", ALL)
def test_it_finds_the_bottom(name):
    theta, optimizer = np.array([3.0, -2.0]), ALL[name]()
    for k in range(1500):
        optimizer.learning_rate = 0.1 / (1 + k / 50)
        optimizer.step(theta, theta * [1.0, 3.0])
    assert np.abs(theta).max() < 1e-2


@pytest.mark.parametrize("name", ALL)
def test_the_rate_may_change_between_steps(name):
    optimizer = ALL[name]()
    one = path(optimizer, [np.ones(2)])
    theta = one[0].copy()
    optimizer.reset()
    optimizer.learning_rate = 0.2
    np.testing.assert_allclose(path(optimizer, [np.ones(2)])[0], 2 * theta, rtol=1e-12)
    for bad in (0, -1, np.nan, np.inf, "fast", None):
        with refused("learning_rate"):
            optimizer.learning_rate = bad
    assert optimizer.learning_rate == 0.2


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


@pytest.mark.parametrize("name", ALL)
def test_a_refused_step_leaves_no_trace(name):
    optimizer, theta = ALL[name](), np.ones(3)
    for bad in (np.ones(4), np.ones((3, 1)), np.ones(3, np.float32), [1.0, 1.0, 1.0], None, 1.0):
        with refused("gradient"):
            optimizer.step(theta, bad)
    assert optimizer.steps == 0 and (theta == 1).all()
    np.testing.assert_array_equal(path(optimizer.__class__(0.1), [np.ones(3)], 1.0)[0] < 1, True)
    for bad in (np.ones((3, 1)), np.ones(3, int), np.ones(3, np.float16), [1.0], None, np.zeros(0)):
        with refused("θ"):
            ALL[name]().step(bad, bad)
    fixed = np.ones(3)
    fixed.flags.writeable = False
    with refused("read-only"):
        ALL[name]().step(fixed, np.ones(3))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", WITH_MEMORY)
def test_no_denormal_numbers_pile_up(name, dtype):
    """A pixel that is lit once: its memory decays, and numbers below the normal range are slow to work with."""
    tiny, optimizer, theta = np.finfo(dtype).tiny, ALL[name](), np.ones(50, dtype)
    g = np.geomspace(1e-18, 1e3, 50).astype(dtype)
    optimizer.step(theta, g)
    slow_steps = 0
    for _ in range(10_000):
        optimizer.step(theta, np.zeros_like(g))
        held = np.concatenate([*optimizer.memory.values()])
        slow_steps += ((held != 0) & (np.abs(held) < tiny)).any()
    assert slow_steps <= 300  # without clearing: thousands
    assert not ((held != 0) & (np.abs(held) < tiny)).any()
    assert np.isfinite(theta).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", WITH_MEMORY)
def test_clearing_tiny_numbers_changes_nothing(name, dtype):
    rng = np.random.default_rng(0)
    gradients = rng.normal(size=(450, 6)) * (rng.random((450, 6)) < 0.2) * [1, 1e-3, 1e-6, 1e-9, 1e3, 1e-12]
    never = ALL[name]()
    never.flush_every = 10**9
    np.testing.assert_array_equal(
        path(ALL[name](), gradients, dtype=dtype), path(never, gradients, dtype=dtype)
    )


def test_own_optimizer_in_two_lines():
    class Signs(Optimizer):
        """θ ← θ − α sign(g)."""

        def update(self, theta, g, u):
            return np.multiply(np.sign(g), self.learning_rate, u)

    np.testing.assert_allclose(path(Signs(0.5), [np.array([3.0, -4.0])]), [[-0.5, 0.5]])
    assert repr(Signs(0.5)) == "Signs(0.5)"
    with pytest.raises(NotImplementedError, match="needs update"):
        Optimizer(0.1).step(np.ones(2), np.ones(2))
