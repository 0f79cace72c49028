"""What the page may ask for, each message of it: what it does, and what becomes of one that makes no sense."""

import pytest
from helpers import NOISE
from playground_page import tell, with_such_a_page  # noqa: F401
from playground_runs import same

from course_nn.chapters.playground import widget
from course_nn.chapters.playground.answers import ANSWERS
from course_nn.chapters.playground.presets import PRESETS
from course_nn.chapters.playground.run import Run
from course_nn.chapters.playground.settings import Settings
from course_nn.widgets import playground


@pytest.fixture
def p(made):
    return made(Settings(points=60, hidden=[[3, "tanh"], [2, "relu"]]))


TABLE = "x;y;kind\n1,5;2;a\n-3;1;b\n0;0;a"

#: Message → whether what it does shows in this way.
GOOD = [
    ({"do": "step"}, lambda p: p.run.updates == 1),
    ({"do": "epoch"}, lambda p: p.run.epoch == 1 and p.run.updates == 3),
    ({"do": "reset"}, lambda p: p.run.updates == 0 and p.run.undoable == 1),
    ({"do": "new seed"}, lambda p: p.settings.seed == 1),
    ({"do": "set", "values": {"rate": 0.5}}, lambda p: p.settings.rate == 0.5),
    ({"do": "set", "values": {"features": ["x", "xy"]}}, lambda p: p.settings.features == ("x", "xy")),
    ({"do": "set", "values": {"problem": "regression"}}, lambda p: p.settings.data == "plane"),
    ({"do": "layers", "hidden": [[5, "sigmoid", 0.2]]}, lambda p: p.settings.hidden == ((5, "sigmoid", 0.2),)),
    ({"do": "layers", "hidden": []}, lambda p: p.settings.hidden == ()),
    ({"do": "edit", "path": ["W", 0, 1, 2], "value": 1.5}, lambda p: p.run.network.layers[0].W.value[1, 2] == 1.5),
    ({"do": "edit", "path": ["b", 2, 0], "value": -2}, lambda p: p.run.network.layers[-1].b.value[0] == -2),
    ({"do": "points", "own": [[1, 2, 0], [3, 4, 1]]}, lambda p: p.settings.own == ((1, 2, 0), (3, 4, 1))),
    ({"do": "points", "own": []}, lambda p: p.settings.data == "your points" and p.settings.own == ()),
    ({"do": "csv", "text": TABLE}, lambda p: p.settings.own == ((1.5, 2, 0), (-3, 1, 1), (0, 0, 0))),
    ({"do": "preset", "name": "xor"}, lambda p: p.settings == PRESETS["xor"].settings),
    ({"do": "load", "text": playground("spiral").string}, lambda p: p.settings == PRESETS["spiral"].settings),
    ({"do": "speed", "value": "fast"}, lambda p: p.page.news["status"]["speed"] == "fast"),
    ({"do": "flow", "on": True}, lambda p: p.page.news["head"]["flow"] is True),
    ({"do": "unit", "layer": 0, "unit": 2}, lambda p: p.page.said[-1]["text"].startswith("z")),
    ({"do": "unit", "layer": -1, "unit": 0}, lambda p: "feature x" in p.page.said[-1]["text"]),
    (
        {"do": "place", "x": 1, "y": -2.5},
        lambda p: p.page.said[-1]["text"].startswith("At (1, −2.5) the network answers"),
    ),
    ({"do": "example", "index": 4}, lambda p: p.page.said[-1]["place"] == list(p.run.data.X_train[4])),
    ({"do": "example", "index": None}, lambda p: p.page.said[-1] == {"say": "example", "index": None}),
    ({"do": "string"}, lambda p: p.page.said[-1]["text"] == p.string),
    ({"do": "code"}, lambda p: "course_nn" in p.page.said[-1]["text"]),
    ({"do": "picture"}, lambda p: p.page.said[-1]["buffers"][0][:4] == b"\x89PNG"),
    ({"do": "animation", "on": True}, lambda p: p.page.news["status"]["recording"] is True),
    ({"do": "race", "optimizers": ["SGD", "Adam"]}, lambda p: p.page.said[-1]["names"] == ["SGD", "Adam"]),
    ({"do": "race", "optimizers": None}, lambda p: p.aside is None),
    ({"do": "sweep", "rows": None}, lambda p: p.aside is None),
    (
        {"do": "sweep", "rows": ["rate", [0.1, 1]], "columns": ["units", [2]], "updates": 10},
        lambda p: p.page.said[-1]["names"] == ["rate", "units"],
    ),
    ({"do": "pause"}, lambda p: not p.playing),
    ({"do": "left"}, lambda p: not p.playing),
]


