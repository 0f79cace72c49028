"""What is recorded for the book: all that a notebook shows and that pictures of states alone can't move."""

import ast

import numpy as np
import pytest

from course_nn.widgets import INSTRUMENTS
from tools.book import chapters, demonstration, recordings, sources

ALL = demonstration.all_recordings()
#: What a notebook shows of what was made in an earlier cell, if anything does: it has no recording.
EXCEPTIONS = set()


def name_of(call):
    """The name that a call's text calls, without what stands before its last dot."""
    called = ast.parse(call, mode="eval").body.func
    return called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")


def shown_in(notebook):
    """The calls by which the cells of a notebook show instruments and playgrounds, also those of earlier cells."""
    made = {}
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        try:
            lines = ast.parse(cell.source).body
        except SyntaxError:
            continue
        for line in lines:
            if isinstance(line, ast.Assign) and isinstance(line.value, ast.Call):
                made[ast.unparse(line.targets[0])] = ast.unparse(line.value)
        last = lines[-1].value if lines and isinstance(lines[-1], ast.Expr) else None
        call = made.get(ast.unparse(last), "") if isinstance(last, ast.Name) else ""
        call = sources.call_of(cell.source) or call.removeprefix("widgets.")
        if call and name_of(call) in {*INSTRUMENTS.rooms, "playground"}:
            yield call


def test_every_cell_that_shows_an_instrument_has_a_figure_that_moves():
    recorded = {call for one in ALL.values() for call in one.calls}
    shown = [call for one in chapters.read_all() for call in shown_in(one.notebook)]
    assert len(shown) > len(INSTRUMENTS.rooms)
    plain = {f"{name}()" for name in INSTRUMENTS.rooms if name != "live_game"}  # tests/widgets: these have states
    assert set(shown) - plain - recorded == EXCEPTIONS
    assert recorded <= set(shown), "nothing is recorded that no notebook shows"


def test_what_a_cell_shows_is_known_by_the_call_that_made_it():
    assert sources.call_of("widgets.playground('xor', show=('bar',))") == "playground('xor', show=('bar',))"
    assert sources.call_of('edge = playground(task="edge")\nedge') == "playground(task='edge')"
    assert sources.call_of("plane = train(2)\nwidgets.latent_grid(plane)") == "latent_grid(plane)"
    assert [sources.call_of(text) for text in ("", "x", "x = f()", "%pip install x", "1 + 1")] == [""] * 5


def brief(monkeypatch, **recorded):
    """These recordings alone, each kept by a key of its own."""
    monkeypatch.setattr(recordings, "RECORDINGS", recorded)
    monkeypatch.setattr(recordings, "VARIANTS", {})
    keys = dict.fromkeys(recorded, "00000000")
    monkeypatch.setattr(demonstration, "key", keys.get)
    return keys


def gray(names, steps):
    """A picture that is the lighter the farther on."""
    for step in steps:
        yield np.full((20, 30, 4), step % 99 + 10 * len(names[0]), np.uint8), f"{names[0]} at {step:,}."


TWO = recordings.Recording(
    "Two", ("two()",), {"way": ("a", "bb", "ccc")}, (1, 5, 1000), gray, start=(1,), sharpness=2.0
)


def test_a_recording_has_each_choice_with_each_step_and_begins_with_its_start(tmp_path):
    story = demonstration.recorded("two", TWO, tmp_path, ends_alone=False)
    assert story["states"][:3] == [[1, 0], [1, 1], [1, 2]] and len(story["states"]) == len(story["shows"]) == 9
    assert story["sentences"][story["shows"][2][1]] == "bb at 1,000."
    way, step = story["controls"]
    assert (way["kind"], way["texts"], step["kind"], step["texts"]) == (
        "choice",
        ["a", "bb", "ccc"],
        "player",
        ["1", "5", "1,000"],
    )
    assert (story["width"], story["height"]) == (15, 10)
    assert all((tmp_path / file).is_file() for file in story["pictures"])
    ends = demonstration.recorded("two", TWO, tmp_path, ends_alone=True)
    assert ends["states"] == [[1, 0], [1, 1], [0, 0], [2, 0]] and ends["controls"][1]["texts"] == ["1", "1,000"]


