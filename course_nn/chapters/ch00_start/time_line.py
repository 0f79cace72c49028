"""The time line of the field: what each milestone made possible, and what stood in the way afterwards."""

from typing import NamedTuple

from ... import _checks


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
        "A neuron becomes a formula: it fires when enough of its inputs are on and no inhibiting one is, and "
        "networks of it compute any logical function.",
        "Who is wired to whom is decided by hand. Nothing learns.",
    ),
    Milestone(
        1958,
        "perceptron",
        "Rosenblatt",
        "A machine that learns its weights from examples. The rule it is remembered for is proven in 1962 to succeed "
        "whenever a line can succeed.",
        "One layer of weights draws one straight line.",
    ),
    Milestone(
        1969,
        "Perceptrons",
        "Minsky and Papert",
        "A careful book proves what one layer can never compute, XOR and connectedness among it.",
        "Several layers can, but hardly anybody knows how to train them. Interest and money move elsewhere: the first "
        "winter.",
    ),
    Milestone(
        1970,
        "chain rule, backward",
        "Linnainmaa",
        "All derivatives of a result, of any calculation, in one pass from its end to its beginning, published as a "
        "general method: the algorithm that trains networks.",
        "It stands in a thesis about rounding errors (control engineers had used it for flight paths: Kelley 1960, "
        "Bryson 1961). Werbos applies it to networks in 1982.",
    ),
    Milestone(
        1986,
        "backpropagation",
        "Rumelhart, Hinton and Williams",
        "They show that the chain rule, applied backward through the layers, makes hidden units learn something "
        "of use, and everybody hears of it: the first winter ends.",
        "Computers are slow and data sets small; gradients fade on their way through many layers.",
    ),
    Milestone(
        1989,
        "universal approximation",
        "Cybenko 1989; Hornik 1991",
        "One hidden layer, wide enough, can come as close as you like to any continuous function on a closed, "
        "bounded region.",
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
        "A cell hands its gradient on unchanged, and gates protect it: networks with a memory over hundreds of steps.",
        "Ahead of its hardware; the wide use comes more than ten years later.",
    ),
    Milestone(
        2012,
        "AlexNet",
        "Krizhevsky, Sutskever and Hinton",
        "Data (labeled photographs by the million), hardware (two graphics cards) and algorithms (ReLU, dropout) "
        "meet: 15.3 % top-5 error in the ImageNet contest, against 26.2 % for the next best.",
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

#: (name, first year, last year): the three waves of work on neural networks.
WAVES = (("first wave", 1943, 1969), ("second wave", 1986, 1995), ("third wave", 2012, 2024))


def milestone(step):
    """What the time line shows at ``step`` 0, 1, …: all milestones, and which one is chosen."""
    step = _checks.whole(step, "step", low=0, high=len(MILESTONES) - 1)
    return {"milestones": MILESTONES, "waves": WAVES, "chosen": step}
