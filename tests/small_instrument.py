"""An instrument as small as can be, its widgets and its status line, for tests of the machinery."""

import time

from course_nn.widgets import Instrument, Slider


def level(figure, result):
    figure.subplots().plot([0, 1], [0, result])


def small(compute=lambda a: a, controls=None, describe=lambda r: f"It is {r}.", draw=level, size=(2, 1), move=None):
    controls = [Slider("a", "a", 0, 1, 0.1, 0.5)] if controls is None else controls
    return Instrument(compute, draw, controls, describe, size=size, move=move)


def widget_of(instrument, kind):
    """All widgets of ``kind`` in the instrument, as a browser would find them."""
    found, left = [], [instrument.widget]
    while left:
        widget = left.pop(0)
        left = [*getattr(widget, "children", ()), *left]
        if type(widget).__name__ == kind:
            found.append(widget)
    return found


def wait_until(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.005)


def status(instrument):
    """The status line, as HTML."""
    (line,) = [w for w in widget_of(instrument, "HTML") if "course-nn-status" in w._dom_classes]
    return line.value
