"""Chapter 07: CNN filters."""

from ...windows import themes

INSTRUMENTS = (
    "sliding_window",
    "filter_bench",
    "output_size",
    "checkerboard",
    "pooling_windows",
    "mistakes",
    "first_layer_filters",
    "feature_maps",
    "exciting_patches",
    "preferred_input",
    "occlusion_map",
    "receptive_field",
    "shift_equivariance",
    "blur_pooling",
    "drawing_pad",
)
EXERCISES = ("conv_output_size", "correlate", "vertical_edges", "flipped")

__getattr__, __dir__ = themes(__name__)
