"""Drawing one reused figure again and again, with a layout that is worked out once."""


class FrozenLayout:
    """Clears ``figure``, lets ``draw(figure, result)`` fill it, and renders it into its Agg canvas.

    Constrained layout measures every text and costs more than half of a picture. The first picture is laid out
    in full, and the places it finds serve all later pictures with the same arrangement of axes: that is fast, and
    nothing jumps. An arrangement that differs from the first is laid out in full every time, so that a picture
    depends on its values alone, never on the pictures before it.
    """

    def __init__(self, figure):
        self.figure = figure
        self._first = None  # the arrangement of the first picture: (signature, axes' places, texts' places)

    def render(self, draw, result):
        """Draw ``result`` from an empty figure; the pixels are then in ``figure.canvas``."""
        figure = self.figure
        figure.clear()
        figure.set_layout_engine("constrained")
        draw(figure, result)
        if self._first is not None and figure.get_layout_engine() is not None and self._same():
            figure.set_layout_engine("none")
            self._place()
        figure.canvas.draw()
        if self._first is None:
            self._remember()

    def _same(self):
        return _signature(self.figure) == self._first[0]

    def _remember(self):
        texts = [text.get_position() for text in self.figure.texts]
        axes = [ax.get_position(original=True).frozen() for ax in self.figure.axes]
        self._first = (_signature(self.figure), axes, texts)

    def _place(self):
        _, places, texts = self._first
        for ax, place in zip(self.figure.axes, places, strict=True):
            ax.set_position(place)
        for text, place in zip(self.figure.texts, texts, strict=True):
            text.set_position(place)


def _signature(figure):
    """What must be equal for two pictures to share their layout."""
    axes = []
    for ax in figure.axes:
        spec = ax.get_subplotspec()
        where = None if spec is None else (spec.get_geometry(), tuple(spec.get_gridspec().get_width_ratios()))
        axes.append((ax.name, where, ax.get_aspect(), bool(ax.get_xlabel()), bool(ax.get_ylabel())))
    return axes, len(figure.texts), len(figure.subfigs)
