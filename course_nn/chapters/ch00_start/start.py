"""Chapter 00: the map of the course, the time line of the field, and one neuron with one input."""

from typing import NamedTuple

import numpy as np

from ... import _checks
from ...activations import ACTIVATIONS


class Chapter(NamedTuple):
    """A chapter of the course: its notebook, title, the chapters it needs, and minutes where it is written."""

    number: str
    title: str
    needs: tuple = ()
    file: str = ""
    minutes: int = 0


#: The course in its order. A chapter without a file is still to be written.
CHAPTERS = (
    Chapter("00", "Start here", (), "00_start_here.ipynb", 30),
    Chapter("01", "Perceptron", ("00",), "01_perceptron.ipynb", 75),
    Chapter("02", "Linear models", ("01",), "02_linear_models_and_gradient_descent.ipynb", 90),
    Chapter("03", "XOR and the MLP", ("01",), "03_xor_and_multilayer_perceptrons.ipynb", 90),
    Chapter("04", "Backpropagation", ("02", "03"), "04_backpropagation.ipynb", 90),
    Chapter("05", "SGD vs Adam", ("04",), "05_sgd_versus_adam.ipynb", 90),
    Chapter("06", "Training in practice", ("05",), "06_training_in_practice.ipynb", 90),
    Chapter("07", "CNN filters", ("05",)),
    Chapter("08", "RNNs", ("05",)),
    Chapter("09", "GANs", ("05",)),
    Chapter("10", "Autoencoders", ("05",)),
    Chapter("11", "Transformers", ("08",)),
    Chapter("12", "Bayesian networks", ("03",)),
    Chapter("13", "Hopfield and Boltzmann", ("01",)),
    Chapter("14", "Frameworks", ("06",)),
)


class Milestone(NamedTuple):
    """A year of the field: who, what it made possible, and what stood in the way afterwards."""

    year: int
    label: str
    who: str
    gave: str
    limit: str


MILESTONES = (
    Milestone(
        1943,
        "threshold neuron",
        "McCulloch and Pitts",
        "A neuron becomes a formula: it fires when its weighted inputs reach a threshold, and networks of it "
        "compute any logical function.",
        "The weights are set by hand. Nothing learns.",
    ),
    Milestone(
        1958,
        "perceptron",
        "Rosenblatt",
        "A machine that learns its weights from examples, with a rule that is proven to succeed whenever a "
        "line can succeed.",
        "One layer of weights draws one straight line.",
    ),
    Milestone(
        1969,
        "Perceptrons",
        "Minsky and Papert",
        "A careful book proves what one layer can never compute, XOR and connectedness among it.",
        "Nobody knows how to train a hidden layer. Interest and money move elsewhere: the first winter.",
    ),
    Milestone(
        1986,
        "backpropagation",
        "Rumelhart, Hinton and Williams",
        "The chain rule, applied backward through the layers, trains hidden units. The algorithm ends the "
        "first winter.",
        "Computers are slow and data sets small; gradients fade on their way through many layers.",
    ),
    Milestone(
        1989,
        "universal approximation",
        "Cybenko 1989; Hornik 1991",
        "One hidden layer, wide enough, can come as close as you like to any continuous function on a bounded region.",
        "The theorem does not say how wide, nor how to find the weights.",
    ),
    Milestone(
        1995,
        "support vector machines",
        "Cortes and Vapnik",
        "A rival with one best solution and a theory to go with it wins on the data sets of the day.",
        "Together with vanishing gradients (Hochreiter 1991; Bengio, Simard and Frasconi 1994): the second winter.",
    ),
    Milestone(
        1997,
        "LSTM",
        "Hochreiter and Schmidhuber",
        "Gates keep a gradient alive over hundreds of steps: networks with a long memory.",
        "Ahead of its hardware; the wide use comes more than ten years later.",
    ),
    Milestone(
        2012,
        "AlexNet",
        "Krizhevsky, Sutskever and Hinton",
        "Data (1.2 million labeled photographs), hardware (two graphics cards) and algorithms (ReLU, dropout) "
        "meet: 15.3 % top-5 error on ImageNet, against 26.2 % for the next best.",
        "It needs labels by the million, and sees only pictures.",
    ),
    Milestone(
        2014,
        "GANs",
        "Goodfellow and colleagues",
        "Two networks play a game, and one of them learns to invent pictures.",
        "The game is hard to keep in balance.",
    ),
    Milestone(
        2017,
        "transformer",
        "Vaswani and colleagues",
        "Attention replaces recurrence: a whole text is read in parallel, and models grow with data and machines.",
        "Hunger for data, energy and memory.",
    ),
)

#: (name, first year, last year): the three times in which many worked on neural networks.
WAVES = (("first wave", 1943, 1969), ("second wave", 1986, 1995), ("third wave", 2012, 2024))


def milestone(step):
    """What the time line shows at ``step`` 0, 1, …: all milestones, and which one is chosen."""
    step = _checks.whole(step, "step", low=0, high=len(MILESTONES) - 1)
    return {"milestones": MILESTONES, "waves": WAVES, "chosen": step}


def one_input_neuron(w, b, activation):
    """a = g(w x + b) over x in [−4, 4]: the curve of a neuron with one input, and where z = 0."""
    x = np.linspace(-4, 4, 321)
    g = ACTIVATIONS[_checks.one_of(activation, ACTIVATIONS, "activation")]
    z = _checks.number(w, "w") * x + _checks.number(b, "b")
    switch = -b / w + 0.0 if w else None  # + 0.0: never −0
    inside = switch is not None and abs(switch) <= 4
    return {"x": x, "a": g(z), "w": w, "b": b, "activation": activation, "switch": switch if inside else None}
