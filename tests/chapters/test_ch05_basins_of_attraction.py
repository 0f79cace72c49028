"""Basins of attraction: where the slope turns, and what momentum and noise make of it."""

import numpy as np
import pytest
import scipy.optimize

from course_nn.chapters.ch05_optimizers.basins_of_attraction import STEPS, basins
from course_nn.chapters.ch05_optimizers.trajectories import walks
from course_nn.widgets import basins_of_attraction


def test_the_basin_of_gradient_descent_ends_where_the_slope_turns():
    result = basins("rugged", "gradient descent", 0.05, 0.9, 0.0)
    ridge = scipy.optimize.brentq(lambda x: 0.4 * x + 1.5 * np.sin(3 * x), 0.8, 1.4)
    inside = np.abs(result["x"]) < ridge
    np.testing.assert_array_equal(result["where"] == 0, inside[:, None] & inside[None, :])
    assert sum(result["shares"]) == pytest.approx(1)


def test_in_a_convex_valley_every_start_arrives_and_on_a_ridge_none():
    assert basins("long valley", "gradient descent", 0.1, 0.9, 0.0)["shares"] == [1, 0, 0]
    assert basins("long valley", "gradient descent", 0.2, 0.9, 0.0)["shares"][2] > 0.9
    saddle = basins("saddle", "gradient descent", 0.05, 0.9, 0.0)
    ridge = np.abs(saddle["y"]) < 1e-12
    np.testing.assert_array_equal(saddle["where"].T, np.tile(ridge, (41, 1)))
    assert basins("saddle", "gradient descent", 0.05, 0.9, 0.3)["shares"][0] > 0.99, "noise leaves the ridge"


def test_a_little_noise_helps_and_much_does_not():
    shares = [basins("rugged", "momentum", 0.05, 0.9, noise)["shares"][0] for noise in (0, 1, 3)]
    assert 0.25 < shares[0] < 0.4 < 0.6 < shares[1] < 0.75
    assert shares[2] < 0.15


def test_one_start_among_many_goes_its_own_way():
    ground, paths = walks("rugged", ("Adam",), start=(-4.0, 4.0), steps=STEPS, pace=0.05)
    many = basins("rugged", "Adam", 0.05, 0.9, 0.0)
    np.testing.assert_allclose(many["ends"][:, -1, 0], paths["Adam"][-1], rtol=1e-9)
    assert ground.name == "rugged"


def test_what_is_said_of_the_starts():
    it = basins_of_attraction(surface="long valley", rate=0.1)
    assert it.description == "Of 1,681 starts 100% lead to a lowest minimum and 0% elsewhere."
    assert it.set(rate=0.5).description.endswith("; 98% diverge.")
    with pytest.raises(ValueError, match="did you mean 'rugged'"):
        basins("ruged", "Adam", 0.05, 0.9, 0.0)
