"""Basins of attraction: where the slope turns, and what momentum and noise make of it."""

import numpy as np
import pytest
import scipy.optimize

from course_nn.chapters.ch05_optimizers.basins_of_attraction import FATES, STEPS, basins
from course_nn.chapters.ch05_optimizers.basins_of_attraction_figure import draw_basins_of_attraction
from course_nn.chapters.ch05_optimizers.surfaces import SURFACES
from course_nn.chapters.ch05_optimizers.trajectories import NAMES, walks
from course_nn.plots import picture
from course_nn.widgets import basins_of_attraction


def test_the_basin_of_gradient_descent_ends_where_the_slope_turns():
    result = basins("rugged", "gradient descent", 0.05, 0.9, 0.0)
    ridge = scipy.optimize.brentq(lambda x: 0.4 * x + 1.5 * np.sin(3 * x), 0.8, 1.4)
    inside = np.abs(result["x"]) < ridge
    np.testing.assert_array_equal(result["where"] == 0, inside[:, None] & inside[None, :])
    assert sum(result["shares"]) == pytest.approx(1)


def test_in_a_convex_valley_every_start_arrives_and_on_a_ridge_none():
    assert basins("long valley", "gradient descent", 0.1, 0.9, 0.0)["shares"] == [1, 0, 0, 0]
    assert basins("long valley", "gradient descent", 0.2, 0.9, 0.0)["shares"][3] > 0.9
    saddle = basins("saddle", "gradient descent", 0.05, 0.9, 0.0)
    ridge = saddle["y"] == 0
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
    assert it.description == "Of 1,681 starts, after 200 steps: 100% near a lowest minimum."
    assert it.set(rate=0.5).description.endswith(", 98% diverged.")
    told = it.set(surface="Beale", name="AdaGrad", rate=0.05).description
    assert "under 1% at rest elsewhere" in told, "a few are at Beale's saddle"
    with pytest.raises(ValueError, match="did you mean 'rugged'"):
        basins("ruged", "Adam", 0.05, 0.9, 0.0)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("rate", [0.001, 0.05, 0.5])
def test_where_there_is_a_single_minimum_nobody_is_at_rest_elsewhere(name, rate):
    for surface in ("Rosenbrock", "long valley"):
        shares = dict(zip(FATES, basins(surface, name, rate, 0.9, 0.0)["shares"], strict=True))
        assert shares["at rest elsewhere"] == 0 and sum(shares.values()) == pytest.approx(1)


def test_at_rest_means_at_a_place_without_slope():
    result = basins("rugged", "gradient descent", 0.05, 0.9, 0.0)
    slope = np.hypot(*result["surface"].gradient(*result["ends"]))
    assert (slope[result["where"] == 1] < 1e-3).all() and not (result["where"] == 2).any()
    slow = basins("rugged", "gradient descent", 0.001, 0.9, 0.0)
    moving = slow["where"] == 2
    assert moving.mean() > 0.8, "with a tiny rate most are still on their way"
    assert (np.hypot(*slow["surface"].gradient(*slow["ends"]))[moving] > 1e-3).all()


def test_basins_of_two_optimizers_that_follow_the_slope():
    """Gradient descent and Adam end in the basin in which they start, momentum in another one from a quarter on."""
    plain, adam, momentum = (
        basins("rugged", name, 0.05, 0.9, 0.0)["where"] for name in ("gradient descent", "Adam", "momentum")
    )
    np.testing.assert_array_equal(plain, adam)
    assert (momentum != plain).mean() > 0.2


def test_every_fate_has_a_color_of_its_own_and_what_is_outside_is_counted():
    shown = picture(draw_basins_of_attraction, basins("Beale", "gradient descent", 0.05, 0.9, 0.0), "-")
    left, right = shown.figure.axes
    colors = left.images[0].cmap(np.arange(len(FATES)))
    assert len({tuple(color) for color in colors}) == len(FATES)
    ends = basins("Beale", "gradient descent", 0.05, 0.9, 0.0)["ends"]
    outside = (~SURFACES["Beale"].inside(ends.reshape(2, -1).T)).sum()
    assert right.get_title("left") == f"After 200 steps ({outside} outside)" and outside > 100


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("rate", [0.01, 0.05, 0.2])
def test_on_the_ridge_everybody_stays(name, rate):
    """As in the race: the slope across it is exactly zero, and no multiple of zero leads away."""
    saddle = basins("saddle", name, rate, 0.9, 0.0)
    assert (saddle["ends"][1][saddle["y"] == 0] == 0).all() and (saddle["where"][saddle["y"] == 0] != 0).all()


def test_a_title_says_none_where_there_is_none():
    for shares, title in (([0, 0, 0, 1], "No start leads to a star"), ([0.001, 0, 0, 0.999], "under 1% of the starts")):
        result = basins("long valley", "gradient descent", 0.5, 0.9, 0.0) | {"shares": shares}
        shown = picture(draw_basins_of_attraction, result, "-")
        assert shown.figure.axes[0].get_title("left").startswith(title)
