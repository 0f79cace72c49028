"""An instrument: what it shows, in whichever order and thread its controls move, its failures."""

import base64
import re
import struct
import threading
import time

import example_instrument
import numpy as np
import pytest
from small_instrument import small, status, widget_of

from course_nn.plots import hover
from course_nn.widgets import Instrument, Slider, Toggle, look


def test_it_starts_with_its_defaults_and_follows_its_widgets():
    it = small()
    assert (it.values, it.result, it.description) == ({"a": 0.5}, 0.5, "It is 0.5.")
    first = it.png()
    (slider,) = widget_of(it, "FloatSlider")
    slider.value = 0.8
    assert (it.values, it.result, it.description) == ({"a": 0.8}, 0.8, "It is 0.8.")
    assert it.png() != first
    (image,) = widget_of(it, "Image")
    assert image.value == it.png()
    assert image.tooltip == "It is 0.8."
    assert "It is 0.8." in status(it)
    reset, _predict = widget_of(it, "Button")
    reset.click()
    assert it.png() == first


@pytest.mark.long
def test_same_values_same_bytes_whatever_came_between():
    it = example_instrument.example()
    first = it.png()
    it.set(w1=-3.0, curve="curved", marks=False, step=100)
    other = it.png()
    it.set(rate=1.0, step=0).reset()
    assert it.png() == first != other
    fresh = example_instrument.example()
    assert fresh.set(w1=-3.0, curve="curved", marks=False, step=100).png() == other


def test_the_notebook_stores_widget_picture_and_sentence():
    it = small()
    data = it._repr_mimebundle_()
    stored = re.search('base64,([^"]+)"', data["text/html"])[1]
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == it.widget.model_id
    shown, stored = (struct.unpack(">II", png[16:24]) for png in (it.png(), base64.b64decode(stored)))
    assert shown == (int(220 * look.SHARPNESS), int(110 * look.SHARPNESS))
    # Finer, as nothing moves there.
    assert stored == (220 * look.STORED_SHARPNESS, 110 * look.STORED_SHARPNESS)
    assert data["text/plain"] == repr(it) == "It is 0.5."
    assert ' width="220" height="110" ' in data["text/html"] and data["text/html"].endswith(' alt="It is 0.5.">')


def test_spots_lie_over_the_picture_follow_it_and_are_stored_with_it(monkeypatch):
    monkeypatch.setenv("COURSE_NN_STRICT", "0")

    def spots(figure, result):
        (ax,) = figure.axes
        return [[hover.Spot(hover.box_of(ax, (0, 1), (0, 1), ax.transAxes), [f"it is {result}"])]]

    def draw(figure, result):
        figure.subplots().plot([0, 1], [0, 1 / (1 - result)])

    it = Instrument(lambda a: a, draw, [Slider("a", "a", 0, 1, 0.1, 0.5)], "It is {}.".format, size=(2, 1), spots=spots)
    (layer,) = [w for w in widget_of(it, "HTML") if "course-nn-layer" in w._dom_classes]
    (whole,) = [w for w in widget_of(it, "Box") if "course-nn-over" in w._dom_classes]
    assert whole.children == (it._image, layer)
    place = it.figure.axes[0].get_position()
    assert f"left:{100 * place.x0:.2f}%" in layer.value and f"width:{100 * place.width:.2f}%" in layer.value
    assert it.set(a=0.8) and 'title="it is 0.8"' in layer.value
    stored = it._repr_mimebundle_()["text/html"]
    assert layer.value in stored and "<img " in stored and hover.CSS in stored
    it.set(a=1.0)
    assert 'title="it is 0.8"' in layer.value, "what fails leaves the last good picture, and its spots"
    with pytest.raises(TypeError, match="expected spots to be a function, got 'here'"):
        Instrument(lambda a: a, draw, [Slider("a", "a", 0, 1, 0.1, 0.5)], str, spots="here")
    assert not [w for w in widget_of(small(), "HTML") if "course-nn-layer" in w._dom_classes]


def test_where_nothing_is_drawn_no_spots_are_asked_for(monkeypatch):
    monkeypatch.setattr(Instrument, "_painted", lambda *_: b"")
    controls = [Slider("a", "a", 0, 1, 0.1, 0.5)]
    it = Instrument(lambda a: a, lambda *_: None, controls, "It is {}.".format, spots=lambda figure, _: figure.axes[0])
    assert it.set(a=0.3).description == "It is 0.3." and it.failure is None


@pytest.mark.long
def test_importing_and_building_needs_no_pyplot():
    import subprocess
    import sys

    code = "import sys, course_nn.widgets as w; assert 'matplotlib.pyplot' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("part", ["compute", "draw", "describe"])
