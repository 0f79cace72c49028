"""A scene as a figure: each thing at its place, an arrow for what lies beyond, and bad scenes refused."""

import numpy as np
from helpers import refused

from course_nn import plots
from course_nn.plots.scene import COLORS, ENDS, Field, Lines, Points, Scene, draw_scene

SIDE = np.linspace(-2, 2, 21)


def drawn(**parts):
    figure = plots.new_figure(6.6, 4.2)
    with plots.course_style():
        ax = draw_scene(figure, Scene((-2, 2), (-2, 2), **parts))
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


def test_the_note_stands_beside_it():
    figure, _ = drawn(note="step 3\nof 7")
    assert [text.get_text() for text in figure.axes[1].texts] == ["step 3\nof 7"]


def test_bad_scenes():
    for make, words in (
        (lambda: Points("p", np.zeros((3, 3))), r"Points 'p': expected shape \(n, 2\), got \(3, 3\)"),
        (lambda: Points("p", [[0, 0]], "teal"), "Points 'p': color: "),
        (lambda: Points("p", [[0, 0]], marker="o"), "Points 'p': marker: "),
        (lambda: Points("p", [[0, 0]], size=0), "Points 'p': size: expected"),
        (lambda: Lines("l", np.zeros((4, 2))), "Lines 'l': expected"),
        (lambda: Lines("l", np.zeros((1, 4, 2)), width=50), "Lines 'l': width: expected"),
        (lambda: Field("f", np.zeros(4)), "Field 'f': expected"),
        (lambda: Field("f", np.zeros((1, 4))), "Field 'f': expected two rows and columns or more"),
        (lambda: Field("f", np.zeros((4, 4)), 1, 1), "low below high, got shape .* 1 and 1"),
        (lambda: Scene((0, 0), (0, 1)), "Scene: expected the ends of x to grow, got 0 and 0"),
    ):
        with refused(words):
            make()


def test_every_color_is_one_of_the_course():
    assert set(COLORS.values()) <= {one for name in plots.__all__ if isinstance(one := getattr(plots, name), str)}
