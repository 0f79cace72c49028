"""The time of one training step against PyTorch's eager mode on the CPU, as a ratio of medians.

    python benchmarks/training_speed.py                           PyTorch in this environment
    python benchmarks/training_speed.py --peer-python PATH        PyTorch in another one

Every library runs in a process of its own, with one thread. The processes take turns, round after round, so that a busy
moment of the machine meets all of them; each step is timed by itself. Both get the same ready-made float32 batches (no
loading is timed), and both report the loss of every step. The peer's loop is the one that its tutorials teach.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import numpy as np

THREADS = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
WORKLOADS = {  # name: (batch, steps in a round, largest ratio to plain Adam that we allow ourselves)
    "784-128-10": (32, 600, 0.43),  # in 9 rounds more than 5,000 steps: what slows down with time shows
    "2-8-1": (4, 3000, 0.11),
    "2-16-16-1": (500, 1000, 0.15),
    "784-1024-1024-2048-9": (128, 12, 0.80),
}
LIBRARIES = ("course_nn", "torch", "torch fused")


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
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
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
    return course_steps(workload) if library == "course_nn" else torch_steps(workload, fused=library == "torch fused")


def work(library, steps):
    """A process for one library: reads (workload, steps), one a line, answers with the seconds of each step.

    ``steps(library, workload)`` gives the iterator.
    """
    running = {}
    for line in sys.stdin:
        workload, count = json.loads(line)
        if workload not in running:
            running[workload] = steps(library, workload)
            for _ in range(min(200, count)):  # warm up
                next(running[workload])
        iterator, seconds, clock = running[workload], [], time.perf_counter
        for _ in range(count):
            start = clock()
            loss = next(iterator)
            seconds.append(clock() - start)
        print(json.dumps({"seconds": seconds, "loss": loss}), flush=True)


def start(library, python, script=__file__):
    """The process for one library."""
    return subprocess.Popen(
        [python, script, "--worker", library],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | THREADS,
    )


def ask(process, *question):
    """What a process answers."""
    process.stdin.write(json.dumps(question) + "\n")
    process.stdin.flush()
    answer = process.stdout.readline()
    if not answer:
        sys.exit("a library's process ended; its error stands above (is PyTorch installed? see --peer-python)")
    return json.loads(answer)


def compare(processes, workload, rounds):
    """Median microseconds per step of each library, and each round's ratio to each peer."""
    _, count, target = WORKLOADS[workload]
    seconds = {library: [] for library in processes}
    by_round = {library: [] for library in processes}
    for k in range(rounds):
        turn = list(processes) if k % 2 == 0 else list(processes)[::-1]
        for library in turn:
            answer = ask(processes[library], workload, count)
            seconds[library] += answer["seconds"]
            by_round[library].append(statistics.median(answer["seconds"]))
    medians = {library: statistics.median(values) for library, values in seconds.items()}
    ours = medians["course_nn"]
    print(f"{workload:<20} {'course_nn':<12} {ours * 1e6:9.1f} µs")
    for peer in [name for name in medians if name != "course_nn"]:
        ratios = [a / b for a, b in zip(by_round["course_nn"], by_round[peer], strict=True)]
        goal = ""
        if peer == "torch":
            goal = f"   target {target:.2f}: {'reached' if ours / medians[peer] <= target else 'MISSED'}"
        print(
            f"{'':<20} {peer:<12} {medians[peer] * 1e6:9.1f} µs   ratio {ours / medians[peer]:.3f} "
            f"(rounds {min(ratios):.3f} to {max(ratios):.3f}, the last {ratios[-1]:.3f}){goal}",
            flush=True,
        )
    return ours / medians["torch"] <= target


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
    print(f"one training step, Adam, float32, one thread; PyTorch {version.stdout.strip()}, NumPy {np.__version__}")
    processes = {
        library: start(library, sys.executable if library == "course_nn" else arguments.peer_python)
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
