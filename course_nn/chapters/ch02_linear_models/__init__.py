"""Chapter 02: Linear models and gradient descent."""

from ...windows import themes

INSTRUMENTS = (
    "cost_surface",
    "gradient_descent",
    "handmade_features",
    "smooth_step",
    "classification_losses",
    "softmax_regression",
)
EXERCISES = ("third_gradient", "one_epoch", "logistic_step", "softmax_by_hand", "fit_line")

__getattr__, __dir__ = themes(__name__)
