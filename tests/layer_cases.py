"""How to make every layer of the library, what goes in and what comes out: the cases of the battery."""

from dataclasses import dataclass, field

import numpy as np

from course_nn import (
    ELU,
    GELU,
    GRU,
    LSTM,
    RNN,
    Attention,
    AveragePool2D,
    BatchNorm,
    Bidirectional,
    Branches,
    Conv2D,
    ConvTranspose2D,
    Cosine,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    GaussianNoise,
    GaussianSample,
    GlobalAveragePool2D,
    HardTanh,
    Heaviside,
    LayerNorm,
    LeakyReLU,
    LearnedPositions,
    MaxPool2D,
    MultiHeadAttention,
    PReLU,
    RadialBasis,
    ReLU,
    Reshape,
    Residual,
    Sequential,
    Sigmoid,
    SinusoidalPositions,
    Softplus,
    Stacked,
    Tanh,
    TransformerBlock,
)
from course_nn.models.encoder_decoder import EncoderDecoder, VectorDecoder
from course_nn.models.language_model import LanguageModel
from course_nn.models.restricted_boltzmann import RestrictedBoltzmannMachine
from course_nn.models.sequence_classifier import SequenceClassifier
from course_nn.models.transformer import Transformer, TransformerEncoderDecoder, TransformerStack
from course_nn.models.vae import VAE


@dataclass
class Case:
    """How to make a layer, what goes in, what comes out, and what must be refused."""

    make: object  # make(rng, dtype) -> layer
    shape: tuple
    out: tuple
    wrong: list = field(default_factory=list)  # shapes that do not fit

    def layer(self, dtype=np.float64, seed=1):
        layer = self.make(np.random.default_rng(seed), dtype)
        for p in layer.parameters().values():  # no parameter stays 0: a forgotten one would not be seen
            p.value += np.random.default_rng(seed + 1).uniform(0.1, 0.4, p.value.shape).astype(dtype)
        for buffer in layer.buffers().values():  # nor is any as it was made
            buffer.value += np.random.default_rng(seed + 2).uniform(0.1, 0.4, buffer.value.shape).astype(dtype)
        return layer

    def x(self, dtype=np.float64, seed=2, n=None):
        shape = self.shape if n is None else (n, *self.shape[1:])
        x = np.random.default_rng(seed).normal(0, 1.5, shape)
        for kink in (-1.0, 0.0, 1.0):
            x[np.abs(x - kink) < 0.02] += 0.05  # a difference quotient across a kink says nothing
        return x.astype(dtype)

    def dy(self, dtype=np.float64, seed=3, n=None):
        shape = self.out if n is None else (n, *self.out[1:])
        return np.random.default_rng(seed).normal(0, 1, shape).astype(dtype)


def dense(d_in, d_out, **kwargs):
    return lambda rng, dtype: Dense(d_in, d_out, rng, dtype=dtype, **kwargs)


def plain(layer, **kwargs):
    return Case(lambda rng, dtype: layer(**kwargs), (5, 3), (5, 3), [()])


