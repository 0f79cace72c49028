"""The instruments of chapter 14: each joins a theme, its figure and its controls."""

from .instruments_of_conventions import clipped_probability, gate_orders  # noqa: F401 (found here by the door)
from .instruments_of_machines import communication, stale_gradients  # noqa: F401
from .instruments_of_steps import adam_epsilon  # noqa: F401
