"""Drawing one reused figure again and again, with a layout that is worked out once."""

from matplotlib.text import Text

from ..plots.powers import printed
from ..plots.style import few_ticks


class FrozenLayout:
    """Clears ``figure``, lets ``draw(figure, result)`` fill it, and renders it into its Agg canvas.

    Constrained layout and the places of the axes' labels need the size of every text, which is more than half of
    a picture's time. They are worked out for the first picture and kept for all later ones with the same
    arrangement of axes: that is fast, and nothing jumps. Another arrangement is laid out in full every time, so
    that a picture depends on its own values, never on the pictures between.

    While a player runs, most of a picture stands still. With ``move``, ``draw`` draws only that part, which is kept as
    pixels for as long as ``still`` (what it depends on) is the same; ``move(result, what draw returned)`` gives the
    artists that are drawn over it. That takes a few milliseconds instead of a tenth of a second.
    """

    def __init__(self, figure):
        self.figure = figure
        self._first = None  # the first picture's arrangement and places
        self._kept = None  # what stands still: its key, its pixels, and what draw returned

    def render(self, draw, result, move=None, still=None):
        """Draw ``result``; the pixels are then in ``figure.canvas``."""
        if move is None:
            self._draw(draw, result)
            return
        canvas = self.figure.canvas
        kept, self._kept = self._kept, None  # a failure below must not leave half a picture behind
        if kept is None or kept[0] != still:
            given = self._draw(draw, result)
            kept = still, canvas.copy_from_bbox(self.figure.bbox), given
        else:
            canvas.restore_region(kept[1])
        for artist in move(result, kept[2]):
            artist.draw(canvas.get_renderer())
        self._kept = kept

    def _draw(self, draw, result):
        given = self._fill(draw, result)
        if self._first is None:
            self.figure.draw_without_rendering()
            self._first = self._arrangement(), self._places()
            given = self._fill(draw, result)
        if self._first[0] == self._arrangement():
            self._put(self._first[1])
        self.figure.canvas.draw()
        return given

    def _fill(self, draw, result):
        figure = self.figure
        for ax in list(figure.axes):  # figure.clear() would first empty each one, slowly
            figure.delaxes(ax)
        figure.clear()
        figure.set_layout_engine("constrained")
        given = draw(figure, result)
        few_ticks(figure)
        children = (child for ax in figure.axes for child in ax.get_children())  # titles are among them
        for text in (*figure.texts, *(child for child in children if isinstance(child, Text))):
            text.set_text(printed(text.get_text()))
        return given

    def _arrangement(self):
        """What must be equal for two pictures to share their places."""
        axes = [
            (ax.name, ax.get_aspect(), bool(ax.get_xlabel()), bool(ax.get_ylabel()), _cell(ax))
            for ax in self.figure.axes
        ]
        return axes, len(self.figure.texts), len(self.figure.subfigs)

    def _places(self):
        boxes = [ax.get_position(original=True).frozen() for ax in self.figure.axes]
        labels = [[_label_place(ax, axis) for axis in (ax.xaxis, ax.yaxis)] for ax in self.figure.axes]
        return boxes, labels, [text.get_position() for text in self.figure.texts]

    def _put(self, places):
        self.figure.set_layout_engine("none")
        boxes, labels, texts = places
        for ax, box, both in zip(self.figure.axes, boxes, labels, strict=True):
            ax.set_position(box)
            for axis, place in zip((ax.xaxis, ax.yaxis), both, strict=True):
                if place is not None:
                    axis.set_label_coords(*place)
        for text, place in zip(self.figure.texts, texts, strict=True):
            text.set_position(place)


def _cell(ax):
    spec = ax.get_subplotspec()
    return None if spec is None else spec.get_geometry()


def _label_place(ax, axis):
    """Where the axis' label stands, in the coordinates of its axes; None for an axis without one."""
    if not axis.label.get_text() or ax.name != "rectilinear":
        return None
    point = axis.label.get_transform().transform(axis.label.get_position())
    return tuple(ax.transAxes.inverted().transform(point))