CASES = {
    "Dense": Case(dense(3, 4), (5, 3), (5, 4), [(), (3,), (5, 4), (5, 3, 2), (3, 5), (5, 3, 1), (5, 2, 2, 3)]),
    "Dense-steps": Case(dense(3, 4), (5, 2, 3), (5, 2, 4), [(3,), (5, 3, 2), (5, 2, 0, 3)]),
    "Dense-no-bias": Case(dense(3, 2, bias=False), (5, 3), (5, 2), [(5, 2)]),
    "Dense-1-1": Case(dense(1, 1), (4, 1), (4, 1), [(4,), (4, 2)]),
    "Flatten": Case(lambda rng, dtype: Flatten(), (5, 2, 3), (5, 6), [()]),
    "Flatten-vectors": Case(lambda rng, dtype: Flatten(), (5, 3), (5, 3), [()]),
    "Reshape": Case(lambda rng, dtype: Reshape(2, 3), (5, 6), (5, 2, 3), [(5, 4), (5, 2, 2)]),
    "Heaviside": plain(Heaviside),
    "Sigmoid": plain(Sigmoid),
    "Tanh": plain(Tanh),
    "ReLU": plain(ReLU),
    "LeakyReLU": plain(LeakyReLU),
    "LeakyReLU-0.3": plain(LeakyReLU, slope=0.3),
    "PReLU": Case(lambda rng, dtype: PReLU(dtype=dtype), (5, 3), (5, 3), [()]),
    "PReLU-3": Case(lambda rng, dtype: PReLU(3, dtype=dtype), (5, 3), (5, 3), [(), (3,), (5, 2)]),
    "PReLU-maps": Case(lambda rng, dtype: PReLU(3, dtype=dtype), (4, 2, 3), (4, 2, 3), [(4, 3, 2)]),
    "ELU": plain(ELU),
    "ELU-0.5": plain(ELU, alpha=0.5),
    "Softplus": plain(Softplus),
    "HardTanh": plain(HardTanh),
    "GELU": plain(GELU),
    "Cosine": plain(Cosine),
    "RadialBasis": plain(RadialBasis),
    "Sequential": Case(
        lambda rng, dtype: Sequential(Dense(3, 4, rng, dtype=dtype), Tanh(), Dense(4, 2, rng, dtype=dtype)),
        (5, 3),
        (5, 2),
        [(), (5, 4), (3,)],
    ),
    "Sequential-nested": Case(
        lambda rng, dtype: Sequential(
            Flatten(), Sequential(Dense(6, 3, rng, dtype=dtype), Sigmoid()), PReLU(dtype=dtype)
        ),
        (5, 2, 3),
        (5, 3),
        [(5, 2, 2)],
    ),
    "Residual": Case(
        lambda rng, dtype: Residual(Dense(3, 4, rng, dtype=dtype), Tanh(), Dense(4, 3, rng, dtype=dtype)),
        (5, 3),
        (5, 3),
        [(), (5, 4)],
    ),
    "Residual-plain": Case(lambda rng, dtype: Residual(Tanh()), (5, 3), (5, 3), [()]),
    "Branches": Case(
        lambda rng, dtype: Branches(Dense(3, 2, rng, dtype=dtype), Residual(Dense(3, 3, rng, dtype=dtype))),
        (5, 3),
        (5, 5),
        [(), (5, 4)],
    ),
}


