"""The exercises of chapter 11."""

from .exercise_attention import ATTENTION
from .exercise_causal_weights import CAUSAL_WEIGHTS
from .exercise_transformer_parameters import TRANSFORMER_PARAMETERS
from .exercise_vanishing_mask import VANISHING_MASK

__all__ = ["ATTENTION", "CAUSAL_WEIGHTS", "TRANSFORMER_PARAMETERS", "VANISHING_MASK"]
