"""The instruments of chapter 06: each joins a theme, its figure and its controls."""

from ...widgets.controls import Choice, IntSlider, Ladder, LogSlider, Slider
from ...widgets.instrument import Instrument
from .batch_normalization import SIZES, normalized
from .batch_normalization_figure import describe_batch_normalization, draw_batch_normalization
from .curse_of_dimensionality import curse
from .curse_of_dimensionality_figure import describe_curse_of_dimensionality, draw_curse_of_dimensionality
from .early_stopping import stopped_training
from .early_stopping_figure import describe_early_stopping, draw_early_stopping
from .grid_or_random import grid_and_random
from .grid_or_random_figure import describe_grid_or_random, draw_grid_or_random
from .normalization_axes import EXAMPLES as ROWS
from .normalization_axes import LAYERS, UNITS
from .normalization_axes import normalization_axes as normalize
from .normalization_axes_figure import describe_normalization_axes, draw_normalization_axes
from .overfitting import EXAMPLES, HIDDEN, learning_curves
from .overfitting_figure import describe_overfitting, draw_overfitting
from .regularizers import METHODS, regularized
from .regularizers_figure import describe_regularizers, draw_regularizers
from .sparse_weights import STRENGTHS, lasso_and_ridge
from .sparse_weights_figure import describe_sparse_weights, draw_sparse_weights
from .weight_decay import penalty_and_decay
from .weight_decay_figure import describe_weight_decay, draw_weight_decay
from .weight_prior import CURVES, prior_and_posterior
from .weight_prior_figure import describe_weight_prior, draw_weight_prior

SIZE = (6.6, 3.4)
LABELS = {"all labels right": 0.0, "20 % of labels wrong": 0.2, "40 % of labels wrong": 0.4}


def overfitting():
    """Train a network of any size on any number of digits, and compare what it knows with what it has learned."""
    return Instrument(
        learning_curves,
        draw_overfitting,
        [
            Choice("wrong", "labels", LABELS, 0.0),
            Ladder("hidden", "hidden units", HIDDEN, 64),
            Ladder("n", "examples", EXAMPLES, 160),
        ],
        describe_overfitting,
        title="Overfitting",
        caption="64-hidden-10 on digits. Solid: on its own examples. Dashed: on 500 others, whose labels are right.",
        size=SIZE,
        story=[
            {"wrong": [0.0, 0.2], "hidden": [1, 4, 16, 64, 256]},
            {"wrong": [0.0, 0.2], "n": [20, 80, 160, 320, 640]},
            {"wrong": [0.0, 0.2], "n": 320, "hidden": [4, 16, 32, 64, 256]},
        ],
    )


def sparse_weights():
    """L1 and L2 on a linear model in which most features mean nothing."""
    return Instrument(
        lasso_and_ridge,
        draw_sparse_weights,
        [
            Ladder("strength", "strength λ", {f"{one:g}": one for one in STRENGTHS}, 0.5),
            IntSlider("seed", "another draw", 0, 9, 0),
        ],
        describe_sparse_weights,
        title="Zeros and small weights",
        caption="100 patients. Circles: L1, hollow if exactly 0. Squares: L2. Right: error on 342 others up to your λ.",
        size=SIZE,
    )


def weight_decay():
    """An L2 penalty and weight decay: the same under SGD, two things under Adam."""
    return Instrument(
        penalty_and_decay,
        draw_weight_decay,
        [
            LogSlider("strength", "strength λ", 0.01, 2, 0.32),
            Choice("optimizer", "optimizer", ["SGD", "Adam"], "SGD"),
        ],
        describe_weight_decay,
        title="Penalty or decay",
        caption="Three groups of weights that get nothing but noise. Pale: (1 − αλ)ᵗ, with α = 0.005.",
        size=SIZE,
    )


def weight_prior():
    """Weight decay as an opinion held before the data: which functions it finds plausible."""
    return Instrument(
        prior_and_posterior,
        draw_weight_prior,
        [
            LogSlider("strength", "strength λ", 0.0001, 100, 100),
            IntSlider("n", "points", 3, 100, 15),
            Choice("curve", "curve", list(CURVES), "sine"),
        ],
        describe_weight_prior,
        title="Weight decay as a prior",
        caption=(
            "40 random tanh units; only β is learned. Green: the true curve. Band: where the posterior, what is "
            "plausible after the data, puts 95 %. Right: down to your λ."
        ),
        size=SIZE,
        story={"strength": [1e-4, 0.01, 0.1, 1, 10, 100], "n": [15, 100], "curve": ...},
    )


