"""How an instrument looks: its parts and their text, the picture that fades, the two voices."""

import io
import re
import sys
import time
from pathlib import Path

import matplotlib.image
import pytest
from small_instrument import level, small, status, wait_until, widget_of

from course_nn.widgets import Grid, Instrument, Pad, Steps, Toggle, look


def test_a_sentence_is_one_line_and_is_text():
    it = small(describe=lambda r: "a < b\n  and c")
    assert it.description == "a < b and c."
    assert "a &lt; b and c." in status(it)


def test_a_slow_picture_fades_until_the_new_one_is_there():
    def patient(a):
        end = time.monotonic() + 30
        while a == 1 and "course-nn-busy" not in image._dom_classes and time.monotonic() < end:
            time.sleep(0.01)
        busy.append("course-nn-busy" in image._dom_classes if a == 1 else None)
        return a

    busy, image = [], None
    it = small(patient)
    (image,) = widget_of(it, "Image")
    it.set(a=1.0)
    assert busy == [None, True]
    assert "course-nn-busy" not in image._dom_classes


def test_a_first_picture_that_fails_leaves_a_white_card(monkeypatch):
    monkeypatch.setenv("COURSE_NN_STRICT", "0")
    it = small(lambda a: 1 / 0)
    assert "ZeroDivisionError: division by zero." in status(it)
    assert (matplotlib.image.imread(io.BytesIO(it.png()), format="png") == 1).all()
    assert it._repr_mimebundle_()["text/plain"] == "An instrument without a picture."


def test_title_and_caption_are_text_and_stand_around_the_body():
    it = Instrument(
        lambda a: a, level, [Toggle("a", "a")], lambda r: "Fine.", title="a < b", caption="b > a", size=(2, 1)
    )
    kinds = [next(name for name in part._dom_classes if name.startswith("course-nn-")) for part in it.widget.children]
    seen = ["course-nn-title", "course-nn-caption", "course-nn-body"]
    assert kinds == ["course-nn-unseen", *seen, "course-nn-unseen"]
    title, caption = it.widget.children[1:3]
    assert (title.value, caption.value) == ("a &lt; b", "b &gt; a")
    assert len(small().widget.children) == 3, "without them, only the style sheet, the body and the script"


def test_a_picture_has_a_tooltip_which_ipywidgets_shows_only_beside_a_description():
    import ipywidgets

    image = look.described(ipywidgets.Image)()
    assert isinstance(image, ipywidgets.Image) and image.description == "" and "description" in image.keys
    assert "description" not in ipywidgets.Image().keys


@pytest.mark.long
def test_a_quick_picture_does_not_fade():
    (image,) = widget_of(small(), "Image")
    changes = []
    image.observe(lambda change: changes.append(change["new"]), "_dom_classes")
    with look.patience(image, seconds=30):
        pass
    assert not changes
    with look.patience(image, seconds=0.01):
        wait_until(lambda: look.BUSY in image._dom_classes)
    assert look.BUSY not in image._dom_classes and len(changes) == 2


def test_a_failure_takes_the_fading_away():
    (image,) = widget_of(small(), "Image")
    with pytest.raises(ZeroDivisionError), look.patience(image, seconds=0.01):
        wait_until(lambda: look.BUSY in image._dom_classes)
        1 / 0  # noqa: B018
    assert look.BUSY not in image._dom_classes


def test_both_voices_are_one_line_of_escaped_text():
    (image,), (line,) = (
        widget_of(small(), "Image"),
        [w for w in widget_of(small(), "HTML") if "status" in w._dom_classes[0]],
    )
    look.say(image, line, b"png", "It is <b>.")
    assert (image.value, image.tooltip) == (b"png", "It is <b>.")
    assert line.value == '<div role="status" aria-live="polite">It is &lt;b&gt;.</div>'
    look.say_failure(line, ValueError("not\n  so."), {"a": 1, "b": "<x>"})
    assert 'role="alert"' in line.value and "No picture for a = 1, b = &lt;x&gt;: ValueError: not so.<" in line.value
    look.say_failure(line, KeyError(), None)
    assert "No picture: KeyError: no message." in line.value
    assert image.value == b"png", "the last good picture stays"


@pytest.mark.long
def test_every_part_that_is_styled_is_there(monkeypatch):
    """A class in the style sheet that no widget has is a leftover, or a misspelling."""
    steps = small(lambda s: s, [Steps("s", "step", 0, 3, 1)])
    whole = Instrument(lambda a: a, level, [Toggle("a", "a")], lambda r: "Fine.", title="T", caption="C", size=(2, 1))
    grid = small(lambda g: 1, [Grid("g", "g", {"one": [[1]]}, "one")])
    spots = Instrument(lambda a: a, level, [Toggle("a", "a")], lambda r: "Fine.", size=(2, 1), spots=lambda f, r: [])
    there, left = {look.BUSY, "course-nn-error"}, [steps.widget, whole.widget, grid.widget, spots.widget]
    there |= set(re.findall(r"course-nn-pad[\w-]*", Path(look.__file__).with_name("pad.js").read_text("utf-8")))
    monkeypatch.setitem(sys.modules, "anywidget", None)  # the pad's other form
    left.append(Pad("p", "p", [[0] * 32] * 32).widget())
    while left:
        widget = left.pop()
        there |= set(widget._dom_classes)
        left += getattr(widget, "children", ())
    styled = set(re.findall(r"\.(course-nn[\w-]*)", look.CSS))
    assert styled <= there, styled - there
