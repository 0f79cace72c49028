"""The robot arm: its formula and ranges, its noise, its further inputs, and bad input."""

import numpy as np
import pytest
from helpers import close, refused

from course_nn import data
from course_nn.data.robot_arm import PUBLISHED, relative_error, robot_arm


def test_the_hand_is_at_the_end_of_two_segments():
    """As complex numbers: 2 e^{i x₁} + 1.3 e^{i (x₁ + x₂)}."""
    X, Y, clean = robot_arm(500, np.random.default_rng(0), noise=0)
    place = 2 * np.exp(1j * X[:, 0]) + 1.3 * np.exp(1j * X.sum(axis=1))
    close(clean, np.column_stack([place.real, place.imag]))
    assert (Y == clean).all() and X.shape == Y.shape == (500, 2) and Y.dtype == np.float64


def test_the_angles_fill_their_ranges():
    X = robot_arm(20_000, np.random.default_rng(1)).X
    for x in (-X[X[:, 0] < 0, 0], X[X[:, 0] > 0, 0]):
        assert abs(len(x) - 10_000) < 300
        close(np.quantile(x, [0, 0.25, 0.5, 0.75, 1]), np.linspace(0.453, 1.932, 5), 0.03)
        assert x.min() > 0.453 and x.max() < 1.932
    close(np.quantile(X[:, 1], [0, 0.5, 1]), [0.534, 1.838, 3.142], 0.03)


def test_the_noise_has_the_published_size():
    arm = robot_arm(20_000, np.random.default_rng(2))
    assert np.std(arm.Y - arm.clean) == pytest.approx(0.05, rel=0.02)
    assert relative_error(arm.Y, arm.clean) == pytest.approx(1, abs=0.03)
    assert relative_error(arm.Y, arm.Y.mean(axis=0) + 0 * arm.Y) > 100 > max(PUBLISHED.values()) > 1


def test_further_inputs_leave_the_rest_as_it_is():
    two, six = (robot_arm(3000, np.random.default_rng(3), more_inputs=more) for more in (False, True))
    assert (two.Y == six.Y).all() and (two.X == six.X[:, :2]).all() and six.X.shape == (3000, 6)
    close((six.X[:, 2:4] - two.X).std(axis=0), [0.02, 0.02], 2e-3)
    close(six.X[:, 4:].std(axis=0), [1, 1], 0.06)


def test_the_same_seed_gives_the_same_arm():
    assert (robot_arm().X == robot_arm(200, np.random.default_rng(0)).X).all()
    assert (data.robot_arm().Y == robot_arm().Y).all()


def test_bad_input():
    with refused("n: expected a whole number at least 1"):
        robot_arm(0)
    with refused("noise: expected"):
        robot_arm(noise=-1)
    with refused("more_inputs: expected True or False"):
        robot_arm(more_inputs=4)
    with refused("expected a numpy.random.Generator"):
        robot_arm(5, 3)
    with refused(r"expected Y \(n, 2\) and as many predictions, got \(3, 2\), \(2, 2\)"):
        relative_error(np.ones((3, 2)), np.ones((2, 2)))
