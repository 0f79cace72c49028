"""Corners: all combinations of a few controls' ends, every three of many."""

import itertools

from small_instrument import small

from course_nn.widgets import Choice, Slider, Toggle


def test_corners_are_all_combinations_of_ends_and_options():
    it = small(
        lambda a, c, t: a,
        [Slider("a", "a", 0, 1, 0.1, 0.5), Choice("c", "c", [1, 2, 3], 1), Toggle("t", "t")],
    )
    expected = itertools.product([0.0, 1.0], [1, 2, 3], [False, True])
    assert [tuple(corner.values()) for corner in it.corners()] == list(expected)


def test_corners_of_many_controls_are_few_and_hold_every_three():
    names = "abcdefghij"
    it = small(
        lambda **values: sum(values.values()),
        [Choice(name, name, list(range(4)), 1) for name in names],
    )
    corners = list(it.corners())
    assert len(corners) == 2 * 16 + 10 * 4
    for three in itertools.combinations(names, 3):
        assert {tuple(c[name] for name in three) for c in corners} >= set(itertools.product([0, 3], repeat=3))
    for end in (0, 3):
        assert dict.fromkeys(names, end) in corners
    for name in names:
        assert {c[name] for c in corners if all(c[other] == 1 for other in names if other != name)} == {
            0,
            1,
            2,
            3,
        }
