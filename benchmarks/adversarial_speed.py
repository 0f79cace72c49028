"""The time of one step of two networks against each other, against PyTorch's eager mode, as a ratio of medians.

    python benchmarks/adversarial_speed.py                           PyTorch in this environment
    python benchmarks/adversarial_speed.py --peer-python PATH        PyTorch in another one

A step is both updates, the critic's and the generator's, each with its own Adam and its own noise: G 2-64-64-2 with
ReLU, D 2-64-64-1 with LeakyReLU, batches of 256 points of the plane, float32, one thread; ours through
`course_nn.train_adversarial`. `_side_by_side.py` says how it is measured. With a gradient penalty PyTorch takes a
second derivative of its graph, and ours one more pass through the critic. "torch reuse" spares the generator's second
draw, as many scripts do: it shows the same fakes to both players, and differentiates them in the generator's step.
"""

import sys

import numpy as np
from _side_by_side import OURS, main, show_ours, show_ratio, take_turns

BATCH = 256
#: name: (game, gradient penalty, steps in a round, largest ratio to plain PyTorch that we allow ourselves).
WORKLOADS = {
    "non-saturating": ("NonSaturating", 0.0, 300, 0.42),
    "Wasserstein, penalty": ("Wasserstein", 10.0, 200, 0.42),
}
PEERS = ("torch", "torch reuse", "torch fused")
LIBRARIES = (OURS, *PEERS)


def data():
    """Twenty batches of points on a ring."""
    angle = np.random.default_rng(0).uniform(0, 2 * np.pi, (20, BATCH))
    return list(np.stack([np.cos(angle), np.sin(angle)], axis=-1).astype(np.float32))


def steps(library, workload):
    """An iterator that takes one step for each `next`."""
    game, penalty, _, _ = WORKLOADS[workload]
    return course_steps(game, penalty) if library == OURS else torch_steps(game, penalty, library)


def course_steps(game, penalty):
    import course_nn
    from course_nn import Adam, Adversaries, Dense, GradientPenalty, LeakyReLU, ReLU, Sequential, train_adversarial

    rng = np.random.default_rng(1)
    G = Sequential(Dense(2, 64, rng), ReLU(), Dense(64, 64, rng), ReLU(), Dense(64, 2, rng))
    D = Sequential(Dense(2, 64, rng), LeakyReLU(0.2), Dense(64, 64, rng), LeakyReLU(0.2), Dense(64, 1, rng))
    extra = {"gradient_penalty": GradientPenalty(penalty)} if penalty else {}
    optimizers = Adam(1e-4, 0.5, 0.9), Adam(1e-4, 0.5, 0.9)
    pair = Adversaries(G, D, getattr(course_nn, game)(), optimizers, latent=2, rng=rng, **extra)
    for step in train_adversarial(pair, data(), epochs=10**9):
        yield step.generator_loss


def torch_steps(game, penalty, library):
    import torch
    from torch import nn

    torch.set_num_threads(1)
    torch.manual_seed(1)
    G = nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 2))
    D = nn.Sequential(nn.Linear(2, 64), nn.LeakyReLU(0.2), nn.Linear(64, 64), nn.LeakyReLU(0.2), nn.Linear(64, 1))
    fused = True if library == "torch fused" else None
    g_optimizer = torch.optim.Adam(G.parameters(), lr=1e-4, betas=(0.5, 0.9), fused=fused)
    d_optimizer = torch.optim.Adam(D.parameters(), lr=1e-4, betas=(0.5, 0.9), fused=fused)
    criterion, ones, zeros = nn.BCEWithLogitsLoss(), torch.ones(BATCH, 1), torch.zeros(BATCH, 1)
    batches = [torch.from_numpy(x) for x in data()]
    while True:
        for real in batches:
            if library == "torch reuse":
                shown = G(torch.randn(BATCH, 2))
                fake = shown.detach()
            else:
                with torch.no_grad():
                    fake = G(torch.randn(BATCH, 2))
            d_optimizer.zero_grad()
            s_real, s_fake = D(real), D(fake)
            if game == "Wasserstein":
                d_loss = s_fake.mean() - s_real.mean()
            else:
                d_loss = criterion(s_real, ones) + criterion(s_fake, zeros)
            if penalty:
                epsilon = torch.rand(BATCH, 1)
                mixed = (epsilon * real + (1 - epsilon) * fake).requires_grad_()
                (g,) = torch.autograd.grad(D(mixed).sum(), mixed, create_graph=True)
                d_loss = d_loss + penalty * (g.norm(dim=1) - 1).square().mean()
            d_loss.backward()
            d_optimizer.step()
            g_optimizer.zero_grad()
            s = D(shown if library == "torch reuse" else G(torch.randn(BATCH, 2)))
            g_loss = -s.mean() if game == "Wasserstein" else criterion(s, ones)
            g_loss.backward()
            g_optimizer.step()
            d_loss.item()
            yield g_loss.item()


def compare(processes, workload, rounds):
    """Print each library's time and our ratio to it; whether the target is reached."""
    *_, count, target = WORKLOADS[workload]
    times = take_turns(processes, workload, count, rounds)
    show_ours(workload, times)
    return all([show_ratio(peer, peer, times, target if peer == "torch" else None) for peer in PEERS])


if __name__ == "__main__":
    sys.exit(main(__file__, __doc__, WORKLOADS, LIBRARIES, steps, compare))
