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


@pytest.mark.long
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
    data = plots.show(figure, 'A "line"\n <rises>.')._repr_mimebundle_()
    assert data["text/plain"] == 'A "line" <rises>.'
    assert set(data) == {"text/html", "text/plain"}
    source, rest = data["text/html"].removeprefix('<img src="data:image/png;base64,').split('"', 1)
    size = ' width="440" height="220" style="max-width:100%;height:auto"'
    assert rest == f'{size} alt="A &quot;line&quot; &lt;rises&gt;.">'
    decoded = matplotlib.image.imread(io.BytesIO(base64.b64decode(source)), format="png")
    assert decoded.shape == (440, 880, 3)  # two pixels for each of the screen's
    assert (decoded[[0, 0, -1, -1], [0, -1, 0, -1]] == 1).all()  # a white card in dark themes too
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
