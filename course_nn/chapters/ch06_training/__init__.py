"""Chapter 06: Training in practice."""

INSTRUMENTS = (
    "overfitting_seen",
    "regularizers",
    "sparse_weights",
    "penalty_or_decay",
    "weight_prior",
    "stop_early",
    "normalization_and_rate",
    "grid_or_random",
    "curse_of_dimensionality",
)
EXERCISES = ("inverted_dropout", "stop_at", "Swish", "leaks")
