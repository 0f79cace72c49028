"""The playground without anywidget: the essential controls as core widgets, and a picture made by NumPy."""

import html

import ipywidgets as W
import numpy as np

from ...plots.style import CLASS_COLORS, encode_png
from ...widgets import spoken
from ...widgets.versions import described
from .options import PENALTY_RATES, RATES
from .presets import PRESETS
from .settings import ACTIVATIONS, DATA, FEATURES, OPTIMIZERS, OWN, PENALTIES, REACH, Hidden

#: Picture pixels: of the plane's sides, of a unit's, of the curve's height, and between them.
PLANE, UNIT, CURVE, GAP = 300, 50, 90, 10
_BLUE, _ORANGE, _INK, _PALE = (0, 114, 178), (213, 94, 0), (43, 47, 54), (217, 221, 227)
#: Controls that step through a ladder of numbers, and what they are called where that is not their name.
LADDERS = {"rate": RATES, "penalty_rate": PENALTY_RATES, "noise": range(0, 101, 5)}
NAMES = {"hidden": "units", "rate": "learning rate", "penalty_rate": "its rate λ"}
_LOW, _MIDDLE, _HIGH = np.array([[237, 177, 132], [255, 255, 255], [132, 185, 220]], np.float64)


class PlainPage(W.VBox):
    """Stands where the page of `page` would: is sent the same settings, frames and status, and sends messages alike."""

    #: Pictures a second, and seconds that it plays unasked: nothing tells whether somebody looks.
    RATE, LONGEST = 10, 60.0

    def __init__(self, hear):
        self._hear, self._quiet = hear, False
        self.settings, self.status, self.points_head, self.points = {}, {}, {}, b""
        self.head, self.data = {}, b""
        self._picture = described(W.Image)(format="png", layout=W.Layout(width="auto", max_width="100%"))
        self._question, self._words, self._advice, self._told = (W.HTML() for _ in range(4))
        self._play = self._button("Play", lambda: self._say("pause" if self.status.get("playing") else "play"))
        names = {"1 update": "step", "1 epoch": "epoch", "Reset": "reset", "Undo": "undo", "New seed": "new seed"}
        bar = [self._play, *(self._button(name, lambda do=do: self._say(do)) for name, do in names.items())]
        speeds = [("slow", "slow"), ("an epoch a picture", "epoch"), ("fast", "fast")]
        speed = W.Dropdown(description="speed", options=speeds, value="epoch")
        speed.observe(lambda change: self._say("speed", value=change["new"]), "value")
        self._controls = self._make_controls()
        titles = [("a preset …", ""), *((one.title, name) for name, one in PRESETS.items())]
        self._preset = W.Dropdown(description="begin with", options=titles, layout=W.Layout(width="280px"))
        self._preset.observe(self._begin, "value")
        controls = W.VBox([self._preset, *self._controls.values()], layout=W.Layout(min_width="300px"))
        body = W.HBox([controls, self._picture], layout=W.Layout(flex_flow="row wrap"))
        wrap = W.Layout(flex_flow="row wrap")
        above = self._question, W.HBox([*bar, speed], layout=wrap)
        super().__init__([*above, body, self._words, self._advice, self._told, spoken.script()])
        self.add_class("course-nn")  # where the script looks

    def _say(self, do, **content):
        self._told.value = ""
        self._hear({"do": do, **content})

    def _button(self, name, act):
        button = W.Button(description=name, layout=W.Layout(width="auto"))
        button.on_click(lambda _: act())
        return button

    def _make_controls(self):
        made = {
            "problem": W.Dropdown(options=list(DATA)),
            "data": W.Dropdown(options=[one for one in DATA["classification"] if one != OWN]),
            "noise": W.SelectionSlider(options=LADDERS["noise"]),
            "features": W.SelectMultiple(options=FEATURES, rows=len(FEATURES)),
            "hidden": W.Text(continuous_update=False, placeholder="4, 2"),
            "activation": W.Dropdown(options=ACTIVATIONS),
            "optimizer": W.Dropdown(options=OPTIMIZERS),
            "rate": W.SelectionSlider(options=LADDERS["rate"]),
            "penalty": W.Dropdown(options=PENALTIES),
            "penalty_rate": W.SelectionSlider(options=LADDERS["penalty_rate"]),
        }
        for name in LADDERS:
            made[name].add_class("course-nn-marks")
        for name, widget in made.items():
            widget.description = NAMES.get(name, name)
            widget.layout.width = "280px"
            widget.observe(lambda change, name=name: self._moved(name, change["new"]), "value")
        return made

    def _moved(self, name, value):
        """A control was moved: a message says so."""
        if self._quiet:
            return
        if name in ("hidden", "activation"):
            self._say("layers", hidden=self._layers(name))
        else:
            self._say("set", values={name: list(value) if name == "features" else value})

    def _layers(self, moved):
        """The layers as these controls have them; what they don't show, and what was not moved, stays as it was."""
        units, activation = self._controls["hidden"].value.replace(",", " ").split(), self._controls["activation"].value
        layers = [list(layer) for layer in self.settings["hidden"]][: len(units)]
        layers += [[0, activation, 0.0] for _ in range(len(units) - len(layers))]
        for layer, count in zip(layers, units, strict=True):
            layer[0] = int(count) if count.isdigit() else count
            if moved == "activation":
                layer[1] = activation
        return layers

    def _begin(self, change):
        """A preset was chosen; the menu is ready for another one."""
        if change["new"]:
            self._say("preset", name=change["new"])
            self._preset.value = ""

    # What comes.

    def put(self, **news):
        """Show these: settings, frame (head and data), points (points_head and points), status."""
        for name, value in news.items():
            setattr(self, name, value)
        if "settings" in news:
            self._follow(self.settings)
        if "data" in news:
            self._picture.value = encode_png(self._drawn())
            self._hear({"do": "shown", "number": self.head["number"]})  # as far as one knows
        if "status" in news:
            self._tell()

    def send(self, content, buffers=None):
        """What the page would say in words."""
        if content["say"] in ("refused", "announce"):
            self._told.value = html.escape(content["text"])
        if content["say"] == "refused":
            self._follow(self.settings)

    def _tell(self):
        self._play.description = "Pause" if self.status["playing"] else "Play"
        self._words.value = html.escape(self.status["words"])
        self._picture.tooltip = self.status["words"]
        self._advice.value = html.escape(self.status["advice"])
        self._question.value = html.escape(self.status["question"])

    def _follow(self, settings):
        """The controls show the settings; without an own one for each of them."""
        self._quiet = True
        try:
            controls = self._controls
            controls["data"].options = [
                one for one in DATA[settings["problem"]] if one != OWN or settings["data"] == OWN
            ]
            hidden = [Hidden(*layer) for layer in settings["hidden"]]
            shown = dict(settings) | {
                "hidden": ", ".join(str(layer.units) for layer in hidden),
                "features": tuple(settings["features"]),
                "activation": hidden[0].activation if hidden else "tanh",
            }
            for name, ladder in LADDERS.items():  # a number between its steps is a step more
                controls[name].options = sorted({*ladder, settings[name]})
            for name, widget in controls.items():
                widget.value = shown[name]
        finally:
            self._quiet = False

    # The picture.

    def _drawn(self):
        """The plane, beside it the units' maps layer by layer, below it the curve: RGBA bytes."""
        head, bytes_ = self.head, np.frombuffer(self.data, np.uint8)
        places, layers, area = head["places"], head["layers"], head["places"] ** 2
        maps = bytes_[: area * (len(head["features"]) + sum(layers))].reshape(-1, places, places)[:, ::-1]
        columns, at = [], 0
        for count in (len(head["features"]), *layers):
            columns.append(maps[at : at + count])
            at += count
        rows = max(len(column) for column in columns[:-1])
        tall = max(PLANE + GAP + CURVE, rows * (UNIT + 4))
        page = np.full((tall, (len(columns) - 1) * (UNIT + GAP) + PLANE, 3), 255, np.uint8)
        for k, column in enumerate(columns[:-1]):
            for j, one in enumerate(column):
                page[j * (UNIT + 4) : j * (UNIT + 4) + UNIT, k * (UNIT + GAP) : k * (UNIT + GAP) + UNIT] = _scaled(
                    _colored(one), UNIT
                )
        plane = self._plane(columns[-1])
        page[:PLANE, -PLANE:] = plane
        self._curve(page[PLANE + GAP : PLANE + GAP + CURVE, -PLANE:])
        return np.dstack([page, np.full(page.shape[:2], 255, np.uint8)])

    def _plane(self, outputs):
        if len(outputs) == 1:
            plane = _scaled(_colored(outputs[0]), PLANE)
        else:
            palette = np.array(
                [[int(color[k : k + 2], 16) for k in (1, 3, 5)] for color in CLASS_COLORS[: len(outputs)]]
            )
            shares = np.maximum(outputs.astype(np.float64) - 127.5, 0) / 127.5
            mixed = np.einsum("kij,kc->ijc", shares / np.maximum(shares.sum(axis=0), 1e-9), palette)
            plane = _scaled((255 - 0.62 * (255 - mixed)).astype(np.uint8), PLANE)
        points = np.frombuffer(self.points, np.float32).reshape(-1, 3)[: self.points_head.get("train", 0)]
        for x, y, target in points[np.abs(points[:, :2]).max(axis=1) <= REACH]:
            column, row = (int((side + REACH) / (2 * REACH) * (PLANE - 1)) for side in (x, -y))
            color = CLASS_COLORS[int(target)] if self.settings["problem"] == "classification" else None
            rgb = [int(color[k : k + 2], 16) for k in (1, 3, 5)] if color else _BLUE if target > 0 else _ORANGE
            plane[max(row - 3, 0) : row + 4, max(column - 3, 0) : column + 4] = 255
            plane[max(row - 2, 0) : row + 3, max(column - 2, 0) : column + 3] = rgb
        return plane

    def _curve(self, page):
        """The losses into this part of the page, from 0 to the largest."""
        page[-1] = page[:, 0] = _INK
        count = self.head["curve"]
        if not count:
            return
        epochs, *lines = np.frombuffer(self.data[-12 * count :], np.float32).reshape(3, count)
        top = max((float(np.nanmax(line)) for line in lines if np.isfinite(line).any()), default=1.0)
        columns = np.arange(1, page.shape[1])
        for line, color in zip(lines[::-1], (_ORANGE, _BLUE), strict=True):
            if not np.isfinite(line).all() or not epochs[-1] > 0:
                continue
            heights = np.interp(columns / page.shape[1] * epochs[-1], epochs, line) / max(top, 1e-9)
            rows = ((1 - heights.clip(0, 1)) * (len(page) - 4)).astype(int)
            for shift in (0, 1):
                page[rows + shift, columns] = color


def _colored(one):
    """Bytes 0 … 255 as colors: orange below, white in the middle, blue above."""
    t = one.astype(np.float64)[..., None] / 127.5 - 1
    return (_MIDDLE + np.abs(t) * (np.where(t < 0, _LOW, _HIGH) - _MIDDLE)).astype(np.uint8)


def _scaled(rgb, size):
    """A picture of size × size pixels, each of its places as it is."""
    at = np.arange(size) * len(rgb) // size
    return rgb[at][:, at]
