"""A training that is watched: a progress bar, the loss so far, and a stop button that keeps what was learned.

    run = watch(train(network, loss, optimizer, batches, epochs=50), total=50 * len(batches))

The steps are taken in the cell itself, and the next cell waits for them. A button that is pressed meanwhile is heard
where the messages of widgets have a thread of their own, as in JupyterLab 4.4 with ipykernel 7 (a "subshell"); anywhere
else they wait until the cell has ended. With an older kernel there is therefore no button. Interrupting the kernel does
the same as the button, everywhere: the step at hand is finished, and θ is as after it.
"""

import contextlib
import html
import itertools
import numbers
import signal
import threading
import time

import numpy as np
from matplotlib.ticker import MaxNLocator

from .. import _checks, interrupts
from ..plots.points import label_line_ends
from ..plots.powers import printed
from ..plots.style import BLUE, GREEN, PINK, VERMILION, course_style, encode_png, figure_png, new_figure, picture
from . import look
from .versions import VIEW, view

SIZE = (6.6, 2.6)
RECENT = 20  # so many steps are the loss that is told
MOST_POINTS = 300  # of a line
TOLD, DRAWN = 0.1, 1.0  # seconds from one line of text to the next, and from one picture to the next
BUTTON, INTERRUPT, ERROR = "the stop button", "an interrupt", "an error"

CSS = """
.course-nn-run-top { display: flex; flex-flow: row wrap; align-items: center; gap: 4px 14px; margin: 0 0 6px; }
.course-nn-run .jupyter-button { width: 96px; margin: 0; }
.course-nn-run .fa-stop::before { content: "\\f04d" / ""; }
.course-nn-run-line .widget-html-content { font-size: 14px; line-height: 1.45; font-variant-numeric: tabular-nums; }
.course-nn-run-line progress { width: 200px; height: 14px; margin-right: 10px; accent-color: #0072B2;
  vertical-align: -2px; }
"""


class TrainingRun:
    """What a watched training has done: ``steps`` taken, ``losses`` by name, (steps,) each, and who ``stopped`` it.

    ``stopped`` is None where the steps came to their end, or "the stop button", "an interrupt", "an error".
    """

    def __init__(self, total=None):
        self.total, self.steps, self.stopped, self._losses = total, 0, None, {}

    @property
    def losses(self):
        return {name: np.array(values) for name, values in self._losses.items()}

    def add(self, step):
        """Count a step, and keep its losses."""
        found = losses_of(step)
        if self._losses and self._losses.keys() != found.keys():
            raise ValueError(f"watch: expected the losses {sorted(self._losses)} of each step, got {sorted(found)}")
        for name, value in found.items():
            self._losses.setdefault(name, []).append(value)
        self.steps += 1

    def recent(self):
        """The losses now, in words: the means over the last 20 steps."""
        return printed(", ".join(f"{name} {np.mean(values[-RECENT:]):.2g}" for name, values in self._losses.items()))

    def __repr__(self):
        loss = f", {self.recent()} over the last {min(RECENT, self.steps)}" if self.steps else ""
        kept = "" if self.stopped == ERROR else ", what was learned is kept"
        end = f"; ended by {self.stopped}{kept}" if self.stopped else ""
        return f"{self.count()} taken{loss}{end}."

    def count(self):
        """How many steps, in words."""
        if self.total is not None and self.steps < self.total:
            return f"{self.steps:,} of {self.total:,} steps"
        return "1 step" if self.steps == 1 else f"{self.steps:,} steps"


def watch(steps, total=None, title=""):
    """Take the ``steps``, show how far they are and their loss, and return what was done, a `TrainingRun`.

    ``steps`` is any iterator of steps, as `train` gives it; a step is a number, a dict of numbers, or has fields with
    "loss" in their names. At most ``total`` are taken; by default all, and as many as ``len(steps)`` says, where it
    says. Stopped by the button or by an interrupt, the step at hand is finished first; to go on, watch the same
    iterator again. A second interrupt does not wait for the step. Within a larger piece of work, as a search, an
    interrupt goes on to it. Without a notebook a line is printed at every tenth of the total.
    """
    if total is None:
        total = len(steps) if hasattr(steps, "__len__") else None
    else:
        total = _checks.whole(total, "watch: total", low=0)
    try:
        taken = itertools.islice(iter(steps), total)
    except TypeError:
        raise TypeError(f"watch: expected an iterator of steps, got {_checks.describe(steps)}") from None
    run = TrainingRun(total)
    shown = _Page(run, title) if in_a_notebook() else _Lines(run)
    with _heard(run):
        try:
            for step in taken:
                run.add(step)
                shown.tell()
                if run.stopped:
                    break
        except BaseException as error:
            run.stopped = INTERRUPT if isinstance(error, KeyboardInterrupt) else ERROR
            raise
        finally:
            shown.end()
    if run.stopped == INTERRUPT and interrupts.inside_another():
        raise KeyboardInterrupt
    return run


def losses_of(step):
    """The losses of a step by name, as floats."""
    if isinstance(step, numbers.Real):
        found = {"loss": step}
    elif isinstance(step, dict):
        found = step
    else:
        fields = step._asdict() if hasattr(step, "_asdict") else getattr(step, "__dict__", {})
        found = {name: value for name, value in fields.items() if "loss" in name}
    if not found or not all(isinstance(value, numbers.Real) for value in found.values()):
        raise TypeError(f"watch: expected steps with a loss, such as `train` gives them, got {_checks.describe(step)}")
    return {str(name).replace("_", " "): float(value) for name, value in found.items()}


def in_a_notebook():
    """Whether this runs in a Jupyter kernel, which can show widgets."""
    return _kernel() is not None


