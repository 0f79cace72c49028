"""The instruments of chapter 06 on overfitting, regularizers and normalization."""

from ...widgets.controls import Choice, IntSlider, Ladder, LogSlider
from ...widgets.instrument import Instrument
from . import decay, normalization, overfitting, sparse
from . import overfitting_figure as plot_overfitting
from . import regularization_figure as plot_regularization
from .instruments_search import curse_of_dimensionality, grid_or_random  # noqa: F401

SIZE = (6.6, 3.4)
LABELS = {"all labels right": 0.0, "20 % of labels wrong": 0.2, "40 % of labels wrong": 0.4}


def overfitting_seen():
    """Train a network of any size on any number of digits, and compare what it knows with what it has learned."""
    return Instrument(
        overfitting.overfitting,
        plot_overfitting.draw_overfitting,
        [
            Choice("wrong", "labels", LABELS, 0.2),
            Ladder("hidden", "hidden units", overfitting.HIDDEN, 64),
            Ladder("n", "examples", overfitting.EXAMPLES, 160),
        ],
        _describe_overfitting,
        title="Overfitting",
        caption="64-hidden-10 on digits. Solid: on its own examples. Dashed: on 500 others, whose labels are right.",
        size=SIZE,
    )


def regularizers():
    """Choose a regularizer and its strength, on clean labels or on partly wrong ones."""
    return Instrument(
        overfitting.regularized,
        plot_overfitting.draw_regularized,
        [
            Choice("method", "regularizer", list(overfitting.METHODS), "dropout"),
            IntSlider("level", "strength (0: none)", 0, 8, 5),
            Choice("wrong", "labels", LABELS, 0.2),
        ],
        _describe_regularized,
        title="Five regularizers",
        caption="64-64-10, 150 digits, 240 steps of Adam. The band: two standard errors on either side.",
        size=SIZE,
    )


def stop_early():
    """Set the patience of early stopping, and see what it keeps and what it misses."""
    return Instrument(
        overfitting.early_stopping,
        plot_overfitting.draw_early_stopping,
        [
            IntSlider("patience", "patience", 1, 40, 3, unit="epochs"),
            Choice("wrong", "labels", LABELS, 0.2),
            IntSlider("draw", "another draw", 0, 9, 1),
        ],
        _describe_stopping,
        title="Early stopping",
        caption="64-64-10 on 150 digits. The star marks the least cost in validation up to the stop.",
        size=SIZE,
    )


def sparse_weights():
    """L1 and L2 on a linear model in which most features mean nothing."""
    return Instrument(
        sparse.sparse_weights,
        plot_regularization.draw_sparse,
        [LogSlider("strength", "strength λ", 0.5, 200, 4.0), IntSlider("seed", "another draw", 0, 9, 0)],
        _describe_sparse,
        title="Zeros and small weights",
        caption="100 patients. Circles: L1, hollow if exactly 0. Squares: L2. Right: typical error on 342 others.",
        size=SIZE,
    )


def penalty_or_decay():
    """An L2 penalty and weight decay: the same under SGD, two things under Adam."""
    return Instrument(
        decay.penalty_and_decay,
        plot_regularization.draw_penalty_and_decay,
        [
            LogSlider("strength", "strength λ", 0.01, 2, 0.32),
            Choice("optimizer", "optimizer", ["SGD", "Adam"], "Adam"),
        ],
        _describe_decay,
        title="Penalty or decay",
        caption="Three groups of weights that get nothing but noise. Pale: (1 − αλ)ᵗ, with α = 0.005.",
        size=SIZE,
    )


def weight_prior():
    """Weight decay as an opinion held before the data: which functions it finds plausible."""
    return Instrument(
        decay.weight_prior,
        plot_regularization.draw_prior,
        [
            LogSlider("strength", "strength λ", 0.0001, 100, 0.0032),
            IntSlider("n", "points", 3, 100, 15),
            Choice("curve", "curve", list(decay.CURVES), "sine"),
        ],
        _describe_prior,
        title="Weight decay as a prior",
        caption="40 random tanh units; only β is learned. Green: the true curve. Band: where the posterior puts 95 %.",
        size=SIZE,
    )


