"""What each unit makes of the plane."""

import numpy as np
import pytest

from course_nn.chapters.playground.features import featured
from course_nn.chapters.playground.maps import grid, maps, quantized, weights
from course_nn.chapters.playground.network import answer, blocks, right
from course_nn.chapters.playground.run import Run
from course_nn.chapters.playground.settings import Settings

KINDS = [
    Settings(features=("x", "y²"), hidden=((3, "relu", 0.5), (2, "linear"))),
    Settings(loss="squared error", hidden=()),
    Settings(data="spiral", classes=3),
    Settings(data="spiral", classes=4, loss="squared error"),
    Settings(problem="regression", data="plane"),
]


@pytest.mark.parametrize("settings", KINDS)
def test_they_are_the_networks_own_numbers(settings):
    run = Run(settings)
    run.step(20)
    found, p = maps(run, 9), 9
    X = grid(p)
    np.testing.assert_array_equal(found.features.reshape(-1, p * p).T, featured(X, settings.features))
    for i, units in enumerate(found.units):
        upto = [layer for b in blocks(run.network)[: i + 1] for layer in b if layer is not None]
        x = featured(X, settings.features)
        for layer in upto:
            x = layer(x)
        np.testing.assert_allclose(units.reshape(-1, p * p).T, x)
    assert [len(units) for units in found.units] == [layer.units for layer in settings.hidden]
    said = answer(run.network, settings, X)
    if said.ndim == 1:
        assert found.answer.shape == (p, p)
        np.testing.assert_allclose(found.answer.ravel(), said)
        np.testing.assert_array_equal(found.outputs, found.answer[None])
    else:
        np.testing.assert_allclose(found.answer.reshape(-1, p * p).T, said)
        np.testing.assert_allclose(found.outputs, 2 * found.answer - 1)
    assert np.abs(found.outputs).max() <= 1


def test_rows_begin_at_the_lowest_y():
    x, y = maps(Run(), 13).features
    assert (x[0, 0], y[0, 0]) == (-6, -6)
    assert (x[0, -1], y[0, -1]) == (6, -6)
    assert (x[-1, 3], y[-1, 3]) == (-3, 6)


def test_they_follow_the_training_and_the_features():
    run = Run()
    before = maps(run)
    assert before.answer.shape == (50, 50)
    run.step(5)
    assert not np.array_equal(maps(run).answer, before.answer)
    run.change(features=("xy",))
    assert maps(run).features.shape == (1, 50, 50)


def test_looking_changes_nothing():
    run, other = Run(KINDS[0]), Run(KINDS[0])
    maps(run)
    run.step(10)
    other.step(10)
    np.testing.assert_array_equal(run.network.theta, other.network.theta)


def test_weights_are_copies():
    run = Run()
    taken = weights(run)
    assert [(W.shape, b.shape) for W, b in taken] == [((2, 4), (4,)), ((4, 2), (2,)), ((2, 1), (1,))]
    np.testing.assert_array_equal(np.concatenate([a.ravel() for pair in taken for a in pair]), run.network.theta)
    taken[0][0][:] = 7
    assert (run.network.theta != 7).all()


def test_ruined_weights_give_maps_without_a_warning():
    for settings in KINDS:
        run = Run(settings)
        run.network.theta[:] = np.nan
        assert quantized(maps(run, 5).outputs).max() == 127


def test_bytes_of_maps():
    np.testing.assert_array_equal(quantized([-1.0, 0.0, 1.0, -9.0, 9.0]), [0, 127, 255, 0, 255])
    np.testing.assert_array_equal(quantized([[0.0, 5.0, 10.0]], 0, 10), [[0, 127, 255]])
    np.testing.assert_array_equal(quantized([np.nan, np.inf, -np.inf]), [127, 255, 0])
    np.testing.assert_array_equal(quantized([3.0, 3.0], 3, 3), [127, 127])
    values = np.array([0.3, 0.4])
    assert quantized(values).dtype == np.uint8
    np.testing.assert_array_equal(values, [0.3, 0.4])


def test_the_upper_half_of_the_bytes_is_class_1_as_it_is_counted():
    """Also where all weights are zero, and each point counts for class 0."""
    for settings in (Settings(), Settings(start="zeros"), Settings(loss="squared error", start="zeros")):
        run = Run(settings)
        z = run.network(featured(grid(20), settings.features))
        bytes_ = quantized(maps(run, 20).outputs).reshape(-1)
        np.testing.assert_array_equal(bytes_ > 127, right(z, np.ones(400)))
    tiny = np.array([-1e-12, 0.0, 1e-12])
    np.testing.assert_array_equal(quantized(tiny), [127, 127, 128])


@pytest.mark.parametrize("places", [1, 1001, 2.5, "many"])
def test_a_grid_of_too_few_or_many_places(places):
    with pytest.raises(ValueError, match="maps: places: expected a whole number"):
        maps(Run(), places)
