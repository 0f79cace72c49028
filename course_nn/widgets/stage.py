"""A stage in the browser on which a `Scene` moves, and the control for points that a reader puts there."""

import contextlib
import functools
import threading
import uuid
from dataclasses import KW_ONLY, dataclass
from importlib.resources import files
from typing import Any

import numpy as np

from .. import _checks
from ..plots.scene import COLORS, ENDS
from .controls import WIDTH, Control, _shown
from .versions import is_old

#: So many pictures are under way at most. The page tells which one it has drawn last, ten times a second at most: each
#: word of it makes JupyterLab show a busy kernel, which costs the page more than a picture.
AHEAD = 6

CSS = """
.course-nn-stage { display: flex; flex-flow: row wrap; align-items: flex-start; gap: 6px 14px; position: relative;
  font-size: 13px; color: var(--jp-ui-font-color1, inherit); }
.course-nn-stage canvas { flex: 0 1 auto; box-sizing: border-box; width: 100%; max-width: 460px; aspect-ratio: 1;
  border: 1px solid #D9DDE3; border-radius: 6px; background: white; }
.course-nn-stage-editable canvas { cursor: crosshair; touch-action: none; border-color: #5A616B; }
.course-nn-stage canvas:focus-visible { outline: 3px solid #0072B2; outline-offset: 1px; }
.course-nn-stage-side { flex: 1 1 200px; min-width: 180px; }
.course-nn-stage-legend { list-style: none; margin: 2px 0 8px; padding: 0; min-height: 9.6em; }
.course-nn-stage-legend li { display: flex; align-items: center; gap: 8px; line-height: 1.6; }
.course-nn-stage-legend li > span:first-child { flex: 0 0 auto; width: 12px; height: 12px; background: currentColor; }
.course-nn-stage-legend .course-nn-stage-circle { border-radius: 50%; }
.course-nn-stage-legend li > span.course-nn-stage-lines:first-child { height: 2px; }
.course-nn-stage-legend .course-nn-stage-field { border: 1px solid #8A9099; box-sizing: border-box; }
.course-nn-stage-legend li > span.course-nn-stage-cross:first-child { background: none; position: relative; }
.course-nn-stage-legend .course-nn-stage-cross::before { content: "×"; position: absolute; inset: -6px 0 0 0;
  font-size: 18px; line-height: 22px; font-weight: bold; color: var(--jp-ui-font-color1, inherit); }
.course-nn-stage-note { white-space: pre-line; line-height: 1.5; min-height: 10.5em;
  font-variant-numeric: tabular-nums; }
.course-nn-stage-buttons { display: flex; gap: 8px; margin: 4px 0; }
.course-nn-stage-buttons .jupyter-button { width: 84px; margin: 0; }
.course-nn-stage-help { font-size: 12px; line-height: 1.4; color: var(--jp-ui-font-color2, inherit); }
.course-nn-stage-voice { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
"""


def new_stage(**settings):
    """A stage, or None where there can't be one: without anywidget, and under ipywidgets 7.

    ``stage.show(scene)`` sends a picture, ``stage.room(seconds)`` waits until the page has drawn enough of them.
    While ``editable``, points [x, y] are put on it, at most ``most`` of them, each number within ``bounds``, when
    dragged ``spacing`` apart. ``stage.points`` are those that there are: `give` puts others there, and what the
    page puts goes, if ``clean(points)`` doesn't refuse it, to the ``act`` of ``when_put(clean, act)``. ``label`` is the
    sentence that stands for the picture. ``when_left(act)`` is called when no page shows it any more.
    """
    if is_old():  # as in Colab, which would fetch anywidget's part of the page from elsewhere
        return None
    try:
        import anywidget
    except ImportError:
        return None
    return _kind(anywidget)(**settings)


