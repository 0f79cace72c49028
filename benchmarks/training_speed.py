"""The time of one training step against PyTorch's eager mode on the CPU, as a ratio of medians.

    python benchmarks/training_speed.py                           PyTorch in this environment
    python benchmarks/training_speed.py --peer-python PATH        PyTorch in another one

`_side_by_side.py` says how it is measured. All get the same ready-made float32 batches (no loading is timed), and all
report the loss of every step. The peer's loop is the one that its tutorials teach.
"""

import sys
from itertools import pairwise

import numpy as np
from _side_by_side import OURS, main, show_ours, show_ratio, take_turns

WORKLOADS = {  # name: (batch, steps in a round, largest ratio to plain Adam that we allow ourselves)
    "784-128-10": (32, 600, 0.43),  # in 9 rounds more than 5,000 steps: what slows down with time shows
    "2-8-1": (4, 3000, 0.11),
    "2-16-16-1": (500, 1000, 0.15),
    "784-1024-1024-2048-9": (128, 12, 0.80),
}
PEERS = ("torch", "torch fused")
LIBRARIES = (OURS, *PEERS)


def data(workload):
    """The batches of a workload: 50 of pictures with their labels, the four points of XOR, or 500 points around it."""
    batch, d_out = WORKLOADS[workload][0], widths(workload)[-1]
    if workload == "2-8-1":
        X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
        return [(X, np.array([[0], [1], [1], [0]], np.float32))]
    rng = np.random.default_rng(0)
    if d_out == 1:
        X = rng.normal(size=(batch, 2)).astype(np.float32)
        return [(X, (X[:, :1] * X[:, 1:] < 0).astype(np.float32))]
    lit = rng.random(784) ** 3 * (rng.random(784) > 0.15)  # as in MNIST, some pixels are never lit, and most rarely
    X = (rng.random((50, batch, 784)) * (rng.random((50, batch, 784)) < lit)).astype(np.float32)
    return list(zip(X, rng.integers(0, d_out, (50, batch)), strict=True))


def widths(workload):
    """784-128-10 as (784, 128, 10)."""
    return tuple(int(width) for width in workload.split("-"))


def course_steps(workload):
    """An iterator that takes one step for each `next`."""
    from course_nn import Adam, BinaryCrossEntropy, CrossEntropy, ReLU, Tanh, mlp, train

    sizes = widths(workload)
    activation, loss = (ReLU, CrossEntropy()) if sizes[-1] > 1 else (Tanh, BinaryCrossEntropy())
    network = mlp(sizes, np.random.default_rng(1), activation=activation)
    for step in train(network, loss, Adam(0.001), data(workload), epochs=10**9):
        yield step.loss


def torch_steps(workload, fused):
    """The same for PyTorch."""
    import torch
    from torch import nn

    torch.set_num_threads(1)
    torch.manual_seed(1)
    sizes = widths(workload)
    activation, criterion = (nn.ReLU, nn.CrossEntropyLoss()) if sizes[-1] > 1 else (nn.Tanh, nn.BCEWithLogitsLoss())
    layers = []
    for d_in, d_out in pairwise(sizes):
        layers += [nn.Linear(d_in, d_out), activation()]
    model = nn.Sequential(*layers[:-1])
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001, fused=True if fused else None)
    batches = [(torch.from_numpy(x), torch.from_numpy(y)) for x, y in data(workload)]
    while True:
        for x, y in batches:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            yield loss.item()


def steps(library, workload):
    """The iterator of a library."""
    return course_steps(workload) if library == OURS else torch_steps(workload, fused=library == "torch fused")


def compare(processes, workload, rounds):
    """Print each library's time and our ratio to it; whether the target is reached."""
    _, count, target = WORKLOADS[workload]
    times = take_turns(processes, workload, count, rounds)
    show_ours(workload, times)
    return all([show_ratio(peer, peer, times, target if peer == "torch" else None) for peer in PEERS])


if __name__ == "__main__":
    sys.exit(main(__file__, __doc__, WORKLOADS, LIBRARIES, steps, compare))
