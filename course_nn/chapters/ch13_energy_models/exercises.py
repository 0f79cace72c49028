"""The exercises of chapter 13, Hopfield networks and Boltzmann machines."""

from .exercise_contrastive_divergence_step import CONTRASTIVE_DIVERGENCE_STEP
from .exercise_five_rules import FIVE_RULES
from .exercise_hebb_rule import HEBB_RULE
from .exercise_hopfield_energy import HOPFIELD_ENERGY

__all__ = ["CONTRASTIVE_DIVERGENCE_STEP", "FIVE_RULES", "HEBB_RULE", "HOPFIELD_ENERGY"]
