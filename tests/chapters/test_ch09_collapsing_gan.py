"""The small GAN whose D is too slow: it fails from every seed, and no longer where D is as fast as G or faster."""

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from course_nn import LeastSquares
from course_nn.chapters.ch09_gans import collapsing_gan
from course_nn.chapters.ch09_gans.collapsing_gan import (
    COVERED,
    GOOD,
    MEASURED,
    MOST,
    SEEDS,
    SETTING,
    covering_seeds,
    real_changes,
    refuse,
    target,
    train_with,
)
from course_nn.chapters.ch09_gans.mode_count import count_modes
from course_nn.games import NonSaturating


@pytest.mark.long
@pytest.mark.parametrize("seed", [0, 5])
def test_it_fails_and_a_faster_critic_covers_well_away_from_the_rule(seed):
    samples, count = train_with({}, seed)
    assert count.covered <= 2 and count.good < 0.2, "hardly one near the ring"
    mended, better = train_with({"critic_rate": 4e-3}, seed)
    assert better.covered >= COVERED and better.good > GOOD + 0.15
    assert samples.shape == mended.shape == (2500, 2)
    assert count_modes(mended, target()).covered == better.covered


@pytest.mark.long
@pytest.mark.parametrize("changes", [{"rate": 1e-2}, {"latent": 8}])
def test_what_was_measured_comes_again(changes):
    """One seed of two in the catalog; the others by MEASURED alone."""
    assert MEASURED[tuple(changes.items())] == () == covering_seeds(changes)
    assert train_with(changes, 1)[1].covered <= 2


def test_which_seeds_cover(monkeypatch):
    for good in range(8):  # which of the seeds are right, in binary
        monkeypatch.setattr(collapsing_gan, "_covers", lambda changes, seed, good=good: bool(good >> seed & 1))
        collapsing_gan.trained.cache_clear()
        assert covering_seeds({"noise": 0.125}) == tuple(seed for seed in SEEDS if good >> seed & 1)
    collapsing_gan.trained.cache_clear()


def test_a_game_that_diverges_does_not_cover():
    assert covering_seeds({"critic_rate": 1e30}) == ()


def test_own_values_and_the_own_game_are_no_changes():
    assert real_changes(SETTING | {"game": NonSaturating()}) == {}
    smoothed = {"game": NonSaturating(0.1), "noise": 0.5}
    assert real_changes(smoothed | {"pack": 1}) == smoothed
    assert covering_seeds({"game": LeastSquares(), "pack": 1}) == MEASURED[(("game", LeastSquares),)]


def test_a_training_takes_one_thread(monkeypatch):
    """Two may take ten times as long beside others that compute."""
    threads = []

    def seen(*args, **settings):
        threads.append([one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"])
        raise RuntimeError("enough")

    monkeypatch.setattr(collapsing_gan, "train_plane_gan", seen)
    with threadpool_limits(2), pytest.raises(RuntimeError, match="enough"):
        train_with({})
    assert threads and set(threads[0]) == {1}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([("noise", 0.5)], "expected a dict of changes such as {'noise': 0.5}, got list"),
        ({"momentum": 0.9}, "'momentum' is none of the settings; there are rate, critic_rate, "),
        ({"noise": "a lot"}, "^noise: expected a number at least 0, got 'a lot'"),
        ({"pack": True}, "^pack: expected a whole number at least 1, got True"),
        ({"game": "minimax"}, r"game: expected a game such as LeastSquares\(\), got 'minimax'"),
        *(({name: most + 1}, f"{name}: expected at most {most}") for name, most in MOST.items()),
        ({"pack": 1.5}, "^pack: expected a whole number at least 1, got 1.5"),
        ({"rate": -1e-3}, "^rate: expected a finite number above 0"),
        ({"noise": np.nan}, "^noise: expected a finite number"),
    ],
)
def test_what_is_no_change_is_refused_in_a_sentence(changes, words):
    with pytest.raises((TypeError, ValueError), match=words):
        refuse(changes)


def test_all_of_the_setting_may_be_changed_and_a_game_named():
    refuse({name: value for name, value in SETTING.items()} | {"game": LeastSquares()})
    refuse({"noise": np.float32(0.5), "pack": np.int64(2)})
