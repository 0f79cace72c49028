"""The machines of the digits: what is stored is what training gives, a part of it trained again."""

import numpy as np
import pytest

from course_nn.chapters.ch13_energy_models import digit_machines as theme


def test_images_are_black_and_white_and_of_two_parts():
    X, T = theme.images()
    assert X.shape == (1348, 64) and T.shape == (449, 64) and set(np.unique(X)) == {0, 1}
    assert [len(y) for y in theme.labels()] == [1348, 449]


def test_the_first_machine_is_the_untrained_one():
    np.testing.assert_allclose(theme.trained("pcd0").theta, theme.untrained().theta, atol=5e-3)
    assert np.abs(theme.trained("pcd0").theta).max() < np.abs(theme.trained("pcd100").theta).max()


def test_an_epoch_again():
    """The first of 100, with the rate that it has there."""
    rbm, per_epoch = theme.untrained(), -(-1348 // theme.SIZE)
    for _, step in zip(range(per_epoch), theme.learning(rbm), strict=False):
        assert step.epoch == 0
    stored = theme.trained("pcd1").theta
    assert np.corrcoef(rbm.theta, stored)[0, 1] > 0.99 and np.abs(rbm.theta - stored).max() < 0.2


@pytest.mark.parametrize(("name", "k"), [("pcd100", 100), ("cd100", 100), ("coarse", 100), ("small", 16)])
def test_sizes(name, k):
    rbm = theme.trained(name)
    assert (rbm.d, rbm.k) == (64, k) and rbm.theta.dtype == np.float32


def test_the_small_machine_likes_digits_better_than_one_without_weights_does():
    X, T = theme.images()
    small, bare = theme.trained("small"), theme.untrained(16)
    assert small.log_likelihood(T).mean() > bare.log_likelihood(T).mean() + 5
    assert abs(small.log_likelihood(T).mean() - small.log_likelihood(X).mean()) < 1
