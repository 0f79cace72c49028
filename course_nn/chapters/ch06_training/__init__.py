"""Chapter 06: Training in practice."""

from ...windows import themes

INSTRUMENTS = (
    "overfitting",
    "sparse_weights",
    "weight_decay",
    "weight_prior",
    "regularizers",
    "early_stopping",
    "normalization_axes",
    "batch_normalization",
    "grid_or_random",
    "curse_of_dimensionality",
)
EXERCISES = ("inverted_dropout", "stop_at", "Swish", "leaks")

__getattr__, __dir__ = themes(__name__)
