"""Libraries side by side: a process for each, turns taken in rounds, every step timed by itself, ratios of medians.

Every library runs in a process of its own, with one thread. The processes take turns, round after round and in
alternating order, so that a busy moment of the machine meets all of them. A ratio is the median of the rounds' ratios.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

THREADS = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
OURS = "course_nn"


def main(script, doc, workloads, libraries, steps, compare):
    """The command line of a benchmark, and its exit code: 1 if a target is missed.

    ``steps(library, workload)`` gives an iterator that takes one step for each ``next``; ``compare(processes, workload,
    rounds)`` prints what a workload takes, and says whether its target is reached. Libraries whose name begins with
    "torch" run in the Python of ``--peer-python``.
    """
    parser = argparse.ArgumentParser(description=doc.splitlines()[0])
    parser.add_argument("--peer-python", default=sys.executable, help="a Python that has PyTorch")
    parser.add_argument("--rounds", type=int, default=9, help="turns of each library (9)")
    parser.add_argument("--only", choices=workloads, action="append", help="this workload alone")
    parser.add_argument("--worker", choices=libraries, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.worker:
        sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
        return _work(arguments.worker, steps)
    peer = arguments.peer_python
    found = subprocess.run([peer, "-c", "import torch; print(torch.__version__)"], capture_output=True, text=True)
    if found.returncode:
        sys.exit("this Python has no PyTorch: pip install torch, or name one with --peer-python PATH")
    print(f"Adam, float32, one thread; PyTorch {found.stdout.strip()}, NumPy {np.__version__}")
    processes = {
        library: launch(script, library, peer if library.startswith("torch") else sys.executable)
        for library in libraries
    }
    try:
        reached = [compare(processes, workload, arguments.rounds) for workload in arguments.only or workloads]
    finally:
        for process in processes.values():
            process.stdin.close()
            process.wait()
    return 0 if all(reached) else 1


def take_turns(processes, workload, count, rounds):
    """Library → the median seconds of its ``count`` steps in each round."""
    times = {library: [] for library in processes}
    for k in range(rounds):
        for library in list(processes)[:: 1 if k % 2 == 0 else -1]:
            times[library].append(statistics.median(ask(processes[library], workload, count)))
    return times


def show_ours(workload, times):
    """The first line of a workload: the time of our step."""
    print(f"{workload:<26} {OURS:<24} {statistics.median(times[OURS]) * 1e6:9.1f} µs")


def show_ratio(name, library, times, target=None):
    """A line for another library: its time, our ratio to it, and whether that is at most the target; the latter."""
    ratios = [ours / theirs for ours, theirs in zip(times[OURS], times[library], strict=True)]
    ratio = statistics.median(ratios)
    reached = target is None or ratio <= target
    goal = "" if target is None else f"   target {target:.2f}: {'reached' if reached else 'MISSED'}"
    print(
        f"{'':<26} {name:<24} {statistics.median(times[library]) * 1e6:9.1f} µs   ratio {ratio:.3f} "
        f"(rounds {min(ratios):.3f} to {max(ratios):.3f}, the last {ratios[-1]:.3f}){goal}",
        flush=True,
    )
    return reached


def quickest(times, libraries):
    """The one of the libraries whose median is the smallest."""
    return min(libraries, key=lambda library: statistics.median(times[library]))


def _work(library, steps):
    """The process of one library: reads (workload, steps), one a line, and answers with the seconds of each step."""
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
            next(iterator)
            seconds.append(clock() - start)
        print(json.dumps(seconds), flush=True)


def launch(script, library, python):
    """The process of one library, with one thread."""
    return subprocess.Popen(
        [python, script, "--worker", library],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | THREADS,
    )


def ask(process, workload, count):
    """What a process answers."""
    process.stdin.write(json.dumps([workload, count]) + "\n")
    process.stdin.flush()
    answer = process.stdout.readline()
    if not answer:
        sys.exit("a library's process ended; its error stands above (is PyTorch installed? see --peer-python)")
    return json.loads(answer)
