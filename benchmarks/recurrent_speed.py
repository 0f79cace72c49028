"""The time of one training step of a recurrent network against PyTorch on the CPU, as a ratio of medians.

    python benchmarks/recurrent_speed.py                           PyTorch in this environment
    python benchmarks/recurrent_speed.py --peer-python PATH        PyTorch in another one

The network predicts the next of 65 characters at each of 64 steps, for 32 sequences at once: a recurrent layer of 128
units, a dense layer to 65 logits, the mean cross-entropy over all steps; Adam, no clipping, float32, one thread.
`_side_by_side.py` says how it is measured. The characters go straight into the recurrent layer, or through an
embedding of 128 numbers. PyTorch's recurrent layers take no characters: for the same function it gets one-hot codes,
made outside the clock, or looks them up (an embedding that holds the identity and is not trained); the quicker one
counts.
"""

import sys

import numpy as np
from _side_by_side import OURS, main, quickest, show_ours, show_ratio, take_turns

BATCH, LENGTH, HIDDEN, VOCABULARY = 32, 64, 128, 65
#: name: (recurrent layer, whether an embedding stands before it, steps in a round, largest ratio we allow ourselves).
WORKLOADS = {
    "RNN": ("RNN", False, 40, 0.70),
    "LSTM": ("LSTM", False, 25, 1.20),
    "GRU": ("GRU", False, 25, 0.70),
    "Embedding, RNN": ("RNN", True, 40, 0.70),
    "Embedding, LSTM": ("LSTM", True, 25, 1.20),
    "Embedding, GRU": ("GRU", True, 25, 0.70),
}
PEERS = ("torch", "torch index")
LIBRARIES = (OURS, *PEERS)


def data():
    """Eight batches of characters, and the character after each of them."""
    text = np.random.default_rng(0).integers(0, VOCABULARY, (8, BATCH, LENGTH + 1))
    return [(rows[:, :-1].copy(), rows[:, 1:].copy()) for rows in text]


def steps(library, workload):
    """An iterator that takes one step for each `next`."""
    cell, embedded, _, _ = WORKLOADS[workload]
    return course_steps(cell, embedded) if library == OURS else torch_steps(cell, embedded, library)


def course_steps(cell, embedded):
    import course_nn

    rng = np.random.default_rng(1)
    layers = [course_nn.Embedding(VOCABULARY, HIDDEN, rng)] if embedded else []
    layers.append(getattr(course_nn, cell)(HIDDEN if embedded else VOCABULARY, HIDDEN, rng))
    network = course_nn.Sequential(*layers, course_nn.Dense(HIDDEN, VOCABULARY, rng))
    loss, optimizer = course_nn.SequenceCrossEntropy(), course_nn.Adam(0.001)
    for step in course_nn.train(network, loss, optimizer, data(), epochs=10**9):
        yield step.loss


def torch_steps(cell, embedded, library):
    import torch
    from torch import nn

    torch.set_num_threads(1)
    torch.manual_seed(1)

    class Network(nn.Module):
        def __init__(self):
            super().__init__()
            self.lookup = nn.Embedding(VOCABULARY, HIDDEN) if embedded else None
            if not embedded and library == "torch index":
                self.lookup = nn.Embedding.from_pretrained(torch.eye(VOCABULARY))
            self.cell = getattr(nn, cell)(HIDDEN if embedded else VOCABULARY, HIDDEN, batch_first=True)
            self.readout = nn.Linear(HIDDEN, VOCABULARY)

        def forward(self, x):
            return self.readout(self.cell(x if self.lookup is None else self.lookup(x))[0])

    model, criterion = Network(), nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam([p for p in model.parameters() if p.requires_grad], lr=0.001)
    batches = [(torch.from_numpy(x), torch.from_numpy(y)) for x, y in data()]
    if model.lookup is None:
        batches = [(nn.functional.one_hot(x, VOCABULARY).float(), y) for x, y in batches]
    while True:
        for x, y in batches:
            optimizer.zero_grad()
            loss = criterion(model(x).flatten(0, 1), y.flatten())
            loss.backward()
            optimizer.step()
            yield loss.item()


def compare(processes, workload, rounds):
    """Print each library's time and our ratio to it; whether the target is reached beside PyTorch's quicker input."""
    _, embedded, count, target = WORKLOADS[workload]
    peers = PEERS[:1] if embedded else PEERS
    times = take_turns({library: processes[library] for library in (OURS, *peers)}, workload, count, rounds)
    best = quickest(times, peers)
    show_ours(workload, times)
    return all([show_ratio(peer, peer, times, target if peer == best else None) for peer in peers])


if __name__ == "__main__":
    sys.exit(main(__file__, __doc__, WORKLOADS, LIBRARIES, steps, compare))
