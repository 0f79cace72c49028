"""Modules of PyTorch that take weights from outside, strictly, and say what they are called: run by test_weights_there.

python weights_in_pytorch.py given.npz found.npz
"""

import sys

import numpy as np
import torch
from torch import nn


class First(nn.Module):
    """What a recurrent module gives beside its state."""

    def __init__(self, module):
        super().__init__()
        self.module = module

    def forward(self, *inputs):
        return self.module(*inputs)[0]


class Classifier(nn.Module):
    """As the course's SequenceClassifier, by the names of its attributes."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(7, 4)
        self.reader = nn.LSTM(4, 3, batch_first=True)
        self.output = nn.Linear(3, 2)

    def forward(self, tokens):
        return self.output(self.reader(self.embedding(tokens))[0][:, -1])


class Twice(nn.Module):
    """One embedding for tokens and for what is added to them."""

    def __init__(self):
        super().__init__()
        shared = nn.Linear(4, 4)
        self.chain = nn.Sequential(shared, nn.Tanh(), shared)

    def forward(self, x):
        return self.chain(x)


OWN = {"batch_first": True, "dropout": 0.0}
MODULES = {
    "dense": lambda: nn.Sequential(nn.Linear(5, 4), nn.ReLU(), nn.Linear(4, 3, bias=False)),
    "images": lambda: nn.Sequential(
        *(nn.Conv2d(2, 4, 3, padding=1, groups=2), nn.BatchNorm2d(4), nn.PReLU(), nn.MaxPool2d(2)),
        *(nn.ConvTranspose2d(4, 3, 2, stride=2), nn.Flatten(), nn.BatchNorm1d(3 * 4 * 6), nn.Linear(3 * 4 * 6, 3)),
    ),
    "rows": lambda: nn.Sequential(nn.Linear(5, 4), nn.LayerNorm(4), nn.PReLU(4), nn.BatchNorm1d(4), nn.Linear(4, 2)),
    "tokens": lambda: nn.Sequential(nn.Embedding(7, 4), nn.Linear(4, 3)),
    "rnn": lambda: First(nn.RNN(4, 3, nonlinearity="relu", batch_first=True)),
    "lstm": lambda: First(nn.LSTM(4, 3, batch_first=True)),
    "gru": lambda: First(nn.GRU(4, 3, batch_first=True)),
    "both ways": lambda: First(nn.GRU(4, 3, batch_first=True, bidirectional=True)),
    "stack": lambda: First(nn.LSTM(4, 3, num_layers=2, batch_first=True)),
    "before": lambda: nn.TransformerEncoderLayer(4, 2, 6, norm_first=True, **OWN),
    "after": lambda: nn.TransformerEncoderLayer(4, 2, 6, **OWN),
    "looking": lambda: nn.TransformerDecoderLayer(4, 2, 6, norm_first=True, **OWN),
    "classifier": Classifier,
    "twice": lambda: Twice().chain,
}

given, found = np.load(sys.argv[1]), {}
for case, make in MODULES.items():
    module = make().double().eval()
    inner = module.module if isinstance(module, First) else module
    weights = {name.split("|")[1]: torch.from_numpy(given[name]) for name in given.files if name.startswith(f"{case}|")}
    x = [weights.pop(name) for name in ("x", "source") if name in weights]
    state = inner.state_dict()
    found[f"{case}|names"] = np.array(list(state))
    found[f"{case}|shapes"] = np.array([str(tuple(array.shape)) for array in state.values()])
    inner.load_state_dict(weights, strict=True)
    found[f"{case}|y"] = module(*x).detach().numpy()
    for name, array in inner.state_dict().items():
        found[f"{case}|state|{name}"] = array.numpy()
np.savez(sys.argv[2], **found)
