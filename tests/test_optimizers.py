"""Optimizers: the first steps by hand, the formulas of the books, memory that belongs to one θ."""

import copy
import pickle

import numpy as np
import pytest
from helpers import refused
from hypothesis import given
from hypothesis import strategies as st

from course_nn import (
    SGD,
    AdaGrad,
    Adam,
    AdamW,
    CosineDecay,
    Dense,
    Optimizer,
    RMSProp,
    clip_by_norm,
    clip_by_value,
    load,
    mlp,
    save,
)

ALL = {
    "SGD": lambda: SGD(0.1),
    "momentum": lambda: SGD(0.1, momentum=0.9),
    "Nesterov": lambda: SGD(0.1, momentum=0.9, nesterov=True),
    "AdaGrad": lambda: AdaGrad(0.1),
    "RMSProp": lambda: RMSProp(0.1),
    "Adam": lambda: Adam(0.1),
    "AdamW": lambda: AdamW(0.1),
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
def test_it_finds_the_bottom(name):
    theta, optimizer = np.array([3.0, -2.0]), ALL[name]()
    for k in range(1500):
        optimizer.learning_rate = (1.0 if name == "AdaGrad" else 0.1) / (1 + k / 50)
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
    with pytest.raises(NotImplementedError, match="needs update"):
        Optimizer(0.1).step(np.ones(2), np.ones(2))


@pytest.mark.parametrize("kind", [int, float, np.int64, np.uint8, np.float32, np.float64, np.longdouble, np.float16])
def test_settings_of_an_own_optimizer_are_kept_whatever_their_type(kind, tmp_path):
    """A file made with k = 2 would be loaded into k = 3 without a word otherwise."""

    class Powers(Optimizer):
        def __init__(self, k, flag=np.True_):
            super().__init__(0.1)
            self.k, self.flag = k, flag

        def update(self, theta, g, u):
            return np.multiply(g**self.k, self.learning_rate, u)

    network = Dense(2, 1, rng=np.random.default_rng(0))
    made = Powers(kind(2))
    made.step(network.theta, network.grad)
    assert type(made.state()["k"]) in (int, float) and made.state()["flag"] is True
    save(network, tmp_path / "k.npz", optimizer=made)
    for wrong in (Powers(kind(3)), Powers(kind(2), np.False_)):
        with refused("(k = 3.*, got one with 2|flag = False, got one with True)"):
            load(network, tmp_path / "k.npz", optimizer=wrong)
    right = Powers(kind(2))
    load(network, tmp_path / "k.npz", optimizer=right)
    assert right.steps == 1


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


@pytest.mark.parametrize("scheduled", [False, True])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", ALL)
def test_a_restored_state_goes_on_exactly(name, dtype, scheduled):
    def make():
        optimizer = ALL[name]()
        optimizer.learning_rate = CosineDecay(0.1, 500) if scheduled else 0.1
        return optimizer

    gradients = np.random.default_rng(0).normal(size=(400, 9)).astype(dtype)
    whole, points = make(), []
    theta = np.ones(9, dtype)
    for t, g in enumerate(gradients):
        if t == 250:
            state, kept = whole.state(), theta.copy()
        whole.step(theta, g)
        points.append(theta.copy())
    other = make()
    if not scheduled:
        other.learning_rate = 0.7
    other.restore(state)
    for memory in other.memory.values():
        assert not any(memory is array for array in state.values())
    for g in gradients[250:]:
        other.step(kept, g)
    np.testing.assert_array_equal(kept, theta)
    assert other.steps == 400 and other.learning_rate == whole.learning_rate
    plain = {key for key, value in state.items() if not isinstance(value, np.ndarray)}
    assert all(type(state[key]) in (int, float, bool, str) for key in plain)
    assert state.keys() - plain == set(whole.slots)


@pytest.mark.parametrize("name", ALL)
def test_the_state_of_a_new_optimizer(name):
    optimizer, theta = ALL[name](), np.ones(3)
    state = optimizer.state()
    for _ in range(3):
        optimizer.step(theta, np.ones(3))
    optimizer.restore(state)
    assert optimizer.steps == 0
    np.testing.assert_array_equal(path(optimizer, [np.ones(5)]), path(ALL[name](), [np.ones(5)]))


def test_a_state_that_does_not_fit_is_refused_and_changes_nothing():
    adam, theta = Adam(0.1), np.ones(3)
    adam.step(theta, np.ones(3))
    good, before = adam.state(), adam.state()
    bad = {
        "expected a state as": {k: v for k, v in good.items() if k != "beta1"},
        "that of RMSProp; make an optimizer of that class": RMSProp(0.1).state(),
        "a dict without beta1, size": {k: v for k, v in good.items() if k not in ("beta1", "size")},
        "got a SGD; give its state": SGD(0.1),
        "V of the state, which is made of squares, to be at least 0, got -2": good | {"V": np.array([1.0, -2, 0])},
        "beta1 = 0.9, got one with 0.5; make the optimizer with beta1=0.5": good | {"beta1": 0.5},
        "epsilon = 1e-08, got one with": good | {"epsilon": np.ones(2)},
        "steps of the state": good | {"steps": -1},
        "learning_rate of the state": good | {"learning_rate": float("nan")},
        "got one that followed a schedule": good | {"scheduled": True},
        "size of the state": good | {"size": 2.5},
        r"M of the state: expected shape \(4,\), got \(3,\)": good | {"size": 4},
        "dtype of the state: expected np.float32 or np.float64": good | {"dtype": "float16"},
        "expected M of the state as float32, got float64": good | {"dtype": "float32"},
        "with the memory V, got one without": {k: v for k, v in good.items() if k != "V"},
        "V of the state: expected finite": good | {"V": np.array([1.0, np.nan, 1.0])},
        "M of the state: expected real numbers": good | {"M": "abc"},
    }
    for sentence, state in bad.items():
        with refused(sentence):
            adam.restore(state)
    for kind in (RMSProp, AdaGrad, AdamW):
        other = kind(0.1)
        other.step(np.ones(3), np.ones(3))
        (slot,) = other.squares
        with refused(f"{slot} of the state, which is made of squares"):
            other.restore(other.state() | {slot: -np.ones(3)})
    Adam(0.1).restore(good | {"M": -np.ones(3)})  # an average of gradients may be negative
    with refused("momentum = 0.0, got one with 0.9"):
        SGD(0.1).restore(SGD(0.1, momentum=0.9).state())
    scheduled = Adam(CosineDecay(0.2, 9))
    with refused("made with the schedule CosineDecay.*rate of its own"):
        scheduled.restore(good)
    later = Adam(CosineDecay(0.2, 9))
    later.step(np.ones(3), np.ones(3))
    scheduled.restore(later.state())
    with refused("made with the schedule"):
        Adam(CosineDecay(0.2, 5)).restore(later.state())
    for key, value in adam.state().items():
        np.testing.assert_array_equal(value, before[key])
    adam.step(theta, np.ones(3))  # and it still serves its θ
    for wrong in (np.ones(4), np.ones(3, np.float32)):
        other = Adam(0.1)
        other.restore(good)
        with refused("expected a θ of 3 numbers in float64"):
            other.step(wrong, wrong)


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


@pytest.mark.parametrize("name", ALL)
def test_the_vector_moves_as_a_whole_and_the_count_with_it(name):
    """An interrupt anywhere before the end of a step leaves θ and the number of steps as they were."""

    class Interrupted(type(ALL[name]())):
        def update(self, theta, g, u, **memory):
            if self.steps == 1 and np.may_share_memory(u, self._scratch[-1:]):  # in the last piece
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


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_clipping_at_the_edges(dtype):
    g = np.array([3, -4], dtype)
    same = g
    assert clip_by_norm(g, 5.0) == 5 and g.tolist() == [3, -4]
    assert clip_by_norm(g, 1) == 5 and same is g and g.dtype == dtype
    np.testing.assert_allclose(g, [0.6, -0.8], rtol=1e-6)
    g = np.array([3, -4], dtype)
    assert clip_by_value(g, 3.5) == 5 and g.tolist() == [3, -3.5]
    assert clip_by_norm(np.zeros(4, dtype), 1.0) == 0
    for huge in (1e30, 1e-30):
        g = np.array([3 * huge, -4 * huge], dtype)
        assert clip_by_norm(g, 1e-3 * huge) == pytest.approx(5 * huge, rel=1e-6)
        np.testing.assert_allclose(g, [0.6e-3 * huge, -0.8e-3 * huge], rtol=1e-6)
    for bad in (np.nan, np.inf):
        g = np.array([1, bad], dtype)
        assert not np.isfinite(clip_by_norm(g, 1.0))
        np.testing.assert_array_equal(g, [1, bad])
        assert not np.isfinite(clip_by_value(g, 0.5))
        np.testing.assert_array_equal(g, [0.5, min(bad, 0.5) if bad == np.inf else bad])
