"""The race: who has which knobs, who arrives, and what is told of it."""

import numpy as np
import pytest

from course_nn.chapters.ch05_optimizers.optimizer_race import race
from course_nn.chapters.ch05_optimizers.optimizer_race_figure import draw_optimizer_race, move_optimizer_race
from course_nn.chapters.ch05_optimizers.surfaces import SURFACES
from course_nn.chapters.ch05_optimizers.trajectories import DEFAULTS, FAR, KNOBS, NAMES, NEAR, STEPS, optimizer, walk
from course_nn.plots import course_style, new_figure
from course_nn.widgets import optimizer_race


def run(surface, across=0.0, up=0.0, step=STEPS, **knobs):
    result = race(surface, across, up, **{"view": "the side", "step": step} | DEFAULTS | knobs)
    return {runner["name"]: runner for runner in result["runners"]}


@pytest.mark.parametrize("surface", ["long valley", "Beale"])
def test_runners_walk_from_the_start(surface):
    runners = run(surface)
    assert list(runners) == list(NAMES)
    for name, runner in runners.items():
        np.testing.assert_array_equal(runner["path"], walk(surface, optimizer(name), SURFACES[surface].start))
    moved = run(surface, across=1.0, up=-0.5)["Adam"]["path"][0]
    np.testing.assert_array_equal(moved, SURFACES[surface].place(1.0, -0.5))


def test_every_runner_has_its_own_knobs_and_no_others():
    plain = run("long valley", step=10)
    for knob, value in {
        "rate": 0.01,
        "pace": 0.01,
        "momentum": 0.5,
        "rho": 0.5,
        "beta1": 0.5,
        "beta2": 0.9,
        "decay": 0.5,
    }.items():
        changed = run("long valley", step=10, **{knob: value})
        for name in NAMES:
            same = np.array_equal(changed[name]["path"], plain[name]["path"])
            assert same == (knob not in KNOBS[name]), (knob, name)


def test_who_has_arrived_diverged_left_or_got_stuck():
    valley = run("long valley")
    assert valley["momentum"]["state"] == "arrived"
    when, path = valley["momentum"]["arrived"], valley["momentum"]["path"]
    away = np.linalg.norm(path, axis=1) <= NEAR * np.hypot(7, 3.5)
    assert away[when:].all() and not away[when - 1]
    assert run("long valley", step=when - 1)["momentum"]["state"] == "on its way"
    assert valley["AdaGrad"]["state"] == "on its way"
    far = run("long valley", rate=0.5)["gradient descent"]  # the limit is 2 / 12
    assert far["state"] == "diverged"
    assert np.abs(far["path"][-1]).max() > FAR >= np.abs(far["path"][-2]).max()
    before = run("long valley", rate=0.5, step=far["diverged"] - 1)["gradient descent"]
    assert (before["state"], run("long valley", rate=0.5, step=0)["momentum"]["state"]) == (
        "outside",
        "on its way",
    )
    rugged = run("rugged")
    assert [rugged[name]["state"] for name in ("gradient descent", "momentum", "Adam")] == [
        "in a local minimum",
        "arrived",
        "in a local minimum",
    ]
    saddle = run("saddle")  # y = 0: nobody leaves the ridge
    assert abs(saddle["gradient descent"]["path"][:, 1]).max() < 1e-15
    assert {saddle[name]["state"] for name in ("gradient descent", "momentum", "Nesterov", "AdaGrad")} == {
        "at a saddle"
    }
    assert run("Rosenbrock")["gradient descent"]["state"] == "on its way", "slow is not at rest"


@pytest.mark.parametrize(
    "surface, up, pace, name, step",
    [
        ("Beale", 0.0, DEFAULTS["pace"], "AdaGrad", 300),  # it creeps across a slope of 0.6
        ("Rosenbrock", 0.0, 0.02, "Adam", 80),
        ("Rosenbrock", 0.0, 0.5, "RMSProp", 30),  # near the lowest minimum, which it leaves again
    ],
)
def test_who_creeps_is_not_at_rest(surface, up, pace, name, step):
    runner = run(surface, across=1.0, up=up, step=step, pace=pace)[name]
    assert np.ptp(runner["path"][step - 20 : step + 1], axis=0).max() < 4e-3 * SURFACES[surface].diagonal
    assert runner["state"] == "on its way"


