"""The machinery of instruments: what they show, in whichever order and thread their controls move."""

import base64
import itertools
import struct
import threading
import time

import example_instrument
import matplotlib.image
import numpy as np
import pytest

from course_nn.widgets import Choice, Instrument, IntSlider, LogSlider, Slider, Steps, Toggle, look, player


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


# What an instrument shows.


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
    (reset,) = widget_of(it, "Button")
    reset.click()
    assert it.png() == first


def test_same_values_same_bytes_whatever_came_between():
    it = example_instrument.example()
    first = it.png()
    it.set(w1=-3.0, curve="curved", marks=False, step=100)
    other = it.png()
    it.set(rate=1.0, step=0).reset()
    assert it.png() == first != other
    fresh = example_instrument.example()
    assert fresh.set(w1=-3.0, curve="curved", marks=False, step=100).png() == other


def test_another_arrangement_of_axes_depends_on_its_values_alone():
    def draw(figure, n):
        for ax in np.atleast_1d(figure.subplots(1, n)):
            ax.plot([0, 1000])
            ax.set_ylabel("height")

    it = small(lambda n: n, [IntSlider("n", "n", 1, 3, 1)], draw=draw, size=(6, 3))
    pictures = {n: it.set(n=n).png() for n in (1, 2, 3)}
    for n in (3, 1, 2):
        assert it.set(n=n).png() == pictures[n]


def test_the_frozen_layout_is_the_constrained_one():
    it = example_instrument.example()
    assert [ax.get_xlabel() for ax in it.figure.axes] == ["$x_1$", "step"]
    frozen = [ax.get_position().bounds for ax in it.figure.axes]
    it.figure.set_layout_engine("constrained")
    it.figure.canvas.draw()
    np.testing.assert_allclose(frozen, [ax.get_position().bounds for ax in it.figure.axes], atol=0.02)


def test_the_notebook_stores_widget_picture_and_sentence():
    it = small()
    data, metadata = it._repr_mimebundle_()
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == it.widget.model_id
    shown, stored = (struct.unpack(">II", png[16:24]) for png in (it.png(), base64.b64decode(data["image/png"])))
    assert shown == (int(220 * look.SHARPNESS), int(110 * look.SHARPNESS))
    # Finer, as nothing moves there.
    assert stored == (220 * look.STORED_SHARPNESS, 110 * look.STORED_SHARPNESS)
    assert data["text/plain"] == repr(it) == "It is 0.5."
    assert metadata["image/png"] == {"width": 220, "height": 110, "alt": "It is 0.5."}


def test_a_sentence_is_one_line_and_is_text():
    it = small(describe=lambda r: "a < b\n  and c")
    assert it.description == "a < b and c."
    assert "a &lt; b and c." in status(it)


def test_importing_and_building_needs_no_pyplot():
    import subprocess
    import sys

    code = "import sys, course_nn.widgets as w; assert 'matplotlib.pyplot' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


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


# Failures: a sentence, the last good picture, and life goes on.


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


def test_a_first_picture_that_fails_leaves_a_white_card(monkeypatch):
    import io

    monkeypatch.setenv("COURSE_NN_STRICT", "0")
    it = small(lambda a: 1 / 0)
    assert "ZeroDivisionError: division by zero." in status(it)
    assert (matplotlib.image.imread(io.BytesIO(it.png()), format="png") == 1).all()
    assert it._repr_mimebundle_()[0]["text/plain"] == "An instrument without a picture."


def test_strict_raises(monkeypatch):
    monkeypatch.setenv("COURSE_NN_STRICT", "1")
    it = example_instrument.fragile()
    with pytest.raises(ValueError, match="expected a below 1, got 1"):
        it.set(a=1.0)
    assert it.set(a=0.2).result == 0.1
    with pytest.raises(ZeroDivisionError):
        small(lambda a: 1 / 0)


# Threads: messages may come in several, while a picture is drawn.


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


# Controls.


