"""The receptive field in a picture: a cut through the layers, and the field on the image."""

import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

from ...plots.style import BLUE, GREY, VERMILION

PALE = "#C9CED6"


def draw_receptive_field(figure, result):
    """Left: a cut along the width, the units that the chosen one sees through. Right: its field on the image."""
    left, right = figure.subplots(1, 2, width_ratios=(1.15, 1))
    _draw_cut(left, result)
    _draw_image(right, result)


def _draw_cut(ax, result):
    """Units as dots above the pixels they are centered on, level by level."""
    counts, n = result["counts"][1], len(result["counts"][1][0])
    low, high = n, -1
    hulls, edges = [], []
    for level, count in enumerate(counts):
        places = np.arange(len(count), dtype=float)
        if level:
            field = result["fields"][level - 1]
            places = field.start[1] + (field.size[1] - 1) / 2 + places * field.jump[1]
        seen = count > 0
        ax.plot(places[~seen], np.full((~seen).sum(), level), ".", color=PALE, markersize=3.5)
        ax.plot(places[seen], np.full(seen.sum(), level), ".", color=BLUE, markersize=4.5)
        low, high = min(low, places.min()), max(high, places.max())
        if seen.any():  # a unit at the corner may see nothing but padding
            hulls.append((places[seen].min(), places[seen].max()))
            edges.append(level)
    ax.fill_betweenx(edges, *np.array(hulls).T, color=BLUE, alpha=0.13, linewidth=0)
    ax.plot(hulls[-1][0], len(counts) - 1, "o", color=VERMILION, markersize=7, markeredgecolor="white")
    names = ["pixels", *(f"{one.name} {one.kernel[0]}×{one.kernel[1]}" for one in result["windows"])]
    every = 1 if len(names) <= 14 else 2
    ax.set_yticks(range(0, len(names), every), names[::every])
    room = 0.03 * n
    ax.set(xlim=(min(low, 0) - room, max(high, n - 1) + room), ylim=(-0.5, len(counts) - 0.4), xlabel="column")
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    ax.set_title("A cut through the layers")


def _draw_image(ax, result):
    image, (h, w) = result["image"], result["paths"].shape
    field, (i, j) = result["fields"][-1], result["unit"]
    seen = result["paths"] > 0
    shown = image if image.ndim == 3 else np.repeat(image[:, :, None], 3, axis=2)
    spread = float(np.ptp(shown)) or 1.0
    shown = (shown - shown.min()) / spread
    ax.imshow(np.where(seen[:, :, None], shown, 0.25 * shown + 0.72), interpolation="nearest")
    top, start = field.start[0] + i * field.jump[0], field.start[1] + j * field.jump[1]
    (high, wide) = field.size
    frame = Rectangle((start - 0.5, top - 0.5), wide, high, fill=False, edgecolor=BLUE, linewidth=2)
    ax.add_patch(frame)
    if max(high / h, wide / w) < 0.05:  # a frame that small is hard to find: an arrow comes from the image's middle
        field = np.array([start + (wide - 1) / 2, top + (high - 1) / 2])
        way = np.array([w - 1, h - 1]) / 2 - field
        way = way / np.abs(way).max() if np.abs(way).max() > 0.1 * min(h, w) else np.ones(2)
        arrow = {"arrowstyle": "-|>", "color": BLUE, "linewidth": 2, "shrinkB": 4}
        ax.annotate("", field, field + 0.25 * way * (w, h), arrowprops=arrow)
    tint = np.zeros((h, w, 4))
    tint[result["half"]] = to_rgba(VERMILION, 0.45)
    ax.imshow(tint, interpolation="nearest")
    ax.set(xlim=(-0.5, w - 0.5), ylim=(h - 0.5, -0.5), xticks=[], yticks=[])
    ax.spines[:].set(visible=True, color=GREY)
    outside = top < 0 or start < 0 or top + high > h or start + wide > w
    ax.set_title(f"A field of {high} × {wide} pixels")
    share = _share(result) if seen.any() else "all"
    note = "The field leaves the image." if outside else "The field lies in the image."
    ax.set_xlabel(
        f"Vermilion: {'all paths' if share == 'all' else f'{share} of all paths'}.\n{note}", color=GREY, fontsize=9
    )


def describe_receptive_field(result):
    """The size of the field, the jump from unit to unit, and how few pixels have at least half of the paths."""
    field, (i, j) = result["fields"][-1], result["unit"]
    (high, wide), seen = field.size, int((result["paths"] > 0).sum())
    half = int(result["half"].sum())
    where = "" if seen == high * wide else f", of which it sees {_pixels(seen)}"
    jump = " and ".join(_pixels(step) for step in dict.fromkeys(field.jump))
    paths = (
        f"at least half of all paths start at {_pixels(half)}: {_share(result)}" if seen else "it sees padding alone"
    )
    return (
        f"Unit ({i}, {j}) of {' × '.join(map(str, result['map']))} has a field of {high} × {wide}{where}; from unit to "
        f"unit it moves by {jump}; {paths}."
    )


def _share(result):
    """Of all paths, that of the pixels in ``half``: pixels with equally many go together, so it may be far above ½."""
    share = round(100 * result["paths"][result["half"]].sum() / result["paths"].sum())
    return "all" if result["half"].sum() == (result["paths"] > 0).sum() else f"{min(share, 99)}%"


def _pixels(count):
    return f"{count:,} pixel{'s' * (count != 1)}"
