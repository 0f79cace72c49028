"""Pictures are drawn without what takes a third of the time and is looked at elsewhere."""

import zlib

import matplotlib as mpl
import pytest
from ipywidgets.widgets import widget
from lazy_canvas import LazyCanvas, checksum
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgb
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from course_nn.plots.style import course_style
from course_nn.widgets import Instrument


@pytest.fixture(autouse=True)
def quick_pictures(monkeypatch):
    """Texts are laid out as always, but a bar stands for their letters. A picture of an instrument is painted when
    it is looked at, and known by a checksum of its pixels, without its PNG.
    """
    monkeypatch.setattr(RendererAgg, "draw_text", _draw_bar)
    monkeypatch.setattr("course_nn.plots.style.FigureCanvasAgg", LazyCanvas)
    monkeypatch.setattr("course_nn.widgets.instrument.drawn_png", lambda figure: b"")
    monkeypatch.setattr(Instrument, "png", lambda instrument: checksum(instrument.figure))


@pytest.fixture(autouse=True, scope="module")
def styled():
    """What a picture makes when it is looked at, such as ticks, has the style that it is drawn in."""
    with course_style():
        settings = dict(mpl.rcParams)
    with mpl.rc_context(settings):
        yield


@pytest.fixture(autouse=True)
def forget_widgets():
    """ipywidgets keeps every widget, and with it an instrument's figure, through which the collector goes each time."""
    yield
    widget._instances.clear()


def _draw_bar(renderer, gc, x, y, s, prop, angle, ismath=False, mtext=None):
    """A bar at the text's place, in a color of its own for every text."""
    size, color = prop.get_size_in_points(), to_rgb(f"#{zlib.crc32(s.encode()) >> 8:06x}")
    place = Affine2D().scale(size * len(s), size).rotate_deg(angle).translate(x, renderer.height - y)
    renderer.draw_path(gc, Path.unit_rectangle(), place, color)
