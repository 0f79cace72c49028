"""The live game: at its first settings the chapter's own game, step by step; what changes on the way; runaways told."""

import itertools
import re

import numpy as np
import pytest

from course_nn.chapters.ch09_gans import live_game
from course_nn.chapters.ch09_gans.live_game import (
    DRAWING,
    GAMES,
    OWN,
    RATE,
    RUNAWAY,
    TARGETS,
    PlaneGame,
    Settings,
    tamed,
)
from course_nn.chapters.ch09_gans.live_game_figure import describe_live_game, scene_live_game
from course_nn.chapters.ch09_gans.mixtures import ring
from course_nn.chapters.ch09_gans.mode_count import count_modes
from course_nn.chapters.ch09_gans.plane_gan import TargetBatches, make_plane_gan
from course_nn.functions import sigmoid
from course_nn.training import train_adversarial


def played(steps, **settings):
    game = PlaneGame(**settings)
    for _ in range(steps):
        game.step()
    return game


def thetas(game):
    return game.pair.generator.theta.copy(), game.pair.critic.theta.copy()


@pytest.mark.parametrize("seed", [0, 3])
def test_it_is_the_game_of_the_chapter_step_by_step(seed):
    game, pair = played(30, seed=seed), make_plane_gan(seed)
    steps = train_adversarial(pair, TargetBatches(ring(), 6000, seed))
    last = list(itertools.islice(steps, 30))[-1]
    np.testing.assert_array_equal(game.pair.generator.theta, pair.generator.theta)
    np.testing.assert_array_equal(game.pair.critic.theta, pair.critic.theta)
    assert game.losses == (last.generator_loss, last.critic_loss)


def test_one_player_moves_alone():
    game = PlaneGame()
    g, d = thetas(game)
    game.critic_step()
    assert (game.pair.generator.theta == g).all() and (game.pair.critic.theta != d).any()
    assert game.begun and game.steps == 0
    g, d = thetas(game)
    game.generator_step()
    assert (game.pair.generator.theta != g).any() and (game.pair.critic.theta == d).all() and game.steps == 1


def test_looking_changes_nothing():
    game, other = played(5), played(5)
    for _ in range(3):
        game.result()
    game.step()
    other.step()
    np.testing.assert_array_equal(np.concatenate(thetas(game)), np.concatenate(thetas(other)))


def test_rates_and_noise_fall_to_0_and_then_it_is_over():
    game = PlaneGame()
    assert game.rates == (2e-3, 2e-3) and game.sigma == 0.5 and not game.over
    game.steps = 1500
    assert game.rates == pytest.approx((1.5e-3, 1.5e-3)) and game.sigma == pytest.approx(0.25)
    game.steps = 3000
    assert game.sigma == 0 and game.rates == pytest.approx((1e-3, 1e-3))
    game.steps = 5999
    game.step()
    assert game.over and game.steps == 6000
    before = thetas(game)
    game.step()
    np.testing.assert_array_equal(np.concatenate(thetas(game)), np.concatenate(before))
    assert "the game is over" in describe_live_game(game.result())
    assert not game.change(**game.now._asdict() | {"fading": False}).over
    assert game.rates == (2e-3, 2e-3) and game.sigma == 0.5


def test_what_changes_on_the_way_and_what_begins_anew():
    game = played(3)
    before = thetas(game)
    for change in (
        {"game": "least squares"},
        {"game": "Wasserstein, with a gradient penalty"},
        {"rate_g": 1e-4, "rate_d": 0.1},
        {"noise": 0.0},
        {"critic_steps": 4},
        {"fading": False},
    ):
        settings = game.now._asdict() | change
        assert game.change(**settings) is game and game.now._asdict() == settings and game.steps == 3
    np.testing.assert_array_equal(np.concatenate(thetas(game)), np.concatenate(before))
    g_steps, d_steps = (optimizer.steps for optimizer in game.pair.optimizers)
    game.step()
    assert [one.steps for one in game.pair.optimizers] == [g_steps + 1, d_steps + 4]
    assert game.pair.optimizers[0].learning_rate == 1e-4 and game.pair.optimizers[1].learning_rate == 0.1
    for change in ({"seed": 1}, {"target": "grid of 25"}):
        new = game.change(**game.now._asdict() | change)
        assert new is not game and new.steps == 0 and not new.begun


