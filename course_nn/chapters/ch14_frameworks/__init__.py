"""Chapter 14: from NumPy to the frameworks, and to many machines."""

from ...windows import themes

INSTRUMENTS = ("gate_orders", "adam_epsilon", "clipped_probability", "communication", "stale_gradients")
EXERCISES = ("from_state_dict", "keras_parameters", "averaged_gradient", "five_translations")

__getattr__, __dir__ = themes(__name__)
