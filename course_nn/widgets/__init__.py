"""Instruments to move (core ipywidgets): a picture that follows its controls. No mathematics of their own."""

from course_nn.widgets.chapter00 import one_input_neuron, time_line
from course_nn.widgets.chapter01 import decision_line, learning_replay, margin_and_bound, no_line
from course_nn.widgets.chapter03 import (
    activation_viewer,
    count_pieces,
    fold_the_plane,
    regions_of_the_plane,
    softmax_bars,
    universal_approximation,
    watch_xor,
)
from course_nn.widgets.chapter04 import difference_step, gradient_cost, graph_walk, vanishing_gradients
from course_nn.widgets.controls import Choice, IntSlider, LogSlider, Slider, Toggle
from course_nn.widgets.instrument import Instrument
from course_nn.widgets.player import Steps
from course_nn.widgets.setup import check_setup

# Every instrument of the course by name: a function without required arguments that returns an Instrument.
# The tests sweep all of them over the corners of all their controls.
INSTRUMENTS = {
    function.__name__: function
    for function in (
        # chapter 00
        one_input_neuron,
        time_line,
        # chapter 01
        decision_line,
        learning_replay,
        margin_and_bound,
        no_line,
        # chapter 03
        fold_the_plane,
        watch_xor,
        activation_viewer,
        softmax_bars,
        universal_approximation,
        count_pieces,
        regions_of_the_plane,
        # chapter 04
        graph_walk,
        gradient_cost,
        difference_step,
        vanishing_gradients,
    )
}

__all__ = [
    "INSTRUMENTS",
    "Choice",
    "Instrument",
    "IntSlider",
    "LogSlider",
    "Slider",
    "Steps",
    "Toggle",
    "activation_viewer",
    "check_setup",
    "count_pieces",
    "decision_line",
    "difference_step",
    "fold_the_plane",
    "gradient_cost",
    "graph_walk",
    "learning_replay",
    "margin_and_bound",
    "no_line",
    "one_input_neuron",
    "regions_of_the_plane",
    "softmax_bars",
    "time_line",
    "universal_approximation",
    "vanishing_gradients",
    "watch_xor",
]
