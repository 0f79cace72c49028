"""Models that are more than a stack of layers."""

from ..elbo import Elbo, NegativeElbo, gaussian_kl
from .encoder_decoder import EncoderDecoder, VectorDecoder, forced_pairs
from .language_model import LanguageModel
from .ngrams import AddK, KneserNey
from .perceptron import Perceptron, best_separator, margin, mistake_bound
from .sequence_classifier import SequenceClassifier
from .vae import VAE

__all__ = [
    "VAE",
    "AddK",
    "Elbo",
    "EncoderDecoder",
    "KneserNey",
    "LanguageModel",
    "NegativeElbo",
    "Perceptron",
    "SequenceClassifier",
    "VectorDecoder",
    "best_separator",
    "forced_pairs",
    "gaussian_kl",
    "margin",
    "mistake_bound",
]
