"""Instruments to move (core ipywidgets): a picture that follows its controls. No mathematics of their own."""

from course_nn.widgets.controls import Choice, IntSlider, LogSlider, Slider, Toggle
from course_nn.widgets.instrument import Instrument
from course_nn.widgets.player import Steps

# Every instrument of the course by name: a function without required arguments that returns an Instrument. The
# tests sweep all of them over the corners of all their controls.
INSTRUMENTS = {}

__all__ = ["INSTRUMENTS", "Choice", "Instrument", "IntSlider", "LogSlider", "Slider", "Steps", "Toggle"]
