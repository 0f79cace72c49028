"""Chapter 00: Start here."""

INSTRUMENTS = ("one_input_neuron", "time_line")
EXERCISES = ("weighted_sum", "output_shape", "mean_squared_error")
