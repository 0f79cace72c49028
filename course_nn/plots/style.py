"""The look of the course: one palette, one style, and how a figure is made and shown. No pyplot anywhere."""

import base64
import contextlib
import functools
import html
import os
import struct
import threading
import zlib

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import AutoLocator

from .. import _checks

# Okabe and Ito (2008): told apart by every common kind of color vision.
BLUE = "#0072B2"  # class 1, training, positive, forward values
VERMILION = "#D55E00"  # class 0, validation, negative, gradients (dashed)
GREEN = "#009E73"
PINK = "#CC79A7"
ORANGE = "#E69F00"
SKY = "#56B4E9"
INK = "#2B2F36"  # text, boundaries
GREY = "#5A616B"  # ticks, quiet remarks
GRID = "#D9DDE3"  # grids, zero lines, frames

# Color is never alone: class k has its color and its marker.
CLASS_COLORS = (VERMILION, BLUE, GREEN, PINK, ORANGE, SKY)
CLASS_MARKERS = ("s", "o", "^", "D", "v", "P")

# Fields stay pale so that points with a white edge stand out on them; weights may be strong. Both are
# symmetric about zero: vermilion below, blue above.
FIELD_CMAP = LinearSegmentedColormap.from_list("course_field", ["#EDB184", "#FFFFFF", "#84B9DC"])
WEIGHT_CMAP = LinearSegmentedColormap.from_list("course_weight", [VERMILION, "#FFFFFF", BLUE])
SEQUENTIAL_CMAP = "viridis"

DPI = 110  # one figure inch is 110 CSS pixels
SHARPNESS = 2  # picture pixels per CSS pixel, for high-density screens
MAX_WIDTH = 9.4  # inches: as wide as a notebook cell

_STYLE = {
    "figure.dpi": DPI,
    "figure.facecolor": "white",
    "figure.titlesize": 11,
    "figure.titleweight": "bold",
    "figure.labelsize": 10,
    "font.family": ["sans-serif"],
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 9.5,
    "mathtext.fontset": "cm",
    "text.color": INK,
    "axes.facecolor": "white",
    "axes.edgecolor": "#8A9099",
    "axes.linewidth": 0.8,
    "axes.labelcolor": INK,
    "axes.labelsize": 10,
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlecolor": INK,
    "axes.titlepad": 7,
    "axes.titley": 1.0,  # on top of the axes: looking for a free place there costs a tenth of the drawing time
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "axes.prop_cycle": mpl.cycler(color=[BLUE, VERMILION, GREEN, PINK, ORANGE, SKY]),
    "grid.color": GRID,
    "grid.linewidth": 0.7,
    "xtick.color": "#8A9099",
    "ytick.color": "#8A9099",
    "xtick.labelcolor": GREY,
    "ytick.labelcolor": GREY,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "lines.linewidth": 2.0,
    "lines.markersize": 5.5,
    "lines.solid_capstyle": "round",
    "lines.dash_capstyle": "round",
    "legend.frameon": False,
    "legend.fontsize": 9,
    "image.cmap": SEQUENTIAL_CMAP,
    "figure.constrained_layout.w_pad": 0.06,
    "figure.constrained_layout.h_pad": 0.06,
    "path.simplify": True,
}


@functools.cache
def _settings():
    """Matplotlib's own defaults with the course's style on top: the same picture whatever the user has set."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_STYLE)
        return {name: mpl.rcParams[name] for name in mpl.rcParams if not name.startswith("backend")}


# rcParams belong to the whole process, and instruments draw in their own threads: one at a time.
_lock = threading.RLock()


@contextlib.contextmanager
def course_style():
    """The course's Matplotlib settings, inside a ``with`` block only.

    Also a decorator, for drawing functions: ``@course_style()`` above ``def draw_curve(figure, result)``.
    Nothing outside the block changes; the user's own figures keep the user's style.
    """
    with _lock, mpl.rc_context(_settings()):
        yield


def new_figure(width=7.2, height=3.6, layout="constrained"):
    """An empty ``matplotlib.figure.Figure`` in the course's style, ``width`` by ``height`` inches of 110 px.

    It is not known to pyplot, needs no closing, and may be drawn from any thread. At most 9.4 inches wide.
    """
    width = _checks.number(width, "new_figure: width", low=1, high=MAX_WIDTH)
    height = _checks.number(height, "new_figure: height", low=0.5, high=12)
    with course_style():
        figure = Figure(figsize=(width, height), dpi=DPI, layout=layout)
        FigureCanvasAgg(figure)
    return figure


def few_ticks(figure):
    """At most six numbers on every axis that chooses its own: calmer to read, and each costs a millisecond."""
    for ax in figure.axes:
        for axis in (ax.xaxis, ax.yaxis):
            if type(axis.get_major_locator()) is AutoLocator:
                axis.get_major_locator().set_params(nbins=5)


def cut_off(figure):
    """What sticks out of the drawn figure by more than three pixels, in words; nothing if all is whole."""
    with course_style():
        box = figure.get_tightbbox(figure.canvas.get_renderer())
    width, height = figure.get_size_inches()
    slack = 0.03
    sides = {"left": -box.x0, "bottom": -box.y0, "right": box.x1 - width, "top": box.y1 - height}
    cut = [f"{side} by {inches:.2f} inches" for side, inches in sides.items() if inches > slack]
    return f"something is cut off at the {', '.join(cut)}" if cut else ""


def figure_png(figure, sharpness=SHARPNESS, level=6):
    """The figure as PNG bytes, with ``sharpness`` picture pixels for each of its own."""
    with course_style():
        plain = figure.dpi
        figure.dpi = plain * sharpness
        try:
            figure.canvas.draw()
            return drawn_png(figure, level)
        finally:
            figure.dpi = plain


def drawn_png(figure, level=1):
    """What is drawn in the figure's canvas, as PNG bytes."""
    return encode_png(np.asarray(figure.canvas.buffer_rgba()), level)


