"""Pooling windows: what is kept, what is lost, and where the gradient goes, counted by hand."""

import numpy as np
import pytest
from helpers import refused
from own_data import move_everywhere

from course_nn.chapters.ch07_cnn_filters.pooling_windows import MAPS, own_map, pooling
from course_nn.chapters.ch07_cnn_filters.pooling_windows_figure import describe_pooling_windows
from course_nn.widgets import pooling_windows

PEAKS = "a map with peaks"
EVERYTHING = [(values, size, stride) for values in MAPS for size in range(1, 5) for stride in range(1, 5)]


def windows(x, size, stride):
    """(i, j, rows, columns) of every window that fits."""
    for i, top in enumerate(range(0, len(x) - size + 1, stride)):
        for j, left in enumerate(range(0, x.shape[1] - size + 1, stride)):
            yield i, j, slice(top, top + size), slice(left, left + size)


@pytest.mark.parametrize(("values", "size", "stride"), EVERYTHING)
def test_the_first_of_the_largest_is_kept_and_gets_the_gradient(values, size, stride):
    found, x = pooling()(values, "max", size, stride), np.array(MAPS[values])
    wanted, seen = np.zeros(x.shape), np.zeros(x.shape)
    for i, j, rows, columns in windows(x, size, stride):
        window = x[rows, columns]
        p, q = np.argwhere(window == window.max())[0]  # row by row
        assert found["y"][i, j] == window.max()
        wanted[rows.start + p, columns.start + q] += 1
        seen[rows, columns] += 1
    np.testing.assert_array_equal(found["gradient"], wanted)
    np.testing.assert_array_equal(found["seen"], seen)
    assert found["gradient"].sum() == found["y"].size


@pytest.mark.parametrize(("values", "size", "stride"), EVERYTHING)
def test_a_mean_shares_its_gradient_equally(values, size, stride):
    found, x = pooling()(values, "average", size, stride), np.array(MAPS[values])
    for i, j, rows, columns in windows(x, size, stride):
        assert found["y"][i, j] == pytest.approx(x[rows, columns].mean())
    np.testing.assert_allclose(found["gradient"], found["seen"] / size**2)


@pytest.mark.long
def test_the_remainder_and_the_gaps_are_marked():
    it = pooling_windows()
    for kind in ("max", "average"):
        for size, stride, unseen in ((2, 2, 13), (3, 3, 13), (4, 4, 33), (1, 4, 45), (3, 1, 0), (2, 3, 33)):
            it.set(kind=kind, size=size, stride=stride)
            assert (it.result["seen"] == 0).sum() == unseen
            before, _, gradient = it.figure.axes
            for ax in (before, gradient):
                (hatched,) = [one for one in ax.collections if one.get_hatch()]
                places = [tuple(path.get_extents().min + 0.5)[::-1] for path in hatched.get_paths()]
                assert places == [tuple(place) for place in np.argwhere(it.result["seen"] == 0)]
            assert ("seen by no window" in it.description) == (unseen > 0)
            assert not it.result["gradient"][it.result["seen"] == 0].any()


def test_what_stays_is_framed():
    it = pooling_windows().set(kind="max", size=3, stride=2)
    before = it.figure.axes[0]
    framed = before.collections[-1]
    places = [tuple(np.round(path.get_extents().min + 0.4).astype(int))[::-1] for path in framed.get_paths()]
    assert places == [tuple(place) for place in np.argwhere(it.result["gradient"] > 0)]
    assert 0 < len(places) < it.result["y"].size, "a peak may be the largest of several windows"


def test_the_gradient_is_written_where_it_is_not_0():
    it = pooling_windows().set(kind="max", size=3, stride=1)
    written = {text.get_position()[::-1]: text.get_text() for text in it.figure.axes[2].texts}
    assert written == {(1, 1): "4", (2, 4): "9", (4, 0): "3", (4, 3): "5", (5, 5): "4"}


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            (PEAKS, "max", 2, 2),
            "become 9: 9 of the 49 stay as they are, and the gradient goes there alone; 13 are seen by no window.",
        ),
        ((PEAKS, "average", 3, 1), "49 numbers become 25: each is a mean of 9, which share its gradient equally."),
        ((PEAKS, "average", 1, 1), "49 numbers become 49: each is one of them, unchanged."),
        (
            (PEAKS, "max", 4, 4),
            "become 1: 1 of the 49 stays as it is, and the gradient goes there alone; 33 are seen by no window.",
        ),
    ],
)
def test_the_sentence(values, sentence):
    assert describe_pooling_windows(pooling()(*values)).endswith(sentence)


@pytest.mark.long
def test_a_map_of_ones_own():
    own = np.random.default_rng(0).uniform(-99, 99, (8, 5))
    it = pooling_windows(own).set(kind="max")
    np.testing.assert_array_equal(it.result["y"], own[:, :4].reshape(4, 2, 2, 2).max(axis=(1, 3)))
    for x in (own, np.zeros((4, 8)), np.eye(8, dtype=bool)):
        for _ in move_everywhere(pooling_windows(x)):
            pass
    assert own_map(None) is None


@pytest.mark.parametrize(
    ("x", "sentence"),
    [
        (np.ones((3, 6)), "pooling_windows: x: expected 4 to 8 rows and columns, so that they can be read, got 3 × 6"),
        (np.ones((9, 6)), "got 9 × 6"),
        (np.ones(6), "expected an array with 2 dimension"),
        (np.full((4, 4), np.nan), "expected finite numbers"),
        (np.full((4, 4), 100), "expected numbers from -99 to 99, got 100"),
    ],
)
def test_bad_input_gets_one_sentence(x, sentence):
    with refused(sentence):
        pooling_windows(x)