def test_a_recording_may_have_no_player(tmp_path):
    story = demonstration.recorded("two", TWO._replace(label="", steps=(0,)), tmp_path, ends_alone=False)
    assert [control["kind"] for control in story["controls"]] == ["choice"] and story["states"] == [[1], [0], [2]]


def test_recordings_are_kept_until_what_made_them_changes(tmp_path, monkeypatch):
    keys = brief(monkeypatch, two=TWO, other=TWO._replace(calls=()))
    demonstration.make(tmp_path, processes=1)
    page = demonstration.by_call(tmp_path, "_static/recording")
    assert list(page) == ["two()"] and 'alt="bb at 1."' in page["two()"] and 'data-name="two"' in page["two()"]
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "stories").iterdir()}
    (tmp_path / "png" / "stray.png").touch()
    keys["two"] = "11111111"
    demonstration.make(tmp_path, processes=1)
    after = {path: path.stat().st_mtime_ns for path in (tmp_path / "stories").iterdir()}
    assert {path.stem for path in before if before[path] != after[path]} == {"two"}
    assert len(list((tmp_path / "png").iterdir())) == 9
    next((tmp_path / "png").iterdir()).unlink()
    assert demonstration.make(tmp_path, processes=1) == [] and len(list((tmp_path / "png").iterdir())) == 9
    brief(monkeypatch, two=TWO)
    demonstration.make(tmp_path, processes=1)
    assert {path.stem for path in (tmp_path / "stories").iterdir()} == {"two"}
    assert (
        demonstration.html(tmp_path / "nowhere", "x") == "" and demonstration.by_call(tmp_path / "nowhere", "x") == {}
    )


def test_what_can_not_be_recorded_is_a_complaint_and_the_rest_is_made(tmp_path, monkeypatch):
    def broken(names, steps):
        raise ValueError("expected more.")

    brief(monkeypatch, wrong=TWO._replace(frames=broken), two=TWO)
    assert demonstration.make(tmp_path, processes=1) == ["wrong: ValueError: expected more."]
    assert list(demonstration.by_call(tmp_path, "x")) == ["two()"]
    assert demonstration.html(tmp_path, "x", "wrong") == ""


def test_the_key_of_a_recording_follows_what_it_is_made_from(monkeypatch):
    assert len({demonstration.key(name) for name in ALL}) == len(ALL)
    seen = demonstration.key("task_edge"), demonstration.key("live_game_recorded")
    monkeypatch.setattr(demonstration.making, "key", lambda name: name)
    assert demonstration.key("task_edge") == seen[0] and demonstration.key("live_game_recorded") != seen[1]


def test_a_training_is_recorded_from_its_first_epoch_on_and_ends_where_it_diverges():
    edge, neuron = ALL["task_edge"], ALL["playground_neuron"]
    (_, told), (_, more) = neuron.frames([], [1, 2])
    assert told.startswith("After 1 epoch:") and more.startswith("After 2 epochs:")
    ((_, by_hand),) = edge.frames(["1", "1", "0"], [0])
    assert by_hand.startswith("After 0 epochs") and "; 98.4 % of the test points" in by_hand, "the task is done"
    wild = recordings.trained(recordings.PRESETS["hills"].settings, [{"wild": {"rate": 100.0, "optimizer": "SGD"}}])
    ((_, lost),) = wild(["wild"], [20])
    assert "is not a finite number any more" in lost


@pytest.mark.long
def test_the_live_game_is_recorded_with_who_plays():
    game, steps = ALL["live_game_recorded"], (0, 3)
    told = {name: [sentence for _, sentence in game.frames([name], steps)] for name in recordings.PLAYERS}
    assert all(one[0].startswith("Before the first step") for one in told.values())
    assert told["both"][1].startswith("After 3 steps of G ") and "3 steps of D alone" in told["D alone"][1]
    ((_, later),) = game.frames(["from step 200 on G alone"], [203])
    assert "203 steps of G (3 of them alone)" in later