def encode_png(pixels, level=1):
    """``(h, w, 3 or 4)`` uint8 pixels as the bytes of an RGB PNG (alpha is dropped: figures are opaque).

    Every row is stored as its difference to the row above (PNG's filter 2), which turns flat figures into
    zeros; then zlib. Twice as fast as Pillow at the same size, which is what a moving slider needs.
    """
    rgb = np.empty((*pixels.shape[:2], 3), np.uint8)
    for channel in range(3):  # five times faster than copying pixels[..., :3]
        rgb[..., channel] = pixels[..., channel]
    rows = rgb.reshape(len(rgb), -1)
    filtered = np.empty((rows.shape[0], rows.shape[1] + 1), np.uint8)
    filtered[:, 0] = 2
    filtered[0, 1:] = rows[0]
    np.subtract(rows[1:], rows[:-1], out=filtered[1:, 1:])
    header = struct.pack(">IIBBBBB", pixels.shape[1], pixels.shape[0], 8, 2, 0, 0, 0)
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", header),
            _chunk(b"IDAT", zlib.compress(filtered, level)),
            _chunk(b"IEND", b""),
        ]
    )


def _chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def picture_bundle(png, width, height, alt):
    """What a notebook shows and stores of a picture: ``width`` by ``height`` CSS pixels, less in a narrow page.

    It is HTML, because notebooks show a picture of the kind image/png without a text alternative.
    """
    source = f"data:image/png;base64,{base64.b64encode(png).decode()}"
    size = f'width="{round(width)}" height="{round(height)}" style="max-width:100%;height:auto"'
    return {"text/html": f'<img src="{source}" {size} alt="{html.escape(alt)}">', "text/plain": alt}


class CourseFigure:
    """A finished figure with its text alternative, as a chapter shows it (sharp on every screen)."""

    def __init__(self, figure, alt):
        if not isinstance(figure, Figure):
            raise TypeError(f"show: expected a matplotlib Figure first, got {_checks.describe(figure)}")
        if not isinstance(alt, str) or not alt.strip():
            raise ValueError(f"show: expected a sentence that says what the figure shows, got {alt!r}")
        if not isinstance(figure.canvas, FigureCanvasAgg):
            FigureCanvasAgg(figure)
        few_ticks(figure)
        self.figure, self.alt = figure, " ".join(alt.split())
        if os.environ.get("COURSE_NN_STRICT") == "1":
            with course_style():
                figure.canvas.draw()
            if complaint := cut_off(figure):
                raise ValueError(f"show: {complaint} in the picture {self.alt!r}")

    def png(self):
        """The picture as PNG bytes, two pixels for each of the screen's."""
        return figure_png(self.figure, level=9)

    def __repr__(self):
        return self.alt

    def _repr_mimebundle_(self, include=None, exclude=None):
        width, height = self.figure.get_size_inches() * self.figure.dpi
        return picture_bundle(self.png(), width, height, self.alt)

    def _ipython_display_(self):
        from IPython.display import display

        display(self._repr_mimebundle_(), raw=True)


def show(figure, alt):
    """``figure`` with ``alt``, the sentence that states its finding to those who can't see it.

    Put it last in a cell: the notebook shows the picture and stores the sentence beside it.
    """
    return CourseFigure(figure, alt)


def picture(draw, result, alt, size=(7.2, 3.6)):
    """A new figure of ``size`` inches, drawn by ``draw(figure, result)``, shown with the sentence ``alt``."""
    figure = new_figure(*size)
    with course_style():
        draw(figure, result)
    return CourseFigure(figure, alt)
