"""The stage: what a page gets of a scene and what it tells, where there is none, and points that are put there."""

import re
import subprocess
import sys
import threading
import time
from importlib.resources import files

import numpy as np
import pytest
from helpers import refused

from course_nn.plots.scene import ENDS, MARKERS, Field, Lines, Points, Scene
from course_nn.widgets import Marks, stage
from course_nn.widgets.stage import AHEAD, new_stage, packed

SCENE = Scene(
    (-2, 2),
    (-1, 1),
    Field("score", np.arange(6.0).reshape(2, 3), 0, 5, ("low", "high")),
    (Lines("path", np.arange(8.0).reshape(1, 4, 2)),),
    (Points("a", [[0.5, 1], [np.nan, 1e300]], "vermilion", "square", 5), Points("none", np.zeros((0, 2)))),
    note="step 1",
)


def told(widget, **content):
    """The page says this to the widget."""
    widget._handle_custom_msg(content, [])


def test_a_picture_is_one_message_with_its_numbers_in_order():
    head, data = packed(SCENE)
    numbers = np.frombuffer(data, np.float32)
    assert [(layer["kind"], layer["shape"]) for layer in head["layers"]] == [
        ("field", [2, 3]),
        ("lines", [1, 4, 2]),
        ("points", [2, 2]),
        ("points", [0, 2]),
    ]
    np.testing.assert_array_equal(numbers, [*range(6), *range(8), 0.5, 1, np.nan, 2000])
    assert head["layers"][2] | {"kind": "points", "shape": [2, 2]} == {
        "kind": "points",
        "shape": [2, 2],
        "name": "a",
        "color": "#D55E00",
        "marker": "square",
        "size": 5,
    }
    assert head["layers"][0]["colors"] == list(ENDS) and head["layers"][0]["ends"] == ["low", "high"]
    assert (head["x"], head["y"], head["note"], head["names"]) == ([-2, 2], [-1, 1], "step 1", ["x₁", "x₂"])


def test_no_more_pictures_are_under_way_than_the_page_draws():
    shown = new_stage()
    for _ in range(AHEAD):
        assert shown.room(0)
        shown.show(SCENE)
    begin = time.monotonic()
    assert not shown.room(0.05) and time.monotonic() - begin < 5
    told(shown, shown=1)
    assert shown.room(0) and shown.picture["number"] == AHEAD
    told(shown, shown=AHEAD)
    told(shown, shown=1)  # a second page that is behind takes nothing back
    shown.show(SCENE)
    assert shown.room(0)


def test_who_waits_for_room_is_woken():
    shown, found = new_stage(), []
    for _ in range(AHEAD):
        shown.show(SCENE)
    thread = threading.Thread(target=lambda: found.append(shown.room(20)))
    thread.start()
    told(shown, shown=1)
    thread.join()
    assert found == [True]
    shown.show(SCENE)
    enough = threading.Event()
    thread = threading.Thread(target=lambda: found.append(shown.room(20, enough.is_set)))
    thread.start()
    enough.set()
    shown.wake()
    thread.join()
    assert found == [True, True]


def test_it_is_told_when_nobody_looks_any_more():
    shown, left = new_stage(), []
    shown.when_left(lambda: left.append(1))
    told(shown, shown=1)
    assert left == []
    told(shown, left=True)
    assert left == [1]


def put(widget, points, of=0, turn=1, by="here"):
    """The page says that these points are there now."""
    told(widget, points=points, of=of, turn=turn, by=by)


def test_points_that_the_page_puts_are_taken_and_every_page_is_told_once_that_is_done():
    shown, taken = new_stage(points=[(0, 1)]), []
    assert shown.given == {"number": 0, "points": [[0, 1]], "by": ""}

    def take(points):
        assert shown.given["points"] == [[0, 1]] and shown.points == [[0, 1], [2, 0]]
        taken.append(points)

    shown.when_put(tuple, take)
    put(shown, [[0, 1], [2, 0]], turn=7)
    assert taken == [([0, 1], [2, 0])]
    assert shown.given == {"number": 0, "points": [[0, 1], [2, 0]], "by": "here", "turn": 7}


def test_what_the_kernel_gives_comes_before_whatever_was_put_meanwhile():
    shown, taken = new_stage(), []
    shown.when_put(list, taken.append)
    shown.give([(1, 1)])
    assert shown.given == {"number": 1, "points": [[1, 1]], "by": ""}
    put(shown, [[5, 5]], of=0)
    assert taken == [] and shown.points == [[1, 1]] and shown.given["number"] == 1
    put(shown, [[1, 1], [5, 5]], of=1)
    assert taken == [[[1, 1], [5, 5]]] == [shown.points]
    shown.give(shown.points)
    assert shown.given["number"] == 1, "they are there already"


def test_points_given_while_others_are_taken_stay():
    shown = new_stage()
    shown.when_put(list, lambda points: shown.give([(0, 0)]))
    put(shown, [[3, 3]])
    assert shown.given == {"number": 1, "points": [[0, 0]], "by": ""} and shown.points == [[0, 0]]


def test_points_that_are_refused_are_taken_back():
    shown, taken = new_stage(points=[(1, 2)]), []
    shown.when_put(marks().clean, taken.append)
    put(shown, [[1, 2], [99, 0]])
    assert taken == [] and shown.given == {"number": 1, "points": [[1, 2]], "by": ""}


def test_no_trait_is_written_by_the_page():
    """Or one of the two who write it would, now and then, bring an older value back."""
    script = files("course_nn.widgets").joinpath("stage.js").read_text(encoding="utf-8")
    assert "model.set(" not in script and "save_changes" not in script


