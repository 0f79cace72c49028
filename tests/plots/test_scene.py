"""A scene as a figure: each thing at its place, an arrow for what lies beyond, and bad scenes refused."""

import numpy as np
from helpers import refused

from course_nn import plots
from course_nn.plots.scene import COLORS, ENDS, Field, Lines, Points, Scene, draw_scene

SIDE = np.linspace(-2, 2, 21)
A_POINT = Points("p", [[0, 0]])


def drawn(x=(-2, 2), y=(-2, 2), **parts):
    figure = plots.new_figure(6.6, 4.2)
    with plots.course_style():
        ax = draw_scene(figure, Scene(x, y, **parts))
        figure.canvas.draw()
    return figure, ax


def test_points_lie_at_their_places_and_arrows_mark_those_beyond():
    xy = np.array([[0, 1], [-2, 2], [5, 1], [0.5, -7], [-3, 9], [np.nan, 0], [1e39, 0]])
    _, ax = drawn(points=(Points("here", xy, "green", "square"),))
    inside, *arrows = ax.lines
    np.testing.assert_array_equal(inside.get_xydata(), xy[:2])
    assert inside.get_marker() == "s" and inside.get_color() == COLORS["green"] and inside.get_label() == "here"
    found = {arrow.get_marker(): arrow.get_xydata().tolist() for arrow in arrows}
    assert found == {">": [[2, 1], [2, 0]], "v": [[0.5, -2]], "^": [[-2, 2]]}


def test_a_field_has_the_lowest_y_first_and_the_colors_of_every_field():
    figure, ax = drawn(field=Field("D", np.add.outer(SIDE, 0 * SIDE), -2, 2, ("below", "above")))
    pixels = np.asarray(figure.canvas.buffer_rgba())

    def color(x, y):
        column, row = ax.transData.transform([x, y]).astype(int)
        return pixels[len(pixels) - row, column, :3].astype(int)

    for (x, y), end in (((0, -1.95), ENDS[0]), ((1, 1.95), ENDS[2])):
        np.testing.assert_allclose(color(x, y), [int(end[k : k + 2], 16) for k in (1, 3, 5)], atol=8)
    assert [text.get_text() for text in figure.axes[1].get_legend().get_texts()] == ["D: below", "D: above"]
    assert (*ax.get_xlim(), *ax.get_ylim()) == (-2, 2, -2, 2)


def test_what_is_not_finite_is_left_out_and_does_not_warn():
    values = np.add.outer(SIDE, SIDE)
    values[0, 0], values[1, 1] = np.nan, np.inf
    paths = np.stack([np.stack([SIDE, SIDE], axis=1)] * 3)
    paths[0, 4] = np.nan
    _, ax = drawn(field=Field("f", values), lines=(Lines("l", paths),), points=(Points("p", np.zeros((0, 2))),))
    assert len(ax.collections[0].get_paths()) == 3 and ax.collections[0].get_label() == "l"
    nothing = np.full((3, 2), np.nan)
    only = {"lines": (Lines("l", [nothing]),), "points": (Points("p", nothing), Points("q", np.zeros((0, 2))))}
    figure, _ = drawn(field=Field("f", np.full((2, 2), np.nan)), **only)
    assert not plots.style.cut_off(figure), "no points lie nowhere"


def test_numbers_of_any_size_are_drawn_without_a_warning():
    huge = np.array([[1e300, 0], [0, -1e300], [np.inf, 0], [1e39, 1], [0, 0]])
    field = Field("f", [[-1.7e308, 1e300], [np.inf, -np.inf]], 0, 1e-3)
    _, ax = drawn(field=field, lines=(Lines("l", [huge]),), points=(Points("p", huge),))
    found = {line.get_marker(): line.get_xydata().tolist() for line in ax.lines}
    assert found == {"o": [[0, 0]], ">": [[2, 0], [2, 1]], "v": [[0, -2]]}
    np.testing.assert_array_equal(ax.images[0].get_array()[:, :, 0], np.array([[0xED, 0x84], [0x84, 0xED]]))


def test_lines_break_off_far_out_and_points_lie_no_farther():
    """So what the page gets has no number that float32 can't hold."""
    scene = Scene((0, 10), (0, 1))
    path = np.array([[[5, 0.5], [9000, 0.5], [11000, 0.5], [5, 900], [5, 1100]]])
    np.testing.assert_array_equal(np.isnan(scene.near(path)).all(axis=2), [[False, False, True, False, True]])
    points = np.array([[1e300, -1e300], [np.nan, 1], [-np.inf, 2]])
    np.testing.assert_array_equal(scene.held(points), [[10005, -999.5], [np.nan, 1], [-np.inf, 2]])


def test_a_unit_is_as_long_in_x_as_in_y_and_sizes_are_pixels_of_the_page():
    points = (Points("a", [[0, 0]], size=11), Points("b", [[1, 1]], marker="cross", size=11))
    _, ax = drawn((0, 8), (-1, 1), points=points, lines=(Lines("l", [[[0, 0], [1, 1]]], width=2.2),))
    origin, right, up = (ax.transData.transform(place) for place in ((0, 0), (1, 0), (0, 1)))
    assert abs((right - origin)[0] - (up - origin)[1]) < 1e-6
    pixel = 72 / plots.style.DPI  # in points
    dot, cross = ax.lines
    np.testing.assert_allclose(dot.get_markersize() - dot.get_markeredgewidth(), 11 * pixel)
    np.testing.assert_allclose(cross.get_markersize(), 11 * pixel)
    np.testing.assert_allclose(ax.collections[0].get_linewidths(), 2.2 * pixel)


