"""Advice: none for what gets on, and what is given mends it when it is followed."""

import math
import re
import time

import numpy as np
import pytest
from playground_runs import same

from course_nn.chapters.playground import diagnosis as theme
from course_nn.chapters.playground.diagnosis import diagnosis
from course_nn.chapters.playground.flow import gradient_flow
from course_nn.chapters.playground.network import HalfSquaredError, target_of
from course_nn.chapters.playground.presets import PRESETS
from course_nn.chapters.playground.run import Run
from course_nn.chapters.playground.settings import OWN, Settings

PLANE = {"problem": "regression", "data": "plane"}
RELU = ((4, "relu"), (2, "relu"))
SEEDS = range(4)
#: settings, epochs, and how the advice begins.
TROUBLES = {
    "diverged": (Settings(**PLANE, hidden=((4, "relu"),), rate=10), 20, "The learning rate 10 is too high: "),
    "diverged, linear": (Settings(**PLANE, hidden=(), rate=1), 30, "The learning rate 1 is too high: "),
    "diverged, far": (Settings(**PLANE, hidden=((4, "relu"),), rate=100), 20, "The learning rate 100 is too high: "),
    "alike": (PRESETS["same start"].settings, 20, "All units of hidden layer 1 have the same weights, "),
    "dead": (Settings(hidden=RELU, rate=3), 20, "All units of hidden layer 2 are 0 for every training point: "),
    "dead, far": (Settings(hidden=RELU, rate=10), 20, "All units of hidden layer 2 are 0 for every training point: "),
    "dead, Adam": (
        Settings(hidden=RELU, rate=1, optimizer="Adam"),
        20,
        "All units of hidden layer 2 are 0 for every training point: ",
    ),
    "too fast": (PRESETS["rate too high"].settings, 60, "All units of hidden layer 2 are at the ends of their range "),
    "too slow": (Settings(rate=1e-4), 40, "The loss hardly falls: "),
    "too slow, Adam": (Settings(rate=1e-5, optimizer="Adam"), 40, "The loss hardly falls: "),
    "vanishing": (PRESETS["six layers"].settings, 40, "The first layer's gradient is "),
    "line": (PRESETS["linear"].settings, 40, "Without an activation all its layers are one, a sum of its features. "),
    "line, no layer": (Settings(hidden=(), rate=0.1), 40, "Without an activation all its layers are one, a sum "),
    "few": (PRESETS["xor"].settings, 80, "It has few hidden units. "),
}


def played(settings, epochs):
    """A run that has been looked at after each epoch, as it is when it plays."""
    run = Run(settings)
    for _ in range(epochs):
        run.finish_epoch()
    return run


def follow(run, advice):
    """Do what it says, to the letter."""
    if match := re.search(r"rate (?:to|of) (\d\S*?)[,:]? |: (\d\S*) brings", advice):
        run.change(rate=float((match[1] or match[2]).rstrip(",")))
    if "choose other first weights" in advice:
        run.change(start="xavier")
    if "With tanh in their place" in advice:
        run.change(hidden=tuple(one._replace(activation="tanh") for one in run.settings.hidden))
    if "One hidden layer of 8 units" in advice:
        run.change(hidden=((8, "tanh"),), optimizer="Adam", rate=0.03)
    if "eset" in advice:
        run.reset()


@pytest.mark.parametrize("name", TROUBLES)
def test_following_the_advice_mends(name):
    settings, epochs, start = TROUBLES[name]
    given = 0
    for seed in SEEDS:
        run = played(settings.but(seed=seed), epochs)
        before, past = run.losses()[0], run.copy()
        advice = diagnosis(run)
        same(run, past)
        if not advice.startswith(start):
            continue
        given += 1
        follow(run, advice)
        assert run.settings != past.settings
        for _ in range(40):
            run.finish_epoch()
        after = run.losses()[0]
        first = past.history.train[0]
        assert after < 0.9 * (before if math.isfinite(before) else first), (seed, advice, before, after)
    assert given >= 2, f"{given} of {len(SEEDS)} seeds"


@pytest.mark.parametrize(
    "name", ["circle", "one neuron", "spiral", "original", "race", "overfitting", "three classes", "a wave"]
)
def test_no_advice_for_what_gets_on(name):
    for seed in SEEDS:
        run = Run(PRESETS[name].settings.but(seed=seed))
        for epoch in range(1, 51):
            run.finish_epoch()
            if epoch in (3, 5, 10, 20, 50):
                assert diagnosis(run) == "", (seed, epoch)


def test_nothing_is_said_at_the_start_or_without_points():
    run = Run(PRESETS["same start"].settings)
    run.step(theme.EARLY - 1)
    assert diagnosis(run) == ""
    run.step()
    assert diagnosis(run)
    assert diagnosis(Run(Settings(data=OWN))) == ""