@pytest.mark.parametrize(("message", "done"), GOOD, ids=lambda one: one["do"] if isinstance(one, dict) else "")
def test_each_message_does_what_it_says(p, message, done):
    said = tell(p, **message)
    assert done(p) and not any(one["say"] == "refused" for one in said)


def test_all_messages_are_tried_here():
    with_a_past = {"undo", "play", "check", "hint"}  # below
    assert {message["do"] for message, _ in GOOD} | with_a_past == set(ANSWERS)


BAD = [
    None,
    "play",
    [],
    {},
    {"do": None},
    {"do": ["play"]},
    {"do": "fly"},
    {"do": "play"},  # nothing goes on by itself here
    {"do": "undo"},  # nothing has been done
    {"do": "check"},
    {"do": "hint"},
    {"do": "set"},
    {"do": "set", "values": [1]},
    {"do": "set", "values": {"rate": "fast"}},
    {"do": "set", "values": {"rate": None}},
    {"do": "set", "values": {"rate": -1}},
    {"do": "set", "values": {"speed": 1}},
    {"do": "set", "values": {"features": []}},
    {"do": "set", "values": {"features": 3}},
    {"do": "set", "values": {"own": 5}},
    {"do": "set", "values": {"rule": "import os"}},
    {"do": "layers"},
    {"do": "layers", "hidden": {"a": 1}},
    {"do": "layers", "hidden": [["many"]]},
    {"do": "layers", "hidden": [[0]]},
    {"do": "layers", "hidden": [[2]] * 99},
    {"do": "edit", "path": ["W", 0, 0, 0]},
    {"do": "edit", "path": ["W", 0, 0, 0], "value": "1"},
    {"do": "edit", "path": ["W", 0, 0, 0], "value": True},
    {"do": "edit", "path": ["W", 9, 0, 0], "value": 1},
    {"do": "edit", "path": ["W", 0, 0], "value": 1},
    {"do": "edit", "path": [], "value": 1},
    {"do": "edit", "path": 0, "value": 1},
    {"do": "points"},
    {"do": "points", "own": [], "stroke": "one"},
    {"do": "place"},
    {"do": "place", "x": 7, "y": 0},
    {"do": "place", "x": "1", "y": 0},
    {"do": "points", "own": [[1, 2]]},
    {"do": "points", "own": [[9, 9, 0]]},
    {"do": "points", "own": [[1, 2, 77]]},
    {"do": "points", "own": [3]},
    {"do": "points", "own": [[0, 0, 0]] * 5001},
    {"do": "csv"},
    {"do": "csv", "text": ""},
    {"do": "csv", "text": "1,2,3,4"},
    {"do": "csv", "text": 5},
    {"do": "preset", "name": "none such"},
    {"do": "preset"},
    {"do": "load", "text": "course_nn-playground-1:abc"},
    {"do": "load", "text": ""},
    {"do": "load"},
    {"do": "speed", "value": "light"},
    {"do": "speed", "value": 3},
    {"do": "flow", "on": 1},
    {"do": "unit", "layer": 9, "unit": 0},
    {"do": "unit", "layer": 0, "unit": -1},
    {"do": "unit", "layer": 0.5, "unit": 0},
    {"do": "unit"},
    {"do": "example", "index": 10**6},
    {"do": "example", "index": "first"},
    {"do": "animation", "on": False},
    {"do": "animation"},
    {"do": "race", "optimizers": ["SGD"]},
    {"do": "race", "optimizers": ["SGD", "Newton"]},
    {"do": "race", "optimizers": ["SGD", 1]},
    {"do": "race", "optimizers": "SGD"},
    {"do": "sweep", "rows": ["rate", [1]], "columns": ["rate", [1]], "updates": 5},
    {"do": "sweep", "rows": ["rate"], "columns": ["units", [1]], "updates": 5},
    {"do": "sweep", "rows": ["rate", 3], "columns": ["units", [1]], "updates": 5},
    {"do": "sweep", "rows": ["rate", [None]], "columns": ["units", [1]], "updates": 5},
    {"do": "sweep", "rows": ["color", [1]], "columns": ["units", [1]], "updates": 5},
    {"do": "sweep", "rows": ["rate", [1]], "columns": ["units", [1]], "updates": 0},
    {"do": "sweep", "rows": ["rate", [1]], "columns": ["units", [1]]},
    {"do": "sweep", "rows": ["rate", [1]], "updates": 5},
]


