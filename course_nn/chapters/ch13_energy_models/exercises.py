"""The exercises of chapter 13, Hopfield networks and Boltzmann machines."""

from .exercise_contrastive_divergence_step import CONTRASTIVE_DIVERGENCE_STEP
from .exercise_hebb_rule import HEBB_RULE
from .exercise_hopfield_energy import HOPFIELD_ENERGY
from .exercise_self_connection import SELF_CONNECTION

__all__ = ["CONTRASTIVE_DIVERGENCE_STEP", "HEBB_RULE", "HOPFIELD_ENERGY", "SELF_CONNECTION"]
