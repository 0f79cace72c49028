"""Symmetry: units that start alike stay alike, and a small difference grows."""

import numpy as np
import pytest
from helpers import refused

from course_nn.chapters.ch05_optimizers.symmetry_breaking import (
    EVERY,
    FRAMES,
    STARTS,
    STEPS,
    hidden_units_at,
    hidden_units_move,
)
from course_nn.widgets import symmetry_breaking


def test_units_that_start_alike_stay_alike():
    weights = hidden_units_move("all alike")["weights"]
    apart = np.abs(weights - weights[:, :1]).max(axis=(1, 2))
    assert apart.max() < 1e-6, "only rounding tells them apart, at all times"
    assert np.abs(weights[-1] - weights[0]).max() > 1
    zero = hidden_units_move("all zero")
    assert not zero["weights"].any() and zero["accuracy"][-1] == 0.5
    np.testing.assert_allclose(zero["cost"], np.log(2))


def test_alike_units_are_one_unit():
    """Six units that are alike do no better than one, and random ones do."""
    alike, random = hidden_units_move("all alike"), hidden_units_move("random")
    alone = hidden_units_move("all alike", 1)
    assert alike["different"].tolist() == [1] * (STEPS // EVERY + 1)
    assert alike["accuracy"][-1] < 0.95 < 0.98 < random["accuracy"][-1]
    assert random["cost"][-1] < 0.1 * alike["cost"][-1]
    assert alike["cost"][-1] == pytest.approx(alone["cost"][-1], rel=0.05)


def test_small_differences_grow():
    result = hidden_units_move("alike to 1 %")
    assert result["different"][0] == 1 and result["different"][-1] == 6
    assert result["cost"][20] > 0.2 > 0.05 > result["cost"][-1]


def test_the_picture_shows_the_saved_moment():
    result = hidden_units_move("random", 3)
    frames = STEPS // EVERY + 1
    assert result["weights"].shape == (frames, 3, 2) and result["field"].shape == (frames, 41, 41)
    assert [len(result[name]) for name in ("cost", "accuracy", "different")] == [frames] * 3
    inside = result["field"][-1][10:31, 10:31]
    assert inside.min() < 0.05 and inside.max() > 0.95
    assert set(STARTS) >= {"all zero", "all alike", "random"}


def test_first_weights_are_as_named():
    alike, near, random = (hidden_units_move(start)["weights"][0] for start in ("all alike", "alike to 10 %", "random"))
    np.testing.assert_array_equal(alike, [[0.3, 0.6]] * 6)
    share = near / alike - 1
    assert 0.02 < np.abs(share).mean() < 0.2 and len(np.unique(share)) == 12
    assert np.abs(random - random[0]).max() > 0.5


def test_a_frame_is_a_moment_of_the_same_training():
    result = hidden_units_at("alike to 1 %", 3, 7)
    assert (result["frame"], result["step"], FRAMES) == (7, 70, 60)
    np.testing.assert_array_equal(result["weights"], hidden_units_move("alike to 1 %", 3)["weights"])


@pytest.mark.long
def test_what_is_said_of_the_units():
    assert (
        "6 of 6 units are clearly different" in symmetry_breaking().description
        and symmetry_breaking().values["start"] == "random"
    )
    it = symmetry_breaking(start="all alike", frame=0)
    assert it.description.startswith("After 0 steps nothing has moved yet; ")
    assert "After 200 steps all units have moved together: they are one unit" in it.set(frame=20).description
    assert "After 200 steps the only unit has moved" in it.set(units=1).description
    zero = it.set(start="all zero", units=6, frame=60).description
    assert zero.startswith("After 600 steps no weight has moved, for no gradient comes through weights of 0;")
    assert zero.endswith("; 50 % of the points are right.")
    assert "After 600 steps 6 of 6 units are clearly different" in it.set(start="random").description
    nearly = it.set(start="alike to 1 %", frame=1, units=2)
    assert "After 10 steps all units are still nearly the same" in nearly.description
    assert nearly.figure.axes[0].get_title("left") == "2 hidden units, nearly one"
    begin = it.set(start="random", units=10, frame=0).figure.axes[0].get_title("left")
    assert begin == "10 hidden units, 9 clearly different", "all differ, two of them by less than 0.1"
    assert len(np.unique(hidden_units_move("random", 10)["weights"][0], axis=0)) == 10
    assert it.set(start="all alike", units=2).figure.axes[0].get_title("left") == "2 hidden units work as one"


def test_bad_input_gets_one_sentence():
    with refused("units: expected"):
        hidden_units_move("random", 0)
    with refused("did you mean 'random'"):
        hidden_units_move("randum")


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("units", [1, 2, 6, 12])
def test_no_weight_leaves_the_picture(start, units):
    assert np.abs(hidden_units_move(start, units)["weights"]).max() < 9.5
