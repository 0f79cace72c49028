"""Instruments to move (core ipywidgets): a picture that follows its controls. No mathematics of their own."""

from course_nn.widgets.chapter00 import one_input_neuron, time_line
from course_nn.widgets.chapter01 import decision_line, learning_replay, margin_and_bound, no_line
from course_nn.widgets.chapter02 import (
    descent_path,
    handmade_features,
    line_on_cost,
    smooth_step,
    softmax_regions,
    two_losses,
)
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
from course_nn.widgets.chapter05 import optimizer_race
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
        # chapter 02
        line_on_cost,
        descent_path,
        handmade_features,
        smooth_step,
        two_losses,
        softmax_regions,
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
        # chapter 05
        optimizer_race,
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
    "descent_path",
    "difference_step",
    "fold_the_plane",
    "gradient_cost",
    "graph_walk",
    "handmade_features",
    "learning_replay",
    "line_on_cost",
    "margin_and_bound",
    "no_line",
    "one_input_neuron",
    "optimizer_race",
    "regions_of_the_plane",
    "smooth_step",
    "softmax_bars",
    "softmax_regions",
    "time_line",
    "two_losses",
    "universal_approximation",
    "vanishing_gradients",
    "watch_xor",
]
