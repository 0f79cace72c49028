"""The time of one update of a playground's network against the engine of TensorFlow's playground, run by Node.

    python benchmarks/playground_speed.py --original CHECKOUT

CHECKOUT is a copy of https://github.com/tensorflow/playground in which `npm ci --ignore-scripts` was run. Two inputs,
tanh everywhere, one output, a batch of 10 or 30 of 300 points, ½ (ŷ − y)², gradient descent at the playground's rate
0.03, double precision. Training alone: nothing is drawn, and the examples are ready-made on both sides. The original
takes them one by one, course_nn a batch at once; the test that they do the same is θ after two epochs from the same
start. Ours are the steps of the playground's `Run`, and beside them `course_nn.train`'s, which make new arrays each
time. `_side_by_side.py` says how it is measured, but that the original's updates are far too short to be timed
one by one: a round gives the mean of its updates.
"""

import argparse
import json
import shutil
import sys
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
from _side_by_side import OURS, ask, launch, show_ours, show_ratio, take_turns

HERE = Path(__file__).resolve().parent
PLAIN = "course_nn.train"
POINTS, RATE, UPDATES = 300, 0.03, 6000  # the last in a round
WORKLOADS = {  # name: (hidden layers, batch, the largest ratio that we allow ourselves)
    "4-2, batch 10": ((4, 2), 10, 3.6),
    "4-2, batch 30": ((4, 2), 30, None),
    "8-8, batch 10": ((8, 8), 10, 1.0),
    "8-8, batch 30": ((8, 8), 30, None),
    "six layers of 8, batch 10": ((8,) * 6, 10, None),
    "six layers of 8, batch 30": ((8,) * 6, 30, 1 / 3),
}


def beginning(hidden, batch):
    """What both begin with: points of a disk and a ring around it, and θ as the original draws it."""
    rng = np.random.default_rng(0)
    angle, radius = rng.uniform(0, 2 * np.pi, POINTS), rng.uniform(0, 5, POINTS)
    X = np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)
    y = np.where(radius < 2.5, 1.0, -1.0)
    theta = []
    for d_in, d_out in pairwise((2, *hidden, 1)):
        theta += [*rng.uniform(-0.5, 0.5, d_in * d_out), *[0.1] * d_out]
    return {"X": X.tolist(), "y": y.tolist(), "theta": theta, "hidden": hidden, "batch": batch, "rate": RATE}


def course_steps(start, quick):
    """The network, and an iterator that takes one step for each `next`: the playground's, or `train`'s."""
    sys.path.insert(0, str(HERE.parent))
    from course_nn import SGD, Dense, Sequential, Tanh, train
    from course_nn.chapters.playground.feed import Feed
    from course_nn.chapters.playground.network import HalfSquaredError
    from course_nn.chapters.playground.quick_steps import quick_steps

    rng, layers = np.random.default_rng(0), []
    for d_in, d_out in pairwise((2, *start["hidden"], 1)):
        layers += [Dense(d_in, d_out, rng, dtype=np.float64), Tanh()]
    network = Sequential(*layers)
    network.theta[:] = start["theta"]
    X, y, size = np.array(start["X"]), np.array(start["y"])[:, None], start["batch"]
    loss, feed = HalfSquaredError(), Feed(X, y, size, shuffle=False)
    optimizer = SGD(start["rate"])
    if quick:
        return network, quick_steps(network, loss, optimizer, feed)
    return network, train(network, loss, optimizer, feed, epochs=10**9)


def work(quick):
    """A process of course_nn: it answers as `original_playground_speed.cjs` does."""
    running = {}
    for line in sys.stdin:
        question, epochs = json.loads(line)
        name, start = question["name"], question.get("start")
        if start:
            running[name] = (*course_steps(start, quick), POINTS // start["batch"])
        network, steps, batches = running[name]
        began = time.perf_counter()
        for _ in range(epochs * batches):
            next(steps)
        seconds = time.perf_counter() - began
        print(json.dumps(network.theta.tolist() if start else [seconds / (epochs * batches)]), flush=True)


def compare(processes, workload, rounds):
    """Print both times and our ratio; whether the target is reached."""
    hidden, batch, target = WORKLOADS[workload]
    question = {"name": workload, "start": beginning(hidden, batch)}
    theirs = np.array(ask(processes["original"], question, 2))
    for library in (OURS, PLAIN):
        ours = np.array(ask(processes[library], question, 2))
        if not np.abs(ours - theirs).max() < 1e-12:
            sys.exit(f"{workload}: after two epochs θ of {library} is {np.abs(ours - theirs).max():.1e} off")
    question = {"name": workload}
    take_turns(processes, question, 40, 1)  # warm up
    times = take_turns(processes, question, UPDATES * batch // POINTS, rounds)
    show_ours(workload, times)
    print(f"{'':25}  {PLAIN}: {1e6 * np.median(times[PLAIN]):.1f} µs")
    return show_ratio("original", "original", times, target)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--original", type=Path, help="a checkout of tensorflow/playground, with its packages")
    parser.add_argument("--rounds", type=int, default=9, help="turns of each engine (9)")
    parser.add_argument("--only", choices=WORKLOADS, action="append", help="this workload alone")
    parser.add_argument("--worker", choices=(OURS, PLAIN), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.worker:
        return work(arguments.worker == OURS)
    node, checkout = shutil.which("node"), arguments.original
    if node is None:
        sys.exit("this needs Node on the PATH")
    if checkout is None or not (checkout / "node_modules" / "typescript").is_dir():
        sys.exit("--original: expected a checkout of tensorflow/playground in which npm ci --ignore-scripts was run")
    print(f"gradient descent, float64, one thread; NumPy {np.__version__}")
    processes = {
        OURS: launch(__file__, OURS, sys.executable),
        PLAIN: launch(__file__, PLAIN, sys.executable),
        "original": launch(HERE / "original_playground_speed.cjs", checkout.resolve(), node),
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