def normalization_and_rate():
    """Which learning rates and batch sizes a network bears, with and without normalization."""
    return Instrument(
        normalization.normalized,
        plot_regularization.draw_normalized,
        [
            LogSlider("rate", "learning rate α", 0.003, 10, 0.03),
            Ladder("size", "batch size", normalization.SIZES, 32),
        ],
        _describe_normalized,
        title="Normalization and learning rate",
        caption="64-32-32-10 on 400 digits, 80 steps of SGD. Left: one training of each. Bands: two standard errors.",
        size=SIZE,
    )


def _describe_overfitting(result):
    k = list(result["examples"]).index(result["n"])
    train, validation = (result["averages"][name]["mean"][k] for name in ("accuracy", "validation_accuracy"))
    first = (
        f"{result['parameters']:,} parameters, {result['n']} examples: on average {train:.0%} right on these, "
        f"{validation:.0%} on others"
    )
    if train < 0.6:
        return f"{first}; too few units to learn even the examples."
    points = 100 * (train - validation)
    return f"{first}; {f'a gap of {points:.0f} points' if points >= 2 else 'no gap'}."


def _describe_regularized(result):
    level, method = result["level"], result["method"]
    if level == 0:
        mean = result["averages"]["mean"][0]
        return f"Without a regularizer {mean:.1%} of the validation images are right, on average over 20 draws."
    points, doubt = 100 * result["gains"]["mean"][level], 200 * result["gains"]["error"][level]
    named = f"{method[0].upper()}{method[1:]} of {result['strength']:g}"
    if abs(points) <= doubt:
        return f"{named}: {points:+.1f} ± {doubt:.1f} points in validation over 20 draws; that may be chance."
    verb = "gains" if points > 0 else "costs"
    return f"{named} {verb} {abs(points):.1f} ± {doubt:.1f} points in validation over 20 draws."


def _describe_stopping(result):
    test, best, last = result["test"], result["best"] + 1, result["last"] + 1
    if not result["early"]:
        how = f"A patience of {result['patience']} never runs out in 80 epochs"
    else:
        past = "1 epoch" if result["patience"] == 1 else f"{result['patience']} epochs"
        how = f"It stops after epoch {last}, {past} past its best"
    return (
        f"{how}. The network of epoch {best} gets {test['best']:.0%} of the test images right, "
        f"the last one {test['last']:.0%}, one that never stops {test['never']:.0%}."
    )


def _describe_sparse(result):
    (real, noise), error = result["zeros"]["L1"], result["error"]
    return (
        f"λ = {result['strength']:g}: L1 makes {noise} of 20 noise features and {real} of 10 real ones exactly 0, "
        f"L2 none; error {error['L1']:.1f} with L1, {error['L2']:.1f} with L2, {result['plain_error']:.1f} without."
    )


def _describe_decay(result):
    penalty, outside = (result["left"][kind] for kind in ("L2 penalty", "decay"))
    return (
        f"{result['optimizer']}, λ = {result['strength']:g}: weights with gradients of size 0.01, 0.1 and 1 keep "
        f"{_shares(penalty)} with the penalty and {_shares(outside)} with decay."
    )


def _shares(means):
    return ", ".join(f"{max(100 * one, 0):.0f} %" for one in means)


def _describe_prior(result):
    best = result["errors"].min()
    spread = f"A prior that puts each β at 0 ± {result['spread']:.2g}"
    if result["error"] <= 1.1 * best:
        return f"{spread}: error {result['error']:.2f} on new points, about the least that any λ reaches here."
    loose = result["train"] < 0.9 * result["noise"]
    way = "too loose: it follows the noise" if loose else "too tight: the data can't move it"
    return f"{spread}: error {result['error']:.2f} on new points, where {best:.2f} is possible; {way}."


def _describe_normalized(result):
    names = {"without": "without", "BatchNorm": "with BatchNorm", "LayerNorm": "with LayerNorm"}
    right = ", ".join(f"{value:.0%} {names[kind]}" for kind, value in result["accuracy"].items())
    return f"This training, after 80 steps with α = {result['rate']:g} and batches of {result['size']}: {right}."