@pytest.mark.parametrize("message", BAD, ids=lambda one: f"{one!s:.70}")
def test_what_makes_no_sense_gets_one_sentence_and_changes_nothing(p, message):
    before, pictures = p.run.copy(), p.page.pictures
    p.page.hear(message)
    (said,) = p.page.said
    assert said["say"] == "refused"
    assert 15 <= len(said["text"]) <= 420 and "\n" not in said["text"] and not NOISE.search(said["text"]), said["text"]
    same(p.run, before)
    assert p.run.undoable == 0 and p.aside is None and p.player.speed == "epoch" and p.page.pictures == pictures


@pytest.mark.parametrize(
    "message",
    [
        {"do": "race", "optimizers": ["SGD"]},
        {"do": "sweep", "rows": ["rate"]},
        {"do": "set", "values": {"rate": -1}},
        {"do": "preset", "name": "none"},
    ],
    ids=lambda one: f"{one!s:.70}",
)
def test_a_refusal_leaves_a_race_as_it_is(p, message):
    tell(p, "race", optimizers=["SGD", "Adam"])
    race = p.aside
    assert tell(p, **message)[-1]["say"] == "refused" and p.aside is race


def test_questions_send_no_picture(p):
    pictures = p.page.pictures
    for message in (
        {"do": "unit", "layer": 0, "unit": 0},
        {"do": "string"},
        {"do": "code"},
        {"do": "example", "index": 0},
    ):
        tell(p, **message)
    assert p.page.pictures == pictures


def test_undo_leads_back_over_presets_loads_steps_and_points(p):
    states, text = [p.run.copy()], playground("three classes").step(3).string
    for message in (
        {"do": "step"},
        {"do": "set", "values": {"data": "moons"}},
        {"do": "preset", "name": "hills"},
        {"do": "epoch"},
        {"do": "load", "text": text},
        {"do": "points", "own": [[1, 2, 0], [3, 4, 1]]},
        {"do": "edit", "path": ["b", 0, 0], "value": 3},
        {"do": "reset"},
        {"do": "new seed"},
    ):
        tell(p, **message)
        states.append(p.run.copy())
    for before in states[-2::-1]:
        tell(p, "undo")
        same(p.run, before)
        assert p.page.news["settings"] == before.settings.plain()
    assert p.page.news["status"]["undo"] is False
    assert tell(p, "undo")[0]["say"] == "refused"


def test_a_slider_that_moves_is_one_action(p, monkeypatch):
    for rate in (0.1, 0.2, 0.3):
        tell(p, "set", values={"rate": rate})
    for k in range(1, 4):
        tell(p, "points", own=[[k, j, 0] for j in range(k)], stroke=7)
        tell(p, "place", x=1, y=k)  # where the pointer is
    assert p.run.undoable == 2
    tell(p, "undo")
    assert p.settings.rate == 0.3 and p.settings.data == "circle"
    tell(p, "undo")
    assert p.settings.rate == Settings().rate


def test_what_is_chosen_or_put_is_an_action_each(p):
    for data in ("XOR", "spiral"):
        tell(p, "set", values={"data": data})
    tell(p, "undo")
    assert p.settings.data == "XOR"
    for k in range(3):
        tell(p, "points", own=[[j, j, 0] for j in range(k + 1)], stroke=k)
    tell(p, "undo")
    assert len(p.settings.own) == 2
    for optimizer in ("Adam", "momentum"):
        tell(p, "set", values={"optimizer": optimizer})
    tell(p, "undo")
    assert p.settings.optimizer == "Adam"


def test_what_cannot_be_is_told_in_the_words_of_the_page(p):
    for name, value, words in (
        ("train_share", 95, "share to train in %: expected"),
        ("rate", -1, "learning rate: expected"),
        ("batch", 0, "batch size: expected"),
        ("penalty_rate", 1e9, "its rate λ: expected"),
        ("features", [], "features: expected"),
    ):
        (said,) = tell(p, "set", values={name: value})
        assert said["say"] == "refused" and said["text"].startswith(words), said


def test_what_a_table_has_become_is_told(p):
    for text, words in (
        ("1,2,1", "1 point was read. Of the classes 0 is 1."),
        ("0,0,a\n1,1,b", "2 points were read. Of the classes 0 is a, 1 is b."),
        ("0,0,0\n1,1,1", "2 points were read."),
        (
            "100,2,0\n-100,4,1",
            "2 points were read. To fit the plane, x from −100 to 100 and y from 2 to 4 were moved and scaled to "
            "−5 … 5 each.",
        ),
    ):
        said = tell(p, "csv", text=text)
        assert {"say": "announce", "text": words} in [{key: one.get(key) for key in ("say", "text")} for one in said]


