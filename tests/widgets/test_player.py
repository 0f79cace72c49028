"""The player: steps within their range, played to the end, stopped, and never ahead of its page."""

import time

import pytest
from small_instrument import small, wait_until, widget_of

from course_nn.widgets import IntSlider, OpenSlider, Steps, player


def test_player_buttons_step_within_the_range():
    it = small(lambda s: s, [Steps("s", "step", 0, 3, 1)])
    _, _, back, on, *_ = widget_of(it, "Button")
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


@pytest.mark.long
def test_player_stops_when_told_to():
    it = small(lambda s: s, [Steps("s", "step", 0, 10_000, 1, interval_ms=20)])
    (play,), steps = widget_of(it, "Play"), it._widgets["s"]
    play.playing = True
    wait_until(lambda: it.result > 3)
    it.reset()
    assert (play.playing, it.result) == (False, 1)
    play.playing = True
    wait_until(lambda: it.result > 3)
    widget_of(it, "Button")[1].click()  # back to the start
    assert (play.playing, it.result) == (False, 0)
    time.sleep(0.1)
    assert steps.value == it.result == 0


def test_every_button_of_the_player_has_a_name():
    """A screen reader says it; ipywidgets' own buttons to play have none, and are not shown."""
    it = small(lambda s: s, [Steps("s", "step", 0, 10_000, 1, interval_ms=20)])
    (play,), (switch, *buttons, reset, _predict) = widget_of(it, "Play"), widget_of(it, "Button")
    assert [button.tooltip for button in buttons] == ["back to the start", "one step back", "one step on"]
    assert play.layout.display == "none" and reset.description == "Reset"
    for name, other in (("play", "pause"), ("pause", "play"), ("play", "pause")):
        assert (switch.icon, switch.tooltip, play.playing) == (name, name, name == "pause")
        switch.click()
        assert (switch.icon, switch.tooltip) == (other, other)
    it.reset()
    assert switch.tooltip == "play"


@pytest.mark.long
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


def test_last_step_follows_the_other_controls():
    it = small(
        lambda n, s: (n, s),
        [IntSlider("n", "n", 2, 9, 5), Steps("s", "step", 0, lambda values: 10 * values["n"], 40)],
        draw=lambda f, r: None,
    )
    slider, steps = widget_of(it, "IntSlider")
    assert (it.result, steps.max) == ((5, 40), 50)
    place = steps.course_place.children
    slider.value = 2
    assert (it.result, steps.max) == ((2, 20), 20)
    # The browser builds anew what follows a change in a box: else the End key would still mean 50.
    assert steps.course_place.children[0] is not place[0] and steps.course_place.children[-1] is steps
    it.set(n=9, s=90)
    assert it.result == (9, 90)
    it.set(s=10_000)
    assert it.result == (9, 90)
    it.reset()
    assert it.result == (5, 40)
    corners = [(c["n"], c["s"]) for c in it.corners()]
    assert corners == [(2, 0), (2, 20), (9, 0), (9, 90)]


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Steps("s", "s", 0, 0), "Steps 's': high: expected a whole number at least 1"),
        (lambda: Steps("s", "s", 0, 5, 9), "Steps 's': value: expected a whole number at least 0 and at most 5"),
        (lambda: Steps("s", "s", 0, 5, interval_ms=0), "interval_ms: expected a whole number at least 20, got 0"),
    ],
)
def test_impossible_definitions_are_refused_with_a_sentence(make, sentence):
    with pytest.raises((ValueError, TypeError), match=sentence.replace("(", r"\(")):
        make()


def test_an_open_slider_follows_the_other_controls_and_plays_nothing():
    it = small(
        lambda n, i: (n, i),
        [IntSlider("n", "n", 1, 9, 5), OpenSlider("i", "index", 0, lambda values: values["n"] - 1, 3)],
        draw=lambda f, r: None,
    )
    slider, index = widget_of(it, "IntSlider")
    assert (it.result, index.max) == ((5, 3), 4)
    assert not hasattr(index, "course_player") and widget_of(it, "Play") == []
    slider.value = 1  # one place is left
    assert (it.result, index.min, index.max) == ((1, 0), 0, 0)
    assert it.set(n=9, i=8).result == (9, 8)
    assert it.set(i=10_000).result == (9, 8)
    assert it.reset().result == (5, 3)
    corners = [(c["n"], c["i"]) for c in it.corners()]
    assert corners == [(1, 0), (9, 0), (9, 8)]
