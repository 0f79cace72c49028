"""Chapter 12: Bayesian neural networks, a distribution over networks in the place of one network."""

from ...windows import themes

INSTRUMENTS = (
    "penalty_as_prior",
    "prior_functions",
    "known_units",
    "metropolis_walk",
    "sampler_order",
    "chain_of_networks",
    "label_switching",
    "missed_mode",
    "unit_count",
    "predictive_bands",
    "class_uncertainty",
    "line_and_units",
    "sunspot_bands",
    "wide_limit",
)
EXERCISES = ("log_posterior", "conditional_of_beta", "metropolis_step", "five_chains", "five_sweeps")

__getattr__, __dir__ = themes(__name__)
