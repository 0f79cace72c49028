"""A test surface as a picture: its contour lines, and its relief seen from the side."""

from functools import lru_cache

import numpy as np
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure

from ...plots.style import GREY, INK

TALL = 1.15  # how high 1 stands, where the base is 2 by 2
_LIGHT = np.array([-0.5, -0.35, 0.8]) / np.linalg.norm([-0.5, -0.35, 0.8])


def contours(ax, surface, labels=True):
    """Lines of equal J over the window, and a star at every lowest minimum."""
    ax.add_collection(LineCollection(_lines(surface), colors="#A9B2BC", linewidths=0.8, zorder=1), autolim=False)
    for place in surface.minima:
        ax.plot(*place, "*", color="white", markersize=14, markeredgecolor=INK, markeredgewidth=1.1, zorder=3)
    ax.set(xlim=surface.window[:2], ylim=surface.window[2:])
    if labels:
        ax.set(xlabel=r"$\theta_1 = x$", ylabel=r"$\theta_2 = y$")


@lru_cache(maxsize=16)
def _lines(surface):
    """The contour lines, worked out once: on a grid fine enough for narrow valleys that takes a while."""
    found = Figure().subplots().contour(*surface.grid(161), levels=surface.levels)
    lines = []
    for path in found.get_paths():
        starts = np.flatnonzero(path.codes == path.MOVETO)
        lines += np.split(path.vertices, starts[1:])
    return lines


class Relief:
    """The surface ``height(x, y)`` over ``window``, seen at ``elevation`` degrees (90: from above), turned by ``turn``.

    A parallel projection, shaded, with places on it. Small enough to be drawn anew for every frame of a turning view,
    which Matplotlib's own 3-D axes are not. ``height`` gives numbers from 0 to 1 and takes arrays.
    """

    def __init__(self, height, window, elevation, turn):
        self.height, self.window = height, np.asarray(window, dtype=float)
        self.up, self.turn = np.radians(elevation), np.radians(turn)

    def _base(self, places):
        """Places (n, 2) as coordinates from −1 to 1 on the base."""
        low, high = self.window[::2], self.window[1::2]
        return 2 * (places - low) / (high - low) - 1

    def _screen(self, u, v, w):
        away = u * np.sin(self.turn) + v * np.cos(self.turn)
        across = u * np.cos(self.turn) - v * np.sin(self.turn)
        return across, away * np.sin(self.up) + TALL * w * np.cos(self.up), away

    def project(self, places):
        """Where places (n, 2) on the surface are seen, (n, 2)."""
        u, v = self._base(places).T
        return np.column_stack(self._screen(u, v, self.height(*places.T))[:2])

    def hidden(self, places, reach=24):
        """Which places (n, 2) lie behind higher ground: a look from each of them toward the eye."""
        base, w = self._base(places), self.height(*places.T)
        t = np.linspace(0.06, 1.5, reach)[:, None]
        toward = -np.cos(self.up) * np.array([np.sin(self.turn), np.cos(self.turn)])
        seen = base[None] + t[..., None] * toward
        low, high = self.window[::2], self.window[1::2]
        x, y = np.moveaxis(low + (seen + 1) / 2 * (high - low), -1, 0)
        ground = np.where((np.abs(seen) <= 1).all(axis=-1), self.height(x, y), 0.0)
        return (ground > w + t * np.sin(self.up) / TALL + 0.02).any(axis=0)

    def draw(self, ax, n=41):
        """The shaded surface, farthest first, on ``ax``, whose limits are then the same for every view."""
        x, y = np.linspace(*self.window[:2], n), np.linspace(*self.window[2:], n)
        gx, gy = np.meshgrid(x, y)
        w = self.height(gx, gy)
        u, v = np.moveaxis(self._base(np.stack([gx, gy], axis=-1)), -1, 0)
        across, above, away = self._screen(u, v, w)
        corners = np.stack([across, above], axis=-1)
        quads = np.stack([corners[:-1, :-1], corners[:-1, 1:], corners[1:, 1:], corners[1:, :-1]], axis=2)
        middle = (away[:-1, :-1] + away[1:, 1:]) / 2
        order = np.argsort(-middle, axis=None)
        tone = self._tone(w)[:-1, :-1].reshape(-1, 3)[order]
        ax.add_collection(
            PolyCollection(
                quads.reshape(-1, 4, 2)[order],
                facecolors=tone,
                edgecolors=tone,
                linewidths=0.4,
                antialiaseds=False,
            )
        )
        self._foot(ax)
        ax.set(xlim=(-1.42, 1.42), ylim=(-1.42, 1.84), aspect="equal", anchor="C")
        ax.axis("off")

    def _tone(self, w):
        """Gray by slope toward the light, a little darker where it is low, with lines of equal height."""
        step = 2 / (len(w) - 1)
        rise_v, rise_u = np.gradient(TALL * w, step)
        normal = np.stack([-rise_u, -rise_v, np.ones_like(w)], axis=-1)
        normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
        light = np.clip(0.5 + 0.6 * (normal @ _LIGHT - 0.6) + 0.35 * (w - 0.3), 0, 1)
        dark, pale = np.array([0.45, 0.53, 0.62]), np.array([0.985, 0.985, 0.97])
        return dark + light[..., None] * (pale - dark)

    def _foot(self, ax):
        """The names of the two variables, at the middle of their sides on the base, outside of it."""
        for (u, v), name in (((0, -1.2), "$x$"), ((-1.2, 0), "$y$")):
            ax.text(*self._screen(u, v, 0.0)[:2], name, color=GREY, ha="center", va="center", fontsize=10)
        ring = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]])
        across, above, _ = self._screen(*ring.T, 0.0)
        ax.plot(across, above, color=INK, linewidth=0.5, alpha=0.25, zorder=0)