def test_what_has_come_far_is_left_alone():
    """Units that are alike, or dead, do no harm where one is enough."""
    run = played(Settings(data="Gaussians", start="zeros", hidden=((3, "sigmoid"),), rate=1.0), 40)
    assert np.ptp(run.network[0].W.value, axis=1).max() < 1e-12
    assert run.losses()[0] < 0.05
    assert diagnosis(run) == ""


def test_units_alike_before_but_not_behind_are_not_alike():
    run = Run(Settings(hidden=((3,),)))
    for j in range(1, 3):
        for i in range(2):
            run.edit(("W", 0, i, j), run.network[0].W.value[i, 0])
    assert theme._alike(run) == ""
    for j in range(1, 3):
        run.edit(("W", 1, j, 0), run.network[2].W.value[0, 0])
    assert "have the same weights" in theme._alike(run)
    assert "press Reset" in theme._alike(run)
    run.step(200)
    assert "have the same weights" in theme._alike(run)  # and so they stay
    run.edit(("b", 0, 1), 0.5)
    assert theme._alike(run) == ""


def test_dropout_sets_units_apart_that_start_alike():
    run = Run(Settings(start="zeros", hidden=((3, "sigmoid", 0.5),)))
    assert theme._alike(run) == ""
    run.step(200)
    assert np.ptp(run.network[0].W.value, axis=1).min() > 1e-6


def test_dead_units_get_no_gradient():
    for seed in SEEDS:
        run = played(Settings(hidden=RELU, rate=3, seed=seed), 20)
        if "All units of hidden layer 2 are 0" in diagnosis(run):
            assert not any(W.any() for W, _ in gradient_flow(run)[:2])


def test_the_vanishing_gradient_is_what_it_says():
    runs = (played(PRESETS["six layers"].settings.but(seed=seed), 40) for seed in SEEDS)
    run, said = next((run, said) for run in runs if (said := diagnosis(run)))
    share, cure = (float(number) for number in re.findall(r"is (\S+) of", said))

    def measured(run):
        flow = gradient_flow(run)
        return np.sqrt(np.mean(flow[0][0] ** 2) / np.mean(flow[-1][0] ** 2))

    assert share == pytest.approx(measured(run), rel=0.5)
    follow(run, said)
    assert cure == pytest.approx(measured(run), rel=0.5)


@pytest.mark.parametrize(
    "settings",
    [
        Settings(data="Gaussians", train_share=33),
        Settings(data="Gaussians", loss="squared error", noise=20),
        Settings(data="spiral", classes=3, points=100),
        Settings(data="spiral", classes=3, points=100, loss="squared error"),
        Settings(**PLANE),
    ],
)
def test_the_best_constant_answer(settings):
    """No constant output is better, and one is as good."""
    run = Run(settings)
    y, best = run.data.y_train, theme._best_constant(run)
    squared = isinstance(run._loss, HalfSquaredError)
    target = target_of(run.settings, y)
    if squared:
        outputs = np.tile(target.mean(axis=0), (len(y), 1))
    else:
        shares = np.bincount(y) / len(y)
        outputs = np.log(shares[1:] / shares[0])[None] if len(shares) == 2 else np.log(shares)[None]
        outputs = np.tile(outputs, (len(y), 1))
    assert run._loss(outputs, target)[0] == pytest.approx(best, rel=1e-12)
    rng = np.random.default_rng(0)
    for _ in range(20):
        other = outputs + 0.1 * rng.standard_normal(outputs.shape[1])
        assert run._loss(other, target)[0] > best


def quickest(run):
    times = []
    for _ in range(3):
        start = time.process_time()
        diagnosis(run)
        times.append(time.process_time() - start)
    return min(times)


@pytest.mark.parametrize(
    ("settings", "most"),
    [
        (Settings(), 0.03),
        (Settings(rate=3.0, seed=1), 0.03),
        (Settings(rate=1e-5, optimizer="Adam"), 0.03),
        (Settings(hidden=((8,), (8,)), data="spiral", rate=0.3, optimizer="Adam"), 0.04),
        (Settings(hidden=((8, "sigmoid"),) * 16, rate=0.001), 0.06),
        (Settings(hidden=((64, "tanh"),) * 4, points=5000, batch=500, rate=3.0), 0.06),
        (Settings(hidden=((64, "relu"),) * 4, points=5000, batch=500, rate=10.0), 0.06),
    ],
)
def test_it_is_quick_also_for_large_networks(settings, most):
    run = played(settings, 20 if settings.batch < 500 else 1)
    while run.updates < theme.EARLY and not run.diverged and settings.batch == 500 and len(run.history) < 16:
        run.step()
    run.step(max(1, theme.EARLY - run.updates))
    assert quickest(run) < most


def test_a_try_that_would_take_long_is_not_made(monkeypatch):
    run = Run(Settings(hidden=((64,), (64,)), points=5000, batch=1000))
    monkeypatch.setattr(Run, "copy", lambda run: pytest.fail("a copy was trained"))
    assert theme._trial(run) == math.inf
