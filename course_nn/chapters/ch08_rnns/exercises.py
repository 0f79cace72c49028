"""The exercises of chapter 08, RNNs."""

from .exercise_clip_global_norm import CLIP_GLOBAL_NORM
from .exercise_leaking_state import LEAKING_STATE
from .exercise_masked_loss import MASKED_LOSS
from .exercise_rnn_step import RNN_STEP
from .exercise_sample_with_temperature import SAMPLE

__all__ = ["CLIP_GLOBAL_NORM", "LEAKING_STATE", "MASKED_LOSS", "RNN_STEP", "SAMPLE"]
