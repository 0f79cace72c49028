"""Keeping and restoring: a restored optimizer goes on exactly, and a state that does not fit changes nothing."""

import numpy as np
import pytest
from helpers import refused
from optimizer_cases import ALL, path

from course_nn import SGD, AdaGrad, Adam, AdamW, CosineDecay, Dense, Optimizer, RMSProp, load, save


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
        "M of the state: expected finite": good | {"M": np.array([1.0, np.inf, 1.0])},
        "expected numbers in V of the state, got NaN": good | {"V": np.array([1.0, np.nan, 1.0])},
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
