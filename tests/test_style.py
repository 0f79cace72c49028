"""The course's look: settings that stay inside, figures without pyplot, pictures with a sentence."""

import base64
import io
import sys

import matplotlib as mpl
import matplotlib.image
import numpy as np
import pytest

from course_nn import plots
from course_nn.plots import style


def test_settings_stay_inside_and_hide_the_users():
    with mpl.rc_context({"font.size": 31.0, "axes.spines.top": True}):
        with plots.course_style():
            assert mpl.rcParams["font.size"] == 9.5
            assert mpl.rcParams["axes.spines.top"] is False
            with plots.course_style():
                pass
            assert mpl.rcParams["font.size"] == 9.5
        assert mpl.rcParams["font.size"] == 31.0
        with pytest.raises(KeyError), plots.course_style():
            raise KeyError
        assert mpl.rcParams["font.size"] == 31.0


def test_style_decorates_a_drawing_function():
    @plots.course_style()
    def size():
        return mpl.rcParams["axes.titlesize"]

    assert size() == size() == 10.5


def test_a_new_figure_does_not_load_pyplot(tmp_path):
    import subprocess

    code = (
        "import sys; from course_nn import plots; f = plots.new_figure(); plots.show(f, 'x').png(); "
        "assert 'matplotlib.pyplot' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("width", [0, 9.5, -1, float("nan"), "wide", True])
def test_a_figure_of_impossible_width_is_refused(width):
    with pytest.raises((ValueError, TypeError), match=r"^new_figure: width: expected a .*, got "):
        plots.new_figure(width)


def test_png_keeps_every_pixel():
    pixels = np.random.default_rng(0).integers(0, 256, size=(7, 5, 4), dtype=np.uint8)
    decoded = matplotlib.image.imread(io.BytesIO(style.encode_png(pixels)), format="png")
    np.testing.assert_array_equal(np.round(decoded * 255).astype(np.uint8), pixels[..., :3])


def test_a_shown_figure_stores_picture_size_and_sentence():
    figure = plots.new_figure(4, 2)
    with plots.course_style():
        figure.subplots().plot([1, 2])
    data, metadata = plots.show(figure, 'A "line"\n rises.')._repr_mimebundle_()
    assert data["text/plain"] == 'A "line" rises.'
    assert metadata["image/png"] == {"width": 440, "height": 220, "alt": 'A "line" rises.'}
    assert 'alt="A &quot;line&quot; rises." width="440" height="220"' in data["text/html"]
    assert data["image/png"] in data["text/html"]
    decoded = matplotlib.image.imread(io.BytesIO(base64.b64decode(data["image/png"])), format="png")
    assert decoded.shape == (440, 880, 3)  # two pixels for each of the screen's
    assert figure.dpi == style.DPI


@pytest.mark.parametrize("alt", ["", "  ", None, 3])
def test_a_figure_without_a_sentence_is_refused(alt):
    with pytest.raises(ValueError, match="expected a sentence that says what the figure shows"):
        plots.show(plots.new_figure(), alt)


def test_show_refuses_what_is_no_figure():
    with pytest.raises(TypeError, match="expected a matplotlib Figure first, got 'figure'"):
        plots.show("figure", "A sentence.")


def test_picture_draws_and_shows():
    shown = plots.picture(lambda figure, r: figure.subplots().plot(r), [1, 2], "A line.", size=(3, 2))
    assert shown.figure.axes[0].lines[0].get_ydata().tolist() == [1, 2]


def axes(width=4, height=3):
    with plots.course_style():
        return plots.new_figure(width, height).subplots()


def test_points_have_the_color_and_marker_of_their_class():
    ax = axes()
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
def test_bad_points_are_refused(X, y, sentence):
    with pytest.raises(ValueError, match=sentence):
        plots.draw_points(axes(), X, y)


def test_a_field_puts_each_value_at_its_place():
    side = np.linspace(-1, 1, 21)
    xx, yy = np.meshgrid(side, side)
    ax = axes()
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


def test_a_field_without_the_boundary_draws_no_line_and_does_not_warn():
    side = np.linspace(-1, 1, 5)
    ax = axes()
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
def test_bad_fields_are_refused(x, Z, sentence):
    with pytest.raises(ValueError, match=sentence):
        plots.draw_field(axes(), x, np.arange(3.0), Z)


def test_names_at_line_ends_keep_their_distance():
    ax = axes()
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


def test_class_colors_differ_for_the_color_blind():
    """Protanopia and deuteranopia by the matrices of Vienot, Brettel and Mollon (1999), in linear RGB."""
    kinds = {
        "protan": [[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]],
        "deutan": [[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]],
    }
    for matrix in kinds.values():
        one, two = (np.asarray(matrix) @ np.asarray(mpl.colors.to_rgb(c)) ** 2.2 for c in plots.CLASS_COLORS[:2])
        assert np.linalg.norm(one - two) > 0.25


def test_a_title_that_is_cut_off_is_told_where_tests_look(monkeypatch):
    def draw(figure, words):
        figure.subplots().set_title(words)

    monkeypatch.setenv("COURSE_NN_STRICT", "1")
    assert plots.picture(draw, "short", "A picture.").alt == "A picture."
    with pytest.raises(ValueError, match=r"cut off at the right by [\d.]+ inches in the picture 'A picture\.'"):
        plots.picture(draw, "long " * 30, "A picture.")
    monkeypatch.setenv("COURSE_NN_STRICT", "0")
    assert plots.picture(draw, "long " * 30, "A picture.")
