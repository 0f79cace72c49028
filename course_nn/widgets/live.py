"""A live instrument: it goes on by itself, step by step, for as long as somebody looks, and can be moved meanwhile."""

import contextlib
import os
import threading
import time

from matplotlib.backends.backend_agg import FigureCanvasAgg

from .. import _checks
from ..plots.scene import Scene
from ..plots.style import picture_bundle
from . import look, rerun
from .controls import Ladder
from .instrument import Instrument
from .stage import Marks, heard_at_once, new_stage

RATE = 30  # pictures a second at most
RATE_OF_FIGURES = 5  # the same where each is a figure of Matplotlib's
BUDGET = 0.02  # seconds of a picture that go into steps: what is left of them comes with the next one
TOLD = 2.0  # seconds from one sentence to the next while it runs: it is read aloud
GONE = 5.0  # seconds without a word from the page after which it counts as closed
LONGEST = 60.0  # seconds that a press of Start lasts where the page says nothing of what it shows
AT_ONCE = (1, 3, 10, 30, 100)
NEEDED = ("begun", "over", "result", "change")  # of a run, besides the methods of its buttons

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

    It runs in a thread of its own, so that the kernel hears the page and runs cells. The page tells which picture it
    has drawn last, and few are under way (`stage.AHEAD`); without a page nothing goes on. The points of the first
    `Marks` control are put on the stage. ``at_once`` is one of 1, 3, 10, 30 and 100. When its cell is run again, it
    makes room for the new one: its thread ends, and its widgets are closed. For code and tests: ``start()``,
    ``pause()``, ``press(button)``, ``restart()``, ``close()``, ``playing``, ``run`` and what every instrument has.
    """

    def __init__(self, compute, draw, controls, describe, scene, acts, at_once=10, **how):
        if not callable(scene):
            raise TypeError(f"Live: expected scene to be a function, got {_checks.describe(scene)}")
        self.scene, self.acts = scene, _checked(acts)
        self.run, self.playing, self.closed = None, False, False
        self._turn, self._stepping, self._told = 0, threading.RLock(), 0.0
        self._missed = False  # whether a control has moved since the last picture
        self._at_once = Ladder("at_once", "steps at once", AT_ONCE, at_once)
        super().__init__(compute, draw, controls, describe, **how)
        rerun.replace(self)

    # What is pressed.

    def start(self):
        """Go on, from the start where it is over; does nothing while it runs."""
        if self.closed:
            return
        if self.run is None or self.run.over:
            self.restart()
        with self._stepping:
            if not self.playing and self.run is not None:
                self._turn, self.playing, self._told = self._turn + 1, True, 0.0
                self._show_button()
                for widget in rerun.all_in(self.widget):  # also what has come since it was made
                    heard_at_once(widget)
                thread = threading.Thread(target=self._play, args=(self._turn,), daemon=True, name="course-nn-live")
                thread.start()

    def pause(self):
        """No step is taken after this has returned, until it is started again."""
        self._pause()

    def press(self, button):
        """Pause, and take as many of the button's steps as are taken at once."""
        method = self.acts[_checks.one_of(button, self.acts, "Live.press")]
        with self._stepping:
            self._stop()
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

    def states(self, ends_alone=False):
        """The first one alone: what it becomes from there on is not in its controls."""
        return [{c.name: c.value for c in self.controls}]

    def close(self):
        """End it for good: no thread, and nothing in any page. Shown once more it is a picture."""
        self._forget()
        with self._stepping:
            self.closed = True
            for widget in rerun.all_in(self.widget):
                widget.close()
            self.figure.clear()
            FigureCanvasAgg(self.figure)  # in place of the canvas that keeps the last pixels

    def _forget(self):
        with self._stepping:
            self._stop()
            self.run = None

    def _pause(self, why="", turn=None):
        if not self._stop(turn) or (self.failure is not None and not self._missed):
            return
        self._refresh()
        with self._stepping:
            if why and not self.playing and self.failure is None:
                look.tell(self._status, f"{why} {self.description}")

    def _stop(self, turn=None):
        """End the thread, or that of this turn alone, before its next step; whether there was one."""
        with self._stepping:
            if turn not in (None, self._turn):
                return False
            was, self._turn, self.playing = self.playing, self._turn + 1, False
            self._show_button()
        if self.stage is not None:
            self.stage.wake()
        return was

    def png(self):
        """The picture at rest, as PNG bytes; while it runs, that of where it now is."""
        with self._stepping:
            if self.playing and self.stage is not None and self.failure is None:
                self._image.value = super()._painted(self.result, self.values)
            return super().png()

    def _repr_mimebundle_(self, include=None, exclude=None):
        with self._stepping:  # one picture and its sentence
            if not self.closed:
                return super()._repr_mimebundle_(include, exclude)
            size = self.figure.get_size_inches() * self.figure.dpi / look.SHARPNESS
            return picture_bundle(self.png(), *size, repr(self))

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
                if why := self._unseen(turn, begun):
                    return
                due = max(due + 1 / (RATE_OF_FIGURES if self.stage is None else RATE), time.monotonic() + 0.001)
                self._wait(turn, due)
        finally:
            self._pause(why, turn)

    def _take(self, method, seconds):
        """So many steps as are taken at once, or as many as the time is enough for; whether all went well."""
        if self.run is None:  # it could not be made, and the line below says why
            return False
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

    def _unseen(self, turn, begun):
        """Why there is to be no other picture, as far as one knows; "" where one may follow."""
        if self.stage is None:
            over = time.monotonic() - begun >= LONGEST
            return f"Paused after {LONGEST:g} seconds: this page does not tell whether somebody looks." if over else ""
        if self.stage.comm is None:
            return "Paused, as its widget is closed."
        if self.stage.room(GONE, lambda: self._turn != turn):
            return ""
        return (
            f"Paused: for {GONE:g} seconds the kernel heard of no picture that was shown, as when the page is hidden, "
            "or, with an older kernel, while a cell runs."
        )

    def _wait(self, turn, due):
        while self._turn == turn and (rest := due - time.monotonic()) > 0:
            time.sleep(min(rest, 0.05))

    # What is shown.

    def screen(self, image, widgets):
        import ipywidgets as W

        self._marks = next((control for control in self.controls if isinstance(control, Marks)), None)
        self.stage = self._new_stage(widgets)
        self._at_once_widget = self._at_once.widget()
        self._button = self._a_button("Start", lambda: self.pause() if self.playing else self.start())
        steps = [self._a_button(name, lambda name=name: self.press(name)) for name in self.acts]
        bar = [self._button, *steps, self._a_button("From the start", self.restart), self._at_once_widget]
        self._show_button()
        for widget in (*filter(None, [self.stage]), *bar, *widgets.values()):  # Start, too, is heard while a cell runs
            heard_at_once(widget)
        style = W.HTML(f"<style>{CSS}</style>").add_class("course-nn-unseen")
        if self.stage is not None:  # its picture is for the notebook's file: no page needs to hear of it
            for widget in rerun.all_in(image):
                widget.close()
        return [style, image if self.stage is None else self.stage, W.Box(bar).add_class("course-nn-live")]

    def _new_stage(self, widgets):
        marks = self._marks
        if marks is None:
            stage = new_stage()
        else:
            stage = new_stage(points=marks.value, most=marks.most, bounds=[marks.low, marks.high])
        if stage is None:
            return None
        stage.when_left(lambda: self._pause("Paused when the page no longer showed it."))
        if marks is not None:  # its points are put on the stage, not typed
            box = widgets[marks.name]
            box.layout.display = "none"
            box.observe(lambda _: self._give(stage, box), "value")
            stage.when_put(marks.clean, lambda points: setattr(box, "value", points))
        return stage

    def _give(self, stage, box):
        with contextlib.suppress(ValueError):  # what is no point can't be shown; the line below says why
            stage.give(self._marks.clean(box.value))

    def _a_button(self, name, act):
        import ipywidgets as W

        button = W.Button(description=name, tooltip=name)
        button.on_click(lambda _: act())
        return button

    def _show_button(self):
        self._button.icon = "pause" if self.playing else "play"
        self._button.description = self._button.tooltip = "Pause" if self.playing else "Start"

    def _moved(self, change):
        self._missed = True
        if not self.playing:  # otherwise the next picture has it
            super()._moved(change)

    def _render(self):
        with self._stepping:
            self._missed = False
            super()._render()

    def _computed(self, values):
        if self.run is None or not self.run.begun:
            self.run = self._checked_run(self.compute(**values))
        else:
            self.run = self.run.change(**values)
        return self.run.result()

    def _has_moved(self, values):
        # What happened is told where it rests, not ten steps after Start.
        return not self.playing and (self.run.begun or super()._has_moved(values))

    def _checked_run(self, run):
        missing = [name for name in (*NEEDED, *self.acts.values()) if not hasattr(run, name)]
        if missing:
            raise TypeError(
                f"Live: expected compute to give a run with {', '.join(missing)}, got {_checks.describe(run)}"
            )
        return run

    def _painted(self, result, values):
        if self.stage is None:
            return super()._painted(result, values)
        scene = self.scene(result)
        if not isinstance(scene, Scene):
            raise TypeError(f"Live: expected scene to give a Scene, got {_checks.describe(scene)}")
        if self._marks is not None:
            self.stage.editable = bool(self._marks.when(values))
        self.stage.show(scene)
        return None if self.playing else super()._painted(result, values)

    def _say(self, png):
        if png is not None:
            self._image.value = png
        if self.playing and time.monotonic() < self._told + TOLD:
            return
        self._told = time.monotonic()
        if self.stage is None:
            super()._say(png)
            return
        self.stage.label = self.description
        look.tell(self._status, self.description)


def _checked(acts):
    right = (
        isinstance(acts, dict) and acts and all(isinstance(one, str) and one for pair in acts.items() for one in pair)
    )
    if not right:
        got = acts if isinstance(acts, dict) else _checks.describe(acts)
        raise TypeError(f"Live: expected acts as a dict from buttons to names of the run's methods, got {got}")
    return dict(acts)
