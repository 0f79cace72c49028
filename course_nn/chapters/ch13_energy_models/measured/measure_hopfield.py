"""Measure what chapter 13 tells of Hopfield's networks; about nine minutes on one core.

    OMP_NUM_THREADS=1 python -m course_nn.chapters.ch13_energy_models.measured.measure_hopfield [capacity basins ...]

Writes the files beside it, which are part of the course.
"""

import json
import os
import platform
import sys
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from .. import basins, capacity, modern_recall, spurious_states, two_cycles

FOLDER = Path(__file__).resolve().parent


def capacities(units):
    """Of each load: the share of starts found again and exact by network, and a histogram of where they ended."""
    found = {"found": [], "exact": [], "ends": []}
    for load in capacity.LOADS:
        ends = [capacity.ends(units, load, seed) for seed in range(capacity.NETWORKS[units])]
        found["found"].append([round(float((m > capacity.FOUND).mean()), 4) for m in ends])
        found["exact"].append([round(float((m > 1 - 0.5 / units).mean()), 4) for m in ends])
        found["ends"].append(np.histogram(np.concatenate(ends), capacity.EDGES)[0].tolist())
        print(units, load, np.mean(found["found"][-1]), np.mean(found["exact"][-1]), flush=True)
    return found


def exact_recall():
    """The share that rests exactly at its pattern at a load of 0.10, by network."""
    found = {}
    for n, networks in ((100, 200), (250, 100), (500, 100), (1000, 60)):
        ends = [capacity.ends(n, 0.10, seed) for seed in range(1000, 1000 + networks)]
        found[n] = [round(float((m > 1 - 0.5 / n).mean()), 4) for m in ends]
        print(n, np.mean(found[n]), np.std(found[n]) / np.sqrt(networks), flush=True)
    return found


def all_basins():
    """By rule, load, damage and network the shares that come back, above 0.9 and exactly."""
    found = {}
    for rule in basins.RULES:
        both = [
            [[basins.recalled(rule, load, d, seed) for seed in range(basins.NETWORKS)] for d in basins.DAMAGES]
            for load in basins.LOADS
        ]
        both = np.round(both, 4)
        found[rule] = {"found": both[..., 0].tolist(), "exact": both[..., 1].tolist()}
        print(rule, both[..., 0].mean(axis=2).round(2).tolist(), flush=True)
    return found


def spurious():
    """Where random starts end, by count of patterns and network."""
    counts, seeds = spurious_states.COUNTS, range(spurious_states.NETWORKS)
    shares = [[spurious_states.starts_end(count, seed).tolist() for seed in seeds] for count in counts]
    return {"shares": shares}


def cycles():
    """The share of random starts that end between two states, by count of patterns and network."""
    seeds = range(two_cycles.NETWORKS)
    return {"shares": [[round(two_cycles.share(count, seed), 4) for seed in seeds] for count in two_cycles.COUNTS]}


def modern():
    """Shares found again by damage, β and count, the right pattern's weight, Hebb's shares; and all of 100,000."""
    found, weight = [], []
    for damage in modern_recall.DAMAGES:
        rows = [[modern_recall.measure(c, beta, damage) for c in modern_recall.COUNTS] for beta in modern_recall.BETAS]
        found.append([[round(one[0], 4) for one in row] for row in rows])
        weight.append([[[float(f"{w:.3g}") for w in one[1:]] for one in row] for row in rows])
        print(damage, found[-1], flush=True)
    hebb = [[modern_recall.hebb_recall(c, damage) for c in modern_recall.FEW] for damage in modern_recall.DAMAGES]
    beta, count = modern_recall.ALL
    rng = np.random.default_rng(14)
    every = modern_recall.found_again(modern_recall.store(count), beta, modern_recall.DAMAGE, rng)[0]
    print("all of", count, every, flush=True)
    return {"found": found, "weight": weight, "hebb": np.round(hebb, 4).tolist(), "all": every}


MEASURED = {
    **{f"capacity{n}": lambda n=n: capacities(n) for n in capacity.NETWORKS},
    "exact_recall": exact_recall,
    "basins": all_basins,
    "spurious_states": spurious,
    "two_cycles": cycles,
    "modern_recall": modern,
}


def main(names):
    for name, measure in MEASURED.items():
        if names and not any(name.startswith(one) for one in names):
            continue
        start, found = time.process_time(), measure()
        print(name, round(time.process_time() - start), "seconds", flush=True)
        part = name.removeprefix("capacity")
        if part.isdecimal():  # one file of all n
            path = FOLDER / "capacity.json"
            before = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
            name, found = "capacity", {k: v for k, v in before.items() if k != "made_with"} | {part: found}
        made = f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}"
        text = json.dumps({"made_with": made, **found})
        (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