CASES |= {
    "BatchNorm": Case(lambda rng, dtype: BatchNorm(3, dtype=dtype), (5, 3), (5, 3), [(), (3,), (3, 5), (5, 3, 1)]),
    "BatchNorm-images": Case(
        lambda rng, dtype: BatchNorm(2, dtype=dtype), (4, 2, 3, 2), (4, 2, 3, 2), [(4, 3, 2, 2), (2, 3, 2)]
    ),
    "LayerNorm": Case(lambda rng, dtype: LayerNorm(3, dtype=dtype), (5, 3), (5, 3), [(), (3,), (3, 5)]),
    "LayerNorm-steps": Case(lambda rng, dtype: LayerNorm(3, dtype=dtype), (4, 2, 3), (4, 2, 3), [(4, 3, 2)]),
    "Conv2D": Case(
        lambda rng, dtype: Conv2D(2, 3, 3, rng, dtype=dtype),
        (3, 2, 5, 4),
        (3, 3, 3, 2),
        [(), (2, 5, 4), (3, 3, 5, 4), (3, 5, 4, 2), (3, 2, 2, 4), (3, 2, 5, 2)],
    ),
    "Conv2D-everything": Case(
        lambda rng, dtype: Conv2D(
            1, 2, (3, 2), rng, stride=(2, 1), padding=(1, 2), dilation=(1, 3), bias=False, dtype=dtype
        ),
        (2, 1, 6, 4),
        (2, 2, 3, 5),
        [(6, 4), (2, 6, 4)],
    ),
    "Conv2D-1": Case(lambda rng, dtype: Conv2D(2, 1, 1, rng, dtype=dtype), (2, 2, 3, 3), (2, 1, 3, 3), [()]),
    "Conv2D-groups": Case(
        lambda rng, dtype: Conv2D(4, 6, (2, 1), rng, groups=2, dtype=dtype), (2, 4, 3, 2), (2, 6, 2, 2), [(2, 2, 3, 2)]
    ),
    "ConvTranspose2D": Case(
        lambda rng, dtype: ConvTranspose2D(2, 3, 3, rng, dtype=dtype),
        (3, 2, 2, 4),
        (3, 3, 4, 6),
        [(), (2, 2, 4), (3, 3, 2, 4), (3, 2, 4)],
    ),
    "ConvTranspose2D-everything": Case(
        lambda rng, dtype: ConvTranspose2D(
            *(4, 2, (3, 2), rng),
            stride=(2, 3),
            padding=(1, 2),
            output_padding=(1, 2),
            dilation=(1, 2),
            groups=2,
            bias=False,
            dtype=dtype,
        ),
        (2, 4, 2, 3),
        (2, 2, 4, 7),
        [(2, 4, 2), (2, 2, 2, 3), (2, 4, 2, 0)],
    ),
    "MaxPool2D": Case(lambda rng, dtype: MaxPool2D(2), (3, 2, 4, 5), (3, 2, 2, 2), [(), (4, 5), (3, 2, 1, 5)]),
    "MaxPool2D-overlapping": Case(
        lambda rng, dtype: MaxPool2D(3, stride=(1, 2)), (2, 2, 4, 5), (2, 2, 2, 2), [(2, 4, 5)]
    ),
    "MaxPool2D-padded": Case(
        lambda rng, dtype: MaxPool2D(3, stride=2, padding=(1, 0)), (2, 2, 4, 5), (2, 2, 2, 2), [(2, 2, 4, 2), (4, 5)]
    ),
    "MaxPool2D-gaps": Case(lambda rng, dtype: MaxPool2D((1, 2), stride=3), (2, 1, 5, 6), (2, 1, 2, 2), [(2, 1, 5, 1)]),
    "AveragePool2D": Case(
        lambda rng, dtype: AveragePool2D((2, 3)), (3, 2, 4, 6), (3, 2, 2, 2), [(), (4, 6), (3, 2, 4, 2)]
    ),
    "AveragePool2D-overlapping": Case(
        lambda rng, dtype: AveragePool2D(3, stride=1), (2, 2, 4, 5), (2, 2, 2, 3), [(2, 4, 5)]
    ),
    "AveragePool2D-padded": Case(
        lambda rng, dtype: AveragePool2D((2, 3), stride=1, padding=1), (2, 2, 3, 1), (2, 2, 4, 1), [(2, 2, 3), (2, 3)]
    ),
    "GlobalAveragePool2D": Case(
        lambda rng, dtype: GlobalAveragePool2D(), (3, 2, 4, 3), (3, 2), [(), (3, 2), (2, 4, 3)]
    ),
    "RNN": Case(
        lambda rng, dtype: RNN(3, 2, rng, dtype=dtype),
        (4, 5, 3),
        (4, 5, 2),
        [(), (5, 3), (4, 5, 2), (4, 5, 3, 1)],
    ),
    "LSTM": Case(lambda rng, dtype: LSTM(3, 2, rng, dtype=dtype), (4, 5, 3), (4, 5, 2), [(), (5, 3), (4, 3, 5)]),
    "GRU": Case(lambda rng, dtype: GRU(3, 2, rng, dtype=dtype), (4, 5, 3), (4, 5, 2), [(), (5, 3), (4, 3, 5)]),
    "RNN-last": Case(lambda rng, dtype: RNN(2, 3, rng, return_last=True, dtype=dtype), (4, 5, 2), (4, 3), [()]),
    "LSTM-last": Case(lambda rng, dtype: LSTM(2, 3, rng, return_last=True, dtype=dtype), (4, 1, 2), (4, 3), [()]),
    "GRU-last": Case(lambda rng, dtype: GRU(2, 3, rng, return_last=True, dtype=dtype), (4, 5, 2), (4, 3), [()]),
    "RNN-relu": Case(
        lambda rng, dtype: RNN(2, 3, rng, activation="relu", recurrent_init="identity", dtype=dtype),
        (4, 5, 2),
        (4, 5, 3),
        [(4, 5, 3)],
    ),
    "GRU-before": Case(lambda rng, dtype: GRU(2, 3, rng, reset="before", dtype=dtype), (4, 5, 2), (4, 5, 3), [(4, 5)]),
    "Stacked": Case(
        lambda rng, dtype: Stacked(GRU(3, 2, rng, dtype=dtype), LSTM(2, 4, rng, return_last=True, dtype=dtype)),
        (4, 5, 3),
        (4, 4),
        [(), (5, 3), (4, 5, 2)],
    ),
    "Bidirectional": Case(
        lambda rng, dtype: Bidirectional(RNN(3, 2, rng, dtype=dtype), GRU(3, 4, rng, dtype=dtype)),
        (4, 5, 3),
        (4, 5, 6),
        [(), (5, 3), (4, 5, 2)],
    ),
}


