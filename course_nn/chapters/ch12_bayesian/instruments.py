"""The instruments of chapter 12: each joins a theme, its figure and its controls."""

from .instruments_of_chains import (  # noqa: F401 (found here by the door)
    chain_of_networks,
    label_switching,
    metropolis_walk,
    missed_mode,
    sampler_order,
)
from .instruments_of_predictions import (  # noqa: F401
    class_uncertainty,
    line_and_units,
    predictive_bands,
    sunspot_bands,
    unit_count,
)
from .instruments_of_priors import known_units, penalty_as_prior, prior_functions, wide_limit  # noqa: F401
