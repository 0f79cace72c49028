"""How the four cells look in all pictures of the chapter that hold them against each other."""

from ...plots.style import BLUE, GREEN, ORANGE, PINK, VERMILION

#: Color and dashes by the name of a cell; whatever else is shown is the reader's own.
LOOKS = {"tanh RNN": (VERMILION, "--"), "ReLU RNN": (ORANGE, (0, (5, 1))), "GRU": (GREEN, "-."), "LSTM": (BLUE, "-")}


def look(name):
    """Color and dashes of a cell, or of the reader's own."""
    return LOOKS.get(name, (PINK, ":"))
