"""Pictures of a run to keep: the network beside the plane and its curve as PNG, and many of them as a GIF."""

import io

import numpy as np
from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from ...plots.points import label_line_ends
from ...plots.style import (
    BLUE,
    CLASS_COLORS,
    CLASS_MARKERS,
    DPI,
    FIELD_CMAP,
    GREY,
    VERMILION,
    course_style,
    figure_png,
    new_figure,
)
from .maps import maps, weights
from .run import Run
from .settings import REACH

SIZE = (9.0, 3.9)
#: Of an animation: pictures at most, and seconds that each is shown.
MOST_FRAMES, SHOWN = 120, 0.1
#: Bytes that a picture may take in a notebook.
STORED = 45_000


def picture_size():
    """Width and height in CSS pixels."""
    return SIZE[0] * DPI, SIZE[1] * DPI


def draw_run(figure, run):
    """The network with its maps, what it answers in the plane, and the losses so far."""
    parts = figure.subplot_mosaic(
        [["network", "plane"], ["network", "curve"]],
        width_ratios=[1.9, 1],
        height_ratios=[2.6, 1],
        gridspec_kw={"left": 0.01, "right": 0.945, "bottom": 0.135, "top": 0.97, "hspace": 0.28, "wspace": 0.12},
    )
    found = maps(run, 50)
    _draw_network(parts["network"], run, found)
    _draw_plane(parts["plane"], run, found)
    _draw_curve(parts["curve"], run)
    return parts


def _draw_network(ax, run, found):
    columns = [found.features, *found.units, found.outputs]
    most = max(len(column) for column in columns)
    side = min(0.8, 0.7 * most / max(len(columns) - 1, 1) * 0.6 + 0.2)
    places = [
        [(k * most / max(len(columns) - 1, 1) * 1.15, (len(column) - 1) / 2 - j) for j in range(len(column))]
        for k, column in enumerate(columns)
    ]
    for k, (W, _) in enumerate(weights(run)):
        lines = [[places[k][i], places[k + 1][j]] for i in range(len(W)) for j in range(W.shape[1])]
        w = W.ravel()
        style = {
            "colors": [BLUE if one >= 0 else VERMILION for one in w],
            "linewidths": np.clip(0.3 + 1.2 * np.abs(w), 0.3, 5),
            "linestyles": ["-" if one >= 0 else (0, (2, 1)) for one in w],
            "alpha": 0.65,
        }
        ax.add_collection(LineCollection(lines, zorder=1, **style), autolim=False)
    half, frames = side / 2, []
    for column, where in zip(columns, places, strict=True):
        for values, (x, y) in zip(column, where, strict=True):
            most_here = max(1.0, float(np.nanmax(np.abs(values), initial=0)))
            rgb = FIELD_CMAP(np.nan_to_num(values / most_here / 2 + 0.5, nan=0.5), bytes=True)
            ax.imshow(rgb, extent=(x - half, x + half, y - half, y + half), origin="lower", zorder=2)
            frames.append(Rectangle((x - half, y - half), side, side))
    ax.add_collection(PatchCollection(frames, facecolors="none", edgecolors=GREY, linewidths=0.8, zorder=3))
    for name, (x, y) in zip(run.settings.features, places[0], strict=True):
        ax.annotate(name, (x - side / 2, y), (-5, 0), textcoords="offset points", ha="right", va="center")
    right = places[-1][0][0]
    ax.set(xlim=(-1.4, right + side), ylim=(-most / 2 - 0.2, most / 2 + 0.2), aspect="equal")
    ax.axis("off")


