"""Few digits, a small network, and what was measured while it learned."""

import numpy as np
import pytest
from helpers import refused

from course_nn import data
from course_nn.chapters.ch06_training.small_digits import METHODS, STEPS, few_digits, learned, small_network


def test_few_digits_are_disjoint_and_centered_by_their_own_mean():
    X, y, V, v, T, t = few_digits(150, 0.0, 3)
    pixels, labels = data.digits()
    assert X.shape == (150, 64) and V.shape == T.shape == (500, 64) and X.dtype == V.dtype == np.float32
    assert X.mean(axis=0) == pytest.approx(0, abs=1e-6) and np.abs(V.mean(axis=0)).max() > 0.01
    rows = {tuple(np.round(16 * one)): k for k, one in enumerate(pixels)}
    order = np.random.default_rng(3).permutation(len(labels))
    mean = pixels[order[1000:1150]].mean(axis=0)
    found = [[rows[tuple(np.round(16 * (one + mean)))] for one in part] for part in (X, V, T)]
    assert len({row for part in found for row in part}) == 1150  # no image twice
    for part, given in zip(found, (y, v, t), strict=True):
        assert (labels[part] == given).all()


@pytest.mark.parametrize("wrong", [0.2, 0.4])
def test_so_many_labels_are_wrong(wrong):
    clean, noisy = (few_digits(150, share, 1) for share in (0.0, wrong))
    assert (clean[1] != noisy[1]).sum() == round(150 * wrong)
    for k in (0, 2, 3, 4, 5):
        np.testing.assert_array_equal(clean[k], noisy[k])


def test_the_network_has_noise_where_it_is_asked_for():
    plain = small_network(16, np.random.default_rng(0))
    noisy = small_network(16, np.random.default_rng(0), dropout=0.5, noise=0.1)
    assert plain.theta.size == 64 * 16 + 16 + 16 * 10 + 10
    assert [type(layer).__name__ for layer in plain.layers] == ["Dense", "ReLU", "Dense"]
    assert [type(layer).__name__ for layer in noisy.layers] == ["GaussianNoise", "Dense", "ReLU", "Dropout", "Dense"]
    np.testing.assert_array_equal(plain.theta, noisy.theta)


def test_the_same_training_gives_the_same_numbers():
    one = learned.__wrapped__("dropout", 0.5, wrong=0.2)
    again = learned.__wrapped__("dropout", 0.5, wrong=0.2)
    assert all(np.array_equal(one[key], again[key]) for key in one)
    assert one["steps"][-1] == STEPS and len(one["loss"]) == 40


@pytest.mark.long
def test_methods_do_what_they_say():
    plain = learned()
    for method, strengths in METHODS.items():
        nothing = learned(method, strengths[0])
        assert all(np.array_equal(plain[key], nothing[key]) for key in plain), method
        strong = learned(method, strengths[-1])
        assert strong["loss"][-1] > 3 * plain["loss"][-1], method  # it fits its own examples less well


def test_the_test_set_is_measured_if_asked_for_and_changes_nothing():
    short, long = learned(every=60), learned(every=60, test=True)
    assert set(long) - set(short) == {"test_loss", "test_accuracy"}
    assert short["steps"].tolist() == long["steps"].tolist() == [60, 120, 180, 240]
    for name, values in short.items():
        np.testing.assert_allclose(values, long[name], rtol=1e-5)


def test_unknown_methods_and_too_few_digits_are_refused():
    with refused("learned: method: unknown name 'drop-out'; did you mean 'dropout'"):
        learned("drop-out", 0.5)
    with refused("few_digits: n: expected a whole number at least 10 and at most 797, got 9"):
        few_digits(9)
    with refused("few_digits: wrong: expected a finite number at least 0 and at most 1"):
        few_digits(20, 1.1)
