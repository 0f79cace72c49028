"""The pad as a control: what compute gets, its two forms (a canvas, boxes to check), and a picture that follows it."""

import subprocess
import sys
from importlib.resources import files

import ipywidgets
import numpy as np
import pytest
from helpers import refused
from small_instrument import small, widget_of

from course_nn.widgets import Pad, pad, versions

LINE = np.zeros((32, 32), int)
LINE[4:28, 15] = 1


@pytest.fixture
def without_anywidget(monkeypatch):
    monkeypatch.setitem(sys.modules, "anywidget", None)


def drawing_of(it):
    return it.values["drawing"]


def an_instrument(**how):
    how = {"draw": lambda figure, r: figure.subplots().imshow(r.ink), **how}
    return small(lambda drawing: drawing, [Pad("drawing", "draw", LINE)], lambda r: f"There is {r}.", **how)


def test_compute_gets_a_drawing_that_is_short_and_can_be_compared():
    drawing = drawing_of(an_instrument())
    assert (drawing.ink == LINE).all() and drawing.ink.shape == (32, 32) and drawing.ink.dtype == np.uint8
    assert len(drawing) == 128 and drawing == np.packbits(LINE).tobytes() and len({drawing, bytes(drawing)}) == 1
    assert str(drawing) == repr(drawing) == f"{drawing}" == "a drawing with ink on 24 of 1024 squares"


def test_a_drawing_is_an_array_or_its_bytes():
    control = Pad("drawing", "draw", LINE.astype(bool))
    packed = np.packbits(LINE).tobytes()
    assert control.value == control.clean(packed) == control.clean(memoryview(packed)) == control.clean(LINE.tolist())
    assert [int(end.ink.sum()) for end in control.ends()] == [0, 1, 1024]
    for wrong, words in (
        (b"123", "Pad 'drawing': expected 128 bytes, got 3"),
        (np.zeros((28, 28)), r"Pad 'drawing': expected shape \(32, 32\), got \(28, 28\)"),
        (LINE / 2, "Pad 'drawing': expected 1 for ink and 0 for paper, got 0 to 0.5"),
    ):
        with refused(words):
            control.clean(wrong)
    with refused("Pad 'drawing': pen: expected a finite number"):
        Pad("drawing", "draw", LINE, pen=0)


def test_the_page_gets_label_pen_and_drawing_and_sends_a_drawing_back():
    it = an_instrument()
    (shown,) = widget_of(it, "DrawingPad")
    state = shown.get_state()
    assert state["label"] == "draw" and state["pen"] == 1.5 and state["value"] == drawing_of(it)
    assert state["_esm"] == files("course_nn.widgets").joinpath("pad.js").read_text(encoding="utf-8")
    shown.set_state({"value": memoryview(bytes(128))})  # as it comes from the page
    assert it.description == "There is a drawing with ink on 0 of 1024 squares."
    it.reset()
    assert shown.value == np.packbits(LINE).tobytes()


def test_the_script_fetches_nothing():
    script = files("course_nn.widgets").joinpath("pad.js").read_text(encoding="utf-8")
    assert "export default" in script
    assert not [word for word in ("import ", "import(", "fetch(", "http", "XMLHttp", "url(") if word in script]


@pytest.mark.long
def test_anywidget_is_loaded_when_a_pad_is_shown_and_not_before():
    code = "import sys, course_nn.widgets; print('anywidget' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"


def test_without_anywidget_there_are_boxes_with_names(without_anywidget):
    it = an_instrument()
    assert not widget_of(it, "DrawingPad")
    boxes = widget_of(it, "Checkbox")
    names = [f"row {row}, column {column}" for row in range(1, 9) for column in range(1, 9)]
    assert [box.description for box in boxes] == names
    assert not any(box.value for box in boxes), (
        "a line one square wide has ink on a quarter of a block, and not on more"
    )


def test_a_box_inks_its_block_alone(without_anywidget):
    it = an_instrument()
    boxes = widget_of(it, "Checkbox")
    boxes[0].value = True
    expected = LINE.copy()
    expected[:4, :4] = 1
    assert (drawing_of(it).ink == expected).all()
    boxes[0].value = False
    assert (drawing_of(it).ink == LINE).all() and it.description == f"There is {drawing_of(it)}."


def test_boxes_follow_code_and_reset_and_can_be_cleared(without_anywidget):
    it = an_instrument()
    boxes = widget_of(it, "Checkbox")
    whole = np.ones((32, 32))
    it.set(drawing=whole)
    assert all(box.value for box in boxes) and (drawing_of(it).ink == 1).all()
    boxes[9].value = False
    assert drawing_of(it).ink.sum() == 1008 and not drawing_of(it).ink[4:8, 4:8].any()
    (clear,) = (button for button in widget_of(it, "Button") if button.description == "Clear")
    clear.click()
    assert not drawing_of(it).ink.any() and not any(box.value for box in boxes)
    it.reset()
    assert (drawing_of(it).ink == LINE).all()


def test_a_box_is_on_where_more_than_a_quarter_has_ink(without_anywidget):
    ink = np.zeros((32, 32), int)
    ink[0, :4] = 1
    assert not Pad("drawing", "draw", ink).widget().boxes[0, 0].value
    ink[1, 3] = 1
    assert Pad("drawing", "draw", ink).widget().boxes[0, 0].value


def test_old_widgets_get_boxes_too(monkeypatch):
    monkeypatch.setattr(pad, "is_old", lambda: True)
    assert isinstance(Pad("drawing", "draw", LINE).widget(), ipywidgets.VBox)
    assert versions.is_old() is False


def test_while_one_draws_only_what_moves_is_drawn():
    drawn = []

    def draw(figure, result):
        drawn.append(result)
        return figure.subplots().imshow(result.ink, visible=False)

    def move(result, image):
        image.set_data(result.ink)
        image.set_visible(True)
        return [image]

    it = an_instrument(draw=draw, move=move)
    first, before = it.png(), len(drawn)
    it.set(drawing=np.ones((32, 32)))
    assert it.png() != first and len(drawn) == before
    assert it.reset().png() == first