@functools.cache
def _kind(anywidget):
    import traitlets

    class Stage(anywidget.AnyWidget):
        # All of these go to the page; what the page says are messages. A trait that both write would, now and then,
        # bring an older value back: each hears of the other late, and ipywidgets sets traits of one thread at a time.
        _esm = files(__package__).joinpath("stage.js").read_text(encoding="utf-8")
        _css = CSS
        key = traitlets.Unicode("").tag(sync=True)
        label = traitlets.Unicode("").tag(sync=True)
        picture = traitlets.Dict().tag(sync=True)
        given = traitlets.Dict().tag(sync=True)
        editable = traitlets.Bool(False).tag(sync=True)
        most = traitlets.Int(200).tag(sync=True)
        spacing = traitlets.Float(0.2).tag(sync=True)
        bounds = traitlets.List([-1e30, 1e30]).tag(sync=True)

        def __init__(self, points=(), **settings):
            self.sent = self.drawn = 0
            self.points = _listed(points)
            self._news, self._leave = threading.Condition(), lambda: None
            self._clean = self._put = lambda points: points
            given = {"number": 0, "points": self.points, "by": ""}
            super().__init__(key=uuid.uuid4().hex, given=given, **settings)
            self.on_msg(self._hear)

        def when_left(self, act):
            self._leave = act

        def when_put(self, clean, act):
            self._clean, self._put = clean, act

        def show(self, scene):
            """Send the scene as it now is."""
            self.sent += 1
            head, data = packed(scene)
            self.picture = head | {"number": self.sent, "data": data}

        def room(self, seconds, enough=lambda: False):
            """Whether there is room for another picture; waits for it at most so long, or until it is ``enough``."""
            with self._news:
                return self._news.wait_for(lambda: self.sent - self.drawn < AHEAD or enough(), seconds)

        def wake(self):
            """Have those who wait for room look whether it is enough."""
            with self._news:
                self._news.notify_all()

        def give(self, points):
            """These points now, whatever the page may have put meanwhile: what it says of older ones isn't heard."""
            with self._news:
                if (points := _listed(points)) != self.points:
                    self._give(points)

        def _give(self, points):
            self.points, number = points, self.given["number"] + 1
            self.given = {"number": number, "points": points, "by": ""}

        def _hear(self, _widget, content, _buffers):
            if content.get("left"):
                self._leave()
            if "points" in content:
                self._take(content)
            with self._news:
                self.drawn = max(self.drawn, content.get("shown", 0))
                self._news.notify_all()

        def _take(self, content):
            """Points that a page put, in place of those given last; then it is told so, and so is every other page."""
            with self._news:
                if content["of"] != self.given["number"]:
                    return
                try:
                    points = self._clean(content["points"])
                except (TypeError, ValueError):
                    return self._give(self.points)
                self.points = content["points"]
            self._put(points)
            with self._news:
                if content["of"] == self.given["number"]:
                    self.given = {"number": content["of"], "points": self.points} | {
                        name: content[name] for name in ("by", "turn")
                    }

    return Stage


def _listed(points):
    return [[float(x), float(y)] for x, y in points]


def heard_at_once(widget):
    """What the page says to this widget goes to the thread for messages, where there is one.

    ipykernel 7.4 gives it to the thread that spoke last to the widget: here the one that plays, for which the thread
    that runs cells would answer.
    """
    if getattr(widget, "comm", None) is not None:
        widget.comm._reply_subshell_for = None


def packed(scene):
    """A scene for the page: what there is, as plain values, and the numbers of all layers as float32, one by one."""
    layers, arrays = [], []

    def add(kind, array, **what):
        arrays.append(np.ascontiguousarray(array, np.float32))
        layers.append({"kind": kind, "shape": list(array.shape), **what})

    if (field := scene.field) is not None:
        how = {"low": field.low, "high": field.high, "ends": list(field.ends), "colors": list(ENDS)}
        with np.errstate(over="ignore"):  # beyond float32 is infinite: the color of that end
            add("field", field.values, name=field.name, **how)
    for one in scene.lines:
        add("lines", scene.near(one.paths), name=one.name, color=COLORS[one.color], width=one.width)
    for one in scene.points:
        add("points", scene.held(one.xy), name=one.name, color=COLORS[one.color], marker=one.marker, size=one.size)
    head = {"x": list(scene.x), "y": list(scene.y), "names": list(scene.names), "note": scene.note, "layers": layers}
    return head, b"".join(array.tobytes() for array in arrays)


