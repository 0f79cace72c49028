"""Chapter 01: Perceptron."""

from ...windows import themes

INSTRUMENTS = ("decision_line", "learning_rule", "mistake_bound", "not_separable")
EXERCISES = ("update", "nand_weights", "pocket", "most_mistakes", "learn")

__getattr__, __dir__ = themes(__name__)
