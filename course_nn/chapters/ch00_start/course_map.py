"""The map of the course: its chapters, what each needs, and which are written."""

from typing import NamedTuple


class Chapter(NamedTuple):
    """A chapter of the course: its notebook, title, the chapters it needs, and minutes where it is written."""

    number: str
    title: str
    needs: tuple = ()
    file: str = ""
    minutes: int = 0


#: The course in its order. A chapter without a file is still to be written.
CHAPTERS = (
    Chapter("00", "Start here", (), "00_start_here.ipynb", 35),
    Chapter("01", "Perceptron", ("00",), "01_perceptron.ipynb", 75),
    Chapter("02", "Linear models", ("01",), "02_linear_models_and_gradient_descent.ipynb", 90),
    Chapter("03", "XOR and the MLP", ("01",), "03_xor_and_multilayer_perceptrons.ipynb", 90),
    Chapter("04", "Backpropagation", ("02", "03"), "04_backpropagation.ipynb", 90),
    Chapter("05", "SGD vs Adam", ("04",), "05_sgd_versus_adam.ipynb", 90),
    Chapter("06", "Training in practice", ("05",), "06_training_in_practice.ipynb", 90),
    Chapter("07", "CNN filters", ("05",), "07_cnn_filters.ipynb", 90),
    Chapter("08", "RNNs", ("05",), "08_rnns.ipynb", 130),
    Chapter("09", "GANs", ("05",), "09_gans.ipynb", 120),
    Chapter("10", "Autoencoders", ("05",), "10_autoencoders.ipynb", 110),
    Chapter("11", "Transformers", ("08",), "11_attention.ipynb", 115),
    Chapter("12", "Bayesian networks", ("03",), "12_bayesian.ipynb", 140),
    Chapter("13", "Hopfield and Boltzmann", ("01",), "13_hopfield_and_boltzmann.ipynb", 125),
    Chapter("14", "Frameworks", ("06",), "14_frameworks.ipynb", 150),
)
