"""The time of one step of two networks against each other, against PyTorch's eager mode, as a ratio of medians.

    python benchmarks/adversarial_speed.py                           PyTorch in this environment
    python benchmarks/adversarial_speed.py --peer-python PATH        PyTorch in another one

A step is both updates, the critic's and the generator's, each with its own Adam and its own noise: G 2-64-64-2 with
ReLU, D 2-64-64-1 with LeakyReLU, batches of 256 points of the plane, float32, one thread; ours through
`course_nn.train_adversarial`. `training_speed.py` says how it is measured. With a gradient penalty PyTorch takes a
second derivative of its graph, and ours one more pass through the critic. "torch reuse" spares the generator's second
draw, as many scripts do: it shows the same fakes to both players, and differentiates them in the generator's step.
"""

import argparse
import statistics
import subprocess
import sys
from pathlib import Path

import numpy as np
from training_speed import ask, start, work

BATCH = 256
#: name: (game, gradient penalty, steps in a round, largest ratio to plain PyTorch that we allow ourselves).
WORKLOADS = {
    "non-saturating": ("NonSaturating", 0.0, 300, 0.42),
    "Wasserstein, penalty": ("Wasserstein", 10.0, 200, 0.42),
}
PEERS = ("torch", "torch reuse", "torch fused")
LIBRARIES = ("course_nn", *PEERS)


def data():
    """Twenty batches of points on a ring."""
    angle = np.random.default_rng(0).uniform(0, 2 * np.pi, (20, BATCH))
    return list(np.stack([np.cos(angle), np.sin(angle)], axis=-1).astype(np.float32))


def steps(library, workload):
    """An iterator that takes one step for each `next`."""
    game, penalty, _, _ = WORKLOADS[workload]
    return course_steps(game, penalty) if library == "course_nn" else torch_steps(game, penalty, library)


def course_steps(game, penalty):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
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
    """Print each library's time and our ratio to each of the others; whether the target is reached."""
    *_, count, target = WORKLOADS[workload]
    by_round = {library: [] for library in LIBRARIES}
    for k in range(rounds):
        for library in LIBRARIES[:: 1 if k % 2 == 0 else -1]:
            by_round[library].append(statistics.median(ask(processes[library], workload, count)["seconds"]))
    print(f"{workload:<22} {'course_nn':<12} {statistics.median(by_round['course_nn']) * 1e6:9.0f} µs")
    for peer in PEERS:
        ratios = [ours / theirs for ours, theirs in zip(by_round["course_nn"], by_round[peer], strict=True)]
        ratio, goal = statistics.median(ratios), ""
        if peer == "torch":
            reached = ratio <= target
            goal = f"   target {target:.2f}: {'reached' if reached else 'MISSED'}"
        print(
            f"{'':<22} {peer:<12} {statistics.median(by_round[peer]) * 1e6:9.0f} µs   ratio {ratio:.3f} "
            f"(rounds {min(ratios):.3f} to {max(ratios):.3f}){goal}",
            flush=True,
        )
    return reached


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--peer-python", default=sys.executable, help="a Python that has PyTorch")
    parser.add_argument("--rounds", type=int, default=9, help="turns of each library (9)")
    parser.add_argument("--only", choices=WORKLOADS, action="append", help="this workload alone")
    parser.add_argument("--worker", choices=LIBRARIES, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.worker:
        return work(arguments.worker, steps)
    version = subprocess.run(
        [arguments.peer_python, "-c", "import torch; print(torch.__version__)"],
        capture_output=True,
        text=True,
    )
    if version.returncode:
        sys.exit("this Python has no PyTorch: pip install torch, or name one with --peer-python PATH")
    print(f"both updates, Adam, float32, one thread; PyTorch {version.stdout.strip()}, NumPy {np.__version__}")
    processes = {
        library: start(library, arguments.peer_python if library in PEERS else sys.executable, __file__)
        for library in LIBRARIES
    }
    try:
        reached = [compare(processes, workload, arguments.rounds) for workload in arguments.only or WORKLOADS]
    finally:
        for process in processes.values():
            process.stdin.close()
            process.wait()
    return 0 if all(reached) else 1


if __name__ == "__main__":
    sys.exit(main())
