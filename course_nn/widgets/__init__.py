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
from course_nn.widgets.chapter05 import (
    adams_start,
    momentum_map,
    optimizer_race,
    rate_schedules,
    rates_of_their_own,
    where_starts_lead,
)
from course_nn.widgets.chapter05_digits import batch_gradients, schedule_trial, tune_by_hand
from course_nn.widgets.chapter05_initialization import alike_units, first_weights, large_logits
from course_nn.widgets.chapter06 import (
    normalization_and_rate,
    overfitting_seen,
    penalty_or_decay,
    regularizers,
    sparse_weights,
    stop_early,
    weight_prior,
)
from course_nn.widgets.chapter06_search import curse_of_dimensionality, grid_or_random
from course_nn.widgets.controls import Choice, IntSlider, Ladder, LogSlider, Slider, Toggle
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
        momentum_map,
        rates_of_their_own,
        adams_start,
        rate_schedules,
        where_starts_lead,
        # chapter 05, real data
        tune_by_hand,
        batch_gradients,
        schedule_trial,
        first_weights,
        alike_units,
        large_logits,
        # chapter 06
        overfitting_seen,
        regularizers,
        sparse_weights,
        penalty_or_decay,
        weight_prior,
        stop_early,
        normalization_and_rate,
        # chapter 06, hyper-parameter search
        grid_or_random,
        curse_of_dimensionality,
    )
}

__all__ = [
    "INSTRUMENTS",
    "Choice",
    "Instrument",
    "IntSlider",
    "Ladder",
    "LogSlider",
    "Slider",
    "Steps",
    "Toggle",
    "activation_viewer",
    "adams_start",
    "alike_units",
    "batch_gradients",
    "check_setup",
    "count_pieces",
    "curse_of_dimensionality",
    "decision_line",
    "descent_path",
    "difference_step",
    "first_weights",
    "fold_the_plane",
    "gradient_cost",
    "graph_walk",
    "grid_or_random",
    "handmade_features",
    "large_logits",
    "learning_replay",
    "line_on_cost",
    "margin_and_bound",
    "momentum_map",
    "no_line",
    "normalization_and_rate",
    "one_input_neuron",
    "optimizer_race",
    "overfitting_seen",
    "penalty_or_decay",
    "rate_schedules",
    "rates_of_their_own",
    "regions_of_the_plane",
    "regularizers",
    "schedule_trial",
    "smooth_step",
    "softmax_bars",
    "softmax_regions",
    "sparse_weights",
    "stop_early",
    "time_line",
    "tune_by_hand",
    "two_losses",
    "universal_approximation",
    "vanishing_gradients",
    "watch_xor",
    "weight_prior",
    "where_starts_lead",
]
