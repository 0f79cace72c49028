"""The same five networks in Keras 3, on the back end that KERAS_BACKEND names.

KERAS_BACKEND=tensorflow python same_keras.py given.npz found.npz
"""

import sys

import keras
import numpy as np
from keras import layers

given = np.load(sys.argv[1])
keras.config.set_floatx(str(given["x"].dtype))


class HeldBias(keras.constraints.Constraint):
    """0 in the bias beside h U of a GRU where its sum with the other one is all that counts."""

    def __call__(self, bias):
        counts = np.ones(bias.shape)
        counts[1, : 2 * bias.shape[1] // 3] = 0
        return bias * keras.ops.cast(counts, bias.dtype)


def build(name):
    if name == "dense":
        return keras.Sequential([layers.Input((784,)), layers.Dense(128, "tanh"), layers.Dense(10)])
    if name == "cnn":
        return keras.Sequential(
            [
                layers.Input((12, 12, 1)),
                *(layers.Conv2D(8, 3, padding="same", activation="tanh"), layers.AveragePooling2D(2)),
                *(layers.Conv2D(16, 3, padding="same", activation="tanh"), layers.AveragePooling2D(2)),
                *(layers.Flatten(), layers.Dense(10)),
            ]
        )
    if name == "attention":
        return attention_block()
    if name == "lstm":
        return keras.Sequential([layers.Input((6, 8)), layers.LSTM(16), layers.Dense(10)])
    gru = layers.GRU(16, bias_constraint=HeldBias() if given["hold_second_bias"] else None)
    return keras.Sequential([layers.Input((6, 8)), gru, layers.Dense(10)])


def attention_block():
    """Keras has the parts of a transformer's block, and leaves their order to us."""
    x = layers.Input((6, 16))
    y = layers.LayerNormalization(epsilon=1e-5)(x)
    h = x + layers.MultiHeadAttention(num_heads=4, key_dim=4)(y, y)
    y = layers.LayerNormalization(epsilon=1e-5)(h)
    h = h + layers.Dense(16)(keras.activations.gelu(layers.Dense(64)(y), approximate=True))
    return keras.Model(x, layers.Dense(10)(layers.Flatten()(h)))


def start(optimizer, eagerly=False):
    model = build(str(given["network"]))
    model.set_weights([given[name] for name in names])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer, loss, run_eagerly=eagerly)
    return model


def gradients(model, x, labels):
    """What Keras leaves to its back end."""
    if keras.backend.backend() == "torch":
        model.compute_loss(y=labels, y_pred=model(x)).backward()
        return [weight.value.grad.numpy() for weight in model.trainable_weights]
    import tensorflow as tf

    with tf.GradientTape() as tape:
        loss = model.compute_loss(y=labels, y_pred=model(x))
    return [g.numpy() for g in tape.gradient(loss, [weight.value for weight in model.trainable_weights])]


def keep(kind, arrays):
    for name, array in zip(names, arrays, strict=True):
        found[kind + name.removeprefix("weights")] = array


names = [name for name in given.files if name.startswith("weights/")]
# With its type said: an array of float64 becomes float32 on the back end of PyTorch.
x = keras.ops.convert_to_tensor(given["x"], dtype=keras.config.floatx())
labels, epsilons = keras.ops.convert_to_tensor(given["labels"]), given["epsilons"]

model = start("sgd")
found = {"outputs": keras.ops.convert_to_numpy(model(x[0]))}
keep("gradient", gradients(model, x[0], labels[0]))

sgd = keras.optimizers.SGD(float(given["sgd_rate"]))
adam = keras.optimizers.Adam(float(given["adam_rate"]), epsilon=float(epsilons[0]))
for kind, optimizer in (("sgd", sgd), ("adam", adam)):
    # What a compiled step has seen once stays as it was: an epsilon that changes needs the eager one.
    model = start(optimizer, eagerly=len(set(epsilons.tolist())) > 1)
    for step, epsilon in enumerate(epsilons):
        optimizer.epsilon = float(epsilon)
        model.train_on_batch(x[step % len(x)], labels[step % len(x)])
    keep(kind, model.get_weights())

np.savez(sys.argv[2], **found)
