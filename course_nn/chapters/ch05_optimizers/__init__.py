"""Chapter 05: SGD vs Adam."""

INSTRUMENTS = (
    "optimizer_race",
    "momentum_map",
    "rates_of_their_own",
    "adams_start",
    "rate_schedules",
    "where_starts_lead",
    "tune_by_hand",
    "batch_gradients",
    "schedule_trial",
    "first_weights",
    "alike_units",
    "large_logits",
)
EXERCISES = ("momentum_step", "adam_step", "largest_stable_rate", "faults")