def test_values_are_what_the_reader_reads():
    it = small(
        lambda a, n, r, c, t: (a, n, r, c, t),
        [
            Slider("a", "a", -1, 1, 0.1, 0.3),
            IntSlider("n", "n", 2, 20, 4, step=2),
            LogSlider("r", "r", 0.001, 10, 0.03),
            Choice("c", "c", {"one": 1, "two": 2}, 2),
            Toggle("t", "t", True),
        ],
        draw=lambda f, r: None,
    )
    assert it.result == (0.3, 4, 0.03, 2, True)
    it.set(a=0.1 + 0.2 + 1e-9, r=0.0101, n=18)
    assert it.values == {"a": 0.3, "n": 18, "r": 0.01, "c": 2, "t": True}
    texts = [text for text, _ in widget_of(it, "SelectionSlider")[0].options]
    assert texts[:5] == ["0.001", "0.0013", "0.0016", "0.002", "0.0025"]
    assert "0.03" in texts
    assert texts[-1] == "10"
    (slider,) = widget_of(it, "FloatSlider")
    slider.value = -0.3000000000000001
    assert it.values["a"] == -0.3


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Slider("w 1", "w", 0, 1, 0.1, 0), "expected a name that can be an argument of compute, got 'w 1'"),
        (lambda: Slider("lambda", "λ", 0, 1, 0.1, 0), "expected a name that can be an argument of compute"),
        (lambda: Slider("w", "", 0, 1, 0.1, 0), "expected a label for the reader, got ''"),
        (lambda: Slider("w", "w", 1, 0, 0.1, 0), "expected low below high, got 1 and 0"),
        (lambda: Slider("w", "w", 0, 1, 0.1, 2), "expected value between 0 and 1, got 2"),
        (lambda: Slider("w", "w", 0, 1, 0, 0), "Slider 'w': step: expected a finite number"),
        (lambda: Slider("w", "w", 0, float("inf"), 1, 0), "Slider 'w': high: expected a finite number"),
        (lambda: IntSlider("n", "n", 0, 5, 2.5), "IntSlider 'n': value: expected a whole number"),
        (lambda: LogSlider("r", "r", 0, 1, 0.5), "LogSlider 'r': low: expected a finite number above 0"),
        (lambda: Choice("c", "c", ["a"], "a"), "expected at least two options"),
        (lambda: Choice("c", "c", "ab", "a"), "expected at least two options, got 'ab'"),
        (lambda: Choice("c", "c", 3, 3), "expected options as a list or a dict, got 3"),
        (lambda: Choice("c", "c", ["a", "b"], "x"), "expected one of 'a', 'b', got 'x'"),
        (lambda: Choice("c", "c", ["a", "a"], "a"), "expected options that differ"),
        (lambda: Toggle("t", "t", 1), "expected True or False, got 1"),
        (lambda: Steps("s", "s", 0, 0), "Steps 's': high: expected a whole number at least 1"),
        (lambda: Steps("s", "s", 0, 5, 9), "Steps 's': value: expected a whole number at least 0 and at most 5"),
        (lambda: Steps("s", "s", 0, 5, interval_ms=0), "interval_ms: expected a whole number at least 20, got 0"),
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


# The player.


def test_player_buttons_step_within_the_range():
    it = small(lambda s: s, [Steps("s", "step", 0, 3, 1)])
    back, on, _ = widget_of(it, "Button")
    for _ in range(5):
        on.click()
    assert it.result == 3
    for _ in range(5):
        back.click()
    assert it.result == 0


def test_player_plays_to_the_end_and_begins_again():
    it = small(lambda s: s, [Steps("s", "step", 2, 8, 6, interval_ms=20)])
    (play,), seen = widget_of(it, "Play"), []
    it._widgets["s"].observe(lambda change: seen.append(change["new"]), "value")
    play.playing = True
    wait_until(lambda: not play.playing)
    assert (seen, it.result) == ([7, 8], 8)
    play.playing = True
    wait_until(lambda: not play.playing)
    assert seen == [7, 8, 2, 3, 4, 5, 6, 7, 8]


def test_player_stops_when_told_to():
    it = small(lambda s: s, [Steps("s", "step", 0, 10_000, 1, interval_ms=20)])
    (play,), steps = widget_of(it, "Play"), it._widgets["s"]
    play.playing = True
    wait_until(lambda: it.result > 3)
    it.reset()
    assert (play.playing, it.result) == (False, 1)
    play.playing = True
    wait_until(lambda: it.result > 3)
    play.set_trait("value", 0)  # what the browser's button "back to the start" does
    assert (play.playing, play.value, it.result) == (False, 1, 0)
    time.sleep(0.1)
    assert steps.value == it.result == 0


