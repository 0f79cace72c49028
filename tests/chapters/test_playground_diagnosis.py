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
WITHOUT = "Without the penalty "
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
    "too slow": (Settings(rate=1e-4), 40, "The loss has hardly fallen lately: a "),
    "too slow, Adam": (Settings(rate=1e-5, optimizer="Adam"), 40, "The loss has hardly fallen lately: a "),
    "vanishing": (PRESETS["six layers"].settings, 40, "At the first weights the first layer's gradient is "),
    "penalty": (Settings(hidden=((4, "sigmoid"),), penalty="L2", penalty_rate=0.3, rate=0.1), 40, WITHOUT + "L2, "),
    "penalty, Adam": (
        Settings(hidden=((4,),), penalty="L1", penalty_rate=0.1, optimizer="Adam", rate=0.03),
        40,
        WITHOUT + "L1, and ",
    ),
    "line": (PRESETS["linear"].settings, 40, "Without an activation all its layers are one, a sum of its features. "),
    "line, no layer": (Settings(hidden=(), rate=0.1), 40, "Without an activation all its layers are one, a sum "),
    "few": (PRESETS["xor"].settings, 80, "It has few hidden units. "),
}


def played(settings, epochs):
    """A run that has been looked at after each epoch, as it is when it plays."""
    return played_on(Run(settings), epochs)


def played_on(run, epochs):
    for _ in range(epochs):
        run.finish_epoch()
    return run


def follow(run, advice):
    """Do what it says, to the letter."""
    if match := re.search(r"rate (?:to|of) (\d\S*?)[,:]? |: (\d\S*) brings", advice):
        run.change(rate=float((match[1] or match[2]).rstrip(",")))
    if "Choose xavier as first weights" in advice:
        run.change(start="xavier")
    if "With tanh in their place" in advice:
        run.change(hidden=tuple(one._replace(activation="tanh") for one in run.settings.hidden))
    if "One hidden layer of 8 units" in advice:
        run.change(hidden=((8, "tanh"),))
    if "with Adam at 0.03" in advice:
        run.change(optimizer="Adam", rate=0.03)
    if WITHOUT in advice:
        run.change(penalty="none")
    if "eset" in advice:
        run.reset()


@pytest.mark.long
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
        assert run.settings != past.settings or advice.endswith("press Reset.")
        for _ in range(40):
            run.finish_epoch()
        after = run.losses()[0]
        first = past.history.train[0]
        assert after < 0.9 * (before if math.isfinite(before) else first), (seed, advice, before, after)
    assert given >= 2, f"{given} of {len(SEEDS)} seeds"


def test_a_rate_is_blamed_only_where_it_does_it_from_the_first_weights():
    for seed in SEEDS:
        run = Run(Settings(hidden=RELU, seed=seed))
        run.step(150)
        for path, value in ((("W", 0, 0, 0), 1e200), (("W", 1, 0, 0), 1e200), (("W", 2, 0, 0), 1e10)):
            run.edit(path, value)
        run.edit(("b", 0, 0), 1e200)
        run.edit(("b", 2, 0), -1e308)
        run.edit(("W", 2, 1, 0), 1e308)
        run.edit(("b", 1, 1), 1e308)
        assert run.diverged
        assert diagnosis(run) == "From the first weights the learning rate 0.03 brings the loss down: press Reset."
        run.reset()
        first = run.losses()[0]
        run.step(150)
        assert run.losses()[0] < first


def test_after_another_rate_is_set_it_is_not_the_one_to_blame():
    for seed in SEEDS:
        run = Run(Settings(**PLANE, hidden=((4, "linear"),), rate=100, seed=seed))
        run.step(200)
        assert diagnosis(run).startswith("The learning rate 100 is too high: ")
        for rate in (0.1, 0.01, 0.003):
            run.change(rate=rate)
            assert run.diverged
            again = Run(run.settings)
            first = again.losses()[0]
            again.step(theme.TRIED)
            if again.diverged:
                assert rate == 0.1 and diagnosis(run).startswith("The learning rate 0.1 is too high: ")
            else:
                assert again.losses()[0] < first
                said = f"From the first weights the learning rate {rate:g} brings the loss down: press Reset."
                assert diagnosis(run) == said


def test_what_would_take_long_to_happen_again_is_not_blamed_on_the_rate():
    run = Run(Settings(**PLANE, hidden=((4, "relu"),), rate=0.03))
    run.step(2000)
    run.change(rate=10)
    run.step(200)
    assert run.diverged
    said = diagnosis(run)
    assert said.startswith("A learning rate lower than 10 may help: ") and "brings the loss down from the first" in said


