"""What Keras costs: import, memory after it, and a step of training of a given size, eager or compiled.

KERAS_BACKEND=tensorflow python cost_keras.py given.npz found.npz
"""

# ruff: noqa: E402 (the import comes before others, since it is timed)

import sys
import time

began = time.perf_counter()
import keras

imported = time.perf_counter() - began

from pathlib import Path

import numpy as np
from keras import layers

memory = int(Path("/proc/self/status").read_text().split("VmRSS:")[1].split()[0])
given = np.load(sys.argv[1])
inputs, units, outputs = given["widths"].tolist()
mode = str(given["mode"])  # eager; graph: what TensorFlow has by default on a processor; compiled: by XLA

model = keras.Sequential([layers.Input((inputs,)), layers.Dense(units, activation="relu"), layers.Dense(outputs)])
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
model.compile(keras.optimizers.SGD(0.01), loss, run_eagerly=mode == "eager", jit_compile=mode == "compiled")
x, y = keras.ops.convert_to_tensor(given["x"]), keras.ops.convert_to_tensor(given["y"])

seconds = []
for _ in range(int(given["steps"])):
    began = time.perf_counter()
    model.train_on_batch(x, y)
    seconds.append(time.perf_counter() - began)
np.savez(sys.argv[2], imported=imported, memory=memory, step=np.median(seconds), first=seconds[0])
