"""Chapter 01: Perceptron."""

INSTRUMENTS = ("decision_line", "learning_replay", "margin_and_bound", "no_line")
EXERCISES = ("update", "nand_weights", "pocket", "learn")
