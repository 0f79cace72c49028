"""How an instrument looks: its parts, its style sheet, and its two voices (what is the case, what failed)."""

import contextlib
import html
import threading

import numpy as np

from ..plots import hover
from ..plots.style import DPI, encode_png
from . import spoken
from .versions import described

# Picture pixels per CSS pixel, while a slider moves: 1.5 takes 10 ms more for every picture, 2 another 20.
SHARPNESS = 1.25
# And in the picture that a notebook stores for readers without a kernel, where nothing moves.
STORED_SHARPNESS = 1.5
BUSY = "course-nn-busy"

# Plain CSS on core widgets: the theme's own colors with fall-backs, so that it fits JupyterLab, Notebook,
# VS Code and Colab, light and dark. The picture is a white card, because its ink is dark. What stands after the
# slash of an icon is its name for a screen reader.
CSS = """
.course-nn { overflow: visible; margin: 4px 0 10px; font-family: var(--jp-ui-font-family, sans-serif); }
.course-nn .widget-box, .course-nn.widget-box { overflow: visible; }
.course-nn-unseen { display: none !important; }
.course-nn-title .widget-html-content { font-weight: 600; font-size: 15px; line-height: 1.4; }
.course-nn-body { display: flex; flex-flow: row wrap; align-items: flex-start; gap: 12px 22px; }
.course-nn-controls { flex: 1 1 270px; display: flex; flex-flow: row wrap; align-content: flex-start;
  align-items: flex-start;
  gap: 8px 22px; max-width: 100%; }
.course-nn-screen { flex: 999 1 auto; max-width: 100%; min-width: 0; }
.course-nn-controls .widget-hslider { display: flex; flex-flow: row wrap; height: auto; margin: 0; }
.course-nn-controls .widget-hslider > .widget-label { flex: 1 1 60%; width: auto; max-width: none;
  text-align: left; }
.course-nn-controls .widget-hslider > .slider-container { flex: 1 1 100%; order: 3; margin: 0 10px 6px; }
.course-nn-controls .widget-hslider > .widget-readout { flex: 0 0 auto; order: 2; min-width: 56px; margin: 0;
  text-align: right; font-variant-numeric: tabular-nums; }
.course-nn-controls .widget-dropdown { display: flex; flex-flow: row wrap; height: auto; margin: 0; }
.course-nn-controls .widget-dropdown > .widget-label { flex: 1 1 100%; width: auto; text-align: left; }
.course-nn-controls .widget-dropdown > select { flex: 1 1 100%; height: 28px; margin: 0; }
.course-nn-controls .widget-checkbox { margin: 0; }
.course-nn-grid .widget-text { position: relative; }
.course-nn-grid .widget-text > .widget-label { position: absolute; width: 1px; height: 1px; overflow: hidden;
  clip-path: inset(50%); }
.course-nn-grid .widget-text > input { padding: 0 2px; text-align: center; }
.course-nn-controls .noUi-handle:focus-visible { outline: 2px solid #0072B2; outline-offset: 2px; }
.course-nn-player { margin: 0; }
.course-nn-player .fa-play::before { content: "\\f04b" / "play"; }
.course-nn-player .fa-pause::before { content: "\\f04c" / "pause"; }
.course-nn-player .fa-stop::before { content: "\\f04d" / "back to the start"; }
.course-nn-player .fa-step-backward::before { content: "\\f048" / "one step back"; }
.course-nn-player .fa-step-forward::before { content: "\\f051" / "one step on"; }
.course-nn-pad { width: 270px; font-size: 13px; color: var(--jp-ui-font-color1, inherit); }
.course-nn-pad canvas { display: block; box-sizing: content-box; width: 256px; height: 256px; margin: 4px 3px 6px;
  border: 1px solid #8A9099; border-radius: 6px; background: white; cursor: crosshair; touch-action: none; }
.course-nn-pad canvas:focus-visible { outline: 3px solid #0072B2; outline-offset: 1px; }
.course-nn-pad-buttons { display: flex; gap: 8px; }
.course-nn-pad-buttons .jupyter-button { width: 96px; margin: 0; }
.course-nn-pad-label { line-height: 1.4; }
.course-nn-pad-help { margin: 6px 0 0; font-size: 12px; line-height: 1.4; color: var(--jp-ui-font-color2, inherit); }
.course-nn-pad-voice { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.course-nn-pad-boxes .widget-checkbox { width: 28px; height: 28px; }
.course-nn-pad-boxes .widget-checkbox input { width: 22px; height: 22px; margin: 0; }
.course-nn-pad-boxes .widget-checkbox span { position: absolute; width: 1px; height: 1px; overflow: hidden;
  clip-path: inset(50%); }
.course-nn-reset .fa-undo::before { content: "\\f0e2" / ""; }
.course-nn-reset { width: 96px; margin: 0; align-self: flex-end; }
.course-nn-predict .fa-comment::before { content: "\\f075" / ""; }
.course-nn-predict { width: 96px; margin: 0; align-self: flex-end; }
.course-nn-predicted { margin: 0; flex-flow: column; }
.course-nn-predicted > .widget-label { width: auto; text-align: left; }
.course-nn-predicted > textarea { width: 100%; box-sizing: border-box; }
.course-nn-reconciled .widget-html-content { font-size: 13px; line-height: 1.45; overflow-wrap: anywhere; }
.course-nn-picture { display: block; height: auto !important; max-width: 100% !important;
  box-sizing: border-box; background: white; border: 1px solid #D9DDE3; border-radius: 6px;
  padding: 6px; margin: 0 0 6px; }
.course-nn-over { position: relative; width: fit-content; max-width: 100%; margin: 0 0 6px; }
.course-nn-over .course-nn-picture { margin: 0; }
.course-nn-over > .course-nn-layer { position: absolute; inset: 7px; pointer-events: none; }
.course-nn-layer .widget-html-content { position: absolute; inset: 0; }
.course-nn-busy { opacity: 0.55; cursor: progress; }
.course-nn-status .widget-html-content { font-size: 14px; line-height: 1.45; min-height: 2.9em; }
.course-nn-error { color: var(--jp-error-color1, #B3261E); }
.course-nn-caption .widget-html-content { font-size: 13px; line-height: 1.45; padding-bottom: 8px;
  color: var(--jp-ui-font-color2, inherit); }
.course-nn .widget-html, .course-nn .widget-html-content { height: auto; margin: 0; white-space: normal; }
"""