def test_a_failure_is_a_sentence_and_the_instrument_lives_on(monkeypatch, part):
    monkeypatch.setenv("COURSE_NN_STRICT", "0")

    def fails(*args, **values):
        if (values or {"a": args[-1]})["a"] == 1:
            raise KeyError("the <last> one")
        return {"compute": values.get("a"), "draw": None, "describe": "Fine."}[part]

    it = small(**{part: fails})
    good = it.png()
    it.set(a=1.0)
    shown = status(it)
    assert "No picture for a = 1.0: KeyError: &#x27;the &lt;last&gt; one&#x27;." in shown
    assert "Traceback" not in shown
    assert "course-nn-error" in shown
    assert isinstance(it.failure, KeyError)
    assert it.png() == good
    it.set(a=0.5)
    assert it.failure is None
    assert "course-nn-error" not in status(it)
    assert it.png() == good


@pytest.mark.parametrize("answer", [None, "", "  ", 3])
def test_an_instrument_must_say_what_is_the_case(monkeypatch, answer):
    with pytest.raises(TypeError, match="describe: expected one sentence, got "):
        small(describe=lambda r: answer)


def test_strict_raises(monkeypatch):
    monkeypatch.setenv("COURSE_NN_STRICT", "1")
    it = example_instrument.fragile()
    with pytest.raises(ValueError, match="expected a below 1, got 1"):
        it.set(a=1.0)
    assert it.set(a=0.2).result == 0.1
    with pytest.raises(ZeroDivisionError):
        small(lambda a: 1 / 0)


def test_moves_during_a_picture_are_gathered_and_the_last_one_wins():
    started, go_on, seen = threading.Event(), threading.Event(), []

    def slow(a):
        seen.append(a)
        if a == 0.6:
            started.set()
            assert go_on.wait(20)
        return a

    it = small(slow)
    (slider,) = widget_of(it, "FloatSlider")
    painter = threading.Thread(target=setattr, args=(slider, "value", 0.6))
    painter.start()
    assert started.wait(20)
    for value in (0.7, 0.8, 0.9, 1.0):  # a picture is being drawn elsewhere: these must not wait
        slider.value = value
    assert seen == [0.5, 0.6]
    go_on.set()
    painter.join(20)
    assert seen == [0.5, 0.6, 1.0]
    assert it.result == 1.0
    assert it.png() == small().set(a=1.0).png()


def test_set_waits_for_a_picture_drawn_in_another_thread():
    started, go_on = threading.Event(), threading.Event()

    def slow(a):
        if a == 0.6:
            started.set()
            assert go_on.wait(20)
        return a

    it = small(slow)
    (slider,) = widget_of(it, "FloatSlider")
    painter = threading.Thread(target=setattr, args=(slider, "value", 0.6))
    painter.start()
    assert started.wait(20)
    threading.Timer(0.1, go_on.set).start()
    assert it.set(a=0.9).result == 0.9
    painter.join(20)


@pytest.mark.long
def test_many_threads_end_with_the_picture_of_the_last_value():
    it = small(lambda a: (time.sleep(0.001), a)[1])
    (slider,) = widget_of(it, "FloatSlider")

    def moves(seed):
        for value in np.random.default_rng(seed).integers(0, 11, size=15) / 10:
            slider.value = value

    threads = [threading.Thread(target=moves, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert it.result == it.values["a"]
    assert it.png() == small().set(**it.values).png()


def test_a_compute_that_moves_a_control_does_not_lock_up():
    moved = []

    def restless(a):
        if a == 1 and not moved:
            moved.append(a)
            it.set(a=0.3)
        return a

    it = small(restless)
    it.set(a=1.0)
    assert it.result == 0.3


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: small(controls=[]), "expected at least one control, got none"),
        (lambda: small(controls=[3]), "expected controls such as Slider or Choice, got 3"),
        (lambda: small(controls=[Toggle("a", "a"), Toggle("a", "b")]), "different names, got 'a' twice"),
        (lambda: small(controls=[Toggle("b", "b")]), "expected compute to take exactly b, but it does not"),
        (lambda: small(compute=3), "expected compute to be a function, got 3"),
        (lambda: small().set(b=1), "Instrument.set: unknown name 'b'"),
        (lambda: small().set(a=2), "Slider 'a': expected a number from 0 to 1, got 2"),
        (lambda: small().set(a="x"), "Slider 'a': expected a number, got 'x'"),
    ],
)
def test_impossible_definitions_are_refused_with_a_sentence(make, sentence):
    with pytest.raises((ValueError, TypeError), match=sentence.replace("(", r"\(")):
        make()
