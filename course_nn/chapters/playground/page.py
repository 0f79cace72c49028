"""The playground's page: one anywidget module, joined from the files of the folder ``page``; nothing else is loaded."""

import functools
import math
import uuid
from importlib.resources import files

import numpy as np

from ...widgets.versions import is_old
from .data_sets import make_data
from .options import OPTIONS
from .settings import DATA, OWN, Settings

SCRIPTS = ("base", "numbers", "network", "plane", "curves", "controls", "slow", "tools", "main")
STYLES = ("playground", "parts")
PICTURED = 120  # points of a data set's small picture


def new_page(show, task, hear):
    """A page that shows the parts ``show``, and whether a ``task`` is done; its messages go to ``hear``.

    None without anywidget.
    """
    if is_old():  # as in Colab, which would fetch anywidget's part of the page from elsewhere
        return None
    try:
        import anywidget
    except ImportError:
        return None
    return _kind(anywidget)(show, task, hear)


def joined(names, ending):
    """The text of the files of that ending, one after the other."""
    folder = files(__package__).joinpath("page")
    return "\n".join(folder.joinpath(f"{name}.{ending}").read_text(encoding="utf-8") for name in names)


@functools.cache
def pictures():
    """For each problem and data set some of its points, [x, y, target] each, for a small picture."""
    found = {}
    for problem, names in DATA.items():
        for name in names:
            if name != OWN:
                settings = Settings(problem=problem, data=name, points=PICTURED, train_share=90)
                X, y, *_ = make_data(settings)
                found[f"{problem} {name}"] = np.column_stack([X, y]).round(1).tolist()
    return found


@functools.cache
def _kind(anywidget):
    import traitlets

    class PlaygroundPage(anywidget.AnyWidget):
        _esm = joined(SCRIPTS, "js")
        _css = joined(STYLES, "css")
        key = traitlets.Unicode("").tag(sync=True)
        show = traitlets.List().tag(sync=True)
        task = traitlets.Bool(False).tag(sync=True)
        options = traitlets.Dict().tag(sync=True)
        settings = traitlets.Dict().tag(sync=True)
        status = traitlets.Dict().tag(sync=True)
        points_head = traitlets.Dict().tag(sync=True)
        points = traitlets.Bytes(b"").tag(sync=True)
        head = traitlets.Dict().tag(sync=True)
        data = traitlets.Bytes(b"").tag(sync=True)
        RATE, LONGEST = 60, math.inf  # pictures a second, and seconds that it plays while nobody does anything

        def __init__(self, show, task, hear):
            super().__init__(
                key=uuid.uuid4().hex, show=list(show), task=task, options=OPTIONS | {"pictures": pictures()}
            )
            self.on_msg(lambda _widget, message, _buffers: hear(message))

        def put(self, **news):
            """Set these traits, as one message."""
            with self.hold_sync():
                for name, value in news.items():
                    setattr(self, name, value)

    return PlaygroundPage
