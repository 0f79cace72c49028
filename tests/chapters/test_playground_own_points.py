"""A reader's own data: arrays and tables."""

import numpy as np
import pytest

from course_nn.chapters.playground.own_points import points_from_csv, points_of, what_was_read


def test_arrays_within_the_plane_stay_where_they_are():
    assert points_of([[1, 2], [-6, 6]], [1, 0]) == ((1.0, 2.0, 1), (-6.0, 6.0, 0))


def test_what_reaches_beyond_the_plane_fills_it_each_axis_by_itself():
    points = points_of([[10, 1], [30, 2], [20, 1]], ["b", "a", "b"])
    assert points == ((-5.0, -5.0, 1), (5.0, 5.0, 0), (0.0, -5.0, 1))
    assert points_of([[7, 1], [7, 2]], [0, 1]) == ((0.0, -5.0, 0), (0.0, 5.0, 1))


def test_a_regression_keeps_its_numbers():
    assert points_of([[1, 2]], [-0.25], "regression") == ((1.0, 2.0, -0.25),)


@pytest.mark.parametrize(
    "text",
    [
        "1,2,0\n3,4,1\n",
        "x,y,class\n1,2,0\n3,4,1",
        "\ufeffx;y;c\r\n1,0;2,0;0\r\n3,0;4,0;1\r\n",
        "1.0\t2.0\t0\n\n3\t4\t1",
        "1,0\t2,0\t0\n3,0\t4\t1",
        "1 2 0\n 3   4 1",
        '"1","2","0"\n3, 4, 1',
    ],
)
def test_tables_as_they_come(text):
    assert points_from_csv(text) == ((1.0, 2.0, 0), (3.0, 4.0, 1))


def test_a_minus_as_the_page_writes_it():
    assert points_from_csv("−1.5,−2,0\n3,4,1") == ((-1.5, -2.0, 0), (3.0, 4.0, 1))


def test_words_with_points_leave_the_commas_of_decimals():
    assert points_from_csv("1,5;2;a.b\n-3,5;1;c") == ((1.5, 2.0, 0), (-3.5, 1.0, 1))


def test_classes_without_a_0_are_numbered():
    assert [label for *_, label in points_of(np.zeros((3, 2)), [1, 2, 1])] == [0, 1, 0]
    assert [label for *_, label in points_of(np.zeros((3, 2)), [0, 2, 0])] == [0, 2, 0]


def test_places_as_far_as_numbers_go():
    points = points_of([[1e308, 0], [-1e308, 1], [0, 0.5]], [0, 1, 0])
    assert np.allclose([point[:2] for point in points], [[5, -5], [-5, 5], [0, 0]])


def test_what_was_read_is_told():
    assert what_was_read([[1, 2]], [0.3], "regression") == "1 point was read."
    said = what_was_read(np.tile([[7.0, -1234.5678]], (1001, 1)), [2] * 1001)
    assert said == (
        "1,001 points were read. To fit the plane, x from 7 to 7 and y from −1235 to −1235 were moved and scaled to "
        "−5 … 5 each. Of the classes 0 is 2."
    )


def test_words_are_classes():
    assert [label for *_, label in points_from_csv("1,2,red\n3,4,blue\n0,0,red")] == [1, 0, 1]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "got none"),
        ("x,y,class", "got none"),
        ("1,2", "line 1: expected x, y and a target, got 2 columns"),
        ("1,2,0\n1,2,0,5", "line 2: expected x, y and a target, got 4 columns"),
        ("1,2,0\n\na,2,0", "line 3: expected two numbers"),
        ("1,nan,0", "two numbers"),
        ("\n".join(f"0,0,class {k}" for k in range(7)), "at most 6 classes, got 7"),
    ],
)
def test_a_bad_table_gets_one_sentence(text, part):
    with pytest.raises(ValueError, match=part):
        points_from_csv(text)


def test_bad_targets_of_a_regression():
    with pytest.raises(ValueError, match="line 1: expected a number as target, got 'red'"):
        points_from_csv("1,2,red", "regression")


def test_bad_arrays_get_one_sentence():
    with pytest.raises(ValueError, match="expected a target for each of the 2 points"):
        points_of([[1, 2], [3, 4]], [1])
    with pytest.raises(ValueError, match="your points: X"):
        points_of([[1, 2, 3]], [1])
    with pytest.raises(ValueError, match="your points: X"):
        points_of([[1, np.inf]], [1])
    with pytest.raises(ValueError, match="classes of one kind"):
        points_of([[1, 2], [3, 4]], ["a", None])
    with pytest.raises(ValueError, match="at most 5000, got 5001"):
        points_of(np.zeros((5001, 2)), np.zeros(5001))
    with pytest.raises(TypeError, match="a table as text"):
        points_from_csv(3)
