"""A field over the plane: each value at its place, the line of its boundary, bad fields."""

import numpy as np
import pytest

from course_nn import plots


def test_a_field_puts_each_value_at_its_place(ax):
    side = np.linspace(-1, 1, 21)
    xx, yy = np.meshgrid(side, side)
    colors = plots.draw_field(ax, xx, yy, xx, boundary=0.0)
    assert (*ax.get_xlim(), *ax.get_ylim()) == (-1, 1, -1, 1)
    assert colors.get_clim() == (-1, 1)
    (line,) = ax.collections[0].get_paths()
    np.testing.assert_allclose(line.vertices[:, 0], 0, atol=1e-12)
    ax.figure.canvas.draw()
    pixels = np.asarray(ax.figure.canvas.buffer_rgba())
    x, y = ax.transData.transform([0.9, 0.5]).astype(int)
    red, _, blue, _ = pixels[len(pixels) - y, x]
    assert blue > red  # above the boundary: blue


def test_a_field_without_the_boundary_draws_no_line_and_does_not_warn(ax):
    side = np.linspace(-1, 1, 5)
    plots.draw_field(ax, side, side, np.full((5, 5), 0.2), 0, 1, boundary=0.5)
    plots.draw_field(ax, side, side, np.zeros((5, 5)), boundary=0.0)
    assert len(ax.collections) == 0


@pytest.mark.parametrize(
    ("x", "Z", "sentence"),
    [
        (np.arange(4.0), np.zeros((3, 3)), "expected xx to be 3 growing values, got 4 from 0 to 3"),
        (-np.arange(3.0), np.zeros((3, 3)), "expected xx to be 3 growing values"),
        (np.zeros((2, 3)), np.zeros((3, 3)), r"expected xx of the shape of Z, \(3, 3\), got \(2, 3\)"),
        (np.arange(3.0), np.full((3, 3), np.inf), "draw_field: Z: expected finite numbers"),
    ],
)
def test_bad_fields_are_refused(x, Z, sentence, ax):
    with pytest.raises(ValueError, match=sentence):
        plots.draw_field(ax, x, np.arange(3.0), Z)


def test_the_bar_beside_a_field_says_what_its_colors_mean(ax):
    side = np.linspace(0, 1, 5)
    colors = plots.draw_field(ax, side, side, np.outer(side, side), 0, 2)
    bar = plots.add_colorbar(ax.figure, colors, ax, "probability", ticks=[0, 2])
    assert bar.ax.get_ylabel() == "probability" and bar.ax.get_ylim() == (0, 2) and bar.get_ticks().tolist() == [0, 2]
