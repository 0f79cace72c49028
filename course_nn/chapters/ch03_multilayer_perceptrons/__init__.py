"""Chapter 03: XOR and the multilayer perceptron."""

INSTRUMENTS = (
    "fold_the_plane",
    "watch_xor",
    "activation_viewer",
    "softmax_bars",
    "universal_approximation",
    "count_pieces",
    "regions_of_the_plane",
)
EXERCISES = ("xor_tanh", "count_parameters", "bump", "xor_forward")
