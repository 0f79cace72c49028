"""The animation player: saved steps to play, pause, step through, or drag along."""

from dataclasses import KW_ONLY, dataclass
from typing import Any

from course_nn import _checks
from course_nn.widgets.controls import WIDTH, Control, _shown


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

        play = ipywidgets.Play(
            value=self.value, min=self.low, max=widget.max, interval=self.interval_ms, show_repeat=False,
        )  # fmt: skip
        # Linked in the browser, so that playing does not wait for the kernel; the range follows from here.
        widget.course_player = play, ipywidgets.jslink((play, "value"), (widget, "value"))
        widget.observe(lambda change: setattr(play, "max", change["new"]), "max")
        buttons = []
        for icon, move, words in (("step-backward", -1, "one step back"), ("step-forward", 1, "one step on")):
            button = ipywidgets.Button(icon=icon, tooltip=words, layout={"width": "40px"})
            button.on_click(lambda _, move=move: _move(widget, move))
            buttons.append(button)
        bar = ipywidgets.HBox([play, *buttons]).add_class("course-nn-player")
        return ipywidgets.VBox([widget, bar], layout={"width": WIDTH}).add_class("course-nn-steps")


def pause(widget):
    """Stop the player of this widget, if it has one."""
    play, _ = getattr(widget, "course_player", (None, None))
    if play is not None:
        play.playing = False


def _move(widget, move):
    pause(widget)
    widget.value = min(max(widget.value + move, widget.min), widget.max)
