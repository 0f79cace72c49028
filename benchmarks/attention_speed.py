"""The time of one training step of a small transformer against PyTorch on the CPU, as a ratio of medians.

    python benchmarks/attention_speed.py                           PyTorch in this environment
    python benchmarks/attention_speed.py --peer-python PATH        PyTorch in another one

The network predicts the next of 65 characters at each of 64 steps, for 32 sequences at once: token vectors of 64
numbers and learned positions, one block that normalizes before, 4 heads, a network of 256 ReLUs, a last normalization,
a dense layer to 65 logits, the mean cross-entropy over all steps; Adam, float32, one thread. PyTorch's attention is its
fused ``scaled_dot_product_attention``, causal. `_side_by_side.py` says how it is measured.
"""

import sys

import numpy as np
from _side_by_side import OURS, main, show_ours, show_ratio, take_turns

BATCH, LENGTH, WIDTH, HEADS, VOCABULARY = 32, 64, 64, 4, 65
#: name: (steps in a round, largest ratio we allow ourselves).
WORKLOADS = {"one block": (30, 1.15)}
LIBRARIES = (OURS, "torch")


def data():
    """Eight batches of characters, and the character after each of them."""
    text = np.random.default_rng(0).integers(0, VOCABULARY, (8, BATCH, LENGTH + 1))
    return [(rows[:, :-1].copy(), rows[:, 1:].copy()) for rows in text]


def steps(library, workload):
    """An iterator that takes one step for each `next`."""
    return course_steps() if library == OURS else torch_steps()


def course_steps():
    import course_nn
    from course_nn.models import Transformer

    network = Transformer(VOCABULARY, WIDTH, HEADS, 1, np.random.default_rng(1), longest=LENGTH)
    loss, optimizer = course_nn.SequenceCrossEntropy(), course_nn.Adam(0.001)
    for step in course_nn.train(network, loss, optimizer, data(), epochs=10**9):
        yield step.loss


def torch_steps():
    import torch
    from torch import nn

    torch.set_num_threads(1)
    torch.manual_seed(1)

    class Network(nn.Module):
        def __init__(self):
            super().__init__()
            self.lookup, self.place = nn.Embedding(VOCABULARY, WIDTH), nn.Parameter(0.02 * torch.randn(LENGTH, WIDTH))
            self.norm_1, self.norm_2, self.norm = (nn.LayerNorm(WIDTH) for _ in range(3))
            self.qkv, self.out = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
            self.network = nn.Sequential(nn.Linear(WIDTH, 4 * WIDTH), nn.ReLU(), nn.Linear(4 * WIDTH, WIDTH))
            self.readout = nn.Linear(WIDTH, VOCABULARY)

        def attention(self, x):
            n, t, d = x.shape
            q, k, v = self.qkv(x).view(n, t, 3, HEADS, d // HEADS).permute(2, 0, 3, 1, 4)
            y = nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
            return self.out(y.transpose(1, 2).reshape(n, t, d))

        def forward(self, tokens):
            x = self.lookup(tokens) + self.place
            x = x + self.attention(self.norm_1(x))
            x = x + self.network(self.norm_2(x))
            return self.readout(self.norm(x))

    model, criterion = Network(), nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    batches = [(torch.from_numpy(x), torch.from_numpy(y)) for x, y in data()]
    while True:
        for x, y in batches:
            optimizer.zero_grad()
            loss = criterion(model(x).flatten(0, 1), y.flatten())
            loss.backward()
            optimizer.step()
            yield loss.item()


def compare(processes, workload, rounds):
    """Print each library's time and our ratio to it; whether the target is reached."""
    count, target = WORKLOADS[workload]
    times = take_turns(processes, workload, count, rounds)
    show_ours(workload, times)
    return show_ratio("torch", "torch", times, target)


if __name__ == "__main__":
    sys.exit(main(__file__, __doc__, WORKLOADS, LIBRARIES, steps, compare))
