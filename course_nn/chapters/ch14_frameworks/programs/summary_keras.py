"""The text of two summaries in Keras 3.

KERAS_BACKEND=torch python summary_keras.py given.npz found.npz
"""

import sys

import keras
import numpy as np
from keras import layers

given = np.load(sys.argv[1])


def images():
    return keras.Sequential(
        [
            layers.Input((28, 28, 1)),
            *(layers.Conv2D(8, 3, activation="relu"), layers.MaxPooling2D()),
            *(layers.Conv2D(16, 5, activation="relu"), layers.BatchNormalization(), layers.MaxPooling2D()),
            *(layers.Flatten(), layers.Dense(32, activation="relu"), layers.Dropout(0.5), layers.Dense(10)),
        ],
        name="images",
    )


def sequences():
    return keras.Sequential(
        [
            layers.Input((30, 4)),
            *(layers.LSTM(16, return_sequences=True), layers.GRU(12, return_sequences=True), layers.SimpleRNN(8)),
            layers.Dense(3),
        ],
        name="sequences",
    )


found = {}
for name, build in (("images", images), ("sequences", sequences)):
    keras.backend.clear_session()  # so that names are counted anew
    lines = []
    build().summary(line_length=int(given["width"]), print_fn=lines.append)
    found[name] = np.array("\n".join(lines))
np.savez(sys.argv[2], **found)
