"""What a reader predicts stands beside what happened at the first move, and is kept by the instrument's name."""

import json

import pytest
from helpers import forget_the_kernel
from small_instrument import small

from course_nn import widgets
from course_nn.exercises import EXERCISES, store
from course_nn.widgets import IntSlider, Live
from course_nn.widgets.prediction import LATE, MOST


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_NN_HOME", str(tmp_path / "home"))
    forget_the_kernel(monkeypatch)
    return tmp_path / "home"


def kept(home, name):
    return json.loads((home / "progress.json").read_text(encoding="utf-8"))["exercises"][name]["prediction"]


def named(name="decision_line"):
    instrument = small(controls=[IntSlider("a", "a", 0, 9, 3)])
    instrument.prediction.name = name
    return instrument


def test_the_first_move_shows_it_beside_what_happened_and_keeps_both(home):
    it = named()
    it.prediction.write("it <grows> & stays")
    assert it.prediction.said.value == "" and not home.exists()
    it.set(a=5)
    assert "<b>You predicted:</b> it &lt;grows&gt; &amp; stays" in it.prediction.said.value
    assert "<b>What happened first:</b> It is 5." in it.prediction.said.value
    told = kept(home, "decision_line")
    assert (told["predicted"], told["happened"]) == ("it <grows> & stays", "It is 5.")
    shown = it.prediction.said.value
    it.set(a=7).reset()
    assert it.prediction.said.value == shown and kept(home, "decision_line") == told
    it.set(a=7)  # after Reset it is another first move
    assert "<b>What happened first:</b> It is 7." in it.prediction.said.value
    assert kept(home, "decision_line")["happened"] == "It is 7."


def test_without_a_word_nothing_is_shown_or_kept(home):
    it = named()
    it.prediction.write("  \n ")
    it.set(a=5)
    assert it.prediction.said.value == "" and not home.exists()


def test_the_values_it_began_with_are_no_move(home):
    it = named()
    it.prediction.write("something")
    it.set(a=3).reset()
    assert it.prediction.said.value == "" and not home.exists()


@pytest.mark.long
def test_another_prediction_waits_for_a_reset_and_replaces_the_first(home):
    it = named()
    it.prediction.write("up")
    it.set(a=5)
    it.prediction.write("down")
    it.set(a=2)
    assert LATE in it.prediction.said.value and kept(home, "decision_line")["predicted"] == "up"
    it.reset().set(a=2)
    assert kept(home, "decision_line")["predicted"] == "down"
    assert "down" in it.prediction.said.value and "It is 2." in it.prediction.said.value


def test_what_was_predicted_on_another_day_is_there_when_the_field_opens(home):
    it = named()
    it.prediction.write("up")
    it.set(a=5)
    told = kept(home, "decision_line")
    again = named()
    assert again.prediction.said.value == ""
    again.prediction.button.click()
    assert again.prediction.field.value == "up" and "It is 5." in again.prediction.said.value
    again.set(a=9)
    assert kept(home, "decision_line") == told  # nothing new was predicted


def test_the_button_opens_and_closes_the_field():
    prediction = named().prediction
    assert prediction.field.layout.display == "none"
    prediction.button.click()
    assert prediction.field.layout.display == "flex"
    prediction.button.click()
    assert prediction.field.layout.display == "none"


def test_an_instrument_of_ones_own_shows_it_and_keeps_nothing(home):
    it = named("")
    it.prediction.write("up")
    it.set(a=5)
    assert "You predicted" in it.prediction.said.value and not home.exists()


def test_what_is_written_after_the_move_is_no_prediction(home):
    it = named()
    it.set(a=5)
    it.prediction.write("I knew it")
    it.set(a=7)
    assert LATE in it.prediction.said.value and not home.exists()


def test_a_long_one_is_cut(home):
    it = named()
    it.prediction.write("long " * MOST)
    it.set(a=5)
    assert len(kept(home, "decision_line")["predicted"]) == MOST


def test_where_nothing_can_be_kept_it_is_said(monkeypatch):
    it = named()
    monkeypatch.setattr(store, "record", lambda name, **changes: "Your progress could not be saved.")
    it.prediction.write("up")
    it.set(a=5)
    assert it.prediction.said.value.endswith("<div>Your progress could not be saved.</div>")


def test_what_is_no_text_is_refused():
    with pytest.raises(TypeError, match="expected text, got 3"):
        named().prediction.write(3)


class Count:
    over, steps = False, 0

    @property
    def begun(self):
        return self.steps > 0

    def step(self):
        self.steps += 1

    def result(self):
        return self.steps

    def change(self, **values):
        return self


def test_a_live_one_tells_where_it_rests(home, monkeypatch):
    monkeypatch.setattr("course_nn.widgets.live.new_stage", lambda **how: None)
    small_figure = lambda figure, result: figure.add_subplot()  # noqa: E731
    it = Live(
        lambda a: Count(),
        small_figure,
        [IntSlider("a", "a", 0, 9, 3)],
        lambda r: f"Step {r}.",
        lambda r: None,
        {"One step": "step"},
        at_once=1,
        size=(2, 1),
    )
    it.prediction.name = "live_game"
    it.prediction.write("it counts")
    it.press("One step")
    assert kept(home, "live_game")["happened"] == "Step 1."


@pytest.mark.long
def test_every_instrument_of_the_course_knows_its_name():
    assert widgets.decision_line().prediction.name == "decision_line"
    assert widgets.live_game().prediction.name == "live_game"


def test_an_instrument_and_an_exercise_never_share_a_name():
    assert not set(widgets.INSTRUMENTS.rooms) & set(EXERCISES.rooms)  # progress keeps both by their names
