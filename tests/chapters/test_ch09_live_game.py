"""The live game: at its first settings the chapter's own game, step by step; what changes on the way; runaways told."""

import itertools

import numpy as np
import pytest

from course_nn.chapters.ch09_gans import live_game
from course_nn.chapters.ch09_gans.live_game import DRAWING, GAMES, OWN, TARGETS, PlaneGame
from course_nn.chapters.ch09_gans.live_game_figure import describe_live_game, scene_live_game
from course_nn.chapters.ch09_gans.mixtures import ring
from course_nn.chapters.ch09_gans.plane_gan import TargetBatches, make_plane_gan
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


def test_a_game_beyond_all_bounds_is_over_and_told():
    game = played(2)
    game.pair.critic.theta[:] = 1e30
    game.step()
    assert game.over and game.steps <= 3
    sentence = describe_live_game(game.result())
    assert sentence.startswith("The game diverged after") and "lower the rates of both players" in sentence
    assert scene_live_game(game.result()).field.values.shape == (33, 33), "it is still shown"


def test_samples_that_leave_the_picture_are_told_with_the_control_that_brings_them_back():
    away = dict(game="minimax", rate_g=0.1, rate_d=1e-4)
    game = played(60, **away)
    assert game.result()["inside"] < 0.5
    sentence = describe_live_game(game.result())
    assert "have left the picture after 60 steps of G; bring the rate of G (0.1) down to that of D (0.0001)" in sentence
    assert played(60, **away | {"rate_g": 1e-4}).result()["inside"] > 0.9, "the control helps"


def test_a_critic_without_bounds_is_told_with_the_game_that_bounds_it():
    unbounded = dict(game="Wasserstein, with nothing", rate_d=0.1)
    game = played(60, **unbounded)
    sentence = describe_live_game(game.result())
    assert (
        sentence.startswith("D's numbers reach ") and "choose the Wasserstein game with a gradient penalty" in sentence
    )
    bounded = played(60, **unbounded | {"game": "Wasserstein, with a gradient penalty"}).result()
    assert bounded["reach"] < 1000 and bounded["inside"] > 0.5


def test_the_first_drawing_lies_within_the_window():
    assert np.abs(DRAWING).max() < live_game.HALF and len(DRAWING) < live_game.MOST_POINTS
