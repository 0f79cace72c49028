"""Chapter 11: attention and transformers."""

from ...windows import themes

INSTRUMENTS = (
    "soft_lookup",
    "score_scale",
    "causal_rows",
    "position_codes",
    "gradient_depth",
    "head_maps",
    "cross_attention",
    "induction",
)
EXERCISES = ("attention", "causal_weights", "transformer_parameters", "vanishing_mask")

__getattr__, __dir__ = themes(__name__)
