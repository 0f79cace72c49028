"""A game that diverges is told in words that name the control to move; what a generator can give."""

import math
import pickle

import numpy as np
import pytest

from course_nn import (
    SGD,
    Adversaries,
    Dense,
    GameDiverged,
    GradientPenalty,
    LeastSquares,
    NonSaturating,
    ReLU,
    Sequential,
    Wasserstein,
    train_adversarial,
)
from course_nn.layers import ACTIVATION_LAYERS
from course_nn.training.refusals_of_games import RANGES

X = np.random.default_rng(0).normal(size=(16, 2))


def play(game, rate, x=X, epochs=3000, **settings):
    rng = np.random.default_rng(1)
    G = Sequential(Dense(2, 8, rng), ReLU(), Dense(8, 2, rng))
    D = Sequential(Dense(2, 8, rng), ReLU(), Dense(8, 1, rng))
    pair = Adversaries(G, D, game, (SGD(rate), SGD(2 * rate)), latent=2, rng=rng, **settings)
    with pytest.raises(GameDiverged) as caught:
        for _ in train_adversarial(pair, [x], epochs=epochs):
            pass
    return pair, caught.value


def test_the_rates_of_both_are_named():
    pair, error = play(LeastSquares(), 1e3)
    assert "Try smaller learning rates (now 1000 for the generator, 2000 for the critic)" in str(error)
    assert "\n" not in str(error)
    assert f"stopped at step {pair.steps}, the {error.player}'s" in str(error)


def test_of_a_wasserstein_game_without_a_bound_the_bound_is_named():
    _, error = play(Wasserstein(), 10.0)
    assert "slope: give clip_weights=0.01, or gradient_penalty=GradientPenalty(10) and smaller learning" in str(error)


@pytest.mark.parametrize(
    ("game", "rate", "mended"),
    [
        (LeastSquares(), 1e3, {"rate": 0.1}),
        (Wasserstein(), 10.0, {"clip_weights": 0.01}),
        (Wasserstein(), 10.0, {"rate": 0.01, "gradient_penalty": GradientPenalty(10)}),
    ],
)
def test_what_is_named_does_mend_it(game, rate, mended):
    """And noise at the critic's input, which is not named, doesn't."""
    play(game, rate)
    play(game, rate, instance_noise=0.1)
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        play(game, **{"rate": rate} | mended, epochs=1000)


def test_of_a_penalty_that_is_too_strong_its_strength_is_named():
    _, error = play(NonSaturating(), 0.5, gradient_penalty=GradientPenalty(1e4, 0, "real"))
    assert "or a gradient penalty of less than 10000" in str(error)


def test_of_examples_that_are_too_large_the_scale_is_named():
    _, error = play(LeastSquares(), 0.1, 1e5 * X)
    assert "cale the real examples, which reach" in str(error)
    _, error = play(LeastSquares(), 0.1, 1e200 * X)
    assert f"which reach {1e200 * np.abs(X).max():.3g}," in str(error), "beyond float32 they are told as they came"


def test_before_the_first_step_it_is_not_the_rate():
    _, error = play(LeastSquares(), 0.1, 1e25 * X)
    assert "No step had been taken: scale the real examples" in str(error)


def test_theta_of_both_is_as_after_the_last_whole_step():
    rng = np.random.default_rng(0)
    G, D = Dense(1, 1, rng), Dense(1, 1, rng)
    pair = Adversaries(G, D, LeastSquares(), (SGD(0.1), SGD(0.1)), latent=1, rng=rng)
    pair.critic_step(np.ones((4, 1)))
    pair.generator_step(4)
    theta = G.theta.copy(), D.theta.copy()
    with pytest.raises(
        GameDiverged, match="the game stopped at step 1, the critic's: its loss is inf; in the step before"
    ):
        pair.critic_step(np.full((4, 1), 1e30))
    np.testing.assert_array_equal(np.concatenate(theta), np.concatenate([G.theta, D.theta]))
    assert np.isfinite(pair.critic_step(np.ones((4, 1))))


def test_a_ruined_theta_is_told():
    rng = np.random.default_rng(0)
    G, D = Dense(1, 1, rng), Dense(1, 1, rng)
    pair = Adversaries(G, D, LeastSquares(), (SGD(0.1), SGD(0.1)), latent=1, rng=rng)
    pair.critic_step(np.ones((4, 1)))
    D.theta[:] = np.nan
    with pytest.raises(GameDiverged, match="θ is not finite any more, so begin anew"):
        pair.critic_step(np.ones((4, 1)))


def test_it_travels_between_processes():
    error = GameDiverged("the game stopped", "critic")
    twin = pickle.loads(pickle.dumps(error))
    assert str(twin) == "the game stopped" and twin.player == "critic"


@pytest.mark.parametrize("layer", RANGES, ids=lambda layer: layer.__name__)
def test_the_ranges_are_those_of_the_layers(layer):
    low, high = RANGES[layer]
    y = layer()(np.linspace(-50, 50, 2001))
    assert y.min() == pytest.approx(low, abs=1e-3)
    assert y.max() == pytest.approx(50 if high == math.inf else high, abs=1e-3)


def test_the_layers_without_a_range_are_those_that_reach_beyond_it():
    others = set(ACTIVATION_LAYERS.values()) - set(RANGES)
    assert {layer.__name__ for layer in others} == {"LeakyReLU", "PReLU", "ELU", "GELU", "Heaviside"}
