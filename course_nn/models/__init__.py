"""Models that are more than a stack of layers."""

from .encoder_decoder import EncoderDecoder, VectorDecoder, forced_pairs
from .language_model import LanguageModel
from .ngrams import AddK, KneserNey
from .perceptron import Perceptron, best_separator, margin, mistake_bound
from .sequence_classifier import SequenceClassifier

__all__ = [
    "AddK",
    "EncoderDecoder",
    "KneserNey",
    "LanguageModel",
    "Perceptron",
    "SequenceClassifier",
    "VectorDecoder",
    "best_separator",
    "forced_pairs",
    "margin",
    "mistake_bound",
]