def test_points_of_the_reader_are_a_target_that_may_change():
    game = played(2, target=OWN, drawing=((0.0, 0.0), (1.0, 1.0)))
    assert game.result()["modes"] == 2 and not game.over
    settings = game.now._asdict()
    assert game.change(**settings | {"drawing": ((2.0, 2.0),)}) is game and game.result()["modes"] == 1
    assert np.abs(game.result()["real"] - 2).max() < 1
    game.change(**settings | {"drawing": ()})
    steps = game.steps
    game.step()
    assert game.over and game.steps == steps, "nothing to learn from"
    assert describe_live_game(game.result()).startswith("There are no points to learn from")
    game.change(**settings)
    game.step()
    assert game.steps == steps + 1


@pytest.mark.parametrize("target", TARGETS)
def test_the_result_says_where_the_game_stands(target):
    game = played(2, target=target)
    result = game.result()
    assert 0 < result["field"].min() < result["field"].max() < 1 and result["made"].shape == (400, 2)
    assert result["steps"] == 2 and result["inside"] == 1 and np.abs(result["real"]).max() < result["half"]
    again = game.result()
    np.testing.assert_array_equal(again["made"], result["made"])
    scene, count = scene_live_game(result), result["count"]
    assert f"covered {count.covered} of {result['modes']} modes, reached {count.reached}" in scene.note
    assert f"step 2 of {result['last']:,}" in scene.note
    sentence = describe_live_game(result)
    assert sentence.startswith(f"After 2 steps of G {count.covered} of {result['modes']} modes are covered")


@pytest.mark.parametrize("game", GAMES)
def test_every_game_is_played_and_shown_at_rates_low_and_high(game):
    """And with every warning an error: what a slider does while it runs ends in numbers or in words."""
    for rate_g, rate_d in itertools.product((1e-4, 0.1), repeat=2):
        it = played(12, game=game, rate_g=rate_g, rate_d=rate_d, critic_steps=2)
        result = it.result()
        assert it.steps == 12 and np.isfinite(result["field"]).all() and result["low"] < result["high"]
        assert 10 <= len(describe_live_game(result)) <= 220


# What a reader is told to move where a game runs away.


def runs_away(result):
    return bool(result["diverged"]) or result["gone"] > 0.5 or result["reach"] > RUNAWAY


def followed(sentence, settings):
    """The settings of whoever does what the sentence says."""
    change = {}
    if "choose the Wasserstein game with a gradient penalty" in sentence:
        change["game"] = "Wasserstein, with a gradient penalty"
    if found := re.search(r"bring the rate of G \(([\d.e-]+)\) down to (?:that of D \()?([\d.e-]+\d)", sentence):
        assert float(found[1]) == settings["rate_g"]
        change["rate_g"] = float(found[2])
    return settings | change


WILD = [
    dict(game="non-saturating", rate_g=0.01, rate_d=1e-4),
    dict(game="minimax", rate_g=0.1, rate_d=1e-4),
    dict(game="minimax", rate_g=0.1, rate_d=0.1),
    dict(game="least squares", rate_g=0.005, rate_d=1e-4, noise=0.0),
    dict(game="Wasserstein, with a gradient penalty", rate_g=0.1, rate_d=1e-3, critic_steps=2),
    dict(game="Wasserstein, with nothing", rate_g=2e-3, rate_d=0.1),
    dict(game="Wasserstein, with nothing", rate_g=0.03, rate_d=0.1, fading=False),
]


