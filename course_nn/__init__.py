"""course_nn: neural networks from the perceptron on, in NumPy, as the course's chapters use them."""

__version__ = "0.1.0"
