"""course_nn: neural networks from the perceptron on, in NumPy, as the course's chapters use them.

The names of the core are here; the rest is in its rooms: `course_nn.data`, `course_nn.plots`, `course_nn.widgets`,
`course_nn.exercises`. This import needs NumPy alone.
"""

from . import names
from .activations import ACTIVATIONS
from .callbacks import Callback
from .core import Branches, Layer, Residual, Sequential
from .functions import log_softmax, logsumexp, one_hot, sigmoid, softmax, softplus
from .history import History
from .initializers import INITIALIZERS, he, lecun, normal, orthogonal, xavier, zeros
from .layers import (
    ELU,
    GELU,
    AveragePool2D,
    BatchNorm,
    Conv2D,
    ConvTranspose2D,
    Cosine,
    Dense,
    Dropout,
    Flatten,
    GaussianNoise,
    GlobalAveragePool2D,
    HardTanh,
    Heaviside,
    LayerNorm,
    LeakyReLU,
    MaxPool2D,
    PReLU,
    RadialBasis,
    ReLU,
    Reshape,
    Sigmoid,
    Softplus,
    Tanh,
)
from .losses import BinaryCrossEntropy, CrossEntropy, L1Penalty, L2Penalty, Loss, SquaredError
from .optimizers import SGD, AdaGrad, Adam, AdamW, Optimizer, RMSProp, clip_by_norm, clip_by_value
from .parameters import Buffer, Parameter
from .schedules import CosineDecay, ExponentialDecay, OneCycle, Schedule, StepDecay, WarmUp
from .training import Step, TrainingDiverged, batches, fit, train

__version__ = "0.1.0"

#: Names that are looked up in their room when they are first used, so that the import takes little time.
_LATER = {
    "Adversaries": "training.adversarial",
    "Attention": "layers.attention",
    "Bidirectional": "layers.sequences",
    "CSVLog": "callbacks.reports",
    "Checkpoint": "callbacks.monitors",
    "EarlyStopping": "callbacks.monitors",
    "Embedding": "layers.embedding",
    "GRU": "layers.gru",
    "GaussianSample": "layers.sampling",
    "GameDiverged": "training.refusals_of_games",
    "GameStep": "training.adversarial",
    "GradientPenalty": "training.gradient_penalty",
    "LSTM": "layers.lstm",
    "LearnedPositions": "layers.positions",
    "LeastSquares": "games",
    "Minimax": "games",
    "MultiHeadAttention": "layers.multi_head",
    "NonSaturating": "games",
    "Perceptron": "models.perceptron",
    "ProgressBar": "callbacks.reports",
    "RNN": "layers.recurrent",
    "ReduceOnPlateau": "callbacks.monitors",
    "SequenceCrossEntropy": "sequence_losses",
    "SequenceLayer": "layers.sequences",
    "SinusoidalPositions": "layers.positions",
    "Stacked": "layers.sequences",
    "TransformerBlock": "layers.transformer_block",
    "Wasserstein": "games",
    "check_layer": "gradient_check",
    "check_loss": "gradient_check",
    "load": "checkpoint",
    "mlp": "models.mlp",
    "save": "checkpoint",
    "train_adversarial": "training.adversarial",
    "train_truncated": "training.truncated",
}

__all__ = [
    "ACTIVATIONS",
    "ELU",
    "GELU",
    "GRU",
    "INITIALIZERS",
    "LSTM",
    "RNN",
    "SGD",
    "AdaGrad",
    "Adam",
    "AdamW",
    "Adversaries",
    "Attention",
    "AveragePool2D",
    "BatchNorm",
    "Bidirectional",
    "BinaryCrossEntropy",
    "Branches",
    "Buffer",
    "CSVLog",
    "Callback",
    "Checkpoint",
    "Conv2D",
    "ConvTranspose2D",
    "Cosine",
    "CosineDecay",
    "CrossEntropy",
    "Dense",
    "Dropout",
    "EarlyStopping",
    "Embedding",
    "ExponentialDecay",
    "Flatten",
    "GameDiverged",
    "GameStep",
    "GaussianNoise",
    "GaussianSample",
    "GlobalAveragePool2D",
    "GradientPenalty",
    "HardTanh",
    "Heaviside",
    "History",
    "L1Penalty",
    "L2Penalty",
    "Layer",
    "LayerNorm",
    "LeakyReLU",
    "LearnedPositions",
    "LeastSquares",
    "Loss",
    "MaxPool2D",
    "Minimax",
    "MultiHeadAttention",
    "NonSaturating",
    "OneCycle",
    "Optimizer",
    "PReLU",
    "Parameter",
    "Perceptron",
    "ProgressBar",
    "RMSProp",
    "RadialBasis",
    "ReLU",
    "ReduceOnPlateau",
    "Reshape",
    "Residual",
    "Schedule",
    "SequenceCrossEntropy",
    "SequenceLayer",
    "Sequential",
    "Sigmoid",
    "SinusoidalPositions",
    "Softplus",
    "SquaredError",
    "Stacked",
    "Step",
    "StepDecay",
    "Tanh",
    "TrainingDiverged",
    "TransformerBlock",
    "WarmUp",
    "Wasserstein",
    "batches",
    "check_layer",
    "check_loss",
    "clip_by_norm",
    "clip_by_value",
    "fit",
    "he",
    "lecun",
    "load",
    "log_softmax",
    "logsumexp",
    "mlp",
    "normal",
    "one_hot",
    "orthogonal",
    "save",
    "sigmoid",
    "softmax",
    "softplus",
    "train",
    "train_adversarial",
    "train_truncated",
    "xavier",
    "zeros",
]


#: Rooms that are loaded when they are first entered.
_ROOMS = (
    "autodiff bayes chapters conventions data estimators exercises export forward_mode judges models plots safetensors "
    "search symbolic widgets"
).split()


def __getattr__(name):
    import importlib

    if name in _ROOMS:
        return importlib.import_module(f".{name}", __name__)
    if name not in _LATER:
        raise AttributeError(names.sentence(name, __dir__()))
    value = globals()[name] = getattr(importlib.import_module(f".{_LATER[name]}", __name__), name)
    return value


def __dir__():
    return sorted({*globals(), *_LATER, *_ROOMS})


names.answer_imports()
