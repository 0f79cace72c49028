"""A live instrument: it starts, pauses, steps, comes to an end, is moved meanwhile, and stops where nobody looks."""

import sys
import threading
import time

import ipywidgets
import nbformat
import numpy as np
import pytest
from helpers import refused
from nbclient import NotebookClient
from small_instrument import status, wait_until, widget_of

from course_nn.plots.scene import Points, Scene, draw_scene
from course_nn.widgets import Choice, IntSlider, Live, Marks, live, rerun
from course_nn.widgets.stage import AHEAD


class Count:
    """A run that counts to ``last``, by ``pace``, or back; at a pace of 9 a step fails."""

    def __init__(self, pace, seed, own=()):
        self.pace, self.seed, self.own, self.at, self.begun, self.over = pace, seed, own, 0, False, False

    def change(self, pace, seed, own=()):
        if seed != self.seed:
            return Count(pace, seed, own)
        self.pace, self.own = pace, own
        return self

    def step(self, sign=1):
        if self.pace == 9:
            raise ValueError("expected a pace of 8 or less, got 9")
        self.at, self.begun = self.at + sign * self.pace, True
        self.over = self.at >= 1000

    def back(self):
        self.step(-1)

    def result(self):
        return {"at": self.at, "own": self.own, "seed": self.seed}


def scene(result):
    return Scene((-2, 2), (-2, 2), points=(Points("at", [[np.cos(result["at"]), 0.1 * result["seed"]]]),))


def counting(at_once=1, own=None, pace=1, **other):
    controls = [IntSlider("pace", "pace", 1, 9, pace), Choice("seed", "seed", [0, 1], 0)]
    if own is not None:
        controls.append(Marks("own", "your points", own, -2, 2, when=lambda values: values["seed"] == 1))
    parts = {
        "compute": Count,
        "draw": lambda figure, result: draw_scene(figure, scene(result)),
        "controls": controls,
        "describe": lambda result: f"It stands at {result['at']}, with {len(result['own'])} points.",
        "scene": scene,
        "acts": {"One step": "step", "Back": "back"},
        "at_once": at_once,
        "size": (4, 2.5),
    }
    return Live(**parts | other)


def looked_at(it):
    """A page that draws every picture at once; returns where the run stood in each."""
    seen = []

    def draw(change):
        seen.append(it.run.at)
        it.stage._handle_custom_msg({"shown": change["new"]["number"]}, [])

    it.stage.observe(draw, "picture")
    it.stage._handle_custom_msg({"shown": it.stage.sent}, [])
    return seen


def put(it, points):
    """The page says that these points are there now."""
    it.stage._handle_custom_msg({"points": points, "of": it.stage.given["number"], "turn": 1, "by": "here"}, [])


def threads():
    return [thread for thread in threading.enumerate() if thread.name == "course-nn-live"]


@pytest.fixture(autouse=True)
def no_thread_is_left():
    yield
    wait_until(lambda: not threads())


@pytest.fixture
def lenient(monkeypatch):
    monkeypatch.delenv("COURSE_NN_STRICT", raising=False)


def button(it, name):
    (found,) = [one for one in widget_of(it, "Button") if one.description == name]
    return found


@pytest.mark.long
def test_it_starts_and_pauses_and_no_step_is_taken_after_that():
    it = counting()
    seen = looked_at(it)
    assert it.description == "It stands at 0, with 0 points." and not it.playing and threads() == []
    button(it, "Start").click()
    assert it.playing and button(it, "Pause").icon == "pause"
    wait_until(lambda: len(seen) > 3)
    button(it, "Pause").click()
    at = it.run.at
    assert not it.playing and button(it, "Start").icon == "play" and at >= 3
    wait_until(lambda: not threads())
    assert it.run.at == at == it.result["at"] and it.description == f"It stands at {at}, with 0 points."
    assert seen == sorted(seen) and it.description in status(it) and it.stage.label == it.description
    it.start()
    wait_until(lambda: it.run.at > at)
    it.pause()


def test_so_many_steps_at_once_and_one_picture_for_them():
    it = counting(at_once=10)
    seen = looked_at(it)
    button(it, "One step").click()
    assert it.run.at == 10 and seen == [10] and it.result["at"] == 10
    it.press("Back")
    assert it.run.at == 0 and not it.playing
    with refused("Live.press"):
        it.press("On")