@pytest.mark.long
@pytest.mark.parametrize("settings", WILD)
def test_a_game_that_runs_away_is_told_what_helps_and_it_helps(settings):
    game, sentence = PlaneGame(**settings), ""
    for k in range(400):
        game.step()
        if k % 20 == 19 and runs_away(result := game.result()):
            sentence = describe_live_game(result)
            break
    assert f"after {game.steps} steps of G; " in sentence and sentence.endswith(", and go from the start.")
    better = followed(sentence, settings)
    assert better != settings
    game = PlaneGame(**better)
    for k in range(200):
        game.step()
        assert k % 20 < 19 or not runs_away(game.result()), sentence


def test_settings_that_are_tame_are_left_alone_and_others_changed_as_little_as_helps():
    first = Settings()
    assert tamed(first) == first == tamed(first._replace(rate_g=0.1))
    assert tamed(first._replace(rate_d=0.1)) == first._replace(rate_d=0.1)
    assert tamed(first._replace(rate_g=0.1, rate_d=0.05)) == first._replace(rate_g=0.01, rate_d=0.05)
    assert tamed(first._replace(game="Wasserstein, with nothing")).game == "Wasserstein, with a gradient penalty"


@pytest.mark.long
@pytest.mark.parametrize("game", [name for name in GAMES if name != "Wasserstein, with nothing"])
def test_what_is_called_tame_does_not_run_away(game):
    rng = np.random.default_rng(len(game))
    for target, rate_d in (("ring of 8", 0.01), (OWN, 1e-4), (OWN, 0.1)):
        points = tuple(map(tuple, rng.uniform(-3, 3, (4, 2)).round(2).tolist()))
        settings = dict(target=target, drawing=points, game=game, rate_d=rate_d, rate_g=min(rate_d, 0.01))
        other = dict(noise=float(rng.choice([0, 1])), critic_steps=int(rng.choice([1, 3])), seed=int(rng.integers(10)))
        assert not runs_away(played(80, **settings, **other).result()), (settings, other)


def test_g_alone_runs_away_from_a_d_that_stands_still_and_is_told_so():
    game = played(1)
    for _ in range(300):
        game.generator_step()
    sentence = describe_live_game(game.result())
    assert "of G's samples have left the picture after 301 steps of G (300 of them alone); let both players" in sentence
    assert sentence.endswith("let both players take their steps, and go from the start.")
    assert not runs_away(played(301).result())


def test_d_alone_is_no_runaway_but_without_bounds():
    tame, wild = PlaneGame(), PlaneGame(game="Wasserstein, with nothing")
    for _ in range(250):
        tame.critic_step()
        wild.critic_step()
    assert describe_live_game(tame.result()).startswith("After 250 steps of D alone 0 of 8 modes are covered, ")
    sentence = describe_live_game(wild.result())
    assert sentence.startswith("D's numbers reach ") and "after 250 steps of D alone; choose the" in sentence
    assert "let both players take their steps" in sentence


@pytest.mark.parametrize(
    "steps, alone, words",
    [
        (0, (0, 0), "0 steps of G"),
        (1, (0, 0), "1 step of G"),
        (1200, (0, 0), "1,200 steps of G"),
        (5, (5, 0), "5 steps of G alone"),
        (0, (0, 1), "1 step of D alone"),
        (9, (4, 7), "9 steps of G (4 of them alone) and 7 steps of D alone"),
        (4, (4, 7), "4 steps of G alone and 7 steps of D alone"),
        (9, (0, 7), "9 steps of G and 7 steps of D alone"),
    ],
)
def test_whose_steps_they_were_is_told(steps, alone, words):
    result = played(1).result() | {"steps": steps, "alone": alone}
    assert describe_live_game(result).startswith(f"After {words} ")


