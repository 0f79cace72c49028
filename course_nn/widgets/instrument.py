"""An instrument: controls, and a picture that follows them."""

import contextlib
import functools
import inspect
import os
import threading

from .. import _checks
from ..plots import hover
from ..plots.powers import printed
from ..plots.style import course_style, drawn_png, figure_png, new_figure, picture_bundle
from . import look
from . import story as stories
from .controls import Control
from .corners import corners
from .layout import FrozenLayout
from .player import build_anew, is_open, pause
from .prediction import Prediction
from .versions import view


class Instrument:
    """A figure that can be moved: ``compute`` from the controls' values, ``draw`` its result, ``describe`` it.

    compute(**values)     -> result: arrays, from one keyword argument per control. Pure: the same values give
                          the same result, in whichever order the controls moved.
    draw(figure, result)  draws into an empty Matplotlib figure. Pure as well; it fixes the limits over the
                          controls' ranges, so that nothing jumps.
    describe(result)      -> one sentence that says what is now the case. It stands below the picture and is
                          its text alternative.

    move(result, kept)    -> artists, if a player (`Steps`) should run smoothly, or the picture follow a pen (`Pad`).
                          Then draw draws what does not depend on the step or the drawing, adds the artists that do,
                          invisible, and returns them with whatever move needs as ``kept``; move sets all of them to
                          the result, makes them visible, and returns them in the order of drawing. For a step only
                          they are drawn: 20 and more a second.
    spots(figure, result) -> groups of spots (`plots.hover`), if some places in the picture should light up together
                          while one points at any of them. What they say, controls and sentence tell as well.

    ``story`` names the states that a page shows where nothing computes behind it (`story`). ``controls`` are shown in
    their order; ``size`` is the picture's in inches of 110 pixels (up to 6.6 wide, the controls stand beside it in a
    window of 1200 pixels). A function that fails shows one sentence and leaves the last good picture; with
    ``COURSE_NN_STRICT=1`` it raises. ``values``, ``set(**values)``, ``reset()``, ``result``, ``description``,
    ``corners()`` and ``states()`` serve code and tests.
    """

    def __init__(
        self,
        compute,
        draw,
        controls,
        describe,
        title="",
        caption="",
        size=(6.6, 3.6),
        move=None,
        spots=None,
        story=None,
    ):
        self.controls = _checked(compute, draw, controls, describe, move, spots)
        stories.checked(self.controls, story)
        self.story = story
        self.compute, self.draw, self.describe = compute, draw, describe
        self.move, self.spots, self.title, self.caption = move, spots, title, caption
        self.figure = new_figure(*size)
        self.figure.dpi *= look.SHARPNESS
        self._layout = FrozenLayout(self.figure)
        self.prediction = Prediction()
        self.result, self.description, self.failure = None, "", None
        self._guard = threading.Condition()
        self._asked, self._drawn, self._painter, self._quiet = 0, 0, None, 0
        self._build()
        self._refresh()

    # What code and tests use.

    @property
    def values(self):
        """The controls' values as compute gets them."""
        values = {c.name: c.clean(self._widgets[c.name].value) for c in self.controls if not is_open(c)}
        for control in filter(is_open, self.controls):  # their upper end depends on the others
            step = control.clean(self._widgets[control.name].value)
            values[control.name] = min(step, control.top(_without_steps(self.controls, values)))
        return {c.name: values[c.name] for c in self.controls}

    def set(self, **values):
        """Move controls to ``values``; the picture is up to date when this returns."""
        known = {c.name: c for c in self.controls}
        cleaned = {
            _checks.one_of(name, known, "Instrument.set"): known[name].clean(value) for name, value in values.items()
        }
        with self._hold():
            for name, value in cleaned.items():
                widget = self._widgets[name]
                if is_open(known[name]):
                    widget.max = max(widget.max, value)
                widget.value = value
        self._refresh()
        return self

    def reset(self, *_):
        """Pause, and back to the values with which the instrument began."""
        for widget in self._widgets.values():
            pause(widget)
        return self.set(**{c.name: c.value for c in self.controls})

    def corners(self):
        """Dicts of values at which a test must look: the ends of every range and all options, combined (`corners`)."""
        return corners(self.controls)

    def states(self, ends_alone=False):
        """Dicts of values worth a picture each in a page behind which nothing computes, the defaults first."""
        return stories.states(self.controls, self.story, ends_alone)

    def png(self):
        """The picture that is now shown, as PNG bytes."""
        return self._image.value

    def __repr__(self):
        return self.description or "An instrument without a picture."

    def _repr_mimebundle_(self, include=None, exclude=None):
        # The widget for a running kernel; the picture and the sentence for readers without one.
        width, height = self.figure.get_size_inches() * self.figure.dpi / look.SHARPNESS
        stored = self.png()
        if self.failure is None:
            stored = figure_png(self.figure, look.STORED_SHARPNESS / look.SHARPNESS, level=9)
        bundle = picture_bundle(stored, width, height, repr(self))
        if self.spots is not None and self.failure is None:
            bundle["text/html"] = hover.over(bundle["text/html"], self.spots(self.figure, self.result))
        return {**view(self.widget), **bundle}

    # The picture follows the controls.

    def _build(self):
        parts = look.build(self, self.figure.get_size_inches())
        self.widget, self._widgets, self._image, self._status = parts
        for control in self.controls:
            self._widgets[control.name].observe(self._moved, "value")

    def _moved(self, _change):
        if not self._quiet:
            self._refresh(wait=False)

    @contextlib.contextmanager
    def _hold(self):
        with self._guard:
            self._quiet += 1
        try:
            yield
        finally:
            with self._guard:
                self._quiet -= 1

    def _refresh(self, wait=True):
        """Draw the newest values. Controls may move in several threads: one draws, the others only ask.

        Whoever draws goes on until nothing newer has been asked for, so the last position is never lost.
        """
        me = threading.get_ident()
        with self._guard:
            self._asked += 1
            if self._painter is not None:
                asked = self._asked
                if wait and self._painter != me:
                    self._guard.wait_for(lambda: self._drawn >= asked)
                return
            self._painter = me
        while True:
            asked = self._asked
            try:
                with look.patience(self._image):
                    self._render()
            except BaseException:
                self._done(asked, last=True)
                raise
            if self._done(asked):
                return

    def _done(self, asked, last=False):
        with self._guard:
            self._drawn = asked
            if last or self._asked == asked:
                self._drawn = self._asked
                self._painter = None
                self._guard.notify_all()
                return True
            self._guard.notify_all()
            return False

    def _render(self):
        values = None
        try:
            self._fit_steps()
            values = self.values
            result = self._computed(values)
            png = self._painted(result, values)
            # Places in a picture are known where one was drawn.
            layer = hover.layer(self.spots(self.figure, result)) if self.spots and self.figure.axes else ""
            sentence = self.describe(result)
            if not isinstance(sentence, str) or not sentence.strip():
                raise TypeError(f"describe: expected one sentence, got {_checks.describe(sentence)}")
        except Exception as error:
            self.failure = error
            if os.environ.get("COURSE_NN_STRICT") == "1":
                raise
            look.say_failure(self._status, error, values)
            return
        sentence = printed(" ".join(sentence.split()))
        self.description = sentence if sentence[-1] in ".!?" else sentence + "."
        self.failure, self.result = None, result
        self._say(png)
        if self._has_moved(values):
            self.prediction.moved(self.description)
        else:
            self.prediction.back()
        if self.spots is not None:
            self._layer.value = layer

    # What a kind of instrument may do otherwise (`live`).

    def screen(self, image, widgets):
        """The widgets above the status line."""
        if self.spots is None:
            return [image]
        whole, self._layer = look.with_layer(image)
        return [whole]

    def _computed(self, values):
        return self.compute(**values)

    def _has_moved(self, values):
        """Whether this is no longer the picture with which it began."""
        return any(values[control.name] != control.value for control in self.controls)

    def _painted(self, result, values):
        """The result as a picture, PNG bytes."""
        with course_style():
            still = {c.name: values[c.name] for c in self.controls if not c.moves}
            self._layout.render(self.draw, result, self.move, still)
            return drawn_png(self.figure)

    def _say(self, png):
        look.say(self._image, self._status, png, self.description)

    def _fit_steps(self):
        """The players' last steps follow the other controls."""
        for control in filter(is_open, self.controls):
            widget = self._widgets[control.name]
            values = {c.name: c.clean(self._widgets[c.name].value) for c in self.controls if not is_open(c)}
            top = max(control.top(_without_steps(self.controls, values)), control.low)
            if widget.max != top:
                with self._hold():
                    widget.max = top
                build_anew(widget)