def test_the_script_is_the_file_and_fetches_nothing():
    script = files("course_nn.widgets").joinpath("stage.js").read_text(encoding="utf-8")
    assert new_stage().get_state()["_esm"] == script and "export default" in script
    assert not [word for word in ("import ", "import(", "fetch(", "http", "XMLHttp", "url(") if word in script]
    assert "url(" not in stage.CSS and "@import" not in stage.CSS


def test_every_part_that_is_styled_is_there():
    """And every marker of a scene can be drawn, and stands in the legend."""
    script = files("course_nn.widgets").joinpath("stage.js").read_text(encoding="utf-8")
    there = set(re.findall(r"course-nn-stage[\w-]*", script))
    there |= {f"course-nn-stage-{one}" for one in (*MARKERS, "field", "lines")}
    assert set(re.findall(r"\.(course-nn[\w-]*)", stage.CSS)) <= there
    assert all(f'"{marker}"' in script for marker in MARKERS if marker != "circle")


def test_without_anywidget_and_in_old_widgets_there_is_none(monkeypatch):
    monkeypatch.setattr(stage, "is_old", lambda: True)
    assert new_stage() is None
    monkeypatch.undo()
    monkeypatch.setitem(sys.modules, "anywidget", None)
    assert new_stage() is None


@pytest.mark.long
def test_anywidget_is_loaded_when_a_stage_is_made_and_not_before():
    code = "import sys, course_nn.widgets; print('anywidget' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"


# Points that a reader puts there.


def marks(value=((0, 1), (0.5, -1)), low=-3, high=3, **how):
    return Marks("own", "your points", value, low, high, **how)


def test_points_are_pairs_an_array_or_typed():
    control = marks()
    assert control.value == ((0, 1), (0.5, -1)) == control.clean("0 1; 0.5, -1") == control.clean(control.value)
    assert control.clean(np.array([[0.123, -2.999]])) == ((0.12, -3.0),)
    assert control.clean([]) == control.clean("") == control.clean("  ") == control.clean(np.zeros((0, 2))) == ()
    assert control.clean("1 1; ") == ((1, 1),) and str(control.clean([(-0.001, 0)])) == "((0.0, 0.0),)"
    narrow = marks((), -0.336, 0.336)
    assert narrow.clean(narrow.clean([(0.336, -0.336)])) == ((0.336, -0.336),), "rounded, they would lie beyond"
    assert control.ends() == [(), ((0, 1), (0.5, -1)), ((-3, 3),)]
    assert control.when({"any": 1}) is True


@pytest.mark.parametrize(
    "value, words",
    [
        ([(0, 1, 2)], r"Marks 'own': expected shape \(n, 2\), got \(1, 3\)"),
        ([(0, 3.1)], "Marks 'own': expected numbers from -3 to 3, got 0 to 3.1"),
        ([(0, float("nan"))], "Marks 'own': expected finite numbers"),
        ("1 2; 3", "your points: expected two numbers for each point, as in 1 0.5; -1 2, got '1 2; 3'"),
        ("one two", "your points: expected two numbers for each point"),
        (np.zeros((201, 2)), "Marks 'own': expected at most 200 points, got 201"),
        ("1 2;; 3 4", "your points: expected two numbers for each point"),
        ("nan 0", "Marks 'own': expected finite numbers"),
        (np.zeros((0, 3)), r"Marks 'own': expected shape \(n, 2\), got \(0, 3\)"),
        ([(0, 1), (2,)], "Marks 'own': expected a regular array of numbers"),
        ([("a", "b")], "Marks 'own': expected real numbers"),
        ([(10**400, 0)], "Marks 'own': expected real numbers"),
        (None, "Marks 'own': expected real numbers, got None"),
        (5, r"Marks 'own': expected shape \(n, 2\)"),
        ({}, "Marks 'own': expected real numbers, got dict"),
    ],
)
def test_other_points_are_refused(value, words):
    with refused(words):
        marks().clean(value)


@pytest.mark.parametrize(
    "how, words",
    [
        ({"low": 3, "high": -3}, "Marks 'own': expected low below high, got 3 and -3"),
        ({"low": 1, "high": 1}, "Marks 'own': expected low below high, got 1 and 1"),
        ({"low": float("nan")}, "Marks 'own': low: expected a finite number"),
        ({"high": "3"}, "Marks 'own': high: expected a number"),
        ({"most": 0}, "Marks 'own': most: expected a whole number at least 1, got 0"),
        ({"most": 2.5}, "Marks 'own': most: expected a whole number"),
        ({"most": 1}, "Marks 'own': expected at most 1 points, got 2"),
        ({"when": True}, "Marks 'own': expected when to be a function, got True"),
    ],
)
def test_points_that_could_not_be_put_are_refused(how, words):
    with refused(words):
        marks(**how)


def test_a_box_to_type_in_follows_and_is_followed():
    box = marks().widget()
    (text,) = box.children
    assert text.value == "0 1; 0.5 -1" and text.description == "your points"
    text.value = "1 1"
    assert box.value == "1 1" and marks().clean(box.value) == ((1, 1),)
    box.value = ((2.0, 0.25), (1.0, 1.0))
    assert text.value == "2 0.25; 1 1"
    text.value = "2 0.25;  1, 1"
    assert box.value == ((2.0, 0.25), (1.0, 1.0)), "the same points written otherwise"
    text.value = "2 0.25; x"
    assert box.value == text.value == "2 0.25; x"
    wide = marks([(1234567.89, 0)], -1e7, 1e7).widget()
    assert wide.children[0].value == "1234567.89 0", "typed, it is the same point again"
