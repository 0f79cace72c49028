"""Chapter 08: RNNs."""

from ...windows import themes

INSTRUMENTS = (
    "four_shapes",
    "unrolled_cell",
    "gradient_distance",
    "exploding_gradient",
    "forget_half_life",
    "delay_task",
    "truncation",
    "continents",
    "temperature",
    "free_running",
    "gate_readout",
    "character_credit",
    "string_reversal",
    "dates",
    "digit_names",
    "sunspots",
)
EXERCISES = ("rnn_step", "masked_loss", "clip_global_norm", "sample_with_temperature", "leaking_state")

__getattr__, __dir__ = themes(__name__)