def heads(*args, **settings):
    return lambda rng, dtype: MultiHeadAttention(*args, rng, dtype=dtype, **settings)


def block(*args, **settings):
    return lambda rng, dtype: TransformerBlock(*args, rng, activation=Tanh, dtype=dtype, **settings)


CASES |= {
    "Attention": Case(lambda rng, dtype: Attention(), (4, 3, 2), (4, 3, 2), [(), (4, 3), (4, 3, 2, 1)]),
    "Attention-causal": Case(lambda rng, dtype: Attention(causal=True, scale=0.3), (4, 3, 2), (4, 3, 2), [(), (4, 3)]),
    "SinusoidalPositions": Case(
        lambda rng, dtype: SinusoidalPositions(3, dtype=dtype), (4, 5, 3), (4, 5, 3), [(), (5, 3), (4, 3, 5)]
    ),
    "LearnedPositions": Case(
        lambda rng, dtype: LearnedPositions(6, 3, rng, dtype=dtype), (4, 5, 3), (4, 5, 3), [(), (4, 3, 5), (4, 7, 3)]
    ),
    "MultiHeadAttention": Case(heads(4, 2), (4, 3, 4), (4, 3, 4), [(), (3, 4), (4, 4, 3)]),
    "MultiHeadAttention-causal": Case(heads(3, 3, causal=True), (4, 3, 3), (4, 3, 3), [(3, 3), (4, 3, 2)]),
    "MultiHeadAttention-rotary": Case(heads(4, 1, rotary=True), (4, 3, 4), (4, 3, 4), [(4, 3, 3)]),
    "TransformerBlock": Case(block(4, 2), (4, 3, 4), (4, 3, 4), [(), (3, 4), (4, 4, 3)]),
    "TransformerBlock-after": Case(block(4, 1, norm="after", causal=True, d_ff=3), (4, 3, 4), (4, 3, 4), [(4, 3, 1)]),
}


CASES |= {
    "Dropout": Case(lambda rng, dtype: Dropout(0.4, rng), (5, 3), (5, 3), [()]),
    "Dropout-maps": Case(lambda rng, dtype: Dropout(0.4, rng), (4, 2, 3, 2), (4, 2, 3, 2), [()]),
    "GaussianNoise": Case(lambda rng, dtype: GaussianNoise(0.5, rng), (5, 3), (5, 3), [()]),
    "GaussianSample": Case(lambda rng, dtype: GaussianSample(rng), (5, 6), (5, 3), [(), (6,), (5, 3), (5, 2, 6)]),
    "VAE": Case(
        lambda rng, dtype: VAE(Dense(3, 4, rng, dtype=dtype), Dense(2, 3, rng, dtype=dtype), rng),
        (5, 3),
        (5, 7),
        [(), (3,), (5, 4)],
    ),
    "RestrictedBoltzmannMachine": Case(
        lambda rng, dtype: RestrictedBoltzmannMachine(3, 2, rng, dtype=dtype), (5, 3), (5, 1), [(), (3,), (5, 4)]
    ),
    "Residual-noisy": Case(
        lambda rng, dtype: Residual(GaussianNoise(0.1, rng), Dense(3, 3, rng, dtype=dtype), Dropout(0.5, rng)),
        (5, 3),
        (5, 3),
        [(5, 4)],
    ),
}


