"""The modern network's recall: what is stored and told of it, and parts of it measured again."""

import numpy as np
import pytest

from course_nn.chapters.ch13_energy_models import modern_recall as theme
from course_nn.chapters.ch13_energy_models.instruments_of_hopfield import modern_recall
from course_nn.chapters.ch13_energy_models.modern_recall_figure import LIMITS
from course_nn.layers.attention import attend
from course_nn.models.hopfield import damaged
from course_nn.models.modern_hopfield import ModernHopfield


def shares(beta):
    return theme.measured()["found"][0, theme.BETAS.index(beta)]


@pytest.mark.long
def test_beta_of_a_half_finds_all_of_100000():
    assert theme.measured()["all"] == 1.0, "every one of them was damaged and looked for"
    assert (shares(0.5) == 1).all()
    share, lowest, *_ = theme.measure(100_000, 0.5, 0.1, seed=1)
    assert share == 1 and lowest > 0.9, "a thousand of another 100,000"


def test_the_beta_of_attention_fails_at_10000():
    assert theme.BETAS[2] == 1 / np.sqrt(theme.N) == 0.125
    assert shares(0.125)[theme.COUNTS.index(10_000)] < 0.01 and shares(0.125)[theme.COUNTS.index(100)] > 0.99
    for seed in (1, 2):
        assert theme.measure(10_000, 0.125, 0.1, seed)[0] < 0.01


def test_hebb_fails_at_16():
    """Mean of 100 networks: 0.07 after one update of all units, 0.2 at rest."""
    once, rest = theme.measured()["hebb"][0, theme.FEW.index(16)]
    assert once == pytest.approx(0.075, abs=0.02) and rest == pytest.approx(0.2, abs=0.03)
    again = theme.hebb_recall(16, networks=40, seed=1)
    assert again == pytest.approx((once, rest), abs=0.05)
    assert theme.measured()["hebb"][0, theme.FEW.index(4), 1] > 0.98


def test_more_beta_finds_more_up_to_here():
    found = theme.measured()["found"]
    assert found.shape == (len(theme.DAMAGES), len(theme.BETAS), len(theme.COUNTS))
    assert (np.diff(found, axis=1) > -0.03).all(), "a larger β finds no fewer, by more than chance"
    assert (np.diff(found, axis=2) < 0.03).all(), "nor do more patterns find more"
    assert (found[1:] <= found[:-1] + 0.03).all(), "nor more damage"


def test_one_update_is_attention_over_all_of_them():
    X = theme.store(1000)
    s = damaged(X[:20], theme.DAMAGE, np.random.default_rng(0)).astype(np.float32)
    for beta in (0.125, 0.5):
        np.testing.assert_allclose(ModernHopfield(X, beta).update(s), attend(s, X, X, scale=beta)[0], atol=1e-5)
    np.testing.assert_allclose(ModernHopfield(X, 0.125).update(s), attend(s, X, X)[0], atol=1e-5)


def test_the_stores_begin_alike_and_what_is_kept():
    assert np.array_equal(theme.store(100), theme.store(1000)[:100]) and theme.store(16).dtype == np.float32
    assert theme.numbers_kept(100_000) == (6_400_000, 2016)


def test_a_part_of_the_measurement_again():
    for damage, beta, count in ((0.1, 0.25, 1000), (0.3, 0.5, 100), (0.2, 0.125, 16)):
        at = theme.DAMAGES.index(damage), theme.BETAS.index(beta), theme.COUNTS.index(count)
        share, *weight = theme.measure(count, beta, damage)
        assert share == pytest.approx(theme.measured()["found"][at], abs=0.011)
        np.testing.assert_allclose(weight, theme.measured()["weight"][at], rtol=0.02)


def test_nothing_is_clipped():
    weight = theme.measured()["weight"]
    assert LIMITS[0] < weight.min() and weight.max() < LIMITS[1]


@pytest.mark.long
def test_the_title_and_the_sentence():
    one = modern_recall()
    for beta in theme.BETAS[::4]:
        for count in theme.COUNTS[::2]:
            one.set(beta=beta, count=count)
            assert f"one update finds {one.result['share']:.3f}" in one.description
            assert f"{64 * count:,} numbers" in one.description
            assert f"{count:,} patterns" in one.figure.axes[0].get_title(loc="left")
