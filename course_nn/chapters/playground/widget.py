"""The playground as a reader has it: `playground("spiral")`, moved by hand in the page and by code in a cell."""

import html
import math
import threading
import time

from ... import _checks
from ...plots.style import picture_bundle
from ...widgets import rerun
from ...widgets.stage import heard_at_once
from ...widgets.versions import view
from . import answers
from .lesson import TASKS
from .options import OPTIONS
from .own_points import points_of, what_was_read
from .page import new_page
from .pictures import Frames, picture_size, small_picture
from .plain import PlainPage
from .player import Player
from .presets import PRESETS
from .run import Run
from .sent import Sent
from .settings import OWN, Settings
from .standing import sentence
from .state_string import NAME, from_string, to_string

#: The parts of the page, in their order.
PARTS = ("bar", "settings", "network", "plane", "curves", "slow", "tools")
ONE_MOVE = 1.0  # seconds within which a control that moves on is still the same action, for undo


def playground(start="circle", show=PARTS, task=None):
    """A playground, to be shown as the last line of a cell.

    ``start`` is the name of a preset (`PRESETS`), a `Settings`, or a string that a playground gave. ``show`` names the
    parts of the page that are wanted, of "bar", "settings", "network", "plane", "curves", "slow", "tools". With a
    ``task`` of the lesson (`TASKS`) it begins as that does, and has ``check()`` and ``hint()`` for it.
    """
    show = (show,) if isinstance(show, str) else show
    if not isinstance(show, (list, tuple)) or not show:
        raise ValueError(f"playground: expected show to name parts of the page, got {_checks.describe(show)}")
    for part in show:
        _checks.one_of(part, PARTS, "playground: show")
    question = ""
    if task is not None:
        task = _checks.one_of(task, TASKS, "playground: task")
        run, question = Run(TASKS[task].start), TASKS[task].text
    elif isinstance(start, Settings):
        run = Run(start)
    elif isinstance(start, str) and start.lstrip().startswith(NAME):
        run = from_string(start)
    else:
        preset = PRESETS[_checks.one_of(start, PRESETS, "playground")]
        run, question = Run(preset.settings), preset.question
    return Playground(run, [part for part in PARTS if part in show], task, question)


