"""The robot arm by a Bayesian network: a part measured again, and what the chapter says of it."""

import numpy as np
import pytest

from course_nn.chapters.ch12_bayesian import arm_benchmark as theme
from course_nn.data.measured import measurements
from course_nn.data.robot_arm import PUBLISHED, relative_error


def stored():
    return measurements(theme.__package__, "arm_benchmark")


def test_the_noise_of_every_arm_measured_again():
    for seed in range(theme.ARMS):
        _, test = theme.arms(seed)
        assert abs(relative_error(test.Y, test.clean) - stored()["noise"][seed]) < 1e-4
    assert len(stored()["noise"]) == len(stored()["bayesian"]) == len(stored()["one"]) == theme.ARMS


@pytest.mark.long
def test_a_short_chain_is_on_the_way_there(monkeypatch):
    """One output of one arm: a twentieth of the sweeps leaves at most three times the noise's share of the variance."""
    monkeypatch.setattr(theme, "CHAINS", 1)
    f = theme.chains(0, 0, sweeps=1000)
    learn, test = theme.arms(0)
    predicted = theme.standardized(learn.Y)[1](np.repeat(f.mean(axis=(0, 1))[:, None], 2, axis=1))[:, 0]
    assert f.shape == (1, 200, 200)
    assert np.mean((test.Y[:, 0] - predicted) ** 2) < 3 * 0.05**2


def test_standardizing_leads_back():
    Y = theme.arms(1)[0].Y
    Z, back = theme.standardized(Y)
    np.testing.assert_allclose(back(Z), Y)
    np.testing.assert_allclose(Z.std(axis=0), 1)
    assert theme.error(1, theme.standardized(Y)[0]) > 100, "the answers of other cases are no prediction"


def test_averaging_over_networks_beats_the_likeliest_one_on_every_arm_and_stands_with_the_published():
    told = theme.table()
    ours, one, noise = (told[name] for name in ("a Bayesian network", "one network", "the noise alone"))
    assert (ours < one).all() and (ours > noise).all()
    assert abs(ours.mean() - np.mean(list(PUBLISHED.values()))) < 0.05
    assert one.mean() > 1.2


def test_not_all_of_its_chains_agree():
    """At most angles R-hat is about 1.01, at some it is more: the chapter says so."""
    middle, largest = stored()["rhat"].T
    assert (middle < 1.02).all() and (largest > 1.03).all() and (largest < 1.2).all()
