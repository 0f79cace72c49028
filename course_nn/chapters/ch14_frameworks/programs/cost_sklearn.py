"""What scikit-learn's network costs: import, memory after it, and a step of training of a given size.

python cost_sklearn.py given.npz found.npz
"""

# ruff: noqa: E402 (the import comes before others, since it is timed)

import sys
import time

began = time.perf_counter()
from sklearn.neural_network import MLPClassifier

imported = time.perf_counter() - began

from pathlib import Path

import numpy as np

memory = int(Path("/proc/self/status").read_text().split("VmRSS:")[1].split()[0])
given = np.load(sys.argv[1])
x, y, widths = given["x"], given["y"], given["widths"].tolist()

network = MLPClassifier(tuple(widths[1:-1]), solver="sgd", momentum=0, learning_rate_init=0.01, batch_size=len(x))
network.partial_fit(x, y, classes=np.arange(widths[-1]))

seconds = []
for _ in range(int(given["steps"])):
    began = time.perf_counter()
    network.partial_fit(x, y)
    seconds.append(time.perf_counter() - began)
np.savez(sys.argv[2], imported=imported, memory=memory, step=np.median(seconds), first=seconds[0])
