"""Models that are more than a stack of layers."""

from ..elbo import Elbo, NegativeElbo, gaussian_kl
from .annealed_importance import annealed_log_Z, base_biases, reverse_annealed
from .boltzmann_machine import BoltzmannMachine, all_states
from .encoder_decoder import EncoderDecoder, VectorDecoder, forced_pairs
from .ising import IsingLattice
from .language_model import LanguageModel
from .next_token import NextTokenModel
from .ngrams import AddK, KneserNey
from .perceptron import Perceptron, best_separator, margin, mistake_bound
from .restricted_boltzmann import RestrictedBoltzmannMachine, contrastive_divergence
from .sequence_classifier import SequenceClassifier
from .transformer import Transformer, TransformerEncoderDecoder, TransformerStack
from .vae import VAE

__all__ = [
    "VAE",
    "AddK",
    "BoltzmannMachine",
    "Elbo",
    "EncoderDecoder",
    "IsingLattice",
    "KneserNey",
    "LanguageModel",
    "NegativeElbo",
    "NextTokenModel",
    "Perceptron",
    "RestrictedBoltzmannMachine",
    "SequenceClassifier",
    "Transformer",
    "TransformerEncoderDecoder",
    "TransformerStack",
    "VectorDecoder",
    "all_states",
    "annealed_log_Z",
    "base_biases",
    "best_separator",
    "contrastive_divergence",
    "forced_pairs",
    "gaussian_kl",
    "margin",
    "mistake_bound",
    "reverse_annealed",
]
