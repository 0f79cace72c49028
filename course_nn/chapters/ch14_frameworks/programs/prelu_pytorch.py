"""A regression with PReLU, 1-64-64-1, in PyTorch: the loss of each step, and the learned slopes.

python prelu_pytorch.py given.npz found.npz
"""

import sys

import numpy as np
import torch
from torch import nn

given = np.load(sys.argv[1])
torch.set_num_threads(1)
slopes, batch = int(given["slopes"]), int(given["batch"])
x, y = torch.from_numpy(given["x"]), torch.from_numpy(given["y"])

network = nn.Sequential(
    *(nn.Linear(1, 64), nn.PReLU(slopes), nn.Linear(64, 64), nn.PReLU(slopes)),
    nn.Linear(64, 1),
)
network.load_state_dict(
    {name[8:]: torch.from_numpy(given[name]) for name in given.files if name.startswith("weights/")}
)
optimizer = torch.optim.SGD(network.parameters(), lr=float(given["rate"]))
loss_of = nn.MSELoss()

losses = []
for step in range(int(given["steps"])):
    at = (torch.arange(batch) + step * batch) % len(x)
    optimizer.zero_grad()
    loss = loss_of(network(x[at]), y[at])
    loss.backward()
    optimizer.step()
    losses.append(loss.item())

learned = torch.stack([network[1].weight, network[3].weight]).detach()
np.savez(sys.argv[2], losses=losses, slopes=learned)
