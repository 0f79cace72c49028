"""What PyTorch costs: import, memory after it, and a step of training of a given size, eager or compiled.

python cost_pytorch.py given.npz found.npz
"""

# ruff: noqa: E402 (the import comes before others, since it is timed)

import sys
import time

began = time.perf_counter()
import torch

imported = time.perf_counter() - began

from pathlib import Path

import numpy as np
from torch import nn

memory = int(Path("/proc/self/status").read_text().split("VmRSS:")[1].split()[0])
given = np.load(sys.argv[1])
torch.set_num_threads(1)
x, y = torch.from_numpy(given["x"]), torch.from_numpy(given["y"])

inputs, units, outputs = given["widths"].tolist()
network = nn.Sequential(nn.Linear(inputs, units), nn.ReLU(), nn.Linear(units, outputs))
optimizer = torch.optim.SGD(network.parameters(), lr=0.01)
loss_of = nn.CrossEntropyLoss()
if str(given["mode"]) == "compiled":
    network = torch.compile(network)  # needs a C++ compiler; what is around the network stays Python


def step():
    optimizer.zero_grad()
    loss_of(network(x), y).backward()
    optimizer.step()


seconds = []
for _ in range(int(given["steps"])):
    began = time.perf_counter()
    step()
    seconds.append(time.perf_counter() - began)
np.savez(sys.argv[2], imported=imported, memory=memory, step=np.median(seconds), first=seconds[0])
