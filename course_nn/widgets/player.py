"""The animation player: saved steps to play, pause, step through, or drag along."""

import threading
import time
from dataclasses import KW_ONLY, dataclass
from typing import Any

from .. import _checks
from .controls import WIDTH, Control, _shown
from .versions import is_old, new_play


@dataclass
class Steps(Control):
    """A step number from ``low`` to ``high`` with a player: play or pause, to the start, one step, slider.

    ``high`` is a whole number, or a function from the other controls' values (a dict) to one, for a history whose
    length depends on them: ``high=lambda values: len(history(**values)) - 1``. It is called for every picture,
    so it should remember its answers. ``interval_ms`` is the time between two steps while playing.
    """

    low: int
    high: Any
    value: int = 0
    _: KW_ONLY
    interval_ms: int = 200

    moves = True

    def check(self):
        self.low = _checks.whole(self.low, f"{self._where}: low")
        self.interval_ms = _checks.whole(self.interval_ms, f"{self._where}: interval_ms", low=20)
        if not callable(self.high):
            self.high = _checks.whole(self.high, f"{self._where}: high", low=self.low + 1)
        most = None if callable(self.high) else self.high
        self.value = _checks.whole(self.value, f"{self._where}: value", low=self.low, high=most)

    def top(self, others):
        """The last step for these values of the other controls."""
        if not callable(self.high):
            return self.high
        return _checks.whole(self.high(dict(others)), f"{self._where}: the answer of high", low=self.low)

    def clean(self, value):
        # The upper end may depend on the other controls: the instrument takes care of it.
        most = None if callable(self.high) else self.high
        return _checks.whole(value, self._where, low=self.low, high=most)

    def ends(self, others=None):
        return [self.low, self.top(others or {})]

    def widget(self):
        import ipywidgets

        top = max(self.value, self.low + 1) if callable(self.high) else self.high
        return ipywidgets.IntSlider(value=self.value, min=self.low, max=top, **_shown(self))

    def root(self, widget):
        import ipywidgets

        widget.course_player = player = _Player(widget, self.low, self.interval_ms / 1000)
        buttons = [
            *player.switches,
            _button("step-backward", "one step back", lambda: _move(widget, -1)),
            _button("step-forward", "one step on", lambda: _move(widget, 1)),
        ]
        bar = ipywidgets.HBox([*buttons, player.play]).add_class("course-nn-player")
        widget.course_place = ipywidgets.VBox([widget])
        return ipywidgets.VBox([widget.course_place, bar], layout={"width": WIDTH}).add_class("course-nn-steps")


class OpenSlider(Steps):
    """`Steps` without its player: a whole number whose upper end depends on the other controls, as an index does."""

    moves = False

    def root(self, widget):
        import ipywidgets

        widget.course_place = ipywidgets.VBox([widget], layout={"width": WIDTH}).add_class("course-nn-steps")
        return widget.course_place


def is_open(control):
    """Whether the control's upper end depends on the other controls."""
    return isinstance(control, Steps) and callable(control.high)


def _button(icon, name, act, width="40px"):
    """A button that shows a picture and has a name for those who don't see it."""
    import ipywidgets

    button = ipywidgets.Button(icon=icon, tooltip=name, layout={"width": width})
    button.on_click(lambda _: act())
    return button


BEAT_MS = 200
GONE = 10  # seconds without a beat after which the page counts as closed


class _Player:
    """Moves a slider on, step by step, for as long as the play button is down.

    ipywidgets' own player counts in the browser and asks for every step: a dozen messages each, at most 15 pictures a
    second on two cores. Here the steps are taken in the kernel, in a thread, with two messages each. Its counter still
    runs, slowly: as long as these beats come, the browser keeps up. Without one the thread is never more than two
    beats ahead, so that no pictures pile up in a slow or closed page. Its buttons are not seen, as they have no names,
    but in ipywidgets 7, where nothing else starts it.
    """

    def __init__(self, slider, low, seconds):
        self.slider, self.low, self.seconds = slider, low, seconds
        layout = {} if is_old() else {"display": "none"}
        # Beats are counted from 1; 0 is what its button "back to the start" sets.
        self.play = new_play(value=1, min=0, max=2**31 - 1, interval=BEAT_MS, show_repeat=False, layout=layout)
        self.button = _button("play", "play", self._press, "60px")
        stop = _button("stop", "back to the start", self.to_the_start, "60px")
        self.switches = () if is_old() else (self.button, stop)
        self.most_ahead = 2 + round(2 * BEAT_MS / 1000 / seconds)
        self._news, self._turn, self._ahead = threading.Event(), 0, 0
        self._stepping = threading.RLock()  # after pause() has returned no further step is taken
        self.play.observe(self._on_beat, "value")
        self.play.observe(self._on_switch, "playing")

    def pause(self):
        self.play.playing = False

    def to_the_start(self):
        self.pause()
        self.slider.value = self.low

    def _press(self):
        self.play.playing = not self.play.playing

    def _on_beat(self, change):
        self._ahead = 0
        self._news.set()
        if change["new"] == 0:
            self.to_the_start()
            self.play.value = 1

    def _on_switch(self, change):
        with self._stepping:
            self._turn += 1
        self._news.set()
        self.button.icon = self.button.tooltip = "pause" if change["new"] else "play"
        if change["new"]:
            if self.slider.value >= self.slider.max:
                self.slider.value = self.low
            threading.Thread(target=self._run, args=(self._turn,), daemon=True).start()

    def _run(self, turn):
        """Step after step, until the button is up, the end is reached, or the browser is gone."""
        self._ahead, due = 0, time.monotonic()
        try:
            while self._turn == turn and self.slider.value < self.slider.max:
                if self._ahead >= self.most_ahead:
                    self._news.clear()
                    if self._ahead >= self.most_ahead and not self._news.wait(GONE):
                        break
                    continue
                with self._stepping:
                    if self._turn == turn:
                        self._ahead += 1
                        self.slider.value += 1  # the picture is drawn and sent when this returns
                due = max(due + self.seconds, time.monotonic())
                self._wait(turn, due)
        finally:
            if self._turn == turn:
                self.pause()

    def _wait(self, turn, due):
        while self._turn == turn and (rest := due - time.monotonic()) > 0:
            time.sleep(min(rest, 0.05))


def pause(widget):
    """Stop the player of this widget, if it has one."""
    player = getattr(widget, "course_player", None)
    if player is not None:
        player.pause()


def build_anew(widget):
    """Have the browser build this slider of a `Steps` anew: its End key goes where the range ended as it was built."""
    import ipywidgets

    place = getattr(widget, "course_place", None)
    if place is not None:
        # What follows a change in a box is built anew: something unseen comes before the slider, or goes.
        unseen = () if len(place.children) > 1 else (ipywidgets.Box(layout={"display": "none"}),)
        place.children = (*unseen, widget)


def _move(widget, move):
    pause(widget)
    widget.value = min(max(widget.value + move, widget.min), widget.max)