def test_a_step_by_hand_pauses_first():
    it = counting()
    looked_at(it)
    it.start()
    wait_until(lambda: it.run.at > 0)
    it.press("One step")
    at = it.run.at
    assert not it.playing
    wait_until(lambda: not threads())
    assert it.run.at == at


@pytest.mark.long
def test_it_comes_to_an_end_and_begins_anew():
    it = counting(at_once=100, pace=8)
    looked_at(it)
    it.start()
    wait_until(lambda: not threads())
    assert it.run.over and it.run.at == 1000 and it.description == "It stands at 1000, with 0 points."
    assert button(it, "Start")
    it.press("One step")
    assert it.run.at == 1000, "nothing is left to do"
    it.start()
    wait_until(lambda: it.run.at == 1000 and not it.playing)
    it.restart()
    assert it.run.at == 0 and not it.run.begun and it.values["pace"] == 8


def test_the_buttons_are_styled_and_named():
    it = counting()
    (bar,) = (box for box in widget_of(it, "Box") if "course-nn-live" in box._dom_classes)
    names = ["Start", "One step", "Back", "From the start"]
    assert [one.description for one in bar.children] == [*names, "steps at once"]
    assert any(live.CSS in one.value for one in widget_of(it, "HTML")) and ".course-nn-live " in live.CSS


def test_starting_twice_is_starting_once():
    it = counting()
    looked_at(it)
    it.start()
    it.start()
    assert len(threads()) == 1
    it.pause()
    it.start()
    wait_until(lambda: len(threads()) == 1)
    it.pause()


def test_controls_change_the_run_on_the_way():
    it = counting()
    looked_at(it)
    it.start()
    wait_until(lambda: it.run.at > 2)
    run = it.run
    (slider,) = (one for one in widget_of(it, "IntSlider") if one.description == "pace")
    slider.value = 7
    wait_until(lambda: it.run.pace == 7)
    assert it.run is run and it.playing
    (menu,) = widget_of(it, "Dropdown")
    menu.value = 1
    wait_until(lambda: it.run is not run)
    assert it.playing and it.run.seed == 1
    it.pause()


def test_a_picture_at_rest_depends_on_the_values_and_reset_brings_the_first_one_back():
    it = counting(own=[(0, 0)])
    first = it.png(), it.description
    it.set(seed=1)
    other = it.png()
    assert other != first[0] and it.png()[:4] == b"\x89PNG"
    it.press("One step")
    assert it.png() != other
    button(it, "Reset").click()
    assert (it.png(), it.description) == first and it.values == {"pace": 1, "seed": 0, "own": ((0, 0),)}


def test_a_step_that_fails_is_a_sentence_and_it_lives_on(lenient):
    it = counting()
    looked_at(it)
    it.start()
    it.set(pace=9)
    wait_until(lambda: not threads())
    assert "expected a pace of 8 or less, got 9" in status(it) and "course-nn-error" in status(it)
    it.set(pace=2)
    at = it.run.at
    it.press("One step")
    assert it.run.at == at + 2 and it.failure is None and "course-nn-error" not in status(it)


def test_without_a_page_it_stops_soon_and_says_so(monkeypatch):
    monkeypatch.setattr(live, "GONE", 0.05)
    it = counting()
    it.start()
    wait_until(lambda: not threads())
    assert it.stage.sent - it.stage.drawn <= AHEAD + 1
    assert "Paused: for 0.05 seconds the kernel heard of no picture that was shown" in status(it)
    assert status(it).endswith(f"{it.description}</div>")


def test_it_pauses_when_the_page_lets_go_of_it():
    it = counting()
    it.start()
    wait_until(lambda: it.stage.sent - it.stage.drawn >= AHEAD)
    it.stage._handle_custom_msg({"left": True}, [])
    assert not it.playing and f"Paused when the page no longer showed it. {it.description}" in status(it)
    wait_until(lambda: not threads(), seconds=0.8 * live.GONE)  # it doesn't wait for a page that is gone


def test_a_closed_widget_ends_it():
    it = counting()
    looked_at(it)
    it.start()
    it.stage.close()
    wait_until(lambda: not it.playing)
    wait_until(lambda: "Paused, as its widget is closed." in status(it))


@pytest.mark.long
def test_pictures_come_at_a_bounded_rate_and_sentences_seldom(monkeypatch):
    monkeypatch.setattr(live, "RATE", 20)
    it = counting()
    seen, told = looked_at(it), []
    (line,) = [w for w in widget_of(it, "HTML") if "course-nn-status" in w._dom_classes]
    line.observe(lambda change: told.append(change["new"]), "value")
    begin = time.monotonic()
    it.start()
    wait_until(lambda: len(seen) > 8)
    assert time.monotonic() - begin > 8 / 20 * 0.9
    assert len(told) <= 1 + (time.monotonic() - begin) / live.TOLD
    it.pause()


