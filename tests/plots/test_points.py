"""Labeled points with the color and marker of their class, and names at the ends of lines."""

import numpy as np
import pytest

from course_nn import plots
from course_nn.plots.points import label_shifts


def test_points_have_the_color_and_marker_of_their_class(ax):
    artists = plots.draw_points(ax, [[0, 0], [1, 1], [2, 2]], [0, 1, 1])
    assert [(a.get_color(), a.get_marker(), len(a.get_xdata())) for a in artists] == [
        (plots.VERMILION, "s", 1),
        (plots.BLUE, "o", 2),
    ]
    signs = plots.draw_points(ax, [[0, 0], [1, 1], [2, 2]], [-1, 1, 1])
    assert [a.get_color() for a in signs] == [plots.VERMILION, plots.BLUE]
    assert plots.draw_points(ax, np.empty((0, 2)), []) == []
    plots.draw_points(ax, [[0, 0], [5, 5]], [0, 1], ring=[False, True])
    ring = ax.lines[-1]
    assert ring.get_xdata().tolist() == [5]


@pytest.mark.parametrize(
    ("X", "y", "sentence"),
    [
        ([[1, 2, 3]], [0], r"draw_points: X: expected shape \(n, 2\), got \(1, 3\)"),
        ([[1, 2]], [0, 1], r"draw_points: y: expected shape \(1,\), got \(2,\)"),
        ([[1, 2]], [9], "draw_points: expected class labels from 0 to 5, got 9 to 9"),
        ([[1, float("nan")]], [0], "draw_points: X: expected finite numbers"),
    ],
)
def test_bad_points_are_refused(X, y, sentence, ax):
    with pytest.raises(ValueError, match=sentence):
        plots.draw_points(ax, X, y)


def test_names_at_line_ends_keep_their_distance(ax):
    ax.set(xlim=(0, 1), ylim=(0, 1))
    lines = [ax.plot([0, 1, np.nan], [0, end, np.nan])[0] for end in (0.50, 0.51, 0.9)]
    texts = plots.label_line_ends(ax, lines, ["a", "b", "c"])
    assert [t.get_text() for t in texts] == ["a", "b", "c"]
    ax.figure.canvas.draw()
    centers = [np.mean(t.get_window_extent().intervaly) * 72 / ax.figure.dpi for t in texts]
    assert min(np.diff(centers)) > 8
    assert texts[0].get_color() == lines[0].get_color()
    with pytest.raises(ValueError, match="expected a line with a finite point for 'd', got none"):
        plots.label_line_end(ax, ax.plot([np.nan], [1])[0], "d")


def test_without_classes_all_are_ink_and_names_are_for_a_legend(ax):
    (dots,) = plots.draw_points(ax, [[0, 0], [1, 2]])
    assert dots.get_color() == plots.INK and dots.get_ydata().tolist() == [0, 2]
    plots.draw_points(ax, [[0, 0], [1, 1]], [0, 1], names=["no", "yes"])
    assert [text.get_text() for text in ax.legend().get_texts()] == ["no", "yes"]


def test_a_name_stands_at_the_last_finite_point_in_the_color_of_its_line(ax):
    (line,) = ax.plot([0, 1, 2], [5, 6, np.nan], color="#123456")
    name = plots.label_line_end(ax, line, "train", dy=3)
    assert name.xy == (1, 6) and name.get_color() == "#123456" and name.xyann == (5, 3)


@pytest.mark.parametrize("scale", ["linear", "log"])
def test_names_that_would_overlap_are_moved_apart_and_the_group_stays_in_place(ax, scale):
    ax.set(xlim=(0, 1), ylim=(0.01, 1), yscale=scale)
    values = [0.9, 0.012, 0.0121, 0.0119]
    height = ax.bbox.height * 72 / ax.figure.dpi
    share = [(np.log10(v) + 2) / 2 if scale == "log" else (v - 0.01) / 0.99 for v in values]
    placed = np.array(share) * height + label_shifts(ax, values, gap=9)
    assert np.diff(np.sort(placed)).min() >= 9 - 1e-9
    assert np.argsort(placed).tolist() == np.argsort(values).tolist()
    assert placed.mean() == pytest.approx(np.mean(share) * height)
    assert label_shifts(ax, [0.1, 0.9], gap=9).tolist() == [0, 0] and label_shifts(ax, []).size == 0


def test_names_at_one_place_keep_the_order_in_which_they_come(ax):
    ax.set(ylim=(0, 1))
    for values in ((0.5, 0.5 - 1e-15), (0.5 - 1e-15, 0.5)):
        low, high = label_shifts(ax, values, gap=31)
        assert high - low == pytest.approx(31) and high == pytest.approx(-low)
    assert label_shifts(ax, [0.1, 0.9], gap=11).tolist() == [0, 0] and len(label_shifts(ax, [])) == 0