@dataclass
class Marks(Control):
    """Points (x, y) that a reader puts on a stage; compute gets them as a tuple of pairs, of two decimals each.

    ``value`` are those at first, ``low`` and ``high`` the ends of both axes, ``most`` how many there may be, and
    ``when`` a function from all values (a dict) to whether they can be put now. Where there is no stage they are typed:
    "x y; x y".
    """

    value: Any
    low: float
    high: float
    _: KW_ONLY
    most: int = 200
    when: Any = lambda values: True

    def check(self):
        for part in ("low", "high"):
            setattr(self, part, _checks.number(getattr(self, part), f"{self._where}: {part}"))
        if not self.low < self.high:
            raise ValueError(f"{self._where}: expected low below high, got {self.low:g} and {self.high:g}")
        self.most = _checks.whole(self.most, f"{self._where}: most", low=1)
        if not callable(self.when):
            raise TypeError(f"{self._where}: expected when to be a function, got {_checks.describe(self.when)}")
        self.value = self.clean(self.value)

    def clean(self, value):
        if isinstance(value, str):
            value = self._typed(value)
        points = _checks.as_array(value, self._where, finite=False, empty=True)
        if points.shape == (0,):  # as of an empty list
            return ()
        points = _checks.as_array(points, self._where, shape=(None, 2), empty=True)
        if len(points) > self.most:
            raise ValueError(f"{self._where}: expected at most {self.most} points, got {len(points)}")
        if len(points) and not self.low <= points.min() <= points.max() <= self.high:
            raise ValueError(
                f"{self._where}: expected numbers from {self.low:g} to {self.high:g}, "
                f"got {points.min():g} to {points.max():g}"
            )
        return tuple((self._rounded(x), self._rounded(y)) for x, y in points)

    def _rounded(self, number):
        return min(max(round(float(number), 2), self.low), self.high) + 0.0

    def _typed(self, text):
        try:
            pairs = [[float(number) for number in pair.replace(",", " ").split()] for pair in text.split(";")]
        except ValueError:
            pairs = [[], [0]]
        if not pairs[-1]:  # nothing, or what ends in a semicolon
            pairs.pop()
        if any(len(pair) != 2 for pair in pairs):
            raise ValueError(
                f"{self.label}: expected two numbers for each point, as in 1 0.5; -1 2, got {_checks.describe(text)}"
            )
        return pairs

    def ends(self):
        """None, those at first, and one in a corner."""
        return list(dict.fromkeys([(), self.value, self.clean([(self.low, self.high)])]))

    def widget(self):
        import ipywidgets
        import traitlets

        # A box that has a value as other widgets do: the kernel alone knows of it, the page sees what is in the box.
        box = type("MarksBox", (ipywidgets.VBox,), {"value": traitlets.Any()})()
        text = ipywidgets.Text(continuous_update=False, **_shown(self))
        box.children, box.layout.width = [text], WIDTH

        def show(_=None):
            if not isinstance(box.value, str):
                text.value = "; ".join(f"{x:.12g} {y:.12g}" for x, y in self.clean(box.value))

        def take(change):  # what can't be read stays as typed: the instrument says why
            with contextlib.suppress(ValueError):
                if self.clean(change["new"]) == self.clean(box.value):
                    return
            box.value = change["new"]

        box.value = self.value
        show()
        box.observe(show, "value")
        text.observe(take, "value")
        return box
