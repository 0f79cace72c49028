"""Chapter 05: SGD vs Adam."""

from ...windows import themes

INSTRUMENTS = (
    "momentum_map",
    "adaptive_rates",
    "bias_correction",
    "optimizer_race",
    "batch_size",
    "rate_schedules",
    "schedule_trial",
    "rate_tuning",
    "basins_of_attraction",
    "symmetry_breaking",
    "initialization",
    "numerical_stability",
)
EXERCISES = ("momentum_step", "adam_step", "largest_stable_rate", "faults")

__getattr__, __dir__ = themes(__name__)
