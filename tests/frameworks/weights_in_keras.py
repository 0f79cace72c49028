"""Models of Keras that take weights from outside, and say what they are called: run by test_weights_there.

KERAS_BACKEND=tensorflow python weights_in_keras.py given.npz found.npz
"""

import sys

import keras
import numpy as np
from keras import layers

keras.config.set_floatx("float64")


def chain(shape, *parts, dtype=None):
    return keras.Sequential([layers.Input(shape, dtype=dtype), *parts])


def recurrent(layer):
    return chain((5, 4), layer)


def block(after=False, looking=False):
    """The parts of a transformer's block in the course's order."""
    x = start = layers.Input((5, 4))
    source = layers.Input((3, 4))
    tanh = {"activation": "relu"}
    norms = [layers.LayerNormalization(epsilon=1e-5) for _ in range(3)]
    attend, look = (layers.MultiHeadAttention(num_heads=2, key_dim=2) for _ in range(2))

    def network(x):
        return layers.Dense(4)(layers.Dense(6, **tanh)(x))

    if after:
        x = norms[0](x + attend(x, x))
        x = norms[1](x + network(x))
        return keras.Model(start, x)
    y = norms[0](x)
    x = x + attend(y, y)
    if looking:
        x = x + look(norms[1](x), source)
    x = x + network(norms[2](x))
    return keras.Model([start, source] if looking else start, x)


def classifier():
    return keras.Sequential(
        [layers.Input((5,), dtype="int32"), layers.Embedding(7, 4), layers.LSTM(3), layers.Dense(2)]
    )


NORM = {"momentum": 0.9, "epsilon": 1e-5}
MODELS = {
    "dense": lambda: chain((5,), layers.Dense(4, "relu"), layers.Dense(3, use_bias=False)),
    "images": lambda: chain(
        *((4, 6, 2), layers.Conv2D(4, 3, padding="same", groups=2), layers.BatchNormalization(**NORM)),
        *(layers.PReLU(shared_axes=[1, 2, 3]), layers.MaxPooling2D()),
        *(layers.Conv2DTranspose(3, 2, strides=2), layers.Flatten(), layers.BatchNormalization(**NORM)),
        layers.Dense(3),
    ),
    "rows": lambda: chain(
        *((5,), layers.Dense(4), layers.LayerNormalization(epsilon=1e-5), layers.PReLU()),
        *(layers.BatchNormalization(**NORM), layers.Dense(2)),
    ),
    "tokens": lambda: chain((5,), layers.Embedding(7, 4), layers.Dense(3), dtype="int32"),
    "rnn": lambda: recurrent(layers.SimpleRNN(3, activation="relu", return_sequences=True)),
    "lstm": lambda: recurrent(layers.LSTM(3, return_sequences=True)),
    "gru": lambda: recurrent(layers.GRU(3, return_sequences=True)),
    "gru before": lambda: recurrent(layers.GRU(3, return_sequences=True, reset_after=False)),
    "both ways": lambda: recurrent(layers.Bidirectional(layers.GRU(3, return_sequences=True))),
    "before": block,
    "after": lambda: block(after=True),
    "looking": lambda: block(looking=True),
    "classifier": classifier,
}

given, found = np.load(sys.argv[1]), {}
for case, make in MODELS.items():
    model = make()
    weights = {name.split("|")[1]: given[name] for name in given.files if name.startswith(f"{case}|")}
    x = [weights.pop(name) for name in ("x", "source") if name in weights]
    if case == "images":
        x = [np.moveaxis(x[0], 1, -1)]
    found[f"{case}|names"] = np.array([weight.path.rpartition("/")[2] for weight in model.weights])
    found[f"{case}|shapes"] = np.array([str(tuple(weight.shape)) for weight in model.weights])
    arrays = list(weights.values())
    if case == "images":  # the slope that all pixels and channels share
        arrays = [a.reshape(w.shape) if a.size == 1 else a for a, w in zip(arrays, model.weights, strict=True)]
    model.set_weights(arrays)
    found[f"{case}|y"] = keras.ops.convert_to_numpy(model(x if len(x) > 1 else x[0]))
    for k, array in enumerate(model.get_weights()):
        found[f"{case}|state|{k}"] = array
np.savez(sys.argv[2], **found)