@pytest.mark.long
def test_the_sigmoids_are_not_blamed_for_what_a_penalty_did():
    """Layers of a tanh and a sigmoid: without the penalty the gradient comes back, with it and two tanhs it doesn't."""
    hidden = ((6, "tanh"), (4, "sigmoid"))
    for seed in SEEDS:
        settings = Settings(hidden=hidden, penalty="L2", penalty_rate=0.1, rate=0.1, seed=seed)
        run, free = played(settings, 40), played(settings.but(penalty="none"), 40)
        steep = played(settings.but(hidden=((6, "tanh"), (4, "tanh"))), 40)
        assert theme._first_of_last(run) < theme.VANISHED > theme._first_of_last(steep)
        assert theme._first_of_last(free) > 0.1
        assert theme._vanishing(run) == ""
        assert diagnosis(run).startswith(WITHOUT + "L2")


@pytest.mark.long
def test_a_larger_network_is_advised_only_where_it_helps_under_the_penalty():
    for penalty, strength in (("L2", 0.3), ("L1", 0.1)):
        for hidden in (((4, "sigmoid"),), ()):
            run = played(Settings(hidden=hidden, penalty=penalty, penalty_rate=strength, rate=0.1), 40)
            assert theme._too_small(run) == ""
            run.change(hidden=((8, "tanh"),), **theme.ADAM)
            run.step(1000)
            assert run.losses()[0] > 0.69
    assert theme._too_small(played(Settings(hidden=(), rate=0.1), 40))


def test_units_killed_by_hand_are_not_blamed_on_the_rate():
    run = Run(Settings(hidden=((4, "relu"),), rate=0.1))
    run.step(theme.EARLY)
    for j in range(4):
        run.edit(("b", 0, j), -100)
    run.step(10)
    assert diagnosis(run).endswith("Press Reset: from the first weights the loss gets lower than now.")


@pytest.mark.long
def test_it_says_hardly_fallen_of_a_loss_that_has_hardly_fallen():
    """Its mean over the last quarter is within a hundredth of that over the one before, or above it."""
    for rate, seed in [(rate, seed) for rate in (1e-4, 3.0, 10.0) for seed in SEEDS]:
        run = played(Settings(rate=rate, seed=seed), 40)
        train, quarter = run.history.train, len(run.history) // 4
        now, before = np.mean(train[-quarter:]), np.mean(train[-2 * quarter : -quarter])
        assert theme._stalled(run) == (now > 0.99 * before)
        assert "does not fall" not in diagnosis(run)


@pytest.mark.long
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
    run.step(200)
    assert "have the same weights" in theme._alike(run)  # and so they stay
    run.edit(("b", 0, 1), 0.5)
    assert theme._alike(run) == ""


def test_the_way_out_of_weights_alike_is_told_where_it_was_tried():
    fast, slow = (Settings(start="zeros", hidden=((4,),), optimizer="Adam", rate=rate) for rate in (0.03, 1e-5))
    run = played(fast, 20)
    assert diagnosis(run).endswith("Choose xavier as first weights instead of zeros: so the loss gets lower than now.")
    assert diagnosis(played(slow, 20)).endswith("and stay alike.")  # from other weights it is as high after as long
    run.change(start="xavier")
    for j in range(1, 4):
        for i in range(2):
            run.edit(("W", 0, i, j), run.network[0].W.value[i, 0])
        run.edit(("W", 1, j, 0), run.network[2].W.value[0, 0])
    run = played_on(run, 20)
    said = diagnosis(run)
    assert said.endswith("stay alike. Press Reset: so the loss gets lower than now.")
    now = run.losses()[0]
    follow(run, said)
    run.step(theme.LARGER)
    assert run.losses()[0] < theme.BETTER * now


def test_one_unit_apart_leaves_the_others_alike():
    for seed in SEEDS:
        run = Run(PRESETS["same start"].settings.but(seed=seed))
        run.edit(("W", 0, 0, 0), 0.1)
        for _ in range(120):
            run.finish_epoch()
        said = theme._alike(run)
        if theme._stalled(run):
            assert said.startswith("3 of 4 units of hidden layer 1 have the same weights, so they learn the same")
        W = run.network[0].W.value
        assert np.ptp(W[:, 1:], axis=1).max() < 1e-12 < np.abs(W[:, 0] - W[:, 1]).max()
    assert said


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
    before = run.copy()
    before.reset()

    def measured(run):
        flow = gradient_flow(run)
        return np.sqrt(np.mean(flow[0][0] ** 2) / np.mean(flow[-1][0] ** 2))

    assert share == pytest.approx(measured(before), rel=0.06)
    follow(run, said)
    assert cure == pytest.approx(measured(run), rel=0.13)


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
