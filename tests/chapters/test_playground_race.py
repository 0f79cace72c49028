"""A race is fair: the same first weights, the same batches, as many updates for each."""

import itertools
import json
from types import SimpleNamespace

import numpy as np
import pytest

from course_nn.chapters.playground import race as race_theme
from course_nn.chapters.playground import run as theme
from course_nn.chapters.playground.presets import PRESETS
from course_nn.chapters.playground.race import Race
from course_nn.chapters.playground.run import Run
from course_nn.chapters.playground.settings import OPTIMIZERS, OWN, Settings

SMALL = Settings(points=60, batch=7)


def test_each_trains_as_it_would_alone():
    race = Race(SMALL)
    race.step(40)
    race.step(3)
    for name, run in race.runs.items():
        alone = Run(SMALL.but(optimizer=name))
        alone.step(40)
        alone.step(3)
        assert np.array_equal(run.network.theta, alone.network.theta)
        assert run.history.points() == alone.history.points()


@pytest.mark.parametrize("settings", [SMALL, SMALL.but(hidden=((3, "tanh", 0.5),), penalty="L2")])
def test_all_start_alike_and_see_the_same_batches(settings, monkeypatch):
    seen = {}

    class Listening(theme.Feed):
        def __iter__(self):
            for x, y in super().__iter__():
                seen.setdefault(id(self), []).append((x.copy(), y.copy()))
                yield x, y

    monkeypatch.setattr(theme, "Feed", Listening)
    race = Race(settings)
    thetas = [run.network.theta for run in race.runs.values()]
    assert all(np.array_equal(theta, thetas[0]) for theta in thetas)
    assert len({id(theta) for theta in thetas}) == len(OPTIMIZERS)
    race.step(12)
    given = list(seen.values())
    assert len(given) == len(OPTIMIZERS)
    for batches in given:
        assert len(batches) == 12
        for (x, y), (first_x, first_y) in zip(batches, given[0], strict=True):
            assert np.array_equal(x, first_x)
            assert np.array_equal(y, first_y)


@pytest.mark.parametrize("speed", ["slow", "update", "epoch", "fast"])
def test_a_complete_step_is_as_long_for_each(speed):
    race, before = Race(SMALL), 0
    for _ in range(6):
        while not race.advance(speed, 0.002):
            pass
        made = {run.updates for run in race.runs.values()}
        assert len(made) == 1
        now = made.pop()
        assert now == before + 1 if speed in ("slow", "update") else now > before
        if speed == "epoch":
            assert all(run.epoch == round(run.epoch) for run in race.runs.values())
            assert now == before + 5
        before = now


def test_the_time_is_held_to_and_the_step_goes_on_next_time(monkeypatch):
    readings = itertools.count()
    for module in (race_theme, theme):  # a clock on which each reading takes a millisecond
        clock = SimpleNamespace(perf_counter=lambda: next(readings) / 1000)
        monkeypatch.setattr(module, "time", clock)
    race = Race(Settings(points=3000, batch=10), OPTIMIZERS[:3])
    per_epoch = 3 * race.runs["SGD"]._feed.to_go
    begun = next(readings)
    assert race.advance("epoch", 0.02) is False
    assert 20 <= next(readings) - begun < 30
    assert "after 0 epochs nobody is ahead" in race.words()
    calls = 1
    while not race.advance("epoch", 0.05):
        calls += 1
    assert per_epoch / 55 < calls <= per_epoch / 40 + 1
    assert [run.epoch for run in race.runs.values()] == [1, 1, 1]
    assert "after 1 epoch " in race.words()


def test_who_diverged_is_left_behind_and_the_others_go_on():
    race = Race(Settings(problem="regression", data="plane", hidden=((4, "relu"),), rate=1.0, points=100))
    race.step(400)
    lost = [name for name, run in race.runs.items() if run.diverged]
    kept = [name for name in race.runs if name not in lost]
    assert lost
    assert kept
    assert race.can_go_on
    assert {race.runs[name].updates for name in kept} == {400}
    assert [name for name, _ in race.ranked()[-len(lost) :]] == lost
    assert race.advance("epoch", 10)
    assert len({race.runs[name].updates for name in kept}) == 1
    message = race.message()[1]
    assert [name for name, gone in zip(message["names"], message["diverged"], strict=True) if gone] == lost
    assert json.loads(json.dumps(message, allow_nan=False)) == message


def test_all_diverged():
    race = Race(Settings(problem="regression", data="plane", hidden=(), rate=100.0), ("SGD", "momentum"))
    race.step(2000)
    assert not race.can_go_on
    assert race.words() == "Race of SGD and momentum: all have diverged."
    assert race.advance("epoch", 1)
    race.reset()
    assert race.can_go_on


def test_words_name_who_has_the_lowest_loss():
    race = Race(SMALL, ("SGD", "Adam"))
    assert race.words().startswith("Race of SGD and Adam: after 0 epochs nobody is ahead, training loss ")
    race.step(50)
    losses = {name: run.losses()[0] for name, run in race.runs.items()}
    best = min(losses, key=losses.get)
    assert race.words() == f"Race of SGD and Adam: after 10 epochs {best} is ahead, training loss {losses[best]:.3g}."
    assert race.ranked() == sorted(losses.items(), key=lambda pair: pair[1])
    race.reset()
    assert race.words().startswith("Race of SGD and Adam: after 0 epochs nobody is ahead, training loss ")
    assert {run.updates for run in race.runs.values()} == {0}
    assert race.advance("update", 1)
    assert {run.updates for run in race.runs.values()} == {1}


def test_without_points_there_is_no_race():
    race = Race(Settings(data=OWN), ("SGD", "Adam"))
    assert not race.can_go_on
    race.advance("epoch", 1)
    assert race.words() == "Race of SGD and Adam: there are no points to learn from."


def test_the_original_knows_but_one_optimizer():
    race = Race(Settings(original=True, loss="squared error"), ("SGD", "Adam"))
    assert not any(run.settings.original for run in race.runs.values())
    assert race.words().startswith("Race of SGD and Adam, without the original's rules: after 0 epochs ")
    assert "original" not in Race(Settings(), ("SGD", "Adam")).words()
    assert race.runs["Adam"].settings.optimizer == "Adam"


@pytest.mark.parametrize("names", [(), ("SGD",), ("SGD", "SGD"), ("SGD", "sgd"), "SGD"])
def test_it_takes_two_that_there_are(names):
    with pytest.raises(ValueError, match=r"race: (expected|unknown)"):
        Race(SMALL, names)


def test_the_question_of_the_preset():
    """At this rate those with a memory of the gradient are ahead; at ten times it AdaGrad is."""
    settings = PRESETS["race"].settings
    race = Race(settings)
    race.step(1250)
    assert {name for name, _ in race.ranked()[:4]} == {"Adam", "AdamW", "RMSProp", "momentum"}
    fast = Race(settings.but(rate=10 * settings.rate))
    fast.step(1250)
    assert fast.ranked()[0][0] == "AdaGrad"
