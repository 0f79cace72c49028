"""Five small networks in PyTorch with weights from outside: outputs, gradients, and two trainings of some steps.

python same_pytorch.py given.npz found.npz
"""

import sys
from functools import partial

import numpy as np
import torch
from torch import nn
from torch.nn import functional

given = np.load(sys.argv[1])
torch.set_num_threads(1)


class LastLSTM(nn.LSTM):
    """Its output at the last step alone."""

    def forward(self, x):
        return super().forward(x)[0][:, -1]


class LastGRU(nn.GRU):
    def forward(self, x):
        return super().forward(x)[0][:, -1]


def build(name):
    if name == "dense":
        return nn.Sequential(nn.Linear(784, 128), nn.Tanh(), nn.Linear(128, 10))
    if name == "cnn":
        return nn.Sequential(
            *(nn.Conv2d(1, 8, 3, padding=1), nn.Tanh(), nn.AvgPool2d(2)),
            *(nn.Conv2d(8, 16, 3, padding=1), nn.Tanh(), nn.AvgPool2d(2)),
            *(nn.Flatten(), nn.Linear(16 * 3 * 3, 10)),
        )
    if name == "attention":
        gelu = partial(functional.gelu, approximate="tanh")
        block = nn.TransformerEncoderLayer(16, 4, 64, 0.0, gelu, batch_first=True, norm_first=True)
        return nn.Sequential(block, nn.Flatten(), nn.Linear(6 * 16, 10))
    recurrent = {"lstm": LastLSTM, "gru": LastGRU}[name]
    return nn.Sequential(recurrent(8, 16, batch_first=True), nn.Linear(16, 10))


def hold_second_bias(network):
    """No gradient for the bias beside h U where its sum with the other one is all that counts."""
    for layer in network:
        if isinstance(layer, nn.LSTM):
            layer.bias_hh_l0.register_hook(torch.zeros_like)
        if isinstance(layer, nn.GRU):
            counts = torch.arange(3 * layer.hidden_size) >= 2 * layer.hidden_size
            layer.bias_hh_l0.register_hook(lambda gradient, counts=counts: gradient * counts)


def train(network, optimizer, epsilons):
    for step, epsilon in enumerate(epsilons):
        if "eps" in optimizer.defaults:
            optimizer.param_groups[0]["eps"] = float(epsilon)
        optimizer.zero_grad()
        batch = step % len(x)
        loss_of(network(x[batch]), labels[batch]).backward()
        optimizer.step()


def start():
    network = build(str(given["network"])).to(x.dtype)
    network.load_state_dict(weights)
    return network


weights = {name[8:]: torch.from_numpy(given[name]) for name in given.files if name.startswith("weights/")}
x, labels = torch.from_numpy(given["x"]), torch.from_numpy(given["labels"])
loss_of = nn.CrossEntropyLoss()

network = start()
outputs = network(x[0])
loss_of(outputs, labels[0]).backward()
found = {"outputs": outputs.detach().numpy()}
for name, parameter in network.named_parameters():
    found["gradient/" + name] = parameter.grad.numpy()

for kind, optimizer in (("sgd", torch.optim.SGD), ("adam", torch.optim.Adam)):
    network = start()
    if given["hold_second_bias"]:
        hold_second_bias(network)
    train(network, optimizer(network.parameters(), lr=float(given[kind + "_rate"])), given["epsilons"])
    for name, value in network.state_dict().items():
        found[f"{kind}/{name}"] = value.numpy()

np.savez(sys.argv[2], **found)