def regularizers():
    """Choose a regularizer and its strength, on clean labels or on partly wrong ones."""
    return Instrument(
        regularized,
        draw_regularizers,
        [
            Choice("method", "regularizer", list(METHODS), "L2 penalty"),
            IntSlider("level", "strength (0: none)", 0, 8, 3),
            Choice("wrong", "labels", LABELS, 0.2),
        ],
        describe_regularizers,
        title="Five regularizers",
        caption="64-64-10, 150 digits, 240 steps of Adam. The band: two standard errors on either side.",
        size=SIZE,
        story={"method": ..., "level": [2, 3, 5, 8], "wrong": [0.0, 0.2]},
    )


def early_stopping():
    """Set the patience of early stopping, and see what it keeps and what it misses."""
    return Instrument(
        stopped_training,
        draw_early_stopping,
        [
            IntSlider("patience", "patience", 1, 40, 3, unit="epochs"),
            Choice("wrong", "labels", LABELS, 0.2),
            IntSlider("draw", "another draw", 0, 9, 1),
        ],
        describe_early_stopping,
        title="Early stopping",
        caption="64-64-10 on 150 digits. The star marks the least cost in validation up to the stop.",
        size=SIZE,
    )


def normalization_axes():
    """Over which numbers BatchNorm and LayerNorm average, and whom a changed number changes."""
    return Instrument(
        normalize,
        draw_normalization_axes,
        [
            Choice("kind", "layer", list(LAYERS), "BatchNorm"),
            IntSlider("example", "example", 1, ROWS, 2),
            IntSlider("unit", "unit", 1, UNITS, 3),
            Slider("add", "added to that number", 0, 8, 0.5, 0),
        ],
        describe_normalization_axes,
        title="Whose mean?",
        caption="Dashed: the chosen number. Frame: the numbers whose mean and spread standardize it. γ = 1, β = 0.",
        size=(8.2, 3.4),
        story=[
            {"kind": ..., "add": [0, 1, 2, 4, 6, 8]},
            {"kind": ..., "example": [1, 2, 5], "unit": [1, 3, 4], "add": 4},
        ],
    )


def batch_normalization():
    """Which learning rates and batch sizes a network bears, with and without normalization."""
    return Instrument(
        normalized,
        draw_batch_normalization,
        [LogSlider("rate", "learning rate α", 0.003, 10, 0.003), Ladder("size", "batch size", SIZES, 32)],
        describe_batch_normalization,
        title="Normalization and learning rate",
        caption="64-32-32-10 on 400 digits, 80 steps of SGD. Left: one training of each. Right: up to your α.",
        size=SIZE,
        story={"rate": [0.003, 0.01, 0.032, 0.1, 0.32, 1, 2, 3.2, 10], "size": [2, 8, 32]},
    )


def grid_or_random():
    """The same number of trials on a grid and at random, for an axis that matters little or much."""
    return Instrument(
        grid_and_random,
        draw_grid_or_random,
        [
            IntSlider("points", "points on each axis of the grid", 2, 10, 5),
            Slider("importance", "importance of the other axis", 0, 1, 0.05, 1),
            IntSlider("seed", "problem", 0, 30, 0),
        ],
        describe_grid_or_random,
        title="Grid or random, on the same budget",
        caption=(
            "Star: a place where the loss is 0. Above each map: the loss along the important axis, and the values "
            "of it that were tried. Right: in what share of 1,000 such problems random search finds less, down to your "
            "importance."
        ),
        size=(9.4, 3.9),
        story={"points": [2, 3, 5, 8, 10], "importance": [0, 0.1, 0.4, 0.7, 1]},
    )


def curse_of_dimensionality():
    """What a budget of trials is worth in more and more dimensions."""
    return Instrument(
        curse,
        draw_curse_of_dimensionality,
        [IntSlider("dimensions", "number of axes", 1, 20, 6), LogSlider("budget", "trials", 10, 1_000_000, 64)],
        describe_curse_of_dimensionality,
        title="A budget in many dimensions",
        caption=(
            "Edge: how much of each axis a tenth of the volume takes. Near a face: within 5% of one. "
            "Random hits: the chance that at least one of so many random trials falls into the best 5% of the volume."
        ),
        size=(9.2, 3.4),
    )
