"""What every optimizer shares: one step in θ as a whole, its rate, its memory without denormals, and an own one."""

import numpy as np
import pytest
from bad_calls import each_call, of_rate
from helpers import check_sentence, refused
from optimizer_cases import ALL, WITH_MEMORY, path

import course_nn
from course_nn import Optimizer


def test_every_optimizer_has_a_case():
    public = {name for name, one in vars(course_nn).items() if isinstance(one, type) and issubclass(one, Optimizer)}
    lacking = public - {"Optimizer"} - {type(make()).__name__ for make in ALL.values()}
    assert not lacking, f"enter {sorted(lacking)} in ALL of tests/optimizer_cases.py"


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
    assert (theta[0] == 1 or name == "AdamW") and (theta[1:] < 1).all()
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


@pytest.mark.parametrize("name", ALL)
def test_a_refused_step_leaves_no_trace(name):
    optimizer, theta = ALL[name](), np.ones(3)
    for bad in (np.ones(4), np.ones((3, 1)), np.ones(3, np.float32), [1.0, 1.0, 1.0], None, 1.0):
        with refused("gradient"):
            optimizer.step(theta, bad)
    assert optimizer.steps == 0 and (theta == 1).all()
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


@pytest.mark.parametrize("name", WITH_MEMORY)
def test_no_denormal_numbers_with_rare_gradients(name):
    """As on pixels that are lit now and then: each entry gets a gradient in one step of 2 to 5,000."""
    rng, optimizer = np.random.default_rng(0), ALL[name]()
    theta, n, tiny = np.ones(400, np.float32), 400, np.finfo(np.float32).tiny
    often, size = np.geomspace(1 / 5000, 0.5, n), 10 ** rng.uniform(-9, 0, n)
    slow = 0
    for _ in range(6000):
        g = np.where(rng.random(n) < often, size * rng.normal(size=n), 0).astype(np.float32)
        optimizer.step(theta, g)
        held = np.concatenate([theta, *optimizer.memory.values()])
        slow += int(((held != 0) & (np.abs(held) < tiny)).sum())
    assert slow / (6000 * n) < 2e-3


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", WITH_MEMORY)
def test_clearing_tiny_numbers_changes_nothing(name, dtype):
    rng = np.random.default_rng(0)
    gradients = rng.normal(size=(450, 6)) * (rng.random((450, 6)) < 0.2) * [1, 1e-3, 1e-6, 1e-9, 1e3, 1e-12]
    never = ALL[name]()
    never.flush_every = 10**9
    np.testing.assert_array_equal(path(ALL[name](), gradients, dtype=dtype), path(never, gradients, dtype=dtype))


def test_own_optimizer_in_two_lines():
    class Signs(Optimizer):
        """θ ← θ − α sign(g)."""

        def update(self, theta, g, u):
            return np.multiply(np.sign(g), self.learning_rate, u)

    np.testing.assert_allclose(path(Signs(0.5), [np.array([3.0, -4.0])]), [[-0.5, 0.5]])
    assert repr(Signs(0.5)) == "Signs(0.5)"
    with pytest.raises(NotImplementedError, match="needs update") as caught:
        Optimizer(0.1).step(np.ones(2), np.ones(2))
    check_sentence(caught.value)


@pytest.mark.parametrize("name", ALL)
def test_the_vector_moves_as_a_whole_and_the_count_with_it(name):
    """An interrupt anywhere before the end of a step leaves θ and the number of steps as they were."""

    class Interrupted(type(ALL[name]())):
        def update(self, theta, g, u, **memory):
            if self.steps == 1 and np.may_share_memory(u, self._memory.u[-1:]):  # in the last piece
                raise KeyboardInterrupt
            with pytest.raises(ValueError, match="read-only"):
                theta += 1
            return super().update(theta, g, u, **memory)

    n = 2 * Optimizer.block + 1
    optimizer, theta = Interrupted(0.1), np.ones(n)
    optimizer.step(theta, np.ones(n))
    before = theta.copy()
    with pytest.raises(KeyboardInterrupt):
        optimizer.step(theta, np.ones(n))
    assert optimizer.steps == 1
    np.testing.assert_array_equal(theta, before)


def test_what_update_may_give():
    class Own(Optimizer):
        given = None

        def update(self, theta, g, u):
            return self.given

    optimizer, theta = Own(0.1), np.ones(3, np.float32)
    optimizer.given = [1, 2, 3]
    optimizer.step(theta, theta.copy())
    np.testing.assert_array_equal(theta, [0, -1, -2])
    for optimizer.given in (None, 1.0, np.ones(4), "abc"):
        with refused("what update gives"):
            optimizer.step(theta, theta.copy())


BAD_CALLS = {
    "Optimizer": of_rate(Optimizer),
}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