@pytest.mark.long
def test_points_put_on_the_stage_are_values_and_come_back_with_reset():
    it = counting(own=[(0, 0), (1, 0.5)])
    assert it.stage.points == [[0, 0], [1, 0.5]] and not it.stage.editable and it.stage.most == 200
    assert it.stage.bounds == [-2, 2]
    it.set(seed=1)
    assert it.stage.editable
    put(it, [[0, 0], [1, 0.5], [-2, 1.25]])
    assert it.values["own"] == ((0, 0), (1, 0.5), (-2, 1.25)) and it.description == "It stands at 0, with 3 points."
    assert it.stage.given["number"] == 0, "what the page put is not given back to it"
    it.set(own=[])
    assert it.stage.points == it.stage.given["points"] == [] and it.values["own"] == ()
    it.reset()
    assert it.stage.given["points"] == [[0, 0], [1, 0.5]]
    it.set(own="1 1; 2 2")
    assert it.stage.given["points"] == [[1, 1], [2, 2]], "given as they would be typed"
    (box,) = widget_of(it, "MarksBox")
    assert box.layout.display == "none"


@pytest.mark.long
def test_points_put_while_a_picture_is_made_are_not_taken_back():
    it = counting(own=[])
    looked_at(it)
    it.set(seed=1)
    it.press("One step")
    made = []

    def slow(result):  # the values were read before the points come
        if len(made) < 5:
            made.append(result["own"])
            put(it, [[0.25 * k, 0] for k in range(len(made))])
        return scene(result)

    it.scene = slow
    it.start()
    wait_until(lambda: len(made) == 5)
    it.pause()
    assert it.values["own"] == it.result["own"] == tuple((0.25 * k, 0) for k in range(5))
    assert [len(one) for one in made] == [0, 1, 2, 3, 4] and it.stage.given["number"] == 0


def test_the_end_of_one_turn_does_not_pause_the_next():
    it = counting()
    looked_at(it)
    it.start()
    turn = it._turn
    it.pause()
    it.start()
    it._pause("Paused, as it seems.", turn)  # as the thread of the first one may come to say it, late
    assert it.playing and "Paused" not in status(it)
    it.pause()


def test_where_no_run_can_be_made_its_sentence_stays(lenient):
    def compute(pace, seed):
        if pace == 1:
            raise ValueError("expected a pace of 2 or more, got 1")
        return Count(pace, seed)

    it = counting(compute=compute)
    for act in (it.start, lambda: it.press("One step"), it.pause, it.restart):
        act()
        assert not it.playing and it.run is None and "expected a pace of 2 or more, got 1" in status(it)
    it.set(pace=2)
    it.press("One step")
    assert it.run.at == 2 and "course-nn-error" not in status(it)


class Stubborn(Count):
    def change(self, pace, seed):
        if pace == 8:
            raise ValueError("expected a pace other than 8")
        return super().change(pace, seed)


def test_a_control_that_is_moved_back_while_it_fails_is_heard(lenient):
    it = counting(compute=Stubborn)
    looked_at(it)
    (slider,) = (one for one in widget_of(it, "IntSlider") if one.description == "pace")
    stop = it._stop

    def late(turn=None):  # between the failure and the end of the thread
        if it.failure is not None and slider.value == 8:
            assert "expected a pace other than 8" in status(it)
            slider.value = 3
        return stop(turn)

    it._stop = late
    it.start()
    wait_until(lambda: it.run.at > 0)
    slider.value = 8
    wait_until(lambda: not threads())
    assert it.failure is None and it.run.pace == 3 and "course-nn-error" not in status(it)


@pytest.mark.long
def test_shown_anew_while_it_runs_picture_and_sentence_are_of_one_moment():
    drawn = []

    def draw(figure, result):
        drawn.append(result["at"])
        draw_scene(figure, scene(result))

    it = counting(draw=draw)
    looked_at(it)
    it.start()
    wait_until(lambda: it.run.at > 3)
    stored = it._repr_mimebundle_()
    assert stored["text/plain"] == f"It stands at {drawn[-1]}, with 0 points." and drawn[-1] > 3 and it.playing
    it.pause()


