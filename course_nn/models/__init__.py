"""Models that are more than a stack of layers."""

from .perceptron import Perceptron, best_separator, margin, mistake_bound

__all__ = ["Perceptron", "best_separator", "margin", "mistake_bound"]
