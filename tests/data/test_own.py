"""Data of the reader's own: labels of any kind become 0, 1, …, and what can't be shown gets one sentence."""

import numpy as np
import pytest

from course_nn.data.own import MOST, own_classes

CORNERS = [[0, 0], [0, 1], [1, 0], [1, 1]]


@pytest.mark.parametrize(
    "y, numbers, names",
    [
        ([0, 1, 1, 0], [0, 1, 1, 0], ["0", "1"]),
        ([1, -1, -1, 1], [1, 0, 0, 1], ["-1", "1"]),
        ([False, True, True, False], [0, 1, 1, 0], ["False", "True"]),
        (["no", "yes", "yes", "no"], [0, 1, 1, 0], ["no", "yes"]),
        (np.array(["a", "b", "b", "a"], dtype=object), [0, 1, 1, 0], ["a", "b"]),
        ([0.5, 2.0, 2.0, 0.5], [0, 1, 1, 0], ["0.5", "2"]),
        (["b" * 30, "a", "a", "a"], [1, 0, 0, 0], ["a", "b" * 19 + "…"]),
    ],
)
def test_labels_of_any_kind_are_counted_from_0_in_their_order(y, numbers, names):
    X, counted, called = own_classes(CORNERS, y, "show")
    assert X.dtype == np.float64 and X.tolist() == CORNERS
    assert counted.dtype == np.int64 and counted.tolist() == numbers and called == names


def test_more_than_two_labels_where_they_are_wanted():
    assert own_classes(CORNERS, list("abca"), "show", most=6)[2] == ["a", "b", "c"]


def test_what_was_given_is_not_changed():
    X = np.array(CORNERS, dtype=float)
    own_classes(X, [0, 1, 1, 0], "show")[0][:] = 7
    assert X.tolist() == CORNERS


def test_nothing_given_is_nothing():
    assert own_classes(None, None, "show") is None


@pytest.mark.parametrize(
    "X, y, error, sentence",
    [
        (CORNERS, None, TypeError, "expected X and y together, got X without y"),
        (None, [0, 1], TypeError, "expected X and y together, got y without X"),
        (
            [[1, 2, 3], [4, 5, 6]],
            [0, 1],
            ValueError,
            r"X of shape \(n, 2\), got \(2, 3\); choose two columns, as X\[:, :2\]",
        ),
        ([1, 2, 3], [0, 1, 1], ValueError, r"X: expected an array with 2 dimension\(s\)"),
        ([[1, 2], [3]], [0, 1], ValueError, "rows of unequal length"),
        ([["a", "b"], ["c", "d"]], [0, 1], TypeError, "X: expected real numbers"),
        ([[0, np.nan], [1, 1]], [0, 1], ValueError, r"X: expected finite numbers, got 1 NaN"),
        ([[1e200, 0], [1, 1]], [0, 1], ValueError, r"expected numbers up to 1e\+100, got 1e\+200"),
        ([[0, 1]], [0], ValueError, "expected 2 to 500 points, got 1$"),
        (
            np.zeros((MOST + 1, 2)),
            np.arange(MOST + 1) % 2,
            ValueError,
            r"got 501; take some of them, as X\[::2\], y\[::2\]",
        ),
        (CORNERS, [0, 1, 1], ValueError, r"expected a label for each point, y of shape \(4,\), got \(3,\)"),
        (CORNERS, [[0], [1], [1], [0]], ValueError, r"y of shape \(4,\), got \(4, 1\)"),
        (CORNERS, [0, 1, np.nan, 0], ValueError, "expected labels in y, got NaN or infinite ones"),
        (
            CORNERS,
            np.array([0, "a", 1, "b"], dtype=object),
            TypeError,
            "labels of one kind in y, got words and numbers",
        ),
        (CORNERS, [1, 1, 1, 1], ValueError, "expected two different labels in y, got 1: 1"),
        (CORNERS, [1, 2, 3, 4], ValueError, "expected two different labels in y, got 4: 1, 2, 3, 4$"),
        (np.zeros((9, 2)), np.arange(9), ValueError, "got 9: 0, 1, 2, 3, …"),
    ],
)
def test_what_cannot_be_shown_gets_one_sentence(X, y, error, sentence):
    with pytest.raises(error, match=f"^show.*{sentence}"):
        own_classes(X, y, "show")
