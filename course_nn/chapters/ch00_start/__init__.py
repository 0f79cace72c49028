"""Chapter 00: Start here."""

from ...windows import themes

INSTRUMENTS = ("one_input_neuron", "time_line")
EXERCISES = ("weighted_sum", "output_shape", "mean_squared_error")

__getattr__, __dir__ = themes(__name__)
