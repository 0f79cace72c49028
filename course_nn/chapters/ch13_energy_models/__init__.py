"""Chapter 13: Hopfield networks and Boltzmann machines, models that give each state an energy."""

from ...windows import themes

INSTRUMENTS = (
    "hebbian_storage",
    "energy_descent",
    "two_cycles",
    "one_step_error",
    "capacity",
    "spurious_states",
    "basins",
    "modern_recall",
    "boltzmann_distribution",
    "simulated_annealing",
    "ising_model",
    "contrastive_divergence",
    "digit_features",
    "chains",
    "halves",
    "annealed_likelihood",
)
EXERCISES = ("hebb_rule", "hopfield_energy", "five_rules", "contrastive_divergence_step")

__getattr__, __dir__ = themes(__name__)
