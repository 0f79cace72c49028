"""The quick steps are those of `train`."""

import numpy as np
import pytest

from course_nn import train
from course_nn.chapters.playground import run as theme
from course_nn.chapters.playground.quick_steps import can_be_quick
from course_nn.chapters.playground.run import Run
from course_nn.chapters.playground.settings import OPTIMIZERS, Settings
from course_nn.chapters.playground.step_rules import penalty_of

QUICK = [
    {},
    {"hidden": ()},
    {"hidden": ((8,), (8, "relu"), (3, "sigmoid"), (4, "linear"))},
    {"hidden": ((4, "sigmoid"),), "loss": "squared error"},
    {"hidden": ((6, "relu"),), "problem": "regression", "data": "plane"},
    {"classes": 3, "data": "spiral", "loss": "squared error"},
    {"batch": 7, "train_share": 30},
    {"batch": 1000},
    {"batch": 7, "original": True},
    {"original": True, "penalty": "L1", "penalty_rate": 0.01},
    {"optimizer": "AdamW", "penalty": "L2", "penalty_rate": 0.1},
]
SLOW = [
    {"hidden": ((4, "tanh", 0.5),)},
    {"hidden": ((4, "elu"),)},
    {"penalty": "L2"},
    {"classes": 3, "data": "spiral"},
]


def pair(settings, monkeypatch):
    """The run, and one whose steps are those of `train`."""
    quick, slow = Run(settings), Run(settings)
    monkeypatch.setattr(theme, "can_be_quick", lambda *_: False)
    slow._steps = slow._new_steps()
    monkeypatch.undo()
    return quick, slow


@pytest.mark.parametrize("settings", [*QUICK, *({"optimizer": name} for name in OPTIMIZERS)], ids=str)
def test_each_update_is_that_of_train(settings, monkeypatch):
    quick, slow = pair(Settings(**settings), monkeypatch)
    assert can_be_quick(quick.network, quick._loss, penalty_of(quick.settings))
    for _ in range(60):
        quick.step()
        slow.step()
        assert np.abs(quick.network.theta - slow.network.theta).max() < 1e-12
        assert np.abs(quick.network.grad - slow.network.grad).max() < 1e-12
    assert quick.losses() == pytest.approx(slow.losses(), abs=1e-12)
    assert (quick.updates, quick.epoch) == (slow.updates, slow.epoch) == (60, slow.epoch)


@pytest.mark.parametrize("settings", SLOW, ids=str)
def test_what_it_does_not_know_is_left_to_train(settings, monkeypatch):
    run = Run(Settings(**settings))
    assert not can_be_quick(run.network, run._loss, penalty_of(run.settings))
    taken = []
    monkeypatch.setattr(theme, "train", lambda *args, **more: taken.append(1) or train(*args, **more))
    assert run.step(3) == 3 and taken


def test_a_gradient_that_is_not_finite_leaves_theta_as_it_was(monkeypatch, recwarn):
    settings = Settings(problem="regression", data="plane", rate=100.0, hidden=((4, "relu"),))
    quick, slow = pair(settings, monkeypatch)
    made = quick.step(3000), slow.step(3000)
    assert made[0] == made[1] < 3000 and quick.diverged and slow.diverged
    assert np.isfinite(quick.network.theta).all() and not recwarn.list


def test_weights_that_are_typed_in_are_those_of_the_next_step(monkeypatch):
    quick, slow = pair(Settings(), monkeypatch)
    for run in (quick, slow):
        run.step(10)
        run.edit(("W", 0, 1, 2), 3.0)
        run.step(10)
    assert quick.network.theta == pytest.approx(slow.network.theta, abs=1e-12)
