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
EXERCISES = ("count_parameters", "bump", "xor_tanh", "xor_forward")

__getattr__, __dir__ = themes(__name__)
