"""What the generator hears of the best critic: slopes, pulls, their limits, and what noise does to them."""

import re

import numpy as np
import pytest
from helpers import refused
from scipy.integrate import quad
from scipy.special import expit
from scipy.stats import norm

from course_nn.chapters.ch09_gans.best_discriminator import GRID, js_divergence, log_normal
from course_nn.chapters.ch09_gans.generator_losses import (
    ALL_DISTANCES,
    DISTANCES,
    GAMES,
    NOISES,
    NUMBERS,
    best_critic,
    pull,
    pulls,
    slope_of_loss,
)
from course_nn.core import Sequential
from course_nn.games import Minimax, NonSaturating
from course_nn.layers import Dense, LeakyReLU
from course_nn.optimizers import SGD, Adam
from course_nn.plots.powers import with_power
from course_nn.training import Adversaries, train_adversarial
from course_nn.widgets import generator_losses

SOME = np.linspace(*NOISES, 7)


def test_slopes_by_hand():
    s = NUMBERS[::7]
    np.testing.assert_allclose(slope_of_loss("minimax", s), -expit(s), rtol=1e-12)
    np.testing.assert_allclose(slope_of_loss("non-saturating", s), -expit(-s), rtol=1e-12)
    np.testing.assert_allclose(slope_of_loss("least squares", s), s - 1, rtol=1e-12)
    np.testing.assert_array_equal(slope_of_loss("Wasserstein", s), -1)
    with refused("unknown name"):
        slope_of_loss("hinge", s)


@pytest.mark.parametrize("game", GAMES)
def test_slopes_of_the_best_critic_are_difference_quotients(game):
    x, step = np.linspace(-3, 8, 23), 1e-6
    for distance, noise in ((0.5, 0.0), (4.0, 0.0), (4.0, 1.5)):
        up, down = (best_critic(game, x + h, distance, noise)[0] for h in (step, -step))
        np.testing.assert_allclose(best_critic(game, x, distance, noise)[1], (up - down) / (2 * step), atol=1e-8)


def test_critics_are_those_of_the_densities():
    x = np.linspace(-3, 8, 23)
    p, q = norm(0, np.sqrt(1 + 1.5**2)).pdf(x), norm(4, np.sqrt(1 + 1.5**2)).pdf(x)
    for game in ("minimax", "non-saturating"):
        np.testing.assert_allclose(best_critic(game, x, 4.0, 1.5)[0], np.log(p / q), atol=1e-10)
    np.testing.assert_allclose(best_critic("least squares", x, 4.0, 1.5)[0], p / (p + q), atol=1e-10)


@pytest.mark.parametrize("game", GAMES)
def test_pulls_are_scipys_integrals(game):
    for distance, noise in ((0.5, 0.0), (3.0, 0.0), (8.0, 0.0), (6.0, 2.0)):
        width = np.sqrt(1 + noise**2)

        def term(t, distance=distance, noise=noise, width=width):
            s, slope = best_critic(game, np.array([distance + width * t]), distance, noise)
            return norm.pdf(t) * (slope_of_loss(game, s) * slope)[0]

        exact = sum(quad(term, a, a + 3)[0] for a in range(-12, 12, 3))
        assert pull(game, distance, noise) == pytest.approx(exact, rel=1e-6)


def test_minimax_pulls_by_the_derivative_of_twice_the_divergence():
    step = 1e-4
    for distance in (0.5, 2.0, 5.0):
        log_p = log_normal(GRID, 0.0, 1.0)
        up, down = (js_divergence(log_p, log_normal(GRID, distance + h, 1.0)) for h in (step, -step))
        assert pull("minimax", distance) == pytest.approx(2 * (up - down) / (2 * step), rel=1e-5)