def test_closed_it_leaves_nothing():
    from ipywidgets.widgets.widget import _instances

    before = set(_instances)
    it = counting(own=[(0, 0)])
    looked_at(it)
    it.start()
    assert len(set(_instances) - before) > 20
    it.close()
    assert set(_instances) <= before and not it.playing
    wait_until(lambda: not threads())
    it.start()
    assert not it.playing and it.figure.axes == []
    assert set(it._repr_mimebundle_()) == {"text/html", "text/plain"} and it.png()[:4] == b"\x89PNG"


def test_a_cell_that_is_run_again_ends_it(monkeypatch):
    monkeypatch.setattr(rerun, "_made", {})
    monkeypatch.setattr(rerun, "_now", lambda: ("cell", "first"))
    it = counting()
    it.start()
    monkeypatch.setattr(rerun, "_now", lambda: ("cell", "second"))
    other = counting()
    assert not it.playing and it.stage.comm is None and other.stage.comm is not None


@pytest.mark.parametrize(
    "how, words",
    [
        ({"at_once": 2}, "'at_once': expected one of 1, 3, 10, 30, 100, got 2"),
        ({"at_once": True}, "'at_once': expected one of 1, 3, 10, 30, 100, got True"),
        ({"acts": {}}, "Live: expected acts as a dict from buttons to names of the run's methods, got {}"),
        ({"acts": {"Step": 1}}, "Live: expected acts as a dict .*, got {'Step': 1}"),
        ({"acts": ["step"]}, "Live: expected acts as a dict .*, got list"),
        ({"acts": {"Step": "stride", "Back": "back"}}, "Live: expected compute to give a run with stride, got Count"),
        ({"compute": lambda pace, seed: 3}, "expected compute to give a run with begun, over, result, change, step"),
        ({"scene": None}, "Live: expected scene to be a function, got None"),
        ({"scene": lambda result: result}, "Live: expected scene to give a Scene, got dict"),
        ({"describe": lambda result: ""}, "describe: expected one sentence"),
    ],
)
def test_what_could_not_be_played_is_refused(how, words):
    with refused(words):
        counting(**how)


@pytest.mark.long
def test_without_anywidget_figures_follow(monkeypatch):
    monkeypatch.setitem(sys.modules, "anywidget", None)
    monkeypatch.setattr(live, "LONGEST", 2)
    it = counting(own=[(0, 0)])
    (image,) = widget_of(it, "Image")
    first, shown = image.value, []
    image.observe(lambda change: shown.append(change["new"]), "value")
    assert it.stage is None and first == it.png()
    it.start()
    wait_until(lambda: not threads())
    assert 2 <= len(shown) <= 2 + 2 * live.RATE_OF_FIGURES and it.png() == image.value != first
    assert f"Paused after 2 seconds: this page does not tell whether somebody looks. {it.description}" in status(it)
    (text,) = [one for one in widget_of(it, "Text") if one.description == "your points"]
    text.value = "0 0; 1 1"
    assert it.description.endswith("with 2 points.")


def test_the_page_is_heard_while_a_cell_runs():
    """ipykernel 7.4 would give what it says to the thread that spoke last, which is the one that plays."""
    it = counting(own=[(0, 0)])
    looked_at(it)
    kinds = ("IntSlider", "Dropdown", "SelectionSlider")
    known = [it.stage, button(it, "Start"), button(it, "Back"), *(one for kind in kinds for one in widget_of(it, kind))]
    assert all(widget.comm._reply_subshell_for is None for widget in known)
    late = ipywidgets.Button(description="made later")
    it.widget.children += (late,)
    it.start()
    for widget in (button(it, "Reset"), late, *widget_of(it, "Text")):
        assert widget.comm._reply_subshell_for is None
    it.pause()


@pytest.mark.long
def test_in_a_kernel_without_a_page():
    """As notebooks are run and tested: nothing goes on by itself, and the cell stores a picture and its sentence."""
    source = "from course_nn.widgets import live_game\n\ngame = live_game()\ngame"
    after = "game.start()\ngame.pause()\ngame.press('One step')\nprint(game.run.steps, game.playing)"
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in (source, after)])
    NotebookClient(book, timeout=60, kernel_name="python3", store_widget_state=False).execute()
    (stored,), (told,) = (cell.outputs for cell in book.cells)
    assert stored.data["text/html"].startswith("<img ") and stored.data["text/plain"].startswith("Before the first")
    assert told.name == "stdout" and told.text.split()[1] == "False" and int(told.text.split()[0]) >= 10
