"""Chapter 02: Linear models and gradient descent."""

INSTRUMENTS = ("line_on_cost", "descent_path", "handmade_features", "smooth_step", "two_losses", "softmax_regions")
EXERCISES = ("third_gradient", "one_epoch", "softmax_by_hand", "fit_line")