def _draw_plane(ax, run, found):
    settings = run.settings
    ends = (-REACH, REACH, -REACH, REACH)
    if len(found.outputs) == 1:
        rgb = FIELD_CMAP(np.nan_to_num(found.answer / 2 + 0.5, nan=0.5), bytes=True)
    else:
        palette = np.array([to_rgb(color) for color in CLASS_COLORS[: len(found.answer)]])
        rgb = 1 - 0.62 * (1 - np.einsum("kij,kc->ijc", np.nan_to_num(found.answer), palette).clip(0, 1))
    ax.imshow(rgb, extent=ends, origin="lower", interpolation="bilinear")
    X, y = run.data.X_train, run.data.y_train
    edge = {"markeredgecolor": "white", "markeredgewidth": 0.4, "linestyle": "none", "markersize": 3.5}
    if settings.problem == "classification":
        for label in range(settings.classes):
            ax.plot(*X[y == label].T, CLASS_MARKERS[label], color=CLASS_COLORS[label], **edge)
    else:
        ax.scatter(*X.T, c=y, cmap=FIELD_CMAP, vmin=-1, vmax=1, s=14, edgecolors=GREY, linewidths=0.4)
    ax.set(xlim=ends[:2], ylim=ends[2:], xticks=[-6, 0, 6], yticks=[-6, 0, 6])


def _draw_curve(ax, run):
    """The losses, without those that would make the others a flat line."""
    epochs, train, test = (np.array(part) for part in (run.history.epochs, run.history.train, run.history.test))
    lines, names = [], []
    for name, values, color, style in (("train", train, BLUE, "-"), ("test", test, VERMILION, (0, (4, 2)))):
        if np.isfinite(values).any():
            lines += ax.plot(epochs, values, color=color, ls=style)
            names.append(name)
    ax.set(xlabel="epochs", ylabel="loss", xlim=(0, max(epochs[-1], 1) if len(epochs) else 1))
    ax.set_ylim(bottom=0)
    if lines:
        label_line_ends(ax, lines, names)


def picture(run):
    """A picture of the run as PNG, bytes."""
    return figure_png(_drawn(run))


def small_picture(run):
    """The picture for a notebook that is stored: with fewer colors and pixels, so that it has `STORED` bytes at most.

    Of a network with hundreds of lines it may have some more.
    """
    figure = _drawn(run)
    for sharpness, colors in ((1.25, 64), (1.0, 64)):
        with io.BytesIO() as file:
            _few_colors(figure, sharpness, colors).save(file, "PNG", optimize=True)
            found = file.getvalue()
        if len(found) <= STORED:
            break
    return found


def _few_colors(figure, sharpness, colors):
    from PIL import Image

    with io.BytesIO(figure_png(figure, sharpness, 1)) as file:
        return Image.open(file).convert("RGB").quantize(colors, dither=Image.Dither.NONE)


def _drawn(run):
    with course_style(), np.errstate(all="ignore"):
        figure = new_figure(*SIZE, layout=None)  # laid out by hand, it is drawn once: half the time
        draw_run(figure, run)
        return figure


class Frames:
    """Pictures of a run on its way, at most 120: where more come, every second one goes, and half as many are taken."""

    def __init__(self):
        self._kept, self._every, self._asked = [], 1, 0

    def __len__(self):
        return len(self._kept)

    def add(self, run):
        """Keep what there is now, if it is its turn; the picture is drawn at the end."""
        if self._asked % self._every == 0:
            self._kept.append((run.settings, run.network.theta.copy(), run.history.copy()))
            if len(self._kept) > MOST_FRAMES:
                self._kept, self._every = self._kept[::2], 2 * self._every
        self._asked += 1

    def gif(self):
        """The animation as GIF, bytes; the last picture is shown for two seconds. From any thread: of copies."""
        if not self._kept:
            raise ValueError("animation: there are no pictures yet; play a while")
        run, pictures = None, []
        for settings, theta, history in self._kept:
            if run is None or run.settings != settings:
                run = Run(settings)
            run.network.theta[:], run.history = theta, history
            pictures.append(_few_colors(_drawn(run), 1.0, 128))
        times = [round(1000 * SHOWN)] * (len(pictures) - 1) + [2000]
        with io.BytesIO() as file:
            pictures[0].save(file, "GIF", save_all=True, append_images=pictures[1:], duration=times, loop=0)
            return file.getvalue()