@dataclass
class TokenCase:
    """The same of a layer of tokens, whole numbers from ``low`` to ``vocabulary`` − 1, which have no gradient."""

    make: object
    shape: tuple
    vocabulary: int
    out: tuple
    low: int = 0

    layer, dy = Case.layer, Case.dy

    def x(self, seed=2, n=None):
        shape = self.shape if n is None else (n, *self.shape[1:])
        return np.random.default_rng(seed).integers(self.low, self.vocabulary, shape)


TOKEN_CASES = {
    "Embedding": TokenCase(lambda rng, dtype: Embedding(6, 3, rng, dtype=dtype), (4, 5), 6, (4, 5, 3)),
    "Embedding-one": TokenCase(lambda rng, dtype: Embedding(6, 3, rng, dtype=dtype), (4,), 6, (4, 3)),
    "RNN-tokens": TokenCase(lambda rng, dtype: RNN(6, 3, rng, dtype=dtype), (4, 5), 6, (4, 5, 3)),
    "LSTM-tokens": TokenCase(lambda rng, dtype: LSTM(6, 3, rng, dtype=dtype), (4, 5), 6, (4, 5, 3)),
    "GRU-tokens": TokenCase(lambda rng, dtype: GRU(6, 3, rng, return_last=True, dtype=dtype), (4, 5), 6, (4, 3)),
    "Sequential-tokens": TokenCase(
        lambda rng, dtype: Sequential(
            Embedding(6, 3, rng, dtype=dtype), GRU(3, 4, rng, dtype=dtype), Dense(4, 6, rng, dtype=dtype)
        ),
        *((4, 5), 6, (4, 5, 6)),
    ),
    "LanguageModel": TokenCase(lambda rng, dtype: LanguageModel(6, 3, rng, dtype=dtype), (4, 5), 6, (4, 5, 6)),
    "LanguageModel-embedding": TokenCase(
        lambda rng, dtype: LanguageModel(6, 3, rng, cell=GRU, d_embedding=2, dtype=dtype), (4, 5), 6, (4, 5, 6)
    ),
    "SequenceClassifier": TokenCase(
        lambda rng, dtype: SequenceClassifier(6, 2, 3, rng, dtype=dtype), (4, 5), 6, (4, 2), 1
    ),
    "EncoderDecoder": TokenCase(
        lambda rng, dtype: EncoderDecoder(3, 6, 6, 4, rng, dtype=dtype), (4, 5), 6, (4, 2, 6), 1
    ),
    "TransformerStack": TokenCase(
        lambda rng, dtype: TransformerStack(6, 4, 2, 1, rng, activation=Tanh, dtype=dtype), (4, 5), 6, (4, 5, 4)
    ),
    "Transformer": TokenCase(
        lambda rng, dtype: Transformer(6, 4, 2, 2, rng, activation=Tanh, dtype=dtype), (4, 5), 6, (4, 5, 6)
    ),
    "Transformer-tied": TokenCase(
        lambda rng, dtype: Transformer(
            *(6, 4, 1, 1, rng), tied=True, positions="rotary", norm="after", activation=Tanh, dtype=dtype
        ),
        *((4, 5), 6, (4, 5, 6)),
    ),
    "TransformerEncoderDecoder": TokenCase(
        lambda rng, dtype: TransformerEncoderDecoder(3, 6, 6, 4, 2, 1, rng, activation=Tanh, dtype=dtype),
        *((4, 5), 6, (4, 2, 6), 1),
    ),
    "VectorDecoder": TokenCase(lambda rng, dtype: VectorDecoder(3, 6, 4, rng, dtype=dtype), (4, 5), 6, (4, 2, 6)),
}


WITH_PARAMETERS = [name for name, case in CASES.items() if case.layer().parameters()]


def same(a, b, **kwargs):
    np.testing.assert_allclose(a, b, **({"rtol": 1e-12, "atol": 1e-14} | kwargs))


def run(layer, x, dy):
    """Output, gradient of the input and of every parameter, from a clean start."""
    layer.zero_grad()
    y, backward = layer.forward(x)
    dx = backward(dy)
    return y, dx, {name: p.grad.copy() for name, p in layer.parameters().items()}