@functools.cache
def named(module, name):
    """The function ``name`` of a chapter's instruments; what it returns knows its name, and keeps predictions by it."""
    make = getattr(module, name)

    @functools.wraps(make)
    def instrument(*arguments, **settings):
        made = make(*arguments, **settings)
        made.prediction.name = name
        return made

    return instrument


def _checked(compute, draw, controls, describe, move, spots):
    functions = {"compute": compute, "draw": draw, "describe": describe}
    functions |= {name: one for name, one in (("move", move), ("spots", spots)) if one is not None}
    for name, function in functions.items():
        if not callable(function):
            raise TypeError(f"Instrument: expected {name} to be a function, got {_checks.describe(function)}")
    controls = list(controls)
    for control in controls:
        if not isinstance(control, Control):
            raise TypeError("Instrument: expected controls such as Slider or Choice, got " + _checks.describe(control))
    if not controls:
        raise ValueError("Instrument: expected at least one control, got none")
    names = [c.name for c in controls]
    twice = sorted({n for n in names if names.count(n) > 1})
    if twice:
        raise ValueError(f"Instrument: expected controls with different names, got {twice[0]!r} twice")
    try:
        inspect.signature(compute).bind(**{name: None for name in names})
    except TypeError as error:
        raise TypeError(
            f"Instrument: expected compute to take exactly {', '.join(names)}, but it does not: {error}"
        ) from None
    return controls


def _without_steps(controls, values):
    return {c.name: values[c.name] for c in controls if not is_open(c)}
