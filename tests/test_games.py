"""The games of two players: PyTorch's values and gradients, finite differences, what each formula says, bad calls."""

import numpy as np
import pytest
from bad_calls import each_call
from helpers import close, reference, refused, stored

from course_nn import LeastSquares, Minimax, NonSaturating, Wasserstein, sigmoid
from course_nn.games import Game

GAMES = {
    "Minimax": Minimax(),
    "NonSaturating": NonSaturating(),
    "NonSaturating smoothed": NonSaturating(smoothing=0.3),
    "LeastSquares": LeastSquares(),
    "Wasserstein": Wasserstein(),
}
RNG = np.random.default_rng(0)
REAL, FAKE = RNG.normal(size=(7, 1)), RNG.normal(size=(5, 1))
every_game = pytest.mark.parametrize("game", GAMES.values(), ids=GAMES)


@pytest.mark.parametrize("name", GAMES)
def test_values_and_gradients_are_those_of_pytorch(name):
    given, game = stored(name, "games"), GAMES[name]
    real, fake = (reference("games")[key] for key in ("s_real", "s_fake"))
    value, d_real, d_fake = game.critic(real, fake)
    close(value, given["critic"], 1e-12)
    close(d_real, given["d_real"], 1e-12)
    close(d_fake, given["d_fake"], 1e-12)
    value, d_fake = game.generator(fake)
    close(value, given["generator"], 1e-12)
    close(d_fake, given["d_generator"], 1e-12)


def slope(function, s, h=1e-6):
    """Central differences of a function of numbers (n, 1)."""
    moved = h * np.eye(len(s))[:, :, None]
    return np.array([[(function(s + step) - function(s - step)) / (2 * h)] for step in moved])


@every_game
def test_gradients_are_the_slopes_of_the_values(game):
    _, d_real, d_fake = game.critic(REAL, FAKE)
    close(d_real, slope(lambda s: game.critic(s, FAKE)[0], REAL), 1e-8)
    close(d_fake, slope(lambda s: game.critic(REAL, s)[0], FAKE), 1e-8)
    close(game.generator(FAKE)[1], slope(lambda s: game.generator(s)[0], FAKE), 1e-8)


@every_game
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_type_stays_and_large_numbers_too(game, dtype):
    for size in (1.0, 1e4):
        real, fake = (size * REAL).astype(dtype), (size * FAKE).astype(dtype)
        before = real.copy(), fake.copy()
        value, d_real, d_fake = game.critic(real, fake)
        g_value, d = game.generator(fake)
        assert type(value) is float is type(g_value) and np.isfinite([value, g_value]).all()
        assert d_real.dtype == d_fake.dtype == d.dtype == dtype
        assert d_real.shape == real.shape and d_fake.shape == d.shape == fake.shape
        assert all(np.isfinite(array).all() for array in (d_real, d_fake, d))
        np.testing.assert_array_equal([*before[0], *before[1]], [*real, *fake])


def test_the_minimax_game_is_one_number_that_both_pull_at():
    """−V is what D makes small; the part of V that knows the fakes is what G makes small."""
    game = Minimax()
    value = np.log(sigmoid(REAL)).mean() + np.log(1 - sigmoid(FAKE)).mean()
    assert game.critic(REAL, FAKE)[0] == pytest.approx(-value, rel=1e-13)
    assert game.generator(FAKE)[0] == pytest.approx(np.log(1 - sigmoid(FAKE)).mean(), rel=1e-13)
    close(game.generator(FAKE)[1], -game.critic(REAL, FAKE)[2], 1e-15)


def test_where_the_critic_is_sure_of_a_fake_only_the_non_saturating_loss_pulls():
    s = np.full((1, 1), -20.0)
    close(Minimax().generator(s)[1], -sigmoid(s), 1e-15)
    close(NonSaturating().generator(s)[1], -sigmoid(-s), 1e-15)
    assert -3e-9 < Minimax().generator(s)[1].item() < 0 and NonSaturating().generator(s)[1].item() < -0.99


def test_smoothing_has_its_rest_at_the_logit_of_its_target():
    """Where D sees real examples alone, σ(s) = 1 − α is best; without smoothing no s is."""
    alpha = 0.2
    s = np.full((3, 1), np.log((1 - alpha) / alpha))
    close(NonSaturating(alpha).critic(s, FAKE)[1], np.zeros((3, 1)), 1e-15)
    assert (NonSaturating().critic(s, FAKE)[1] < 0).all()
    assert NonSaturating(alpha).generator(FAKE)[0] == NonSaturating().generator(FAKE)[0]


def test_the_games_show_themselves():
    assert repr(NonSaturating(0.1)) == "NonSaturating(smoothing=0.1)" and repr(NonSaturating()) == "NonSaturating()"
    assert repr(Wasserstein()) == "Wasserstein()"


def test_lists_and_whole_numbers_are_numbers_too():
    value, _, d_fake = Wasserstein().critic([[1], [3]], np.array([[1], [2], [6]]))
    assert value == 3 - 2 and d_fake.dtype == np.float64
    assert Wasserstein().generator(np.array([[2.0]], np.float16))[1].dtype == np.float32


def rows_of(game):
    return [
        (
            lambda: game.critic(REAL[:, 0], FAKE),
            r"one number of the critic for each real example.*\(n, 1\), got \(7,\)",
        ),
        (lambda: game.critic(REAL, np.ones((5, 2))), r"for each fake example.*got \(5, 2\)"),
        (lambda: game.generator(np.ones((5, 2))), r"for each fake example.*got \(5, 2\)"),
        (lambda: game.generator(np.ones((0, 1))), "expected at least one number"),
        (lambda: game.generator("abc"), "expected real numbers, got 'abc'"),
    ]


BAD_CALLS = {
    "Minimax": rows_of(Minimax()),
    "NonSaturating": [
        *rows_of(NonSaturating()),
        (lambda: NonSaturating(1), "smoothing: expected a finite number at least 0 and below 1, got 1"),
        (lambda: NonSaturating(-0.1), "smoothing: expected a finite number at least 0 and below 1, got -0.1"),
        (lambda: NonSaturating(True), "smoothing: expected a number"),
        (lambda: Minimax(smoothing=0.1), r"no argument is called smoothing; it is made as Minimax\(\)$"),
        (lambda: NonSaturating(label_smoothing=0.1), "did you mean smoothing"),
    ],
    "LeastSquares": rows_of(LeastSquares()),
    "Wasserstein": rows_of(Wasserstein()),
}


@each_call(BAD_CALLS)
def test_bad_calls(call, words):
    with refused(words):
        call()


def test_a_game_of_ones_own_says_what_it_lacks():
    class Mine(Game):
        pass

    for call, words in ((lambda: Mine().critic(REAL, FAKE), "critic"), (lambda: Mine().generator(FAKE), "generator")):
        with pytest.raises(NotImplementedError, match=f"Mine: a game needs {words}"):
            call()
