"""Strokes and the bitmap they leave."""

import numpy as np

from course_nn.chapters.ch07_cnn_filters.pen_strokes import RADIUS, STROKES, bitmap, example, label, placed


def test_every_digit_is_drawn_in_two_ways_in_a_box_of_its_own():
    assert sorted(map(label, STROKES)) == sorted([*range(10)] * 2)
    for name, strokes in STROKES.items():
        points = np.concatenate([np.asarray(stroke) for stroke in strokes])
        assert (points.min(axis=0) > -0.1).all() and (points.max(axis=0) < [0.7, 1.1]).all(), name


def test_the_pen_leaves_ink_where_a_square_is_near_the_line():
    dot = bitmap([[(8.5, 4.5)]], radius=1)
    assert [*zip(*np.nonzero(dot), strict=True)] == [(3, 8), (4, 7), (4, 8), (4, 9), (5, 8)]
    line = bitmap([[(4.5, 9.5), (20.5, 9.5)]], radius=1.5)
    assert line[8:11, 4:21].all() and line.sum() == 3 * 17 + 2 * 3
    two = bitmap([[(4.5, 9.5), (20.5, 9.5)], [(8.5, 4.5)]], radius=1)
    assert (two == np.maximum(dot, bitmap([[(4.5, 9.5), (20.5, 9.5)]], radius=1))).all()
    assert not bitmap([]).any()


def test_strokes_stand_where_they_are_put_with_all_their_ink():
    for name in STROKES:
        for height in (12, 30):
            for x, y in ((0, 0), (1, 1), (0.5, 0.5)):
                rows, columns = np.nonzero(bitmap(placed(name, height, x, y)))
                assert abs(np.ptp(rows) + 1 - height) <= 1, (name, height)
                assert abs(rows.min() - y * (32 - height)) <= 1.5, (name, height, x, y)
                if x != 0.5:
                    assert abs((columns.min(), 31 - columns.max())[x]) <= 1, (name, height, x, y)
    assert RADIUS == 1.5, "the pad's pen leaves lines that are three squares wide"


def test_the_example_is_small_and_not_in_the_middle():
    rows, columns = np.nonzero(example())
    assert np.ptp(rows) < 20 and columns.max() < 18 and rows.max() < 22
