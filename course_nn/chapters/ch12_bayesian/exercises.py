"""The exercises of chapter 12, Bayesian neural networks."""

from .exercise_conditional_of_beta import CONDITIONAL_OF_BETA
from .exercise_five_chains import FIVE_CHAINS
from .exercise_five_sweeps import FIVE_SWEEPS
from .exercise_log_posterior import LOG_POSTERIOR
from .exercise_metropolis_step import METROPOLIS_STEP

__all__ = ["CONDITIONAL_OF_BETA", "FIVE_CHAINS", "FIVE_SWEEPS", "LOG_POSTERIOR", "METROPOLIS_STEP"]
