"""The average of θ: the weights that the formula names, the twin that carries it, bad calls."""

import numpy as np
import pytest
from helpers import close, refused

from course_nn import BatchNorm, Dense, Sequential
from course_nn.training.averages import MovingAverage


def walk(decay, thetas):
    network = Dense(2, 3, np.random.default_rng(0), dtype=np.float64)
    average = MovingAverage(network, decay)
    for theta in thetas:
        network.theta[:] = theta
        average.take()
    return average


THETAS = np.random.default_rng(1).normal(size=(7, 9))


def test_with_decay_1_it_is_the_plain_mean():
    close(walk(1, THETAS).twin.theta, THETAS.mean(axis=0), 1e-14)


@pytest.mark.parametrize("decay", [0.5, 0.9, 0.999])
def test_the_weights_fall_by_the_decay_and_add_up_to_1(decay):
    weights = decay ** np.arange(len(THETAS))[::-1]
    close(walk(decay, THETAS).twin.theta, weights / weights.sum() @ THETAS, 1e-13)


def test_the_first_theta_is_its_own_average_and_the_one_before_has_no_weight():
    close(walk(0.999, THETAS[:1]).twin.theta, THETAS[0], 1e-15)


def test_the_network_itself_stays():
    average = walk(0.9, THETAS)
    np.testing.assert_array_equal(average.network.theta, THETAS[-1])
    assert not np.shares_memory(average.network.theta, average.twin.theta)


def test_running_statistics_are_those_of_the_network():
    network = Sequential(Dense(2, 3, np.random.default_rng(0)), BatchNorm(3))
    average = MovingAverage(network, 0.9)
    network.forward(np.random.default_rng(1).normal(size=(8, 2)).astype(np.float32), True)
    average.take()
    for ours, theirs in zip(average.twin.buffers().values(), network.buffers().values(), strict=True):
        np.testing.assert_array_equal(ours.value, theirs.value)
        assert ours is not theirs


@pytest.mark.parametrize("decay", [0, 1.1, -0.5, "much", True, float("nan")])
def test_bad_decays(decay):
    with refused("average: decay: expected a (finite )?number.* above 0"):
        MovingAverage(Dense(2, 3, np.random.default_rng(0)), decay)