@pytest.mark.long
def test_the_race_is_told_in_words():
    it = optimizer_race(surface="rugged", step=0)
    assert it.description == "On the way: all."
    it.set(step=300, rate=1.0)
    assert it.description.startswith("Outside the window:") or it.description.startswith("Diverged:")
    it.set(rate=0.06)
    assert "Arrived: momentum" in it.description
    assert "at rest elsewhere: gradient descent, Nesterov" in it.description


def test_trails_end_where_their_runners_stand():
    result = race("Beale", 0.0, 0.0, **DEFAULTS, view="the side", step=40)
    with course_style():
        kept = draw_optimizer_race(new_figure(9.2, 3.9), result)
        artists = move_optimizer_race(result, kept)
    assert len(set(map(id, artists))) == 7 * 7
    for one, runner in zip(kept, result["runners"], strict=True):
        trail = np.column_stack(one.trails[0].get_data())
        np.testing.assert_array_equal(trail, runner["shown"][:41])
        np.testing.assert_array_equal(np.ravel(one.heads[0].get_data()), trail[-1])
        behind, before = (np.column_stack(line.get_data()) for line in one.trails[1:])
        assert (np.isfinite(behind) | np.isfinite(before)).all()
        ahead = move_optimizer_race({**result, "step": 3}, kept)
        assert len(one.trails[0].get_data()[0]) == 4 and ahead == artists
        move_optimizer_race(result, kept)


@pytest.mark.long
def test_the_race_opens_before_it_is_decided():
    it = optimizer_race()
    assert it.description == "On the way: all." and it.values["step"] < 20
    assert it.set(step=300).reset().description == "On the way: all."
    assert len(it.controls) <= 10


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("across", [-1, 1])
@pytest.mark.parametrize("up", [-1, 1])
def test_a_start_on_the_border_is_inside(surface, across, up):
    assert {runner["state"] for runner in run(surface, across, up, step=0).values()} <= {"on its way", "arrived"}


def test_who_flies_off_on_rosenbrock_and_at_which_rate():
    """At the marks of the slider: from a rate on, and not below; the other four never."""
    limits = {"gradient descent": 0.32, "momentum": 0.2, "Nesterov": 0.13}
    for rate in (0.05, 0.06, 0.063, 0.08, 0.1, 0.13, 0.16, 0.2, 0.25, 0.32, 0.4, 0.5, 0.63, 0.8, 1.0):
        runners = run("Rosenbrock", rate=rate)
        for name, limit in limits.items():
            assert (runners[name]["state"] == "diverged") == (rate >= limit), (name, rate)
    for pace in (0.001, 0.01, 0.1, 0.5, 1.0, 1.3, 1.6, 2.0):
        runners = run("Rosenbrock", pace=pace)
        assert not any(runners[name]["state"] == "diverged" for name in NAMES[3:]), pace
        assert pace != 0.5 or runners["Adam"]["state"] == "arrived"


def test_on_rosenbrock_all_are_near_the_floor_within_twenty_steps():
    runners = run("Rosenbrock")
    for name, runner in runners.items():
        x, y = runner["path"][20]
        assert 2 * (y - x**2) ** 2 < 0.05, name
    far = {name: runner["path"][-1, 0] for name, runner in runners.items()}
    assert max(far["gradient descent"], far["AdaGrad"]) < -0.5 < 0.2 < min(far[n] for n in ("momentum", "Adam"))


@pytest.mark.long
def test_on_the_rugged_surface_it_is_luck():
    arrived = {
        (across, up): run("rugged", across, up)["momentum"]["state"] == "arrived"
        for across in (-0.1, 0.0, 0.06, 0.08, 0.1)
        for up in (-0.06, -0.04, -0.02, 0.0, 0.06)
    }
    assert all(yes == (across < 0.07 and up > -0.03) for (across, up), yes in arrived.items())
    for across, up in arrived:
        others = run("rugged", across, up)
        assert not any(others[name]["state"] == "arrived" for name in NAMES if name != "momentum")


def test_beside_the_ridge_all_get_down():
    for up in (-0.02, 0.02):
        assert {runner["state"] for runner in run("saddle", up=up).values()} == {"arrived"}