def test_a_game_that_ran_away_before_its_controls_were_moved():
    """Nothing is left to bring down, and it doesn't say so; only a new game helps."""
    away = dict(game="minimax", rate_g=0.1, rate_d=1e-4)
    game = played(60, **away)
    assert runs_away(game.result())
    game.change(**game.now._asdict() | {"rate_g": 1e-4})
    sentence = describe_live_game(game.result())
    assert sentence.endswith("after 60 steps of G; go from the start with the controls as they now are.")
    assert not runs_away(played(60, **away | {"rate_g": 1e-4}).result())


def test_a_game_beyond_all_bounds_is_over_and_told():
    game = played(2)
    game.pair.critic.theta[:] = 1e30
    game.step()
    assert game.over and game.steps <= 3
    sentence = describe_live_game(game.result())
    assert re.fullmatch(r"The game diverged after \d steps of G: the loss of [GD] is \S+\.", sentence), sentence
    assert scene_live_game(game.result()).field.values.shape == (33, 33), "it is still shown"


@pytest.mark.long
def test_samples_around_a_target_in_a_corner_are_where_they_should_be():
    result = played(400, target=OWN, drawing=((3.0, 3.0),)).result()
    assert result["inside"] < 0.9 and not runs_away(result)
    assert f"; {100 * (1 - result['inside']):.1f} % of them lie outside of the picture; " in describe_live_game(result)


def test_the_first_drawing_lies_within_the_window():
    assert np.abs(DRAWING).max() < live_game.HALF and len(DRAWING) < live_game.MOST_POINTS


# What D says of real examples and of samples, and shares that are not quite nothing or all.


def mean_said(game, examples):
    numbers = game.pair.critic(examples.astype(np.float32))
    return float((sigmoid(numbers) if game.now.game in ("non-saturating", "minimax") else numbers).mean())


@pytest.mark.parametrize("name", GAMES)
def test_what_d_says_on_average_is_told_before_the_first_step_and_after(name):
    game = PlaneGame(game=name)
    for steps in (0, 40):
        for _ in range(steps):
            game.critic_step()
        result = game.result()
        real = ring().sample(20_000, np.random.default_rng(5))
        z = np.random.default_rng(6).standard_normal((20_000, 2), dtype=np.float32)
        wanted = mean_said(game, real), mean_said(game, game.pair.generator(z))
        spread = 1 if name in ("non-saturating", "minimax", "least squares") else abs(wanted[0] - wanted[1])
        np.testing.assert_allclose(result["says"], wanted, atol=0.05 * spread)
        sentence, note = describe_live_game(result), scene_live_game(result).note
        found = re.search(
            r"D's mean (probability of real|number) is (\S+) on real examples, (\S+) on samples\.$", sentence
        )
        assert (found[1] == "number") == (name not in ("non-saturating", "minimax"))
        told = [float(number.replace("−", "-")) for number in found.groups()[1:]]
        np.testing.assert_allclose(told, result["says"], rtol=0.05, atol=0.0051)
        assert f"\nD's mean: real {found[2]}, made {found[3]}" in note


def test_d_alone_is_seen_to_learn():
    game = PlaneGame()
    before = describe_live_game(game.result())
    for _ in range(200):
        game.critic_step()
    after = describe_live_game(game.result())
    (real, made), (real_after, made_after) = (
        map(float, re.search(r"is (\d\.\d\d) on real examples, (\d\.\d\d) on samples", one).groups())
        for one in (before, after)
    )
    assert abs(real - made) < 0.3 and real_after - made_after > 0.6


@pytest.mark.parametrize(
    "says, words",
    [
        ((0.0049, 0.0051), "under 0.01 on real examples, 0.01 on samples"),
        ((0.994, 0.9951), "0.99 on real examples, over 0.99 on samples"),
        ((0.0, 1.0), "under 0.01 on real examples, over 0.99 on samples"),
    ],
)
def test_a_probability_that_is_nearly_0_or_1_is_told_as_that(says, words):
    assert f"D's mean probability of real is {words}." in describe_live_game(PlaneGame().result() | {"says": says})