def test_player_does_not_run_away_from_its_page(monkeypatch):
    """Without a beat from the browser the steps stop, and go on with the next one; then the player gives up."""
    monkeypatch.setattr(player, "GONE", 0.5)
    it = small(lambda s: s, [Steps("s", "step", 0, 10_000, 0, interval_ms=20)])
    (play,), ahead = widget_of(it, "Play"), it._widgets["s"].course_player.most_ahead
    assert ahead == 22
    play.playing = True
    wait_until(lambda: it.result == ahead)
    time.sleep(0.1)
    assert (it.result, play.playing) == (ahead, True)
    play.value += 1
    wait_until(lambda: it.result == 2 * ahead)
    wait_until(lambda: not play.playing)
    assert it.result == 2 * ahead


def test_a_playing_picture_is_the_one_drawn_anew():
    """Only what moves is drawn for a step: the pixels are those of the whole picture at that step."""

    def draw(figure, result):
        ax = figure.subplots()
        ax.set(xlim=(0, 10), ylim=(0, 2), title=f"height {result[0]}")
        drawn.append(result)
        return ax.plot([], [], "o", visible=False)

    def move(result, kept):
        kept[0].set(data=(range(result[1]), [result[0]] * result[1]), visible=True)
        return kept

    drawn = []
    controls = [IntSlider("n", "n", 0, 2, 1), Steps("s", "step", 0, 9, 3)]
    it = small(lambda n, s: (n, s), controls, draw=draw, move=move)
    pictures = [it.set(s=s).png() for s in range(10)]
    assert len(set(pictures)) == 10
    assert len(drawn) == 2, "the first picture is drawn twice, for its layout; no step draws it again"
    other = small(lambda n, s: (n, s), controls, draw=draw, move=move).set(n=2, s=9)
    assert it.set(n=2).png() == other.png() != pictures[9]
    for s in (9, 4, 0):
        fresh = small(lambda n, s: (n, s), controls, draw=draw, move=move).set(n=1, s=s)
        assert fresh.png() == it.set(n=1, s=s).png() == pictures[s]
    it._repr_mimebundle_()  # stores a sharper picture in between
    assert it.set(n=1, s=5).png() == pictures[5]


def test_last_step_follows_the_other_controls():
    it = small(
        lambda n, s: (n, s),
        [IntSlider("n", "n", 2, 9, 5), Steps("s", "step", 0, lambda values: 10 * values["n"], 40)],
        draw=lambda f, r: None,
    )
    slider, steps = widget_of(it, "IntSlider")
    assert (it.result, steps.max) == ((5, 40), 50)
    slider.value = 2
    assert (it.result, steps.max) == ((2, 20), 20)
    it.set(n=9, s=90)
    assert it.result == (9, 90)
    it.set(s=10_000)
    assert it.result == (9, 90)
    it.reset()
    assert it.result == (5, 40)
    corners = [(c["n"], c["s"]) for c in it.corners()]
    assert corners == [(2, 0), (2, 20), (9, 0), (9, 90)]


# The corners that tests visit.


def test_corners_are_all_combinations_of_ends_and_options():
    it = small(
        lambda a, c, t: a,
        [Slider("a", "a", 0, 1, 0.1, 0.5), Choice("c", "c", [1, 2, 3], 1), Toggle("t", "t")],
    )
    expected = itertools.product([0.0, 1.0], [1, 2, 3], [False, True])
    assert [tuple(corner.values()) for corner in it.corners()] == list(expected)


def test_corners_of_many_controls_are_few_and_hold_every_three():
    names = "abcdefghij"
    it = small(
        lambda **values: sum(values.values()),
        [Choice(name, name, list(range(4)), 1) for name in names],
    )
    corners = list(it.corners())
    assert len(corners) == 2 * 16 + 10 * 4
    for three in itertools.combinations(names, 3):
        assert {tuple(c[name] for name in three) for c in corners} >= set(itertools.product([0, 3], repeat=3))
    for end in (0, 3):
        assert dict.fromkeys(names, end) in corners
    for name in names:
        assert {c[name] for c in corners if all(c[other] == 1 for other in names if other != name)} == {
            0,
            1,
            2,
            3,
        }
