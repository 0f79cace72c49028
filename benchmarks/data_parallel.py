"""A step of training shared by two worker processes against the same step in one process with one thread.

    python benchmarks/data_parallel.py                  needs dask: pip install "course_nn[cluster]"
    python benchmarks/data_parallel.py --store          writes the rows that chapter 14 shows

SGD in float32 through `course_nn.train`, `train_parallel` and `train_local` with ten steps between two exchanges. All
three take turns in rounds, and with them workers that compute their parts at the same time and exchange nothing: each
of them takes more than half of the time alone. A time is the median of the rounds.
Apart from them steps with one example for each worker, in which hardly anything is computed, are timed for several θ:
a line through these gives latency and bandwidth, from which chapter 14's model predicts the other times. The script
ends with code 1 if a target is missed.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import time
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np  # noqa: E402

from course_nn import SGD, CrossEntropy, mlp, train  # noqa: E402
from course_nn.chapters.ch14_frameworks import communication  # noqa: E402
from course_nn.cluster import cluster, train_local, train_parallel  # noqa: E402
from course_nn.cluster.data_parallel import gradient  # noqa: E402
from course_nn.cluster.parts import parts_of  # noqa: E402
from course_nn.parameters import theta_of  # noqa: E402

WORKERS, EVERY = 2, 10
#: name: batches
WORKLOADS = {"784-256-256-512-9": (512, 4096), "784-1024-1024-2048-9": (512, 1024, 4096)}
PROBES = (8, 128, 256, 512, 1024)
#: (network, batch, every): the least ratio of the time alone to the time shared.
TARGETS = {("784-1024-1024-2048-9", 4096, 1): 1.3}
STORED = Path(communication.__file__).parent / "measured" / "data_parallel.json"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7, help="turns of each (7)")
    parser.add_argument("--store", action="store_true", help="write the rows that chapter 14 shows")
    arguments = parser.parse_args()
    with cluster(workers=WORKERS) as machines:
        latency, bandwidth = line(exchange(machines, arguments.rounds))
        print(f"exchange: latency {latency * 1e3:.1f} ms, {bandwidth / 1e6:.0f} MB/s")
        rows = [
            row for name in WORKLOADS for batch in WORKLOADS[name] for row in compare(machines, name, batch, arguments)
        ]
        again = line(exchange(machines, arguments.rounds))
        print(f"and after them: latency {again[0] * 1e3:.1f} ms, {again[1] / 1e6:.0f} MB/s")
    stored = {
        "made_with": f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}, "
        f"{os.cpu_count()} processors",
        "workers": WORKERS,
        "latency": round((latency + again[0]) / 2, 5),
        "bandwidth": round((bandwidth + again[1]) / 2, -6),
        "rows": rows,
    }
    reached = [show(row, stored) for row in rows]
    if arguments.store:
        STORED.write_text(json.dumps(stored) + "\n", encoding="utf-8", newline="\n")
    return 0 if all(reached) else 1


def exchange(machines, rounds):
    """Bytes that pass → median seconds of a step with one example a worker, of 784-u-u-2u-9 for several u."""
    found = {}
    for units in PROBES:
        network = mlp([784, units, units, 2 * units, 9], np.random.default_rng(1))
        X, y = np.ones((WORKERS, 784), np.float32), np.zeros(WORKERS, np.int64)
        steps = train_parallel(network, CrossEntropy(), SGD(0.01), [(X, y)] * (rounds + 2), machines=machines)
        seconds = []
        for _ in range(rounds + 2):
            start = time.perf_counter()
            next(steps)
            seconds.append(time.perf_counter() - start)
        found[communication.sent(len(network.theta), 0, WORKERS)[0]] = statistics.median(seconds[2:])
    return found


def steps_alone(held, x, y, count):
    """On a worker: the seconds of a step on its part, without any exchange."""
    network, loss = held
    theta, optimizer = theta_of(network), SGD(0.01)
    start = time.perf_counter()
    for _ in range(count):
        gradient(network, loss, theta, x, y)
        optimizer.step(theta.value, theta.grad)
    return (time.perf_counter() - start) / count


def line(times):
    """Latency and bandwidth of the line through the times: that of the shortest, and the slope."""
    size, seconds = np.array(list(times)), np.array(list(times.values()))
    slope, at_0 = np.polyfit(size, seconds, 1)
    return max(float(at_0), 1e-5), float(1 / slope)


def compare(machines, name, batch, arguments):
    """A row for data-parallel training and one for local SGD: the time of a step alone and shared."""
    sizes, rng = [int(width) for width in name.split("-")], np.random.default_rng(0)
    X, y = rng.random((batch, sizes[0]), dtype=np.float32), rng.integers(0, sizes[-1], batch)
    endless, loss = [(X, y)] * 10**5, CrossEntropy()
    networks = [mlp(sizes, np.random.default_rng(1)) for _ in range(3)]
    ways = {
        "alone": (train(networks[0], loss, SGD(0.01), endless), 2 if batch > 1000 else 5),
        1: (train_parallel(networks[1], loss, SGD(0.01), endless, machines=machines), 2 if batch > 1000 else 5),
        EVERY: (train_local(networks[2], loss, SGD(0.01), endless, machines=machines, every=EVERY), EVERY),
    }
    times, parts, held = {way: [] for way in ways}, [], (mlp(sizes, np.random.default_rng(1)), loss)
    halves = [(*part, ways[1][1]) for part in parts_of(X, y, WORKERS)]
    for way in (steps for steps, _ in ways.values()):
        next(way)
    for _ in range(EVERY - 1):  # the rest of the first round: the next ones are whole
        next(ways[EVERY][0])
    for round_ in range(arguments.rounds):
        for way in list(ways)[:: 1 if round_ % 2 == 0 else -1]:
            steps, count = ways[way]
            start = time.perf_counter()
            for _ in range(count):
                next(steps)
            times[way].append((time.perf_counter() - start) / count)
        parts.append(max(machines.run(steps_alone, halves, held)))
    alone = statistics.median(times["alone"])
    size = len(networks[0].theta)
    for every in (1, EVERY):
        shared = statistics.median(times[every])
        ratio = statistics.median(a / b for a, b in zip(times["alone"], times[every], strict=True))
        yield {
            "network": name,
            "size": size,
            "batch": batch,
            "every": every,
            "alone": round(alone, 5),
            "part": round(statistics.median(parts), 5),
            "shared": round(shared, 5),
            "ratio": round(ratio, 3),
        }


def show(row, stored):
    """A line for a row; whether its target is reached."""
    target = TARGETS.get((row["network"], row["batch"], row["every"]))
    reached = target is None or row["ratio"] >= target
    goal = "" if target is None else f"   target {target}: {'reached' if reached else 'MISSED'}"
    model = communication.predicted(row, stored)
    print(
        f"{row['network']:<22} batch {row['batch']:>5}  every {row['every']:>2}: alone {row['alone'] * 1e3:7.1f} ms, "
        f"shared {row['shared'] * 1e3:7.1f} ms, {row['ratio']:.2f} times as fast; the model says {model * 1e3:7.1f} ms "
        f"({model / row['shared'] - 1:+.0%}){goal}",
        flush=True,
    )
    return reached


if __name__ == "__main__":
    sys.exit(main())
