"""The first example in Keras: 3 inputs, 4 sigmoid units, 2 linear outputs; each epoch's loss and validation loss.

KERAS_BACKEND=tensorflow python first_keras.py given.npz found.npz
"""

import sys

import keras
import numpy as np
from keras import layers

given = np.load(sys.argv[1])

model = keras.Sequential([layers.Input((3,)), layers.Dense(4, activation="sigmoid"), layers.Dense(2)])
model.compile(optimizer=keras.optimizers.SGD(float(given["rate"])), loss="mean_squared_error")
model.set_weights([given[name] for name in given.files if name.startswith("weights/")])

history = model.fit(
    given["x"],
    given["y"],
    epochs=int(given["epochs"]),
    batch_size=int(given["batch"]),
    validation_split=float(given["kept"]),  # the last fifth, before anything is shuffled
    shuffle=False,
    verbose=0,
)
np.savez(sys.argv[2], loss=history.history["loss"], validation_loss=history.history["val_loss"])
