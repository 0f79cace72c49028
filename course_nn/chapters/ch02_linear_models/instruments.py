"""The instruments of chapter 02, linear models and gradient descent."""

from ...widgets.controls import Choice, IntSlider, LogSlider, Slider
from ...widgets.instrument import Instrument
from ...widgets.player import Steps
from .classification_losses import RACE, descend_both
from .classification_losses_figure import describe_classification_losses, draw_classification_losses
from .cost_surface import line_on_surface
from .cost_surface_figure import describe_cost_surface, draw_cost_surface
from .gradient_descent import descent_path
from .gradient_descent_figure import describe_gradient_descent, draw_gradient_descent
from .handmade_features import CURVES, KINDS, MOST, fit_features
from .handmade_features_figure import describe_handmade_features, draw_handmade_features
from .smooth_step import step_and_sigmoid
from .smooth_step_figure import describe_smooth_step, draw_smooth_step
from .softmax_regression import SEEN, choices, class_regions, own_plane
from .softmax_regression_figure import describe_softmax_regression, draw_softmax_regression

SIZE = (6.6, 3.5)
BATCHES = {"1": 1, "4": 4, "16": 16, "64": 64, "all 442": 442}


def cost_surface():
    """Move a line through 442 patients by hand, and see where it stands on the cost."""
    return Instrument(
        line_on_surface,
        draw_cost_surface,
        [
            Slider("w0", "intercept w₀", 0, 300, 2, 80),
            Slider("w1", "slope w₁", -120, 180, 2, -40),
        ],
        describe_cost_surface,
        title="A line and its cost",
        caption="Thin lines: errors. Star: least cost. Dashed arrow: downhill, a third of the gradient's length, "
        "too short to draw beside the star.",
        size=SIZE,
        story={"w0": [0, 80, 120, 152, 200, 300], "w1": [-120, -40, 0, 46, 100, 180]},
    )


def gradient_descent(rate=0.1, size=442, steps=10):
    """Walk down the cost of a line: choose the rate, the batch, and the shape of the valley. It starts as given."""
    return Instrument(
        descent_path,
        draw_gradient_descent,
        [
            LogSlider("rate", "learning rate α", 0.005, 1.25, rate),
            Choice("size", "batch size", BATCHES, size),
            Slider("shift", "mean of x", 0, 2, 0.1, 1.0),
            IntSlider("steps", "steps", 1, 100, steps),
        ],
        describe_gradient_descent,
        title="Walking downhill",
        caption="Without momentum, which is chapter 05. Lines of equal cost; the star is the closed form's answer.",
        size=SIZE,
        story=[
            {"size": 442, "shift": [0, 1, 2], "rate": [0.1, 0.16, 0.2, 0.32, 0.4, 0.5, 0.8, 1, 1.25]},
            {"size": 442, "shift": 2, "rate": [0.16, 0.2], "steps": [3, 30, 100]},
        ]
        if size == 442
        else {"size": [1, 4, 442], "rate": [0.02, 0.1, 0.32], "steps": [1, 8, 30, 100]},
    )


def handmade_features():
    """Fit a curve with features made by hand, few or many, and watch the error on new points."""
    return Instrument(
        fit_features,
        draw_handmade_features,
        [
            Choice("curve", "curve", list(CURVES), "wave"),
            Choice("kind", "features", list(KINDS), "powers"),
            IntSlider("k", "number of features", 0, MOST, 3),
            IntSlider("n", "training points", 10, 100, 15, step=5),
        ],
        describe_handmade_features,
        title="Features made by hand",
        caption="Dashed green: the true curve. Dots: what the fit has seen. The test error is measured on 400 others.",
        size=SIZE,
        story=[
            {"curve": ..., "kind": ..., "k": [1, 2, 3, 6]},
            {"k": [0, 1, 2, 3, 4, 6, 8, 10, 12, 14, MOST]},
            {"k": [3, 14], "n": [10, 15, 50, 100]},
        ],
    )


def smooth_step():
    """Smooth the step into a sigmoid, and give its cost a slope."""
    return Instrument(
        step_and_sigmoid,
        draw_smooth_step,
        [
            LogSlider("steepness", "steepness", 0.4, 400, 3.2),
            Slider("place", "place", 3, 7, 0.05, 4.0, unit="cm"),
        ],
        describe_smooth_step,
        title="A step and a sigmoid",
        caption="Petals of 50 versicolor (squares, 0) and 50 virginica (circles, 1). Dashed: the step of chapter 01.",
        size=SIZE,
        story=[
            {"steepness": [3.2, 40, 400], "place": [3.85, 4.0, 4.05, 4.4, 4.75, 4.8, 4.85, 5.5]},
            {"steepness": [0.4, 1, 3.2, 10, 40, 100, 400]},
        ],
    )


def classification_losses():
    """One example, one neuron that is wrong about it, and two losses to learn from."""
    return Instrument(
        descend_both,
        draw_classification_losses,
        [
            Slider("z", "start z", -8, 4, 0.5, -5),
            LogSlider("rate", "learning rate α", 0.1, 10, 1),
            Steps("steps", "steps", 0, RACE, 0),
        ],
        describe_classification_losses,
        title="Two losses for a sigmoid",
        caption="The same example (y = 1), the same start, the same rate.",
        size=SIZE,
        story=[
            {"z": [-8, -5], "rate": [1, 10], "steps": [0, 1, 3, 8, 16, 30, RACE]},
            {"z": [0, 4], "steps": [0, 1, 3, 8, 16, 30, RACE]},
            {"rate": 0.1, "steps": [0, 1, 3, 8, 16, 30, RACE]},
        ],
    )


def softmax_regression(X=None, y=None):
    """Several classes share the plane: softmax regression on iris, from the first step to the last.

    ``X`` (n, 2) and ``y`` (n,) are points of your own: up to 500, with two to six labels of any kind.
    """
    own = own_plane(X, y, "softmax_regression")
    caption = "Squares setosa, circles versicolor, triangles virginica. Mixed colors: probability. Rings: wrong."
    if own is not None:
        shapes = ("squares", "circles", "triangles", "diamonds", "triangles upside down", "crosses")
        named = ", ".join(f"{shape} {name}" for shape, name in zip(shapes, own.names, strict=False))
        caption = f"Yours: {named}. Iris: s{caption[1:]}"
    return Instrument(
        class_regions,
        draw_softmax_regression,
        [
            Choice("pair", "inputs", choices(own), own or "petal length and width"),
            Steps("step", "stage of training", 0, len(SEEN) - 1, 0, interval_ms=500),
            LogSlider("scale", "logits times", 0.1, 10, 1),
        ],
        describe_softmax_regression,
        title="Softmax regression" + (" on iris" if own is None else ""),
        caption=caption,
        size=SIZE,
        story=[
            {"pair": ..., "step": [0, 3, 6, 9, 12, 15, len(SEEN) - 1]},
            {"step": [0, 3, 6, 9, 12, 15, len(SEEN) - 1], "scale": [0.1, 1, 10]},
        ],
    )