def test_minimax_and_non_saturating_share_the_slope_of_the_logit():
    """σ(s) + σ(−s) = 1: what one lets through the other does not."""
    for noise in SOME:
        for distance in ALL_DISTANCES[::5]:
            both = pull("minimax", distance, noise) + pull("non-saturating", distance, noise)
            assert both == pytest.approx(distance / (1 + noise**2), rel=1e-9)
            assert 0 < pull("minimax", distance, noise) < pull("non-saturating", distance, noise)
            assert 0 < pull("least squares", distance, noise) < pull("minimax", distance, noise)
            assert pull("Wasserstein", distance, noise) == pytest.approx(1)


def test_without_noise_minimax_and_least_squares_let_go_with_the_distance():
    found = pulls(8.0, 0.0)
    for game, top in (("minimax", 1.6), ("least squares", 1.8)):
        curve = found["curves"][game]
        assert ALL_DISTANCES[curve.argmax()] == pytest.approx(top, abs=0.11)
        assert (np.diff(curve[curve.argmax() :]) < 0).all() and curve[-1] < 5e-4
    assert (np.diff(found["curves"]["non-saturating"]) > 0).all()
    assert found["size"]["minimax"] < 1e-13 and found["size"]["non-saturating"] > 0.99
    assert found["size"]["least squares"] > 0.99, "its loss does slope: it is its best critic that is flat there"
    assert abs(best_critic("least squares", np.array([8.0]), 8.0)[1][0]) < 1e-12


def test_noise_brings_minimax_back_from_far_away_and_costs_nearby():
    for game in ("minimax", "least squares"):
        assert pull(game, 8.0, 3.0) > 100 * pull(game, 8.0, 0.0)
        assert pull(game, 0.5, 3.0) < pull(game, 0.5, 0.0) / 5
    assert all(pull("non-saturating", d, 3.0) < pull("non-saturating", d, 0.0) for d in ALL_DISTANCES)


def how_far_off(game, optimizer, steps, seed):
    """How far from the data, at 10, the mean of a generator is that began near 0: the notebook's line game."""
    rng = np.random.default_rng(seed)
    G, D = Dense(1, 1, rng), Sequential(Dense(1, 16, rng), LeakyReLU(0.2), Dense(16, 1, rng))
    pair = Adversaries(G, D, game, (optimizer(), optimizer()), latent=1, rng=rng)
    for _ in train_adversarial(pair, (10 + 0.5 * rng.standard_normal((128, 1)) for _ in range(steps))):
        pass
    return abs(pair.sample(2000).mean() - 10)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
def test_far_from_the_data_minimax_hardly_moves_by_plain_gradient_descent_and_arrives_by_adam(seed):
    other, minimax = (how_far_off(game, lambda: SGD(0.05), 600, seed) for game in (NonSaturating(), Minimax()))
    assert other < 3 and minimax > 5
    for game in (NonSaturating(), Minimax()):
        assert how_far_off(game, lambda: Adam(0.02, beta1=0.0, beta2=0.9), 1200, seed) < 1


@pytest.mark.long
def test_everything_lies_inside_and_the_words_are_the_numbers():
    it = generator_losses()
    for corner in [*it.corners(), {"distance": 1.6, "noise": 0.7}]:
        it.set(**corner)
        for ax in it.figure.axes:
            for line in ax.lines:
                x, y = line.get_data()
                assert (np.array(x) <= ax.get_xlim()[1]).all() and (np.array(x) >= ax.get_xlim()[0]).all(), corner
                assert (np.array(y) < ax.get_ylim()[1]).all() and (np.array(y) > ax.get_ylim()[0]).all(), corner
        left, right = (ax.get_title(loc="left") for ax in it.figure.axes)
        for game, number in it.result["pulls"].items():
            assert f"{game} {with_power(number)}" in it.description
            assert f"{game} {with_power(number)}" in right or game not in ("minimax", "non-saturating")
        assert re.search(r"slope\| \S+ in", left)[0] == f"slope| {with_power(it.result['size']['minimax'])} in"
        assert ("no noise" in it.description) == (corner["noise"] == 0)
    assert DISTANCES[0] > 0, "at distance 0 nothing pulls, and a log axis has no 0"