@pytest.mark.parametrize(
    "says, words, line",
    [
        ((-0.004, 0.0051), "0.00 on real examples, 0.01 on samples", "real 0.00, made 0.01"),
        ((9.99, -9.996), "9.99 on real examples, −10 on samples", "real 9.99, made −10"),
        ((-999.4, 42.4), "−999 on real examples, 42 on samples", "real −999, made 42"),
        ((1234.0, -2.0e5), "1.2·10³ on real examples, −2·10⁵ on samples", "real 1.2·10³,\nmade −2·10⁵"),
    ],
)
def test_a_mean_number_of_any_size_is_told_shortly(says, words, line):
    result = PlaneGame(game="least squares").result() | {"says": says}
    assert f"D's mean number is {words}." in describe_live_game(result)
    assert f"\nD's mean: {line}" in scene_live_game(result).note


@pytest.mark.parametrize(
    "good, words",
    [
        (0.0, "0.0 %"),
        (1 / 2500, "under 0.1 %"),
        (2 / 2500, "0.1 %"),
        (0.5, "50.0 %"),
        (2498 / 2500, "99.9 %"),
        (2499 / 2500, "over 99.9 %"),
        (1.0, "100.0 %"),
    ],
)
def test_not_quite_nothing_and_not_quite_all_are_not_rounded_to_it(good, words):
    result = PlaneGame().result()
    result["count"] = result["count"]._replace(good=good)
    assert f" reached; {words} of the samples are good" in describe_live_game(result)
    assert f"\ngood samples {words}\n" in scene_live_game(result).note


@pytest.mark.parametrize("inside, words", [(0.0, "All"), (1 / 2500, "Over 99.9 %"), (0.3, "70.0 %")])
def test_how_many_samples_have_left_is_told_in_the_same_way(inside, words):
    result = PlaneGame().result() | {"gone": 0.9, "inside": inside}
    assert describe_live_game(result).startswith(f"{words} of G's samples have left the picture")


@pytest.mark.long
def test_where_the_samples_have_left_a_d_that_stands_still_no_rate_is_blamed():
    """The experiment of the notebook: both to 200, then G alone. The rates are those with which nothing runs away."""
    game = played(200)
    for _ in range(300):
        game.generator_step()
    result = game.result()
    assert result["gone"] > 0.5
    sentence = describe_live_game(result)
    assert sentence.endswith(
        "after 500 steps of G (300 of them alone); let both players take their steps, and go from the start."
    )
    assert "rate" not in sentence


def generator_alone(paused_at, seed):
    """After 200 steps of G alone: the share of samples out of the picture, that at the fullest mode, and D's gap."""
    game = PlaneGame(seed=seed)
    for _ in range(paused_at):
        game.step()
    for _ in range(200):
        game.generator_step()
    real, made = ring().sample(2500, np.random.default_rng(0)), game.pair.sample(2500)
    near = np.bincount(count_modes(made, ring()).near, minlength=8) / 2500
    gap = sigmoid(game.pair.critic(real)).mean() - sigmoid(game.pair.critic(made)).mean()
    return (np.abs(made) > game.half).any(axis=1).mean(), near.max(), gap


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4))
def test_paused_early_the_samples_leave_later_they_crowd_and_still_later_they_crowd_less(seed):
    outside, _, gap = generator_alone(200, seed)
    assert outside > 0.9 and gap < -0.2, "out there this D says real, more surely than of real ones"
    outside, fullest, _ = generator_alone(400, seed)
    assert outside < 0.1 and fullest > generator_alone(1000, seed)[1] + 0.1


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2))
def test_ten_times_as_fast_nothing_runs_away_and_few_samples_are_good(seed):
    game = PlaneGame(seed=seed, rate_g=10 * RATE, rate_d=10 * RATE)
    for k in range(1500):
        game.step()
        result = game.result() if k % 100 == 99 else None
        assert result is None or (result["gone"] < 0.5 and result["reach"] < RUNAWAY and not result["diverged"])
    assert result["count"].good < 0.25