def build(instrument, size):
    """The instrument's widgets: the whole, the controls by name, the picture, the status line."""
    import ipywidgets as W

    widgets = {c.name: c.widget() for c in instrument.controls}
    rows = [c.root(widgets[c.name]) for c in instrument.controls]
    reset = W.Button(description="Reset", icon="undo", tooltip="back to the first values")
    reset.add_class("course-nn-reset").on_click(instrument.reset)
    expected = instrument.prediction
    controls = W.Box([*rows, reset, expected.button, expected.field]).add_class("course-nn-controls")

    wide, high = (round(side * DPI) for side in size)
    image = described(W.Image)(format="png", width=wide, height=high)
    image.value = encode_png(np.full((high, wide, 3), 255, np.uint8))  # a white card until there is a picture
    image.add_class("course-nn-picture")
    status = W.HTML().add_class("course-nn-status")
    screen = W.VBox(
        [*instrument.screen(image, widgets), status, expected.said], layout={"width": f"{wide}px"}
    ).add_class("course-nn-screen")
    body = W.Box([controls, screen]).add_class("course-nn-body")

    style = CSS if instrument.spots is None else CSS + hover.CSS
    parts = [W.HTML(f"<style>{style}</style>").add_class("course-nn-unseen"), body, spoken.script()]
    if instrument.title:
        parts.insert(1, W.HTML(html.escape(instrument.title)).add_class("course-nn-title"))
    if instrument.caption:
        parts.insert(-2, W.HTML(html.escape(instrument.caption)).add_class("course-nn-caption"))
    return W.VBox(parts).add_class("course-nn"), widgets, image, status


def with_layer(image):
    """``box, layer``: the picture with an empty layer over it, for spots to point at."""
    import ipywidgets as W

    layer = W.HTML().add_class("course-nn-layer")
    return W.Box([image, layer]).add_class("course-nn-over"), layer


@contextlib.contextmanager
def patience(image, seconds=0.15):
    """While the block runs: after ``seconds`` the picture fades, so that one sees that a new one is coming."""
    lock, state = threading.Lock(), {"over": False, "faded": False}

    def fade():
        with lock:
            if not state["over"]:
                state["faded"] = True
                image.add_class(BUSY)

    timer = threading.Timer(seconds, fade)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        with lock:
            state["over"] = True
            if state["faded"]:
                image.remove_class(BUSY)


def say(image, status, png, sentence):
    """Show a picture and what is now the case; the sentence is the picture's text alternative as well."""
    with image.hold_sync():  # one message instead of two
        image.value = png
        image.tooltip = sentence
    tell(status, sentence)


def tell(status, sentence):
    """What is now the case, in the line below."""
    status.value = f'<div role="status" aria-live="polite">{html.escape(sentence)}</div>'


def say_failure(status, error, values):
    """One sentence for a function that failed; the last good picture stays."""
    message = " ".join(str(error).split()).rstrip(".") or "no message"
    where = "" if values is None else " for " + ", ".join(f"{k} = {v}" for k, v in values.items())
    sentence = f"No picture{where}: {type(error).__name__}: {message}."
    status.value = f'<div role="alert" class="course-nn-error">{html.escape(sentence)}</div>'