def _kernel():
    with contextlib.suppress(ImportError):
        from IPython import get_ipython

        return getattr(get_ipython(), "kernel", None)
    return None


def button_is_heard():
    """Whether the kernel can hear a button while a cell runs. (Whether the page makes use of it, it can't know.)"""
    with contextlib.suppress(AttributeError):
        return "kernel subshells" in _kernel().kernel_info.get("supported_features", ())
    return False


@contextlib.contextmanager
def _heard(run):
    """The first interrupt only asks for the end, so that none cuts a step in two; the second one is as ever."""
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield
        return

    def ask(number, frame):
        if run.stopped:
            before(number, frame)
        run.stopped = INTERRUPT

    signal.signal(signal.SIGINT, ask)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def draw_losses(figure, losses, total=None):
    """Each loss against the step, as means over stretches of it; logarithmic where all is positive and falls far."""
    ax, lines, drawn = figure.subplots(), [], []
    for (_, values), color, dashes in zip(losses.items(), itertools.cycle(_COLORS), itertools.cycle(_DASHES)):
        stretch = -(-len(values) // MOST_POINTS)
        ends = np.arange(stretch, len(values) + stretch, stretch).clip(max=len(values))
        means = np.add.reduceat(values, ends - np.diff(ends, prepend=0)) / np.diff(ends, prepend=0)
        lines += ax.plot(ends, means, color=color, ls=dashes, marker="o" if len(ends) == 1 else None)
        drawn += means[np.isfinite(means)].tolist()
    if drawn and 0 < 10 * min(drawn) < max(drawn):
        ax.set_yscale("log")
    steps = len(next(iter(losses.values()), ()))
    ax.set(xlim=(0, max(total or 0, steps, 1) * 1.02), xlabel="step", ylabel="loss" if len(losses) == 1 else "losses")
    ax.xaxis.set_major_formatter("{x:,.0f}")
    ax.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    ax.grid(axis="y")
    if len(losses) > 1:
        label_line_ends(ax, lines, list(losses))
    return ax


_COLORS, _DASHES = (BLUE, VERMILION, GREEN, PINK), ("-", (0, (4, 2)), (0, (1, 1)), "-.")


class _Lines:
    """Without a notebook: a line at every tenth of the total, and one at the end."""

    def __init__(self, run):
        self.run = run

    def tell(self):
        run = self.run
        if run.total and 10 * run.steps // run.total > 10 * (run.steps - 1) // run.total and run.steps < run.total:
            print(f"step {run.steps:,} of {run.total:,}: {run.recent()}")

    def end(self):
        print(repr(self.run))


class _Page:
    """In a notebook: bar, button and picture while it runs, and then a picture that is stored."""

    def __init__(self, run, title):
        import ipywidgets as W
        from IPython.display import display

        self.run, now = run, time.monotonic()
        self.next_line, self.next_picture = now, now + DRAWN / 2
        self.button = W.Button(description="Stop", icon="stop", tooltip="stop, and keep what was learned")
        self.button.on_click(self._pressed)
        # ipykernel 7.4 gives a message to the thread that spoke last to the widget, here the one that takes the steps.
        self.button.comm._reply_subshell_for = None
        self.line = W.HTML().add_class("course-nn-run-line")
        wide, high = (round(side * look.DPI) for side in SIZE)
        self.image = look.described(W.Image)(format="png", width=wide, height=high).add_class("course-nn-picture")
        self.image.value = encode_png(np.full((high, wide, 3), 255, np.uint8))
        top = [*([self.button] if button_is_heard() else []), self.line]
        parts = [
            W.HTML(f"<style>{look.CSS}{CSS}</style>").add_class("course-nn-unseen"),
            *([W.HTML(html.escape(title)).add_class("course-nn-title")] if title else []),
            W.Box(top).add_class("course-nn-run-top"),
            self.image,
        ]
        self.widget = W.VBox(parts).add_class("course-nn").add_class("course-nn-run")
        self._say("The first step is taken.")
        # Only for the page: what is stored is shown at the end.
        display({VIEW: view(self.widget)[VIEW]}, raw=True)

    def tell(self):
        now = time.monotonic()
        if now >= self.next_line:
            hint = "" if button_is_heard() else " (to stop, interrupt the kernel)"
            self._say(f"{self.run.count()}, {self.run.recent()}{hint}")
            self.next_line = now + TOLD
        if now >= self.next_picture:
            figure = new_figure(*SIZE)
            with course_style():
                draw_losses(figure, self.run.losses, self.run.total)
            self.image.tooltip = f"The loss so far: {self.run.recent()}."
            self.image.value = figure_png(figure, look.SHARPNESS, level=1)
            spent = time.monotonic() - now
            self.next_picture = now + max(DRAWN, 20 * spent)  # at most a twentieth of the time goes into pictures

    def end(self):
        from IPython.display import display

        self.button.disabled, self.button.description = True, "Stopped" if self.run.stopped else "Done"
        self.image.layout.display = "none"
        self._say(repr(self.run), "status")
        if self.run.steps:
            losses, alt = self.run.losses, repr(self.run)
            display(picture(lambda figure, _: draw_losses(figure, losses), None, alt, SIZE))

    def _pressed(self, _):
        self.button.disabled, self.button.description = True, "Stopping"
        self.run.stopped = self.run.stopped or BUTTON

    def _say(self, words, role="none"):
        bar = ""
        if self.run.total:
            bar = f'<progress aria-label="steps taken" max="{self.run.total}" value="{self.run.steps}"></progress>'
        self.line.value = f'<div role="{role}">{bar}{html.escape(words)}</div>'
