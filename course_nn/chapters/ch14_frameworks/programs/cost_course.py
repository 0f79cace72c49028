"""What course_nn costs: import, memory after it, and a step of training of a given size.

python cost_course.py given.npz found.npz
"""

# ruff: noqa: E402 (the import comes before others, since it is timed)

import sys
import time

began = time.perf_counter()
import course_nn as nn

imported = time.perf_counter() - began

from pathlib import Path

import numpy as np

memory = int(Path("/proc/self/status").read_text().split("VmRSS:")[1].split()[0])
given = np.load(sys.argv[1])
x, y = given["x"], given["y"]

network = nn.mlp(given["widths"].tolist(), np.random.default_rng(0), activation="relu")
loss, optimizer = nn.CrossEntropy(), nn.SGD(0.01)


def step():
    network.zero_grad()
    outputs, backward = network.forward(x, train=True)
    backward(loss(outputs, y)[1])
    optimizer.step(network.theta, network.grad)


seconds = []
for _ in range(int(given["steps"])):
    began = time.perf_counter()
    step()
    seconds.append(time.perf_counter() - began)
np.savez(sys.argv[2], imported=imported, memory=memory, step=np.median(seconds), first=seconds[0])
