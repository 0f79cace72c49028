"""The instruments of chapter 13: each joins a theme, its figure and its controls."""

from .instruments_of_boltzmann import (  # noqa: F401 (found here by the door)
    annealed_likelihood,
    boltzmann_distribution,
    chains,
    contrastive_divergence,
    digit_features,
    halves,
    ising_model,
    simulated_annealing,
)
from .instruments_of_hopfield import (  # noqa: F401 (found here by the door)
    basins,
    capacity,
    energy_descent,
    hebbian_storage,
    modern_recall,
    one_step_error,
    spurious_states,
    two_cycles,
)
