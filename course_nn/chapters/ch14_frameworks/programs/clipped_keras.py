"""Cross-entropy of probabilities in Keras 3: given as arrays, and as the output of a model that ends with a softmax.

KERAS_BACKEND=tensorflow python clipped_keras.py given.npz found.npz
"""

import sys

import keras
import numpy as np
from keras import layers

given = np.load(sys.argv[1])
logits = given["logits"].astype("float32")  # (n, 2); the first class is the true one
truth = np.array([[1.0, 0.0]], "float32")
probabilities = np.exp(logits - logits.max(axis=1, keepdims=True))
probabilities = (probabilities / probabilities.sum(axis=1, keepdims=True)).astype("float32")


def step(row):
    """The loss of a model on one row, and its derivative by the true class's logit: a step of SGD tells it."""
    dense = layers.Dense(2, use_bias=False)
    model = keras.Sequential([layers.Input((2,)), dense, layers.Activation("softmax")])
    model.compile(keras.optimizers.SGD(1.0), "categorical_crossentropy")
    dense.set_weights([np.eye(2, dtype="float32")])
    loss = model.train_on_batch(row[None], truth)
    return float(loss), float((1 - dense.get_weights()[0][0, 0]) / row[0])


of_arrays = [float(keras.losses.categorical_crossentropy(truth, row[None])[0]) for row in probabilities]
of_model, slopes = zip(*map(step, logits), strict=True)
np.savez(sys.argv[2], of_arrays=of_arrays, of_model=of_model, slopes=slopes)