def test_an_arrow_stands_at_the_edge_that_is_farthest_behind():
    """In the scene's own units, as on the page: not in parts of its sides."""
    places, ways = Scene((0, 10), (0, 1)).outside(np.array([[12.0, 2.5], [13.0, 2.5], [-1.0, 0.5]]))
    np.testing.assert_array_equal(places, [[10, 1], [10, 1], [0, 0.5]])
    assert list(ways) == [">", ">", "<"]
    assert list(Scene((0, 10), (0, 1)).outside(np.array([[11.0, 2.5]]))[1]) == ["^"]


def test_the_note_stands_beside_it():
    figure, _ = drawn(note="step 3\nof 7")
    assert [text.get_text() for text in figure.axes[1].texts] == ["step 3\nof 7"]


def test_bad_scenes():
    for make, words in (
        (lambda: Points("p", np.zeros((3, 3))), r"Points 'p': expected shape \(n, 2\), got \(3, 3\)"),
        (lambda: Points("p", [[0, 0]], "teal"), "Points 'p': color: unknown name 'teal'"),
        (lambda: Points("p", [[0, 0], [1]]), "Points 'p': expected a regular array of numbers"),
        (lambda: Points("p", None), "Points 'p': expected real numbers, got None"),
        (lambda: Points("p", [["a", "b"]]), "Points 'p': expected real numbers"),
        (lambda: Points("p", [[0, 0]], marker="o"), "Points 'p': marker: "),
        (lambda: Points("p", [[0, 0]], size=0), "Points 'p': size: expected"),
        (lambda: Lines("l", np.zeros((4, 2))), "Lines 'l': expected"),
        (lambda: Lines("l", np.zeros((1, 4, 2)), width=50), "Lines 'l': width: expected"),
        (lambda: Field("f", np.zeros(4)), "Field 'f': expected"),
        (lambda: Field("f", np.zeros((1, 4))), "Field 'f': expected two rows and columns or more"),
        (lambda: Field("f", np.zeros((4, 4)), 1, 1), "low below high, got shape .* 1 and 1"),
        (lambda: Field("f", np.zeros((0, 4))), "Field 'f': expected at least one number"),
        (lambda: Field("f", np.zeros((4, 4)), ends=("low",)), "Field 'f': ends: expected 2 strings, got tuple"),
        (lambda: Field("f", np.zeros((4, 4)), ends="ab"), "Field 'f': ends: expected 2 strings, got 'ab'"),
        (lambda: Field("f", np.zeros((4, 4)), -1.7e308, 1.7e308), "Field 'f': expected .* low below high"),
        (lambda: Points([[0, 0]], [[0, 0]]), "Points: expected a name for the legend .*, got list"),
        (lambda: Lines(" ", np.zeros((1, 4, 2))), "Lines: expected a name for the legend .*, got ' '"),
        (lambda: Field(None, np.zeros((4, 4))), "Field: expected a name for the legend .*, got None"),
        (lambda: Scene((0, 0), (0, 1)), "Scene: expected the ends of x to grow, got 0 and 0"),
        (lambda: Scene((0, 1), (2, 1)), "Scene: expected the ends of y to grow, got 2 and 1"),
        (lambda: Scene((0, float("nan")), (0, 1)), "Scene: x: expected a finite number"),
        (lambda: Scene((0, 1e300), (0, 1)), "Scene: x: expected a finite number at least -1e.30 and at most 1e.30"),
        (lambda: Scene(1, (0, 1)), r"Scene: expected x as a pair \(low, high\), got 1"),
        (lambda: Scene((0, 1), (0, 1, 2)), r"Scene: expected y as a pair \(low, high\), got tuple"),
        (lambda: Scene("ab", (0, 1)), r"Scene: expected x as a pair \(low, high\), got 'ab'"),
        (lambda: Scene((0, 1), (0, 1), np.zeros((2, 2))), "Scene: expected field as a Field or None, got float64"),
        (lambda: Scene((0, 1), (0, 1), lines=(A_POINT,)), "Scene: lines: expected a tuple of Lines, got Points"),
        (lambda: Scene((0, 1), (0, 1), points=A_POINT), "Scene: points: expected a tuple of Points, got Points"),
        (lambda: Scene((0, 1), (0, 1), names=("x",)), "Scene: names: expected 2 strings, got tuple"),
        (lambda: Scene((0, 1), (0, 1), note=3), "Scene: expected note as a string, got 3"),
        (lambda: draw_scene(plots.new_figure(), {}), "draw_scene: expected a Scene, got dict"),
    ):
        with refused(words):
            make()


def test_every_color_is_one_of_the_course():
    assert set(COLORS.values()) <= {one for name in plots.__all__ if isinstance(one := getattr(plots, name), str)}
