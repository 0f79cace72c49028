"""Chapter 03: XOR and the multilayer perceptron."""

from ...windows import themes

INSTRUMENTS = (
    "hidden_space",
    "learning_xor",
    "activation_functions",
    "softmax_output",
    "universal_approximation",
    "linear_pieces",
    "linear_regions",
)
EXERCISES = ("xor_tanh", "count_parameters", "bump", "xor_forward")

__getattr__ = themes(__name__)
