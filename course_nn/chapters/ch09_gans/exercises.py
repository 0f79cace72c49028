"""The exercises of chapter 09, GANs."""

from .exercise_broken_steps import BROKEN_STEPS
from .exercise_covered_modes import COVERED_MODES
from .exercise_game_losses import GAME_LOSSES
from .exercise_mend_collapse import MEND_COLLAPSE

__all__ = ["BROKEN_STEPS", "COVERED_MODES", "GAME_LOSSES", "MEND_COLLAPSE"]
