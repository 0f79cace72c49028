"""A live instrument: it goes on by itself, step by step, for as long as somebody looks, and can be moved meanwhile."""

import os
import threading
import time

from .. import _checks
from . import look
from .controls import Ladder
from .instrument import Instrument
from .stage import Marks, heard_at_once, new_stage

RATE = 30  # pictures a second at most
RATE_OF_FIGURES = 5  # the same where each is a figure of Matplotlib's
BUDGET = 0.02  # seconds of a picture that go into steps: what is left of them comes with the next one
TOLD = 2.0  # seconds from one sentence to the next while it runs: it is read aloud
GONE = 5.0  # seconds without a word from the page after which it counts as closed
LONGEST = 60.0  # seconds that a press of Start lasts where the page says nothing of what it shows
GONE_SAYS = "Paused, as the page showed no picture for some seconds."

CSS = """
.course-nn-live { display: flex; flex-flow: row wrap; align-items: center; gap: 6px 8px; margin: 2px 0 4px; }
.course-nn-live .jupyter-button { width: auto; min-width: 64px; margin: 0; }
.course-nn-live .fa-play::before { content: "\\f04b" / ""; }
.course-nn-live .fa-pause::before { content: "\\f04c" / ""; }
"""


class Live(Instrument):
    """An instrument whose ``compute`` gives a run: something that can be stepped on, and changed on the way.

    compute(**values)      -> a run, at its beginning.
    run.result()           -> arrays, for draw, describe and scene.
    run.change(**values)   -> the run to go on with: itself, or another one. Called whenever a control may have moved.
    run.begun, run.over    whether a step was taken; whether there are none to take any more.
    run.<method>()         for each of ``acts``, button → method: one step. The first one is what Start repeats.

    scene(result)          -> a `Scene`, drawn by the page itself, up to 30 times a second while it runs. Where that
                           can't be (no anywidget, ipywidgets 7) the figure is shown, five times a second.

    It runs in a thread of its own, so that the kernel hears the page and runs cells. The page tells of each picture
    that it has drawn, and no more than two are under way; without a page nothing goes on. The points of a `Marks`
    control are put on the stage. For code and tests: ``start()``, ``pause()``, ``press(button)``, ``restart()``,
    ``playing``, ``run`` and what every instrument has.
    """

    def __init__(self, compute, draw, controls, describe, scene, acts, at_once=10, **how):
        self.scene, self.acts = scene, dict(acts)
        self.run, self.playing = None, False
        self._turn, self._stepping, self._told, self._still = 0, threading.RLock(), 0.0, b""
        self._at_once = Ladder("at_once", "steps at once", [1, 3, 10, 30, 100], at_once)
        super().__init__(compute, draw, controls, describe, **how)

    # What is pressed.

    def start(self):
        """Go on, from the start where it is over; does nothing while it runs."""
        if self.run is None or self.run.over:
            self.restart()
        with self._stepping:
            if not self.playing:
                self._turn, self.playing, self._told = self._turn + 1, True, 0.0
                self._show_button()
                thread = threading.Thread(target=self._play, args=(self._turn,), daemon=True, name="course-nn-live")
                thread.start()

    def pause(self, why=""):
        """No step is taken after this has returned, until it is started again."""
        was = self._stop()
        if was and self.failure is None:
            self._refresh()
            if why:
                look.tell(self._status, f"{why} {self.description}")

    def press(self, button):
        """Pause, and take as many of the button's steps as are taken at once."""
        method = self.acts[_checks.one_of(button, self.acts, "Live.press")]
        self.pause()
        with self._stepping:
            done = self._take(method, float("inf"))
        if done:
            self._refresh()

    def restart(self):
        """Pause, and back to the beginning, with the controls as they are."""
        self._forget()
        self._refresh()

    def reset(self, *_):
        self._forget()
        self._at_once_widget.value = self._at_once.value
        return super().reset()

    def _forget(self):
        with self._stepping:
            self._stop()
            self.run = None

    def _stop(self):
        """End the thread, before its next step; whether there was one."""
        with self._stepping:
            was, self._turn, self.playing = self.playing, self._turn + 1, False
            self._show_button()
        if self.stage is not None:
            self.stage.wake()
        return was

    def png(self):
        return self._still

    # One step after the other.

    def _play(self, turn):
        begun = due = time.monotonic()
        why, step = "", next(iter(self.acts.values()))
        try:
            while True:
                with self._stepping:
                    if self._turn != turn or not self._take(step, BUDGET):
                        return
                    self._render()
                    if self.failure is not None or self.run.over:
                        return
                if not self._room(turn, begun):
                    why = GONE_SAYS
                    return
                due = max(due + 1 / (RATE_OF_FIGURES if self.stage is None else RATE), time.monotonic() + 0.001)
                self._wait(turn, due)
        finally:
            if self._turn == turn:
                self.pause(why)

    def _take(self, method, seconds):
        """So many steps as are taken at once, or as many as the time is enough for; whether all went well."""
        end = time.monotonic() + seconds
        try:
            for _ in range(self._at_once_widget.value):
                if self.run.over:
                    break
                getattr(self.run, method)()
                if time.monotonic() > end:
                    break
        except Exception as error:
            self.failure = error
            if os.environ.get("COURSE_NN_STRICT") == "1":
                raise
            look.say_failure(self._status, error, None)
            return False
        return True

    def _room(self, turn, begun):
        if self.stage is None:
            return time.monotonic() - begun < LONGEST
        return self.stage.comm is not None and self.stage.room(GONE, lambda: self._turn != turn)

    def _wait(self, turn, due):
        while self._turn == turn and (rest := due - time.monotonic()) > 0:
            time.sleep(min(rest, 0.05))

    # What is shown.

    def screen(self, image, widgets):
        import ipywidgets as W

        self._marks = next((control for control in self.controls if isinstance(control, Marks)), None)
        self.stage = new_stage(most=self._marks.most if self._marks else 0)
        self._at_once_widget = self._at_once.widget()
        self._button = self._a_button("Start", lambda: self.pause() if self.playing else self.start())
        steps = [self._a_button(name, lambda name=name: self.press(name)) for name in self.acts]
        bar = [self._button, *steps, self._a_button("From the start", self.restart), self._at_once_widget]
        self._show_button()
        for widget in (*bar, *widgets.values()):
            heard_at_once(widget)
        if self.stage is not None:
            self.stage.when_left(self.pause)
            if self._marks is not None:  # they are put on the stage, not typed
                box = widgets[self._marks.name]
                box.layout.display = "none"
                self.stage.observe(lambda change: setattr(box, "value", self._marks.clean(change["new"])), "marks")
        style = W.HTML(f"<style>{CSS}</style>").add_class("course-nn-unseen")
        return [style, image if self.stage is None else self.stage, W.Box(bar).add_class("course-nn-live")]

    def _a_button(self, name, act):
        import ipywidgets as W

        button = W.Button(description=name, tooltip=name)
        button.on_click(lambda _: act())
        return button

    def _show_button(self):
        self._button.icon = "pause" if self.playing else "play"
        self._button.description = self._button.tooltip = "Pause" if self.playing else "Start"

    def _moved(self, change):
        if not self.playing:  # otherwise the next picture has it
            super()._moved(change)

    def _render(self):
        with self._stepping:
            super()._render()

    def _computed(self, values):
        fresh = self.run is None or not self.run.begun
        self.run = self.compute(**values) if fresh else self.run.change(**values)
        return self.run.result()

    def _painted(self, result, values):
        if self.stage is None:
            return super()._painted(result, values)
        if self._marks is not None:
            self.stage.editable = self._marks.when(values)
            self.stage.marks = [list(point) for point in values[self._marks.name]]
        self.stage.show(self.scene(result))
        return None if self.playing else super()._painted(result, values)

    def _say(self, png):
        self._still = self._still if png is None else png
        if self.playing and time.monotonic() < self._told + TOLD:
            if self.stage is None:
                self._image.value = png
            return
        self._told = time.monotonic()
        if self.stage is None:
            super()._say(png)
            return
        self.stage.label = self.description
        look.tell(self._status, self.description)