class Playground:
    """A `Run` with a page. ``run`` is the network on its way, ``settings`` how it is set.

    ``step(n)``, ``epoch(n)``, ``play()``, ``pause()``, ``reset()``, ``undo()``, ``set(**controls)`` do what the page's
    controls do; ``string`` restores all of it: ``playground(p.string)``. ``data(X, y)`` puts a reader's own points
    there. With a task of the lesson ``check()`` says whether it is done, and what is missing; ``hint()`` gives its
    hints, one after the other. When its cell is run again it makes room for the new one, and is closed.
    """

    def __init__(self, run, show=PARTS, task=None, question=""):
        self.run, self.question = run, question
        self.aside, self.flow = None, False  # aside: a `Race` or a `Sweep` that is played instead
        self.frames = None  # of an animation, while one is taken
        self._task, self._hints = task, 0
        self._move, self._moved = None, 0.0
        self.player = Player(self)
        self.page = new_page(show, task is not None, self.player.hear) or PlainPage(self.player.hear)
        self._sent = Sent(self)
        heard_at_once(self.page)
        self.show()
        rerun.replace(self)

    # By code.

    @property
    def settings(self):
        return self.run.settings

    @property
    def playing(self):
        return self.player.playing

    @property
    def string(self):
        """All there is, as one line of text."""
        return to_string(self.run)

    def set(self, **controls):
        """Move controls, by the names of `Settings`."""
        self.run.change(**controls)
        return self._done()

    def step(self, n=1):
        """Pause, and make ``n`` updates."""
        n = _checks.whole(n, "step: n", low=1)
        self.player.pause()
        self.run.remember()
        self.run.step(n)
        return self._done()

    def epoch(self, n=1):
        """Pause, and go on to the end of an epoch, ``n`` times."""
        n = _checks.whole(n, "epoch: n", low=1)
        self.player.pause()
        self.run.remember()
        for _ in range(n):
            self.run.finish_epoch()
        return self._done()

    def play(self):
        """Go on until `pause`; only in a notebook."""
        if not self.playing:
            self._refuse_the_end()
            self.player.play()
            self._remember()
            self.show()
        return self

    def pause(self):
        if self.player.pause():
            self.show()
        return self

    def reset(self):
        """Back to the first weights."""
        self.player.pause()
        self.run.reset()
        return self._done()

    def undo(self):
        """Back to before the last thing that was done."""
        self.run.undo()
        self.player.pause()
        return self._done()

    def data(self, X, y):
        """A reader's own data: X (n, 2), and y (n,) classes, or numbers where the problem is a regression."""
        self.take(X, y)
        return self._done()

    def check(self):
        """Whether the task is done, in words; what is missing otherwise."""
        print(self.checked())

    def hint(self):
        """The next hint."""
        print(self.hinted())

    def close(self):
        """End it for good: nothing plays, and no page shows it."""
        self.player.pause()
        self.page.close()

    def _done(self):
        self.end_aside()
        self.show()
        return self

    # For messages of the page (`answers`).

    def answer(self, message):
        return answers.answer(self, message)

    def change(self, what, **controls):
        """Move controls; undo takes back at once what goes on as the same ``what``, such as a slider; None is none."""
        now = time.monotonic()
        goes_on = what is not None and what == self._move and now - self._moved < ONE_MOVE and self.run.undoable
        (self.run.change_on if goes_on else self.run.change)(**controls)
        self._move, self._moved = what, now

    def rest(self):
        """Something else is done: a control that moves after it is another action."""
        self._move = None

    def one(self, speed):
        """Pause, and take one step of this speed; where it takes its time, it is played."""
        self._refuse_the_end()
        self.player.pause()
        self._remember()
        if not self.player.goes_on:
            self.advance(speed, math.inf)
        elif not self.advance(speed, 0.01):
            self.player.play(once=speed)

    def take(self, X, y):
        """Make these arrays the data, and say what became of them."""
        problem = self.settings.problem
        own = points_of(X, y, problem)
        self.run.change(data=OWN, own=own)
        self.say("announce", text=what_was_read(X, y, problem))

    def replace(self, run):
        """Stand where another run stands; undo leads back."""
        self.player.pause()
        self.run.remember()
        self.run.restore(run.state())
        self.question = ""

    def end_aside(self):
        """The run alone is shown again."""
        if self.aside is not None:
            what, _ = self.aside.message()
            self.player.pause()
            self.aside = None
            self.say(what)

    def record(self):
        """Take pictures from now on, for an animation."""
        self.frames = Frames()
        self.frames.add(self.run)

    def send_animation(self):
        """Make the animation of what was recorded, in a thread as it takes its time, and send it."""
        frames, self.frames = self.frames, None
        if frames is None:
            raise ValueError("animation: expected a recording, none was begun")
        send = self.player.later(lambda gif: self.say("animation", [gif]), self.refuse)
        threading.Thread(target=send, args=(frames.gif,), daemon=True).start()

    def checked(self):
        done, words = self._the_task("check").check(self.run)
        return ("Done. " if done else "Not yet. ") + words

    def hinted(self):
        hints = self._the_task("hint").hints
        self._hints = min(self._hints + 1, len(hints))
        return f"Hint {self._hints} of {len(hints)}: {hints[self._hints - 1]}"

    def _the_task(self, what):
        if self._task is None:
            first = next(iter(TASKS))
            raise ValueError(f"{what}: expected a playground with a task, as playground(task={first!r}) makes")
        return TASKS[self._task]

    def say(self, what, buffers=None, **content):
        """A message to the page."""
        self.page.send({"say": what, **content}, buffers)

    def refuse(self, text):
        """Tell what can't be done, with the control called as the page calls it."""
        name, colon, rest = text.partition(":")
        option = OPTIONS.get(name)
        self.say("refused", text=f"{option['label']}{colon}{rest}" if isinstance(option, dict) and colon else text)

    # For the player.

    @property
    def rate(self):
        return self.page.RATE

    @property
    def longest(self):
        return self.page.LONGEST

    @property
    def has_page(self):
        return getattr(self.page, "comm", None) is not None

    @property
    def can_go_on(self):
        if self.aside is not None:
            return self.aside.can_go_on
        return not self.run.diverged and len(self.run.data.X_train) > 0

    def advance(self, speed, seconds):
        """A slice of training: an update, an epoch or what the time is enough for; whether the step is complete."""
        if self.aside is not None:
            return self.aside.advance(speed, seconds) is not False
        if speed == "fast":
            self.run.steps_for(seconds)
        elif speed == "epoch":
            self.run.finish_epoch(seconds)
            return self.run.between_epochs
        else:
            self.run.step()
        return True

    def ended(self, why):
        """It played to its end."""
        if why:
            self.say("announce", text=why)
        self.show()

    def _refuse_the_end(self):
        if self.can_go_on:
            return
        if self.aside is not None:
            raise ValueError("It has come to its end: expected another race or sweep, or none.")
        if self.run.diverged:
            first = self.run.copy()
            first.reset()
            way = "a change of what it learns from" if first.diverged else "Reset"
            raise ValueError(f"{self.run.diverged} Expected {way}, or Undo as far as before, to go on.")
        raise ValueError("There are no points to learn from: expected some in the plane.")

    def _remember(self):
        if self.aside is None:
            self.run.remember()

    def show(self):
        """Send what there is now."""
        self._sent.now()
        if self.frames is not None:
            self.frames.add(self.run)

    # In a notebook.

    def __repr__(self):
        return sentence(self.run)

    def _repr_mimebundle_(self, include=None, exclude=None):
        # The widget for a running kernel; the picture and the sentence for readers without one. What is shown lives as
        # long as its page: `display(playground())` leaves nobody else to hold it.
        self.page.shown = self
        words = html.escape(repr(self))
        return {**view(self.page), **picture_bundle(small_picture(self.run), *picture_size(), words)}
