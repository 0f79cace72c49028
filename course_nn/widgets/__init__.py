"""Instruments to move (core ipywidgets): a picture that follows its controls. No mathematics of their own.

Every instrument of the course is here by name, as in ``from course_nn.widgets import momentum_map``; the name loads the
room of its chapter (`course_nn.windows`), and no other. The rest is the machinery that all of them share.
"""

from ..windows import Window
from .controls import Choice, IntSlider, Ladder, LogSlider, Slider, Toggle
from .grid import Grid
from .instrument import Instrument, named
from .live import Live
from .pad import Pad
from .player import OpenSlider, Steps
from .setup import check_setup
from .stage import Marks
from .training_run import watch
from .word import Word

#: Every instrument by name: a function without required arguments that returns an `Instrument`.
INSTRUMENTS = Window("instruments", named)

__all__ = [
    "INSTRUMENTS",
    "Choice",
    "Grid",
    "Instrument",
    "IntSlider",
    "Ladder",
    "Live",
    "LogSlider",
    "Marks",
    "OpenSlider",
    "Pad",
    "Slider",
    "Steps",
    "Toggle",
    "Word",
    "check_setup",
    "watch",
]


def __getattr__(name):
    if name == "playground":
        from ..chapters.playground.widget import playground

        return playground
    if name.startswith("_") or name not in INSTRUMENTS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return INSTRUMENTS[name]


def __dir__():
    return sorted({*globals(), *INSTRUMENTS, "playground"})