def test_other_controls_and_later_moves_are_actions_of_their_own(p, monkeypatch):
    tell(p, "set", values={"rate": 0.1})
    tell(p, "set", values={"batch": 5})
    tell(p, "step")
    tell(p, "set", values={"batch": 6})
    assert p.run.undoable == 4, "what was trained in between is not taken back with it"
    monkeypatch.setattr(widget, "ONE_MOVE", 0.0)
    tell(p, "set", values={"batch": 7})
    assert p.run.undoable == 5


def test_what_changes_the_run_ends_a_race_and_training_is_the_race_s(p):
    tell(p, "race", optimizers=["SGD", "Adam"])
    tell(p, "step")
    assert p.run.updates == 0 and [run.updates for run in p.aside.runs.values()] == [1, 1]
    assert p.run.undoable == 0
    tell(p, "epoch")
    assert {run.epoch for run in p.aside.runs.values()} == {1}
    status = p.page.news["status"]
    assert status["train_loss"] is None and "Adam" in status["words"]
    tell(p, "reset")
    assert [run.updates for run in p.aside.runs.values()] == [0, 0]
    for message in (
        {"do": "set", "values": {"rate": 0.5}},
        {"do": "layers", "hidden": [[2]]},
        {"do": "edit", "path": ["b", 0, 0], "value": 3},
        {"do": "points", "own": [[1, 2, 0], [3, 4, 1]]},
        {"do": "csv", "text": TABLE},
        {"do": "undo"},
        {"do": "new seed"},
        {"do": "preset", "name": "xor"},
        {"do": "load", "text": p.string},
        {"do": "race", "optimizers": None},
    ):
        tell(p, "race", optimizers=["SGD", "Adam"])
        assert {"say": "race"} in tell(p, **message), message
        assert p.aside is None and p.page.news["status"]["train_loss"] is not None


def test_a_sweep_comes_to_its_end_and_says_so(p):
    tell(p, "sweep", rows=["rate", [0.1, 1]], columns=["units", [2]], updates=10)
    tell(p, "step")
    assert not p.can_go_on and p.page.said[-1]["done"] is True
    assert "done" in p.page.news["status"]["words"]
    assert tell(p, "step")[-1]["say"] == "refused"
    assert tell(p, "reset")[-1]["say"] == "refused"
    assert {"say": "sweep"} in tell(p, "sweep", rows=None)
    tell(p, "step")
    assert p.run.updates == 1


def without_points(made):
    return made(Settings(data="your points")), "There are no points to learn from"


def diverged(made):
    p = made(Settings(problem="regression", data="plane", hidden=[[4, "relu"]], rate=100.0, points=60)).step(2000)
    return p, "not a finite number"


@pytest.mark.parametrize("case", [without_points, diverged])
def test_what_cant_go_on_says_why_and_leaves_nothing_to_undo(made, case):
    p, word = case(made)
    before = p.run.undoable
    for do in ("step", "epoch", "play"):
        (said,) = tell(p, do)
        assert said["say"] == "refused" and word in said["text"]
    assert p.run.undoable == before


def test_a_task_is_checked_and_hinted_at(made):
    p = made(task="edge")
    assert p.page.task is True and p.page.news["status"]["question"]
    assert tell(p, "check")[0]["text"].startswith("Not yet. ")
    hints = [tell(p, "hint")[0]["text"] for _ in range(4)]
    assert [hint[:12] for hint in hints] == ["Hint 1 of 3:", "Hint 2 of 3:", "Hint 3 of 3:", "Hint 3 of 3:"]


def test_the_question_is_that_of_the_preset_at_hand(made):
    p = made("circle")
    assert p.page.news["status"]["question"] == PRESETS["circle"].question
    tell(p, "preset", name="xor")
    assert p.page.news["status"]["question"] == PRESETS["xor"].question
    tell(p, "load", text=p.string)
    assert p.page.news["status"]["question"] == ""


def test_a_string_from_the_page_goes_on_bit_for_bit(p):
    tell(p, "epoch")
    text = tell(p, "string")[0]["text"]
    twin = p.run.copy()
    tell(p, "preset", name="hills")
    tell(p, "load", text=f"\n  {text} ")
    for run in (twin, p.run):
        run.step(20)
    same(p.run, twin)
    assert isinstance(p.run, Run)
