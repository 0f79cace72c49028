"""With what steps are taken: optimizer, penalty, and the memory that goes on."""

import numpy as np
import pytest

from course_nn import SGD, AdaGrad, Adam, AdamW, L1Penalty, L2Penalty, RMSProp
from course_nn.chapters.playground.network import build
from course_nn.chapters.playground.original_rules import SGDWithDeath
from course_nn.chapters.playground.settings import OPTIMIZERS, Settings
from course_nn.chapters.playground.step_rules import going_on, optimizer_of, penalty_of

NETWORK = build(Settings())
KINDS = dict(zip(OPTIMIZERS, (SGD, SGD, AdaGrad, RMSProp, Adam, AdamW), strict=True))


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_each_name_has_its_optimizer(name):
    made = optimizer_of(Settings(optimizer=name, rate=0.25), NETWORK)
    assert type(made) is KINDS[name]
    assert made.learning_rate == 0.25
    assert getattr(made, "momentum", 0) == (0.9 if name == "momentum" else 0)


def test_penalties():
    assert penalty_of(Settings()) is None
    for name, kind in (("L1", L1Penalty), ("L2", L2Penalty)):
        penalty = penalty_of(Settings(penalty=name, penalty_rate=0.5))
        assert type(penalty) is kind
        assert penalty.strength == 0.5


def test_adamw_decays_itself():
    settings = Settings(optimizer="AdamW", penalty="L2", penalty_rate=0.5)
    assert optimizer_of(settings, NETWORK).weight_decay == 0.5
    assert penalty_of(settings) is None
    assert optimizer_of(settings.but(penalty="none"), NETWORK).weight_decay == 0.01
    assert isinstance(penalty_of(settings.but(penalty="L1")), L1Penalty)


def test_the_original_kills_by_l1_alone():
    settings = Settings(original=True, penalty="L1", penalty_rate=0.5)
    assert isinstance(optimizer_of(settings, NETWORK), SGDWithDeath)
    assert penalty_of(settings) is None
    assert type(optimizer_of(settings.but(penalty="L2"), NETWORK)) is SGD
    assert isinstance(penalty_of(settings.but(penalty="L2")), L2Penalty)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_memory_goes_on_with_another_rate(name):
    old, theta = optimizer_of(Settings(optimizer=name), NETWORK), np.ones(5)
    for _ in range(3):
        old.step(theta, np.arange(5.0))
    new = going_on(optimizer_of(Settings(optimizer=name, rate=2.0, penalty="L2"), NETWORK), old.state())
    assert new.steps == 3
    assert new.learning_rate == 2
    for slot, vector in old.memory.items():
        np.testing.assert_array_equal(new.memory[slot], vector)


def test_another_kind_or_a_ruined_memory_begins_anew():
    plain, momentum = SGD(0.1), SGD(0.1, momentum=0.9)
    theta = np.ones(3)
    plain.step(theta, theta.copy())
    assert going_on(SGD(0.1, momentum=0.9), plain.state()).steps == 0
    assert going_on(Adam(0.1), plain.state()).steps == 0
    momentum.step(theta, theta.copy())
    state = momentum.state()
    assert going_on(SGD(0.1, momentum=0.9), state).steps == 1
    state["v"][0] = np.inf
    assert going_on(SGD(0.1, momentum=0.9), state).steps == 0


@pytest.mark.parametrize(("penalty", "pull"), [("none", 0), ("L2", 0), ("L1", 0.5)])
def test_the_dead_stay_so_under_any_penalty_and_l1_alone_pulls(penalty, pull):
    settings = Settings(original=True, penalty=penalty, penalty_rate=0.5)
    made = optimizer_of(settings, NETWORK, {"dead": np.array([0.0, 1.0])})
    assert isinstance(made, SGDWithDeath) and made.strength == pull
    assert isinstance(optimizer_of(settings, NETWORK, {"dead": np.zeros(2)}), SGDWithDeath) == (penalty == "L1")
    assert type(optimizer_of(settings.but(original=False), NETWORK, {"dead": np.ones(2)})) is SGD
