"""The time of one training step of a convolutional network against PyTorch on the CPU, as a ratio of medians.

    python benchmarks/convolution_speed.py                           PyTorch in this environment
    python benchmarks/convolution_speed.py --peer-python PATH        PyTorch in another one

The network: convolution 3 × 3, ReLU, max pooling 2, the same again, a dense layer to 10 classes; Adam, float32, one
thread. `_side_by_side.py` says how it is measured. PyTorch runs in four variants, since none is the best everywhere:
eager as its tutorials teach it, with channels last in memory, with the fused Adam, and with both. Beside them stand the
matrix products of the step alone, on columns made beforehand, in NumPy: no form that computes by products goes below.
"""

import sys

import numpy as np
from _side_by_side import OURS, main, quickest, show_ours, show_ratio, take_turns

#: name: (batch, side of the image, channels in, after the first and after the second convolution, steps in a round).
#: Images of 8 × 8 have a margin of one zero, as in the course's own network.
WORKLOADS = {
    "batch 64, 28×28, 1-8-16": (64, 28, (1, 8, 16), 60),
    "batch 1, 8×8, 1-16-32": (1, 8, (1, 16, 32), 300),
    "batch 32, 8×8, 1-16-32": (32, 8, (1, 16, 32), 200),
    "batch 128, 8×8, 1-32-64": (128, 8, (1, 32, 64), 60),
    "batch 1, 28×28, 1-8-16": (1, 28, (1, 8, 16), 200),
    "batch 8, 28×28, 1-8-16": (8, 28, (1, 8, 16), 150),
    "batch 128, 28×28, 1-8-16": (128, 28, (1, 8, 16), 30),
    "batch 64, 28×28, 1-32-64": (64, 28, (1, 32, 64), 15),
    "batch 1, 56×56, 3-32-64": (1, 56, (3, 32, 64), 60),
    "batch 32, 56×56, 3-16-32": (32, 56, (3, 16, 32), 10),
    "batch 128, 56×56, 3-8-16": (128, 56, (3, 8, 16), 6),
}
TARGETS = {"batch 64, 28×28, 1-8-16": 0.70}  # the largest ratio to PyTorch's eager mode that we allow ourselves
PEERS = ("torch", "torch last", "torch fused", "torch last fused")
LIBRARIES = (OURS, "products", *PEERS)


def padding(side):
    return 1 if side == 8 else 0


def sides(side):
    """The sides of the images after each convolution and each pooling."""
    loss = 2 - 2 * padding(side)
    first = side - loss
    second = first // 2 - loss
    return first, first // 2, second, second // 2


def data(workload):
    """A batch of images with their labels."""
    batch, side, channels, _ = WORKLOADS[workload]
    rng = np.random.default_rng(0)
    return rng.random((batch, channels[0], side, side), np.float32), rng.integers(0, 10, batch)


def steps(library, workload):
    """An iterator that takes one step for each `next`."""
    if library == OURS:
        return course_steps(workload)
    if library == "products":
        return product_steps(workload)
    return torch_steps(workload, last="last" in library, fused="fused" in library)


def course_steps(workload):
    from course_nn import Adam, Conv2D, CrossEntropy, Dense, Flatten, MaxPool2D, ReLU, Sequential, train

    _, side, (a, b, c), _ = WORKLOADS[workload]
    rng, margin = np.random.default_rng(1), {"padding": padding(side)}
    network = Sequential(
        *(Conv2D(a, b, 3, rng, **margin), ReLU(), MaxPool2D(2), Conv2D(b, c, 3, rng, **margin), ReLU(), MaxPool2D(2)),
        *(Flatten(), Dense(c * sides(side)[-1] ** 2, 10, rng)),
    )
    for step in train(network, CrossEntropy(), Adam(0.001), [data(workload)], epochs=10**9):
        yield step.loss


def torch_steps(workload, last, fused):
    import torch
    from torch import nn

    # As in `course_nn.layers.correlation`: where freed memory stays, PyTorch with channels last is a third faster, too.
    large = np.empty(2**25 - 2**16, np.uint8)
    del large
    torch.set_num_threads(1)
    torch.manual_seed(1)
    _, side, (a, b, c), _ = WORKLOADS[workload]
    margin = {"padding": padding(side)}
    model = nn.Sequential(
        *(nn.Conv2d(a, b, 3, **margin), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(b, c, 3, **margin), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Flatten(), nn.Linear(c * sides(side)[-1] ** 2, 10)),
    )
    x, y = (torch.from_numpy(array) for array in data(workload))
    if last:
        model, x = model.to(memory_format=torch.channels_last), x.to(memory_format=torch.channels_last)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001, fused=True if fused else None)
    while True:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        yield loss.item()


def product_steps(workload):
    """Forward, for the filters and for the image (not the first) of each convolution, a product for each row of y."""
    batch, side, (a, b, c), _ = WORKLOADS[workload]
    first, _, second, last = sides(side)
    rng = np.random.default_rng(1)

    def draw(*shape):
        return rng.random(shape, np.float32)

    layers = []
    for c_in, c_out, s in ((a, b, first), (b, c, second)):
        layers.append((draw(c_out, 9 * c_in), draw(s, 9 * c_in, s * batch), draw(s, c_out, s * batch)))
    X, W, d = draw(batch, c * last * last), draw(c * last * last, 10), draw(batch, 10)
    while True:
        for k, (filters, columns, dy) in enumerate(layers):
            filters @ columns
            (columns @ dy.swapaxes(1, 2)).sum(axis=0)
            if k:
                filters.T @ dy
        X @ W, X.T @ d, d @ W.T
        yield 0.0


def compare(processes, workload, rounds):
    """Print each library's time and our ratio to it; whether the target is reached."""
    times = take_turns(processes, workload, WORKLOADS[workload][-1], rounds)
    best = quickest(times, PEERS)
    show_ours(workload, times)
    reached = show_ratio("PyTorch eager", "torch", times, TARGETS.get(workload))
    show_ratio(f"best: {best}", best, times)
    show_ratio("products alone", "products", times)
    return reached


if __name__ == "__main__":
    sys.exit(main(__file__, __doc__, WORKLOADS, LIBRARIES, steps, compare))
